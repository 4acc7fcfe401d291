//! Two panes side by side: the sides, and how the runs are kept together.

/// One of two panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Self::Left => "Left",
            Self::Right => "Right",
        }
    }
}

/// What two runs have in common while they train.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// The same number of steps: the faster run waits.
    #[default]
    Steps,
    /// The same time: each run trains as fast as it can.
    Seconds,
}
