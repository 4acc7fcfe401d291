use super::{Blend, GuidanceConfig};
use crate::math::{
    field::{Bridged, Field, Flow},
    parametrization::{Velocity, invert},
    points::{Points, Scalars},
    schedule::{Coeffs, Schedule, finite},
};

/// A field, pushed away from a weaker one by a rule. Without a weaker one it is the field itself.
#[derive(Clone, Debug)]
pub struct Guided<F> {
    own: F,
    weak: Option<F>,
    rule: GuidanceConfig,
}

impl<F> Guided<F> {
    pub fn new(own: F, weak: Option<F>, rule: GuidanceConfig) -> Self {
        let weak = weak.filter(|_| rule.weaker().is_some());
        Self { own, weak, rule }
    }

    /// The field without guidance.
    pub fn own(&self) -> &F {
        &self.own
    }

    /// How many fields an evaluation evaluates, at most.
    pub fn fields(&self) -> u32 {
        if self.weak.is_some() { 2 } else { 1 }
    }

    /// The weaker field and the combination with it at `t`; `None` where the field is its own.
    fn pair<P: Points>(&self, t: f64) -> Option<(&F, Blend)>
    where
        F: Field<P>,
    {
        let weak = self.weak.as_ref()?;
        match self.rule.blend(t, self.own.coeffs(t).log_snr()) {
            Blend::Own => None,
            blend => Some((weak, blend)),
        }
    }

    /// The combination of one quantity of both fields, where it is linear.
    fn linear<P: Points, Q>(
        &self,
        t: f64,
        ask: impl Fn(&F) -> Q,
        combine: fn((f64, &Q), &[(f64, &Q)]) -> Q,
    ) -> Option<Q>
    where
        F: Field<P>,
    {
        match self.pair(t) {
            None => Some(ask(&self.own)),
            Some((weak, Blend::Along(w))) => Some(combine((w, &ask(&self.own)), &[(1.0 - w, &ask(weak))])),
            Some(_) => None,
        }
    }
}

impl<P: Points, F: Field<P>> Field<P> for Guided<F> {
    fn schedule(&self) -> &dyn Schedule {
        self.own.schedule()
    }

    fn velocity(&self, x: &P, t: f64) -> P {
        match self.pair(t) {
            Some((weak, Blend::Projected(w))) => {
                let own = self.own.velocity(x, t);
                let weak = P::onto(&own, &weak.velocity(x, t));
                P::lincomb((w, &own), &[(1.0 - w, &weak)])
            }
            Some((_, Blend::Still)) => P::lincomb((0.0, x), &[]),
            _ => self.linear(t, |field| field.velocity(x, t), P::lincomb).unwrap_or_else(|| self.own.velocity(x, t)),
        }
    }

    /// Where the rule is not linear, the point that belongs to the guided velocity.
    fn denoised(&self, x: &P, t: f64) -> P {
        let linear = self.linear(t, |field| field.denoised(x, t), P::lincomb);
        linear.unwrap_or_else(|| {
            let [of_x, of_velocity] = invert(&Velocity {}, &finite(self.schedule(), t)).data;
            P::lincomb((of_velocity, &self.velocity(x, t)), &[(of_x, x)])
        })
    }

    fn denoised_along(&self, x: &P, along: &P, t: f64) -> Option<P> {
        let ask = |field: &F| field.denoised_along(x, along, t);
        self.linear(t, ask, |(w, own), rest| {
            let weak = rest.iter().map(|(c, weak)| Some((*c, weak.as_ref()?))).collect::<Option<Vec<_>>>()?;
            Some(P::lincomb((w, own.as_ref()?), &weak))
        })?
    }

    fn score(&self, x: &P, t: f64) -> P {
        let linear = self.linear(t, |field| field.score(x, t), P::lincomb);
        linear.unwrap_or_else(|| {
            let Coeffs { alpha, sigma, .. } = self.coeffs(t);
            let inverse = 1.0 / (sigma * sigma);
            P::lincomb((alpha * inverse, &self.denoised(x, t)), &[(-inverse, x)])
        })
    }

    fn bridged(&self, x: &P, t: f64) -> Option<Bridged<P>> {
        let own = self.own.bridged(x, t)?;
        let Some((weak, blend)) = self.pair(t) else {
            return Some(own);
        };
        let (Blend::Along(w), weak) = (blend, weak.bridged(x, t)?) else {
            return None;
        };
        let along = |own: &P, weak: &P| P::lincomb((w, own), &[(1.0 - w, weak)]);
        let (velocity, score) = (along(&own.velocity, &weak.velocity), along(&own.score, &weak.score));
        Some(Bridged { velocity, score, diffusion: own.diffusion })
    }

    /// The steps of both fields are combined as their mean velocities are.
    fn jump(&self, x: &P, t: f64, s: f64) -> Option<P> {
        let own = self.own.jump(x, t, s)?;
        match self.pair(t) {
            None => Some(own),
            Some((weak, Blend::Along(w))) => Some(P::lincomb((w, &own), &[(1.0 - w, &weak.jump(x, t, s)?)])),
            Some(_) => None,
        }
    }

    /// Of guided fields the density, up to a constant factor, whose score the guided score is at this one time: `p_t^w q_t^(1−w)`. It
    /// is not the law of the samples.
    fn log_density(&self, x: &P, t: f64) -> Option<P::Scalars> {
        let Some((weak, blend)) = self.pair(t) else {
            return self.own.log_density(x, t);
        };
        let (Blend::Along(w), own, weak) = (blend, self.own.log_density(x, t)?, weak.log_density(x, t)?) else {
            return None;
        };
        Some(P::Scalars::lincomb((w, &own), &[(1.0 - w, &weak)]))
    }

    fn score_with_log_density(&self, x: &P, t: f64) -> (P, Option<P::Scalars>) {
        match self.pair(t) {
            None => self.own.score_with_log_density(x, t),
            Some(_) => (self.score(x, t), self.log_density(x, t)),
        }
    }
}

impl<P: Points, F: Flow<P>> Flow<P> for Guided<F> {
    /// Where the rule is not linear, the divergence is that of the own field: see [`super::Guidance::is_linear`].
    fn velocity_with_divergence(&self, x: &P, t: f64) -> (P, P::Scalars) {
        let ask = |field: &F| field.velocity_with_divergence(x, t);
        let linear = self.linear(t, ask, |(w, own), rest| {
            let velocities: Vec<_> = rest.iter().map(|(c, (velocity, _))| (*c, velocity)).collect();
            let divergences: Vec<_> = rest.iter().map(|(c, (_, divergence))| (*c, divergence)).collect();
            (P::lincomb((w, &own.0), &velocities), P::Scalars::lincomb((w, &own.1), &divergences))
        });
        linear.unwrap_or_else(|| (self.velocity(x, t), ask(&self.own).1))
    }

    fn nearest(&self, t: f64) -> f64 {
        self.own.nearest(t)
    }
}
