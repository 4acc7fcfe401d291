//! The fused trainer: the weighted regression alone, written by hand for the CPU.
//!
//! It computes the same as the reference with burn's automatic differentiation, in buffers that are allocated once. The
//! products, the activations and the optimiser run over whole vectors. Sums are taken in an order that does not depend on the
//! width of the vectors, so that the numbers are the same natively and in wasm.

mod lanes;
mod network;
pub(super) mod optimizer;
mod panel;
mod peak;
mod product;
mod taped;

pub use network::HostNetwork;
pub(super) use taped::TapedNetwork;

use panel::{Column, PANEL};
pub(super) use peak::peak;
use product::Turned;

use super::snapshot::Snapshot;
use crate::{
    nn::{activation::ActivationConfig, optimizer::Update},
    objective::regression::Batch,
};

/// Weights, moments and running average, with room for one step of a batch.
#[derive(Clone, Debug)]
pub(super) struct Fused {
    layers: Vec<LayerSpan>,
    activation: ActivationConfig,
    /// All weights in the layout of the snapshot: layer by layer, matrix `[inputs, outputs]` then bias.
    state: Snapshot,
    gradient: Vec<f32>,
    /// The input of every layer and of the output, `[panels, features]` rows each.
    values: Vec<Vec<Column>>,
    /// The slope of the activation at every hidden neuron.
    slopes: Vec<Vec<Column>>,
    /// The gradient in the sums of a layer, and in those of the layer before.
    delta: [Vec<Column>; 2],
    turned: Turned,
    /// The loss of every row of the last batch.
    rows: Vec<f32>,
    stage: Stage,
}

/// What is to be done next for the gradient of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Load,
    /// This layer forwards.
    Forward(usize),
    Compare,
    /// This layer backwards.
    Backward(usize),
    /// Everything is done, with this loss.
    Done,
}

/// The positions of a layer's weights.
#[derive(Clone, Copy, Debug)]
struct LayerSpan {
    inputs: usize,
    outputs: usize,
    start: usize,
}

impl LayerSpan {
    /// The layers one after the other, from their `(inputs, outputs)`.
    fn stack(sizes: &[(usize, usize)]) -> Vec<Self> {
        let place = |start: &mut usize, &(inputs, outputs): &(usize, usize)| {
            let layer = Self { inputs, outputs, start: *start };
            *start += (inputs + 1) * outputs;
            Some(layer)
        };
        sizes.iter().scan(0, place).collect()
    }

    fn split<'a>(&self, flat: &'a [f32]) -> (&'a [f32], &'a [f32]) {
        let bias = self.start + self.inputs * self.outputs;
        (&flat[self.start..bias], &flat[bias..bias + self.outputs])
    }

    fn split_mut<'a>(&self, flat: &'a mut [f32]) -> (&'a mut [f32], &'a mut [f32]) {
        let weights = self.inputs * self.outputs;
        flat[self.start..self.start + weights + self.outputs].split_at_mut(weights)
    }
}

impl Fused {
    /// A trainer in the state `state`; its weights fit the `sizes`, `(inputs, outputs)` of every layer.
    pub(super) fn new(sizes: &[(usize, usize)], activation: &ActivationConfig, state: Snapshot) -> Self {
        Self {
            layers: LayerSpan::stack(sizes),
            activation: activation.clone(),
            gradient: vec![0.0; state.weights.len()],
            state,
            values: vec![Vec::new(); sizes.len() + 1],
            slopes: vec![Vec::new(); sizes.len()],
            delta: [Vec::new(), Vec::new()],
            turned: Turned::default(),
            rows: Vec::new(),
            stage: Stage::Load,
        }
    }

    pub(super) fn state(&self) -> &Snapshot {
        &self.state
    }

    pub(super) fn put(&mut self, state: &Snapshot) {
        self.state.clone_from(state);
    }

    /// The loss of every row of the last batch, before the mean.
    pub(super) fn rows(&self) -> &[f32] {
        &self.rows
    }

    /// Continues the step of `batch`, for about so much `work`; the loss when the step is complete.
    /// The step computes the loss and its gradient layer by layer, and updates the weights.
    pub(super) fn advance(&mut self, batch: &Batch, work: f64, update: Update) -> Option<f64> {
        let mut left = work;
        while left > 0.0 && self.stage != Stage::Done {
            left -= self.next_stage(batch);
        }
        (self.stage == Stage::Done).then(|| {
            self.stage = Stage::Load;
            optimizer::step(&mut self.state, &self.gradient, update);
            self.loss()
        })
    }

    /// A whole step.
    #[cfg(test)]
    pub(super) fn step(&mut self, batch: &Batch, update: Update) -> f64 {
        self.advance(batch, f64::INFINITY, update).unwrap_or(f64::NAN)
    }

    /// Whether no step is in progress.
    pub(super) fn is_at_rest(&self) -> bool {
        self.stage == Stage::Load
    }

    /// Drops the step in progress.
    pub(super) fn abandon(&mut self) {
        self.stage = Stage::Load;
    }

    /// The loss of `batch`; [`Fused::gradient`] is its gradient afterwards. The weights do not change.
    pub(super) fn differentiate(&mut self, batch: &Batch) -> f64 {
        self.stage = Stage::Load;
        while self.stage != Stage::Done {
            self.next_stage(batch);
        }
        self.stage = Stage::Load;
        self.loss()
    }

    /// One stage of the gradient of `batch`; the work that it was.
    fn next_stage(&mut self, batch: &Batch) -> f64 {
        let last = self.layers.len().saturating_sub(1);
        let products = |layer: &LayerSpan| 2.0 * (batch.rows * layer.inputs * layer.outputs) as f64;
        match self.stage {
            Stage::Load => {
                self.load(batch);
                self.stage = Stage::Forward(0);
            }
            Stage::Forward(index) => {
                self.forward(index);
                self.stage = if index < last { Stage::Forward(index + 1) } else { Stage::Compare };
                return self.layers.get(index).map_or(0.0, products);
            }
            Stage::Compare => {
                self.compare(batch);
                self.stage = Stage::Backward(last);
            }
            Stage::Backward(index) => {
                self.backward(index);
                self.stage = index.checked_sub(1).map_or(Stage::Done, Stage::Backward);
                return 2.0 * self.layers.get(index).map_or(0.0, products);
            }
            Stage::Done => {}
        }
        0.0
    }

    /// The mean of the losses of the rows.
    fn loss(&self) -> f64 {
        self.rows.iter().map(|loss| f64::from(*loss)).sum::<f64>() / self.rows.len() as f64
    }

    /// The gradient of the last loss, in the layout of the weights.
    pub(super) fn gradient(&self) -> &[f32] {
        &self.gradient
    }

    /// Writes the batch into panels; rows beyond its end are zero, with weight 0.
    fn load(&mut self, batch: &Batch) {
        let panels = batch.rows.div_ceil(PANEL);
        let features = self.layers.first().map_or(0, |layer| layer.inputs);
        for (values, width) in self.values.iter_mut().zip(widths(&self.layers)) {
            values.resize(panels * width, [0.0; PANEL]);
        }
        for (slopes, layer) in self.slopes.iter_mut().zip(&self.layers) {
            slopes.resize(panels * layer.outputs, [0.0; PANEL]);
        }
        let widest = widths(&self.layers).max().unwrap_or(0);
        for delta in &mut self.delta {
            delta.resize(panels * widest, [0.0; PANEL]);
        }
        let input = &mut self.values[0];
        if !batch.rows.is_multiple_of(PANEL) {
            input[(panels - 1) * features..].fill([0.0; PANEL]);
        }
        for (row, features_of_row) in batch.input.chunks_exact(features.max(1)).enumerate() {
            let panel = &mut input[row / PANEL * features..][..features];
            for (lanes, value) in panel.iter_mut().zip(features_of_row) {
                lanes[row % PANEL] = *value;
            }
        }
    }

    fn forward(&mut self, index: usize) {
        let last = self.layers.len() - 1;
        let Some(layer) = self.layers.get(index) else { return };
        let (weight, bias) = layer.split(&self.state.weights);
        let (before, after) = self.values.split_at_mut(index + 1);
        product::forward(weight, bias, layer.inputs, &before[index], &mut after[0]);
        if index < last {
            let slopes = self.slopes[index].as_flattened_mut();
            self.activation.apply_in_place(after[0].as_flattened_mut(), slopes);
        }
    }

    /// The losses of the rows, and the gradient of their mean in the predictions:
    /// `∂/∂y of w ‖y − target‖²/(2 rows) = w (y − target)/rows`.
    fn compare(&mut self, batch: &Batch) {
        self.rows.clear();
        let Some(predictions) = self.values.last() else {
            return;
        };
        let delta = &mut self.delta[0];
        delta[..predictions.len()].fill([0.0; PANEL]);
        let share = 1.0 / batch.rows as f32;
        let outputs = self.layers.last().map_or(2, |layer| layer.outputs);
        for (row, (target, weight)) in batch.target.chunks_exact(outputs).zip(&batch.weight).enumerate() {
            let (panel, lane) = (outputs * (row / PANEL), row % PANEL);
            let mut square = 0.0;
            for (k, target) in target.iter().enumerate() {
                let error = predictions[panel + k][lane] - target;
                square += error * error;
                delta[panel + k][lane] = weight * error * share;
            }
            self.rows.push(0.5 * weight * square);
        }
    }

    fn backward(&mut self, index: usize) {
        let Some(layer) = self.layers.get(index) else { return };
        let [delta, before] = &mut self.delta;
        let input = &self.values[index];
        let panels = input.len() / layer.inputs;
        let (dw, db) = layer.split_mut(&mut self.gradient);
        product::gradient(layer.inputs, input, &delta[..panels * layer.outputs], &mut self.turned, dw, db);
        if index == 0 {
            return;
        }
        let (weight, _) = layer.split(&self.state.weights);
        let before_now = &mut before[..panels * layer.inputs];
        product::backward(weight, layer.inputs, layer.outputs, &delta[..panels * layer.outputs], before_now);
        let slopes = self.slopes[index - 1].as_flattened();
        before_now.as_flattened_mut().iter_mut().zip(slopes).for_each(|(delta, slope)| *delta *= slope);
        std::mem::swap(delta, before);
    }
}

/// The number of features before every layer, and after the last.
fn widths(layers: &[LayerSpan]) -> impl Iterator<Item = usize> {
    layers.iter().map(|layer| layer.inputs).chain(layers.last().map(|layer| layer.outputs))
}

#[cfg(test)]
#[cfg(feature = "reference")]
mod tests;
