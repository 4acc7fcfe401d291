use burn::tensor::{Tensor, TensorData};

use super::{Mlp, Parameters, embedding::Embedding};
use crate::math::{
    bridge::Bridge,
    likelihood::Flow,
    oracle::{Bridged, Field},
    parametrization::{Inverse, Parametrization, invert},
    points::Points,
    schedule::{Schedule, inside},
};

impl Points for Tensor<2> {
    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        rest.iter().fold(first.clone().mul_scalar(c), |sum, (c, points)| sum + (*points).clone().mul_scalar(*c))
    }

    fn shifted((c, points): (f64, &Self), by: f64) -> Self {
        points.clone().mul_scalar(c).add_scalar(by)
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

/// A network as sampling asks it.
pub trait Predict<P> {
    /// What the network says of every point of `x`: its input is `scale · point`, followed by `features`, which all points
    /// share.
    fn predict(&self, x: &P, scale: f64, features: &[f32]) -> P;

    /// The same, and what the network says of the noise of the bridge; `None` where it says nothing of it.
    fn predict_with_latent(&self, _x: &P, _scale: f64, _features: &[f32]) -> Option<[P; 2]> {
        None
    }
}

/// A network that also tells how its prediction spreads.
pub trait Divergence<P>: Predict<P> {
    /// The predictions of [`Predict::predict`], and the divergence of that map of `x`, in both columns: exact, from the
    /// derivatives along both axes.
    fn predict_with_divergence(&self, x: &P, scale: f64, features: &[f32]) -> [P; 2];
}

/// A network of tensors.
#[derive(Clone, Copy, Debug)]
pub struct TensorNetwork<'a> {
    pub mlp: &'a Mlp,
    pub parameters: &'a Parameters,
}

impl Predict<Tensor<2>> for TensorNetwork<'_> {
    fn predict(&self, x: &Tensor<2>, scale: f64, features: &[f32]) -> Tensor<2> {
        let x = if scale == 1.0 { x.clone() } else { x.clone().mul_scalar(scale) };
        let features = Tensor::<2>::from_data(TensorData::new(features.to_vec(), [1, features.len()]), &x.device());
        let rows = x.dims()[0];
        let input = Tensor::cat(vec![x, features.repeat_dim(0, rows)], 1);
        self.mlp.forward(self.parameters, input)
    }
}

/// A trained network as a field: its prediction turned into velocity, score or denoised points.
#[derive(Clone, Copy)]
pub struct NetworkField<'a, N> {
    pub network: &'a N,
    pub schedule: &'a dyn Schedule,
    pub bridge: &'a dyn Bridge,
    pub parametrization: &'a dyn Parametrization,
    pub embedding: &'a dyn Embedding,
}

impl<N> NetworkField<'_, N> {
    /// The time's part of the network's input: the scale of the points, and the features that follow them.
    fn input(&self, t: f64) -> (f64, Vec<f32>) {
        let mut features = Vec::with_capacity(self.embedding.size());
        self.embedding.append(t, &mut features);
        (self.schedule.at(t).input_scale(), features)
    }

    /// How `part` of the inverse is made of the points and the prediction at `t`, or a little inside where it has a pole.
    fn map(&self, part: fn(Inverse) -> [f64; 2], t: f64) -> (f64, [f64; 2]) {
        let map = |t: f64| part(invert(self.parametrization, &self.schedule.at(t)));
        let t = if map(t).iter().all(|c| c.is_finite()) { t } else { inside(t) };
        (t, map(t))
    }

    fn combine<P: Points>(&self, part: fn(Inverse) -> [f64; 2], x: &P, t: f64) -> P
    where
        N: Predict<P>,
    {
        let (t, [of_x, of_prediction]) = self.map(part, t);
        let (scale, features) = self.input(t);
        let prediction = self.network.predict(x, scale, &features);
        if [of_x, of_prediction] == [0.0, 1.0] {
            return prediction;
        }
        P::lincomb((of_x, x), &[(of_prediction, &prediction)])
    }
}

impl<P: Points, N: Predict<P>> Field<P> for NetworkField<'_, N> {
    fn schedule(&self) -> &dyn Schedule {
        self.schedule
    }

    fn velocity(&self, x: &P, t: f64) -> P {
        self.combine(|inverse| inverse.velocity, x, t)
    }

    fn denoised(&self, x: &P, t: f64) -> P {
        self.combine(|inverse| inverse.data, x, t)
    }

    /// From the predicted noise itself, which loses no digits where little noise is left.
    fn score(&self, x: &P, t: f64) -> P {
        if let Some(Bridged { score, .. }) = self.bridged(x, t) {
            return score;
        }
        let noise = self.combine(|inverse| inverse.noise, x, t);
        P::lincomb((-1.0 / self.schedule.at(t).sigma, &noise), &[])
    }

    /// `−E[z | x_t]/gamma` is the score; at the ends of the path, where there is no such noise, it is taken a little inside.
    fn bridged(&self, x: &P, t: f64) -> Option<Bridged<P>> {
        let t = inside(t);
        let (scale, features) = self.input(t);
        let [velocity, latent] = self.network.predict_with_latent(x, scale, &features)?;
        let score = P::lincomb((-1.0 / self.bridge.at(t).gamma, &latent), &[]);
        Some(Bridged { velocity, score, diffusion: self.bridge.diffusion() })
    }
}

impl<P: Points, N: Divergence<P>> Flow<P> for NetworkField<'_, N> {
    fn velocity_with_divergence(&self, x: &P, t: f64) -> [P; 2] {
        let (t, [of_x, of_prediction]) = self.map(|inverse| inverse.velocity, t);
        let (scale, features) = self.input(t);
        let [prediction, divergence] = self.network.predict_with_divergence(x, scale, &features);
        if [of_x, of_prediction] == [0.0, 1.0] {
            return [prediction, divergence];
        }
        let velocity = P::lincomb((of_x, x), &[(of_prediction, &prediction)]);
        // The points themselves have divergence 2.
        [velocity, P::shifted((of_prediction, &divergence), 2.0 * of_x)]
    }

    fn nearest(&self, t: f64) -> f64 {
        self.map(|inverse| inverse.velocity, t).0
    }
}
