//! The header of the page: its name, its engine, and the controls of the whole page.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::{Page, Pane, browser, icon, link, listening::Timer, place::Place, words::PAGE};

#[component]
pub fn Header() -> impl IntoView {
    view! {
        <header class="top">
            <Name/>
            <p class="tagline">{PAGE.say("tagline")}</p>
            <div class="actions"><BackToLesson/><Engine/><BenchmarkLink/><Share/><ThemeToggle/><HelpButton/></div>
        </header>
    }
}

/// The header of a page that shows no run.
#[component]
pub fn PlainHeader() -> impl IntoView {
    view! { <header class="top"><Name/><div class="actions"><ThemeToggle/></div></header> }
}

/// The name of the page, a link to the map of the course.
#[component]
fn Name() -> impl IntoView {
    let home = format!("#{}", Place::Home.hash("", true));
    view! {
        <h1><a href=home data-testid="to-home" title=PAGE.say("to-map")><Mark/>"scorefield"</a></h1>
    }
}

/// The link back to the lesson from which the playground was opened.
#[component]
fn BackToLesson() -> impl IntoView {
    let page = Page::get();
    move || {
        let place = format!("#{}", page.came_from.get()?.hash("", true));
        Some(view! {
            <a class="quiet way" data-testid="to-lesson" href=place title=PAGE.say("to-lesson-title")>
                {icon::back()}<span class="words">{PAGE.say("to-lesson")}</span>
            </a>
        })
    }
}

/// The mark: a dot on the arrows of a field.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" focusable="false">
            <g fill="none" stroke="var(--noise)" stroke-width="2.6" stroke-linecap="round">
                <path d="M4 8.500c6-3 12-1.500 14.500 4"/>
                <path d="M3 23c5 4.500 11.500 3.500 14.800-2.500"/>
                <path d="M9.500 15.800h5"/>
            </g>
            <circle cx="22.500" cy="16" r="5.500" fill="var(--model)"/>
        </svg>
    }
}

#[component]
fn Engine() -> impl IntoView {
    let pane = Pane::get();
    let status = pane.engine;
    view! {
        <div class="engine-box" tabindex="0" aria-describedby="engine-story">
            <span
                class=move || format!("engine {:?}", status.get().phase).to_lowercase()
                data-testid="engine" data-kind=move || status.get().key()
                title=move || status.get().long() role="status"
            ><span class="lamp" aria-hidden="true"></span>{move || status.get().short()}</span>
            <p class="pop" id="engine-story" role="tooltip">{move || status.get().long()}</p>
        </div>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    No,
    Yes,
    /// The browser refused access to the clipboard; the link is also in the address bar.
    Refused,
}

#[component]
fn Share() -> impl IntoView {
    let pane = Pane::get();
    let copied = RwSignal::new(Copied::No);
    let rest = Timer::new();
    let copy = move |_| {
        let address = link::address(pane);
        spawn_local(async move {
            copied.set(if browser::copy(&address).await { Copied::Yes } else { Copied::Refused });
            rest.start(Duration::from_millis(2500), move || copied.set(Copied::No));
        });
    };
    view! {
        <button class="quiet share" data-testid="share" title=PAGE.say("share-title") on:click=copy>
            {move || if copied.get() == Copied::Yes { icon::check() } else { icon::link() }}
            <span class="words" aria-live="polite">{move || PAGE.say(match copied.get() {
                Copied::No => "share",
                Copied::Yes => "share-copied",
                Copied::Refused => "share-refused",
            })}</span>
        </button>
    }
}

/// The link to the benchmark; it carries the experiment, for the link back.
#[component]
fn BenchmarkLink() -> impl IntoView {
    let pane = Pane::get();
    let place = Memo::new(move |_| format!("?page=benchmark#{}", link::encoded(pane)));
    view! {
        <a class="quiet way" data-testid="benchmark" href=place title=PAGE.say("to-benchmark-title")>
            {icon::gauge()}<span class="words">{PAGE.say("to-benchmark")}</span>
        </a>
    }
}

#[component]
pub fn ThemeToggle() -> impl IntoView {
    let page = Page::get();
    let is_dark = move || page.theme.get().is_dark();
    let title = move || PAGE.say(if is_dark() { "light-colours" } else { "dark-colours" });
    view! {
        <button
            class="icon" data-testid="theme" title=title aria-label=title
            on:click=move |_| page.theme.update(|theme| *theme = theme.toggled())
        >{move || if is_dark() { icon::sun() } else { icon::moon() }}</button>
    }
}

#[component]
fn HelpButton() -> impl IntoView {
    let page = Page::get();
    view! {
        <button
            class="icon" data-testid="help" title=PAGE.say("open-help") aria-label=PAGE.say("open-help-label")
            aria-expanded=move || page.help.get().to_string()
            on:click=move |_| page.help.update(|open| *open = !*open)
        >{icon::question()}</button>
    }
}
