//! Training: how far it has come, and the buttons that drive it.

use leptos::{html, prelude::*};

use super::{
    App, bridge, gates::GatesPanel, history::TrainingTime, icon, levels::LevelsChart, loss::LossChart,
    quality::QualityPanel, series::SeriesPanel,
};
use crate::protocol::Experiment;

/// Steps a second that can be chosen; without one it is as fast as possible.
const SPEEDS: [(&str, &str, Option<f64>); 5] = [
    ("1", "1 step/s", Some(1.0)),
    ("5", "5 steps/s", Some(5.0)),
    ("20", "20 steps/s", Some(20.0)),
    ("100", "100 steps/s", Some(100.0)),
    ("max", "full speed", None),
];

/// `12 345`, with thin spaces.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// Four significant digits, in a width that hardly changes.
fn loss_text(loss: f64) -> String {
    match loss.abs() {
        1e5.. => format!("{loss:.2e}"),
        100.0.. => format!("{loss:.1}"),
        10.0.. => format!("{loss:.2}"),
        1e-3.. => format!("{loss:.3}"),
        _ => format!("{loss:.2e}"),
    }
}

fn rate_text(rate: f64) -> String {
    if rate > 0.0 && rate < 9.95 { format!("{rate:.1}") } else { format!("{rate:.0}") }
}

/// Trains or pauses.
pub fn toggle(app: App) {
    if app.running.get_untracked() { bridge::pause(app) } else { bridge::run(app) }
}

/// The numbers, the buttons and the curve.
#[component]
pub fn Training() -> impl IntoView {
    let app = App::get();
    let has_gates = Memo::new(move |_| app.experiment.with(Experiment::has_gates));
    view! {
        <section class="training" aria-label="Training">
            <Readings/>
            <Buttons/>
            <LossChart/>
            <TrainingTime/>
            {move || has_gates.get().then(|| view! { <GatesPanel/> })}
            {move || match app.fits_series.get() {
                true => view! { <SeriesPanel/> }.into_any(),
                false => view! { <LevelsChart/><QualityPanel/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Readings() -> impl IntoView {
    let app = App::get();
    let progress = app.progress;
    let rate = move || if app.running.get() { rate_text(progress.get().steps_per_second) } else { "–".to_owned() };
    let loss = move || progress.get().loss;
    view! {
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
    let app = App::get();
    let (train, pause) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
    let blocked = move || app.invalid.get().is_some();
    // The two buttons stand in one place: whoever pressed one with the keyboard finds the other under the finger.
    let hand_over = move |to: NodeRef<html::Button>| {
        request_animation_frame(move || {
            if let Some(button) = to.get_untracked() {
                let _ = button.focus();
            }
        });
    };
    let start = move |_| {
        bridge::run(app);
        hand_over(pause);
    };
    let stop = move |_| {
        bridge::pause(app);
        hand_over(train);
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        app.speed.set(SPEEDS.iter().find(|(key, ..)| *key == value).and_then(|(.., speed)| *speed));
    };
    let option = move |(key, label, speed): (&'static str, &'static str, Option<f64>)| {
        view! { <option value=key selected=move || app.speed.get() == speed>{label}</option> }
    };
    view! {
        <div class="transport" class:running=move || app.running.get()>
            <button
                node_ref=train class="main" data-testid="train" title="Train (space bar)"
                hidden=move || app.running.get() disabled=blocked on:click=start
            >{icon::play()}"Train"</button>
            <button
                node_ref=pause class="main" data-testid="pause" title="Pause (space bar)"
                hidden=move || !app.running.get() on:click=stop
            >{icon::pause()}"Pause"</button>
            <button
                class="plain" data-testid="step" title="A single training step (.)"
                disabled=blocked on:click=move |_| bridge::step(app)
            >{icon::step()}<span>"Step"</span></button>
            <button
                class="plain" data-testid="reset" title="Back to the same initial weights (R)"
                disabled=blocked on:click=move |_| bridge::reset(app)
            >{icon::reset()}<span>"Reset"</span></button>
            <label class="speed">
                <span>"Speed"</span>
                <select data-testid="speed" title="How fast to train" on:change=choose>
                    {SPEEDS.map(option).collect_view()}
                </select>
            </label>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!([7, 1234, 1_234_567].map(grouped), ["7", "1\u{2009}234", "1\u{2009}234\u{2009}567"]);
        assert_eq!([1234.56, 12.345, 1.2345, 0.000_12].map(loss_text), ["1234.6", "12.35", "1.234", "1.20e-4"]);
        assert_eq!([0.0, 1.26, 340.4].map(rate_text), ["0", "1.3", "340"]);
    }
}
