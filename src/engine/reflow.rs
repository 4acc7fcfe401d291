//! The pairs of a round of rectified flow, made with the model of the round before.

use super::{Keep, Learned, SampleRun};
use crate::{
    math::{
        points::Cloud,
        rng::{Purpose, Stream},
    },
    objective::{Reflow, regression::GivenPairs},
    protocol::{EngineError, Generate},
};

/// Pairs in progress (Liu, Gong and Liu, 2023, algorithm 1).
/// Each is a fresh point of the source and the end of its trajectory in the learned field, by the sampler and the grid of the
/// experiment.
#[derive(Debug)]
pub(super) struct Making {
    round: u64,
    source: Cloud,
    run: SampleRun,
}

impl Making {
    /// Begins with fresh points of the source, in the `learned` field.
    pub(super) fn new(experiment: &Generate, learned: Learned, reflow: Reflow, round: u64) -> Self {
        let source = experiment.source.sample(reflow.pairs, &mut Stream::new(experiment.seed, Purpose::Reflow, round));
        let mut walk = experiment.clone();
        walk.sampling.steps = reflow.walk;
        let run = SampleRun::starting_from(&walk, source.clone(), learned, Keep::Ends);
        Self { round, source, run }
    }

    /// One step of all points; false when they had reached their ends before.
    pub(super) fn advance(&mut self) -> bool {
        self.run.advance()
    }

    /// The pairs, when all points have reached their ends.
    ///
    /// # Errors
    /// When the device fails.
    pub(super) async fn finish(self) -> Result<GivenPairs, EngineError> {
        Ok(GivenPairs { round: self.round, data: self.run.last().await?, source: self.source })
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::Making;
    use crate::{
        engine::{SampleRun, Trainer},
        math::{metric::Distance as _, metric::ExactW2, points::Cloud},
        objective::{ObjectiveConfig, RectifiedFlow},
        protocol::Generate,
    };

    fn experiment() -> Generate {
        let objective = ObjectiveConfig::RectifiedFlow(RectifiedFlow { rounds: 2, steps: 400, pairs: 1000, walk: 20 });
        let mut experiment = Generate::preset(objective);
        (experiment.network.width, experiment.network.depth, experiment.training.batch) = (32, 2, 128);
        experiment.sampling.steps = 20;
        experiment
    }

    fn train(trainer: &mut Trainer, steps: usize) -> Vec<(u64, f64)> {
        (0..steps).for_each(|_| block_on(trainer.step()).unwrap());
        block_on(trainer.losses()).unwrap()
    }

    /// The ends of one Euler step and of twenty from the same points.
    fn ends(trainer: &Trainer, steps: u32) -> Cloud {
        let mut experiment = trainer.experiment().clone();
        experiment.sampling.steps = steps;
        let mut run = SampleRun::new(&experiment, 300, block_on(trainer.learned()).unwrap());
        while run.advance() {}
        block_on(run.last()).unwrap()
    }

    #[test]
    fn many_pairs_and_steps_take_little_memory() {
        let mut experiment = experiment();
        experiment.network.width = 4;
        let learned = block_on(Trainer::host(experiment.clone()).learned()).unwrap();
        let mut reflow = experiment.objective.reflow().unwrap();
        (reflow.pairs, reflow.walk) = (3000, 300);
        let mut making = Making::new(&experiment, learned, reflow, 1);
        while making.advance() {}
        // The first clouds and the last, not those of 300 steps.
        assert!(block_on(making.run.positions()).unwrap().len() <= 2 * 2 * 3000);
        assert_eq!(block_on(making.finish()).unwrap().data.len(), 3000);
    }

    #[test]
    fn a_second_round_straightens_the_paths() {
        let mut trainer = Trainer::host(experiment());
        let bend = |trainer: &Trainer| ExactW2::default().distance(&ends(trainer, 1), &ends(trainer, 20)).unwrap();
        train(&mut trainer, 400);
        let before = bend(&trainer);
        train(&mut trainer, 400);
        let after = bend(&trainer);
        assert!(after < 0.5 * before, "{before} then {after}");
    }

    #[test]
    fn rounds_repeat_themselves_at_any_pace() {
        let mut at_once = Trainer::host(experiment());
        let mut in_parts = Trainer::host(experiment());
        let losses = train(&mut at_once, 410);
        let parts: Vec<_> = [1, 398, 3, 8].into_iter().flat_map(|steps| train(&mut in_parts, steps)).collect();
        assert_eq!(parts, losses);
        // A run restored at the end of a round makes the very same pairs.
        let mut whole = Trainer::host(experiment());
        train(&mut whole, 400);
        let snapshot = block_on(whole.snapshot()).unwrap();
        let mut restored = Trainer::host(experiment()).restored(&snapshot).unwrap();
        assert_eq!(train(&mut restored, 10), train(&mut whole, 10));
    }
}
