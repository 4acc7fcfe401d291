use super::{Euler, Memory, Sampler, Step, Stochastic};
use crate::math::{
    field::Field,
    points::{Noise, Points},
};

crate::configured! {
    /// A step by the mean velocity of the whole step, which the network predicts: one evaluation, and no error of a solver (Geng et al.,
    /// 2025, eq. 12; Frans et al., 2024, algorithm 2). A field that knows no such steps takes a step of Euler's method.
    pub struct Jump("jump", "Jump (mean velocity)") {}
}

impl Stochastic for Jump {}

impl<P: Points> Sampler<P> for Jump {
    /// `x_s = x_t − (t − s) u(x_t, s, t)`.
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        match field.jump(x, t, s) {
            Some(next) => Step::new(next, 1),
            None => Euler {}.step(field, x, t, s, noise, memory),
        }
    }
}
