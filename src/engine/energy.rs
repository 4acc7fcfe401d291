//! Networks that give an energy `f(x) = MLP(x) + c ‖x‖²`, of which `e^{−f}/Z` is the density.

use super::fused::{HostNetwork, TapedNetwork};
use crate::{
    math::points::{Points, Rows, SingleCloud},
    nn::{
        Differentiable, Divergence, Features, Jet, Predict, Pull, Tape, Vectors, Weighted, activation::ActivationConfig,
    },
};

/// An energy in training.
///
/// It is the map `x ↦ (f(x), 0)`. So the gradient in the points of the pull `(1, 0)` is `∇f`. It has no traces.
#[derive(Clone, Debug)]
pub(super) struct TapedEnergy {
    perceptron: TapedNetwork,
    confinement: f32,
    /// The points of the calls.
    points: Vec<Vectors>,
}

impl TapedEnergy {
    /// The energy whose perceptron has layers of these `sizes`, `(inputs, outputs)`, without weights.
    pub(super) fn new(sizes: &[(usize, usize)], activation: &ActivationConfig, confinement: f64) -> Self {
        Self { perceptron: TapedNetwork::new(sizes, activation), confinement: confinement as f32, points: Vec::new() }
    }
}

/// Numbers in rows of this width.
fn rows(numbers: Vec<f32>, width: usize) -> Rows<f32> {
    Rows::new(numbers, width).unwrap_or_default()
}

fn square([x, y]: [f32; 2]) -> f32 {
    x * x + y * y
}

impl Differentiable for TapedEnergy {
    fn forward(&mut self, x: &Vectors, _: Features, _: &[Vectors]) -> Jet {
        let found = self.perceptron.forward(&rows(x.as_flattened().to_vec(), 2), Features::NONE, &[]);
        let energies = x.iter().zip(found.value.values());
        let value = energies.map(|(x, output)| [output + self.confinement * square(*x), 0.0]).collect();
        self.points.push(x.clone());
        Jet { value, trace: found.trace }
    }

    fn backward(&mut self, pull: Pull) -> Vectors {
        let of_energy: Vec<f32> = pull.value.iter().map(|[of_energy, _]| *of_energy).collect();
        let points = self.points.pop().unwrap_or_default();
        let bowl = points.iter().zip(&of_energy).map(|(x, pull)| x.map(|c| 2.0 * self.confinement * pull * c));
        let bowl: Vectors = bowl.collect();
        let value = rows(of_energy, 1);
        let of_points = self.perceptron.backward(Pull { value: &value, trace: &[], share: pull.share });
        of_points.iter().zip(bowl).map(|(a, b)| std::array::from_fn(|k| a[k] + b[k])).collect()
    }
}

impl Tape for TapedEnergy {
    fn forget(&mut self) {
        self.points.pop();
        self.perceptron.forget();
    }

    fn held_bytes(&self) -> usize {
        self.perceptron.held_bytes() + self.points.iter().map(|points| size_of_val(&points[..])).sum::<usize>()
    }
}

impl Weighted for TapedEnergy {
    fn begin(&mut self, weights: &[f32]) {
        self.points.clear();
        self.perceptron.begin(weights);
    }

    fn gradient(&self) -> &[f32] {
        self.perceptron.gradient()
    }
}

/// An energy that is evaluated, not trained. It is a function of the point alone: scale and features have no effect.
#[derive(Clone, Debug)]
pub(super) struct HostEnergy {
    perceptron: HostNetwork,
    confinement: f64,
}

impl HostEnergy {
    /// The energy whose perceptron has layers of these `sizes`, `(inputs, outputs)`, with `weights` that fit.
    pub(super) fn new(
        sizes: &[(usize, usize)],
        activation: &ActivationConfig,
        confinement: f64,
        weights: Vec<f32>,
    ) -> Self {
        Self { perceptron: HostNetwork::new(sizes, activation, weights), confinement }
    }

    /// The number of multiplications with a weight in one evaluation with its gradient, about.
    pub(super) fn products(&self) -> usize {
        3 * self.perceptron.products()
    }

    /// `−f(x)`, `[n]`: the log density up to −ln Z.
    pub(super) fn log_density(&self, x: &SingleCloud) -> Vec<f64> {
        let outputs = self.perceptron.predict(&rows(x.as_flattened().to_vec(), 2), 1.0, Features::NONE);
        let bowl = |x: &[f32; 2]| self.confinement * f64::from(square(*x));
        x.iter().zip(outputs.values()).map(|(x, output)| -f64::from(*output) - bowl(x)).collect()
    }

    /// The score `−∇f`, and its divergence where it is wanted.
    fn score(&self, x: &SingleCloud, values: &[[f32; 2]]) -> SingleCloud {
        let slope = |x: f32, of_output: f32| (-2.0 * self.confinement * f64::from(x)) as f32 - of_output;
        x.iter().zip(values).map(|(x, of_output)| std::array::from_fn(|k| slope(x[k], of_output[k]))).collect()
    }
}

impl Predict<SingleCloud> for HostEnergy {
    fn predict(&self, x: &SingleCloud, _: f64, _: Features) -> SingleCloud {
        self.score(x, &self.perceptron.differentiate(x, false).gradients)
    }

    fn predict_with_log_density(&self, x: &SingleCloud, _: Features) -> Option<(SingleCloud, Vec<f32>)> {
        let found = self.perceptron.differentiate(x, false);
        let energies = x.iter().zip(&found.values).map(|(x, output)| output + (self.confinement as f32) * square(*x));
        Some((self.score(x, &found.gradients), energies.map(|energy| -energy).collect()))
    }
}

impl Divergence<SingleCloud> for HostEnergy {
    fn predict_with_divergence(&self, x: &SingleCloud, _: f64, _: Features) -> (SingleCloud, Vec<f32>) {
        let found = self.perceptron.differentiate(x, true);
        let dimension = x.dimension() as f64;
        let divergence =
            found.laplacians.iter().map(|laplacian| (-2.0 * dimension * self.confinement) as f32 - laplacian);
        (self.score(x, &found.gradients), divergence.collect())
    }
}

#[cfg(test)]
mod tests;
