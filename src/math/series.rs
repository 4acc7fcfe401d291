//! Paths of the plane, observed at irregular times.

use rand_core::RngCore;

use super::{
    ode::{self, Controlled, DORMAND_PRINCE, Equation, RUNGE_KUTTA_4, Tolerance},
    points::{Cloud, Points},
    rng,
};

/// Observations of several paths at the same irregular times.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedPaths {
    /// Rising, from 0 to 1.
    pub times: Vec<f64>,
    /// The place of every path at each of the times, `[times, paths, 2]`; exact at the first, with noise at the others.
    pub positions: Vec<Cloud>,
}

/// Spirals `ẋ = T A x³` or `ẋ = T A x` with `A = [[−0.1, 2], [−2, −0.1]]` for t from 0 to 1 (Chen et al., 2018, section 5, and
/// the demonstration that comes with their solver), from starting points between the radii 1 and 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spirals {
    pub paths: usize,
    /// Times after the first, drawn uniformly; the last is 1.
    pub observations: usize,
    /// Standard deviation of the noise.
    pub noise: f64,
    /// T.
    pub duration: f64,
    /// Whether the coordinates are cubed.
    pub cubic: bool,
}

/// Steps of the solver over the whole time; the cubic spiral turns up to four times as fast as the other.
const STEPS: f64 = 400.0;

impl Spirals {
    /// The velocity at `x`.
    pub fn velocity(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [x, y] = if self.cubic { [x * x * x, y * y * y] } else { [x, y] };
        [self.duration * (2.0 * y - 0.1 * x), self.duration * (-2.0 * x - 0.1 * y)]
    }

    /// The observations that `rng` draws: starting points, then times, then noise.
    pub fn draw(&self, rng: &mut dyn RngCore) -> ObservedPaths {
        let start = |rng: &mut dyn RngCore| {
            let radius = 1.0 + rng::uniform(rng);
            let (sin, cos) = libm::sincos(std::f64::consts::TAU * rng::uniform(rng));
            [radius * cos, radius * sin]
        };
        let mut now: Cloud = (0..self.paths).map(|_| start(rng)).collect();
        let mut times: Vec<f64> = (1..self.observations).map(|_| rng::uniform(rng)).collect();
        times.extend([0.0, 1.0]);
        times.sort_unstable_by(f64::total_cmp);
        let mut positions = vec![now.clone()];
        for pair in times.windows(2) {
            let span = pair[1] - pair[0];
            let steps = (STEPS * span).ceil().max(1.0);
            for _ in 0..steps as u32 {
                // The velocity is the same at all times.
                now = ode::step(&mut { *self }, &RUNGE_KUTTA_4, &now, span / steps, |_| 0.0);
            }
            let noisy = now.iter().map(|x| {
                let noise = rng::normal(rng);
                [0, 1].map(|k| x[k] + self.noise * noise[k])
            });
            positions.push(noisy.collect());
        }
        ObservedPaths { times, positions }
    }

    /// The times at which the rule of Dormand and Prince evaluates the velocity, in order, if it solves the paths of `series`
    /// together and begins anew at every observation.
    pub fn evaluated(&self, series: &ObservedPaths, tolerance: &Tolerance) -> Vec<f64> {
        let mut way = Timed { spirals: *self, times: Vec::new() };
        let mut now = series.positions.first().cloned().unwrap_or_default();
        for pair in series.times.windows(2) {
            now = ode::solve(&mut way, &DORMAND_PRINCE, tolerance, now, [pair[0], pair[1]], None).end;
        }
        way.times
    }

    /// The time by which half of these evaluations are done; NaN if there are none.
    pub fn half_evaluated(&self, series: &ObservedPaths, tolerance: &Tolerance) -> f64 {
        let mut times = self.evaluated(series, tolerance);
        times.sort_unstable_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// Spirals that note when their velocity is evaluated.
struct Timed {
    spirals: Spirals,
    times: Vec<f64>,
}

impl Equation for Timed {
    type State = Cloud;
    type Slope = Cloud;

    fn slope(&mut self, x: &Cloud, terms: &[(f64, &Cloud)], t: f64, stage: usize) -> Cloud {
        self.times.push(t);
        self.spirals.slope(x, terms, t, stage)
    }

    fn moved(&self, x: &Cloud, terms: &[(f64, &Cloud)]) -> Cloud {
        self.spirals.moved(x, terms)
    }
}

impl Controlled for Timed {
    fn size(&self, terms: &[(f64, &Cloud)], a: &Cloud, b: &Cloud, tolerance: &Tolerance) -> Option<f64> {
        let nothing = vec![[0.0; 2]; a.len()];
        Cloud::error_norm(&self.moved(&nothing, terms), a, b, tolerance.absolute, tolerance.relative)
    }

    fn size_of_state(&self, x: &Cloud, tolerance: &Tolerance) -> Option<f64> {
        Cloud::error_norm(x, x, x, tolerance.absolute, tolerance.relative)
    }
}

impl Equation for Spirals {
    type State = Cloud;
    type Slope = Cloud;

    fn slope(&mut self, x: &Cloud, terms: &[(f64, &Cloud)], _: f64, _: usize) -> Cloud {
        self.moved(x, terms).into_iter().map(|x| self.velocity(x)).collect()
    }

    fn moved(&self, x: &Cloud, terms: &[(f64, &Cloud)]) -> Cloud {
        Cloud::lincomb((1.0, x), terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream};

    #[test]
    fn linear_spirals_have_their_closed_form() {
        let spirals = Spirals { paths: 5, observations: 12, noise: 0.0, duration: 3.0, cubic: false };
        let series = spirals.draw(&mut Stream::new(4, Purpose::Data, 0));
        assert_eq!([series.times.len(), series.positions.len()], [13; 2]);
        // Where x turns by φ in a step, the rule has an error of φ⁵/120; here φ is 6/400, and all steps together turn by 6.
        let allowed = (6.0 / STEPS).powi(4) * 6.0 / 120.0 * 2.0;
        assert!(series.times.is_sorted() && series.times[0] == 0.0 && series.times[12] == 1.0);
        for (t, found) in series.times.iter().zip(&series.positions) {
            let (sin, cos) = (2.0 * 3.0 * t).sin_cos();
            let shrink = (-0.1 * 3.0 * t).exp();
            for (start, found) in series.positions[0].iter().zip(found) {
                let expected = [shrink * (cos * start[0] + sin * start[1]), shrink * (cos * start[1] - sin * start[0])];
                assert!((0..2).all(|k| (found[k] - expected[k]).abs() < allowed), "{t}: {found:?} {expected:?}");
            }
        }
    }

    #[test]
    fn noise_is_as_large_as_it_says_and_spares_the_start() {
        let clean = Spirals { paths: 400, observations: 25, noise: 0.0, duration: 1.0, cubic: true };
        let noisy = Spirals { noise: 0.1, ..clean };
        let [a, b] = [clean, noisy].map(|spirals| spirals.draw(&mut Stream::new(4, Purpose::Data, 0)));
        assert_eq!(a.positions[0], b.positions[0]);
        let flat = |series: &ObservedPaths| -> Vec<f64> { series.positions[1..].concat().into_flattened() };
        let squares: Vec<f64> = flat(&a).iter().zip(flat(&b)).map(|(a, b)| (a - b).powi(2)).collect();
        // 20,000 squares: the mean is known to a hundredth, relatively.
        let variance = squares.iter().sum::<f64>() / squares.len() as f64;
        assert!((variance / 0.01 - 1.0).abs() < 0.03, "{variance}");
    }

    #[test]
    fn a_solver_with_step_control_evaluates_most_where_the_paths_turn_fastest() {
        let half = |cubic| {
            let spirals = Spirals { paths: 8, observations: 1, noise: 0.0, duration: 4.0, cubic };
            let series = spirals.draw(&mut Stream::new(4, Purpose::Data, 0));
            let tolerance = Tolerance { relative: 1e-5, absolute: 1e-5 };
            let times = spirals.evaluated(&series, &tolerance);
            assert!(times.iter().all(|t| (0.0..=1.0).contains(t)) && times.len() > 60, "{times:?}");
            spirals.half_evaluated(&series, &tolerance)
        };
        // A linear spiral turns at one speed; a cubic one the slower, the nearer it is to the centre.
        let [linear, cubic] = [false, true].map(half);
        assert!((linear - 0.5).abs() < 0.05 && cubic < 0.35, "{linear} {cubic}");
    }
}
