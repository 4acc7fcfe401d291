use super::Features;
use crate::math::points::Points;

/// A network as sampling evaluates it.
pub trait Predict<P> {
    /// What the network's first head says of every point of `x`: its input is `scale · point`, followed by the `features`.
    fn predict(&self, x: &P, scale: f64, features: Features) -> P;

    /// The same, and what the head of this name says; `None` where there is no such head.
    fn predict_with(&self, _head: &str, _x: &P, _scale: f64, _features: Features) -> Option<[P; 2]> {
        None
    }
}

/// A network that also tells how its prediction spreads.
pub trait Divergence<P: Points>: Predict<P> {
    /// The predictions of [`Predict::predict`], and the divergence of that map of `x`: exact, from the derivatives along all
    /// axes.
    fn predict_with_divergence(&self, x: &P, scale: f64, features: Features) -> (P, P::Scalars);
}
