//! The earlier state of a run that autoguidance goes away from.

use super::Trainer;
use crate::{
    engine::{Snapshot, learned::PlacedNetwork},
    protocol::EngineError,
};

impl Trainer {
    /// The earlier state for autoguidance, if it is wanted and known.
    pub(super) fn earlier_network(&self) -> Option<PlacedNetwork> {
        self.experiment.earlier_step()?;
        self.earlier.as_ref().map(|(_, averaged)| self.network_of(averaged.clone()))
    }

    /// The training step whose state autoguidance wants, while it is past and not known.
    pub(in crate::engine) fn missed_step(&self) -> Option<u64> {
        let wanted = u64::from(self.experiment.earlier_step()?);
        let is_known = self.earlier.as_ref().is_some_and(|(step, _)| *step == wanted);
        (!is_known && wanted < self.step_count()).then_some(wanted)
    }

    /// Takes `snapshot` of this run as the earlier state for autoguidance.
    pub(in crate::engine) fn recall_earlier(&mut self, snapshot: &Snapshot) {
        self.earlier = Some((snapshot.step, snapshot.averaged.clone()));
    }

    /// Keeps the present state if autoguidance wants it.
    ///
    /// # Errors
    /// When the device fails.
    pub(super) async fn keep_earlier(&mut self) -> Result<(), EngineError> {
        if self.experiment.earlier_step().map(u64::from) == Some(self.step_count()) {
            let now = self.core.snapshot().await?;
            self.recall_earlier(&now);
        }
        Ok(())
    }
}
