use pollster::block_on;

use super::{Fused, TapedNetwork, optimizer};
use crate::{
    engine::{
        Snapshot, Trainer,
        testing::{difference, small},
    },
    math::{levels::Look, registry::Slot},
    nn::{Differentiable, Features, Pull, Weighted, init, optimizer::Update},
    objective::regression::Batch,
    protocol::Generate,
};

fn run(mut trainer: Trainer, steps: usize) -> (Vec<f64>, Snapshot) {
    for _ in 0..steps {
        block_on(trainer.step()).unwrap();
    }
    let losses = block_on(trainer.losses()).unwrap();
    (losses.into_iter().map(|(_, loss)| loss).collect(), block_on(trainer.snapshot()).unwrap())
}

/// Compares the fused trainer with the reference.
fn hold(experiment: &Generate, steps: usize, what: &str) {
    let (losses, fused) = run(Trainer::host(experiment.clone()), steps);
    let (expected, reference) = run(Trainer::reference(experiment.clone(), &burn::tensor::Device::flex()), steps);
    for (step, (a, b)) in losses.iter().zip(&expected).enumerate() {
        assert!((a / b - 1.0).abs() < 1e-4, "{what}, loss {step}: {a} {b}");
    }
    for (name, a, b) in
        [("weights", &fused.weights, &reference.weights), ("average", &fused.averaged, &reference.averaged)]
    {
        let found = difference(a, b);
        assert!(found < 1e-4, "{what}, {name}: {found}");
    }
}

#[test]
fn a_hundred_steps_are_those_of_the_reference() {
    let base = small(32, 3, 64);
    hold(&base, 100, "the default");
    for schedule in ["fm-ot", "vp-linear", "ve"] {
        for parametrization in base.parametrization.ids() {
            let mut experiment = base.clone();
            experiment.select("schedule", schedule).unwrap();
            experiment.select("parametrization", parametrization).unwrap();
            experiment.select("weighting", "eps-mse").unwrap();
            experiment.select("optimizer", "adamw").unwrap();
            // Targets and weights have poles at the data.
            experiment.slot_mut("timing").unwrap().config_mut().set("start", 0.05).unwrap();
            hold(&experiment, 100, &format!("{schedule}, {parametrization}"));
        }
    }
}

#[test]
fn gain_and_schedules_of_the_rate_are_those_of_the_reference() {
    for schedule in ["warm-up", "cosine"] {
        let mut experiment = small(32, 2, 64);
        experiment.select("optimizer", "adamw").unwrap();
        experiment.select("lr_schedule", schedule).unwrap();
        experiment.slot_mut("lr_schedule").unwrap().config_mut().set("steps", 60.0).unwrap();
        experiment.network.gain = 4.0;
        (experiment.training.ema, experiment.training.ema_warm_up) = (0.999, true);
        hold(&experiment, 100, schedule);
    }
}

#[test]
fn a_network_that_also_says_the_noise_of_a_bridge_is_that_of_the_reference() {
    for objective in ["sb-cfm", "stochastic-interpolant"] {
        let mut experiment = small(32, 2, 65);
        experiment.select("objective", objective).unwrap();
        experiment.objective.config_mut().set("score", 1.0).unwrap();
        hold(&experiment, 50, objective);
    }
}

#[test]
fn every_activation_and_embedding_is_that_of_the_reference() {
    let base = small(32, 2, 64);
    for activation in base.activation.ids() {
        let mut experiment = base.clone();
        experiment.select("activation", activation).unwrap();
        hold(&experiment, 100, activation);
    }
    for embedding in base.embedding.ids() {
        let mut experiment = base.clone();
        experiment.select("embedding", embedding).unwrap();
        hold(&experiment, 100, embedding);
        for data in ["moons", "25gaussians"] {
            experiment.select("data", data).unwrap();
            experiment.select("condition", "class").unwrap();
            hold(&experiment, 100, &format!("{embedding} and the class of {data}"));
        }
    }
}

#[test]
fn odd_sizes_are_those_of_the_reference() {
    for (width, depth, batch) in [(17, 1, 1), (16, 1, 3), (5, 4, 16), (17, 2, 33), (64, 8, 200)] {
        hold(&small(width, depth, batch), 20, &format!("{width} × {depth}, batch {batch}"));
    }
}

#[test]
fn a_step_follows_the_gradient_whatever_else_the_network_sees() {
    // The network with a tape is compared with differences in double precision. Besides point and time, each row has a
    // condition of five numbers, as a class or an observation would be.
    let numbers = |n: usize, seed: f64| -> Vec<f32> {
        (1..=n).map(|i| ((i as f64 * 0.618_034 + seed).fract() * 2.0 - 1.0) as f32).collect()
    };
    let sizes = [(8, 9), (9, 17), (17, 2)];
    let (rows, experiment) = (21, Generate::default());
    let batch = Batch {
        rows,
        input: numbers(8 * rows, 0.1),
        target: numbers(2 * rows, 0.3),
        weight: numbers(rows, 0.7).into_iter().map(f32::abs).collect(),
        levels: vec![Look { log_snr: 0.0, density: 0.0, eps_weight: 0.0 }; rows],
    };
    let weights = init(&sizes, 3);
    let start = Snapshot::at_start(weights);

    let mut fused = Fused::new(&sizes, &experiment.activation, start.clone());
    let update = Update::new(0.01, 0.1, 0.9);
    let loss = fused.step(&batch, update);

    let mut taped = TapedNetwork::new(&sizes, &experiment.activation);
    taped.begin(&start.weights);
    let columns = batch.input.as_chunks::<8>().0;
    let x: Vec<_> = columns.iter().map(|row| [row[0], row[1]]).collect();
    let others: Vec<_> = columns.iter().flat_map(|row| &row[2..]).copied().collect();
    let predictions = taped.forward(&x, Features::PerRow { values: &others, width: 6 }, &[]).value;
    let targets = batch.target.as_chunks::<2>().0;
    let (mut expected_loss, mut pull) = (0.0, Vec::new());
    for ((y, target), weight) in predictions.iter().zip(targets).zip(&batch.weight) {
        let error = [0, 1].map(|k| y[k] - target[k]);
        expected_loss += f64::from(0.5 * weight * (error[0] * error[0] + error[1] * error[1])) / rows as f64;
        pull.push(error.map(|error| weight * error / rows as f32));
    }
    taped.backward(Pull { value: &pull, trace: &[], share: 1.0 });
    let mut expected = start;
    optimizer::step(&mut expected, taped.gradient(), update);

    assert!((loss / expected_loss - 1.0).abs() < 1e-6);
    // The first moment is a tenth of the gradient.
    for (part, (a, b)) in fused.state().moments.iter().zip(&expected.moments).enumerate() {
        assert!(difference(a, b) < 1e-5, "moment {part}");
    }
    assert!(difference(&fused.state().averaged, &expected.averaged) < 1e-5);
}

#[test]
fn a_gain_moves_the_first_matrix_farther_and_decays_it_equally() {
    let start = Snapshot {
        step: 0,
        weights: vec![1.0; 6],
        moments: [vec![0.0; 6], vec![0.0; 6]],
        averaged: vec![1.0; 6],
        kept: Vec::new(),
        changes: 0,
        taught: None,
    };
    let mut state = start.clone();
    let update = Update { gain: 4.0, first: 4, ..Update::new(0.01, 0.5, 0.0) };
    optimizer::step(&mut state, &[0.3; 6], update);
    // The first step of Adam has the length of the learning rate.
    let moved: Vec<f32> = state.weights.iter().map(|weight| 0.995 - weight).collect();
    for (index, moved) in moved.into_iter().enumerate() {
        let expected = if index < 4 { 0.04 } else { 0.01 };
        assert!((moved - expected).abs() < 1e-6, "{index}: {moved}");
    }
}
