//! Guidance: a field that is pushed away from a weaker one.
//!
//! A guided field evaluates two fields and combines them. It is a [`Field`] itself, so that every sampler, map and likelihood
//! takes it. With the scale `w` the combination is `weak + w (own − weak)`: 1 is the field itself, more goes beyond it.

mod autoguidance;
mod cfg_zero;
mod classifier;
mod classifier_free;
mod guided;
mod judged;
mod powered;
mod unguided;

pub use autoguidance::Autoguidance;
pub use cfg_zero::CfgZero;
pub use classifier::{ByClassifier, per_score, where_scores_tell};
pub use classifier_free::ClassifierFree;
pub use guided::Guided;
pub use judged::{Judged, Training};
pub use powered::Powered;
pub use unguided::Unguided;

/// How a field and a weaker one are combined at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Blend {
    /// The field alone.
    Own,
    /// `weak + w (own − weak)`.
    Along(f64),
    /// The same with the projection of the own velocity on the weak one, point by point, in place of the weak velocity.
    Projected(f64),
    /// No velocity at all.
    Still,
}

/// The weaker field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weaker {
    /// That of all classes together.
    AllClasses,
    /// That of the same run after so many training steps.
    Earlier(u32),
}

/// A rule of guidance.
pub trait Guidance {
    /// The combination at the time `t`, where the log signal-to-noise ratio is `log_snr`.
    fn blend(&self, t: f64, log_snr: f64) -> Blend;

    /// The field that it goes away from; `None` without guidance.
    fn weaker(&self) -> Option<Weaker>;

    /// What the classifier is trained on that pushes the field of all classes, where one does.
    fn classifier(&self) -> Option<Training> {
        None
    }

    /// Whether the guided velocity is linear in the two velocities, so that its divergence is known.
    fn is_linear(&self) -> bool {
        true
    }
}

crate::registry! {
    /// The registry of guidance.
    pub enum GuidanceConfig("guidance"): Guidance {
        Unguided("none") = Unguided,
        ClassifierFree("cfg") = ClassifierFree,
        CfgZero("cfg-zero") = CfgZero,
        Autoguidance("auto") = Autoguidance,
        Judged("classifier") = Judged,
    }
}

#[cfg(test)]
mod tests;
