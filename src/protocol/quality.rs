use serde::{Deserialize, Serialize};

use crate::math::{metric::Estimate, ode::Status};

/// The quality of a model, with the figures of a perfect one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    pub merits: Vec<Merit>,
    /// The errors of the learned velocity over time; empty where the exact one is not known.
    pub errors: Vec<ErrorAt>,
    /// Evaluations of the network for each sample (NFE, number of function evaluations).
    pub evaluations: u32,
    /// How many of these had to wait for one another.
    pub rounds: u32,
    /// Rejected steps of an adaptive sampler.
    pub rejected: u32,
    /// How an adaptive sampler ended.
    pub status: Status,
}

/// One figure of merit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merit {
    pub id: String,
    pub label: String,
    /// `None` where the model has diverged.
    #[serde(with = "crate::math::number")]
    pub value: Option<f64>,
    /// The value of a perfect model; `None` if it is not known.
    ///
    /// It is the distance between two fresh samples of the data, the likelihood of the data under their own density, or the
    /// least energy of a path.
    pub floor: Option<Estimate>,
}

/// The relative root mean square error `√(E‖v̂ − v‖²/E‖v‖²)` at one time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorAt {
    #[serde(with = "crate::math::number")]
    pub t: f64,
    /// The error at points of the noised data.
    #[serde(with = "crate::math::number")]
    pub near: f64,
    /// The error at points anywhere in the picture.
    #[serde(with = "crate::math::number")]
    pub far: f64,
}
