//! Annealed importance sampling: the integral of a density that is not normalised, from samples alone.

use super::{
    extremes::largest,
    field::{Density, Field},
    gaussian,
    metric::{Estimate, MetricError},
    points::{Coordinate, Points, Scalars, StreamNoise},
    rng::Stream,
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

/// Weighted points on their way from the normal density to the wanted one.
#[derive(Clone, Debug)]
pub struct Annealed<T> {
    x: Vec<[T; 2]>,
    /// The logarithms of the weights.
    logs: Vec<f64>,
    /// The densities that are passed.
    level: u32,
    rng: Stream,
}

impl Annealing {
    /// So many points of the normal density.
    pub fn begin<T: Coordinate>(&self, count: usize, mut rng: Stream) -> Annealed<T> {
        let normals = StreamNoise::new(&mut rng).normals(count);
        let x = normals.iter().map(|n| n.map(|c| T::rounded(self.spread * c))).collect();
        Annealed { x, logs: vec![0.0; count], level: 0, rng }
    }

    /// Moves the points to the next density; false when they are at the last.
    ///
    /// `field` knows the score and the log density of q, up to the same number.
    ///
    /// # Errors
    /// Where the log density is not known.
    pub fn advance<T: Coordinate>(
        &self,
        field: &dyn Field<Vec<[T; 2]>>,
        points: &mut Annealed<T>,
    ) -> Result<bool, MetricError> {
        let (level, levels) = (points.level, self.levels.max(1));
        if level >= levels {
            return Ok(false);
        }
        let [before, after] = [level, level + 1].map(|level| f64::from(level) / f64::from(levels));
        let wanted = field.log_density(&points.x, 0.0).ok_or(MetricError::OffSupport)?;
        for (log, (x, wanted)) in points.logs.iter_mut().zip(points.x.iter().zip(&wanted)) {
            *log += (after - before) * ((*wanted).into() - self.log_start(*x));
        }
        if level + 1 < levels {
            let bridge = Density::new(|x: &Vec<[T; 2]>| self.between(field, x, after));
            let mala = Mala { rate: self.rate, level: 0.0, moves: self.moves };
            let mut noise = StreamNoise::new(&mut points.rng);
            points.x = mala.step(&bridge, &points.x, 0.0, 0.0, &mut noise, &mut Memory::default()).next;
        }
        points.level += 1;
        Ok(true)
    }

    /// `ln ∫ q dx`, with the standard error of the logarithm, from points at the last density (Neal, 2001, section 2). The mean of the weights
    /// has no bias; its logarithm is too small where few points find all of q.
    ///
    /// # Errors
    /// Where a log density was not finite.
    pub fn log_integral<T>(points: &Annealed<T>) -> Result<Estimate, MetricError> {
        let most = largest(points.logs.iter().copied());
        let mean = Estimate::mean(&points.logs.iter().map(|log| (log - most).exp()).collect::<Vec<_>>())?;
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
        rng::Purpose,
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

    fn found(annealing: &Annealing, field: &dyn Field<Cloud>, count: usize, seed: u64) -> Estimate {
        let mut points = annealing.begin(count, Stream::new(seed, Purpose::Start, 0));
        while annealing.advance(field, &mut points).unwrap() {}
        Annealing::log_integral(&points).unwrap()
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
                let found = found(&annealing, &lifted(&mixture, lift), 2000, 3);
                assert!((found.value - lift).abs() < 4.0 * found.std_error, "{levels}: {found:?} {lift}");
                assert!(found.std_error < 0.05, "{levels}: {found:?}");
            }
        }
    }

    #[test]
    fn the_normal_start_itself_has_no_error() {
        let normal = Mixture::equal([[0.0; 2]], 1.5);
        let annealing = Annealing { spread: 1.5, levels: 5, rate: 0.1, moves: 1 };
        let found = found(&annealing, &lifted(&normal, 2.0), 50, 1);
        assert!((found.value - 2.0).abs() < 1e-9 && found.std_error < 1e-9, "{found:?}");
    }
}
