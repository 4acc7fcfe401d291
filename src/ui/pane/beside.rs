//! Two panes side by side: the sides, and how the runs are kept together.

use crate::ui::words::{COMPARISON, PAGE};

/// One of two panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    /// Its name in ids.
    pub fn key(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    /// Its name in the page.
    pub fn name(self) -> String {
        COMPARISON.say(match self {
            Self::Left => "side-left",
            Self::Right => "side-right",
        })
    }

    /// A text that is about this side: «Left: …».
    pub fn of(self, text: &str) -> String {
        PAGE.with("of-side", &[("side", self.name().into()), ("text", text.into())])
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
