use super::*;
use crate::{
    math::field::{Field, Flow},
    nn::{NetworkField, init},
    protocol::Generate,
};

fn points(n: usize) -> SingleCloud {
    (0..n).map(|i| [(i as f32 * 0.618).fract() * 6.0 - 3.0, (i as f32 * 0.414).fract() * 6.0 - 3.0]).collect()
}

fn field<'a, N>(experiment: &'a Generate, network: &'a N) -> NetworkField<'a, N> {
    NetworkField {
        class: None,
        network,
        bridge: &*experiment.bridge,
        schedule: &*experiment.schedule,
        parametrization: &*experiment.parametrization,
        embedding: &*experiment.embedding,
        condition: Features::NONE,
        spans: false,
    }
}

#[cfg(feature = "reference")]
#[test]
fn predictions_are_those_of_tensors() {
    use crate::{
        math::registry::Slot,
        nn::{Mlp, Parameters, TensorNetwork, read_now},
    };
    use burn::tensor::{Device, Tensor, TensorData};

    let mut experiment = Generate::default();
    for (width, depth, n) in [(64, 3, 200), (17, 1, 1), (5, 4, 65), (128, 2, 64)] {
        (experiment.network.width, experiment.network.depth) = (width, depth);
        for (activation, embedding) in experiment.activation.ids().iter().zip(["concat", "fourier"].iter().cycle()) {
            experiment.select("activation", activation).unwrap();
            experiment.select("embedding", embedding).unwrap();
            let mlp = Mlp::new(experiment.layer_sizes(), &experiment.activation);
            let weights = init(mlp.sizes(), 3);
            let parameters = Parameters::cut(&weights, mlp.sizes(), &Device::flex());
            let host = HostNetwork::new(mlp.sizes(), &experiment.activation, weights);
            let tensor = TensorNetwork { mlp: &mlp, parameters: &parameters };
            let x = points(n);
            let data = TensorData::new(x.as_flattened().to_vec(), [n, 2]);
            let expected = field(&experiment, &tensor).velocity(&Tensor::from_data(data, &Device::flex()), 0.3);
            let found = field(&experiment, &host).velocity(&x, 0.3);
            for (a, b) in found.as_flattened().iter().zip(read_now(expected).unwrap()) {
                assert!((a - b).abs() < 1e-5, "{width} × {depth}, {activation}: {a} {b}");
            }
        }
    }
}

#[test]
fn divergences_agree_with_differences() {
    let mut experiment = Generate::default();
    for (schedule, parametrization) in [("fm-ot", "velocity"), ("ve", "edm-f"), ("vp-linear", "eps")] {
        experiment.select("schedule", schedule).unwrap();
        experiment.select("parametrization", parametrization).unwrap();
        let sizes = experiment.layer_sizes();
        let host = HostNetwork::new(&sizes, &experiment.activation, init(&sizes, 3));
        let field = field(&experiment, &host);
        let x = points(70);
        let (velocity, divergence) = field.velocity_with_divergence(&x, 0.4);
        assert_eq!(velocity, field.velocity(&x, 0.4));
        let h = 1e-2_f32;
        let moved = |k: usize, h: f32| {
            let moved = x.iter().map(|point| std::array::from_fn(|i| point[i] + if i == k { h } else { 0.0 }));
            field.velocity(&moved.collect::<SingleCloud>(), 0.4)
        };
        let shifted = [0, 1].map(|k| (moved(k, h), moved(k, -h)));
        for (i, divergence) in divergence.iter().enumerate() {
            let difference: f32 = (0..2).map(|k| (shifted[k].0[i][k] - shifted[k].1[i][k]) / (2.0 * h)).sum();
            let size = 1.0 + difference.abs();
            assert!((divergence - difference).abs() < 2e-3 * size, "{schedule}: {divergence} {difference}");
        }
    }
}

fn untrained(sizes: &[(usize, usize)]) -> HostNetwork {
    let tanh = ActivationConfig::from_id("tanh").unwrap();
    HostNetwork::new(sizes, &tanh, init(sizes, 3))
}

fn numbers(n: usize, seed: f32) -> Vec<f32> {
    (1..=n).map(|i| (i as f32 * 0.618 + seed).fract() * 2.0 - 1.0).collect()
}

fn close(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5)
}

#[test]
fn rows_of_two_numbers_are_points_of_the_plane() {
    let network = untrained(&[(5, 17), (17, 17), (17, 2)]);
    let (x, features) = (points(130), Features::Shared(&[0.3, -1.0, 0.5]));
    let rows = Rows::new(x.as_flattened().to_vec(), 2).unwrap();
    let (expected, divergence) = network.predict_with_divergence(&x, 0.7, features);
    let (found, of_rows) = network.predict_with_divergence(&rows, 0.7, features);
    assert_eq!((found.values(), of_rows), (expected.as_flattened(), divergence));
    assert_eq!(network.predict(&rows, 0.7, features), found);
}

#[test]
fn features_of_every_row_are_those_that_all_share() {
    let network = untrained(&[(5, 17), (17, 2)]);
    let (x, shared) = (points(130), [0.3, -1.0, 0.5]);
    let each = shared.repeat(x.len());
    let each = Features::PerRow { values: &each, width: 3 };
    let (a, of_a) = network.predict_with_divergence(&x, 0.7, Features::Shared(&shared));
    let (b, of_b) = network.predict_with_divergence(&x, 0.7, each);
    assert!(close(a.as_flattened(), b.as_flattened()) && close(&of_a, &of_b));
    // And a row keeps its own features, whatever is beside it.
    let own = numbers(3 * x.len(), 0.2);
    let all = network.predict(&x, 1.0, Features::PerRow { values: &own, width: 3 });
    for row in [0, 63, 64, 129] {
        let alone = network.predict(&vec![x[row]], 1.0, Features::Shared(&own[3 * row..3 * row + 3]));
        assert!(close(&all[row], &alone[0]), "{row}");
    }
}

#[test]
fn a_network_without_points_sees_its_features_alone() {
    let network = untrained(&[(4, 9), (9, 6)]);
    let (n, own) = (70, numbers(4 * 70, 0.4));
    let found = network.predict(&Rows::empty(n), 1.0, Features::PerRow { values: &own, width: 4 });
    assert_eq!((found.count(), found.width()), (n, 6));
    let all = network.predict(&Rows::new(own.clone(), 4).unwrap(), 1.0, Features::NONE);
    assert_eq!(found, all);
    let shared = network.predict(&Rows::empty(3), 1.0, Features::Shared(&own[..4]));
    assert!((0..3).all(|row| close(&shared.values()[6 * row..6 * row + 6], &found.values()[..6])));
}

#[test]
fn heads_are_parts_of_the_outputs() {
    let plain = untrained(&[(3, 9), (9, 5)]);
    let heads = Heads::new([(Heads::PREDICTION, 2), ("value", 1), (Heads::LATENT, 2)]);
    let network = plain.clone().with_heads(heads);
    let (x, features) = (Rows::new(numbers(40, 0.1), 2).unwrap(), Features::Shared(&[0.4]));
    let all = plain.predict(&x, 1.0, features);
    let [first, latent] = network.predict_with(Heads::LATENT, &x, 1.0, features).unwrap();
    let [_, value] = network.predict_with("value", &x, 1.0, features).unwrap();
    assert_eq!(network.predict(&x, 1.0, features), first);
    for (row, all) in all.iter().enumerate() {
        let at = |rows: &Rows<f32>| rows.iter().nth(row).unwrap().to_vec();
        assert_eq!([at(&first), at(&value), at(&latent)].concat(), all);
    }
    assert!(network.predict_with("action", &x, 1.0, features).is_none());
    let cloud = points(20);
    assert_eq!(network.predict_with("value", &cloud, 1.0, features).map(|[x, _]| x.len()), Some(20));
}

#[test]
fn divergences_in_five_dimensions_agree_with_differences() {
    let network = untrained(&[(6, 17), (17, 17), (17, 5)]);
    let (values, scale) = (numbers(5 * 40, 0.3), 0.8);
    let at = |values: Vec<f32>| network.predict(&Rows::new(values, 5).unwrap(), scale, Features::Shared(&[0.5]));
    let x = Rows::new(values.clone(), 5).unwrap();
    let (value, divergence) = network.predict_with_divergence(&x, scale, Features::Shared(&[0.5]));
    assert_eq!(value, at(values.clone()));
    let h = 1e-2_f32;
    let mut expected = vec![0.0; 40];
    for k in 0..5 {
        let moved = |h: f32| {
            let mut values = values.clone();
            values.chunks_exact_mut(5).for_each(|row| row[k] += h);
            at(values)
        };
        let (after, before) = (moved(h), moved(-h));
        for (row, (a, b)) in after.iter().zip(before.iter()).enumerate() {
            expected[row] += (a[k] - b[k]) / (2.0 * h);
        }
    }
    for (found, expected) in divergence.iter().zip(&expected) {
        // Second differences over 0.01, and single precision.
        assert!((found - expected).abs() < 1e-3, "{found} {expected}");
    }
}
