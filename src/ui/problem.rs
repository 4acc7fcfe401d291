//! What went wrong, as the page says it.

use leptos::prelude::*;

use super::{Page, Pane, bridge, comparison::together, icon};
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
    fn title(&self) -> &'static str {
        match self {
            Self::Link(_) | Self::Place(_) => "This link cannot be read",
            Self::Diverged(_) => "Training diverged",
            Self::Engine(_) => "The engine cannot go on",
            Self::Misunderstood(_) => "The page and its engine do not understand each other",
        }
    }

    fn text(&self) -> String {
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

/// What is wrong with the link, and with the run or the runs; the latest notice of each.
#[component]
pub fn Banners() -> impl IntoView {
    let (page, pane) = (Page::get(), Pane::get());
    let second = move || page.comparison.get().map(|comparison| banners(comparison.right, comparison.right.problem));
    view! { <div class="banners">{problem_banner(pane, page.problem)}{banners(pane, pane.problem)}{second}</div> }
}

fn banners(pane: Pane, problem: RwSignal<Option<Problem>>) -> impl IntoView {
    view! { {problem_banner(pane, problem)}{notice_banner(pane)} }
}

/// Which run is spoken of, where there are two.
fn side(pane: Pane) -> String {
    pane.page.comparison.get().map(|_| format!("{}: ", pane.side.name())).unwrap_or_default()
}

/// A problem, and what can be done about it.
fn problem_banner(pane: Pane, shown: RwSignal<Option<Problem>>) -> impl IntoView {
    move || {
        let problem = shown.get()?;
        let of_page = matches!(problem, Problem::Link(_) | Problem::Place(_));
        let side = if of_page { String::new() } else { side(pane) };
        let offers = match problem {
            Problem::Link(_) | Problem::Place(_) | Problem::Misunderstood(_) => None,
            Problem::Diverged(_) => Some(
                view! {
                    <button class="quiet" on:click=move |_| together::go_on(pane)>"Go on from there"</button>
                    <button class="quiet" data-testid="reset-diverged" on:click=move |_| together::reset(pane)>"Reset"</button>
                }
                .into_any(),
            ),
            Problem::Engine(_) => Some(
                view! { <button class="quiet" on:click=move |_| bridge::revive(pane)>"Try again"</button> }.into_any(),
            ),
        };
        Some(said(&problem, side, offers, shown))
    }
}

/// A problem in words.
fn said(
    problem: &Problem,
    side: String,
    offers: Option<AnyView>,
    shown: RwSignal<Option<Problem>>,
) -> impl IntoView + use<> {
    view! {
        <div class="banner error" role="alert">
            {icon::warning()}
            <p data-testid="error"><strong>{side}{problem.title()}</strong>" "{problem.text()}</p>
            <span class="offers">{offers}
                <button class="icon" aria-label="Dismiss" on:click=move |_| shown.set(None)>{icon::close()}</button>
            </span>
        </div>
    }
}

/// What is wrong with the link, where no run is shown.
#[component]
pub fn LinkBanner() -> impl IntoView {
    let shown = Page::get().problem;
    let banner = move || shown.get().map(|problem| said(&problem, String::new(), None, shown));
    view! { <div class="banners">{banner}</div> }
}

/// What the page did by itself.
fn notice_banner(pane: Pane) -> impl IntoView {
    move || {
        let text = pane.notice.get()?;
        Some(view! {
            <div class="banner notice" role="status" data-testid="notice">
                {icon::info()}
                <p>{side(pane)}{text}</p>
                <button class="icon" aria-label="Dismiss" on:click=move |_| pane.notice.set(None)>{icon::close()}</button>
            </div>
        })
    }
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
