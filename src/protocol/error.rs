use serde::{Deserialize, Serialize};

use crate::math::{registry::FieldError, text::shortened};

/// An error in an experiment, with its key.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[error("{field}: {message}")]
pub struct ExperimentError {
    /// The key as in a link, for example `data.noise`.
    pub field: String,
    pub message: String,
}

impl ExperimentError {
    pub(crate) fn new(field: impl Into<String>, message: impl ToString) -> Self {
        // A key can come from outside, and is then quoted.
        Self { field: shortened(&field.into()), message: message.to_string() }
    }
}

impl From<FieldError> for ExperimentError {
    fn from(error: FieldError) -> Self {
        Self::new("experiment", error)
    }
}
