//! The losses as bars with numbers, and the value of the judge.

use std::f64::consts::LN_2;

use leptos::prelude::*;

use super::{
    desk::{Desk, WORDS},
    expert::Losses,
};
use crate::{math::metric::game_value, ui::numbers};

/// A loss: its name in the words, its value, and the value of a full bar.
type Row = (&'static str, fn(&Losses) -> f64, f64);

/// The losses. The two divergences share one scale.
const ROWS: [Row; 4] = [
    ("forward", |losses| losses.forward, 4.0),
    ("reverse", |losses| losses.reverse, 4.0),
    ("w2", |losses| losses.w2, 4.0),
    ("js", |losses| losses.jensen_shannon, LN_2),
];

/// A number with two decimals.
fn reading(number: f64) -> String {
    // Rounding can leave a divergence of 0 below it.
    if number.abs() < 0.005 { "0.00".to_owned() } else { format!("{number:.2}").replace('-', "−") }
}

/// The part of a bar that is filled, in per cent.
fn filled(value: f64, full: f64) -> String {
    format!("{:.1}%", (100.0 * value / full).clamp(0.0, 100.0))
}

/// The losses of the reader's Gaussians, and the best forward KL so far.
#[component]
pub fn Readings(desk: Desk) -> impl IntoView {
    let row = move |(name, pick, full): (&'static str, fn(&Losses) -> f64, f64)| {
        let value = move || desk.losses.get().map(|losses| pick(&losses));
        let best = (name == "forward").then(|| view! {
            <span class="best" hidden=move || desk.best.get().is_none() style:left=move || filled(desk.best.get().unwrap_or(full), full)></span>
        });
        view! {
            <li data-testid=format!("loss-{name}") data-value=move || value().map(|value| value.to_string())>
                <span title=WORDS.say(&format!("{name}-help"))>{WORDS.say(name)}</span>
                <span class="bar" aria-hidden="true">
                    <span class="value" style:width=move || filled(value().unwrap_or_default(), full)></span>{best}
                </span>
                <output aria-live="off">{move || value().map_or_else(|| WORDS.say("unknown"), reading)}</output>
            </li>
        }
    };
    let best = move || desk.best.get().map(|best| WORDS.with("best", &[("best", reading(best).into())]));
    view! {
        <ul class="losses" aria-label=WORDS.say("losses")>{ROWS.map(row).collect_view()}</ul>
        <p class="hint" data-testid="best-forward">{move || best().unwrap_or_else(|| WORDS.say("no-best"))}</p>
    }
}

/// The switch of the map, and the value of the game.
#[component]
pub fn JudgeReading(desk: Desk) -> impl IntoView {
    let value = move || {
        let value = desk.losses.get().map(|losses| game_value(losses.jensen_shannon));
        value.map_or_else(|| WORDS.say("unknown"), numbers::short)
    };
    view! {
        <div class="judge">
            <label>
                <input
                    type="checkbox" data-testid="judges" prop:checked=move || desk.judges.get()
                    on:change=move |event| desk.judges.set(event_target_checked(&event))
                />
                <span>{WORDS.say("judges")}</span>
            </label>
            <p>{WORDS.say("game")}" "<output aria-live="off" data-testid="game">{value}</output></p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_end_at_their_full_length() {
        assert_eq!([filled(1.0, 4.0), filled(9.0, 4.0), filled(-0.1, 4.0)], ["25.0%", "100.0%", "0.0%"]);
        assert_eq!([-1.234, -1e-9, 0.0, 0.838].map(reading), ["−1.23", "0.00", "0.00", "0.84"]);
    }
}
