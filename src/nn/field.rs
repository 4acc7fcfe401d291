use burn::tensor::{Device, Tensor, TensorData};
use rand_core::RngCore;

use super::{Mlp, Parameters, embedding::Embedding};
use crate::math::{
    oracle::Field,
    parametrization::{Inverse, Parametrization, invert},
    points::{Noise, Points},
    rng,
    schedule::{Coeffs, Schedule, inside},
};

impl Points for Tensor<2> {
    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        rest.iter().fold(first.clone().mul_scalar(c), |sum, (c, points)| sum + (*points).clone().mul_scalar(*c))
    }
}

/// Points of the plane as a `[n, 2]` tensor.
pub fn upload(points: &[[f64; 2]], device: &Device) -> Tensor<2> {
    let flat: Vec<f32> = points.iter().flatten().map(|&c| c as f32).collect();
    Tensor::from_data(TensorData::new(flat, [points.len(), 2]), device)
}

/// Noise drawn on the host, so that every backend sees the same.
pub struct HostNoise<'a>(pub &'a mut dyn RngCore);

impl Noise<Tensor<2>> for HostNoise<'_> {
    fn normal_like(&mut self, like: &Tensor<2>) -> Tensor<2> {
        let points: Vec<_> = (0..like.dims()[0]).map(|_| rng::normal(self.0)).collect();
        upload(&points, &like.device())
    }
}

/// A trained network as a field: its prediction turned into velocity or denoised points.
#[derive(Clone, Copy)]
pub struct NetworkField<'a> {
    pub mlp: &'a Mlp,
    pub parameters: &'a Parameters,
    pub schedule: &'a dyn Schedule,
    pub parametrization: &'a dyn Parametrization,
    pub embedding: &'a dyn Embedding,
}

impl NetworkField<'_> {
    /// The raw prediction `[n, 2]` for points `[n, 2]` that share one time.
    pub fn predict(&self, x: &Tensor<2>, t: f64) -> Tensor<2> {
        let features: Vec<f32> = self.embedding.features(t).iter().map(|&f| f as f32).collect();
        let width = features.len();
        let features = Tensor::<2>::from_data(TensorData::new(features, [1, width]), &x.device());
        let input = Tensor::cat(vec![x.clone(), features.repeat_dim(0, x.dims()[0])], 1);
        self.mlp.forward(self.parameters, input)
    }

    /// What `part` of the inverse makes of the points and the prediction at `t`, or a little inside where it has a pole.
    fn combine(&self, part: fn(Inverse) -> [f64; 2], x: &Tensor<2>, t: f64) -> Tensor<2> {
        let map = |t: f64| part(invert(self.parametrization, &self.schedule.at(t)));
        let t = if map(t).iter().all(|c| c.is_finite()) { t } else { inside(t) };
        let [of_x, of_prediction] = map(t);
        let prediction = self.predict(x, t);
        if [of_x, of_prediction] == [0.0, 1.0] {
            return prediction;
        }
        Tensor::lincomb((of_x, x), &[(of_prediction, &prediction)])
    }
}

impl Field<Tensor<2>> for NetworkField<'_> {
    fn coeffs(&self, t: f64) -> Coeffs {
        self.schedule.at(t)
    }

    fn velocity(&self, x: &Tensor<2>, t: f64) -> Tensor<2> {
        self.combine(|inverse| inverse.velocity, x, t)
    }

    fn denoised(&self, x: &Tensor<2>, t: f64) -> Tensor<2> {
        self.combine(|inverse| inverse.data, x, t)
    }
}
