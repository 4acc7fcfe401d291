//! What a comparison adds to the page: a sentence, the buttons to open and close it, and the names of the sides.

use leptos::prelude::*;

use super::{
    pair::Comparison,
    second::{close, fork, open},
    words,
};
use crate::ui::{
    Page, Pane, focus,
    pane::{Pace, Side},
    words::COMPARISON,
};

/// The buttons that get the focus from those that disappear when a second run is opened or closed.
const NEXT: [&str; 2] = ["pause", "train"];

/// The choices for keeping two runs together, with their keys.
const PACES: [(&str, Pace); 2] = [("steps", Pace::Steps), ("seconds", Pace::Seconds)];

/// The sentence that names the difference, and the controls for both runs.
#[component]
pub fn CompareBar() -> impl IntoView {
    let pane = Pane::get();
    move || Comparison::of(pane).map(|comparison| view! { <Bar comparison=comparison/> })
}

#[component]
fn Bar(comparison: Comparison) -> impl IntoView {
    let Comparison { left, right } = comparison;
    let pace = left.pace;
    // The bar disappears with its button.
    let end = move |_| {
        focus::hand_on(&NEXT);
        close(left);
    };
    let sentence =
        Memo::new(move |_| left.experiment.with(|left| right.experiment.with(|right| words::sentence(left, right))));
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some((_, chosen)) = PACES.iter().find(|(key, _)| *key == value) {
            pace.set(*chosen);
        }
    };
    let help = move || {
        let chosen = PACES.iter().find(|(_, known)| *known == pace.get());
        chosen.map(|(key, _)| COMPARISON.say(&format!("pace-{key}-help")))
    };
    let option = move |(key, known): (&'static str, Pace)| {
        let label = COMPARISON.say(&format!("pace-{key}"));
        view! { <option value=key selected=move || pace.get() == known>{label}</option> }
    };
    view! {
        <section class="compare" aria-label=COMPARISON.say("comparison") data-testid="comparison">
            <p data-testid="difference" role="status" title=move || sentence.get()>{move || sentence.get()}</p>
            <label class="pace" title=help>
                <span>{COMPARISON.say("pace")}</span>
                <select data-testid="pace" on:change=choose>{PACES.map(option).collect_view()}</select>
            </label>
            <button class="quiet" data-testid="close-comparison" on:click=end>{COMPARISON.say("close")}</button>
        </section>
    }
}

/// The buttons that open a second run, while there is only one.
#[component]
pub fn CompareButtons() -> impl IntoView {
    let (page, pane) = (Page::get(), Pane::get());
    let is_off = move || pane.invalid.get().is_some() || page.forking.get();
    Effect::new(move || {
        if pane.other.with(Option::is_some) {
            focus::hand_on_from(&["compare", "fork"], &NEXT);
        }
    });
    let beside = move || open(pane, pane.experiment.get_untracked().into(), None);
    view! {
        <div class="beside" hidden=move || pane.other.get().is_some()>
            <button
                class="quiet" data-testid="compare" aria-disabled=move || is_off().to_string()
                title=COMPARISON.say("compare-title")
                on:click=focus::unless(is_off, beside)
            >{COMPARISON.say("compare")}</button>
            <button
                class="quiet" data-testid="fork" aria-disabled=move || is_off().to_string()
                title=COMPARISON.say("fork-title")
                on:click=focus::unless(is_off, move || fork(pane))
            >{COMPARISON.say("fork")}</button>
        </div>
    }
}

/// The choice of the run whose settings are shown.
#[component]
pub fn Tabs() -> impl IntoView {
    let pane = Pane::get();
    let tab = move |side: Side| {
        let is_chosen = move || pane.chosen.get() == side;
        view! {
            <button
                class="tab" data-testid=format!("tab-{}", side.key())
                aria-pressed=move || is_chosen().to_string()
                on:click=move |_| pane.chosen.set(side)
            ><LineSample side=side/>{side.name()}</button>
        }
    };
    move || {
        pane.other.get().map(|_| {
            view! {
                <div class="tabs">
                    <div class="tab-row" role="group" aria-label=COMPARISON.say("whose-settings")>
                        {[Side::Left, Side::Right].map(tab).collect_view()}
                    </div>
                    <p class="about">{COMPARISON.say("shared")}</p>
                </div>
            }
        })
    }
}

/// The line of a side in the charts.
#[component]
pub fn LineSample(side: Side) -> impl IntoView {
    let class = match side {
        Side::Left => "line-sample",
        Side::Right => "line-sample dashed",
    };
    view! { <span class=class aria-hidden="true"></span> }
}

/// The side of the nearest pane, where there are two; for the second also the state of its engine.
#[component]
pub fn SideName() -> impl IntoView {
    let pane = Pane::get();
    let engine = move || {
        (pane.side == Side::Right).then(|| view! { <span class="of">{move || pane.engine.get().short()}</span> })
    };
    move || {
        let is_compared = pane.other.get().is_some();
        is_compared.then(|| view! { <p class="side-name"><LineSample side=pane.side/>{pane.side.name()}{engine()}</p> })
    }
}
