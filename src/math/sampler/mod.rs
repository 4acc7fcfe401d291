//! Samplers: from noise to data, one step at a time.

mod analytic;
mod ancestral;
mod annealed;
mod consistency;
mod ddim;
mod ddpm;
mod dopri5;
mod dpmpp;
mod dpmpp_sde;
mod edm;
mod euler;
mod euler_maruyama;
mod flow;
mod heun;
mod jump;
mod langevin;
mod mala;
mod midpoint;
mod predictor_corrector;
mod rk4;
mod split;
mod spread;
mod trace;

#[cfg(test)]
mod tests;

pub use analytic::AnalyticDdpm;
pub use ancestral::Posterior;
pub use annealed::Annealed;
pub use consistency::Renoise;
pub use ddim::Ddim;
pub use ddpm::Ddpm;
pub use dopri5::Dopri5;
pub use dpmpp::Dpmpp;
pub use dpmpp_sde::DpmppSde;
pub use edm::EdmHeun;
pub use euler::Euler;
pub use euler_maruyama::EulerMaruyama;
pub use heun::Heun;
pub use jump::Jump;
pub use langevin::Langevin;
pub use mala::Mala;
pub use midpoint::Midpoint;
pub use predictor_corrector::PredictorCorrector;
pub use rk4::Rk4;
pub use split::{Guess, mean_of_step};
pub use spread::spread_of_normal;
pub use trace::{trace, trace_counted};

use super::{
    field::Field,
    ode::Status,
    points::{Noise, Points},
    schedule::Coeffs,
};

/// The result of one step.
#[derive(Clone, Debug)]
pub struct Step<P> {
    pub next: P,
    /// How often the field was evaluated.
    pub evaluations: u32,
    /// How many steps of its own an adaptive rule rejected.
    pub rejected: u32,
    /// The status of an adaptive rule; for other rules it is always a success.
    pub status: Status,
}

impl<P> Step<P> {
    fn new(next: P, evaluations: u32) -> Self {
        Self { next, evaluations, rejected: 0, status: Status::Success }
    }
}

/// A denoised cloud of an earlier step, and the time of that step.
#[derive(Clone, Debug)]
pub struct Past<P> {
    pub t: f64,
    pub denoised: P,
}

/// The memory of a sampler between steps. It starts empty, but for the length of the run, and is the only state.
#[derive(Clone, Debug)]
pub struct Memory<P: Points> {
    /// Denoised clouds of multistep rules, the latest last.
    pub past: Vec<Past<P>>,
    /// The step that an adaptive rule would take next.
    pub step_size: Option<f64>,
    /// How many parts of the present step are done.
    pub part: u32,
    /// The score at the cloud of the present step, for the next part.
    pub score: Option<P>,
    /// The log density there, where the field knows it.
    pub log_density: Option<P::Scalars>,
    /// The steps of the run, where they are known, and those that a multistep rule has done.
    pub run: Option<u32>,
    pub done: u32,
}

impl<P: Points> Default for Memory<P> {
    fn default() -> Self {
        Self { past: Vec::new(), step_size: None, part: 0, score: None, log_density: None, run: None, done: 0 }
    }
}

/// A run of fewer steps than this takes its last two steps with a lower order (diffusers, `lower_order_final`).
const LONG_RUN: u32 = 15;

impl<P: Points> Memory<P> {
    /// The memory at the start of a run of so many steps.
    pub fn of_run(steps: u32) -> Self {
        Self { run: Some(steps), ..Self::default() }
    }

    /// The order of the present step of a multistep rule whose order is `wanted`: in a short run at most 2 in the last step but
    /// one and 1 in the last. There few long steps lead to little noise, and a polynomial through earlier points goes astray.
    fn order(&self, wanted: u32) -> u32 {
        let left = self.run.filter(|steps| *steps < LONG_RUN).map(|steps| steps.saturating_sub(self.done));
        left.map_or(wanted, |left| wanted.min(left.max(1)))
    }

    /// Adds the denoised cloud of a step and drops all but the last `kept`.
    fn remember(&mut self, t: f64, denoised: P, kept: usize) {
        self.done += 1;
        self.past.push(Past { t, denoised });
        let forgotten = self.past.len().saturating_sub(kept);
        self.past.drain(..forgotten);
    }
}

/// A rule that takes a cloud from time `t` to an earlier time `s < t`: explicit state in, state out.
pub trait Sampler<P: Points>: Stochastic {
    fn step(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P>;

    /// The next of the [`Stochastic::parts`] of a step, from the cloud after the part before: number [`Memory::part`].
    ///
    /// All parts in order, with the same noise and memory, are the step. So a long step can be interrupted.
    fn part(
        &self,
        field: &dyn Field<P>,
        x: &P,
        t: f64,
        s: f64,
        noise: &mut dyn Noise<P>,
        memory: &mut Memory<P>,
    ) -> Step<P> {
        self.step(field, x, t, s, noise, memory)
    }
}

/// A step as its parts.
fn all_parts<P: Points>(
    sampler: &impl Sampler<P>,
    field: &dyn Field<P>,
    x: &P,
    [t, s]: [f64; 2],
    noise: &mut dyn Noise<P>,
    memory: &mut Memory<P>,
) -> Step<P> {
    memory.part = 0;
    let mut whole = sampler.part(field, x, t, s, noise, memory);
    for part in 1..sampler.parts() {
        memory.part = part;
        let Step { next, evaluations, .. } = sampler.part(field, &whole.next, t, s, noise, memory);
        whole = Step { next, evaluations: whole.evaluations + evaluations, ..whole };
    }
    memory.part = 0;
    whole
}

/// Properties of a sampler that hold for any cloud.
pub trait Stochastic {
    /// Whether it adds Gaussian noise, and so needs a standard normal source.
    fn is_stochastic(&self) -> bool {
        false
    }

    /// The number of parts of a step, at least 1: see [`Sampler::part`].
    fn parts(&self) -> u32 {
        1
    }

    /// Whether it also solves the SDE of a path with noise between its ends, given the score.
    fn follows_bridges(&self) -> bool {
        false
    }

    /// Whether a step is linear in the point, one prediction at it, and the noise of the step; without memory.
    fn is_one_evaluation(&self) -> bool {
        false
    }

    /// Whether a step of a point depends on all points of its cloud, so that parts of a cloud take other steps.
    fn needs_whole_cloud(&self) -> bool {
        false
    }

    /// Whether it uses the velocity alone, and so solves the ODE of any learned velocity.
    fn follows_velocity(&self) -> bool {
        false
    }
}

/// Whether a step to the time `s` is the last of a run, which adds no noise: the data are the end of every grid.
///
/// Noise of the last step would stay in the samples. Published samplers return the mean there too (Ho et al., 2020,
/// algorithm 2; Song et al., 2021, algorithms 2 and 3).
fn is_last(s: f64) -> bool {
    s == 0.0
}

/// The variance of `x_t` given `x_s`, `σ_t² − (α_t/α_s)² σ_s²`; on a variance-preserving path this is `1 − α_t²/α_s²`.
fn transition_variance(t: &Coeffs, s: &Coeffs) -> f64 {
    (t.sigma.powi(2) - (t.alpha / s.alpha * s.sigma).powi(2)).max(0.0)
}

macro_rules! samplers {
    ($($variant:ident($id:literal) = $config:ident,)+) => {
        crate::registry! {
            /// The registry of samplers.
            pub enum SamplerConfig("samplers"): Stochastic {
                $($variant($id) = $config,)+
            }
        }

        impl Stochastic for SamplerConfig {
            fn is_stochastic(&self) -> bool {
                (**self).is_stochastic()
            }

            fn parts(&self) -> u32 {
                (**self).parts()
            }

            fn follows_bridges(&self) -> bool {
                (**self).follows_bridges()
            }

            fn follows_velocity(&self) -> bool {
                (**self).follows_velocity()
            }

            fn needs_whole_cloud(&self) -> bool {
                (**self).needs_whole_cloud()
            }

            fn is_one_evaluation(&self) -> bool {
                (**self).is_one_evaluation()
            }
        }

        impl<P: Points> Sampler<P> for SamplerConfig {
            fn step(
                &self,
                field: &dyn Field<P>,
                x: &P,
                t: f64,
                s: f64,
                noise: &mut dyn Noise<P>,
                memory: &mut Memory<P>,
            ) -> Step<P> {
                match self {
                    $(Self::$variant(sampler) => sampler.step(field, x, t, s, noise, memory),)+
                }
            }

            fn part(
                &self,
                field: &dyn Field<P>,
                x: &P,
                t: f64,
                s: f64,
                noise: &mut dyn Noise<P>,
                memory: &mut Memory<P>,
            ) -> Step<P> {
                match self {
                    $(Self::$variant(sampler) => sampler.part(field, x, t, s, noise, memory),)+
                }
            }
        }
    };
}

samplers! {
    Euler("euler") = Euler,
    Heun("heun") = Heun,
    Midpoint("midpoint") = Midpoint,
    Rk4("rk4") = Rk4,
    Dopri5("dopri5") = Dopri5,
    Ddpm("ddpm") = Ddpm,
    AnalyticDdpm("analytic-ddpm") = AnalyticDdpm,
    Ddim("ddim") = Ddim,
    EulerMaruyama("euler-maruyama") = EulerMaruyama,
    PredictorCorrector("predictor-corrector") = PredictorCorrector,
    EdmHeun("edm") = EdmHeun,
    Dpmpp("dpmpp") = Dpmpp,
    DpmppSde("dpmpp-sde") = DpmppSde,
    Langevin("langevin") = Langevin,
    Mala("mala") = Mala,
    Annealed("annealed-langevin") = Annealed,
    Jump("jump") = Jump,
    Renoise("consistency") = Renoise,
}
