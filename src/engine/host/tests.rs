use pollster::block_on;

use crate::{
    engine::{
        Snapshot, Trainer,
        core::{Core as _, Turn},
        fused::TapedNetwork,
        host::Host,
    },
    math::{levels::LossByLevel, registry::Slot},
    nn::{Differentiable, Features, Pull, Tape, Weighted, init},
    objective::{Loss, Networks, Outcome, Plan, Scope, regression::Batches},
    protocol::Generate,
};

/// An experiment that learns the score of a mixture at moderate noise, where all losses have finite variance.
fn setting(objective: &str, batch: u32) -> Generate {
    let mut experiment = Generate::default();
    for (key, id) in [
        ("objective", objective),
        ("data", "8gaussians"),
        ("schedule", "vp-linear"),
        ("timing", "logit-normal"),
        ("activation", "tanh"),
    ] {
        experiment.select(key, id).unwrap();
    }
    experiment.training.batch = batch;
    experiment
}

fn network(experiment: &Generate, seed: u64) -> TapedNetwork {
    let sizes = experiment.layer_sizes();
    let mut network = TapedNetwork::new(&sizes, &experiment.activation);
    network.begin(&init(&sizes, seed));
    network
}

/// The loss of every row of one step, for the network of this seed.
fn losses(experiment: &Generate, seed: u64) -> Vec<f64> {
    let mut network = network(experiment, seed);
    let mut regression = experiment.regression();
    let oracle = experiment.objective.is_explicit().then(|| experiment.oracle().unwrap());
    regression.exact = oracle.as_ref();
    let mut batches = Batches::new(&regression);
    if let Some(loss) = experiment.objective.loss() {
        let outcome = loss.gradient(Scope::new(&regression, &mut batches, &mut network, 0));
        assert_eq!(network.held_bytes(), 0);
        assert!(outcome.effort.held_bytes > 0);
        return outcome.rows.into_iter().map(f64::from).collect();
    }
    let batch = batches.draw(&regression, 0);
    let rows = batch.input.as_chunks::<3>().0;
    let x: Vec<_> = rows.iter().map(|row| [row[0], row[1]]).collect();
    let times: Vec<_> = rows.iter().map(|row| row[2]).collect();
    let predictions = network.forward(&x, Features::PerRow { values: &times, width: 1 }, &[]).value;
    let error = |row: usize, k: usize| f64::from(predictions[row][k] - batch.target[2 * row + k]).powi(2);
    (0..batch.rows).map(|row| 0.5 * f64::from(batch.weight[row]) * (error(row, 0) + error(row, 1))).collect()
}

#[test]
fn four_ways_of_score_matching_differ_by_constants() {
    // Each has the same pairs and times; the difference of two networks' losses must not depend on the method. Vincent (2011,
    // section 4).
    let difference = |objective: &str| -> Vec<f64> {
        let mut experiment = setting(objective, 8192);
        if objective == "sliced-score" {
            experiment.objective.config_mut().set("slices", 2.0).unwrap();
        }
        losses(&experiment, 3).iter().zip(losses(&experiment, 4)).map(|(a, b)| a - b).collect()
    };
    let explicit = difference("explicit-score");
    for objective in ["denoising-score", "implicit-score", "sliced-score"] {
        let gaps: Vec<f64> = difference(objective).iter().zip(&explicit).map(|(a, b)| a - b).collect();
        let n = gaps.len() as f64;
        let mean = gaps.iter().sum::<f64>() / n;
        let error = (gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / (n * (n - 1.0))).sqrt();
        let size = explicit.iter().sum::<f64>().abs() / n;
        assert!(mean.abs() < 3.0 * error && error < 0.3 * size, "{objective}: {mean} ± {error} of {size}");
    }
}

#[test]
fn gradients_agree_with_differences() {
    for (objective, field) in [("implicit-score", ""), ("sliced-score", ""), ("sliced-score", "corners")] {
        let mut experiment = setting(objective, 16);
        (experiment.network.width, experiment.network.depth) = (8, 2);
        if !field.is_empty() {
            experiment.objective.config_mut().set(field, 1.0).unwrap();
        }
        let regression = experiment.regression();
        let mut network = network(&experiment, 3);
        let sizes = experiment.layer_sizes();
        let weights = init(&sizes, 3);
        let mut at = |weights: &[f32]| -> f64 {
            network.begin(weights);
            let loss = experiment.objective.loss().unwrap();
            let mut batches = Batches::new(&regression);
            let rows = loss.gradient(Scope::new(&regression, &mut batches, &mut network, 7)).rows;
            rows.iter().map(|loss| f64::from(*loss)).sum::<f64>() / rows.len() as f64
        };
        let h = 1e-2_f32;
        let mut differences = Vec::new();
        for index in (0..weights.len()).step_by(5) {
            let mut moved = |h: f32| {
                let mut weights = weights.clone();
                weights[index] += h;
                at(&weights)
            };
            differences.push((index, (moved(h) - moved(-h)) / (2.0 * f64::from(h))));
        }
        at(&weights);
        for (index, difference) in differences {
            let found = f64::from(network.gradient()[index]);
            assert!((found - difference).abs() < 1e-3 * (1.0 + found.abs()), "{objective}: {found} {difference}");
        }
    }
}

#[test]
fn every_loss_trains_and_repeats_itself() {
    let base = Generate::default();
    for objective in base.objective.ids() {
        let mut experiment = base.clone();
        experiment.select("objective", objective).unwrap();
        experiment.training.batch = 32;
        let run = || {
            let mut trainer = Trainer::host(experiment.clone());
            for _ in 0..20 {
                block_on(trainer.step()).unwrap();
            }
            let losses = block_on(trainer.losses()).unwrap();
            assert_eq!(losses.len(), 20, "{objective}");
            assert!(block_on(trainer.snapshot()).unwrap().is_finite(), "{objective}");
            (losses, trainer.effort())
        };
        let (losses, effort) = run();
        assert_eq!(run().0, losses, "{objective}");
        assert_eq!(effort.evaluations > 0, experiment.objective.loss().is_some(), "{objective}");
    }
}

/// Half the squared distance of the network from its own running average, at fixed points.
struct TowardsAverage(Vec<[f32; 2]>);

impl Loss for TowardsAverage {
    fn gradient(&self, scope: Scope) -> Outcome {
        let mut networks = scope.networks;
        assert!(networks.named("critic").is_none() && networks.named(Networks::MODEL).is_some());
        let wanted = networks.target.as_mut().map(|target| {
            let wanted = target.forward(&self.0, Features::Shared(&[0.5]), &[]).value;
            target.forget();
            wanted
        });
        let found = networks.model.forward(&self.0, Features::Shared(&[0.5]), &[]).value;
        let rows = found.iter().zip(wanted.unwrap());
        let errors: Vec<_> = rows.map(|(a, b)| [a[0] - b[0], a[1] - b[1]]).collect();
        networks.model.backward(Pull { value: &errors, trace: &[], share: 1.0 / errors.len() as f32 });
        let rows = errors.iter().map(|[x, y]| 0.5 * (x * x + y * y)).collect();
        Outcome { rows, ..Outcome::default() }
    }

    fn plan(&self) -> Plan {
        Plan { evaluations: 1.0, directions: 0.0, kept: 1.0, forward: 1.0, beside: 0.0 }
    }

    fn wants_target(&self) -> bool {
        true
    }
}

#[test]
fn a_loss_may_ask_the_average_of_the_weights() {
    let mut experiment = setting("flow-matching", 8);
    // The average keeps all of itself: the target does not change.
    (experiment.training.ema, experiment.training.ema_warm_up) = (1.0, false);
    let sizes = experiment.layer_sizes();
    let new = || Box::new(TapedNetwork::new(&sizes, &experiment.activation));
    let [weights, averaged] = [3, 4].map(|seed| init(&sizes, seed));
    let zeros = vec![0.0; weights.len()];
    let state = |averaged: &Vec<f32>| Snapshot {
        step: 0,
        weights: weights.clone(),
        moments: [zeros.clone(), zeros.clone()],
        averaged: averaged.clone(),
        kept: Vec::new(),
        changes: 0,
        taught: None,
    };
    let loss = TowardsAverage((0..40).map(|i| [(i as f32).sin(), (i as f32).cos()]).collect());
    let regression = experiment.regression();
    let mut batches = Batches::new(&regression);
    let mut run = |averaged: &Vec<f32>, steps: usize| {
        let mut host = Host::taped(new(), Some(new()), state(averaged));
        let mut by_level = LossByLevel::new(&*experiment.schedule);
        for _ in 0..steps {
            let (experiment, regression, batches) = (&experiment, &regression, &mut batches);
            let (loss, by_level): (Option<&dyn Loss>, _) = (Some(&loss), &mut by_level);
            let update = experiment.update(0, (0, 0));
            let turn =
                Turn { experiment, update, loss, regression, batches, by_level, learns: false, rows: usize::MAX };
            assert!(host.advance(turn).is_break());
        }
        assert_eq!(&block_on(host.snapshot()).unwrap().averaged, averaged);
        block_on(host.losses()).unwrap()
    };
    assert_eq!(run(&weights, 1), [(1, 0.0)]);
    let losses = run(&averaged, 300);
    assert!(losses[0].1 > 0.0 && losses[299].1 < 0.05 * losses[0].1, "{:?} {:?}", losses[0], losses[299]);
}
