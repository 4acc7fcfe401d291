use pollster::block_on;

use super::*;
use crate::{
    engine::{Backend, testing::trainers},
    math::dataset::{DatasetConfig, Normal},
    protocol::{Version, decode},
};

mod condition;
mod few_steps;
mod parts;

fn small() -> Generate {
    let mut experiment = Generate::default();
    experiment.network.width = 16;
    experiment.network.depth = 2;
    experiment.training.batch = 32;
    experiment
}

fn train(trainer: &mut Trainer, steps: usize) -> Vec<(u64, f64)> {
    for _ in 0..steps {
        block_on(trainer.step()).unwrap();
    }
    block_on(trainer.losses()).unwrap()
}

#[test]
fn training_lowers_the_loss_and_repeats_itself() {
    for (mut trainer, mut again) in trainers(&small()).into_iter().zip(trainers(&small())) {
        let losses = train(&mut trainer, 300);
        assert_eq!((losses[0].0, losses[299].0), (1, 300));
        let mean = |part: &[(u64, f64)]| part.iter().map(|(_, loss)| loss).sum::<f64>() / part.len() as f64;
        assert!(mean(&losses[250..]) < 0.8 * mean(&losses[..20]));
        assert_eq!(train(&mut again, 300), losses);
    }
}

#[test]
fn the_score_across_a_bridge_is_learned() {
    // Between centred Gaussians of spread ½ and 1 the score at t = ½ is −x/v with v = ¼/4 + ¼ + σ²/4.
    let mut experiment = Generate::default();
    for (key, id) in
        [("data", "normal"), ("objective", "sb-cfm"), ("coupling", "independent"), ("embedding", "fourier")]
    {
        experiment.select(key, id).unwrap();
    }
    for (key, field, value) in
        [("data", "std", 0.5), ("objective", "score", 1.0), ("optimizer", "rate", 5e-4), ("training", "ema", 0.998)]
    {
        experiment.slot_mut(key).unwrap().config_mut().set(field, value).unwrap();
    }
    let mut trainer = Trainer::host(experiment.clone());
    train(&mut trainer, 4000);
    let learned = block_on(trainer.learned()).unwrap();
    let points: Vec<[f64; 2]> = (-4..=4).map(|i| [0.2 * f64::from(i), -0.1 * f64::from(i)]).collect();
    let variance = 0.0625 + 0.25 + 0.25 * experiment.bridge.diffusion().powi(2);
    let found = block_on(learned.score(&points, 0.5)).unwrap();
    let exact = points.as_flattened().iter().map(|c| -c / variance);
    let (error, size) = found.iter().zip(exact).fold((0.0, 0.0), |(error, size), (score, exact)| {
        (error + (f64::from(*score) - exact).powi(2), size + exact * exact)
    });
    assert!((error / size).sqrt() < 0.1, "{found:?}, v = {variance}");
    // And the SDE of the bridge leads to the data.
    experiment.select("sampler", "euler-maruyama").unwrap();
    experiment.sampling.steps = 50;
    assert_eq!(experiment.validate(), Ok(()));
    let mut run = crate::engine::SampleRun::new(&experiment, 2000, learned);
    while run.advance() {}
    let cloud = block_on(run.last()).unwrap();
    let variance = cloud.as_flattened().iter().map(|c| c * c).sum::<f64>() / (2 * cloud.len()) as f64;
    assert!((variance.sqrt() - 0.5).abs() < 0.04, "{}", variance.sqrt());
}

#[test]
fn adaptive_times_and_weights_learn_the_same_at_any_pace() {
    let mut experiment = small();
    experiment.select("timing", "adaptive").unwrap();
    experiment.select("weighting", "learned").unwrap();
    for (mut at_once, mut read_often) in trainers(&experiment).into_iter().zip(trainers(&experiment)) {
        let learned = |trainer: &Trainer| {
            let adaptive = trainer.adaptive.as_ref().unwrap();
            (adaptive.profile().cloned(), adaptive.uncertainty().cloned())
        };
        let untaught = learned(&at_once);
        let losses = train(&mut at_once, 100);
        assert!(learned(&at_once).0 != untaught.0 && learned(&at_once).1 != untaught.1);
        let mut parts = Vec::new();
        for steps in [1, 16, 3, 40, 40] {
            parts.extend(train(&mut read_often, steps));
        }
        assert_eq!(parts, losses);
    }
}

#[test]
fn a_restored_run_goes_on_with_the_very_same_losses() {
    let other = Generate { network: crate::nn::Network { width: 17, depth: 2, gain: 1.0 }, ..small() };
    let mut adaptive = small();
    adaptive.select("timing", "adaptive").unwrap();
    adaptive.select("weighting", "learned").unwrap();
    for experiment in [small(), adaptive] {
        let pairs = trainers(&experiment).into_iter().zip(trainers(&experiment)).zip(trainers(&other));
        for ((mut whole, mut fresh), stranger) in pairs {
            // Between two updates of the adaptive times, so that there are losses which they have not seen.
            train(&mut whole, 39);
            let snapshot = block_on(whole.snapshot()).unwrap();
            let rest = train(&mut whole, 40);
            fresh.go_to(&snapshot).unwrap();
            assert_eq!(block_on(fresh.snapshot()).unwrap(), snapshot);
            assert_eq!(train(&mut fresh, 40), rest);
            whole.go_to(&snapshot).unwrap();
            assert_eq!(train(&mut whole, 40), rest);
            assert!(matches!(stranger.restored(&snapshot), Err(EngineError::Checkpoint(_))));
        }
    }
}

#[cfg(feature = "reference")]
#[test]
fn a_run_may_go_on_with_the_other_trainer() {
    let mut reference = Trainer::reference(small(), &Device::flex());
    let mut fused = Trainer::host(small());
    train(&mut reference, 20);
    train(&mut fused, 20);
    let from_reference = Trainer::host(small()).restored(&block_on(reference.snapshot()).unwrap()).unwrap();
    let expected = train(&mut reference, 20);
    for mut trainer in [from_reference, fused] {
        for (a, b) in train(&mut trainer, 20).iter().zip(&expected) {
            assert!(a.0 == b.0 && (a.1 / b.1 - 1.0).abs() < 1e-4, "{a:?} {b:?}");
        }
    }
}

#[test]
fn a_coupling_that_cannot_pair_is_no_independent_one() {
    for (id, objective) in [("ot", "flow-matching"), ("sinkhorn", "flow-matching"), ("ot", "implicit-score")] {
        let mut experiment = small();
        experiment.select("objective", objective).unwrap();
        experiment.select("coupling", id).unwrap();
        // Squared distances overflow.
        experiment.source = DatasetConfig::Normal(Normal { std: 1e200 });
        let mut trainer = Trainer::host(experiment);
        let error = block_on(trainer.step()).unwrap_err();
        assert!(matches!(&error, EngineError::Experiment(error) if error.field == "coupling"), "{id}: {error}");
        assert_eq!(block_on(trainer.gradient_noise(2)).unwrap_err().to_string().split(':').next(), Some("coupling"));
    }
}

#[test]
fn divergence_keeps_the_last_finite_weights() {
    let mut trainer = Trainer::host(small());
    train(&mut trainer, 5);
    train(&mut trainer, 5);
    let mut poisoned = block_on(trainer.snapshot()).unwrap();
    poisoned.weights.fill(f32::NAN);
    trainer.core.replace(&poisoned);
    assert!(!block_on(trainer.snapshot()).unwrap().is_finite());
    block_on(trainer.step()).unwrap();
    assert_eq!(block_on(trainer.losses()).unwrap_err(), EngineError::NonFinite { step: 11 });
    let kept = block_on(trainer.snapshot()).unwrap();
    assert!(kept.step > 0 && kept.is_finite());
    assert!(train(&mut trainer, 5).iter().all(|(_, loss)| loss.is_finite()));
}

#[test]
fn a_thousand_losses_are_the_recorded_ones_to_the_last_bit() {
    // Of every tenth step; the wasm tests compare with the same file.
    let recorded: [u64; 100] = include!("../../../tests/golden/thousand_losses.in");
    let losses = train(&mut Trainer::host(Generate::usual(Version::V2)), 1000);
    let found: Vec<u64> = losses.iter().skip(9).step_by(10).map(|(_, loss)| loss.to_bits()).collect();
    assert_eq!(found, recorded);
}

#[test]
fn the_losses_of_a_changed_weighting_are_the_recorded_ones_to_the_last_bit() {
    let experiment = decode("v=2&at500.weighting=sigmoid").unwrap();
    let recorded: [u64; 100] = include!("../../../tests/golden/retargeted_losses.in");
    let mut trainer = block_on(Backend::cpu()).unwrap().begin(&experiment).unwrap();
    let losses = train(&mut trainer, 1000);
    let found: Vec<u64> = losses.iter().skip(9).step_by(10).map(|(_, loss)| loss.to_bits()).collect();
    assert_eq!(found, recorded);
    // Until then it is the default experiment.
    let plain: [u64; 100] = include!("../../../tests/golden/thousand_losses.in");
    assert!(found[..50] == plain[..50] && found[50..].iter().zip(&plain[50..]).all(|(a, b)| a != b));
}

#[test]
fn the_default_experiment_has_its_recorded_losses() {
    // The wasm tests compare with the same file: the page and the command line train alike.
    let recorded: [f64; 20] = include!("../../../tests/golden/default_losses.in");
    for mut trainer in trainers(&Generate::usual(Version::V2)) {
        for ((step, loss), recorded) in train(&mut trainer, 20).into_iter().zip(recorded) {
            // Another processor may sum in another order.
            assert!((loss / recorded - 1.0).abs() < 1e-5, "step {step}: {loss}, recorded {recorded}");
        }
    }
}
