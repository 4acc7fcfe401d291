//! The line of time, from noise on the left to data on the right.

use leptos::{html, prelude::*};
use web_sys::KeyboardEvent;

use super::{Pane, icon, stage::Stage, words::PAGE};
use crate::math::schedule::Coeffs;

/// The distance that an arrow key moves the time; with the shift key five times as far.
const STRIDE: f64 = 0.02;

/// Two decimals, in a constant number of characters: `0.42`.
fn two_places(value: f64) -> String {
    format!("{value:.2}")
}

#[component]
pub fn Timeline() -> impl IntoView {
    let pane = Pane::get();
    let slider = NodeRef::<html::Input>::new();
    let reading = NodeRef::<html::Output>::new();
    let mixture = NodeRef::<html::Span>::new();
    let listening = pane.stage.with_value(|stage: &Stage| {
        let own = stage.clone();
        // The line follows every frame, so it does not use a signal.
        stage.listen(move |frame| {
            let t = frame.clock.t;
            if let Some(slider) = slider.get_untracked() {
                slider.set_value(&format!("{t:.3}"));
                let _ = web_sys::HtmlElement::style(&slider).set_property("--at", &format!("{:.4}", 1.0 - t));
                let _ = slider.set_attribute("aria-valuetext", &format!("t = {}", two_places(t)));
            }
            if let Some(reading) = reading.get_untracked() {
                reading.set_text_content(Some(&two_places(own.look(|scene| scene.time(t)))));
            }
            // A series and a world have no noise.
            let coeffs = own.look(|scene| scene.coeffs(t).filter(|_| !scene.is_series));
            let text = coeffs.map(|coeffs| mixture_text(&coeffs)).unwrap_or_default();
            if let Some(mixture) = mixture.get_untracked() {
                mixture.set_text_content(Some(&text));
            }
        })
    });
    listening.keep();
    pane.redraw();
    let on_input = move |event| {
        if let Ok(t) = event_target_value(&event).parse() {
            pane.time.scrub(t);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let t = pane.time.sight().clock().t;
        let stride = STRIDE * if event.shift_key() { 5.0 } else { 1.0 };
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => t - stride,
            "ArrowLeft" | "ArrowDown" => t + stride,
            "PageUp" => t - 5.0 * STRIDE,
            "PageDown" => t + 5.0 * STRIDE,
            "Home" => 1.0,
            "End" => 0.0,
            _ => return,
        };
        event.prevent_default();
        pane.time.scrub(to);
    };
    let playing = pane.time.playing;
    let title = move || {
        PAGE.say(match (playing.get(), !pane.generates.get()) {
            (true, _) => "hold-time",
            (false, true) => "play-from-start",
            (false, false) => "play-from-noise",
        })
    };
    view! {
        <div class="timeline">
            <button
                class="icon play" data-testid="play" title=title aria-label=title
                aria-pressed=move || playing.get().to_string()
                on:click=move |_| pane.time.toggle()
            >{move || if playing.get() { icon::pause() } else { icon::play() }}</button>
            <div class="line">
                <input
                    node_ref=slider type="range" data-testid="time" min="0" max="1" step="0.001" dir="rtl"
                    aria-label=move || PAGE.say(match !pane.generates.get() {
                        true => "time-from-start",
                        false => "time-from-noise",
                    })
                    on:input=on_input
                    on:keydown=on_key
                />
                <div class="ends" aria-hidden="true">
                    <span class="noise">{move || PAGE.say(if pane.generates.get() { "end-noise" } else { "end-start" })}</span>
                    <span class="mixture" node_ref=mixture></span>
                    <span class="data">{move || PAGE.say(if pane.generates.get() { "end-data" } else { "end-end" })}</span>
                </div>
            </div>
            <p class="reading"><i>"t"</i>" = "<output node_ref=reading aria-live="off">"0.00"</output></p>
        </div>
    }
}

/// The shares of data and noise at this time, as text.
fn mixture_text(coeffs: &Coeffs) -> String {
    let [data, noise] = [coeffs.alpha, coeffs.sigma].map(two_places);
    PAGE.with("mixture", &[("data", data.into()), ("noise", noise.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_width() {
        let coeffs = Coeffs { alpha: 1.0, sigma: 0.0, d_alpha: 0.0, d_sigma: 0.0 };
        assert_eq!(mixture_text(&coeffs), "point = 1.00 data + 0.00 noise");
    }
}
