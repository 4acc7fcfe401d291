use super::{Divergence, Features, Heads, Predict, Told, embedding::Embedding};
use crate::math::{
    bridge::Bridge,
    field::{Bridged, Field, Flow},
    guidance::{per_score, where_scores_tell},
    parametrization::{Inverse, Parametrization, invert},
    points::{Points, Scalars},
    schedule::{Coeffs, Schedule, inside, legible},
};

/// A trained network as a field: velocity, score or denoised points, computed from its prediction.
#[derive(Clone, Copy)]
pub struct NetworkField<'a, N> {
    pub network: &'a N,
    pub schedule: &'a dyn Schedule,
    pub bridge: &'a dyn Bridge,
    pub parametrization: &'a dyn Parametrization,
    pub embedding: &'a dyn Embedding,
    /// The network's features beside the time.
    pub condition: Features<'a>,
    /// Whether the network is also told the length of a step, and predicts the mean velocity of that step.
    pub spans: bool,
    /// The class towards which a classifier pushes, if one does.
    pub class: Option<u32>,
}

/// How a part is read from a prediction.
struct Reading {
    t: f64,
    /// The factor of the points.
    same: f64,
    /// Of the points and of the prediction.
    coefficients: [f64; 2],
}

impl<N> NetworkField<'_, N> {
    /// The rest of the network's input: the scale of the points, and the features that follow them.
    fn input(&self, t: f64) -> (f64, Told) {
        self.spanning(t, 0.0)
    }

    /// The same for a step of this length, where the network is told it.
    fn spanning(&self, t: f64, span: f64) -> (f64, Told) {
        let mut time = Vec::with_capacity(self.embedding.size());
        self.embedding.append(t, &mut time);
        if self.spans {
            self.embedding.append(span, &mut time);
        }
        (self.schedule.at(t).input_scale(), self.condition.behind(&time))
    }

    /// The coefficients of the points and the prediction in `part` of the inverse, and their time.
    /// The time is `t`, or a little inside the path where they have a pole at `t`.
    fn map(&self, part: fn(Inverse) -> [f64; 2], t: f64) -> (f64, [f64; 2]) {
        let map = |t: f64| part(invert(self.parametrization, &self.schedule.at(t)));
        let t = if map(t).iter().all(|c| c.is_finite()) { t } else { inside(t) };
        (t, map(t))
    }

    /// The time at which this `part` is read from a prediction at `t`, see [`legible`], at the point of the same noise there.
    fn reading(&self, part: fn(Inverse) -> [f64; 2], t: f64) -> Reading {
        let read = legible(self.schedule, t, |coeffs| part(invert(self.parametrization, coeffs)));
        let same = if read < t { self.schedule.at(read).sigma / self.schedule.at(t).sigma } else { 1.0 };
        let (t, [of_x, of_prediction]) = self.map(part, read);
        Reading { t, same, coefficients: [same * of_x, of_prediction] }
    }

    fn combine<P: Points>(&self, part: fn(Inverse) -> [f64; 2], x: &P, t: f64) -> P
    where
        N: Predict<P>,
    {
        let Reading { t, same, coefficients: [of_x, of_prediction] } = self.reading(part, t);
        let (scale, told) = self.input(t);
        let prediction = self.network.predict(x, same * scale, told.features());
        if [of_x, of_prediction] == [0.0, 1.0] {
            return prediction;
        }
        P::lincomb((of_x, x), &[(of_prediction, &prediction)])
    }
}

impl<N> NetworkField<'_, N> {
    /// A `quantity` of the field at `t` after the push of the classifier, if there is one; `factor` is how much the quantity changes when the
    /// score changes by 1.
    fn pushed<P: Points>(&self, quantity: P, x: &P, t: f64, factor: fn(Coeffs) -> f64) -> P
    where
        N: Predict<P>,
    {
        let Some(class) = self.class else { return quantity };
        let t = where_scores_tell(self.schedule, t);
        let coeffs = self.schedule.at(t);
        let mut time = Vec::with_capacity(self.embedding.size());
        self.embedding.append(t, &mut time);
        match self.network.class_score(x, coeffs.input_scale(), Features::Shared(&time), class) {
            Some(push) => P::lincomb((1.0, &quantity), &[(factor(coeffs), &push)]),
            None => quantity,
        }
    }
}

impl<P: Points, N: Predict<P>> Field<P> for NetworkField<'_, N> {
    fn schedule(&self) -> &dyn Schedule {
        self.schedule
    }

    fn velocity(&self, x: &P, t: f64) -> P {
        self.pushed(self.combine(|inverse| inverse.velocity, x, t), x, t, |coeffs| per_score(coeffs)[0])
    }

    fn denoised(&self, x: &P, t: f64) -> P {
        self.pushed(self.combine(|inverse| inverse.data, x, t), x, t, |coeffs| per_score(coeffs)[1])
    }

    /// Computed from the predicted noise itself, which loses no digits where little noise is left.
    fn score(&self, x: &P, t: f64) -> P {
        if let Some(Bridged { score, .. }) = self.bridged(x, t) {
            return score;
        }
        let noise = self.combine(|inverse| inverse.noise, x, t);
        self.pushed(P::lincomb((-1.0 / self.schedule.at(t).sigma, &noise), &[]), x, t, |_| 1.0)
    }

    /// The score is `−E[z | x_t]/gamma`; at the ends of the path, where there is no such noise, it is taken a little inside.
    fn bridged(&self, x: &P, t: f64) -> Option<Bridged<P>> {
        let t = inside(t);
        let (scale, told) = self.input(t);
        let [velocity, latent] = self.network.predict_with(Heads::LATENT, x, scale, told.features())?;
        let score = P::lincomb((-1.0 / self.bridge.at(t).gamma, &latent), &[]);
        Some(Bridged { velocity, score, diffusion: self.bridge.diffusion() })
    }

    /// `x_s = x_t − (t − s) u(x_t, s, t)`, with the predicted mean velocity u.
    fn jump(&self, x: &P, t: f64, s: f64) -> Option<P> {
        if !self.spans {
            return None;
        }
        let (scale, told) = self.spanning(t, t - s);
        let mean = self.network.predict(x, scale, told.features());
        Some(P::lincomb((1.0, x), &[(s - t, &mean)]))
    }

    fn log_density(&self, x: &P, t: f64) -> Option<P::Scalars> {
        self.network.predict_with_log_density(x, self.input(t).1.features()).map(|(_, log_density)| log_density)
    }

    fn score_with_log_density(&self, x: &P, t: f64) -> (P, Option<P::Scalars>) {
        match self.network.predict_with_log_density(x, self.input(t).1.features()) {
            Some((score, log_density)) => (score, Some(log_density)),
            None => (self.score(x, t), None),
        }
    }
}

impl<P: Points, N: Divergence<P>> Flow<P> for NetworkField<'_, N> {
    fn velocity_with_divergence(&self, x: &P, t: f64) -> (P, P::Scalars) {
        let Reading { t, same, coefficients: [of_x, of_prediction] } = self.reading(|inverse| inverse.velocity, t);
        let (scale, told) = self.input(t);
        let (prediction, divergence) = self.network.predict_with_divergence(x, same * scale, told.features());
        if [of_x, of_prediction] == [0.0, 1.0] {
            return (prediction, divergence);
        }
        let velocity = P::lincomb((of_x, x), &[(of_prediction, &prediction)]);
        // The divergence of the points themselves is their dimension.
        let of_points = of_x * x.dimension() as f64;
        (velocity, P::Scalars::shifted((of_prediction, &divergence), of_points))
    }

    fn nearest(&self, t: f64) -> f64 {
        let velocity = |inverse: Inverse| inverse.velocity;
        let read = legible(self.schedule, t, |coeffs| velocity(invert(self.parametrization, coeffs)));
        // Near the noise the velocity is read at another time, but is that of `t`.
        if read < t { t } else { self.map(velocity, t).0 }
    }
}
