use super::{Dataset, DatasetConfig, LogDensity, Moons, PointDraw, density, one_class};
use crate::math::{
    oracle::Mixture,
    points::Cloud,
    rng::{Purpose, Stream},
};

crate::configured! {
    /// A training set: the first points of one draw of the two moons, each spread a little, so that there is a density. With few points
    /// the exact field gives them back; with many it comes close to that of the moons.
    pub struct FewMoons("few-moons", "A few points of the moons") {
        /// The size of the training set.
        points: u32 = 20, "Points", "N", "", 1..=1000, Log;
        /// Standard deviation of the Gaussian about every point.
        std: f64 = 0.01, "Spread", "σ", "", 1e-3..=0.5, Log;
    }
}

/// The number of the draw, which nothing else uses.
const DRAW: u64 = 60;

impl FewMoons {
    /// The training points; fewer are the first of more.
    fn drawn(&self) -> Cloud {
        Moons::default().sample(self.points as usize, &mut Stream::new(0, Purpose::Display, DRAW))
    }
}

impl Dataset for FewMoons {
    fn sampler(&self) -> PointDraw {
        one_class(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        Mixture::equal(self.drawn(), self.std)
    }

    fn training_points(&self) -> Option<Cloud> {
        Some(self.drawn())
    }

    fn law(&self) -> Option<DatasetConfig> {
        Some(DatasetConfig::Moons(Moons::default()))
    }

    fn extent(&self) -> f64 {
        Moons::default().extent().max(3.2 + 3.0 * self.std)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_points_are_the_first_of_more() {
        let of = |points| FewMoons { points, ..FewMoons::default() }.training_points().unwrap();
        let (few, many) = (of(5), of(200));
        assert_eq!((few.len(), many.len(), &few[..]), (5, 200, &many[..5]));
        let FewMoons { points, std } = FewMoons::default();
        let samples = FewMoons { points, std }.sample(500, &mut Stream::new(1, Purpose::Data, 0));
        assert!(crate::math::metric::mean_nearest(&samples, &of(points)) < 2.0 * std);
    }
}
