//! The banners above a run: problems with what can be done about them, and notices of what the page did by itself.

use leptos::prelude::*;

use super::{
    Page, Pane, bridge, browser,
    comparison::together,
    focus, icon,
    problem::{Problem, sentence},
};

/// The elements that get the focus from a banner that disappears; the last of them on a page without a run.
const NEXT: [&str; 3] = ["pause", "train", "to-home"];

/// The problem of the link, and the problem and the latest notice of each run.
#[component]
pub fn Banners() -> impl IntoView {
    let (page, pane) = (Page::get(), Pane::get());
    let second = move || pane.other.get().map(|right| banners(right, right.problem));
    view! { <div class="banners">{problem_banner(pane, page.problem)}{banners(pane, pane.problem)}{second}</div> }
}

fn banners(pane: Pane, problem: RwSignal<Option<Problem>>) -> impl IntoView {
    view! { {problem_banner(pane, problem)}{notice_banner(pane)} }
}

/// The name of the run that a banner is about; empty while there is only one run.
fn side(pane: Pane) -> String {
    pane.other.get().map(|_| format!("{}: ", pane.side.name())).unwrap_or_default()
}

/// A problem, and what can be done about it.
fn problem_banner(pane: Pane, shown: RwSignal<Option<Problem>>) -> impl IntoView {
    move || {
        let problem = shown.get()?;
        let of_page = matches!(problem, Problem::Link(_) | Problem::Place(_));
        let side = if of_page { String::new() } else { side(pane) };
        // The banner disappears with its buttons.
        let first = move |act: fn(Pane)| {
            move |_| {
                focus::hand_on(&NEXT);
                act(pane);
            }
        };
        let offers = match problem {
            Problem::Link(_) | Problem::Place(_) => None,
            Problem::Outdated { .. } | Problem::Misunderstood(_) => Some(
                view! { <button class="quiet" data-testid="reload" on:click=|_| browser::reload()>"Reload"</button> }
                    .into_any(),
            ),
            Problem::Diverged(_) => Some(
                view! {
                    <button class="quiet" on:click=first(together::go_on)>"Go on from there"</button>
                    <button class="quiet" data-testid="reset-diverged" on:click=first(together::reset)>"Reset"</button>
                }
                .into_any(),
            ),
            Problem::Engine(_) => {
                Some(view! { <button class="quiet" on:click=first(bridge::revive)>"Try again"</button> }.into_any())
            }
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
    let dismiss = move |_| {
        focus::hand_on(&NEXT);
        shown.set(None);
    };
    view! {
        <div class="banner error" role="alert">
            {icon::warning()}
            <p data-testid="error"><strong>{side}{problem.title()}</strong>" "{problem.text()}</p>
            <span class="offers">{offers}
                <button class="icon" aria-label="Dismiss" on:click=dismiss>{icon::close()}</button>
            </span>
        </div>
    }
}

/// The problem of the link, for a page that shows no run.
#[component]
pub fn LinkBanner() -> impl IntoView {
    let shown = Page::get().problem;
    let banner = move || shown.get().map(|problem| said(&problem, String::new(), None, shown));
    view! { <div class="banners">{banner}</div> }
}

/// What the page did by itself, and what the engine has to say about the run.
fn notice_banner(pane: Pane) -> impl IntoView {
    let text = move || {
        let warnings = pane.warnings.with(|warnings| warnings.iter().map(sentence).collect::<Vec<_>>());
        let all: Vec<_> = pane.notice.get().into_iter().chain(warnings).collect();
        (!all.is_empty()).then(|| all.join(" "))
    };
    move || {
        let text = text()?;
        let dismiss = move |_| {
            focus::hand_on(&NEXT);
            pane.notice.set(None);
            pane.warnings.set(Vec::new());
        };
        Some(view! {
            <div class="banner notice" role="status" data-testid="notice">
                {icon::info()}
                <p>{side(pane)}{text}</p>
                <button class="icon" aria-label="Dismiss" on:click=dismiss>{icon::close()}</button>
            </div>
        })
    }
}
