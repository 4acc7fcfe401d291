//! Tensors as points, and as a network's prediction.

use burn::tensor::{Tensor, TensorData};

use super::{Features, Mlp, Parameters, Predict};
use crate::math::{
    ode::Tolerance,
    points::{Points, Scalars},
};

impl Points for Tensor<2> {
    /// `[n, 1]`.
    type Scalars = Self;

    const LEAST_TOLERANCE: f64 = Tolerance::SINGLE;

    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        rest.iter().fold(first.clone().mul_scalar(c), |sum, (c, points)| sum + (*points).clone().mul_scalar(*c))
    }

    fn dimension(&self) -> usize {
        self.dims()[1]
    }

    fn dot(a: &Self, b: &Self) -> Self {
        (a.clone() * b.clone()).sum_dim(1)
    }

    fn onto(a: &Self, b: &Self) -> Self {
        let (product, square) = (Self::dot(a, b), Self::dot(b, b));
        let is_zero = square.clone().equal_elem(0.0);
        let share = (product / square).mask_fill(is_zero, 0.0);
        b.clone() * share
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
