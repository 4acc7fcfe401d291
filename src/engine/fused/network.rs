//! A network on the host that is asked, not trained.

use super::{
    Layer,
    product::{self, PANEL, Row},
};
use crate::{
    math::points::SingleCloud,
    nn::{Divergence, Predict, activation::ActivationConfig},
};

/// Points that go through all layers together: few enough that their activations stay in the nearest cache.
const BLOCK: usize = 4 * PANEL;

/// The weights of one moment, with all that it takes to ask them.
#[derive(Clone, Debug)]
pub struct HostNetwork {
    layers: Vec<Layer>,
    activation: ActivationConfig,
    weights: Vec<f32>,
}

/// What travels through the layers: the values, and with a tangent how they change along each axis.
#[derive(Default)]
struct Current {
    now: Vec<Row>,
    next: Vec<Row>,
}

impl Current {
    /// Through a layer that gives this many `rows`.
    fn flow(&mut self, weight: &[f32], bias: &[f32], inputs: usize, rows: usize) {
        self.next.resize(rows, [0.0; PANEL]);
        product::forward(weight, bias, inputs, &self.now, &mut self.next);
        std::mem::swap(&mut self.now, &mut self.next);
    }
}

impl HostNetwork {
    /// The network of these `sizes`, `(inputs, outputs)` of every layer; `weights` fit them.
    pub(in crate::engine) fn new(sizes: &[(usize, usize)], activation: &ActivationConfig, weights: Vec<f32>) -> Self {
        Self { layers: Layer::stack(sizes), activation: activation.clone(), weights }
    }

    /// Products of a number with a weight in one prediction.
    pub(in crate::engine) fn products(&self) -> usize {
        self.layers.iter().map(|layer| layer.inputs * layer.outputs).sum()
    }

    fn outputs(&self) -> usize {
        self.layers.last().map_or(2, |layer| layer.outputs)
    }

    /// The predictions, the divergences where `tangents` are wanted, and what a third and a fourth output say.
    fn evaluate(&self, x: &[[f32; 2]], scale: f32, features: &[f32], tangents: bool) -> [SingleCloud; 3] {
        let mut answers = [Vec::with_capacity(x.len()), Vec::new(), Vec::new()];
        let outputs = self.outputs();
        let Some((first, rest)) = self.layers.split_first() else {
            return answers;
        };
        let (weight, bias) = first.split(&self.weights);
        // All points share one time: its features are part of the bias.
        let mut bias = bias.to_vec();
        let (of_x, of_features) = weight.split_at(2 * first.outputs);
        for (feature, weight) in features.iter().zip(of_features.chunks_exact(first.outputs)) {
            bias.iter_mut().zip(weight).for_each(|(bias, weight)| *bias += feature * weight);
        }
        let zeros = vec![0.0; self.layers.iter().map(|layer| layer.outputs).max().unwrap_or(0)];
        let (mut values, mut changes, mut slopes) =
            (Current::default(), [(); 2].map(|()| Current::default()), Vec::new());
        let wanted = if tangents { 2 } else { 0 };
        for block in x.chunks(BLOCK) {
            let panels = block.len().div_ceil(PANEL);
            load(block, scale, &mut values.now);
            values.flow(of_x, &bias, 2, panels * first.outputs);
            self.bend(&mut values, &mut slopes, rest.is_empty());
            for (change, weight) in changes[..wanted].iter_mut().zip(of_x.chunks_exact(first.outputs)) {
                change.now.clear();
                change.now.extend((0..panels).flat_map(|_| weight).map(|weight| [scale * weight; PANEL]));
                multiply(&mut change.now, &slopes);
            }
            for (index, layer) in rest.iter().enumerate() {
                let (weight, bias) = layer.split(&self.weights);
                values.flow(weight, bias, layer.inputs, panels * layer.outputs);
                self.bend(&mut values, &mut slopes, index + 1 == rest.len());
                for change in &mut changes[..wanted] {
                    change.flow(weight, &zeros[..layer.outputs], layer.inputs, panels * layer.outputs);
                    multiply(&mut change.now, &slopes);
                }
            }
            let rows = || (0..block.len()).map(|row| (outputs * (row / PANEL), row % PANEL));
            answers[0].extend(rows().map(|(panel, lane)| [0, 1].map(|k| values.now[panel + k][lane])));
            if let [along_x, along_y] = &changes
                && tangents
            {
                let sum = |(panel, lane): (usize, usize)| along_x.now[panel][lane] + along_y.now[panel + 1][lane];
                answers[1].extend(rows().map(|at| [sum(at); 2]));
            }
            if outputs == 4 {
                answers[2].extend(rows().map(|(panel, lane)| [2, 3].map(|k| values.now[panel + k][lane])));
            }
        }
        answers
    }

    /// The activation in place of the sums of a layer, and its slope; the last layer has none.
    fn bend(&self, values: &mut Current, slopes: &mut Vec<Row>, last: bool) {
        slopes.resize(values.now.len(), [0.0; PANEL]);
        match last {
            true => slopes.fill([1.0; PANEL]),
            false => self.activation.apply_in_place(values.now.as_flattened_mut(), slopes.as_flattened_mut()),
        }
    }
}

/// Points side by side in panels; rows beyond their end are zero.
fn load(points: &[[f32; 2]], scale: f32, panels: &mut Vec<Row>) {
    panels.clear();
    panels.resize(2 * points.len().div_ceil(PANEL), [0.0; PANEL]);
    for (panel, points) in panels.chunks_exact_mut(2).zip(points.chunks(PANEL)) {
        for (lane, point) in points.iter().enumerate() {
            for k in 0..2 {
                panel[k][lane] = scale * point[k];
            }
        }
    }
}

fn multiply(rows: &mut [Row], factors: &[Row]) {
    let factors = factors.as_flattened();
    rows.as_flattened_mut().iter_mut().zip(factors).for_each(|(x, factor)| *x *= factor);
}

impl Predict<SingleCloud> for HostNetwork {
    fn predict(&self, x: &SingleCloud, scale: f64, features: &[f32]) -> SingleCloud {
        let [prediction, ..] = self.evaluate(x, scale as f32, features, false);
        prediction
    }

    fn predict_with_latent(&self, x: &SingleCloud, scale: f64, features: &[f32]) -> Option<[SingleCloud; 2]> {
        (self.outputs() == 4).then(|| {
            let [prediction, _, latent] = self.evaluate(x, scale as f32, features, false);
            [prediction, latent]
        })
    }
}

impl Divergence<SingleCloud> for HostNetwork {
    fn predict_with_divergence(&self, x: &SingleCloud, scale: f64, features: &[f32]) -> [SingleCloud; 2] {
        let [prediction, divergence, _] = self.evaluate(x, scale as f32, features, true);
        [prediction, divergence]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::{likelihood::Flow, oracle::Field, registry::Slot},
        nn::{Mlp, NetworkField, Parameters, TensorNetwork, init, read_now},
        protocol::Generate,
    };
    use burn::tensor::{Device, Tensor, TensorData};

    fn points(n: usize) -> SingleCloud {
        (0..n).map(|i| [(i as f32 * 0.618).fract() * 6.0 - 3.0, (i as f32 * 0.414).fract() * 6.0 - 3.0]).collect()
    }

    fn field<'a, N>(experiment: &'a Generate, network: &'a N) -> NetworkField<'a, N> {
        NetworkField {
            network,
            bridge: &*experiment.bridge,
            schedule: &*experiment.schedule,
            parametrization: &*experiment.parametrization,
            embedding: &*experiment.embedding,
        }
    }

    #[test]
    fn predictions_are_those_of_tensors() {
        let mut experiment = Generate::default();
        for (width, depth, n) in [(64, 3, 200), (17, 1, 1), (5, 4, 65), (128, 2, 64)] {
            (experiment.network.width, experiment.network.depth) = (width, depth);
            for (activation, embedding) in experiment.activation.ids().iter().zip(["concat", "fourier"].iter().cycle())
            {
                experiment.select("activation", activation).unwrap();
                experiment.select("embedding", embedding).unwrap();
                let mlp = Mlp::new(&experiment.network, &experiment.activation, &*experiment.embedding);
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
            let mlp = Mlp::new(&experiment.network, &experiment.activation, &*experiment.embedding);
            let host = HostNetwork::new(mlp.sizes(), &experiment.activation, init(mlp.sizes(), 3));
            let field = field(&experiment, &host);
            let x = points(70);
            let [velocity, divergence] = field.velocity_with_divergence(&x, 0.4);
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
                assert!((divergence[0] - difference).abs() < 2e-3 * size, "{schedule}: {} {difference}", divergence[0]);
                assert_eq!(divergence[0], divergence[1]);
            }
        }
    }
}
