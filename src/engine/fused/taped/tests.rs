use super::*;
use crate::{math::registry::Slot, nn::init, protocol::Generate};

type Function = fn(f64) -> f64;

/// The same network in double precision: value and trace along `directions` at one point.
fn exact(
    sizes: &[(usize, usize)],
    activation: &ActivationConfig,
    weights: &[f64],
    input: &[f64],
    directions: &[[f64; 2]],
) -> ([f64; 2], f64) {
    // Only smooth ones: a kink has no derivative to compare.
    let (function, slope): (Function, Function) = match activation.config().id() {
        "tanh" => (f64::tanh, |x| 1.0 - x.tanh().powi(2)),
        "silu" => (
            |x| x / (1.0 + (-x).exp()),
            |x| {
                let s = 1.0 / (1.0 + (-x).exp());
                s * (1.0 + x * (1.0 - s))
            },
        ),
        "softplus" => (|x| x.exp().ln_1p(), |x| 1.0 / (1.0 + (-x).exp())),
        other => panic!("{other} is not written out here"),
    };
    let mut value = input.to_vec();
    let mut changes: Vec<Vec<f64>> = directions
        .iter()
        .map(|v| v.iter().copied().chain(std::iter::repeat(0.0)).take(input.len()).collect())
        .collect();
    let mut start = 0;
    for (index, &(inputs, outputs)) in sizes.iter().enumerate() {
        let (matrix, bias) = weights[start..start + (inputs + 1) * outputs].split_at(inputs * outputs);
        start += (inputs + 1) * outputs;
        let product = |x: &[f64], o: usize| x.iter().enumerate().map(|(i, x)| x * matrix[i * outputs + o]).sum::<f64>();
        let sums: Vec<f64> = (0..outputs).map(|o| bias[o] + product(&value, o)).collect();
        for change in &mut changes {
            *change = (0..outputs).map(|o| product(change, o)).collect();
        }
        value = sums.clone();
        if index + 1 < sizes.len() {
            value = sums.iter().map(|x| function(*x)).collect();
            for change in &mut changes {
                change.iter_mut().zip(&sums).for_each(|(change, sum)| *change *= slope(*sum));
            }
        }
    }
    let trace = changes.iter().zip(directions).map(|(change, v)| change[0] * v[0] + change[1] * v[1]).sum();
    ([value[0], value[1]], trace)
}

fn numbers(n: usize, seed: f64) -> Vec<f32> {
    (1..=n).map(|i| ((i as f64 * 0.618_034 + seed).fract() * 2.0 - 1.0) as f32).collect()
}

#[test]
fn values_traces_and_gradients_are_those_of_double_precision() {
    let mut experiment = Generate::default();
    (experiment.network.width, experiment.network.depth) = (9, 2);
    for (activation, rows, kind) in [("tanh", 21, 2), ("silu", 3, 1), ("softplus", 16, 0), ("silu", 5, 2)] {
        experiment.select("activation", activation).unwrap();
        let sizes = experiment.layer_sizes();
        let weights = init(&sizes, 5);
        let mut network = TapedNetwork::new(&sizes, &experiment.activation);
        let x: Vectors = numbers(2 * rows, 0.1).as_chunks().0.to_vec();
        let times = numbers(rows, 0.3);
        let random: Vectors = numbers(2 * rows, 0.7).as_chunks().0.to_vec();
        let directions = match kind {
            0 => vec![],
            1 => vec![random],
            _ => vec![vec![[1.0, 0.0]; rows], vec![[0.0, 1.0]; rows]],
        };
        let of_value: Vectors = numbers(2 * rows, 0.9).as_chunks().0.to_vec();
        let of_trace = if kind == 0 { Vec::new() } else { numbers(rows, 0.2) };

        network.begin(&weights);
        let jet = network.forward(&x, Features::PerRow { values: &times, width: 1 }, &directions);
        assert!(network.held_bytes() > 0);
        let of_x = network.backward(Pull { value: &of_value, trace: &of_trace, share: 2.0 });
        assert_eq!(network.held_bytes(), 0);

        let loss = |weights: &[f64], x: &[[f64; 2]]| -> f64 {
            (0..rows)
                .map(|row| {
                    let input = [x[row][0], x[row][1], f64::from(times[row])];
                    let along: Vec<_> = directions.iter().map(|v| v[row].map(f64::from)).collect();
                    let (value, trace) = exact(&sizes, &experiment.activation, weights, &input, &along);
                    let term = |k: usize| value[k] * f64::from(of_value[row][k]);
                    term(0) + term(1) + of_trace.get(row).map_or(0.0, |of_trace| trace * f64::from(*of_trace))
                })
                .sum()
        };
        let wide: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
        let x: Vec<[f64; 2]> = x.iter().map(|x| x.map(f64::from)).collect();
        for row in 0..rows {
            let input = [x[row][0], x[row][1], f64::from(times[row])];
            let along: Vec<_> = directions.iter().map(|v| v[row].map(f64::from)).collect();
            let (value, trace) = exact(&sizes, &experiment.activation, &wide, &input, &along);
            for (value, found) in value.iter().zip(jet.value[row]) {
                assert!((value - f64::from(found)).abs() < 1e-6, "{activation}");
            }
            assert!((trace - f64::from(jet.trace[row])).abs() < 1e-6, "{activation}");
        }
        let h = 1e-5;
        for index in 0..weights.len() {
            let at = |shift: f64| {
                let mut moved = wide.clone();
                moved[index] += shift;
                loss(&moved, &x)
            };
            let (expected, found) = (2.0 * (at(h) - at(-h)) / (2.0 * h), f64::from(network.gradient()[index]));
            let size = 1.0 + expected.abs();
            assert!((found - expected).abs() < 1e-5 * size, "{activation}, weight {index}: {found} {expected}");
        }
        for row in 0..rows {
            for k in 0..2 {
                let at = |shift: f64| {
                    let mut moved = x.clone();
                    moved[row][k] += shift;
                    loss(&wide, &moved)
                };
                let (expected, found) = ((at(h) - at(-h)) / (2.0 * h), f64::from(of_x[row][k]));
                assert!((found - expected).abs() < 1e-5 * (1.0 + expected.abs()), "{activation}: {found} {expected}");
            }
        }
    }
}

#[test]
fn a_pushforward_is_the_derivative_in_points_and_features() {
    let mut experiment = Generate::default();
    (experiment.network.width, experiment.network.depth) = (9, 2);
    for (activation, rows) in [("tanh", 21), ("silu", 3), ("softplus", 16)] {
        experiment.select("activation", activation).unwrap();
        // Two points and three features.
        let sizes = [(5, 9), (9, 9), (9, 2)];
        let weights = init(&sizes, 5);
        let mut network = TapedNetwork::new(&sizes, &experiment.activation);
        network.begin(&weights);
        let [x, v] = [0.1, 0.7].map(|seed| -> Vectors { numbers(2 * rows, seed).as_chunks().0.to_vec() });
        let [features, of_features] = [0.3, 0.5].map(|seed| numbers(3 * rows, seed));
        let told = |values| Features::PerRow { values, width: 3 };
        let [value, change] = network.pushforward(&x, told(&features), (&v, told(&of_features))).unwrap();
        assert_eq!(network.held_bytes(), 0);
        assert_eq!(value, network.forward(&x, told(&features), &[]).value);
        let wide: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
        for row in 0..rows {
            let at = |h: f64| {
                let points = x[row].iter().zip(&v[row]);
                let inputs = points.chain(features[3 * row..][..3].iter().zip(&of_features[3 * row..][..3]));
                let input: Vec<f64> = inputs.map(|(x, v)| f64::from(*x) + h * f64::from(*v)).collect();
                exact(&sizes, &experiment.activation, &wide, &input, &[]).0
            };
            let (after, before) = (at(1e-5), at(-1e-5));
            for k in 0..2 {
                let expected = (after[k] - before[k]) / 2e-5;
                let found = f64::from(change[row][k]);
                assert!((found - expected).abs() < 2e-6, "{activation}: {found} {expected}");
            }
        }
    }
}

#[test]
fn calls_are_followed_back_from_the_last_to_the_first() {
    let experiment = Generate::default();
    let sizes = experiment.layer_sizes();
    let weights = init(&sizes, 5);
    let mut network = TapedNetwork::new(&sizes, &experiment.activation);
    let x = |n: usize| -> Vectors { numbers(2 * n, 0.4).as_chunks().0.to_vec() };
    let unit = |n: usize| vec![vec![[1.0, 0.0]; n], vec![[0.0, 1.0]; n]];
    let mut alone = |n: usize, t: f32| {
        network.begin(&weights);
        network.forward(&x(n), Features::Shared(&[t]), &unit(n));
        let of_x = network.backward(Pull { value: &x(n), trace: &vec![1.0; n], share: 1.0 });
        (of_x, network.gradient().to_vec())
    };
    let ((first, of_first), (second, of_second)) = (alone(40, 0.2), alone(7, 0.9));
    network.begin(&weights);
    network.forward(&x(40), Features::Shared(&[0.2]), &unit(40));
    network.forward(&x(7), Features::Shared(&[0.9]), &unit(7));
    assert_eq!(network.backward(Pull { value: &x(7), trace: &[1.0; 7], share: 1.0 }), second);
    assert_eq!(network.backward(Pull { value: &x(40), trace: &[1.0; 40], share: 1.0 }), first);
    for (sum, (a, b)) in network.gradient().iter().zip(of_first.iter().zip(&of_second)) {
        assert!((sum - (a + b)).abs() <= 1e-5 * (1.0 + sum.abs()));
    }
    assert!(network.backward(Pull { value: &Vectors::new(), trace: &[], share: 1.0 }).is_empty());
}

#[test]
fn rows_of_two_numbers_are_points_of_the_plane() {
    let experiment = Generate::default();
    let sizes = experiment.layer_sizes();
    let mut network = TapedNetwork::new(&sizes, &experiment.activation);
    let x: Vectors = numbers(2 * 21, 0.1).as_chunks().0.to_vec();
    let v: Vectors = numbers(2 * 21, 0.7).as_chunks().0.to_vec();
    let rows = |points: &Vectors| Rows::new(points.as_flattened().to_vec(), 2).unwrap();
    let trace = numbers(21, 0.2);
    let weights = init(&sizes, 5);
    network.begin(&weights);
    let jet = network.forward(&x, Features::Shared(&[0.3]), std::slice::from_ref(&v));
    let of_x = network.backward(Pull { value: &v, trace: &trace, share: 2.0 });
    let gradient = network.gradient().to_vec();
    network.begin(&weights);
    let of_rows = network.forward(&rows(&x), Features::Shared(&[0.3]), &[rows(&v)]);
    assert_eq!((of_rows.value, of_rows.trace), (rows(&jet.value), jet.trace));
    assert_eq!(network.backward(Pull { value: &rows(&v), trace: &trace, share: 2.0 }), rows(&of_x));
    assert_eq!(network.gradient(), gradient);
}

#[test]
fn gradients_of_five_outputs_from_three_numbers_agree_with_differences() {
    let (sizes, count) = ([(5, 9), (9, 5)], 19);
    let activation = ActivationConfig::from_id("tanh").unwrap();
    let mut network = TapedNetwork::new(&sizes, &activation);
    let x = Rows::new(numbers(3 * count, 0.1), 3).unwrap();
    let own = numbers(2 * count, 0.4);
    let of_value = Rows::new(numbers(5 * count, 0.9), 5).unwrap();
    let weights = init(&sizes, 5);
    let mut loss = |weights: &[f32], x: &Rows<f32>| -> (f64, Rows<f32>, Vec<f32>) {
        network.begin(weights);
        let jet = network.forward(x, Features::PerRow { values: &own, width: 2 }, &[]);
        let loss = jet.value.values().iter().zip(of_value.values()).map(|(a, b)| f64::from(a * b)).sum();
        let of_x = network.backward(Pull { value: &of_value, trace: &[], share: 1.0 });
        (loss, of_x, network.gradient().to_vec())
    };
    let (_, of_x, gradient) = loss(&weights, &x);
    assert_eq!((of_x.count(), of_x.width()), (count, 3));
    let h = 1e-2_f32;
    // Single precision: a loss of about 10 has an error of 1e-5, divided by twice the shift.
    let check = |after: f64, before: f64, found: f32| {
        let expected = (after - before) / (2.0 * f64::from(h));
        assert!((f64::from(found) - expected).abs() < 2e-3 * (1.0 + expected.abs()), "{found} {expected}");
    };
    for index in (0..weights.len()).step_by(3) {
        let mut at = |h: f32| {
            let mut moved = weights.clone();
            moved[index] += h;
            loss(&moved, &x).0
        };
        check(at(h), at(-h), gradient[index]);
    }
    for index in (0..3 * count).step_by(5) {
        let mut at = |h: f32| {
            let mut moved = x.values().to_vec();
            moved[index] += h;
            loss(&weights, &Rows::new(moved, 3).unwrap()).0
        };
        check(at(h), at(-h), of_x.values()[index]);
    }
}
