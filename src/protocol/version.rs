use super::ExperimentError;

/// The version of the defaults of a link or a file. Published defaults never change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// The version of links that name none.
    V1,
    V2,
    /// Networks scale their inputs, the average of the weights warms up, and sampling is of second order.
    #[default]
    V3,
}

impl Version {
    /// The version of links and files that are written.
    pub const NEWEST: Self = Self::V3;

    /// The version called `number`.
    ///
    /// # Errors
    /// The version does not exist.
    pub(super) fn from_number(number: u64) -> Result<Self, ExperimentError> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            3 => Ok(Self::V3),
            _ => Err(ExperimentError::new("v", format!("there is no version {number}; the newest is 3"))),
        }
    }

    pub fn number(self) -> u64 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
            Self::V3 => 3,
        }
    }
}
