//! The race of two engines: which is faster for the present network and batch. Pure.

use crate::protocol::{BackendKind, Learner, Task, Workload};

/// The time for which an engine is measured.
pub const RACE_MS: u32 = 100;

/// The measured times of training steps, and the measurements that were requested.
#[derive(Debug, Default)]
pub struct Race(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    kind: BackendKind,
    course: Workload,
    /// `None` until it is measured; infinite if the measurement failed.
    step_ms: Option<f64>,
}

/// The work that decides: a training step with the experiment's network and batch.
///
/// `None` if only the CPU trains the objective.
pub fn course(experiment: &Task) -> Option<Workload> {
    let Learner { network, training, .. } = experiment.learner();
    let course = Workload::Train { width: network.width, depth: network.depth, batch: training.batch };
    (!experiment.needs_host()).then_some(course)
}

impl Race {
    /// Whether this engine must be measured on this course; from now on the measurement counts as requested.
    pub fn enter(&mut self, kind: BackendKind, course: Workload) -> bool {
        let known = self.0.iter().any(|entry| (entry.kind, entry.course) == (kind, course));
        if !known {
            self.0.push(Entry { kind, course, step_ms: None });
        }
        !known
    }

    /// Records the time of an engine; infinite if the measurement failed.
    pub fn finish(&mut self, kind: BackendKind, course: Workload, step_ms: f64) {
        for entry in self.0.iter_mut().filter(|entry| (entry.kind, entry.course) == (kind, course)) {
            entry.step_ms.get_or_insert(step_ms);
        }
    }

    /// Records that the measurement was superseded before it had a time: it must be requested again.
    pub fn leave(&mut self, kind: BackendKind, course: Workload) {
        self.0.retain(|entry| (entry.kind, entry.course) != (kind, course) || entry.step_ms.is_some());
    }

    /// Removes the open measurements of an engine that stopped.
    pub fn withdraw(&mut self, kind: BackendKind) {
        self.0.retain(|entry| entry.kind != kind || entry.step_ms.is_some());
    }

    /// The times of the CPU and of WebGPU on this course, once both are known.
    pub fn times(&self, course: Workload) -> Option<[f64; 2]> {
        let time = |kind| {
            self.0.iter().find(|entry| (entry.kind, entry.course) == (kind, course)).and_then(|entry| entry.step_ms)
        };
        Some([time(BackendKind::Cpu)?, time(BackendKind::WebGpu)?])
    }

    /// The faster engine, once both times are known.
    pub fn winner(&self, course: Workload) -> Option<BackendKind> {
        self.times(course).map(|[cpu, gpu]| if gpu < cpu { BackendKind::WebGpu } else { BackendKind::Cpu })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BackendKind::{Cpu, WebGpu};

    const SMALL: Workload = Workload::Train { width: 64, depth: 3, batch: 256 };
    const LARGE: Workload = Workload::Train { width: 256, depth: 4, batch: 4096 };

    #[test]
    fn every_course_has_a_winner_of_its_own() {
        let mut race = Race::default();
        for course in [SMALL, LARGE] {
            assert!(race.enter(Cpu, course) && race.enter(WebGpu, course));
            assert!(!race.enter(Cpu, course), "it was requested already");
        }
        race.finish(Cpu, SMALL, 0.4);
        assert_eq!(race.winner(SMALL), None);
        race.finish(WebGpu, SMALL, 0.6);
        race.finish(WebGpu, LARGE, 2.0);
        race.finish(Cpu, LARGE, 90.0);
        assert_eq!((race.winner(SMALL), race.winner(LARGE)), (Some(Cpu), Some(WebGpu)));
        assert_eq!(race.times(SMALL), Some([0.4, 0.6]));
    }

    #[test]
    fn who_fails_loses_and_who_dies_is_asked_again() {
        let mut race = Race::default();
        race.enter(Cpu, SMALL);
        race.enter(WebGpu, SMALL);
        race.finish(WebGpu, SMALL, f64::INFINITY);
        race.withdraw(Cpu);
        assert!(race.enter(Cpu, SMALL));
        race.finish(Cpu, SMALL, 5.0);
        assert_eq!(race.winner(SMALL), Some(Cpu));
    }

    #[test]
    fn who_was_asked_for_something_else_is_asked_again() {
        let mut race = Race::default();
        assert!(race.enter(Cpu, SMALL) && race.enter(Cpu, LARGE));
        race.leave(Cpu, SMALL);
        race.finish(Cpu, LARGE, 90.0);
        assert!(race.enter(Cpu, SMALL) && !race.enter(Cpu, LARGE));
        race.enter(WebGpu, SMALL);
        race.finish(WebGpu, SMALL, 2.0);
        assert_eq!(race.winner(SMALL), None, "the time of one says nothing of the other");
    }

    #[test]
    fn the_course_is_what_is_trained() {
        assert_eq!(course(&Task::default()), Some(SMALL));
        let mut experiment = Task::default();
        experiment.select("objective", "implicit-score").unwrap();
        assert_eq!(course(&experiment), None, "only the CPU trains it");
    }
}
