//! The states of a run before its settings were changed, for undo and redo. Pure.

use std::collections::VecDeque;

use crate::{
    protocol::{Change, LossCurve, Task},
    ui::engines::Saved,
};

/// The most states that can be undone.
const MOST: usize = 100;
/// The most memory of the weights of all states, in bytes.
const MOST_BYTES: usize = 64 << 20;

/// The weights of an earlier state.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// Those of the state after it: only settings of sampling were changed.
    Shared,
    /// It had not been trained.
    Initial,
    Saved(Box<Saved>),
    /// They took too much memory, or had not come from the engine yet.
    Dropped,
}

impl Weights {
    fn bytes(&self) -> usize {
        let Self::Saved(saved) = self else { return 0 };
        saved.1.iter().map(|buffer| size_of_val(buffer.as_slice())).sum()
    }
}

/// A run as it was before a change.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub task: Task,
    /// The task with which it began, and its changes since.
    pub begun: Task,
    pub changes: Vec<Change>,
    pub weights: Weights,
    pub curve: LossCurve,
}

/// The states before the present one and, after an undo, those behind it.
#[derive(Clone, Debug, Default)]
pub struct Past {
    back: VecDeque<Earlier>,
    forth: Vec<Earlier>,
}

impl Past {
    /// Keeps a state that a change ends. Nothing can be redone then.
    pub fn keep(&mut self, state: Earlier) {
        self.forth.clear();
        self.back.push_back(state);
        if self.back.len() > MOST {
            self.back.pop_front();
        }
        self.trim();
    }

    pub fn can_undo(&self) -> bool {
        !self.back.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.forth.is_empty()
    }

    /// Whether an undo, or a redo, leaves the weights as they are; `None` where there is nothing to do.
    pub fn shares_weights(&self, redo: bool) -> Option<bool> {
        let next = if redo { self.forth.last() } else { self.back.back() };
        next.map(|state| state.weights == Weights::Shared)
    }

    /// The state before `present`, which can be redone then; or, with `redo`, the state behind it.
    pub fn go(&mut self, present: Earlier, redo: bool) -> Option<Earlier> {
        let found = if redo { self.forth.pop() } else { self.back.pop_back() }?;
        if redo {
            self.back.push_back(present)
        } else {
            self.forth.push(present)
        }
        self.trim();
        Some(found)
    }

    /// Drops the weights of the oldest states until all fit into the memory.
    fn trim(&mut self) {
        let mut bytes: usize = self.back.iter().chain(&self.forth).map(|state| state.weights.bytes()).sum();
        for state in self.back.iter_mut().chain(&mut self.forth) {
            if bytes <= MOST_BYTES {
                return;
            }
            let freed = state.weights.bytes();
            if freed > 0 {
                state.weights = Weights::Dropped;
                bytes -= freed;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Checkpoint;

    fn state(seed: u64, numbers: usize) -> Earlier {
        let mut task = Task::default();
        *task.seed_mut() = seed;
        let weights = match numbers {
            0 => Weights::Initial,
            numbers => Weights::Saved(Box::new((Checkpoint::default(), vec![vec![0.0; numbers]]))),
        };
        Earlier { begun: task.clone(), task, changes: Vec::new(), weights, curve: LossCurve::default() }
    }

    #[test]
    fn undo_and_redo_go_through_the_same_states() {
        let mut past = Past::default();
        assert!(!past.can_undo() && past.shares_weights(false).is_none());
        for seed in 0..60 {
            past.keep(state(seed, 1));
        }
        let mut present = state(60, 1);
        for seed in (0..60).rev() {
            present = past.go(present, false).unwrap();
            assert_eq!(present.task.seed(), seed);
            assert!(matches!(present.weights, Weights::Saved(_)));
        }
        assert!(!past.can_undo());
        for seed in 1..=60 {
            present = past.go(present, true).unwrap();
            assert_eq!(present.task.seed(), seed);
        }
        assert!(!past.can_redo());
        past.go(present, false);
        past.keep(state(7, 0));
        assert!(!past.can_redo(), "a change ends what could be redone");
    }

    #[test]
    fn the_oldest_weights_are_dropped_before_the_memory_is_full() {
        let mut past = Past::default();
        for seed in 0..10 {
            past.keep(state(seed, 2 << 20)); // 8 MiB
        }
        let kept: Vec<bool> = past.back.iter().map(|state| matches!(state.weights, Weights::Saved(_))).collect();
        assert_eq!(kept, [false, false, true, true, true, true, true, true, true, true]);
        (0..200).for_each(|seed| past.keep(state(seed, 0)));
        assert_eq!(past.back.len(), MOST);
    }
}
