//! The training column: progress, buttons and panels.

use leptos::{context::Provider, html, prelude::*};

use super::{
    Pane, bridge,
    comparison::{self, CompareButtons, LineSample, together},
    focus,
    frames::Seat,
    icon,
    numbers::{grouped, loss_text, rate_text},
    panel::Panels,
    place::Place,
    run_files::RunFileButtons,
};

/// The choices of speed: key, name, and steps a second; `None` is as fast as possible.
const SPEEDS: [(&str, &str, Option<f64>); 5] = [
    ("1", "1 step/s", Some(1.0)),
    ("5", "5 steps/s", Some(5.0)),
    ("20", "20 steps/s", Some(20.0)),
    ("100", "100 steps/s", Some(100.0)),
    ("max", "full speed", None),
];

/// The numbers, the buttons and the panels.
#[component]
pub fn Training() -> impl IntoView {
    let pane = Pane::get();
    let second = move || {
        let right = pane.other.get()?;
        Some(view! { <div data-testid="pane-1-training"><Provider value=right><Readings/></Provider></div> })
    };
    view! {
        <section class="training" aria-label="Training">
            <Readings/>
            {second}
            <Buttons/>
            <CompareButtons/>
            {move || view! { <Panels pane=comparison::chosen(pane) only=None/> }}
        </section>
    }
}

/// The numbers, the buttons, and the panels with these ids.
#[component]
pub fn LessonTraining(panels: &'static [&'static str]) -> impl IntoView {
    let pane = Pane::get();
    view! { <div class="training"><Readings/><Buttons/><Panels pane=pane only=Some(panels)/></div> }
}

#[component]
fn Readings() -> impl IntoView {
    let pane = Pane::get();
    let progress = pane.progress;
    let rate = move || if pane.running.get() { rate_text(progress.get().steps_per_second) } else { "–".to_owned() };
    let loss = move || progress.get().loss;
    let side = move || {
        let is_compared = pane.other.get().is_some();
        is_compared.then(|| view! { <p class="side-name"><LineSample side=pane.side/>{pane.side.name()}</p> })
    };
    view! {
        {side}
        <dl class="readings">
            <div>
                <dt>"Step"</dt>
                <dd data-testid="steps" data-value=move || progress.get().step.to_string()>
                    {move || grouped(progress.get().step)}
                </dd>
            </div>
            <div>
                <dt>"Loss"</dt>
                <dd class="loss" data-testid="loss" data-value=move || loss().map_or(String::new(), |loss| loss.to_string())>
                    {move || loss().map_or("–".to_owned(), loss_text)}
                </dd>
            </div>
            <div>
                <dt>"Steps/s"</dt>
                <dd data-testid="rate">{rate}</dd>
            </div>
        </dl>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let pane = Pane::get();
    let (train, pause) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
    let blocked = move || pane.invalid.get().is_some();
    let is_off = move || blocked().to_string();
    // The two buttons replace each other: the keyboard focus moves to the one that is shown.
    let hand_over = StoredValue::new_local(pane.page.frames().seat(move |_| {
        let to = if pane.running.get_untracked() { pause } else { train };
        if let Some(button) = to.get_untracked() {
            let _ = button.focus();
        }
        false
    }));
    let start = move || {
        together::run(pane);
        hand_over.with_value(Seat::request);
    };
    let stop = move |_| {
        together::pause(pane);
        hand_over.with_value(Seat::request);
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        pane.speed.set(SPEEDS.iter().find(|(key, ..)| *key == value).and_then(|(.., speed)| *speed));
    };
    let files = move || (pane.page.place.get() == Place::Playground).then(|| view! { <RunFileButtons/> });
    let option = move |(key, label, speed): (&'static str, &'static str, Option<f64>)| {
        view! { <option value=key selected=move || pane.speed.get() == speed>{label}</option> }
    };
    view! {
        <div class="transport" class:running=move || pane.running.get()>
            <button
                node_ref=train class="main" data-testid="train" title="Train (space bar)"
                hidden=move || pane.running.get() aria-disabled=is_off on:click=focus::unless(blocked, start)
            >{icon::play()}"Train"</button>
            <button
                node_ref=pause class="main" data-testid="pause" title="Pause (space bar)"
                hidden=move || !pane.running.get() on:click=stop
            >{icon::pause()}"Pause"</button>
            <button
                class="plain" data-testid="step" title="A single training step (.)"
                aria-disabled=is_off on:click=focus::unless(blocked, move || together::step(pane))
            >{icon::step()}<span>"Step"</span></button>
            <button
                class="plain" data-testid="reset" title="Back to the same initial weights (R)"
                aria-disabled=is_off on:click=focus::unless(blocked, move || together::ask_reset(pane))
            >{icon::reset()}<span>"Reset"</span></button>
            <label class="speed">
                <span>"Speed"</span>
                <select data-testid="speed" title="How fast to train" on:change=choose>
                    {SPEEDS.map(option).collect_view()}
                </select>
            </label>
            {move || {
                let chosen = comparison::chosen(pane);
                let undo = (!pane.is_in_lesson()).then(|| view! { <UndoButtons/> });
                view! { <Provider value=chosen>{undo}{files()}</Provider> }
            }}
        </div>
        <p class="objection" role="status" data-testid="blocked" hidden=move || !blocked()>{move || why_blocked(pane)}</p>
    }
}

/// The buttons that take changes of settings back, and make them again.
#[component]
fn UndoButtons() -> impl IntoView {
    let pane = Pane::get();
    let [no_undo, no_redo] =
        [false, true].map(|redo| move || !pane.past.with(|past| if redo { past.can_redo() } else { past.can_undo() }));
    view! {
        <div class="undo-settings" role="group" aria-label="Changes of settings">
            <button
                class="icon" data-testid="undo-settings" title="Take the last change of settings back (Ctrl+Z)"
                aria-label="Take the last change of settings back" aria-disabled=move || no_undo().to_string()
                on:click=focus::unless(no_undo, move || bridge::undo(pane, false))
            >{icon::undo()}</button>
            <button
                class="icon" data-testid="redo-settings" title="Make the change of settings again (Ctrl+Shift+Z)"
                aria-label="Make the change of settings again" aria-disabled=move || no_redo().to_string()
                on:click=focus::unless(no_redo, move || bridge::undo(pane, true))
            >{icon::redo()}</button>
        </div>
    }
}

/// Why the experiment cannot be trained: the setting to change, and the reason.
fn why_blocked(pane: Pane) -> Option<String> {
    let error = pane.invalid.get()?;
    let (key, name) = error.field.split_once('.').unwrap_or((&error.field, ""));
    pane.experiment.with(|task| {
        let title = task.info(key).map_or(key, |info| info.title);
        let fields = task.slot(key).map_or(&[][..], |slot| slot.config().fields());
        let label = fields.iter().find(|field| field.name == name).map(|field| format!(", {}", field.label));
        Some(format!("{title}{}: {}.", label.unwrap_or_default(), error.message))
    })
}
