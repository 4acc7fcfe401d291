use rand_core::RngCore;

use super::{Oracle, general::GeneralPairs, question::Question};
use crate::math::{
    extremes::largest,
    metric::Estimate,
    schedule::{Schedule, finite},
};

impl<S: std::ops::Deref<Target = dyn Schedule>> Oracle<S> {
    /// How likely the point `x` at the time `t` came from each component of the data; the sum is 1.
    pub fn origin(&self, x: [f64; 2], t: f64) -> Vec<f64> {
        let coeffs = finite(&*self.schedule, t);
        let mut pairs = GeneralPairs::new(&self.data, &self.source, &coeffs, Question::Data);
        self.origin_among(&mut pairs, x)
    }

    /// How often the best guess of the component that a point came from is right at the time `t`: the mean of the largest
    /// [`Oracle::origin`] over `count` points.
    pub fn told_apart(&self, t: f64, count: usize, rng: &mut dyn RngCore) -> Option<Estimate> {
        let coeffs = finite(&*self.schedule, t);
        let mut pairs = GeneralPairs::new(&self.data, &self.source, &coeffs, Question::Data);
        let mut best = Vec::with_capacity(count);
        for _ in 0..count {
            let ((data, _), (noise, _)) = (self.data.draw(rng)?, self.source.draw(rng)?);
            best.push(largest(self.origin_among(&mut pairs, coeffs.point(data, noise))));
        }
        Estimate::mean(&best).ok()
    }

    fn origin_among(&self, pairs: &mut GeneralPairs, x: [f64; 2]) -> Vec<f64> {
        let shares = pairs.responsibilities(x);
        shares.chunks(self.source.components().len().max(1)).map(|of_one| of_one.iter().sum()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        oracle::Mixture,
        rng::{Purpose, Stream},
        schedule::{ScheduleConfig, VpLinear},
    };

    fn two() -> Oracle<ScheduleConfig> {
        let data = Mixture::equal([[2.0, 0.0], [-2.0, 0.0]], 0.5);
        Oracle::new(ScheduleConfig::VpLinear(VpLinear::default()), data, Mixture::equal([[0.0; 2]], 1.0)).unwrap()
    }

    #[test]
    fn two_modes_are_told_apart_as_the_normal_distribution_has_it() {
        let oracle = two();
        for t in [0.1, 0.4, 0.55, 0.7, 1.0] {
            let at = oracle.schedule.at(t);
            // Half the distance of the modes in standard deviations, of which Φ is the share on the right side.
            let z = 2.0 * at.alpha / (0.5 * at.alpha).hypot(at.sigma);
            let found = oracle.told_apart(t, 20_000, &mut Stream::new(4, Purpose::Display, 0)).unwrap();
            let expected = 0.5 * (1.0 + libm::erf(z / 2f64.sqrt()));
            assert!((found.value - expected).abs() < 4.0 * found.std_error + 1e-6, "{t}: {found:?} {expected}");
        }
    }

    #[test]
    fn origins_add_up_and_follow_the_side() {
        let oracle = two();
        let [right, middle] = [[1.0, 0.3], [0.0, -1.0]].map(|x| oracle.origin(x, 0.3));
        assert!(right[0] > 0.9 && (right[0] + right[1] - 1.0).abs() < 1e-12, "{right:?}");
        assert!((middle[0] - 0.5).abs() < 1e-12 && middle.len() == 2, "{middle:?}");
    }
}
