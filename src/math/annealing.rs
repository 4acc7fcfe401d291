//! Annealed importance sampling: the integral of a density that is not normalised, from samples alone.

use super::{
    field::{Density, Field},
    gaussian,
    metric::{Estimate, MetricError},
    points::{Coordinate, Points, Scalars, StreamNoise},
    sampler::{Mala, Memory, Sampler as _},
};

/// A chain of densities `pᵢ ∝ g^{1−βᵢ} q^{βᵢ}` from a normal density g to the wanted q, with β evenly spaced from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Annealing {
    /// The standard deviation of g in both directions.
    pub spread: f64,
    /// The number of densities after g; with one alone this is importance sampling from g.
    pub levels: u32,
    /// The step η of a move, and the moves at each density, by Metropolis and Hastings.
    pub rate: f64,
    pub moves: u32,
}

impl Annealing {
    /// `ln ∫ q dx`, with the standard error of the logarithm, from so many weighted points (Neal, 2001, section 2). The mean of the
    /// weights has no bias; its logarithm is too small where few points find all of q.
    ///
    /// `field` knows the score and the log density of q, up to the same number, which is the answer.
    ///
    /// # Errors
    /// Where the log density is not known or not finite.
    pub fn log_integral<T: Coordinate>(
        &self,
        field: &dyn Field<Vec<[T; 2]>>,
        count: usize,
        rng: &mut dyn rand_core::RngCore,
    ) -> Result<Estimate, MetricError> {
        let mut noise = StreamNoise::new(rng);
        let mut x: Vec<[T; 2]> = noise.normals(count).iter().map(|n| n.map(|c| T::rounded(self.spread * c))).collect();
        let mut logs = vec![0.0; count];
        for level in 0..self.levels.max(1) {
            let [before, after] = [level, level + 1].map(|level| f64::from(level) / f64::from(self.levels.max(1)));
            let wanted = field.log_density(&x, 0.0).ok_or(MetricError::OffSupport)?;
            for (log, (x, wanted)) in logs.iter_mut().zip(x.iter().zip(&wanted)) {
                *log += (after - before) * ((*wanted).into() - self.log_start(*x));
            }
            if level + 1 < self.levels {
                let bridge = Density::new(|x: &Vec<[T; 2]>| self.between(field, x, after));
                let mala = Mala { rate: self.rate, level: 0.0, moves: self.moves };
                x = mala.step(&bridge, &x, 0.0, 0.0, &mut noise, &mut Memory::default()).next;
            }
        }
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, |most, log| if log <= most { most } else { log });
        let mean = Estimate::mean(&logs.iter().map(|log| (log - most).exp()).collect::<Vec<_>>())?;
        Ok(Estimate { value: most + mean.value.ln(), std_error: mean.std_error / mean.value })
    }

    /// The log density of g.
    fn log_start<T: Coordinate>(&self, x: [T; 2]) -> f64 {
        gaussian::plane_log_density(x.map(|c| c.into() / self.spread)) - 2.0 * self.spread.ln()
    }

    /// Score and log density of `g^{1−β} q^β`.
    fn between<T: Coordinate>(
        &self,
        field: &dyn Field<Vec<[T; 2]>>,
        x: &Vec<[T; 2]>,
        beta: f64,
    ) -> (Vec<[T; 2]>, Vec<T>) {
        let (score, log_density) = field.score_with_log_density(x, 0.0);
        let own = (beta - 1.0) / (self.spread * self.spread);
        let start: Vec<T> = x.iter().map(|x| T::rounded(self.log_start(*x))).collect();
        let log_density = log_density.unwrap_or_else(|| vec![T::rounded(f64::NAN); x.len()]);
        let score = Points::lincomb((beta, &score), &[(own, x)]);
        (score, Scalars::lincomb((beta, &log_density), &[(1.0 - beta, &start)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        metric::Raster,
        oracle::{Component, Mixture},
        points::Cloud,
        rng::{Purpose, Stream},
    };

    /// A density with a known score that is `e^lift` times a mixture.
    fn lifted(mixture: &Mixture, lift: f64) -> impl Field<Cloud> + '_ {
        Density::new(move |x: &Cloud| {
            let at = |x: [f64; 2]| mixture.log_density(x) + lift;
            let h = 1e-5;
            let slope = |x: [f64; 2]| {
                [
                    (at([x[0] + h, x[1]]) - at([x[0] - h, x[1]])) / (2.0 * h),
                    (at([x[0], x[1] + h]) - at([x[0], x[1] - h])) / (2.0 * h),
                ]
            };
            (x.iter().map(|x| slope(*x)).collect(), x.iter().map(|x| at(*x)).collect())
        })
    }

    #[test]
    fn the_integral_is_found_on_both_ways() {
        let component = |x: f64, weight| Component::round([x, x], 0.7, weight);
        let mixture = Mixture::new([component(1.5, 0.8), component(-1.5, 0.2)]);
        let raster = Raster::new(6.0, 120, |x| mixture.log_density(x));
        for lift in [0.0, 7.5, -3.0] {
            let grid = raster.log_integral(&raster.values(|x| mixture.log_density(x) + lift));
            // The integral of a density is 1.
            assert!((grid - lift).abs() < 1e-6, "{grid} {lift}");
            for levels in [1, 20] {
                let annealing = Annealing { spread: 2.0, levels, rate: 0.1, moves: 2 };
                let mut rng = Stream::new(3, Purpose::Start, 0);
                let found = annealing.log_integral(&lifted(&mixture, lift), 2000, &mut rng).unwrap();
                assert!((found.value - lift).abs() < 4.0 * found.std_error, "{levels}: {found:?} {lift}");
                assert!(found.std_error < 0.05, "{levels}: {found:?}");
            }
        }
    }

    #[test]
    fn the_normal_start_itself_has_no_error() {
        let normal = Mixture::equal([[0.0; 2]], 1.5);
        let annealing = Annealing { spread: 1.5, levels: 5, rate: 0.1, moves: 1 };
        let found = annealing.log_integral(&lifted(&normal, 2.0), 50, &mut Stream::new(1, Purpose::Start, 0)).unwrap();
        assert!((found.value - 2.0).abs() < 1e-9 && found.std_error < 1e-9, "{found:?}");
    }
}
