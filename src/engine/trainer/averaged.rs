//! The averaged weights of a run as a field: those of this moment, and an earlier state that autoguidance goes away from.

use super::Trainer;
use crate::{
    engine::{
        Snapshot,
        classifier::Teaching,
        learned::{Learned, PlacedNetwork},
        networks::AveragedNetwork,
    },
    protocol::EngineError,
};

impl Trainer {
    /// The field that sampling uses: that of the averaged weights of this moment.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn learned(&self) -> Result<Learned, EngineError> {
        let earlier = self.earlier_network();
        // Two states must be at one place; states that are revised together, and classifiers, are on the host.
        let is_on_host = self.experiment.in_parallel() || self.experiment.guidance.classifier().is_some();
        let network = match earlier.is_some() || is_on_host {
            true => self.network_of(self.core.snapshot().await?.averaged),
            false => self.core.averaged(&self.experiment, &self.sizes).await?,
        };
        Ok(Learned::new(&self.experiment, network).with_earlier(earlier))
    }

    /// The field of the averaged weights of `snapshot`, one of this run.
    pub fn learned_at(&self, snapshot: &Snapshot) -> Learned {
        let earlier = self.earlier.as_ref().is_some_and(|(step, _)| *step < snapshot.step);
        let earlier = self.earlier_network().filter(|_| earlier);
        Learned::new(&self.experiment, self.network_of(snapshot.averaged.clone())).with_earlier(earlier)
    }

    /// Whether samples wait for a classifier.
    pub(in crate::engine) fn lacks_classifier(&self) -> bool {
        self.classifier.lacks(&self.experiment)
    }

    /// Begins the classifier that samples wait for.
    pub(in crate::engine) fn begin_classifier(&self) -> Option<Teaching> {
        self.classifier.begin(&self.experiment)
    }

    /// Keeps the classifier that was taught.
    pub(in crate::engine) fn take_classifier(&self, teaching: Teaching) {
        self.classifier.take(teaching);
    }

    fn network_of(&self, averaged: Vec<f32>) -> PlacedNetwork {
        let network = AveragedNetwork::new(&self.experiment, &self.sizes, averaged);
        PlacedNetwork::Host(match self.experiment.guidance.classifier() {
            Some(training) => {
                AveragedNetwork::Judged(Box::new(network), self.classifier.of(&self.experiment, training))
            }
            None => network,
        })
    }

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
