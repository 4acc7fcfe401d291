use super::{
    Effort, Loss, Networks, Objective, Outcome, Recipe, Scope,
    loss::{Plan, part},
};
use crate::{
    math::{gaussian, points::Cloud},
    nn::{Architecture, Differentiable, Features, Pull, Vectors, axes, embedding::Embedding},
};

crate::configured! {
    /// A normalizing flow of planar layers x + u tanh(wᵀx + b) (Rezende and Mohamed, 2015) by maximum likelihood: each layer
    /// squeezes or stretches the plane along one direction, from the data to the noise. It trains layers of its own instead of
    /// the network. Sampling with Euler undoes the layers exactly where its steps are a multiple of their number.
    pub struct PlanarFlow("planar-flow", "Planar normalizing flow") {
        /// Layers of the flow.
        layers: u32 = 25, "Layers", "K", "layers", 1..=200, Log;
    }
}

/// Work of a point in a layer beside its products, in floating-point operations.
const LAYER: f64 = 1_000.0;

impl Objective for PlanarFlow {
    fn recipe(&self) -> Recipe {
        Recipe::default()
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn architecture(&self) -> Architecture {
        Architecture::PlanarFlow { layers: self.layers as usize }
    }

    fn follows_velocity(&self) -> bool {
        true
    }

    fn takes_condition(&self) -> bool {
        false
    }

    fn needs_normal_source(&self) -> bool {
        true
    }

    fn has_pairs(&self) -> bool {
        false
    }
}

/// Points after all layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub points: Cloud,
    /// `Σ ln det` of the layers at every point.
    pub log_determinant: Vec<f64>,
    /// The determinants of all points, layer by layer.
    determinants: Vec<Vec<f64>>,
}

impl PlanarFlow {
    /// `x` carried through the layers, whose calls stay on the network's stack.
    /// A layer's Jacobian differs from the identity by a matrix of rank one, so its determinant is 1 plus its trace.
    pub fn carry(&self, network: &mut dyn Differentiable, embedding: &dyn Embedding, x: Cloud) -> Carried {
        let rows = x.len();
        let h = 1.0 / f64::from(self.layers);
        let mut carried = Carried { points: x, log_determinant: vec![0.0; rows], determinants: Vec::new() };
        let directions = axes(rows);
        for layer in 0..self.layers {
            let mut features = Vec::with_capacity(embedding.size());
            embedding.append((f64::from(layer) + 0.5) * h, &mut features);
            let single: Vectors = carried.points.iter().map(|x| x.map(|c| c as f32)).collect();
            let jet = network.forward(&single, Features::Shared(&features), &directions);
            for (x, change) in carried.points.iter_mut().zip(&jet.value) {
                (0..2).for_each(|k| x[k] += h * f64::from(change[k]));
            }
            let determinants: Vec<f64> = jet.trace.iter().map(|trace| 1.0 + h * f64::from(*trace)).collect();
            let logarithms = determinants.iter().map(|determinant| libm::log(determinant.abs()));
            carried.log_determinant.iter_mut().zip(logarithms).for_each(|(sum, log)| *sum += log);
            carried.determinants.push(determinants);
        }
        carried
    }
}

impl Loss for PlanarFlow {
    /// The negative log-likelihood of fresh data, and the gradient of its mean.
    /// `−log p(x) = −log N(x_K; 0, I) − Σ ln |1 + ûᵀ tanh′ w|`.
    fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, batches, networks: Networks { model: network, .. }, step, rows, .. } = scope;
        let all = batches.draw_data_and_times(setting, step).data;
        let (data, share) = (part(all, &rows).to_vec(), 1.0 / all.len().max(1) as f32);
        let Carried { points, log_determinant, determinants } = self.carry(network, setting.embedding, data);
        let effort = Effort { evaluations: 2 * self.layers, held_bytes: network.held_bytes(), ..Effort::default() };
        let h = 1.0 / f64::from(self.layers);
        let mut gradient = points.clone();
        for determinants in determinants.iter().rev() {
            let value: Vectors = gradient.iter().map(|of_point| of_point.map(|c| (h * c) as f32)).collect();
            let trace: Vec<f32> = determinants.iter().map(|determinant| (-h / determinant) as f32).collect();
            let behind = network.backward(Pull { value: &value, trace: &trace, share });
            gradient.iter_mut().zip(behind).for_each(|(x, more)| (0..2).for_each(|k| x[k] += f64::from(more[k])));
        }
        let rows = points.iter().zip(&log_determinant);
        let rows = rows.map(|(x, log)| (-gaussian::plane_log_density(*x) - log) as f32).collect();
        Outcome { rows, effort, ..Outcome::default() }
    }

    fn plan(&self) -> Plan {
        // An evaluation is one layer, so that one of all weights is all layers.
        let beside = LAYER * f64::from(self.layers);
        Plan { evaluations: 1.0, directions: 2.0, kept: 1.0, forward: 0.0, beside }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{count, embedding::Concat, init, planar};

    /// Weights far from the identity, so that the bound on wᵀu matters.
    fn wild(layers: usize) -> Vec<f32> {
        init(&planar::PlanarFlow::sizes(layers), 5)
            .iter()
            .enumerate()
            .map(|(i, w)| if i < 3 * layers { 2.0 * w } else { 8.0 * w })
            .collect()
    }

    /// The stack in double precision, written out from the layout.
    fn exact(layers: usize, weights: &[f32], mut x: [f64; 2]) -> [f64; 2] {
        let at = |index: usize| f64::from(weights[index]);
        for k in 0..layers {
            let (w, u) = ([at(k), at(layers + k)], [at(3 * layers + 2 * k), at(3 * layers + 2 * k + 1)]);
            let along = w[0] * u[0] + w[1] * u[1];
            let more = (along.exp().ln_1p() - 1.0 - along) / (w[0] * w[0] + w[1] * w[1]);
            let bend = (w[0] * x[0] + w[1] * x[1] + at(2 * layers + k)).tanh();
            (0..2).for_each(|k| x[k] += (u[k] + more * w[k]) * bend);
        }
        x
    }

    fn grid(side: usize, reach: f64) -> Cloud {
        let at = |i: usize| reach * ((2 * i + 1) as f64 / side as f64 - 1.0);
        (0..side * side).map(|i| [at(i % side), at(i / side)]).collect()
    }

    #[test]
    fn log_determinants_are_those_of_the_jacobian() {
        for layers in [1, 2, 9] {
            let weights = wild(layers);
            assert_eq!(weights.len(), count(&planar::PlanarFlow::sizes(layers)));
            let mut network = planar::PlanarFlow::new(layers, weights.clone());
            let config = PlanarFlow { layers: layers as u32 };
            let x = grid(9, 3.0);
            let Carried { points, log_determinant, .. } = config.carry(&mut network, &Concat {}, x.clone());
            let h = 1e-5;
            for (row, x) in x.iter().enumerate() {
                let column = |k: usize| {
                    let at =
                        |h: f64| exact(layers, &weights, std::array::from_fn(|i| x[i] + if i == k { h } else { 0.0 }));
                    let (after, before) = (at(h), at(-h));
                    [0, 1].map(|i| (after[i] - before[i]) / (2.0 * h))
                };
                let (a, b) = (column(0), column(1));
                let expected = (a[0] * b[1] - a[1] * b[0]).abs().ln();
                let found = log_determinant[row];
                assert!((found - expected).abs() < 1e-4 * (1.0 + expected.abs()), "{layers}: {found} {expected}");
                let end = exact(layers, &weights, *x);
                assert!((0..2).all(|k| (points[row][k] - end[k]).abs() < 1e-4), "{:?} {end:?}", points[row]);
            }
        }
    }

    #[test]
    fn the_density_integrates_to_one() {
        let mut network = planar::PlanarFlow::new(6, wild(6));
        let (side, reach) = (400, 12.0);
        let config = PlanarFlow { layers: 6 };
        let Carried { points, log_determinant, .. } = config.carry(&mut network, &Concat {}, grid(side, reach));
        let log_density = points.iter().zip(&log_determinant).map(|(x, log)| gaussian::plane_log_density(*x) + log);
        let area = (2.0 * reach / side as f64).powi(2);
        let mass: f64 = log_density.map(|log| area * log.exp()).sum();
        assert!((mass - 1.0).abs() < 0.01, "{mass}");
    }

    #[cfg(feature = "engine")]
    #[test]
    fn euler_backwards_undoes_the_layers() {
        use crate::nn::{Divergence, Predict};
        let layers = 5;
        let mut network = planar::PlanarFlow::new(layers, wild(layers));
        let x = grid(9, 3.0);
        let Carried { points, log_determinant, .. } =
            PlanarFlow { layers: 5 }.carry(&mut network, &Concat {}, x.clone());
        let single = |points: &Cloud| -> Vectors { points.iter().map(|x| x.map(|c| c as f32)).collect() };
        // One step for a layer, and two.
        for steps in [5, 10] {
            let mut back = points.clone();
            for step in (1..=steps).rev() {
                let t = step as f32 / steps as f32;
                let velocity = network.predict(&single(&back), 1.0, Features::Shared(&[t]));
                for (x, v) in back.iter_mut().zip(velocity) {
                    (0..2).for_each(|k| x[k] -= f64::from(v[k]) / f64::from(steps));
                }
            }
            for (found, x) in back.iter().zip(&x) {
                assert!((0..2).all(|k| (found[k] - x[k]).abs() < 1e-3), "{found:?} {x:?}");
            }
        }
        // The divergence along the way adds up to the log determinant.
        let fine = 100;
        let (mut now, mut sum) = (x, vec![0.0; points.len()]);
        for step in 0..layers * fine {
            let at = |share: f32| ((step / fine) as f32 + ((step % fine) as f32 + share) / fine as f32) / layers as f32;
            let h = 1.0 / (layers * fine) as f64;
            let (velocity, _) = network.predict_with_divergence(&single(&now), 1.0, Features::Shared(&[at(0.5)]));
            // Trajectories within a layer are straight: half a step backwards would be on the same line.
            let middle: Vectors = now
                .iter()
                .zip(&velocity)
                .map(|(x, v)| [0, 1].map(|k| (x[k] + 0.5 * h * f64::from(v[k])) as f32))
                .collect();
            let (velocity, divergence) = network.predict_with_divergence(&middle, 1.0, Features::Shared(&[at(0.5)]));
            for (row, (x, v)) in now.iter_mut().zip(&velocity).enumerate() {
                (0..2).for_each(|k| x[k] += h * f64::from(v[k]));
                sum[row] += h * f64::from(divergence[row]);
            }
        }
        for (found, expected) in sum.iter().zip(&log_determinant) {
            assert!((found - expected).abs() < 1e-2 * (1.0 + expected.abs()), "{found} {expected}");
        }
    }
}
