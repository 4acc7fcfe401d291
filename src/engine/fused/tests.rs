use pollster::block_on;

use crate::{
    engine::{
        Snapshot, Trainer,
        testing::{difference, small},
    },
    math::registry::Slot,
    protocol::Experiment,
};

fn run(mut trainer: Trainer, steps: usize) -> (Vec<f64>, Snapshot) {
    for _ in 0..steps {
        block_on(trainer.step()).unwrap();
    }
    let losses = block_on(trainer.losses()).unwrap();
    (losses.into_iter().map(|(_, loss)| loss).collect(), block_on(trainer.snapshot()).unwrap())
}

/// Holds the fused trainer to the reference.
fn hold(experiment: &Experiment, steps: usize, what: &str) {
    let (losses, fused) = run(Trainer::host(experiment.clone()), steps);
    let (expected, reference) = run(Trainer::new(experiment.clone(), &burn::tensor::Device::flex()), steps);
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
    }
}

#[test]
fn odd_sizes_are_those_of_the_reference() {
    for (width, depth, batch) in [(17, 1, 1), (16, 1, 3), (5, 4, 16), (17, 2, 33), (64, 8, 200)] {
        hold(&small(width, depth, batch), 20, &format!("{width} × {depth}, batch {batch}"));
    }
}
