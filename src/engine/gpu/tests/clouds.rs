use pollster::block_on;

use super::{DECAY, KEEP, RATE, context, numbers, start, trainer};
use crate::{
    engine::{
        Likelihood, Trainer,
        gpu::{GpuCloud, GpuScalars, GpuTrainer},
        testing::small,
    },
    math::{
        points::{Cloud, Points, Scalars},
        registry::Slot,
    },
    nn::{Features, activation::ActivationConfig},
    protocol::PlaneGrid,
};

/// The network's output, in double precision.
fn predict(weights: &[f32], sizes: &[(usize, usize)], activation: &ActivationConfig, input: &[f64]) -> [f64; 2] {
    let (mut x, mut start) = (input.to_vec(), 0);
    for (index, &(inputs, outputs)) in sizes.iter().enumerate() {
        let weight = |i: usize, o: usize| f64::from(weights[start + i * outputs + o]);
        let sum = |o: usize| weight(inputs, o) + (0..inputs).map(|i| x[i] * weight(i, o)).sum::<f64>();
        let mut sums: Vec<f64> = (0..outputs).map(sum).collect();
        if index + 1 < sizes.len() {
            sums.iter_mut().for_each(|z| *z = exact(activation, *z));
        }
        start += (inputs + 1) * outputs;
        x = sums;
    }
    [x[0], x[1]]
}

/// The activations in double precision.
fn exact(activation: &ActivationConfig, x: f64) -> f64 {
    let linear = |scale: f64, alpha: f64| scale * if x > 0.0 { x } else { alpha * x.exp_m1() };
    match activation.config().id() {
        "silu" => x / (1.0 + (-x).exp()),
        "selu" => linear(1.050_701, 1.673_263_2),
        "gelu" => 0.5 * x * libm::erfc(-x / 2f64.sqrt()),
        "elu" => linear(1.0, 1.0),
        "relu" => x.max(0.0),
        "tanh" => x.tanh(),
        "softplus" => x.max(0.0) + (-x.abs()).exp().ln_1p(),
        other => panic!("no such activation: {other}"),
    }
}

fn points(n: usize, seed: u32) -> Cloud {
    numbers(2 * n, seed).as_chunks::<2>().0.iter().map(|point| point.map(|c| 2.0 * f64::from(c))).collect()
}

#[test]
fn predictions_and_divergences_are_those_of_the_host() {
    let context = context();
    for (activation, width, depth, n) in
        [("silu", 17, 2, 1), ("tanh", 64, 3, 777), ("gelu", 9, 1, 40), ("softplus", 130, 2, 20), ("silu", 8, 2, 5000)]
    {
        let mut experiment = small(width, depth, 8);
        experiment.select("activation", activation).unwrap();
        let activation = &experiment.activation;
        let sizes = experiment.layer_sizes();
        let state = start(&sizes);
        let mut context = context.clone();
        context.software = n > 100;
        let network = GpuTrainer::new(&context, &sizes, activation, &state).unwrap().network();
        let cloud = points(n, 31);
        let x = GpuCloud::upload(&context, &cloud);
        let (scale, time) = (0.7, 0.3);
        let shared = Features::Shared(&[time]);
        let (with, divergence) = network.answer_with_divergence(&x, scale, shared);
        let mut found = block_on(GpuCloud::read(&[network.answer(&x, scale, shared), with])).unwrap();
        found.extend(block_on(divergence.read()).unwrap());
        assert_eq!(found.len(), 5 * n);
        // Features that all share may also be given for every point.
        let each = vec![time; n];
        let each = network.answer(&x, scale, Features::PerRow { values: &each, width: 1 });
        assert_eq!(block_on(GpuCloud::read(&[each])).unwrap(), found[..2 * n]);
        let host = |point: [f64; 2]| {
            let [a, b] = point.map(|c| f64::from(scale) * c);
            predict(&state.weights, &sizes, activation, &[a, b, f64::from(time)])
        };
        for (i, point) in cloud.into_iter().enumerate() {
            let close = |k: usize, exact: f64, what: &str| {
                let found = f64::from(found[k]);
                assert!((found - exact).abs() < 1e-5 * (1.0 + exact.abs()), "{what} {i}: {found}, not {exact}");
            };
            let expected = host(point);
            let h = 1e-4;
            let slope = |k: usize| {
                let at = |shift: f64| {
                    let mut moved = point;
                    moved[k] += shift;
                    host(moved)[k]
                };
                (at(h) - at(-h)) / (2.0 * h)
            };
            for (k, expected) in expected.into_iter().enumerate() {
                close(2 * i + k, expected, "prediction");
                close(2 * (n + i) + k, expected, "prediction beside the divergence");
                // Differences are slow to compute.
                if i % 25 == 0 {
                    close(4 * n + i, slope(0) + slope(1), "divergence");
                }
            }
        }
    }
}

#[test]
fn the_network_is_the_average_and_does_not_learn_on() {
    let context = context();
    let experiment = small(16, 2, 20);
    let (mut trainer, batches) = trainer(&context, &experiment);
    batches.iter().for_each(|batch| trainer.step(batch, RATE, DECAY, KEEP));
    let network = trainer.network();
    let averaged = block_on(trainer.snapshot()).unwrap().averaged;
    batches.iter().for_each(|batch| trainer.step(batch, RATE, DECAY, KEEP));
    let x = GpuCloud::upload(&context, &[[0.5, -1.0]]);
    let found = block_on(GpuCloud::read(&[network.answer(&x, 1.0, Features::Shared(&[0.25]))])).unwrap();
    let sizes = experiment.layer_sizes();
    let expected = predict(&averaged, &sizes, &experiment.activation, &[0.5, -1.0, 0.25]);
    assert!((0..2).all(|k| (f64::from(found[k]) - expected[k]).abs() < 1e-5), "{found:?} {expected:?}");
}

#[test]
fn clouds_combine_as_on_the_host() {
    let context = context();
    for n in [1, 2, 7, 300] {
        let host: Vec<Cloud> = (0..9).map(|k| points(n, 3 + 2 * k)).collect();
        let device: Vec<_> = host.iter().map(|cloud| GpuCloud::upload(&context, cloud)).collect();
        let check = |found: GpuCloud, expected: Cloud, what: &str| {
            let found = block_on(GpuCloud::read(&[found])).unwrap();
            assert_eq!(found.len(), 2 * n);
            for (a, b) in found.iter().zip(expected.as_flattened()) {
                assert!((f64::from(*a) - b).abs() < 1e-5, "{what}, {n} points: {a} {b}");
            }
        };
        for terms in 1..=9 {
            let c = |k: usize| 1.0 - 0.3 * k as f64;
            let rest: Vec<_> = (1..terms).map(|k| (c(k), &host[k])).collect();
            let expected = Cloud::lincomb((c(0), &host[0]), &rest);
            let rest: Vec<_> = (1..terms).map(|k| (c(k), &device[k])).collect();
            check(GpuCloud::lincomb((c(0), &device[0]), &rest), expected, &format!("{terms} terms"));
        }
        let check_scalars = |found: &GpuScalars, expected: &[f64], what: &str| {
            let found = block_on(found.read()).unwrap();
            assert_eq!(found.len(), n);
            for (a, b) in found.iter().zip(expected) {
                assert!((f64::from(*a) - b).abs() < 1e-5, "{what}, {n} points: {a} {b}");
            }
        };
        let (dot, on_device) = (Cloud::dot(&host[0], &host[1]), GpuCloud::dot(&device[0], &device[1]));
        check_scalars(&on_device, &dot, "dot");
        let shifted = Scalars::shifted((2.0, &dot), 0.5);
        let shifted_on_device = Scalars::shifted((2.0, &on_device), 0.5);
        check_scalars(&shifted_on_device, &shifted, "shifted");
        let sum = Scalars::lincomb((1.0, &on_device), &[(-0.5, &shifted_on_device)]);
        check_scalars(&sum, &Scalars::lincomb((1.0, &dot), &[(-0.5, &shifted)]), "sum");
        let chosen = Scalars::choose(&dot, &shifted, &dot);
        check_scalars(&Scalars::choose(&on_device, &shifted_on_device, &on_device), &chosen, "choice of numbers");
        let chosen = Cloud::choose(&dot, &host[1], &host[2]);
        check(GpuCloud::choose(&on_device, &device[1], &device[2]), chosen, "choose");
        check(GpuCloud::onto(&device[0], &device[1]), Cloud::onto(&host[0], &host[1]), "onto");
        let norm = GpuCloud::error_norm(&device[0], &device[1], &device[2], 1e-2, 0.1).unwrap();
        let expected = Cloud::error_norm(&host[0], &host[1], &host[2], 1e-2, 0.1).unwrap();
        assert!((norm / expected - 1.0).abs() < 1e-5, "{norm} {expected}");
    }
}

#[test]
fn an_empty_cloud_stays_empty() {
    let context = context();
    let empty = GpuCloud::upload(&context, &[]);
    let sum = GpuCloud::lincomb((1.0, &empty), &[(2.0, &empty)]);
    assert_eq!(block_on(GpuCloud::read(&[sum])).unwrap(), Vec::<f32>::new());
}

#[test]
fn densities_are_those_of_the_host() {
    let context = context();
    let mut experiment = small(32, 2, 64);
    experiment.training.ema = 0.0;
    let mut host = Trainer::host(experiment.clone());
    (0..200).for_each(|_| block_on(host.step()).unwrap());
    let snapshot = block_on(host.snapshot()).unwrap();
    let gpu = Trainer::gpu(experiment.clone(), &context).unwrap().restored(&snapshot).unwrap();
    let grid = PlaneGrid { size: 7, extent: 4.0, t: 0.0 };
    let [expected, found] = [&host, &gpu].map(|trainer| {
        let learned = block_on(trainer.learned()).unwrap();
        let mut likelihood = Likelihood::new(&experiment, learned, &grid.points(), grid.t, 1e-4).unwrap();
        while likelihood.advance() {}
        assert!(likelihood.counts().evaluations > 0);
        block_on(likelihood.log_densities()).unwrap()
    });
    assert_eq!((expected.len(), found.len()), (49, 49));
    for (a, b) in found.iter().zip(&expected) {
        assert!((a - b).abs() < 1e-2 * (1.0 + b.abs()), "{a} {b}");
    }
}
