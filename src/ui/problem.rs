//! Problems, and the texts that the page shows for them.

use super::words::PAGE;
use crate::protocol::ExperimentError;

/// A problem of the whole page or of a whole run; an invalid value is shown beside its control instead.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The link cannot be read; the page shows the place's own experiment.
    Link(ExperimentError),
    /// The link names a place that does not exist; the page shows the map of the course.
    Place(ExperimentError),
    /// The loss or a weight is no longer finite.
    Diverged(String),
    /// There is no engine.
    Engine(String),
    /// The engine is of another build than the page.
    Outdated { page: String, engine: String },
    /// The page or the engine got a message that it cannot read.
    Misunderstood(String),
}

impl Problem {
    /// The title of the problem.
    pub fn title(&self) -> String {
        PAGE.say(match self {
            Self::Link(_) | Self::Place(_) => "problem-link",
            Self::Diverged(_) => "problem-diverged",
            Self::Engine(_) => "problem-engine",
            Self::Outdated { .. } => "problem-outdated",
            Self::Misunderstood(_) => "problem-misunderstood",
        })
    }

    /// What happened, and what the page does about it.
    pub fn text(&self) -> String {
        let of_link =
            |error: &ExperimentError| [("field", (&*error.field).into()), ("message", (&*error.message).into())];
        match self {
            Self::Link(error) => PAGE.with("problem-link-text", &of_link(error)),
            Self::Place(error) => PAGE.with("problem-place-text", &of_link(error)),
            Self::Diverged(text) => PAGE.with("problem-diverged-text", &[("text", sentence(text).into())]),
            Self::Engine(text) => sentence(text),
            Self::Outdated { page, engine } => {
                PAGE.with("problem-outdated-text", &[("page", (&**page).into()), ("engine", (&**engine).into())])
            }
            Self::Misunderstood(text) => PAGE.with("problem-misunderstood-text", &[("text", sentence(text).into())]),
        }
    }
}

/// `text` with a capital letter and one full stop.
pub fn sentence(text: impl ToString) -> String {
    let text = text.to_string();
    let mut letters = text.trim().trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_large_and_end_once() {
        assert_eq!(sentence("the device failed"), "The device failed.");
        assert_eq!(sentence("the device failed."), "The device failed.");
        assert_eq!(sentence(""), "");
    }
}
