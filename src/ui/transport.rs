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
    registered,
    run_files::RunFileButtons,
    words::TRAINING,
};

/// The choices of speed: key, and steps a second; `None` is as fast as possible.
const SPEEDS: [(&str, Option<f64>); 5] =
    [("1", Some(1.0)), ("5", Some(5.0)), ("20", Some(20.0)), ("100", Some(100.0)), ("max", None)];

/// The numbers, the buttons and the panels.
#[component]
pub fn Training() -> impl IntoView {
    let pane = Pane::get();
    let second = move || {
        let right = pane.other.get()?;
        Some(view! { <div data-testid="pane-1-training"><Provider value=right><Readings/></Provider></div> })
    };
    view! {
        <section class="training" aria-label=TRAINING.say("training")>
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
                <dt>{TRAINING.say("reading-step")}</dt>
                <dd data-testid="steps" data-value=move || progress.get().step.to_string()>
                    {move || grouped(progress.get().step)}
                </dd>
            </div>
            <div>
                <dt>{TRAINING.say("reading-loss")}</dt>
                <dd class="loss" data-testid="loss" data-value=move || loss().map_or(String::new(), |loss| loss.to_string())>
                    {move || loss().map_or("–".to_owned(), loss_text)}
                </dd>
            </div>
            <div>
                <dt>{TRAINING.say("reading-rate")}</dt>
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
        pane.speed.set(SPEEDS.iter().find(|(key, _)| *key == value).and_then(|(_, speed)| *speed));
    };
    let files = move || (pane.page.place.get() == Place::Playground).then(|| view! { <RunFileButtons/> });
    let option = move |(key, speed): (&'static str, Option<f64>)| {
        let label = TRAINING.say(&format!("speed-{key}"));
        view! { <option value=key selected=move || pane.speed.get() == speed>{label}</option> }
    };
    view! {
        <div class="transport" class:running=move || pane.running.get()>
            <button
                node_ref=train class="main" data-testid="train" title=TRAINING.say("train-title")
                hidden=move || pane.running.get() aria-disabled=is_off on:click=focus::unless(blocked, start)
            >{icon::play()}{TRAINING.say("train")}</button>
            <button
                node_ref=pause class="main" data-testid="pause" title=TRAINING.say("pause-title")
                hidden=move || !pane.running.get() on:click=stop
            >{icon::pause()}{TRAINING.say("pause")}</button>
            <button
                class="plain" data-testid="step" title=TRAINING.say("step-title")
                aria-disabled=is_off on:click=focus::unless(blocked, move || together::step(pane))
            >{icon::step()}<span>{TRAINING.say("step")}</span></button>
            <button
                class="plain" data-testid="reset" title=TRAINING.say("reset-title")
                aria-disabled=is_off on:click=focus::unless(blocked, move || together::ask_reset(pane))
            >{icon::reset()}<span>{TRAINING.say("reset")}</span></button>
            <label class="speed">
                <span>{TRAINING.say("speed")}</span>
                <select data-testid="speed" title=TRAINING.say("speed-title") on:change=choose>
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
        <div class="undo-settings" role="group" aria-label=TRAINING.say("changes")>
            <button
                class="icon" data-testid="undo-settings" title=TRAINING.say("undo-title")
                aria-label=TRAINING.say("undo") aria-disabled=move || no_undo().to_string()
                on:click=focus::unless(no_undo, move || bridge::undo(pane, false))
            >{icon::undo()}</button>
            <button
                class="icon" data-testid="redo-settings" title=TRAINING.say("redo-title")
                aria-label=TRAINING.say("redo") aria-disabled=move || no_redo().to_string()
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
        let title = registered::slot_title(key, task.info(key).map_or(key, |info| info.title));
        let config = task.slot(key).map(|slot| slot.config());
        let field =
            config.and_then(|config| Some((config.id(), config.fields().iter().find(|field| field.name == name)?)));
        let (setting, why) = (("setting", title.into()), ("why", (&*error.message).into()));
        Some(match field {
            Some((id, field)) => {
                let field = registered::field_label(key, id, field);
                TRAINING.with("blocked-field", &[setting, ("field", field.into()), why])
            }
            None => TRAINING.with("blocked", &[setting, why]),
        })
    })
}
