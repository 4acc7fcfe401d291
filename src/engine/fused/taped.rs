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
mod tests;
