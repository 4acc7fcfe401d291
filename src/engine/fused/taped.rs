//! A network on the host whose values and divergences can be followed back to its weights.

use super::{
    Layer,
    product::{self, PANEL, Row, Turned},
    widths,
};
use crate::nn::{Differentiable, Jet, Pull, Trainable, Vectors, activation::ActivationConfig};

/// A multilayer perceptron with the tape of its calls.
///
/// A point and its directions travel through the layers as *streams*: the products treat a direction as one more row of the
/// batch, without a bias. All streams of a call lie one behind the other, so that one product takes the gradient of
/// all.
#[derive(Clone, Debug)]
pub(in crate::engine) struct TapedNetwork {
    layers: Vec<Layer>,
    activation: ActivationConfig,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    calls: Vec<Call>,
    /// Calls that were answered for, to be used again.
    spare: Vec<Call>,
    scratch: Scratch,
}

/// What one call keeps.
#[derive(Clone, Debug, Default)]
struct Call {
    rows: usize,
    directions: Vec<Vectors>,
    /// The input of every layer, stream by stream, `[panels, features]` rows each.
    values: Vec<Vec<Row>>,
    hidden: Vec<Hidden>,
}

/// What a hidden layer keeps to be followed back.
#[derive(Clone, Debug, Default)]
struct Hidden {
    slopes: Vec<Row>,
    /// Second derivatives of the activation, and the directions before it; both empty without directions.
    curvatures: Vec<Row>,
    changes: Vec<Row>,
}

/// Room that no call keeps.
#[derive(Clone, Debug, Default)]
struct Scratch {
    output: Vec<Row>,
    delta: [Vec<Row>; 2],
    turned: Turned,
    gradient: [Vec<f32>; 2],
    zeros: Vec<f32>,
}

impl TapedNetwork {
    /// The network of these `sizes`, `(inputs, outputs)` of every layer, before it has weights.
    pub(in crate::engine) fn new(sizes: &[(usize, usize)], activation: &ActivationConfig) -> Self {
        let numbers = crate::nn::count(sizes);
        Self {
            layers: Layer::stack(sizes),
            activation: activation.clone(),
            weights: vec![0.0; numbers],
            gradient: vec![0.0; numbers],
            calls: Vec::new(),
            spare: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    /// Lays out the points and, behind them, every direction; rows beyond the end are zero.
    fn load(&mut self, call: &mut Call, x: &[[f32; 2]], features: &[f32]) {
        let inputs = self.layers.first().map_or(2, |layer| layer.inputs);
        let panels = x.len().div_ceil(PANEL);
        let streams = 1 + call.directions.len();
        call.values.resize_with(self.layers.len(), Vec::new);
        call.hidden.resize_with(self.layers.len().saturating_sub(1), Hidden::default);
        let input = &mut call.values[0];
        input.clear();
        input.resize(streams * panels * inputs, [0.0; PANEL]);
        let (of_points, of_directions) = input.split_at_mut(panels * inputs);
        place(of_points, inputs, x);
        for (stream, direction) in of_directions.chunks_exact_mut((panels * inputs).max(1)).zip(&call.directions) {
            place(stream, inputs, direction);
        }
        let width = inputs - 2;
        let shared = features.len() == width;
        for row in 0..x.len() {
            let of_row = if shared { features } else { &features[row * width..(row + 1) * width] };
            for (lanes, feature) in of_points[row / PANEL * inputs + 2..].iter_mut().zip(of_row) {
                lanes[row % PANEL] = *feature;
            }
        }
    }
}

/// Writes points into the first two features of a stream.
fn place(stream: &mut [Row], inputs: usize, points: &[[f32; 2]]) {
    for (panel, points) in stream.chunks_exact_mut(inputs).zip(points.chunks(PANEL)) {
        for (lane, point) in points.iter().enumerate() {
            for k in 0..2 {
                panel[k][lane] = point[k];
            }
        }
    }
}

/// Reads points from the first two features of a stream.
fn points(stream: &[Row], features: usize, rows: usize) -> impl Iterator<Item = [f32; 2]> {
    (0..rows).map(move |row| [0, 1].map(|k| stream[row / PANEL * features + k][row % PANEL]))
}

impl Differentiable for TapedNetwork {
    fn forward(&mut self, x: &[[f32; 2]], features: &[f32], directions: &[Vectors]) -> Jet {
        let mut call = self.spare.pop().unwrap_or_default();
        call.rows = x.len();
        call.directions.clear();
        call.directions.extend_from_slice(directions);
        self.load(&mut call, x, features);
        let Self { layers, activation, weights, scratch, .. } = self;
        let (panels, streams) = (x.len().div_ceil(PANEL), 1 + directions.len());
        scratch.zeros.resize(widths(layers).max().unwrap_or(0), 0.0);
        for (index, layer) in layers.iter().enumerate() {
            let (weight, bias) = layer.split(weights);
            let (before, after) = call.values.split_at_mut(index + 1);
            let next = after.first_mut().unwrap_or(&mut scratch.output);
            next.resize(streams * panels * layer.outputs, [0.0; PANEL]);
            let (input, changes) = before[index].split_at(panels * layer.inputs);
            let (sums, sums_of_changes) = next.split_at_mut(panels * layer.outputs);
            product::forward(weight, bias, layer.inputs, input, sums);
            product::forward(weight, &scratch.zeros[..layer.outputs], layer.inputs, changes, sums_of_changes);
            let Some(hidden) = call.hidden.get_mut(index) else { continue };
            hidden.slopes.resize(sums.len(), [0.0; PANEL]);
            hidden.changes.clear();
            hidden.curvatures.clear();
            if !directions.is_empty() {
                hidden.changes.extend_from_slice(sums_of_changes);
                hidden.curvatures.resize(sums.len(), [0.0; PANEL]);
                activation.curvatures(sums.as_flattened(), hidden.curvatures.as_flattened_mut());
            }
            activation.apply_in_place(sums.as_flattened_mut(), hidden.slopes.as_flattened_mut());
            for change in sums_of_changes.chunks_exact_mut(hidden.slopes.len().max(1)) {
                multiply(change, &hidden.slopes);
            }
        }
        let mut streams = scratch.output.chunks_exact((2 * panels).max(1));
        let value = streams.next().map(|stream| points(stream, 2, x.len()).collect()).unwrap_or_default();
        let mut trace = vec![0.0; x.len()];
        for (stream, direction) in streams.zip(&call.directions) {
            for ((trace, change), v) in trace.iter_mut().zip(points(stream, 2, x.len())).zip(direction) {
                *trace += change[0] * v[0] + change[1] * v[1];
            }
        }
        self.calls.push(call);
        Jet { value, trace }
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        let Some(call) = self.calls.pop() else {
            return Vec::new();
        };
        let Self { layers, weights, gradient, scratch, .. } = self;
        let panels = call.rows.div_ceil(PANEL);
        // Where the trace does not count, its streams need not be followed.
        let directions = if pull.trace.is_empty() { &[][..] } else { &call.directions };
        let streams = 1 + directions.len();
        for delta in &mut scratch.delta {
            delta.resize(streams * panels * widths(layers).max().unwrap_or(0), [0.0; PANEL]);
        }
        let seed = &mut scratch.delta[0][..streams * panels * 2];
        seed.fill([0.0; PANEL]);
        let (of_value, of_changes) = seed.split_at_mut(panels * 2);
        place(of_value, 2, pull.value);
        for (stream, direction) in of_changes.chunks_exact_mut((panels * 2).max(1)).zip(directions) {
            let worth: Vectors = direction.iter().zip(pull.trace).map(|(v, worth)| v.map(|v| worth * v)).collect();
            place(stream, 2, &worth);
        }
        for (index, layer) in layers.iter().enumerate().rev() {
            let [delta, before] = &mut scratch.delta;
            let delta_now = &mut delta[..streams * panels * layer.outputs];
            if let Some(hidden) = call.hidden.get(index) {
                through_activation(hidden, delta_now);
            }
            let input = &call.values[index][..streams * panels * layer.inputs];
            let [dw, db] = &mut scratch.gradient;
            dw.resize(layer.inputs * layer.outputs, 0.0);
            db.resize(layer.outputs, 0.0);
            product::gradient(layer.inputs, input, delta_now, &mut scratch.turned, dw, db);
            product::sums(&delta_now[..panels * layer.outputs], db);
            let (of_weight, of_bias) = layer.split_mut(gradient);
            let add = |sum: &mut [f32], part: &[f32]| {
                sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += pull.share * part);
            };
            add(of_weight, dw);
            add(of_bias, db);
            // What a direction is worth at the input nobody asks.
            let streams = if index == 0 { 1 } else { streams };
            let (weight, _) = layer.split(weights);
            let (delta_now, before_now) =
                (&delta[..streams * panels * layer.outputs], &mut before[..streams * panels * layer.inputs]);
            product::backward(weight, layer.inputs, layer.outputs, delta_now, before_now);
            std::mem::swap(delta, before);
        }
        let inputs = layers.first().map_or(2, |layer| layer.inputs);
        let worth = points(&scratch.delta[0], inputs, call.rows).collect();
        self.spare.push(call);
        worth
    }

    fn forget(&mut self) {
        self.spare.extend(self.calls.pop());
    }

    fn held_bytes(&self) -> usize {
        let rows = |call: &Call| {
            let hidden = |hidden: &Hidden| hidden.slopes.len() + hidden.curvatures.len() + hidden.changes.len();
            call.values.iter().map(Vec::len).sum::<usize>() + call.hidden.iter().map(hidden).sum::<usize>()
        };
        self.calls.iter().map(rows).sum::<usize>() * size_of::<Row>()
    }
}

impl Trainable for TapedNetwork {
    fn begin(&mut self, weights: &[f32]) {
        self.weights.clear();
        self.weights.extend_from_slice(weights);
        self.gradient.fill(0.0);
        self.spare.append(&mut self.calls);
    }

    fn gradient(&self) -> &[f32] {
        &self.gradient
    }
}

/// What a change behind the activation is worth before it: `h' = φ(a)` and `ḣ' = φ'(a) ȧ`, so that `a` bends every `ḣ'`.
fn through_activation(hidden: &Hidden, delta: &mut [Row]) {
    let stream = hidden.slopes.len().max(1);
    let (of_value, of_changes) = delta.split_at_mut(stream.min(delta.len()));
    multiply(of_value, &hidden.slopes);
    for (worth, change) in of_changes.chunks_exact_mut(stream).zip(hidden.changes.chunks_exact(stream)) {
        let (value, curvatures) = (of_value.as_flattened_mut(), hidden.curvatures.as_flattened());
        let bends = worth.as_flattened().iter().zip(change.as_flattened()).zip(curvatures);
        value.iter_mut().zip(bends).for_each(|(value, ((worth, change), bend))| *value += worth * change * bend);
        multiply(worth, &hidden.slopes);
    }
}

fn multiply(rows: &mut [Row], factors: &[Row]) {
    let factors = factors.as_flattened();
    rows.as_flattened_mut().iter_mut().zip(factors).for_each(|(x, factor)| *x *= factor);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::registry::Slot,
        nn::{Mlp, init},
        protocol::Experiment,
    };

    type Function = fn(f64) -> f64;

    /// The same network in double precision: value and trace along `directions` at one point.
    fn exact(
        sizes: &[(usize, usize)],
        activation: &ActivationConfig,
        weights: &[f64],
        input: &[f64],
        directions: &[[f64; 2]],
    ) -> ([f64; 2], f64) {
        // Smooth ones alone: a kink has no derivative to compare.
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
            let product =
                |x: &[f64], o: usize| x.iter().enumerate().map(|(i, x)| x * matrix[i * outputs + o]).sum::<f64>();
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
        let mut experiment = Experiment::default();
        (experiment.network.width, experiment.network.depth) = (9, 2);
        for (activation, rows, kind) in [("tanh", 21, 2), ("silu", 3, 1), ("softplus", 16, 0), ("silu", 5, 2)] {
            experiment.select("activation", activation).unwrap();
            let mlp = Mlp::new(&experiment.network, &experiment.activation, &*experiment.embedding);
            let weights = init(mlp.sizes(), 5);
            let mut network = TapedNetwork::new(mlp.sizes(), &experiment.activation);
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
            let jet = network.forward(&x, &times, &directions);
            assert!(network.held_bytes() > 0);
            let of_x = network.backward(Pull { value: &of_value, trace: &of_trace, share: 2.0 });
            assert_eq!(network.held_bytes(), 0);

            let loss = |weights: &[f64], x: &[[f64; 2]]| -> f64 {
                (0..rows)
                    .map(|row| {
                        let input = [x[row][0], x[row][1], f64::from(times[row])];
                        let along: Vec<_> = directions.iter().map(|v| v[row].map(f64::from)).collect();
                        let (value, trace) = exact(mlp.sizes(), &experiment.activation, weights, &input, &along);
                        let worth = |k: usize| value[k] * f64::from(of_value[row][k]);
                        worth(0) + worth(1) + of_trace.get(row).map_or(0.0, |worth| trace * f64::from(*worth))
                    })
                    .sum()
            };
            let wide: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
            let x: Vec<[f64; 2]> = x.iter().map(|x| x.map(f64::from)).collect();
            for row in 0..rows {
                let input = [x[row][0], x[row][1], f64::from(times[row])];
                let along: Vec<_> = directions.iter().map(|v| v[row].map(f64::from)).collect();
                let (value, trace) = exact(mlp.sizes(), &experiment.activation, &wide, &input, &along);
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
                    assert!(
                        (found - expected).abs() < 1e-5 * (1.0 + expected.abs()),
                        "{activation}: {found} {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn calls_are_followed_back_from_the_last_to_the_first() {
        let experiment = Experiment::default();
        let mlp = Mlp::new(&experiment.network, &experiment.activation, &*experiment.embedding);
        let weights = init(mlp.sizes(), 5);
        let mut network = TapedNetwork::new(mlp.sizes(), &experiment.activation);
        let x = |n: usize| -> Vectors { numbers(2 * n, 0.4).as_chunks().0.to_vec() };
        let unit = |n: usize| vec![vec![[1.0, 0.0]; n], vec![[0.0, 1.0]; n]];
        let mut alone = |n: usize, t: f32| {
            network.begin(&weights);
            network.forward(&x(n), &[t], &unit(n));
            let of_x = network.backward(Pull { value: &x(n), trace: &vec![1.0; n], share: 1.0 });
            (of_x, network.gradient().to_vec())
        };
        let ((first, of_first), (second, of_second)) = (alone(40, 0.2), alone(7, 0.9));
        network.begin(&weights);
        network.forward(&x(40), &[0.2], &unit(40));
        network.forward(&x(7), &[0.9], &unit(7));
        assert_eq!(network.backward(Pull { value: &x(7), trace: &[1.0; 7], share: 1.0 }), second);
        assert_eq!(network.backward(Pull { value: &x(40), trace: &[1.0; 40], share: 1.0 }), first);
        for (sum, (a, b)) in network.gradient().iter().zip(of_first.iter().zip(&of_second)) {
            assert!((sum - (a + b)).abs() <= 1e-5 * (1.0 + sum.abs()));
        }
        assert!(network.backward(Pull { value: &[], trace: &[], share: 1.0 }).is_empty());
    }
}
