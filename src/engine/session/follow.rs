//! Following the observed paths of a neural ODE, or the gates of a planar field, for the page.

use web_time::{Duration, Instant};

use super::run::{Run, Training};
use crate::{
    engine::Walked,
    objective::{Followed, Moment},
    protocol::{EngineError, Event, Message, Walk},
};

/// A picture shows so many paths, not more.
pub(super) const PATHS: usize = 6;
/// Stretches of time at whose ends gates are read.
const GATES: u32 = 60;
/// No gates follow others faster.
const PAUSE: Duration = Duration::from_millis(120);

impl Run {
    /// Follows the paths or the gates, if that is due and the page is `free` to take it.
    pub(super) async fn follow_slice(&mut self, free: bool) -> Result<Option<Message<Event>>, EngineError> {
        let start = Instant::now();
        if !free || self.following.take_due(start).is_none() {
            return Ok(None);
        }
        if self.trainer.task().has_gates() {
            return self.follow_gates().await;
        }
        let (step, weights) = self.shown_weights().await?;
        let Some(walked) = self.trainer.follow(&weights, PATHS) else {
            return Ok(None);
        };
        self.following.not_before = self.after(start.elapsed());
        self.unacknowledged += 1;
        let walk = walked.walk();
        let Walked { times, observed, followed: Followed { states, asked, moments, .. } } = walked;
        let mut buffers = Vec::with_capacity(Walk::BUFFERS);
        let mut put = |times: Vec<f32>, points: Vec<f32>| buffers.extend([times, points]);
        put(times.iter().map(|t| *t as f32).collect(), observed.iter().flat_map(|cloud| flat(cloud)).collect());
        for track in [states, asked] {
            put(track.iter().map(|(t, _)| *t as f32).collect(), track.iter().flat_map(|(_, x)| flat(x)).collect());
        }
        put(
            moments.iter().map(|moment| moment.t as f32).collect(),
            moments.iter().flat_map(|Moment { adjoint, .. }| flat(adjoint)).collect(),
        );
        Ok(Some(Message { head: Event::Followed { run: self.id, step, walk }, buffers }))
    }

    /// The gates of a planar field, which the page draws whenever it likes.
    async fn follow_gates(&mut self) -> Result<Option<Message<Event>>, EngineError> {
        let times: Vec<f64> = (0..=GATES).map(|i| f64::from(i) / f64::from(GATES)).collect();
        let (step, learned) = self.shown().await?;
        if self.training != Training::Paused {
            self.following.not_before = Instant::now() + PAUSE;
        }
        let numbers = |gates: Vec<Vec<f32>>| vec![times.iter().map(|t| *t as f32).collect(), gates.concat()];
        let head = Event::Gates { run: self.id, step };
        Ok(learned.gates(&times).map(|gates| Message { head, buffers: numbers(gates) }))
    }

    /// The averaged weights that are shown, and their step.
    async fn shown_weights(&self) -> Result<(u64, Vec<f32>), EngineError> {
        let looked_at = self.looking.as_ref().and_then(|(step, _)| self.history.nearest(*step));
        match looked_at {
            Some(snapshot) => Ok((snapshot.step, snapshot.averaged.clone())),
            None => Ok((self.trainer.step_count(), self.trainer.snapshot().await?.averaged)),
        }
    }
}

fn flat(cloud: &[[f64; 2]]) -> impl Iterator<Item = f32> {
    cloud.as_flattened().iter().map(|c| *c as f32)
}
