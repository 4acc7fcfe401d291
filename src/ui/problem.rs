//! What went wrong, as the page says it.

use leptos::prelude::*;

use super::{App, bridge, icon};
use crate::protocol::ExperimentError;

/// A problem that concerns the whole page; a value at fault stands beside its control instead.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The link cannot be read; the page shows the default experiment.
    Link(ExperimentError),
    /// Training left the numbers.
    Diverged(String),
    /// There is no engine.
    Engine(String),
    /// The page or the engine got a message that it cannot understand.
    Misunderstood(String),
}

impl Problem {
    fn title(&self) -> &'static str {
        match self {
            Self::Link(_) => "This link cannot be read",
            Self::Diverged(_) => "Training diverged",
            Self::Engine(_) => "The engine cannot go on",
            Self::Misunderstood(_) => "The page and its engine do not understand each other",
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Link(error) => {
                format!(
                    "{} — {}. The default experiment is shown instead; the address stays until you change something.",
                    error.field, error.message
                )
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

/// The banner with the current problem, if there is one, and the latest notice.
#[component]
pub fn Banners() -> impl IntoView {
    let app = App::get();
    let banner = move || {
        let problem = app.problem.get()?;
        let dismiss = move |_| app.problem.set(None);
        let offers = match problem {
            Problem::Link(_) | Problem::Misunderstood(_) => None,
            Problem::Diverged(_) => Some(
                view! {
                    <button class="quiet" on:click=move |_| bridge::go_on(app)>"Go on from there"</button>
                    <button class="quiet" data-testid="reset-diverged" on:click=move |_| bridge::reset(app)>"Reset"</button>
                }
                .into_any(),
            ),
            Problem::Engine(_) => Some(
                view! { <button class="quiet" on:click=move |_| bridge::revive(app)>"Try again"</button> }.into_any(),
            ),
        };
        Some(view! {
            <div class="banner error" role="alert">
                {icon::warning()}
                <p data-testid="error"><strong>{problem.title()}</strong>" "{problem.text()}</p>
                <span class="offers">{offers}
                    <button class="icon" aria-label="Dismiss" on:click=dismiss>{icon::close()}</button>
                </span>
            </div>
        })
    };
    let notice = move || {
        let text = app.notice.get()?;
        Some(view! {
            <div class="banner notice" role="status" data-testid="notice">
                {icon::info()}
                <p>{text}</p>
                <button class="icon" aria-label="Dismiss" on:click=move |_| app.notice.set(None)>{icon::close()}</button>
            </div>
        })
    };
    view! { <div class="banners">{banner}{notice}</div> }
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
