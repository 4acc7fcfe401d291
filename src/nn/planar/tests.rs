use super::*;
use crate::nn::{Differentiable, Features, Pull, Tape, Vectors, Weighted, axes, init};

fn numbers(n: usize, seed: f64) -> Vec<f32> {
    (1..=n).map(|i| ((i as f64 * 0.618_034 + seed).fract() * 2.0 - 1.0) as f32).collect()
}

fn vectors(n: usize, seed: f64) -> Vectors {
    numbers(2 * n, seed).as_chunks().0.to_vec()
}

/// The formula in double precision: velocity and Jacobian at one point, computed directly from the layout.
fn exact(units: usize, weights: &[f64], x: [f64; 2], features: &[f64]) -> ([f64; 2], [[f64; 2]; 2]) {
    let (gates, last) = (3 * units, (4 + features.len()) * units);
    let mut value = [weights[last + 2 * units], weights[last + 2 * units + 1]];
    let mut jacobian = [[0.0; 2]; 2];
    for m in 0..units {
        let w = [weights[m], weights[units + m]];
        let bend = (w[0] * x[0] + w[1] * x[1] + weights[2 * units + m]).tanh();
        let affine = features.iter().enumerate().map(|(k, feature)| feature * weights[gates + k * units + m]);
        let gate = 1.0 / (1.0 + (-affine.sum::<f64>() - weights[gates + features.len() * units + m]).exp());
        for (i, (value, row)) in value.iter_mut().zip(&mut jacobian).enumerate() {
            let u = weights[last + 2 * m + i];
            *value += gate * u * bend;
            (0..2).for_each(|k| row[k] += gate * u * (1.0 - bend * bend) * w[k]);
        }
    }
    (value, jacobian)
}

#[test]
fn planar_fields_and_their_gradients_are_those_of_double_precision() {
    let (units, rows) = (5, 11);
    for (features, shared, directions) in
        [(1, true, axes(rows)), (3, false, vec![vectors(rows, 0.7)]), (3, true, vec![]), (1, false, axes(rows))]
    {
        let sizes = PlanarField::sizes(units, features);
        let weights = init(&sizes, 3);
        assert_eq!(weights.len(), crate::nn::count(&sizes));
        let mut field = PlanarField::new(units, features, vec![0.0; weights.len()]);
        field.begin(&weights);
        let x = vectors(rows, 0.1);
        let times = numbers(if shared { features } else { rows * features }, 0.4);
        let of_value = vectors(rows, 0.9);
        let of_trace = if directions.is_empty() { Vec::new() } else { numbers(rows, 0.2) };
        let told = if shared { Features::Shared(&times) } else { Features::PerRow { values: &times, width: features } };
        let jet = field.forward(&x, told, &directions);
        assert!(field.held_bytes() > 0);
        let of_x = field.backward(Pull { value: &of_value, trace: &of_trace, share: 2.0 });
        assert_eq!(field.held_bytes(), 0);
        let row_at = |weights: &[f64], x: [f64; 2], row: usize| {
            let times: Vec<f64> = times.iter().map(|t| f64::from(*t)).collect();
            let times = if shared { &times[..] } else { &times[row * features..(row + 1) * features] };
            let (value, jacobian) = exact(units, weights, x, times);
            let along = |v: [f64; 2]| {
                (0..2).flat_map(|i| (0..2).map(move |k| (i, k))).map(|(i, k)| v[i] * jacobian[i][k] * v[k]).sum::<f64>()
            };
            let trace: f64 = directions.iter().map(|v| along(v[row].map(f64::from))).sum();
            (value, trace)
        };
        let loss = |weights: &[f64], x: &[[f64; 2]]| -> f64 {
            (0..rows)
                .map(|row| {
                    let (value, trace) = row_at(weights, x[row], row);
                    let term = |k: usize| value[k] * f64::from(of_value[row][k]);
                    term(0) + term(1) + of_trace.get(row).map_or(0.0, |of_trace| trace * f64::from(*of_trace))
                })
                .sum()
        };
        let wide: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
        let x: Vec<[f64; 2]> = x.iter().map(|x| x.map(f64::from)).collect();
        for (row, x) in x.iter().enumerate() {
            let (value, trace) = row_at(&wide, *x, row);
            assert!((0..2).all(|k| (value[k] - f64::from(jet.value[row][k])).abs() < 1e-6));
            assert!((trace - f64::from(jet.trace[row])).abs() < 1e-6);
        }
        let h = 1e-5;
        for index in 0..weights.len() {
            let at = |shift: f64| {
                let mut moved = wide.clone();
                moved[index] += shift;
                loss(&moved, &x)
            };
            let (expected, found) = (2.0 * (at(h) - at(-h)) / (2.0 * h), f64::from(field.gradient()[index]));
            assert!((found - expected).abs() < 1e-5 * (1.0 + expected.abs()), "weight {index}: {found} {expected}");
        }
        for (row, k) in (0..rows).flat_map(|row| [(row, 0), (row, 1)]) {
            let at = |shift: f64| {
                let mut moved = x.clone();
                moved[row][k] += shift;
                loss(&wide, &moved)
            };
            let (expected, found) = ((at(h) - at(-h)) / (2.0 * h), f64::from(of_x[row][k]));
            assert!((found - expected).abs() < 1e-5 * (1.0 + expected.abs()), "{found} {expected}");
        }
    }
}

#[test]
fn gates_open_and_close_with_the_time() {
    // One unit: σ = sigmoid(8 t − 4).
    let field = PlanarField::new(1, 1, vec![1.0, 0.0, 0.0, 8.0, -4.0, 1.0, 0.0, 0.0, 0.0]);
    for (t, open) in [(0.0, 1.0 / (1.0 + 4f32.exp())), (0.5, 0.5), (1.0, 1.0 / (1.0 + (-4f32).exp()))] {
        assert!((field.gates(&[t])[0] - open).abs() < 1e-6);
    }
}
