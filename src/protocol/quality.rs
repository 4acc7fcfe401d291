use serde::{Deserialize, Serialize};

use crate::math::metric::Estimate;

/// How good a model is, beside what a perfect one would reach.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    pub merits: Vec<Merit>,
    /// How wrong the learned velocity is over time; empty where the exact one is not known.
    pub errors: Vec<ErrorAt>,
    /// How often the network was asked at each sample (NFE, number of function evaluations).
    pub evaluations: u32,
    /// How many steps an adaptive sampler took back.
    pub rejected: u32,
}

/// One figure of merit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merit {
    pub id: String,
    pub label: String,
    /// `None` where the model has diverged.
    #[serde(with = "crate::math::number")]
    pub value: Option<f64>,
    /// What a perfect model would reach: what two fresh samples of the data come to, the data under its own density, the
    /// least energy of a path; `None` where that is not known.
    pub floor: Option<Estimate>,
}

/// The relative root mean square error `√(E‖v̂ − v‖²/E‖v‖²)` at one time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorAt {
    #[serde(with = "crate::math::number")]
    pub t: f64,
    /// Where the noised data are.
    #[serde(with = "crate::math::number")]
    pub near: f64,
    /// Anywhere in the picture.
    #[serde(with = "crate::math::number")]
    pub far: f64,
}
