use super::ExperimentError;

/// Which defaults a link or a file counts on. They never change once they are published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Of links that name no version.
    V1,
    #[default]
    V2,
}

impl Version {
    /// The version that is written.
    pub const NEWEST: Self = Self::V2;

    /// The version called `number`.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn from_number(number: u64) -> Result<Self, ExperimentError> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            _ => Err(ExperimentError::new("v", format!("there is no version {number}; the newest is 2"))),
        }
    }

    pub fn number(self) -> u64 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }
}
