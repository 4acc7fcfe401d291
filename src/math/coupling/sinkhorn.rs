use rand_core::RngCore;

use super::{Coupling, Endpoints, Plan};

crate::configured! {
    /// Optimal transport with an entropy term: close points are likely pairs, not certain ones (Cuturi, 2013).
    /// With ε = 2σ² the pairs are the ends of a Schrödinger bridge of noise σ (Tong et al., 2024).
    pub struct Sinkhorn("sinkhorn", "Entropic transport") {
        /// The weight of the entropy, in units of squared distance: small is optimal transport, large is independent.
        regularization: f64 = 0.5, "Regularisation", "ε", "", 0.01..=100.0, Log;
        /// How often the plan is scaled to both marginals in turn; a small ε needs more.
        iterations: u32 = 50, "Iterations", "", "", 1..=1000, Log;
        /// The most pairs that are matched together; a larger batch is matched in parts, since time grows with the square.
        pairs: u32 = 512, "Pairs at once", "", "", 1..=512, Log;
    }
}

impl Coupling for Sinkhorn {
    /// For each data point a source point drawn from its row of the [`Plan`], in parts of at most `pairs`.
    ///
    /// Every data point occurs once. A source point may occur twice or not at all, and once on average as far as the iterations
    /// have converged. torchcfm draws whole pairs with replacement instead, as [`Plan::pairs`] does.
    fn partners(&self, endpoints: &Endpoints, rng: &mut dyn RngCore) -> Option<Vec<usize>> {
        let most = self.pairs.max(1) as usize;
        let mut partners = Vec::with_capacity(endpoints.len());
        for (data, source) in endpoints.data.chunks(most).zip(endpoints.source.chunks(most)) {
            let (first, plan) = (partners.len(), Plan::new(data, source, self.regularization, self.iterations)?);
            partners.extend(plan.partners(rng).into_iter().map(|j| first + j));
        }
        Some(partners)
    }

    fn part(&self) -> Option<usize> {
        Some(self.pairs.max(1) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            OptimalTransport,
            tests::{ends, mean_cost},
        },
        *,
    };
    use crate::math::rng::{Purpose, Stream};

    #[test]
    fn it_goes_from_optimal_to_independent() {
        let (data, source) = ends(128, 0);
        let ends = Endpoints::new(&data, &source).unwrap();
        let cost = |coupling: &dyn Coupling| {
            mean_cost(&data, &source, &coupling.partners(&ends, &mut Stream::new(1, Purpose::Time, 0)).unwrap())
        };
        let sinkhorn = |regularization| cost(&Sinkhorn { regularization, iterations: 1000, ..Default::default() });
        let optimal = cost(&OptimalTransport::default());
        let all: f64 = (0..128)
            .map(|by| mean_cost(&data, &source, &(0..128).map(|i| (i + by) % 128).collect::<Vec<_>>()))
            .sum::<f64>();
        assert!((sinkhorn(0.01) - optimal).abs() < 0.05 * optimal, "{} against {optimal}", sinkhorn(0.01));
        // The mean of 128 costs, whose spread is about their size.
        let independent = all / 128.0;
        assert!((sinkhorn(1e4) - independent).abs() < 4.0 * independent / 128f64.sqrt());
    }
}
