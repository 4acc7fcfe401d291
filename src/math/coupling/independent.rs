use rand_core::RngCore;

use super::{Coupling, Endpoints};

crate::configured! {
    /// Every data point keeps the source point that was drawn with it, at any distance.
    pub struct Independent("independent", "Independent") {}
}

impl Coupling for Independent {
    /// `π(i) = i`. No random number is drawn.
    fn partners(&self, endpoints: &Endpoints, _: &mut dyn RngCore) -> Option<Vec<usize>> {
        Some((0..endpoints.len()).collect())
    }

    fn is_independent(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream};

    #[test]
    fn it_changes_nothing_and_draws_nothing() {
        let points = [[0.0; 2]; 5];
        let mut rng = Stream::new(1, Purpose::Data, 0);
        let first = rng.clone().next_u64();
        assert_eq!(
            Independent::default().partners(&Endpoints::new(&points, &points).unwrap(), &mut rng),
            Some(vec![0, 1, 2, 3, 4])
        );
        assert_eq!(rng.next_u64(), first);
    }
}
