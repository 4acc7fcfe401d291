//! Training: how far it has come, and the buttons that drive it.

use leptos::{context::Provider, html, prelude::*};

use super::{
    Page, Pane,
    comparison::{self, CompareButtons, LineSample, together},
    frames::Seat,
    icon,
    panel::Panels,
};

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

/// The numbers, the buttons and the panels.
#[component]
pub fn Training() -> impl IntoView {
    let (page, pane) = (Page::get(), Pane::get());
    let second = move || {
        let right = page.comparison.get()?.right;
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
        let is_compared = pane.page.comparison.get().is_some();
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
    // The two buttons stand in one place: whoever pressed one with the keyboard finds the other under the finger.
    let hand_over = StoredValue::new_local(pane.page.frames().seat(move |_| {
        let to = if pane.running.get_untracked() { pause } else { train };
        if let Some(button) = to.get_untracked() {
            let _ = button.focus();
        }
        false
    }));
    let start = move |_| {
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
    let option = move |(key, label, speed): (&'static str, &'static str, Option<f64>)| {
        view! { <option value=key selected=move || pane.speed.get() == speed>{label}</option> }
    };
    view! {
        <div class="transport" class:running=move || pane.running.get()>
            <button
                node_ref=train class="main" data-testid="train" title="Train (space bar)"
                hidden=move || pane.running.get() disabled=blocked on:click=start
            >{icon::play()}"Train"</button>
            <button
                node_ref=pause class="main" data-testid="pause" title="Pause (space bar)"
                hidden=move || !pane.running.get() on:click=stop
            >{icon::pause()}"Pause"</button>
            <button
                class="plain" data-testid="step" title="A single training step (.)"
                disabled=blocked on:click=move |_| together::step(pane)
            >{icon::step()}<span>"Step"</span></button>
            <button
                class="plain" data-testid="reset" title="Back to the same initial weights (R)"
                disabled=blocked on:click=move |_| together::reset(pane)
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
