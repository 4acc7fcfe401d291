//! Steps that are taken in parts.

use super::*;
use crate::{
    math::extremes::largest,
    protocol::{Task, Version},
};

/// The tasks whose loss is no weighted regression, small enough for a test.
fn with_losses() -> Vec<Task> {
    let of = |id: &str| {
        let mut task = Task::default();
        task.select("objective", id).unwrap();
        task.slot_mut("network").unwrap().config_mut().set("width", 16.0).unwrap();
        task.slot_mut("training").unwrap().config_mut().set("batch", 40.0).unwrap();
        task
    };
    let ids = Task::ALL
        .iter()
        .filter_map(|(id, _)| Task::usual(id, Version::NEWEST)?.slot("objective").map(|slot| slot.ids()));
    ids.flatten().map(|id| of(id)).filter(|task| task.loss().is_some()).collect()
}

/// Steps in calls of [`Trainer::advance`], and the number of calls for each.
fn advance(trainer: &mut Trainer, steps: usize) -> (Vec<f64>, usize) {
    let (mut calls, mut done) = (0, 0);
    while done < steps {
        calls += 1;
        done += usize::from(block_on(trainer.advance()).unwrap());
    }
    let losses = block_on(trainer.losses()).unwrap();
    (losses.into_iter().map(|(_, loss)| loss).collect(), calls / steps)
}

#[test]
fn a_step_in_parts_of_its_rows_is_the_same_step() {
    let tasks = with_losses();
    assert!(tasks.len() >= 6);
    for task in tasks {
        let steps = |rows: usize| {
            let mut trainer = Trainer::host(task.clone());
            trainer.rows = rows;
            advance(&mut trainer, 4)
        };
        let ((whole, at_once), (parts, calls)) = (steps(usize::MAX), steps(16));
        let all = task.loss().unwrap().rows(&task.setting().regression());
        assert_eq!((at_once, calls), (1, all.div_ceil(16)), "{task:?}");
        let error = largest(whole.iter().zip(&parts).map(|(a, b)| ((a - b) / a).abs()));
        assert!(error < 1e-4, "{}: {whole:?} {parts:?}", task.slot("objective").unwrap().config().id());
    }
}

/// A regression whose step takes several calls, and whose coupling pairs part by part.
fn long() -> Task {
    decode("network.width=128&training.batch=1500&coupling=sinkhorn&coupling.iterations=2&coupling.pairs=400")
        .unwrap()
        .task
}

#[test]
fn a_long_step_is_interrupted_between_its_parts_and_layers() {
    let mut trainer = Trainer::host(long());
    let (losses, calls) = advance(&mut trainer, 2);
    assert!(calls >= 4, "{calls}");
    assert_eq!(losses, train(&mut Trainer::host(long()), 2).into_iter().map(|(_, loss)| loss).collect::<Vec<_>>());
    // In between, nothing is seen of a step.
    let before = block_on(trainer.snapshot()).unwrap();
    assert!(!block_on(trainer.advance()).unwrap());
    assert_eq!(block_on(trainer.snapshot()).unwrap(), before);
}

#[test]
fn a_change_in_the_middle_of_a_step_begins_it_anew() {
    let mut changed = long();
    changed.select("weighting", "sigmoid").unwrap();
    let losses = |interrupted: bool| {
        let mut trainer = Trainer::host(long());
        train(&mut trainer, 1);
        if interrupted {
            assert!(!block_on(trainer.advance()).unwrap());
        }
        trainer.retarget(&changed).unwrap();
        train(&mut trainer, 2)
    };
    assert_eq!(losses(true), losses(false));
    let mut trainer = Trainer::host(long());
    let start = block_on(trainer.snapshot()).unwrap();
    assert!(!block_on(trainer.advance()).unwrap());
    trainer.go_to(&start).unwrap();
    assert_eq!(train(&mut trainer, 1), train(&mut Trainer::host(long()), 1));
}
