//! Limits of the arithmetic that a run meets, in words.

use serde::{Deserialize, Serialize};

use super::{Generate, Task};
use crate::math::{
    ode::{Status, Tolerance},
    parametrization::invert,
    registry::Configured,
    sampler::SamplerConfig,
    schedule::{finite, legible},
};

/// A setting that the arithmetic cannot follow, or a solver that did not reach its tolerance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
pub enum Numerics {
    #[error("{field}: 10⁻⁶ is used, for a network in single precision cannot be held to less")]
    Floored { field: String },
    #[error(
        "the first step multiplies the error of the prediction by about {times}, for it starts from noise with hardly any data \
         in it; take more steps, or let the network predict v"
    )]
    FaintStart { times: u32 },
    #[error(
        "the steps are too long for this sampler where the noise falls fast, and errors grow from step to step; take more steps, or \
         DDIM, DPM-Solver++ or EDM's sampler"
    )]
    LongSteps,
    #[error(
        "the sampler ran out of tries, and its last steps exceed the tolerance; a larger tolerance or more steps help"
    )]
    SamplesOutOfTries,
    #[error(
        "the solver of the loss ran out of tries, and its last steps exceed the tolerance; a larger tolerance helps"
    )]
    LossOutOfTries,
}

/// The first step may multiply the error of a prediction by so much, in units of the data or of the noise that is left.
const MOST: f64 = 12.0;

impl Numerics {
    /// What follows from the settings of `task` alone.
    pub fn of(task: &Task) -> Vec<Self> {
        let slots = ["sampler", "objective"].into_iter().filter_map(|key| task.slot(key));
        let mut found: Vec<_> = slots.flat_map(|slot| floored(slot.config())).collect();
        found.extend(task.generate().and_then(faint_start));
        found.extend(task.generate().and_then(long_steps));
        found
    }

    /// A cloud whose steps ended like this.
    pub fn of_samples(status: Status) -> Option<Self> {
        (status == Status::OutOfTries).then_some(Self::SamplesOutOfTries)
    }

    /// A training step whose solver ended like this.
    pub fn of_loss(status: Status) -> Option<Self> {
        (status == Status::OutOfTries).then_some(Self::LossOutOfTries)
    }
}

/// The tolerances of `config` that are below the limit of single precision, where its solver has step control.
fn floored(config: &dyn Configured) -> impl Iterator<Item = Numerics> {
    let value = |name: &str| config.fields().iter().position(|field| field.name == name).map(|index| config.get(index));
    let controls = value("order").is_none_or(|order| order == 5.0);
    let is_tolerance = |name: &str| matches!(name, "rtol" | "atol" | "tolerance");
    let below =
        config.fields().iter().enumerate().filter(move |(index, field)| {
            controls && is_tolerance(field.name) && config.get(*index) < Tolerance::SINGLE
        });
    below.map(|(_, field)| Numerics::Floored { field: field.label.to_owned() })
}

/// A first step whose denoised points have a large share of the error of the prediction.
fn faint_start(task: &Generate) -> Option<Numerics> {
    let Generate { schedule, parametrization, sampler, .. } = task;
    if task.objective.follows_velocity() || matches!(sampler, SamplerConfig::Langevin(_) | SamplerConfig::Mala(_)) {
        return None;
    }
    let times = task.grid.times(&**schedule, task.sampling.steps);
    let (t, s) = (*times.first()?, *times.get(1)?);
    let of_data = |t: f64| invert(&**parametrization, &schedule.at(t)).data;
    let read = legible(&**schedule, t, |coeffs| invert(&**parametrization, coeffs).data);
    let (at, to) = (schedule.at(t), schedule.at(s));
    // The share of the denoised points in the next ones, by DDIM.
    let share = to.alpha - to.sigma / at.sigma * at.alpha;
    let times = share * of_data(read)[1].abs() / to.alpha.hypot(to.sigma);
    (times > MOST).then(|| Numerics::FaintStart { times: times.round() as u32 })
}

/// An explicit rule in t makes an error larger where the length of the step times the rate of its decay is above this; the rule
/// of Runge–Kutta of order 4 from 2.8 on (Hairer and Wanner, 1996, IV.2).
const STABLE: f64 = 2.0;
const STABLE_RK4: f64 = 2.8;

/// A step beyond the stability of a rule in t. Noise that the field removes decays at the rate `σ̇/σ`, and by a reverse SDE
/// at `σ̇/σ + ½η²g²/σ²`.
fn long_steps(task: &Generate) -> Option<Numerics> {
    let Generate { schedule, sampler, .. } = task;
    let (stable, eta) = match sampler {
        SamplerConfig::Euler(_) | SamplerConfig::Heun(_) | SamplerConfig::Midpoint(_) => (STABLE, 0.0),
        SamplerConfig::Rk4(_) => (STABLE_RK4, 0.0),
        SamplerConfig::EulerMaruyama(rule) => (STABLE, rule.eta),
        _ => return None,
    };
    let times = task.grid.times(&**schedule, task.sampling.steps);
    let is_long = |step: &[f64]| {
        let at = finite(&**schedule, step[0]);
        let stirred = eta * eta * at.diffusion_squared();
        let stirred = if stirred.is_finite() { 0.5 * stirred / at.sigma.powi(2) } else { 0.0 };
        (step[0] - step[1]) * (at.d_sigma / at.sigma + stirred) > stable
    };
    // With noise in it, the last step is another rule.
    let steps = times.len().saturating_sub(if eta > 0.0 { 2 } else { 1 });
    times.windows(2).take(steps).any(is_long).then_some(Numerics::LongSteps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::registry::Slot as _,
        objective::ObjectiveConfig,
        protocol::{decode, presets},
    };

    fn of(link: &str) -> Vec<Numerics> {
        Numerics::of(&decode(link).unwrap().task)
    }

    #[test]
    fn tolerances_below_single_precision_are_said_where_they_count() {
        let floored = |fields: &[&str]| -> Vec<_> {
            fields.iter().map(|field| Numerics::Floored { field: (*field).to_owned() }).collect()
        };
        assert_eq!(of(""), []);
        assert_eq!(of("sampler=dopri5&sampler.rtol=1e-12"), floored(&["Relative tolerance"]));
        assert_eq!(of("sampler=dopri5&sampler.rtol=1e-6&sampler.atol=1e-6"), []);
        // The work of a step is that of the tolerance which is used.
        assert_eq!(of("sampler=dopri5&sampler.rtol=1e-12&sampler.atol=1e-12&sampling.steps=1").len(), 2);
        let cnf = "objective=cnf&objective.rtol=1e-7&objective.atol=1e-7";
        assert_eq!(of(cnf), []);
        assert_eq!(of(&format!("{cnf}&objective.order=5")), floored(&["Relative tolerance", "Absolute tolerance"]));
        assert_eq!(of("task=series&objective.order=5&objective.tolerance=1e-7"), floored(&["Tolerance"]));
    }

    #[test]
    fn steps_beyond_stability_are_said_and_usual_settings_have_none() {
        let is_long = |link: &str| of(link).contains(&Numerics::LongSteps);
        for sampler in ["euler", "heun", "rk4", "euler-maruyama"] {
            let at = |steps: u32| is_long(&format!("schedule=edm&sampler={sampler}&sampling.steps={steps}"));
            assert!(at(3) && !at(50), "{sampler}");
        }
        assert!(is_long("schedule=ve&sampler=euler-maruyama&sampling.steps=8"));
        assert!(!is_long("schedule=ve&sampler=ddim&sampling.steps=3") && !is_long("sampler=heun&sampling.steps=2"));
        for objective in ObjectiveConfig::all() {
            assert_eq!(of(&format!("objective={}", objective.config().id())), [], "{objective:?}");
        }
        for preset in presets() {
            assert_eq!(Numerics::of(&preset.task.into()), [], "{}", preset.id);
        }
    }

    #[test]
    fn noise_predicted_at_the_start_of_few_steps_is_warned_of_and_v_is_not() {
        let ddpm = "objective=ddpm&sampler=ddim";
        let is_faint = |link: &str| of(link).iter().any(|note| matches!(note, Numerics::FaintStart { .. }));
        // Where the path ends in noise alone, the field is read a little before.
        let (warned, clipped) = (["vp-linear", "sub-vp", "ve"], ["cosine", "trigonometric", "fm-ot"]);
        for schedule in warned.into_iter().chain(clipped) {
            let at =
                |steps: u32, more: &str| is_faint(&format!("{ddpm}&schedule={schedule}&sampling.steps={steps}{more}"));
            assert_eq!(at(1, ""), warned.contains(&schedule), "{schedule}");
            assert!(!at(20, "") && !at(1, "&parametrization=v") && !at(1, "&parametrization=x"), "{schedule}");
        }
        assert!(!is_faint("objective=edm&sampling.steps=1"));
    }
}
