use super::Features;
use crate::math::points::Points;

/// A network as sampling evaluates it.
pub trait Predict<P: Points> {
    /// The output of the network's first head at every point of `x`.
    /// The input is `scale · point`, followed by the `features`.
    fn predict(&self, x: &P, scale: f64, features: Features) -> P;

    /// The same, and the output of the head of this name; `None` where there is no such head.
    fn predict_with(&self, _head: &str, _x: &P, _scale: f64, _features: Features) -> Option<[P; 2]> {
        None
    }

    /// `∇ log p(class | x)` by a classifier beside the network, which is told the point and the features of the time; `None` without one.
    fn class_score(&self, _x: &P, _scale: f64, _time: Features, _class: u32) -> Option<P> {
        None
    }

    /// The prediction, and the log density whose gradient it is, up to a number that is the same for all points; `None` where
    /// the network has no density.
    fn predict_with_log_density(&self, _x: &P, _features: Features) -> Option<(P, P::Scalars)> {
        None
    }
}

/// A network that also gives the divergence of its prediction.
pub trait Divergence<P: Points>: Predict<P> {
    /// The predictions of [`Predict::predict`], and the divergence of that map of `x`: exact, from the derivatives along all
    /// axes.
    fn predict_with_divergence(&self, x: &P, scale: f64, features: Features) -> (P, P::Scalars);
}
