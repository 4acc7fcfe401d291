use pollster::block_on;

use super::*;
use crate::{
    engine::{Snapshot, testing},
    protocol::Generate,
};

fn small() -> Generate {
    testing::small(16, 2, 32)
}

fn with(changes: &[(&str, &str)]) -> Generate {
    let mut experiment = small();
    changes.iter().for_each(|(key, id)| experiment.select(key, id).unwrap());
    experiment
}

fn train(trainer: &mut Trainer, steps: usize) -> Vec<(u64, f64)> {
    (0..steps).for_each(|_| block_on(trainer.step()).unwrap());
    block_on(trainer.losses()).unwrap()
}

fn snapshot(trainer: &Trainer) -> Snapshot {
    block_on(trainer.snapshot()).unwrap()
}

fn refused(trainer: &mut Trainer, experiment: &Generate) -> String {
    match trainer.retarget(&experiment.clone().into()) {
        Err(EngineError::Experiment(error)) => error.field,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_weighting_changed_at_step_500_gives_the_losses_of_a_run_that_planned_it() {
    let (before, after) = (small(), with(&[("weighting", "sigmoid")]));
    let mut live = Trainer::host(before.clone());
    let mut losses = train(&mut live, 500);
    let at_500 = snapshot(&live);
    live.retarget(&after.clone().into()).unwrap();
    assert_eq!(live.changes(), [Period { step: 500, task: after.clone().into() }]);
    losses.extend(train(&mut live, 500));

    let mut planned = Trainer::host(before.clone());
    planned.plan(live.changes().to_vec()).unwrap();
    // At other numbers of steps a call.
    let parts: Vec<_> = [1, 498, 2, 499].into_iter().flat_map(|steps| train(&mut planned, steps)).collect();
    assert_eq!(parts, losses);

    // Continuing is no restart: the next losses are those of the new weighting at the present weights.
    let mut fresh = Trainer::host(after).restored(&at_500).unwrap();
    assert_eq!(train(&mut fresh, 500), losses[500..]);
    // Nor is it the old weighting.
    let mut unchanged = Trainer::host(before).restored(&at_500).unwrap();
    assert_ne!(train(&mut unchanged, 1), losses[500..501]);
}

#[test]
fn whatever_keeps_the_network_may_change_and_leaves_the_weights() {
    let base = small();
    for (key, slot) in base.slots() {
        for id in slot.ids() {
            let mut wanted = base.clone();
            wanted.select(key, id).unwrap();
            if wanted.validate().is_err() {
                continue;
            }
            let is_another = wanted != base;
            let class = Task::from(base.clone()).change_class(&wanted.clone().into());
            let keeps_network = class != Some(Class::Restart);
            let mut trainer = Trainer::host(base.clone());
            train(&mut trainer, 2);
            let before = snapshot(&trainer);
            if is_another && !keeps_network {
                assert_eq!(refused(&mut trainer, &wanted), key, "{id}");
                assert_eq!((trainer.experiment(), trainer.changes()), (&base, &[][..]));
            } else {
                trainer.retarget(&wanted.clone().into()).unwrap();
                assert_eq!(trainer.experiment(), &wanted);
            }
            let after = snapshot(&trainer);
            assert_eq!((after.step, after.parts()), (before.step, before.parts()), "{key} {id}");
            let losses = train(&mut trainer, 2);
            assert!(losses[0].0 == 3 && losses.iter().all(|(_, loss)| loss.is_finite()), "{key} {id}: {losses:?}");
        }
    }
}

#[test]
fn what_needs_another_network_is_refused_by_its_field() {
    let mut trainer = Trainer::host(small());
    let changed = |change: fn(&mut Generate)| {
        let mut experiment = small();
        change(&mut experiment);
        experiment
    };
    for (field, change) in [
        ("network", (|e| e.network.depth = 3) as fn(&mut Generate)),
        ("seed", |e| e.seed = 1),
        ("training.batch", |e| e.training.batch = 0),
    ] {
        assert_eq!(refused(&mut trainer, &changed(change)), field);
    }
    // Weights of a field with other heads.
    let mut bridged = Trainer::host(with(&[("objective", "sb-cfm")]));
    assert_eq!(refused(&mut bridged, &small()), "objective");
}

#[test]
fn every_trainer_takes_another_batch_rate_and_average() {
    let mut wanted = with(&[("optimizer", "adamw"), ("source", "moons"), ("coupling", "ot")]);
    wanted.training.batch = 50;
    wanted.training.ema = 0.5;
    let losses = testing::trainers(&small()).into_iter().map(|mut trainer| {
        train(&mut trainer, 10);
        trainer.retarget(&wanted.clone().into()).unwrap();
        train(&mut trainer, 10)
    });
    let losses: Vec<_> = losses.collect();
    for (other, host) in losses[1..].iter().flat_map(|other| other.iter().zip(&losses[0])) {
        // Two implementations of the same steps, in single precision.
        assert!(other.0 == host.0 && (other.1 / host.1 - 1.0).abs() < 1e-4, "{other:?} {host:?}");
    }
}

#[test]
fn what_was_learned_beside_the_network_stays_unless_it_is_changed_itself() {
    let base = with(&[("timing", "adaptive"), ("weighting", "learned")]);
    let learned = |trainer: &Trainer| {
        let adaptive = trainer.adaptive.as_ref().unwrap();
        (adaptive.profile().cloned(), adaptive.uncertainty().cloned())
    };
    let fresh = learned(&Trainer::host(base.clone()));
    let changed = |key: &str, id: &str| {
        let mut trainer = Trainer::host(base.clone());
        train(&mut trainer, 40);
        let before = learned(&trainer);
        assert!(before.0 != fresh.0 && before.1 != fresh.1);
        let mut wanted = base.clone();
        wanted.select(key, id).unwrap();
        trainer.retarget(&wanted.clone().into()).unwrap();
        (before, learned(&trainer))
    };
    for (key, id) in [("data", "moons"), ("optimizer", "adamw"), ("quantiles", "stratified")] {
        let (before, after) = changed(key, id);
        assert_eq!(before, after, "{key}");
    }
    let (before, after) = changed("weighting", "unit");
    assert_eq!((before.0, None), after);
    let (before, after) = changed("timing", "uniform");
    assert_eq!((None, before.1), after);
    let (before, after) = changed("schedule", "cosine");
    assert!(before.0 != after.0 && before.1 != after.1);
}

#[test]
fn a_snapshot_knows_the_settings_that_it_was_taken_under() {
    let settings = ["unit", "sigmoid", "edm"].map(|id| with(&[("weighting", id), ("timing", "adaptive")]));
    let mut trainer = Trainer::host(settings[0].clone());
    let mut losses = train(&mut trainer, 10);
    let before = snapshot(&trainer);
    for changed in &settings[1..] {
        trainer.retarget(&changed.clone().into()).unwrap();
        losses.extend(train(&mut trainer, 10));
    }
    let end = snapshot(&trainer);
    assert_eq!((before.changes, end.changes), (0, 2));
    trainer.go_to(&before).unwrap();
    assert_eq!(trainer.experiment(), &settings[0]);
    assert_eq!(train(&mut trainer, 20), losses[10..]);
    assert_eq!(trainer.experiment(), &settings[2]);
    assert_eq!(snapshot(&trainer), end);
    // A change drops the planned ones.
    trainer.go_to(&before).unwrap();
    trainer.retarget(&settings[2].clone().into()).unwrap();
    assert_eq!(trainer.changes(), [Period { step: 10, task: settings[2].clone().into() }]);
    // Another change before the next step replaces it.
    trainer.retarget(&settings[1].clone().into()).unwrap();
    assert_eq!(trainer.changes(), [Period { step: 10, task: settings[1].clone().into() }]);
    assert_eq!(train(&mut trainer, 10), losses[10..20]);
}
