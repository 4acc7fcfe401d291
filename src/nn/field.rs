use burn::tensor::{Device, Tensor, TensorData};
use rand_core::RngCore;

use super::{Mlp, Parameters, embedding::Embedding};
use crate::math::{
    oracle::Field,
    parametrization::{Inverse, Parametrization, invert},
    points::{Noise, Points},
    rng,
    schedule::{Schedule, inside},
};

impl Points for Tensor<2> {
    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        rest.iter().fold(first.clone().mul_scalar(c), |sum, (c, points)| sum + (*points).clone().mul_scalar(*c))
    }

    fn dot(a: &Self, b: &Self) -> Self {
        (a.clone() * b.clone()).sum_dim(1).repeat_dim(1, 2)
    }

    fn choose(when: &Self, yes: &Self, no: &Self) -> Self {
        let first = when.clone().narrow(1, 0, 1).repeat_dim(1, 2);
        no.clone().mask_where(first.greater_equal_elem(0.0), yes.clone())
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        let allowed = a.clone().abs().max_pair(b.clone().abs()).mul_scalar(relative).add_scalar(absolute);
        let share = error.clone() / allowed;
        let square = super::read_now((share.clone() * share).mean())?;
        square.first().map(|square| f64::from(*square).sqrt())
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
        let scale = self.schedule.at(t).input_scale();
        let x = if scale == 1.0 { x.clone() } else { x.clone().mul_scalar(scale) };
        let features: Vec<f32> = self.embedding.features(t).iter().map(|&f| f as f32).collect();
        let width = features.len();
        let features = Tensor::<2>::from_data(TensorData::new(features, [1, width]), &x.device());
        let rows = x.dims()[0];
        let input = Tensor::cat(vec![x, features.repeat_dim(0, rows)], 1);
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
    fn schedule(&self) -> &dyn Schedule {
        self.schedule
    }

    fn velocity(&self, x: &Tensor<2>, t: f64) -> Tensor<2> {
        self.combine(|inverse| inverse.velocity, x, t)
    }

    fn denoised(&self, x: &Tensor<2>, t: f64) -> Tensor<2> {
        self.combine(|inverse| inverse.data, x, t)
    }
    /// From the predicted noise itself, which loses no digits where little noise is left.
    fn score(&self, x: &Tensor<2>, t: f64) -> Tensor<2> {
        let noise = self.combine(|inverse| inverse.noise, x, t);
        noise.mul_scalar(-1.0 / self.schedule.at(t).sigma)
    }
}
