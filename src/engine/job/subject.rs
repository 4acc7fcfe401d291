//! The data that the jobs of a run work on.

use std::collections::BTreeSet;

use crate::{
    engine::{Learned, Trainer, history::SnapshotStore},
    math::{guidance::Guided, oracle::Oracle, schedule::ScheduleConfig},
    protocol::{self, BackendInfo, EngineError, Event, Generate, Message, Numerics, RunId, Warning},
};

/// One run: its weights, the exact solution of its task, and its history.
#[derive(Debug)]
pub(in crate::engine) struct Subject {
    pub(in crate::engine) id: RunId,
    pub(in crate::engine) trainer: Trainer,
    pub(in crate::engine) oracle: Option<Guided<Oracle<ScheduleConfig>>>,
    pub(in crate::engine) history: SnapshotStore,
    /// The device, for warnings about its pace.
    info: BackendInfo,
    /// The earlier weights that answers are about, with their step.
    looking: Option<(u64, Learned)>,
    /// What the page was told of solvers since the settings changed.
    noted: BTreeSet<Numerics>,
}

impl Subject {
    pub(in crate::engine) fn new(id: RunId, trainer: Trainer, history: SnapshotStore, info: BackendInfo) -> Self {
        let oracle = trainer.task().generate().and_then(Generate::exact_field);
        Self { id, trainer, oracle, history, info, looking: None, noted: BTreeSet::new() }
    }

    /// Shows the weights of the snapshot nearest `step` from now on, or the present ones.
    pub(in crate::engine) fn look(&mut self, step: Option<u64>) {
        let snapshot = step.and_then(|step| self.history.nearest(step));
        self.looking = snapshot.map(|snapshot| (snapshot.step, self.trainer.learned_at(snapshot)));
    }

    /// Drops the history after `step`; where a later snapshot was shown, the last one that is left is shown.
    pub(in crate::engine) fn rewind(&mut self, step: u64) {
        self.history.rewind(step);
        if self.looking.as_ref().is_some_and(|(at, _)| *at > step) {
            self.look(Some(step));
        }
    }

    /// Whether the shown weights stay the same during training.
    pub(in crate::engine) fn looks_back(&self) -> bool {
        self.looking.is_some()
    }

    /// Takes over the settings that the trainer has changed to.
    pub(in crate::engine) fn follow_trainer(&mut self) {
        self.oracle = self.trainer.task().generate().and_then(Generate::exact_field);
        self.noted.clear();
        // A run that has passed the state for autoguidance takes the snapshot that is nearest to it.
        let now = self.trainer.step_count();
        let missed = self.trainer.missed_step().and_then(|step| self.history.nearest(step));
        if let Some(snapshot) = missed.filter(|snapshot| snapshot.step < now) {
            self.trainer.recall_earlier(snapshot);
        }
        let step = self.looking.take().map(|(step, _)| step);
        self.look(step);
    }

    /// The shown weights, present or earlier, and their step.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn shown(&self) -> Result<(u64, Learned), EngineError> {
        match &self.looking {
            Some((step, learned)) => Ok((*step, learned.clone())),
            None => Ok((self.trainer.step_count(), self.trainer.learned().await?)),
        }
    }

    /// The averaged weights that are shown, on the host, and their step.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn shown_weights(&self) -> Result<(u64, Vec<f32>), EngineError> {
        let looked_at = self.looking.as_ref().and_then(|(step, _)| self.history.nearest(*step));
        match looked_at {
            Some(snapshot) => Ok((snapshot.step, snapshot.averaged.clone())),
            None => Ok((self.trainer.step_count(), self.trainer.snapshot().await?.averaged)),
        }
    }

    /// The event with the steps of the snapshots.
    pub(in crate::engine) fn tell_history(&self) -> Message<Event> {
        let history = protocol::HistoryReport { steps: self.history.steps(), bytes: self.history.bytes() };
        Event::History(self.id, history).into()
    }

    /// The warnings that there is no exact field, and those that follow from the settings.
    pub(in crate::engine) fn warn(&self) -> impl Iterator<Item = Message<Event>> + use<> {
        let missing = self.oracle.is_none().then_some(Warning::NoExactField);
        self.told(missing.into_iter()).chain(self.warn_of_settings())
    }

    /// The warnings that steps or samples take long, or that the arithmetic limits them.
    pub(in crate::engine) fn warn_of_settings(&self) -> impl Iterator<Item = Message<Event>> + use<> {
        let task = self.trainer.task();
        let numerics = Numerics::of(task).into_iter().map(Warning::from);
        let warnings: Vec<_> = Warning::of_pace(task, &self.info).chain(numerics).collect();
        self.told(warnings.into_iter())
    }

    /// The warning of a solver, once until the settings change.
    pub(in crate::engine) fn note(&mut self, numerics: Option<Numerics>) -> Option<Message<Event>> {
        let new = numerics.filter(|numerics| self.noted.insert(numerics.clone()))?;
        Some(Event::Warning(self.id, new.into()).into())
    }

    /// Another sampler has to be told of again.
    pub(in crate::engine) fn forget_notes(&mut self) {
        self.noted.clear();
    }

    fn told<W: Iterator<Item = Warning>>(&self, warnings: W) -> impl Iterator<Item = Message<Event>> + use<W> {
        let id = self.id;
        warnings.map(move |warning| Event::Warning(id, warning).into())
    }
}
