//! The line of time, from noise on the left to data on the right.

use leptos::{html, prelude::*};
use web_sys::KeyboardEvent;

use super::{App, bridge::Bridge, icon, stage::Stage};
use crate::math::schedule::Coeffs;

/// How far an arrow key moves the time; with the shift key five times as far.
const STRIDE: f64 = 0.02;

/// Plays or holds the time.
pub fn toggle_play(app: App) {
    app.welcoming.set(false);
    app.stage.with_value(|stage: &Stage| {
        stage.set_clock(|clock| clock.toggle());
        app.playing.set(stage.clock().playing);
    });
}

/// Shows the time `t`, and holds it.
pub fn scrub(app: App, t: f64) {
    app.welcoming.set(false);
    app.playing.set(false);
    app.stage.with_value(|stage: &Stage| stage.set_clock(|clock| clock.scrub(t)));
}

/// The page no longer plays by itself: whoever trains wants to see what comes out at the end.
pub fn end_welcome(app: App) {
    if app.welcoming.get_untracked() {
        scrub(app, 0.0);
    }
}

/// `0.42`, in as many characters whatever the number.
fn two_places(value: f64) -> String {
    format!("{value:.2}")
}

#[component]
pub fn Timeline() -> impl IntoView {
    let app = App::get();
    let slider = NodeRef::<html::Input>::new();
    let reading = NodeRef::<html::Output>::new();
    let mixture = NodeRef::<html::Span>::new();
    app.stage.with_value(|stage: &Stage| {
        let own = stage.clone();
        // The line follows every frame, and so does not go by way of a signal.
        stage.listen(move |frame| {
            let t = frame.clock.t;
            let shown = own.look(|scene| scene.time(t));
            if let Some(slider) = slider.get_untracked() {
                slider.set_value(&format!("{t:.3}"));
                let _ = web_sys::HtmlElement::style(&slider).set_property("--at", &format!("{:.4}", 1.0 - t));
                let _ = slider.set_attribute("aria-valuetext", &format!("t = {}", two_places(t)));
            }
            if let Some(reading) = reading.get_untracked() {
                reading.set_text_content(Some(&two_places(shown)));
            }
            let text = own.look(|scene| match scene.is_series {
                true => Some(String::new()),
                false => scene.coeffs(t).map(|coeffs| mixture_text(&coeffs)),
            });
            if let Some((mixture, text)) = mixture.get_untracked().zip(text) {
                mixture.set_text_content(Some(&text));
            }
            app.bridge.with_value(|bridge: &Bridge| {
                if frame.acknowledges {
                    bridge.acknowledge();
                }
                bridge.probe(app, shown, frame.extent);
                bridge.map(app, t, frame.extent);
                bridge.assess(app);
                bridge.follow();
            });
        });
        if app.welcoming.get_untracked() {
            stage.set_clock(|clock| clock.toggle());
            app.playing.set(true);
        }
    });
    let on_input = move |event| {
        if let Ok(t) = event_target_value(&event).parse() {
            scrub(app, t);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let t = app.stage.with_value(|stage: &Stage| stage.clock().t);
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
        scrub(app, to);
    };
    let title = move || match (app.playing.get(), app.fits_series.get()) {
        (true, _) => "Hold the time (P)",
        (false, true) => "Play the series (P)",
        (false, false) => "Play from noise to data (P)",
    };
    view! {
        <div class="timeline">
            <button
                class="icon play" data-testid="play" title=title aria-label=title
                aria-pressed=move || app.playing.get().to_string()
                on:click=move |_| toggle_play(app)
            >{move || if app.playing.get() { icon::pause() } else { icon::play() }}</button>
            <div class="line">
                <input
                    node_ref=slider type="range" data-testid="time" min="0" max="1" step="0.001" dir="rtl"
                    aria-label=move || match app.fits_series.get() {
                        true => "Time of the series",
                        false => "Time, from noise at 1 to data at 0",
                    }
                    on:input=on_input
                    on:keydown=on_key
                />
                <div class="ends" aria-hidden="true">
                    <span class="noise">{move || if app.fits_series.get() { "start" } else { "noise" }}</span>
                    <span class="mixture" node_ref=mixture></span>
                    <span class="data">{move || if app.fits_series.get() { "end" } else { "data" }}</span>
                </div>
            </div>
            <p class="reading"><i>"t"</i>" = "<output node_ref=reading>"0.00"</output></p>
        </div>
    }
}

/// What a point of the data is made of at this time.
fn mixture_text(coeffs: &Coeffs) -> String {
    let [data, noise] = [coeffs.alpha, coeffs.sigma].map(two_places);
    format!("point = {data} data + {noise} noise")
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
