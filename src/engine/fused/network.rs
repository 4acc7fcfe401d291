//! A network on the host that is evaluated, not trained.

use std::ops::Range;

use super::{
    LayerSpan,
    panel::{Column, PANEL},
    product,
};
use crate::{
    math::points::{Points as _, Rows, SingleCloud},
    nn::{Divergence, Features, Heads, Predict, activation::ActivationConfig},
};

/// The number of points that pass all layers together: few enough for their activations to stay in the nearest cache.
const BLOCK: usize = 4 * PANEL;

/// The weights of one moment, with everything needed to evaluate them.
#[derive(Clone, Debug)]
pub struct HostNetwork {
    layers: Vec<LayerSpan>,
    activation: ActivationConfig,
    weights: Vec<f32>,
    heads: Heads,
}

/// Points of any dimension, and the other inputs of the network.
#[derive(Clone, Copy)]
struct Inputs<'a> {
    /// `[rows, width]`.
    values: &'a [f32],
    rows: usize,
    width: usize,
    scale: f32,
    features: Features<'a>,
}

/// The outputs of the network, row by row.
#[derive(Default)]
struct Predictions {
    /// `[rows, outputs]`.
    values: Vec<f32>,
    /// `[rows]`; empty where they are not wanted.
    divergences: Vec<f32>,
    /// The derivatives of the first output along all axes, `[rows, width]`, and the sum of the second ones, `[rows]`; empty or
    /// zero where they are not wanted.
    gradients: Vec<f32>,
    laplacians: Vec<f32>,
}

/// The derivatives that are wanted of an evaluation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Value,
    Divergence,
    /// Of the first output.
    Gradient,
    /// Of the first output, with its gradient.
    Laplacian,
}

/// The first output at points of the plane, with its derivatives there.
pub(in crate::engine) struct Differentiated {
    pub(in crate::engine) values: Vec<f32>,
    pub(in crate::engine) gradients: SingleCloud,
    /// `∂²/∂x² + ∂²/∂y²` of it; zeros where it is not wanted.
    pub(in crate::engine) laplacians: Vec<f32>,
}

/// The values between two layers, and with a tangent their derivative along an axis.
#[derive(Clone, Default)]
struct Current {
    now: Vec<Column>,
    next: Vec<Column>,
}

impl Current {
    /// Applies a layer that gives this many `rows`.
    fn flow(&mut self, weight: &[f32], bias: &[f32], inputs: usize, rows: usize) {
        self.next.resize(rows, [0.0; PANEL]);
        if inputs == 0 {
            // The product takes whole rows; without outputs there are none.
            let panels = self.next.chunks_exact_mut(bias.len().max(1));
            panels.for_each(|panel| panel.iter_mut().zip(bias).for_each(|(row, bias)| *row = [*bias; PANEL]));
        } else {
            product::forward(weight, bias, inputs, &self.now, &mut self.next);
        }
        std::mem::swap(&mut self.now, &mut self.next);
    }
}

impl HostNetwork {
    /// The network of these `sizes`, `(inputs, outputs)` of every layer, whose outputs are one prediction; `weights` fit them.
    pub(in crate::engine) fn new(sizes: &[(usize, usize)], activation: &ActivationConfig, weights: Vec<f32>) -> Self {
        let heads = Heads::prediction(sizes.last().map_or(0, |(_, outputs)| *outputs));
        Self { layers: LayerSpan::stack(sizes), activation: activation.clone(), weights, heads }
    }

    /// The same network, with these `heads` as its outputs.
    pub(in crate::engine) fn with_heads(self, heads: Heads) -> Self {
        Self { heads, ..self }
    }

    /// The number of multiplications with a weight in one prediction.
    pub(in crate::engine) fn products(&self) -> usize {
        self.layers.iter().map(|layer| layer.inputs * layer.outputs).sum()
    }

    /// The outputs, and the derivatives of this `order`. For divergences the first head is as wide as a point.
    fn evaluate(&self, inputs: Inputs, order: Order) -> Predictions {
        let Inputs { values: x, rows: count, width, scale, features } = inputs;
        let outputs = self.layers.last().map_or(0, |layer| layer.outputs);
        let mut answers = Predictions { values: Vec::with_capacity(count * outputs), ..Predictions::default() };
        let Some((first, rest)) = self.layers.split_first() else {
            return answers;
        };
        let (weight, bias) = first.split(&self.weights);
        let mut bias = bias.to_vec();
        let (of_x, of_features) = weight.split_at(width * first.outputs);
        // Features that all points share are part of the bias; a point's own features are inputs.
        let (weight, columns, own) = match features {
            Features::Shared(features) => {
                for (feature, weight) in features.iter().zip(of_features.chunks_exact(first.outputs)) {
                    bias.iter_mut().zip(weight).for_each(|(bias, weight)| *bias += feature * weight);
                }
                (of_x, width, Features::NONE)
            }
            Features::PerRow { .. } => (weight, first.inputs, features),
        };
        let zeros = vec![0.0; self.layers.iter().map(|layer| layer.outputs).max().unwrap_or(0)];
        let (mut values, mut slopes, mut curvatures) = (Current::default(), Vec::new(), Vec::new());
        let mut changes = vec![Current::default(); if order == Order::Value { 0 } else { width }];
        // Second derivatives along the same axes.
        let mut bends = vec![Current::default(); if order == Order::Laplacian { width } else { 0 }];
        for start in (0..count).step_by(BLOCK) {
            let rows = BLOCK.min(count - start);
            let panels = rows.div_ceil(PANEL);
            load(
                &x[start * width..][..rows * width],
                [rows, width, columns],
                scale,
                own.from_row(start),
                &mut values.now,
            );
            values.flow(weight, &bias, columns, panels * first.outputs);
            if order == Order::Laplacian {
                self.curve(&values, &mut curvatures, rest.is_empty());
            }
            self.bend(&mut values, &mut slopes, rest.is_empty());
            for (change, weight) in changes.iter_mut().zip(of_x.chunks_exact(first.outputs)) {
                change.now.clear();
                change.now.extend((0..panels).flat_map(|_| weight).map(|weight| [scale * weight; PANEL]));
            }
            for (change, bend) in changes.iter().zip(&mut bends) {
                bend.now.clear();
                bend.now.resize(change.now.len(), [0.0; PANEL]);
                add_bend(&mut bend.now, &change.now, &curvatures);
            }
            changes.iter_mut().for_each(|change| multiply(&mut change.now, &slopes));
            for (index, layer) in rest.iter().enumerate() {
                let (weight, bias) = layer.split(&self.weights);
                values.flow(weight, bias, layer.inputs, panels * layer.outputs);
                if order == Order::Laplacian {
                    self.curve(&values, &mut curvatures, index + 1 == rest.len());
                }
                self.bend(&mut values, &mut slopes, index + 1 == rest.len());
                for change in changes.iter_mut().chain(&mut bends) {
                    change.flow(weight, &zeros[..layer.outputs], layer.inputs, panels * layer.outputs);
                }
                for (change, bend) in changes.iter().zip(&mut bends) {
                    multiply(&mut bend.now, &slopes);
                    add_bend(&mut bend.now, &change.now, &curvatures);
                }
                changes.iter_mut().for_each(|change| multiply(&mut change.now, &slopes));
            }
            for row in 0..rows {
                let (panel, lane) = (outputs * (row / PANEL), row % PANEL);
                answers.values.extend(values.now[panel..panel + outputs].iter().map(|output| output[lane]));
                match order {
                    Order::Value => {}
                    Order::Divergence => {
                        let along = changes.iter().enumerate().map(|(k, change)| change.now[panel + k][lane]);
                        answers.divergences.push(along.sum());
                    }
                    Order::Gradient | Order::Laplacian => {
                        answers.gradients.extend(changes.iter().map(|change| change.now[panel][lane]));
                        answers.laplacians.push(bends.iter().map(|bend| bend.now[panel][lane]).sum());
                    }
                }
            }
        }
        answers
    }

    /// Replaces the sums of a layer by their activation, and writes its slopes; the last layer has none.
    fn bend(&self, values: &mut Current, slopes: &mut Vec<Column>, last: bool) {
        slopes.resize(values.now.len(), [0.0; PANEL]);
        match last {
            true => slopes.fill([1.0; PANEL]),
            false => self.activation.apply_in_place(values.now.as_flattened_mut(), slopes.as_flattened_mut()),
        }
    }

    /// Writes the second derivatives of the activation at the sums of a layer; those of the last layer are zero.
    fn curve(&self, sums: &Current, curvatures: &mut Vec<Column>, last: bool) {
        curvatures.resize(sums.now.len(), [0.0; PANEL]);
        match last {
            true => curvatures.fill([0.0; PANEL]),
            false => self.activation.curvatures(sums.now.as_flattened(), curvatures.as_flattened_mut()),
        }
    }

    /// The first output at `x`, whose coordinates are the only inputs, with its gradient and, where it is `wanted`, its Laplacian.
    pub(in crate::engine) fn differentiate(&self, x: &SingleCloud, wanted: bool) -> Differentiated {
        let order = if wanted { Order::Laplacian } else { Order::Gradient };
        let found = self.evaluate(plane(x, 1.0, Features::NONE), order);
        let values = found.values.chunks_exact(self.heads.outputs().max(1)).filter_map(|row| row.first());
        Differentiated {
            values: values.copied().collect(),
            gradients: points(&found.gradients),
            laplacians: found.laplacians,
        }
    }

    /// These `columns` of all outputs.
    fn part(&self, values: &[f32], columns: Range<usize>) -> Vec<f32> {
        let rows = values.chunks_exact(self.heads.outputs().max(1));
        rows.filter_map(|row| row.get(columns.clone())).flatten().copied().collect()
    }

    /// The output of the first head, `[rows, width]`.
    fn first(&self, values: Vec<f32>) -> Vec<f32> {
        let first = self.heads.first();
        if first.len() == self.heads.outputs() { values } else { self.part(&values, first) }
    }
}

/// Points side by side in panels of so many `inputs`, each followed by its features; rows beyond the end are zero.
fn load(points: &[f32], [rows, width, inputs]: [usize; 3], scale: f32, features: Features, panels: &mut Vec<Column>) {
    panels.clear();
    panels.resize(inputs * rows.div_ceil(PANEL), [0.0; PANEL]);
    for row in 0..rows {
        let (panel, lane) = (&mut panels[inputs * (row / PANEL)..][..inputs], row % PANEL);
        let (of_point, of_features) = panel.split_at_mut(width);
        let point = points[row * width..].iter();
        of_point.iter_mut().zip(point).for_each(|(lanes, x)| lanes[lane] = scale * x);
        of_features.iter_mut().zip(features.row(row)).for_each(|(lanes, feature)| lanes[lane] = *feature);
    }
}

fn multiply(rows: &mut [Column], factors: &[Column]) {
    let factors = factors.as_flattened();
    rows.as_flattened_mut().iter_mut().zip(factors).for_each(|(x, factor)| *x *= factor);
}

/// Adds `φ″ ȧ²` to second derivatives, with ȧ the first ones before the activation.
fn add_bend(bends: &mut [Column], changes: &[Column], curvatures: &[Column]) {
    let rows = changes.as_flattened().iter().zip(curvatures.as_flattened());
    bends.as_flattened_mut().iter_mut().zip(rows).for_each(|(bend, (change, curvature))| {
        *bend += curvature * change * change;
    });
}

/// Points of the plane as inputs.
fn plane<'a>(x: &'a SingleCloud, scale: f64, features: Features<'a>) -> Inputs<'a> {
    Inputs { values: x.as_flattened(), rows: x.len(), width: 2, scale: scale as f32, features }
}

/// Points of any dimension as inputs.
fn rows<'a>(x: &'a Rows<f32>, scale: f64, features: Features<'a>) -> Inputs<'a> {
    Inputs { values: x.values(), rows: x.count(), width: x.dimension(), scale: scale as f32, features }
}

fn points(values: &[f32]) -> SingleCloud {
    values.as_chunks().0.to_vec()
}

impl Predict<SingleCloud> for HostNetwork {
    fn predict(&self, x: &SingleCloud, scale: f64, features: Features) -> SingleCloud {
        points(&self.first(self.evaluate(plane(x, scale, features), Order::Value).values))
    }

    fn predict_with(&self, head: &str, x: &SingleCloud, scale: f64, features: Features) -> Option<[SingleCloud; 2]> {
        let columns = self.heads.columns(head)?;
        let Predictions { values, .. } = self.evaluate(plane(x, scale, features), Order::Value);
        Some([self.heads.first(), columns].map(|columns| points(&self.part(&values, columns))))
    }
}

impl Divergence<SingleCloud> for HostNetwork {
    fn predict_with_divergence(&self, x: &SingleCloud, scale: f64, features: Features) -> (SingleCloud, Vec<f32>) {
        let Predictions { values, divergences, .. } = self.evaluate(plane(x, scale, features), Order::Divergence);
        (points(&self.first(values)), divergences)
    }
}

impl HostNetwork {
    /// Part of the outputs for so many rows, in rows as wide as the part.
    fn shaped(values: Vec<f32>, width: usize, count: usize) -> Rows<f32> {
        Rows::new(values, width).unwrap_or_else(|| Rows::empty(count))
    }
}

impl Predict<Rows<f32>> for HostNetwork {
    /// In rows as wide as the head, whatever the width of `x`.
    fn predict(&self, x: &Rows<f32>, scale: f64, features: Features) -> Rows<f32> {
        let Predictions { values, .. } = self.evaluate(rows(x, scale, features), Order::Value);
        Self::shaped(self.first(values), self.heads.first().len(), x.count())
    }

    fn predict_with(&self, head: &str, x: &Rows<f32>, scale: f64, features: Features) -> Option<[Rows<f32>; 2]> {
        let columns = self.heads.columns(head)?;
        let Predictions { values, .. } = self.evaluate(rows(x, scale, features), Order::Value);
        let part = |columns: Range<usize>| Self::shaped(self.part(&values, columns.clone()), columns.len(), x.count());
        Some([self.heads.first(), columns].map(part))
    }
}

impl Divergence<Rows<f32>> for HostNetwork {
    fn predict_with_divergence(&self, x: &Rows<f32>, scale: f64, features: Features) -> (Rows<f32>, Vec<f32>) {
        let Predictions { values, divergences, .. } = self.evaluate(rows(x, scale, features), Order::Divergence);
        (Self::shaped(self.first(values), self.heads.first().len(), x.count()), divergences)
    }
}

#[cfg(test)]
mod tests;
