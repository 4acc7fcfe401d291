use serde::{Deserialize, Serialize};

use crate::math::registry::FieldError;

/// What is wrong with an experiment, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[error("{field}: {message}")]
pub struct ExperimentError {
    /// The key as it stands in a link, `data.noise` for instance.
    pub field: String,
    pub message: String,
}

impl ExperimentError {
    pub(crate) fn new(field: impl Into<String>, message: impl ToString) -> Self {
        Self { field: field.into(), message: message.to_string() }
    }
}

impl From<FieldError> for ExperimentError {
    fn from(error: FieldError) -> Self {
        Self::new("experiment", error)
    }
}
