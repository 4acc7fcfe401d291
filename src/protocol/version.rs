use super::ExperimentError;

/// The version of the defaults of a link or a file. Published defaults never change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// The version of links that name none.
    V1,
    #[default]
    V2,
}

impl Version {
    /// The version of links and files that are written.
    pub const NEWEST: Self = Self::V2;

    /// The version called `number`.
    ///
    /// # Errors
    /// The version does not exist.
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
