use super::{Level, Weighting};
use crate::math::{
    levels::{Bins, Look},
    schedule::Schedule,
};

crate::configured! {
    /// Every level is weighted by its uncertainty: the loss is e^{−u(λ)} ½‖ε̂ − ε‖² + u(λ), and u is learned along with the
    /// network, so that in the end e^u is the error of its level and all levels contribute equally (Kendall, Gal and Cipolla,
    /// 2018; Karras et al., 2024, «EDM2»). The loss that is shown leaves out u itself.
    pub struct LearnedWeighting("learned", "Learned (uncertainty)") {
        /// The number of knots of u, which is linear between them.
        knots: u32 = 32, "Knots", "", "", 2..=200, Log;
        /// The learning rate of u in a gradient step.
        rate: f64 = 0.05, "Learning rate of u", "", "", 0.001..=1.0, Log;
    }
}

impl Weighting for LearnedWeighting {
    /// At the start, with u = 0.
    fn eps_weight(&self, _: &Level) -> f64 {
        1.0
    }

    fn uncertainty(&self, path: &dyn Schedule) -> Option<Uncertainty> {
        Some(Uncertainty::new(self, path))
    }
}

/// The learned u(λ): a line through equally spaced knots, constant beyond them.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertainty {
    /// One bin lies between two knots.
    bins: Bins,
    rate: f64,
    u: Vec<f64>,
    /// For each knot, the slope of the loss in u, and the part of the batch that it comes from.
    slopes: Vec<[f64; 2]>,
}

/// The limit of the mean slope of the rows at a knot in one step, since errors have no upper bound.
const STEEPEST: f64 = 4.0;

impl Uncertainty {
    fn new(config: &LearnedWeighting, path: &dyn Schedule) -> Self {
        let knots = config.knots.max(2) as usize;
        Self { bins: Bins::new(path, knots - 1), rate: config.rate, u: vec![0.0; knots], slopes: vec![[0.0; 2]; knots] }
    }

    /// The knot below `log_snr`, and the share of the way to the next.
    fn place(&self, log_snr: f64) -> (usize, f64) {
        let knot = self.bins.of(log_snr);
        let share = (log_snr - self.bins.at(knot, 0.0)) / self.bins.width();
        (knot, share.clamp(0.0, 1.0))
    }

    /// u at `log_snr`.
    pub fn at(&self, log_snr: f64) -> f64 {
        let (knot, share) = self.place(log_snr);
        (1.0 - share) * self.u[knot] + share * self.u[knot + 1]
    }

    /// One step down the gradient of the mean of `e^{−u} e + u`, where `e = ½ ‖ε̂ − ε‖²` of a row and the network is fixed.
    /// At a knot it is `Σ φ (1 − e^{−u} e)/Σ φ` over the rows, with φ their share in it. Few rows move a knot less.
    pub fn learn(&mut self, rows: &[f32], looks: &[Look]) {
        self.slopes.fill([0.0; 2]);
        for (row, look) in rows.iter().zip(looks) {
            let Some([_, error]) = look.losses(*row).filter(|_| look.log_snr.is_finite()) else {
                continue;
            };
            let slope = 1.0 - (-self.at(look.log_snr)).exp() * error;
            let (knot, share) = self.place(look.log_snr);
            for (knot, share) in [(knot, 1.0 - share), (knot + 1, share)] {
                self.slopes[knot][0] += share * slope;
                self.slopes[knot][1] += share;
            }
        }
        for (u, [slope, mass]) in self.u.iter_mut().zip(&self.slopes) {
            *u -= self.rate * (slope / mass.max(1.0)).clamp(-STEEPEST, STEEPEST);
        }
    }

    /// `(λ, u)` at the knots, from the noise to the data.
    pub fn curve(&self) -> Vec<[f64; 2]> {
        self.u.iter().enumerate().map(|(knot, u)| [self.bins.at(knot, 0.0), *u]).collect()
    }

    /// The whole state: u at the knots.
    pub fn state(&self) -> Vec<f64> {
        self.u.clone()
    }

    /// Continues from [`Uncertainty::state`]; false, and without a change, if that has another length.
    pub fn restore(&mut self, state: &[f64]) -> bool {
        let fits = state.len() == self.u.len();
        if fits {
            self.u.copy_from_slice(state);
        }
        fits
    }
}

impl Weighting for Uncertainty {
    fn eps_weight(&self, level: &Level) -> f64 {
        (-self.at(level.log_snr)).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::schedule::VeGeometric;

    fn looks(u: &Uncertainty, n: u32) -> Vec<Look> {
        let [noise, data] = u.bins.range();
        let at = |i: u32| noise + (data - noise) * (f64::from(i) + 0.5) / f64::from(n);
        (0..n).map(|i| Look { log_snr: at(i), density: 1.0, eps_weight: (-u.at(at(i))).exp() }).collect()
    }

    /// A known error of every level, and the rows of a batch that has it.
    fn error(log_snr: f64) -> f64 {
        0.5 / (1.0 + (-0.3 * log_snr).exp())
    }

    fn rows(looks: &[Look]) -> Vec<f32> {
        looks.iter().map(|look| (look.eps_weight * error(look.log_snr)) as f32).collect()
    }

    fn loss(u: &Uncertainty, looks: &[Look]) -> f64 {
        looks.iter().map(|look| (-u.at(look.log_snr)).exp() * error(look.log_snr) + u.at(look.log_snr)).sum()
    }

    #[test]
    fn a_step_goes_down_the_gradient() {
        let path = VeGeometric::default();
        let mut u = LearnedWeighting { knots: 5, rate: 0.1 }.uncertainty(&path).unwrap();
        u.u = vec![0.3, -0.2, 0.1, 0.4, -0.5];
        let looks = looks(&u, 400);
        let before = u.clone();
        u.learn(&rows(&looks), &looks);
        for knot in 0..5 {
            let moved = |by: f64| {
                let mut moved = before.clone();
                moved.u[knot] += by;
                loss(&moved, &looks)
            };
            let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5 / u.slopes[knot][1];
            let step = before.u[knot] - u.u[knot];
            assert!((step - 0.1 * slope).abs() < 1e-6, "{knot}: {step} {slope}");
        }
    }

    #[test]
    fn it_comes_to_the_logarithm_of_the_error() {
        let path = VeGeometric::default();
        let mut u = LearnedWeighting::default().uncertainty(&path).unwrap();
        for _ in 0..2000 {
            let looks = looks(&u, 256);
            u.learn(&rows(&looks), &looks);
        }
        for [log_snr, found] in u.curve() {
            // Between its knots the line is off by an eighth of their squared distance times the curvature, below 0.002.
            assert!((found - error(log_snr).ln()).abs() < 0.005, "{log_snr}: {found} {}", error(log_snr).ln());
        }
    }

    #[test]
    fn one_huge_error_does_not_throw_it() {
        let path = VeGeometric::default();
        let mut u = LearnedWeighting::default().uncertainty(&path).unwrap();
        let look = Look { log_snr: 0.0, density: 1.0, eps_weight: 1.0 };
        u.learn(&[1e30, f32::NAN], &[look; 2]);
        assert!(u.curve().iter().all(|[_, u]| (0.0..=0.2).contains(u)));
        let mut other = LearnedWeighting::default().uncertainty(&path).unwrap();
        assert!(other.restore(&u.state()) && other.u == u.u && !other.restore(&[1.0]));
    }
}
