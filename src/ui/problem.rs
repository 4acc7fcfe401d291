//! What went wrong, as the page says it.

use crate::protocol::ExperimentError;

/// A problem that concerns the whole page or a whole run; an invalid value stands beside its control instead.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The link cannot be read; the page shows the experiment that the place has by itself.
    Link(ExperimentError),
    /// The link leads to a place that is not there; the page shows the map of the course.
    Place(ExperimentError),
    /// Training left the numbers.
    Diverged(String),
    /// There is no engine.
    Engine(String),
    /// The page or the engine got a message that it cannot understand.
    Misunderstood(String),
}

impl Problem {
    /// What it is called.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Link(_) | Self::Place(_) => "This link cannot be read",
            Self::Diverged(_) => "Training diverged",
            Self::Engine(_) => "The engine cannot go on",
            Self::Misunderstood(_) => "The page and its engine do not understand each other",
        }
    }

    /// What happened, and what becomes of it.
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
            Self::Diverged(text) => format!("{}. The last finite weights are kept.", sentence(text)),
            Self::Engine(text) => format!("{}.", sentence(text)),
            Self::Misunderstood(text) => {
                format!("{}. Reload the page: one of the two may be out of date.", sentence(text))
            }
        }
    }
}

/// With a capital letter and without a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_large_and_end_once() {
        assert_eq!(sentence("the device failed."), "The device failed");
        assert_eq!(sentence(""), "");
    }
}
