//! The history of a run.

use super::Snapshot;
use crate::protocol::work::HISTORY_BYTES;

/// Snapshots of a run, evenly spread over its steps, in bounded memory.
///
/// One is kept every `spacing` steps. When there is no more room, every other one is dropped and the spacing doubles, so that
/// at least half of the room is in use in a run of any length; the first step stays. Whole snapshots are kept, since a run
/// continues exactly only with the moments of its optimiser.
#[derive(Debug)]
pub(super) struct SnapshotStore {
    kept: Vec<Snapshot>,
    spacing: u64,
    room: usize,
}

/// The most snapshots. A timeline needs no more; of the largest networks there are fewer.
const MOST: usize = 64;
/// Steps between two snapshots in the beginning: often enough to see a network begin to learn.
const FIRST_SPACING: u64 = 16;

impl SnapshotStore {
    /// The history of a run that begins with `first`.
    pub(super) fn new(first: Snapshot) -> Self {
        let room = (HISTORY_BYTES / first.bytes().max(1)).clamp(2, MOST);
        Self { kept: vec![first], spacing: FIRST_SPACING, room }
    }

    /// Whether a snapshot of this step is to be kept.
    pub(super) fn wants(&self, step: u64) -> bool {
        step.is_multiple_of(self.spacing) && self.latest().is_none_or(|last| last < step)
    }

    /// Keeps `snapshot`, which is later than all others; a snapshot that is not finite is left out.
    pub(super) fn keep(&mut self, snapshot: Snapshot) {
        if !snapshot.is_finite() {
            return;
        }
        self.kept.push(snapshot);
        while self.kept.len() > self.room {
            self.spacing *= 2;
            let (spacing, first) = (self.spacing, self.kept.first().map(|first| first.step));
            self.kept.retain(|kept| kept.step.is_multiple_of(spacing) || Some(kept.step) == first);
        }
    }

    /// The snapshot nearest `step`; the earlier of two at the same distance.
    pub(super) fn nearest(&self, step: u64) -> Option<&Snapshot> {
        self.kept.iter().min_by_key(|kept| kept.step.abs_diff(step))
    }

    /// Drops the snapshots after `step`.
    pub(super) fn rewind(&mut self, step: u64) {
        self.kept.retain(|kept| kept.step <= step);
    }

    /// The step of the last snapshot.
    pub(super) fn latest(&self) -> Option<u64> {
        self.kept.last().map(|last| last.step)
    }

    pub(super) fn steps(&self) -> Vec<u64> {
        self.kept.iter().map(|kept| kept.step).collect()
    }

    pub(super) fn bytes(&self) -> usize {
        self.kept.iter().map(Snapshot::bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(step: u64, parameters: usize) -> Snapshot {
        let part = vec![step as f32; parameters];
        Snapshot {
            step,
            weights: part.clone(),
            moments: [part.clone(), part.clone()],
            averaged: part,
            kept: Vec::new(),
            changes: 0,
            taught: None,
        }
    }

    fn walked(steps: u64, parameters: usize) -> SnapshotStore {
        let mut history = SnapshotStore::new(snapshot(0, parameters));
        for step in 1..=steps {
            if history.wants(step) {
                history.keep(snapshot(step, parameters));
                assert!(history.steps().len() <= MOST && history.bytes() <= HISTORY_BYTES);
            }
        }
        history
    }

    #[test]
    fn snapshots_are_evenly_spread_in_bounded_memory() {
        for steps in [10, 100, 1023, 1024, 20_000, 100_000] {
            let history = walked(steps, 3);
            let kept = history.steps();
            let spacing = history.spacing;
            assert_eq!(kept, (0..=steps / spacing).map(|i| i * spacing).collect::<Vec<_>>());
            assert!(steps < 1024 || kept.len() >= MOST / 2, "{kept:?}");
            assert_eq!(history.bytes(), kept.len() * 3 * 4 * 4);
        }
    }

    #[test]
    fn of_a_large_network_fewer_are_kept() {
        let parameters = HISTORY_BYTES / 16 / 5;
        let history = walked(200, parameters);
        assert!((2..=5).contains(&history.steps().len()), "{:?}", history.steps());
    }

    #[test]
    fn the_nearest_is_found_and_the_future_forgotten() {
        let mut history = walked(100, 1);
        assert_eq!(history.nearest(39).unwrap().step, 32);
        assert_eq!(history.nearest(41).unwrap().step, 48);
        assert_eq!(history.nearest(9999).unwrap().step, 96);
        history.rewind(48);
        assert_eq!(history.steps(), [0, 16, 32, 48]);
        assert!(!history.wants(48) && history.wants(64));
        let mut broken = snapshot(64, 1);
        broken.weights[0] = f32::NAN;
        history.keep(broken);
        assert_eq!(history.steps().len(), 4);
    }
}
