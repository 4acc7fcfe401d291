//! Losses that follow the flow of the network.

use pollster::block_on;

use crate::{
    engine::{Trainer, networks::trainable},
    math::{extremes::largest, gaussian, ode::Tableau, registry::Slot},
    nn::{axes, init},
    objective::{
        Outcome, Scope,
        ode::{FollowedField, Solver, State, solve},
        regression::Batches,
    },
    protocol::{Generate, Task},
};

fn task(objective: &str, fields: &[(&str, f64)]) -> Task {
    let mut experiment = Generate::default();
    experiment.select("data", "moons").unwrap();
    experiment.select("activation", "tanh").unwrap();
    (experiment.network.width, experiment.network.depth, experiment.training.batch) = (12, 2, 24);
    let mut task = Task::from(experiment);
    task.select("objective", objective).unwrap();
    for (field, value) in fields {
        task.slot_mut("objective").unwrap().config_mut().set(field, *value).unwrap();
    }
    task.validate().unwrap();
    task
}

fn setting(objective: &str, fields: &[(&str, f64)]) -> Generate {
    task(objective, fields).generate().unwrap().clone()
}

/// Loss and gradient of one step with these weights.
fn descend(task: &Task, weights: &[f32]) -> (Outcome, Vec<f32>) {
    let experiment = task.setting();
    let regression = experiment.regression();
    let mut network = trainable(&experiment, &task.sizes());
    network.begin(weights);
    let loss = task.loss().unwrap();
    let outcome = loss.gradient(Scope::new(&regression, &mut Batches::new(&regression), &mut *network, 7));
    assert_eq!(network.held_bytes(), 0);
    (outcome, network.gradient().to_vec())
}

fn mean(outcome: &Outcome) -> f64 {
    outcome.rows.iter().map(|row| f64::from(*row)).sum::<f64>() / outcome.rows.len() as f64
}

const FLOWS: [(&str, &[(&str, f64)]); 7] = [
    ("cnf", &[]),
    ("cnf", &[("order", 4.0), ("steps", 3.0), ("estimated", 1.0)]),
    ("cnf", &[("order", 5.0), ("rtol", 1e-6), ("atol", 1e-6), ("estimated", 1.0), ("gaussian", 1.0)]),
    ("planar-cnf", &[("units", 7.0)]),
    ("planar-flow", &[("layers", 5.0)]),
    ("neural-ode", &[("paths", 5.0)]),
    ("neural-ode", &[("residual", 1.0), ("cubic", 1.0)]),
];

#[test]
fn gradients_agree_with_differences() {
    for (objective, fields) in FLOWS {
        let task = task(objective, fields);
        let weights = init(&task.sizes(), 3);
        let (_, gradient) = descend(&task, &weights);
        let size = largest(gradient.iter().map(|g| f64::from(g.abs())));
        let h = 1e-2_f32;
        for index in (0..weights.len()).step_by(11) {
            let at = |h: f32| {
                let mut moved = weights.clone();
                moved[index] += h;
                mean(&descend(&task, &moved).0)
            };
            let (difference, found) = ((at(h) - at(-h)) / (2.0 * f64::from(h)), f64::from(gradient[index]));
            assert!((found - difference).abs() < 2e-3 * size, "{objective} {fields:?}: {found} {difference} of {size}");
        }
    }
}

#[test]
fn what_is_ignored_changes_no_gradient() {
    for (objective, fields) in FLOWS {
        let task = task(objective, fields);
        let weights = init(&task.sizes(), 3);
        let expected = descend(&task, &weights);
        // A series has no slot without effect.
        let ignored: Vec<_> = task.slots().into_iter().filter(|(key, _)| !task.counts(key)).collect();
        assert_eq!(ignored.is_empty(), task.series().is_some(), "{objective}");
        for (key, slot) in ignored {
            for id in slot.ids().iter().take(5) {
                let mut other = task.clone();
                other.select(key, id).unwrap();
                assert_eq!(descend(&other, &weights), expected, "{objective}: {key} {id}");
            }
        }
    }
}

#[test]
fn adjoint_and_back_propagated_gradients_agree() {
    for (objective, field, steps) in
        [("cnf", "rtol", 24.0), ("planar-cnf", "tolerance", 24.0), ("neural-ode", "tolerance", 6.0)]
    {
        for order in [4.0, 5.0] {
            let mut fields = vec![("order", order), ("steps", steps), (field, 1e-6)];
            if objective == "cnf" {
                fields.push(("atol", 1e-6));
            }
            let kept = task(objective, &fields);
            let weights = init(&kept.sizes(), 3);
            fields.push(("adjoint", 1.0));
            let [(kept, a), (walked, b)] = [kept, task(objective, &fields)].map(|e| descend(&e, &weights));
            assert_eq!(kept.rows, walked.rows);
            let length = |v: &mut dyn Iterator<Item = f32>| v.map(|x| f64::from(x).powi(2)).sum::<f64>().sqrt();
            let gap = length(&mut a.iter().zip(&b).map(|(a, b)| a - b)) / length(&mut a.iter().copied());
            assert!(gap < 1e-4, "{objective}, order {order}: {gap}");
            assert!(walked.effort.held_bytes * 8 < kept.effort.held_bytes, "{:?} {:?}", walked.effort, kept.effort);
        }
    }
}

#[test]
fn estimated_divergences_have_the_exact_mean_and_signs_the_least_variance() {
    let rows = |fields: &[(&str, f64)]| {
        let mut experiment = setting("cnf", fields);
        experiment.training.batch = 4096;
        let task = Task::from(experiment);
        descend(&task, &init(&task.sizes(), 3)).0.rows
    };
    let exact = rows(&[]);
    let variance = |gaussian: f64| {
        let found = rows(&[("estimated", 1.0), ("gaussian", gaussian)]);
        let gaps: Vec<f64> = found.iter().zip(&exact).map(|(a, b)| f64::from(a - b)).collect();
        let n = gaps.len() as f64;
        let mean = gaps.iter().sum::<f64>() / n;
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / n;
        assert!(mean.abs() < 3.0 * (variance / n).sqrt(), "{mean} {variance}");
        variance
    };
    assert!(variance(0.0) < variance(1.0));
}

#[test]
fn the_learned_density_integrates_to_one() {
    for (objective, steps) in [("cnf", 150), ("planar-cnf", 150)] {
        let mut experiment = setting(objective, &[]);
        experiment.training.batch = 128;
        experiment.optimizer.config_mut().set("rate", 1e-2).unwrap();
        (experiment.network.width, experiment.network.depth) = (32, 2);
        let mut trainer = Trainer::host(experiment.clone());
        (0..steps).for_each(|_| block_on(trainer.step()).unwrap());
        let losses = block_on(trainer.losses()).unwrap();
        let mean = |losses: &[(u64, f64)]| losses.iter().map(|(_, loss)| loss).sum::<f64>() / losses.len() as f64;
        assert!(mean(&losses[steps - 20..]) < mean(&losses[..20]) - 0.3, "{objective}: {losses:?}");
        let mut network = trainable(&experiment, trainer.sizes());
        network.begin(&block_on(trainer.snapshot()).unwrap().weights);
        // Squares of side 0.1 on [−8, 8]²; the moons lie within ±3.5.
        let side = 160;
        let at = |i: usize| 0.1 * (i as f64 + 0.5) - 8.0;
        let grid: Vec<_> = (0..side * side).map(|i| [at(i % side), at(i / side)]).collect();
        let directions = axes(grid.len());
        let mut flow = FollowedField::new(&mut *network, &*experiment.embedding, &directions);
        let solver = Solver { rule: Tableau::of_order(5), steps: 1, rtol: 1e-5, atol: 1e-5 };
        let end = solve(&mut flow, &solver, State::new(grid), [0.0, 1.0], false).end;
        let log_density = end.points.iter().zip(&end.divergence).map(|(x, sum)| gaussian::plane_log_density(*x) + sum);
        let mass: f64 = log_density.map(|log| 0.01 * log.exp()).sum();
        assert!((mass - 1.0).abs() < 0.01, "{objective}: {mass}");
    }
}

#[test]
fn flows_refuse_what_they_cannot_follow() {
    let refused = |key: &str, id: &str| {
        let mut experiment = setting("cnf", &[]);
        experiment.select(key, id).unwrap();
        experiment.validate().unwrap_err().field
    };
    assert_eq!(refused("source", "8gaussians"), "source");
    assert_eq!(refused("schedule", "cosine"), "schedule");
    assert_eq!(refused("parametrization", "eps"), "parametrization");
}

#[test]
fn planar_fields_are_sampled_and_restored_and_show_their_gates() {
    use crate::engine::SampleRun;
    let experiment = setting("planar-cnf", &[("units", 7.0)]);
    let mut trainer = Trainer::host(experiment.clone());
    (0..3).for_each(|_| block_on(trainer.step()).unwrap());
    let snapshot = block_on(trainer.snapshot()).unwrap();
    let mut restored = Trainer::host(experiment.clone()).restored(&snapshot).unwrap();
    block_on(trainer.losses()).unwrap();
    for trainer in [&mut trainer, &mut restored] {
        block_on(trainer.step()).unwrap();
    }
    assert_eq!(block_on(trainer.losses()).unwrap(), block_on(restored.losses()).unwrap());
    let learned = block_on(trainer.learned()).unwrap();
    let gates = learned.gates(&[0.0, 0.5, 1.0]).unwrap();
    assert!(gates.len() == 3 && gates.iter().all(|row| row.len() == 7 && row.iter().all(|g| *g > 0.0 && *g < 1.0)));
    let mut cloud = SampleRun::new(&experiment, 16, learned);
    while cloud.advance() {}
    assert!(block_on(cloud.last()).unwrap().as_flattened().iter().all(|c| c.is_finite()));
    assert!(block_on(Trainer::host(Task::default()).learned()).unwrap().gates(&[0.5]).is_none());
}
