use super::{Objective, Recipe};

crate::configured! {
    /// Rectified flow (Liu, Gong and Liu, 2023): after a round of flow matching, train on pairs of starts and ends of the
    /// flow just learned (reflow, algorithm 1). Their paths cross less from round to round, until one step suffices.
    pub struct RectifiedFlow("rectified-flow", "Rectified flow") {
        /// How often training begins with new pairs; the first round has independent ones.
        rounds: u32 = 2, "Rounds", "K", "", 1..=5, Linear;
        /// Training steps of every round but the last, which has no end.
        steps: u32 = 3000, "Steps a round", "", "steps", 10..=100_000, Log;
        /// How many pairs a round draws its batches from.
        pairs: u32 = 5000, "Pairs of a round", "", "pairs", 100..=100_000, Log;
        /// Sampler steps from the start to the end of every pair; the samples may have another number.
        walk: u32 = 50, "Steps to make a pair", "", "steps", 1..=1000, Log;
    }
}

/// Rounds in which training pairs come from the model itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reflow {
    rounds: u64,
    steps: u64,
    /// How many pairs a round draws its batches from.
    pub pairs: usize,
    /// Sampler steps from the start to the end of a pair.
    pub walk: u32,
}

impl Reflow {
    /// The round of the training step after `step` others; 0 has independent pairs.
    pub fn round(&self, step: u64) -> u64 {
        (step / self.steps.max(1)).min(self.rounds.saturating_sub(1))
    }
}

impl Objective for RectifiedFlow {
    fn recipe(&self) -> Recipe {
        Recipe::default()
    }

    fn reflow(&self) -> Option<Reflow> {
        Some(Reflow {
            rounds: self.rounds.into(),
            steps: self.steps.into(),
            pairs: self.pairs as usize,
            walk: self.walk,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_round_goes_on() {
        let reflow = RectifiedFlow { rounds: 3, steps: 100, ..Default::default() }.reflow().unwrap();
        assert_eq!([0, 99, 100, 199, 200, 299, 300, 10_000].map(|step| reflow.round(step)), [0, 0, 1, 1, 2, 2, 2, 2]);
    }
}
