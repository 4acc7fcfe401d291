use super::{Dataset, LogDensity, PointDraw};
use crate::math::{oracle::Mixture, rng};

crate::configured! {
    /// Eight black squares of a four by four board, uniformly filled: FFJORD's toy data (Grathwohl et al., 2019). Its
    /// entropy is ln 32 nats.
    pub struct Checkerboard("checkerboard", "Checkerboard") {}
}

/// The side of a square, and points along it in the quadrature.
const SIDE: f64 = 2.0;
const ALONG: u32 = 10;

/// Whether the square with its lower left corner at `SIDE · (i, j)` is filled.
fn filled(i: i32, j: i32) -> bool {
    (-2..2).contains(&i) && (-2..2).contains(&j) && (i + j).rem_euclid(2) == 0
}

impl Dataset for Checkerboard {
    fn sampler(&self) -> PointDraw {
        Box::new(|rng| {
            let x = 4.0 * rng::uniform(rng) - 2.0;
            let lower = if rng.next_u32() & 1 == 0 { 0.0 } else { -2.0 };
            let y = rng::uniform(rng) + lower + x.floor().rem_euclid(2.0);
            Some(([SIDE * x, SIDE * y], 0))
        })
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(Box::new(|[x, y]| {
            let inside = filled((x / SIDE).floor() as i32, (y / SIDE).floor() as i32);
            if inside { -(32f64.ln()) } else { f64::NEG_INFINITY }
        }))
    }

    fn mixture(&self) -> Mixture {
        let cell = SIDE / f64::from(ALONG);
        let mut means = Vec::new();
        for (i, j) in (-2..2).flat_map(|i| (-2..2).map(move |j| (i, j))).filter(|&(i, j)| filled(i, j)) {
            for (a, b) in (0..ALONG).flat_map(|a| (0..ALONG).map(move |b| (a, b))) {
                means.push([
                    SIDE * f64::from(i) + cell * (f64::from(a) + 0.5),
                    SIDE * f64::from(j) + cell * (f64::from(b) + 0.5),
                ]);
            }
        }
        // A Gaussian with the variance of a uniform cell.
        Mixture::equal(means, cell / 12f64.sqrt())
    }

    fn extent(&self) -> f64 {
        4.5
    }
}
