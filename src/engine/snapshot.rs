//! The state of a run, and the return to the last finite one.

use super::adaptive::Taught;
use crate::{
    nn::Vectors,
    protocol::{Checkpoint, EngineError},
};

/// The state of a run on the host: four flat buffers in the layout of [`crate::nn::Parameters::from_flat`].
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub step: u64,
    pub weights: Vec<f32>,
    pub moments: [Vec<f32>; 2],
    pub averaged: Vec<f32>,
    /// The points that the loss carries from step to step: see [`crate::objective::Outcome::left`].
    pub(super) kept: Vectors,
    /// The number of changes of its settings that the run had made.
    pub(super) changes: usize,
    /// The state of a distribution of times or a weighting that learns; absent where neither learns.
    pub(super) taught: Option<Taught>,
}

impl Snapshot {
    /// The state before the first step with these weights.
    pub(super) fn at_start(weights: Vec<f32>) -> Self {
        let zeros = vec![0.0; weights.len()];
        Self {
            step: 0,
            averaged: weights.clone(),
            weights,
            moments: [zeros.clone(), zeros],
            kept: Vec::new(),
            changes: 0,
            taught: None,
        }
    }

    /// The buffers by name.
    pub(super) fn parts(&self) -> [(&'static str, &[f32]); 4] {
        let [first, second] = &self.moments;
        [
            ("weights", &self.weights),
            ("first moment", first),
            ("second moment", second),
            ("averaged weights", &self.averaged),
        ]
    }

    /// Its size in bytes, without [`Snapshot::taught`].
    pub(super) fn bytes(&self) -> usize {
        self.parts().into_iter().map(|(_, part)| size_of_val(part)).sum::<usize>() + size_of_val(&self.kept[..])
    }

    /// The form that pages and files keep, with its buffers.
    pub fn pack(self) -> (Checkpoint, Vec<Vec<f32>>) {
        let Self { step, weights, moments: [first, second], averaged, kept, changes, taught } = self;
        let mut buffers = vec![weights, first, second, averaged];
        let learned = taught.map(|Taught { learned, unseen }| {
            buffers.push(unseen.concat());
            learned.into_iter().map(f64::to_bits).collect()
        });
        let points = kept.len();
        if points > 0 {
            buffers.push(kept.into_flattened());
        }
        (Checkpoint { step, changes, learned, kept: points }, buffers)
    }

    /// The snapshot that was [packed](Snapshot::pack), of a run with batches of this size.
    ///
    /// # Errors
    /// The number of buffers is wrong.
    pub fn unpack(checkpoint: Checkpoint, mut buffers: Vec<Vec<f32>>, batch: usize) -> Result<Self, EngineError> {
        let Checkpoint { step, changes, learned, kept: points } = checkpoint;
        let (count, wanted) = (buffers.len(), 4 + usize::from(learned.is_some()) + usize::from(points > 0));
        let kept: Vectors =
            if points > 0 { buffers.pop().unwrap_or_default().as_chunks().0.to_vec() } else { Vec::new() };
        if kept.len() != points {
            return Err(EngineError::Checkpoint(format!("it has {} points of its loss, not {points}", kept.len())));
        }
        let unseen = if learned.is_some() { buffers.pop().unwrap_or_default() } else { Vec::new() };
        let Ok([weights, first, second, averaged]) = <[Vec<f32>; 4]>::try_from(buffers) else {
            return Err(EngineError::Checkpoint(format!("it has {count} buffers, not {wanted}")));
        };
        let taught = learned.map(|learned| Taught {
            learned: learned.into_iter().map(f64::from_bits).collect(),
            unseen: unseen.chunks(batch.max(1)).map(<[f32]>::to_vec).collect(),
        });
        Ok(Self { step, weights, moments: [first, second], averaged, kept, changes, taught })
    }

    /// Whether all its numbers are finite, so that a run can continue from here.
    pub fn is_finite(&self) -> bool {
        let points = self.kept.as_flattened();
        self.parts().into_iter().flat_map(|(_, part)| part).chain(points).all(|x| x.is_finite())
    }
}

/// The states to return to when weights are no longer finite.
#[derive(Debug)]
pub(super) struct Rollback<S> {
    /// A state whose own loss is not known yet, and one whose loss was finite.
    candidate: S,
    finite: S,
}

impl<S: Clone> Rollback<S> {
    pub(super) fn new(state: &S) -> Self {
        Self { candidate: state.clone(), finite: state.clone() }
    }

    /// Gives the `losses` of the last steps with their step numbers, if all of them are finite.
    /// Otherwise puts `state` back to where it was finite. `done` steps are done so far.
    pub(super) fn judge(&mut self, losses: Vec<f64>, done: u64, state: &mut S) -> Result<Vec<(u64, f64)>, EngineError> {
        let first = (done + 1).saturating_sub(losses.len() as u64);
        let losses: Vec<_> = (first..).zip(losses).collect();
        if let Some(&(step, _)) = losses.iter().find(|(_, loss)| !loss.is_finite()) {
            *state = self.finite.clone();
            self.candidate = self.finite.clone();
            return Err(EngineError::NonFinite { step });
        }
        // The candidate's weights gave the first of these losses, so they are finite; the present ones are not tested yet.
        self.finite = std::mem::replace(&mut self.candidate, state.clone());
        Ok(losses)
    }
}
