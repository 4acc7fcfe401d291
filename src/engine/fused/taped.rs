//! A network on the host whose values and divergences can be backpropagated to its weights.

use super::{
    LayerSpan,
    panel::{Column, PANEL},
    product::{self, Turned},
    widths,
};
use crate::{
    math::points::{Points as _, Rows},
    nn::{Differentiable, Features, Jet, Pull, Tape, Vectors, Weighted, activation::ActivationConfig},
};

/// A multilayer perceptron with the tape of its calls.
///
/// A point and its directions pass the layers as *streams*: the products treat a direction as one more row of the batch,
/// without a bias. All streams of a call are stored one after the other, so that one product computes the gradient of all.
#[derive(Clone, Debug)]
pub(in crate::engine) struct TapedNetwork {
    layers: Vec<LayerSpan>,
    activation: ActivationConfig,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    calls: Vec<Call>,
    /// Calls that were backpropagated, for reuse.
    spare: Vec<Call>,
    scratch: Scratch,
}

/// The values that one call keeps.
#[derive(Clone, Debug, Default)]
struct Call {
    rows: usize,
    /// Coordinates of a point.
    width: usize,
    /// `[rows, width]` each.
    directions: Vec<Vec<f32>>,
    /// The input of every layer, stream by stream, `[panels, features]` rows each.
    values: Vec<Vec<Column>>,
    hidden: Vec<Hidden>,
}

/// The values that a hidden layer keeps for its backward pass.
#[derive(Clone, Debug, Default)]
struct Hidden {
    slopes: Vec<Column>,
    /// Second derivatives of the activation, and the directions before it; both empty without directions.
    curvatures: Vec<Column>,
    changes: Vec<Column>,
}

/// Memory that no call keeps.
#[derive(Clone, Debug, Default)]
struct Scratch {
    output: Vec<Column>,
    delta: [Vec<Column>; 2],
    turned: Turned,
    gradient: [Vec<f32>; 2],
    zeros: Vec<f32>,
}

impl TapedNetwork {
    /// The network of these `sizes`, `(inputs, outputs)` of every layer, without weights.
    pub(in crate::engine) fn new(sizes: &[(usize, usize)], activation: &ActivationConfig) -> Self {
        let numbers = crate::nn::count(sizes);
        Self {
            layers: LayerSpan::stack(sizes),
            activation: activation.clone(),
            weights: vec![0.0; numbers],
            gradient: vec![0.0; numbers],
            calls: Vec::new(),
            spare: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }

    /// Writes the points and, behind them, every direction; rows beyond the end are zero.
    fn load(&mut self, call: &mut Call, x: &[f32], features: Features) {
        let inputs = self.layers.first().map_or(0, |layer| layer.inputs);
        let (panels, width) = (call.rows.div_ceil(PANEL), call.width);
        let streams = 1 + call.directions.len();
        call.values.resize_with(self.layers.len(), Vec::new);
        call.hidden.resize_with(self.layers.len().saturating_sub(1), Hidden::default);
        let input = &mut call.values[0];
        input.clear();
        input.resize(streams * panels * inputs, [0.0; PANEL]);
        let (of_points, of_directions) = input.split_at_mut(panels * inputs);
        place(of_points, inputs, x, width);
        for (stream, direction) in of_directions.chunks_exact_mut((panels * inputs).max(1)).zip(&call.directions) {
            place(stream, inputs, direction, width);
        }
        for row in 0..call.rows {
            for (lanes, feature) in of_points[row / PANEL * inputs + width..].iter_mut().zip(features.row(row)) {
                lanes[row % PANEL] = *feature;
            }
        }
    }

    /// Values `[rows, outputs]` and traces `[rows]` at `x`, `[rows, width]`; the call is kept with its directions.
    fn call(&mut self, mut call: Call, x: &[f32], features: Features) -> (Vec<f32>, Vec<f32>) {
        self.load(&mut call, x, features);
        let outputs = self.outputs();
        let Self { layers, activation, weights, scratch, .. } = self;
        let (panels, streams) = (call.rows.div_ceil(PANEL), 1 + call.directions.len());
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
            if streams > 1 {
                hidden.changes.extend_from_slice(sums_of_changes);
                hidden.curvatures.resize(sums.len(), [0.0; PANEL]);
                activation.curvatures(sums.as_flattened(), hidden.curvatures.as_flattened_mut());
            }
            activation.apply_in_place(sums.as_flattened_mut(), hidden.slopes.as_flattened_mut());
            for change in sums_of_changes.chunks_exact_mut(hidden.slopes.len().max(1)) {
                multiply(change, &hidden.slopes);
            }
        }
        let mut streams = scratch.output.chunks_exact((outputs * panels).max(1));
        let value = streams.next().map(|stream| taken(stream, outputs, call.rows, outputs)).unwrap_or_default();
        let mut trace = vec![0.0; call.rows];
        for (stream, direction) in streams.zip(&call.directions) {
            let changes = taken(stream, outputs, call.rows, outputs);
            let pairs = changes.chunks_exact(outputs.max(1)).zip(direction.chunks_exact(outputs.max(1)));
            for (trace, (change, v)) in trace.iter_mut().zip(pairs) {
                *trace += change.iter().zip(v).map(|(change, v)| change * v).sum::<f32>();
            }
        }
        self.calls.push(call);
        (value, trace)
    }

    /// The gradient in the points of the last call, `[rows, width]`, and their width; `None` without a call.
    fn answer(&mut self, value: &[f32], trace: &[f32], share: f32) -> Option<(Vec<f32>, usize)> {
        let call = self.calls.pop()?;
        let outputs = self.outputs();
        let Self { layers, weights, gradient, scratch, .. } = self;
        let panels = call.rows.div_ceil(PANEL);
        // Without a gradient in the trace, its streams are not needed.
        let directions = if trace.is_empty() { &[][..] } else { &call.directions };
        let streams = 1 + directions.len();
        for delta in &mut scratch.delta {
            delta.resize(streams * panels * widths(layers).max().unwrap_or(0), [0.0; PANEL]);
        }
        let seed = &mut scratch.delta[0][..streams * panels * outputs];
        seed.fill([0.0; PANEL]);
        let (of_value, of_changes) = seed.split_at_mut(panels * outputs);
        place(of_value, outputs, value, outputs);
        for (stream, direction) in of_changes.chunks_exact_mut((panels * outputs).max(1)).zip(directions) {
            let rows = direction.chunks_exact(outputs.max(1)).zip(trace);
            let of_change: Vec<f32> = rows.flat_map(|(v, of_trace)| v.iter().map(move |v| of_trace * v)).collect();
            place(stream, outputs, &of_change, outputs);
        }
        for (index, layer) in layers.iter().enumerate().rev() {
            let [delta, before] = &mut scratch.delta;
            let delta_now = &mut delta[..streams * panels * layer.outputs];
            if let Some(hidden) = call.hidden.get(index) {
                through_activation(hidden, delta_now);
            }
            // Without a share in it, the gradient of the weights is not needed.
            if share != 0.0 {
                let input = &call.values[index][..streams * panels * layer.inputs];
                let [dw, db] = &mut scratch.gradient;
                dw.resize(layer.inputs * layer.outputs, 0.0);
                db.resize(layer.outputs, 0.0);
                product::gradient(layer.inputs, input, delta_now, &mut scratch.turned, dw, db);
                product::sums(&delta_now[..panels * layer.outputs], db);
                let (of_weight, of_bias) = layer.split_mut(gradient);
                let add = |sum: &mut [f32], part: &[f32]| {
                    sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += share * part);
                };
                add(of_weight, dw);
                add(of_bias, db);
            }
            // The gradient in the directions at the input is not needed.
            let streams = if index == 0 { 1 } else { streams };
            let (weight, _) = layer.split(weights);
            let (delta_now, before_now) =
                (&delta[..streams * panels * layer.outputs], &mut before[..streams * panels * layer.inputs]);
            product::backward(weight, layer.inputs, layer.outputs, delta_now, before_now);
            std::mem::swap(delta, before);
        }
        let inputs = layers.first().map_or(0, |layer| layer.inputs);
        let of_points = taken(&scratch.delta[0], inputs, call.rows, call.width);
        let width = call.width;
        self.spare.push(call);
        Some((of_points, width))
    }

    /// A call with the memory of an earlier one.
    fn fresh<'a>(&mut self, rows: usize, width: usize, directions: impl Iterator<Item = &'a [f32]>) -> Call {
        let mut call = self.spare.pop().unwrap_or_default();
        (call.rows, call.width) = (rows, width);
        call.directions.clear();
        call.directions.extend(directions.map(<[f32]>::to_vec));
        call
    }
}

/// Writes points, `[rows, width]`, into the first features of a stream.
fn place(stream: &mut [Column], features: usize, points: &[f32], width: usize) {
    if width == 0 {
        return;
    }
    for (panel, points) in stream.chunks_exact_mut(features).zip(points.chunks(PANEL * width)) {
        for (lane, point) in points.chunks_exact(width).enumerate() {
            panel.iter_mut().zip(point).for_each(|(lanes, x)| lanes[lane] = *x);
        }
    }
}

/// Reads the first `width` features of a stream, row by row.
fn taken(stream: &[Column], features: usize, rows: usize, width: usize) -> Vec<f32> {
    let of_row = |row: usize| stream[row / PANEL * features..][..width].iter().map(move |lanes| lanes[row % PANEL]);
    (0..rows).flat_map(of_row).collect()
}

impl Differentiable for TapedNetwork {
    fn forward(&mut self, x: &Vectors, features: Features, directions: &[Vectors]) -> Jet {
        let call = self.fresh(x.len(), 2, directions.iter().map(|v| v.as_flattened()));
        let (value, trace) = self.call(call, x.as_flattened(), features);
        Jet { value: value.as_chunks().0.to_vec(), trace }
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        let of_points = self.answer(pull.value.as_flattened(), pull.trace, pull.share);
        of_points.map(|(of_points, _)| of_points.as_chunks().0.to_vec()).unwrap_or_default()
    }

    /// Points and features together are the points of a call without features.
    fn pushforward(&mut self, x: &Vectors, features: Features, along: (&Vectors, Features)) -> Option<[Vectors; 2]> {
        let (rows, outputs) = (x.len(), self.outputs());
        let inputs = self.layers.first().map_or(0, |layer| layer.inputs);
        let whole = |points: &Vectors, features: Features| -> Vec<f32> {
            let row = |(row, point): (usize, &[f32; 2])| [point, features.row(row)].concat();
            points.iter().enumerate().flat_map(row).collect()
        };
        let (x, direction) = (whole(x, features), whole(along.0, along.1));
        let call = self.fresh(rows, inputs, std::iter::once(direction.as_slice()));
        let (value, _) = self.call(call, &x, Features::NONE);
        let changes = &self.scratch.output[rows.div_ceil(PANEL) * outputs..];
        let change = taken(changes, outputs, rows, outputs);
        self.forget();
        Some([value, change].map(|rows| rows.as_chunks().0.to_vec()))
    }
}

/// Of any dimension; the value is as wide as the outputs, whatever the width of the points.
impl Differentiable<Rows<f32>> for TapedNetwork {
    fn forward(&mut self, x: &Rows<f32>, features: Features, directions: &[Rows<f32>]) -> Jet<Rows<f32>> {
        let call = self.fresh(x.count(), x.dimension(), directions.iter().map(Rows::values));
        let (value, trace) = self.call(call, x.values(), features);
        Jet { value: Rows::new(value, self.outputs()).unwrap_or_default(), trace }
    }

    fn backward(&mut self, pull: Pull<Rows<f32>>) -> Rows<f32> {
        let rows = self.calls.last().map_or(0, |call| call.rows);
        let of_points = self.answer(pull.value.values(), pull.trace, pull.share);
        of_points.and_then(|(of_points, width)| Rows::new(of_points, width)).unwrap_or_else(|| Rows::empty(rows))
    }
}

impl Tape for TapedNetwork {
    fn forget(&mut self) {
        self.spare.extend(self.calls.pop());
    }

    fn held_bytes(&self) -> usize {
        let rows = |call: &Call| {
            let hidden = |hidden: &Hidden| hidden.slopes.len() + hidden.curvatures.len() + hidden.changes.len();
            call.values.iter().map(Vec::len).sum::<usize>() + call.hidden.iter().map(hidden).sum::<usize>()
        };
        self.calls.iter().map(rows).sum::<usize>() * size_of::<Column>()
    }
}

impl Weighted for TapedNetwork {
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

/// The gradient before the activation, from the gradient behind it.
/// `h' = φ(a)` and `ḣ' = φ'(a) ȧ`, so that `a` changes every `ḣ'`.
fn through_activation(hidden: &Hidden, delta: &mut [Column]) {
    let stream = hidden.slopes.len().max(1);
    let (of_value, of_changes) = delta.split_at_mut(stream.min(delta.len()));
    multiply(of_value, &hidden.slopes);
    for (of_change, change) in of_changes.chunks_exact_mut(stream).zip(hidden.changes.chunks_exact(stream)) {
        let (value, curvatures) = (of_value.as_flattened_mut(), hidden.curvatures.as_flattened());
        let bends = of_change.as_flattened().iter().zip(change.as_flattened()).zip(curvatures);
        value
            .iter_mut()
            .zip(bends)
            .for_each(|(value, ((of_change, change), bend))| *value += of_change * change * bend);
        multiply(of_change, &hidden.slopes);
    }
}

fn multiply(rows: &mut [Column], factors: &[Column]) {
    let factors = factors.as_flattened();
    rows.as_flattened_mut().iter_mut().zip(factors).for_each(|(x, factor)| *x *= factor);
}

#[cfg(test)]
mod tests;
