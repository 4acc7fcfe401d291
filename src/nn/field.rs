use burn::tensor::{Tensor, TensorData};

use super::{Divergence, Features, Heads, Mlp, Parameters, Predict, Told, embedding::Embedding};
use crate::math::{
    bridge::Bridge,
    likelihood::Flow,
    oracle::{Bridged, Field},
    parametrization::{Inverse, Parametrization, invert},
    points::{Points, Scalars},
    schedule::{Schedule, inside},
};

impl Points for Tensor<2> {
    /// `[n, 1]`.
    type Scalars = Self;

    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        rest.iter().fold(first.clone().mul_scalar(c), |sum, (c, points)| sum + (*points).clone().mul_scalar(*c))
    }

    fn dimension(&self) -> usize {
        self.dims()[1]
    }

    fn dot(a: &Self, b: &Self) -> Self {
        (a.clone() * b.clone()).sum_dim(1)
    }

    fn choose(when: &Self, yes: &Self, no: &Self) -> Self {
        let when = when.clone().repeat_dim(1, yes.dimension());
        no.clone().mask_where(when.greater_equal_elem(0.0), yes.clone())
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        let allowed = a.clone().abs().max_pair(b.clone().abs()).mul_scalar(relative).add_scalar(absolute);
        let share = error.clone() / allowed;
        let square = super::read_now((share.clone() * share).mean())?;
        square.first().map(|square| f64::from(*square).sqrt())
    }
}

impl Scalars for Tensor<2> {
    fn lincomb(first: (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        Points::lincomb(first, rest)
    }

    fn shifted((c, scalars): (f64, &Self), by: f64) -> Self {
        scalars.clone().mul_scalar(c).add_scalar(by)
    }

    fn choose(when: &Self, yes: &Self, no: &Self) -> Self {
        Points::choose(when, yes, no)
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        Points::error_norm(error, a, b, absolute, relative)
    }
}

/// A network of tensors.
#[derive(Clone, Copy, Debug)]
pub struct TensorNetwork<'a> {
    pub mlp: &'a Mlp,
    pub parameters: &'a Parameters,
}

impl Predict<Tensor<2>> for TensorNetwork<'_> {
    fn predict(&self, x: &Tensor<2>, scale: f64, features: Features) -> Tensor<2> {
        let x = if scale == 1.0 { x.clone() } else { x.clone().mul_scalar(scale) };
        let rows = x.dims()[0];
        let upload =
            |values: &[f32], shape| Tensor::<2>::from_data(TensorData::new(values.to_vec(), shape), &x.device());
        let features = match features {
            Features::Shared(values) => upload(values, [1, values.len()]).repeat_dim(0, rows),
            Features::PerRow { values, width } => upload(values, [rows, width]),
        };
        self.mlp.forward(self.parameters, Tensor::cat(vec![x, features], 1))
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
    /// What the network is told beside the time.
    pub condition: Features<'a>,
}

impl<N> NetworkField<'_, N> {
    /// The rest of the network's input: the scale of the points, and the features that follow them.
    fn input(&self, t: f64) -> (f64, Told) {
        let mut time = Vec::with_capacity(self.embedding.size());
        self.embedding.append(t, &mut time);
        (self.schedule.at(t).input_scale(), self.condition.behind(&time))
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
        let (scale, told) = self.input(t);
        let prediction = self.network.predict(x, scale, told.features());
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
        let (scale, told) = self.input(t);
        let [velocity, latent] = self.network.predict_with(Heads::LATENT, x, scale, told.features())?;
        let score = P::lincomb((-1.0 / self.bridge.at(t).gamma, &latent), &[]);
        Some(Bridged { velocity, score, diffusion: self.bridge.diffusion() })
    }
}

impl<P: Points, N: Divergence<P>> Flow<P> for NetworkField<'_, N> {
    fn velocity_with_divergence(&self, x: &P, t: f64) -> (P, P::Scalars) {
        let (t, [of_x, of_prediction]) = self.map(|inverse| inverse.velocity, t);
        let (scale, told) = self.input(t);
        let (prediction, divergence) = self.network.predict_with_divergence(x, scale, told.features());
        if [of_x, of_prediction] == [0.0, 1.0] {
            return (prediction, divergence);
        }
        let velocity = P::lincomb((of_x, x), &[(of_prediction, &prediction)]);
        // The divergence of the points themselves is their dimension.
        let of_points = of_x * x.dimension() as f64;
        (velocity, P::Scalars::shifted((of_prediction, &divergence), of_points))
    }

    fn nearest(&self, t: f64) -> f64 {
        self.map(|inverse| inverse.velocity, t).0
    }
}
