use rand_core::RngCore;

use super::{Coupling, Endpoints};

crate::configured! {
    /// Pair data and source points within each batch so that the sum of their squared distances is minimal
    /// (minibatch optimal transport: Pooladian et al., 2023; Tong et al., 2024). The larger the batch, the straighter the
    /// paths.
    pub struct OptimalTransport("ot", "Optimal transport") {
        /// The most pairs that are matched together; a larger batch is matched in parts, since time grows with the cube.
        pairs: u32 = 512, "Pairs at once", "", "", 1..=1024, Log;
    }
}

impl Coupling for OptimalTransport {
    /// The permutation that minimises `Σ ‖dataᵢ − source_π(i)‖²` in every part of at most `pairs` (Tong et al., 2024,
    /// section 3.3). No random number is drawn: a permutation has both marginals exactly.
    ///
    /// torchcfm draws its pairs with replacement from the plan `π/n`, so that a batch misses about a third of them; in
    /// expectation that is the same loss, with more noise.
    fn partners(&self, endpoints: &Endpoints, _: &mut dyn RngCore) -> Option<Vec<usize>> {
        let mut partners: Vec<usize> = (0..endpoints.len()).collect();
        let all = partners.clone();
        endpoints.assign(&all, &all, self.pairs, &mut partners)?;
        Some(partners)
    }

    fn part(&self) -> Option<usize> {
        Some(self.pairs.max(1) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{ends, mean_cost},
        *,
    };
    use crate::math::rng::{Purpose, Stream};

    #[test]
    fn more_pairs_at_once_cost_less() {
        let (data, source) = ends(256, 0);
        let costs = [1, 16, 256].map(|pairs| {
            let ends = Endpoints::new(&data, &source).unwrap();
            let partners = OptimalTransport { pairs }.partners(&ends, &mut Stream::new(1, Purpose::Time, 0)).unwrap();
            mean_cost(&data, &source, &partners)
        });
        assert!(costs[0] > costs[1] && costs[1] > costs[2], "{costs:?}");
    }

    #[test]
    fn a_shifted_cloud_finds_itself() {
        let (data, _) = ends(100, 0);
        let source: Vec<_> = data.iter().rev().map(|[x, y]| [x + 5.0, y - 1.0]).collect();
        let ends = Endpoints::new(&data, &source).unwrap();
        let partners = OptimalTransport::default().partners(&ends, &mut Stream::new(1, Purpose::Time, 0)).unwrap();
        assert_eq!(partners, (0..100).rev().collect::<Vec<_>>());
    }
}
