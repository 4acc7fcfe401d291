mod clouds;

use burn_wgpu::{WgpuSetup, wgpu};
use pollster::block_on;

use super::{Context, GpuCloud, GpuTrainer, Noised};
use crate::{
    engine::{
        Snapshot,
        fused::Fused,
        testing::{difference, small},
    },
    math::{
        dataset::{Dataset, Normal},
        levels::Look,
        registry::Slot,
        rng::{Purpose, Stream},
    },
    nn::{Features, activation::ActivationConfig, optimizer::Update},
    objective::regression::{Batch, Batches},
    protocol::Generate,
};

/// A device with the minimum limits of WebGPU.
fn context() -> Context {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
    let adapter = block_on(instance.request_adapter(&wgpu::RequestAdapterOptions::default()));
    let adapter = adapter.expect("these tests need an adapter");
    let (device, queue) = block_on(adapter.request_device(&wgpu::DeviceDescriptor::default())).unwrap();
    let backend = adapter.get_info().backend;
    Context::new(&WgpuSetup { instance, adapter, device, queue, backend })
}

/// A state before training whose weights have no pattern.
fn start(sizes: &[(usize, usize)]) -> Snapshot {
    let mut weights = Vec::new();
    for &(inputs, outputs) in sizes {
        let bound = 1.0 / (inputs as f32).sqrt();
        weights.extend(numbers((inputs + 1) * outputs, 7 + weights.len() as u32).into_iter().map(|x| bound * x));
    }
    Snapshot::at_start(weights)
}

/// Numbers without a pattern, between −1 and 1.
fn numbers(n: usize, seed: u32) -> Vec<f32> {
    (0..n as u32).map(|i| (f64::from(i + 1) * f64::from(seed) * 0.618_034).fract() as f32 * 2.0 - 1.0).collect()
}

const RATE: f64 = 1e-3;
const DECAY: f64 = 0.01;
const KEEP: f64 = 0.95;

/// Compares the trainer with that of the CPU.
fn hold(context: &Context, experiment: &Generate, steps: u64, what: &str) {
    let sizes = experiment.layer_sizes();
    let state = start(&sizes);
    let mut expected = Fused::new(&sizes, &experiment.activation, state.clone());
    let mut found = GpuTrainer::new(context, &sizes, &experiment.activation, &state).unwrap();
    let mut losses = Vec::new();
    for step in 0..steps {
        let batch = experiment.regression().draw(step);
        losses.push(expected.step(&batch, Update::new(RATE, DECAY, KEEP)));
        found.step(&batch, Update::new(RATE, DECAY, KEEP));
    }
    for (step, (a, b)) in block_on(found.losses()).unwrap().into_iter().zip(&losses).enumerate() {
        assert!((a / b - 1.0).abs() < 1e-4, "{what}, loss {step}: {a} {b}");
    }
    let rows = block_on(found.row_losses(2)).unwrap();
    assert_eq!(rows.len(), 2.min(steps as usize));
    assert!(difference(&rows[rows.len() - 1], expected.rows()) < 2e-4, "{what}: losses of rows");
    let (found, expected) = (block_on(found.snapshot()).unwrap(), expected.state());
    assert_eq!(found.step, steps);
    for ((name, a), (_, b)) in found.parts().into_iter().zip(expected.parts()) {
        let difference = difference(a, b);
        // Moments are gradients, and the last steps change them most.
        let allowed = if name.ends_with("moment") { 1e-3 } else { 1e-4 };
        assert!(difference < allowed, "{what}, {name}: {difference}");
    }
}

#[test]
fn a_hundred_steps_are_those_of_the_cpu() {
    let context = context();
    let base = small(32, 3, 64);
    hold(&context, &base, 100, "the default");
    for schedule in ["fm-ot", "vp-linear", "ve"] {
        for parametrization in base.parametrization.ids() {
            let mut experiment = base.clone();
            experiment.select("schedule", schedule).unwrap();
            experiment.select("parametrization", parametrization).unwrap();
            experiment.select("weighting", "eps-mse").unwrap();
            // Targets and weights have poles at the data.
            experiment.slot_mut("timing").unwrap().config_mut().set("start", 0.05).unwrap();
            hold(&context, &experiment, 100, &format!("{schedule}, {parametrization}"));
        }
    }
}

#[test]
fn every_activation_and_embedding_is_that_of_the_cpu() {
    let context = context();
    let base = small(32, 2, 64);
    for activation in base.activation.ids() {
        let mut experiment = base.clone();
        experiment.select("activation", activation).unwrap();
        hold(&context, &experiment, 100, activation);
    }
    for embedding in base.embedding.ids() {
        let mut experiment = base.clone();
        experiment.select("embedding", embedding).unwrap();
        hold(&context, &experiment, 100, embedding);
        // Up to 24 features in all.
        for data in ["moons", "25gaussians"] {
            experiment.select("data", data).unwrap();
            experiment.select("condition", "class").unwrap();
            hold(&context, &experiment, 100, &format!("{embedding} and the class of {data}"));
        }
    }
}

#[test]
fn any_number_of_outputs_is_that_of_the_cpu() {
    let context = context();
    let activation = ActivationConfig::from_id("tanh").unwrap();
    for outputs in [1, 3, 8, 21] {
        let (rows, sizes) = (37, [(11, 16), (16, outputs)]);
        let state = start(&sizes);
        let mut expected = Fused::new(&sizes, &activation, state.clone());
        let mut found = GpuTrainer::new(&context, &sizes, &activation, &state).unwrap();
        let mut losses = Vec::new();
        for step in 1..=20 {
            let batch = Batch {
                rows,
                input: numbers(11 * rows, step),
                target: numbers(outputs * rows, step + 31),
                weight: numbers(rows, step + 7).into_iter().map(f32::abs).collect(),
                levels: Vec::new(),
            };
            losses.push(expected.step(&batch, Update::new(RATE, DECAY, KEEP)));
            found.step(&batch, Update::new(RATE, DECAY, KEEP));
        }
        for (step, (a, b)) in block_on(found.losses()).unwrap().into_iter().zip(&losses).enumerate() {
            assert!((a / b - 1.0).abs() < 1e-4, "{outputs} outputs, loss {step}: {a} {b}");
        }
        let found = block_on(found.snapshot()).unwrap();
        assert!(difference(&found.weights, &expected.state().weights) < 1e-4, "{outputs} outputs");
    }
}

#[test]
fn odd_sizes_are_those_of_the_cpu() {
    let context = context();
    for software in [true, false] {
        let mut context = context.clone();
        context.software = software;
        for (width, depth, batch) in [(17, 1, 1), (16, 1, 3), (5, 4, 16), (17, 2, 33), (64, 8, 200), (200, 2, 64)] {
            let what = format!("{width} × {depth}, batch {batch}, software {software}");
            hold(&context, &small(width, depth, batch), 20, &what);
        }
    }
}

#[test]
fn a_batch_in_parts_is_that_of_the_cpu() {
    let mut context = context();
    context.scratch = 1 << 15;
    let experiment = small(17, 2, 403);
    hold(&context, &experiment, 20, "in parts");
    let (mut trainer, batches) = trainer(&context, &experiment);
    trainer.step(&batches[0], Update::new(RATE, DECAY, KEEP));
    assert_eq!(trainer.dispatches_per_step(), 9);
}

fn trainer(context: &Context, experiment: &Generate) -> (GpuTrainer, Vec<Batch>) {
    let sizes = experiment.layer_sizes();
    let trainer = GpuTrainer::new(context, &sizes, &experiment.activation, &start(&sizes)).unwrap();
    (trainer, (0..20).map(|step| experiment.regression().draw(step)).collect())
}

#[test]
fn a_run_repeats_itself_to_the_last_bit_at_any_pace() {
    let context = context();
    let run = |read_after: &[usize]| {
        let (mut trainer, batches) = trainer(&context, &small(33, 2, 50));
        let mut losses = Vec::new();
        for (index, batch) in batches.iter().enumerate() {
            trainer.step(batch, Update::new(RATE, DECAY, KEEP));
            if read_after.contains(&index) {
                losses.extend(block_on(trainer.losses()).unwrap());
            }
        }
        losses.extend(block_on(trainer.losses()).unwrap());
        (losses, block_on(trainer.snapshot()).unwrap())
    };
    let whole = run(&[]);
    assert_eq!(whole.0.len(), 20);
    assert_eq!(run(&[]), whole);
    assert_eq!(run(&[0, 1, 7, 16]), whole);
}

#[test]
fn a_run_goes_on_from_a_snapshot_and_with_batches_of_another_size() {
    let context = context();
    let (mut whole, batches) = trainer(&context, &small(12, 2, 20));
    let (_, others) = trainer(&context, &small(12, 2, 70));
    let (mut again, _) = trainer(&context, &small(12, 2, 20));
    let step = |trainer: &mut GpuTrainer, batch: &Batch| trainer.step(batch, Update::new(RATE, DECAY, KEEP));
    batches.iter().take(5).chain(others.iter().take(5)).for_each(|batch| step(&mut whole, batch));
    let middle = block_on(whole.snapshot()).unwrap();
    assert_eq!(block_on(whole.losses()).unwrap().len(), 10);
    batches.iter().for_each(|batch| step(&mut again, batch));
    again.put(&middle);
    assert_eq!(again.step_count(), 10);
    assert_eq!(block_on(again.snapshot()).unwrap(), middle);
    batches.iter().for_each(|batch| step(&mut whole, batch));
    batches.iter().for_each(|batch| step(&mut again, batch));
    let losses = block_on(whole.losses()).unwrap();
    assert_eq!(block_on(again.losses()).unwrap(), losses);
    assert_eq!(block_on(again.snapshot()).unwrap(), block_on(whole.snapshot()).unwrap());
}

#[test]
fn a_step_takes_three_dispatches_and_a_huge_one_a_few_more() {
    let context = context();
    for (width, depth, batch) in [(4, 1, 1), (64, 3, 200), (128, 3, 256), (128, 8, 8192)] {
        let (mut trainer, _) = trainer(&context, &small(width, depth, 1));
        trainer.step(&blank(batch), Update::new(RATE, DECAY, KEEP));
        assert!(trainer.dispatches_per_step() <= if width * depth <= 512 { 3 } else { 5 });
    }
    let (mut trainer, _) = trainer(&context, &small(512, 8, 1));
    trainer.step(&blank(8192), Update::new(RATE, DECAY, KEEP));
    assert!(trainer.dispatches_per_step() <= 12, "{}", trainer.dispatches_per_step());
    context.check().unwrap();
}

/// A batch of nothing, of the default number of features.
fn blank(rows: usize) -> Batch {
    let levels = vec![Look { log_snr: 0.0, density: 0.0, eps_weight: 0.0 }; rows];
    Batch { rows, input: vec![0.0; 3 * rows], target: vec![0.0; 2 * rows], weight: vec![0.0; rows], levels }
}

#[test]
fn noise_is_that_of_the_host() {
    let context = context();
    let rows = 5000;
    for (seed, step) in [(0, 0), (7, 3), (u64::MAX - 5, 1 << 33)] {
        let expected = Normal::default().sample(rows, &mut Stream::new(seed, Purpose::Source, step));
        // The input and the target are the noise alone.
        let alone = [0.0_f32, 1.0].repeat(rows);
        let noised = Noised {
            rows,
            seed,
            step,
            data: vec![1.0; 2 * rows],
            features: vec![0.0; rows],
            input: alone.clone(),
            target: alone,
            weight: vec![1.0; rows],
            levels: Vec::new(),
        };
        let (mut trainer, _) = trainer(&context, &small(8, 1, 1));
        trainer.step(&noised, Update::new(RATE, DECAY, KEEP));
        let found = block_on(trainer.targets()).unwrap();
        for (i, (a, b)) in found.iter().zip(expected.as_flattened()).enumerate() {
            assert!((f64::from(*a) - b).abs() < 2e-6, "coordinate {i}: {a}, not {b}");
        }
        assert_eq!(found.len(), 2 * rows);
    }
}

#[test]
fn a_run_is_the_same_whoever_draws_the_noise() {
    for condition in ["none", "class"] {
        let mut experiment = small(16, 2, 45);
        experiment.select("condition", condition).unwrap();
        hold_noised(&context(), experiment);
    }
}

fn hold_noised(context: &Context, mut experiment: Generate) {
    experiment.slot_mut("source").unwrap().config_mut().set("std", 1.5).unwrap();
    let (mut drawn, _) = trainer(context, &experiment);
    let (mut noised, _) = trainer(context, &experiment);
    let mut batches = Batches::new(&experiment.regression());
    for step in 0..40 {
        let batch = experiment.regression().draw(step);
        let without = Noised::draw(&mut batches, &experiment.regression(), 1.5, step);
        assert_eq!(without.levels, batch.levels);
        drawn.step(&batch, Update::new(RATE, DECAY, KEEP));
        // Both kinds of batches may follow each other.
        match step % 5 {
            3 => noised.step(&batch, Update::new(RATE, DECAY, KEEP)),
            _ => noised.step(&without, Update::new(RATE, DECAY, KEEP)),
        }
    }
    assert_eq!(noised.dispatches_per_step(), 3);
    let [drawn, noised] = [&mut drawn, &mut noised].map(|trainer| block_on(trainer.losses()).unwrap());
    for (step, (a, b)) in noised.iter().zip(&drawn).enumerate() {
        assert!((a / b - 1.0).abs() < 1e-4, "loss {step}: {a} {b}");
    }
}

#[test]
fn what_fails_on_the_device_is_told_once() {
    let context = context();
    let (mut trainer, batches) = trainer(&context, &small(8, 1, 4));
    // There is no such kernel.
    context.watch(|| context.pipeline(super::shader::Kernel::plain("nothing", 1)));
    trainer.step(&batches[0], Update::new(RATE, DECAY, KEEP));
    assert!(block_on(trainer.losses()).is_err());
    assert!(block_on(trainer.snapshot()).unwrap().is_finite());
    let too_deep = [(2, 2); 10];
    let activation = ActivationConfig::from_id("silu").unwrap();
    assert!(GpuTrainer::new(&context, &too_deep, &activation, &start(&too_deep)).is_err());
    // A matrix of more bytes than a buffer may have.
    let too_wide = [(3, 1 << 14), (1 << 14, 1 << 14), (1 << 14, 2)];
    let zeros = vec![0.0; 1];
    let state = Snapshot {
        step: 0,
        averaged: zeros.clone(),
        weights: zeros.clone(),
        moments: [zeros.clone(), zeros],
        kept: Vec::new(),
        changes: 0,
        taught: None,
    };
    assert!(GpuTrainer::new(&context, &too_wide, &activation, &state).is_err());
    trainer.step(&batches[1], Update::new(RATE, DECAY, KEEP));
    assert_eq!(block_on(trainer.losses()).unwrap().len(), 1);
}

#[test]
fn losses_are_kept_until_somebody_asks() {
    let context = context();
    let (mut trainer, batches) = trainer(&context, &small(4, 1, 2));
    (0..5000).for_each(|_| trainer.step(&batches[0], Update::new(RATE, DECAY, KEEP)));
    let losses = block_on(trainer.losses()).unwrap();
    assert_eq!(losses.len(), 5000);
    assert!(losses.iter().all(|loss| *loss > 0.0));
}

#[test]
fn a_lost_device_is_an_error() {
    let context = context();
    let (mut trainer, batches) = trainer(&context, &small(8, 1, 4));
    trainer.step(&batches[0], Update::new(RATE, DECAY, KEEP));
    context.device.destroy();
    trainer.step(&batches[1], Update::new(RATE, DECAY, KEEP));
    assert!(block_on(trainer.losses()).is_err());
    let x = GpuCloud::upload(&context, &[[0.0; 2]]);
    assert!(block_on(GpuCloud::read(&[trainer.network().answer(&x, 1.0, Features::Shared(&[0.5]))])).is_err());
}
