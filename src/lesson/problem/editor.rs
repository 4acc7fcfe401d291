//! The editor of the lesson: the reader shapes Gaussians with handles, and the losses follow.

use leptos::prelude::*;

use super::{
    desk::{Desk, Show, WORDS},
    expert::{EXPERT, REVERSE},
    kept,
    picture::Picture,
    readings::{JudgeReading, Readings},
};
use crate::{
    math::{
        fit::{Bell, set_share},
        oracle::Component,
    },
    ui::Pane,
};

pub fn alone(_: Pane) -> AnyView {
    view! { <Editor show=Show::Nothing/> }.into_any()
}

pub fn with_optima(_: Pane) -> AnyView {
    view! { <Editor show=Show::Optima/> }.into_any()
}

pub fn with_judge(_: Pane) -> AnyView {
    view! { <Editor show=Show::Judge/> }.into_any()
}

#[component]
fn Editor(show: Show) -> impl IntoView {
    let desk = Desk::new(show);
    let count = move |count: usize| {
        let name = WORDS.say(&format!("count-{count}"));
        view! {
            <button
                class="plain" data-testid=format!("gaussians-{count}")
                aria-pressed=move || (desk.count() == count).to_string()
                on:click=move |_| desk.bells.update(|bells| *bells = kept::with_count(bells, count))
            >{name}</button>
        }
    };
    view! {
        <div class="fitting" data-testid="fitting">
            <div class="counts" role="group" aria-label=WORDS.say("counts")>{(1..=kept::MOST).map(count).collect_view()}</div>
            {(show == Show::Optima).then(|| view! { <Optima desk=desk/> })}
            <Picture desk=desk show=show/>
            <Readings desk=desk/>
            {(show == Show::Judge).then(|| view! { <JudgeReading desk=desk/> })}
            <Shares desk=desk/>
            <p class="hint">{WORDS.say("hint")}</p>
        </div>
    }
}

/// The shares of the Gaussians, where there are several.
#[component]
fn Shares(desk: Desk) -> impl IntoView {
    let slider = move |index: usize| {
        let share = move || desk.bell(index).map_or(0.0, |bell| 100.0 * bell.weight);
        let name = WORDS.with("share", &[("number", (index as f64 + 1.0).into())]);
        let [least, most] = Bell::SHARES.map(|share| format!("{:.0}", 100.0 * share));
        let moved = move |event| {
            if let Ok(per_cent) = event_target_value(&event).parse::<f64>() {
                desk.shaping().change(|bells| set_share(bells, index, per_cent / 100.0));
            }
        };
        view! {
            <label>
                <span>{name}</span>
                <input
                    type="range" min=least max=most step="1" data-testid=format!("share-{index}")
                    prop:value=move || format!("{:.0}", share()) style:--at=move || format!("{:.3}", share() / 100.0)
                    on:input=moved
                />
                <output aria-live="off">{move || format!("{:.0} %", share())}</output>
            </label>
        }
    };
    view! {
        <div class="shares" hidden=move || desk.count() < 2>
            <For each=move || 0..desk.count() key=|index| *index children=slider/>
        </div>
    }
}

/// Buttons that put one Gaussian to an optimum. It counts for no score.
#[component]
fn Optima(desk: Desk) -> impl IntoView {
    let button = move |name: &'static str, optimum: fn() -> Component| {
        let put = move |_| desk.bells.set(vec![Bell::from(optimum())]);
        view! { <button class="plain" data-testid=name on:click=put>{WORDS.say(name)}</button> }
    };
    view! {
        <div class="counts" role="group" aria-label=WORDS.say("optima")>
            {button("take-forward", || EXPERT.forward())}
            {button("take-reverse", || *REVERSE)}
        </div>
    }
}
