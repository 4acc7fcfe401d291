//! The banners above a run: problems with what can be done about them, and notices of what the page did by itself.

use leptos::prelude::*;

use super::{
    Page, Pane, bridge, browser,
    comparison::together,
    focus, icon,
    problem::{Problem, sentence},
    words::PAGE,
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

/// The text of a banner, with the run that it is about where there are two.
fn of_side(pane: Pane, text: String) -> String {
    if pane.other.get().is_some() { pane.side.of(&text) } else { text }
}

/// A problem, and what can be done about it.
fn problem_banner(pane: Pane, shown: RwSignal<Option<Problem>>) -> impl IntoView {
    move || {
        let problem = shown.get()?;
        let of_page = matches!(problem, Problem::Link(_) | Problem::Place(_));
        let title = if of_page { problem.title() } else { of_side(pane, problem.title()) };
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
                view! { <button class="quiet" data-testid="reload" on:click=|_| browser::reload()>{PAGE.say("reload")}</button> }
                    .into_any(),
            ),
            Problem::Diverged(_) => Some(
                view! {
                    <button class="quiet" on:click=first(together::go_on)>{PAGE.say("go-on")}</button>
                    <button class="quiet" data-testid="reset-diverged" on:click=first(together::reset)>{PAGE.say("reset")}</button>
                }
                .into_any(),
            ),
            Problem::Engine(_) => {
                Some(view! { <button class="quiet" on:click=first(bridge::revive)>{PAGE.say("try-again")}</button> }.into_any())
            }
        };
        Some(said(&problem, title, offers, shown))
    }
}

/// A problem in words.
fn said(
    problem: &Problem,
    title: String,
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
            <p data-testid="error"><strong>{title}</strong>" "{problem.text()}</p>
            <span class="offers">{offers}
                <button class="icon" aria-label=PAGE.say("dismiss") on:click=dismiss>{icon::close()}</button>
            </span>
        </div>
    }
}

/// The problem of the link, for a page that shows no run.
#[component]
pub fn LinkBanner() -> impl IntoView {
    let shown = Page::get().problem;
    let banner = move || shown.get().map(|problem| said(&problem, problem.title(), None, shown));
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
                <p>{of_side(pane, text)}</p>
                <button class="icon" aria-label=PAGE.say("dismiss") on:click=dismiss>{icon::close()}</button>
            </div>
        })
    }
}
