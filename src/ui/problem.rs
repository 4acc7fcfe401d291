//! Problems, and the texts that the page shows for them.

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
    pub fn title(&self) -> &'static str {
        match self {
            Self::Link(_) | Self::Place(_) => "This link cannot be read",
            Self::Diverged(_) => "Training diverged",
            Self::Engine(_) => "The engine cannot go on",
            Self::Outdated { .. } => "The page was updated while it was open",
            Self::Misunderstood(_) => "The page and its engine cannot read each other's messages",
        }
    }

    /// What happened, and what the page does about it.
    pub fn text(&self) -> String {
        match self {
            Self::Link(error) => {
                format!(
                    "{} — {}. The usual experiment is shown instead; the address stays until you change something.",
                    error.field, error.message
                )
            }
            Self::Place(error) => {
                format!("{} — {}. The map of the course is shown instead.", error.field, error.message)
            }
            Self::Diverged(text) => format!("{} The last finite weights are kept.", sentence(text)),
            Self::Engine(text) => sentence(text),
            Self::Outdated { page, engine } => format!(
                "Page and engine are of different builds ({page} and {engine}). Reload the page: the address keeps its settings."
            ),
            Self::Misunderstood(text) => {
                format!("{} Reload the page: one of the two may be out of date.", sentence(text))
            }
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
