//! What is said of two panes side by side: which is which, and how they keep together.

/// Which of two panes.
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

/// What two runs have in common as they train.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// As many steps: the faster one waits.
    #[default]
    Steps,
    /// As much time: each trains as fast as it can.
    Seconds,
}
