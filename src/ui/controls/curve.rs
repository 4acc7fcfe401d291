//! The drawing of a schedule, a weighting, a distribution of times or a grid as a line; custom curves can be dragged.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent};

use super::field::plain;
use crate::{
    math::curve::{Curve, HandleWindow, Side},
    protocol::{Line, Shape},
    ui::{
        Pane, data_actions,
        frames::Seat,
        listening::Timer,
        pointing::{Motion, Pointer, Pointing, Press},
        registered,
        words::SETTINGS,
    },
};

/// The size of the drawing, in its own units.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 130.0;
/// The margin around the line, so that knots at its ends are not cut off.
const MARGIN: f64 = 9.0;
/// The largest distance between a press and the knot that it takes, in the same units.
const GRASP: f64 = 16.0;
/// The distance that a key moves a knot, in grains; with the shift key ten times as far.
const STRIDE: f64 = 2.0;

/// The position of a value along a side of this `length`.
fn along(side: &Side, value: f64, length: f64) -> f64 {
    let share = (value - side.low) / (side.high - side.low);
    MARGIN + share.clamp(0.0, 1.0) * (length - 2.0 * MARGIN)
}

/// The position of a point in the drawing.
fn place(frame: &HandleWindow, [x, y]: [f64; 2]) -> [f64; 2] {
    [along(&frame.x, x, WIDTH), HEIGHT - along(&frame.y, y, HEIGHT)]
}

/// The point at the position `at` of the drawing.
fn point(frame: &HandleWindow, [x, y]: [f64; 2]) -> [f64; 2] {
    let value =
        |side: &Side, at: f64, length: f64| side.low + (at - MARGIN) / (length - 2.0 * MARGIN) * (side.high - side.low);
    [value(&frame.x, x, WIDTH), value(&frame.y, HEIGHT - y, HEIGHT)]
}

/// A line as the `points` attribute of a polyline.
fn polyline(frame: &HandleWindow, line: &[[f64; 2]]) -> String {
    let finite = line.iter().filter(|point| point.iter().all(|c| c.is_finite()));
    let places = finite.map(|point| place(frame, *point)).map(|[x, y]| format!("{x:.1},{y:.1}"));
    places.collect::<Vec<_>>().join(" ")
}

/// The knot nearest to `at`, if it is within [`GRASP`].
fn nearest(curve: &Curve, frame: &HandleWindow, at: [f64; 2]) -> Option<usize> {
    let distances = curve.knots().iter().map(|knot| place(frame, *knot)).map(|[x, y]| (x - at[0]).hypot(y - at[1]));
    let (index, distance) = distances.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (distance <= GRASP).then_some(index)
}

/// The position of the pointer, in units of the drawing, and the element of the drawing.
fn pointed(event: &PointerEvent) -> Option<([f64; 2], Element)> {
    let drawing: Element = event.current_target()?.dyn_into().ok()?;
    let rect = drawing.get_bounding_client_rect();
    let share = |at: i32, start: f64, size: f64| (f64::from(at) - start) / size.max(1.0);
    let at = [
        WIDTH * share(event.client_x(), rect.left(), rect.width()),
        HEIGHT * share(event.client_y(), rect.top(), rect.height()),
    ];
    Some((at, drawing))
}

/// The drawing of the slot `key`, if it has a shape.
#[component]
pub fn CurveControl(
    key: &'static str,
    /// Waits until the drawing of another configuration has replaced this one.
    later: Timer,
) -> impl IntoView {
    let pane = Pane::get();
    let shape = Memo::new(move |_| pane.experiment.with(|experiment| experiment.shape(key)));
    let own = Memo::new(move |_| pane.with_config(key, |config| config.curve().cloned()).flatten());
    // The dragged knot, and the window at the start of the drag: the window must not grow during a drag.
    let held = RwSignal::new(None::<(usize, HandleWindow)>);
    let shown = Memo::new(move |_| {
        let frame = held.get().map(|(_, frame)| frame);
        shape.get().map(|shape| Shape { frame: frame.unwrap_or(shape.frame), ..shape })
    });
    let frame = move || shown.get_untracked().map(|shape| shape.frame);
    // If the curve's check refuses the change, the knot stays where it was.
    let put = move |curve: &Curve| pane.set_payload(key, &curve.to_string()).is_ok();
    // The keyboard focus follows to the new knot, once it is in the document.
    let follow = StoredValue::new_local(pane.page.frames().seat(move |_| {
        if let Some((index, _)) = held.get_untracked() {
            focus(key, index);
        }
        false
    }));
    let pointing = StoredValue::new(Pointing::default());
    let release = move |event: &PointerEvent| {
        pointing.try_update_value(|pointing| pointing.release(event.pointer_id())).unwrap_or_default()
    };
    // The curve before the drag.
    let before = StoredValue::new(None::<Curve>);
    let discard = move || {
        held.set(None);
        if let Some(curve) = before.get_value() {
            put(&curve);
        }
    };
    let down = move |event: PointerEvent| {
        if event.button() != 0 || own.with_untracked(Option::is_none) {
            return;
        }
        event.prevent_default();
        match pointing.try_update_value(|pointing| pointing.press(Pointer::from(&event))) {
            Some(Press::Begins) => {}
            Some(Press::TakesOver) => discard(),
            Some(Press::Ignored) | None => return,
        }
        let (Some(curve), Some(frame), Some((at, drawing))) = (own.get_untracked(), frame(), pointed(&event)) else {
            return;
        };
        before.set_value(Some(curve.clone()));
        let taken = nearest(&curve, &frame, at).or_else(|| {
            let (curve, index) = curve.with_knot(point(&frame, at)[0], &frame)?;
            put(&curve).then_some(index)
        });
        if let Some(index) = taken {
            let _ = drawing.set_pointer_capture(event.pointer_id());
            held.set(Some((index, frame)));
            follow.with_value(Seat::request);
        } else {
            release(&event);
        }
    };
    let moved = move |event: PointerEvent| {
        match pointing.try_update_value(|pointing| pointing.moved(Pointer::from(&event))) {
            Some(Motion::Draws) => {}
            Some(Motion::Ends) => return held.set(None),
            _ => return,
        }
        if let (Some((index, frame)), Some(curve), Some((at, _))) =
            (held.get_untracked(), own.get_untracked(), pointed(&event))
        {
            put(&curve.moved(index, point(&frame, at), &frame));
        }
    };
    let released = move |event: PointerEvent| {
        if release(&event) {
            held.set(None);
        }
    };
    let left = move |event: PointerEvent| pointing.update_value(|pointing| pointing.leave(event.pointer_id()));
    let cancelled = move |event: PointerEvent| {
        if release(&event) {
            discard();
        }
        left(event);
    };
    let menu = move |event: MouseEvent| {
        if pointing.with_value(Pointing::is_drawing) {
            event.prevent_default();
        }
    };
    let press = move |index: usize, event: KeyboardEvent| {
        let (Some(curve), Some(frame)) = (own.get_untracked(), frame()) else {
            return;
        };
        let Some(&[x, y]) = curve.knots().get(index) else {
            return;
        };
        let strides = STRIDE * if event.shift_key() { 10.0 } else { 1.0 };
        let [right, up] = [frame.x.grain(), frame.y.grain()].map(|grain| grain * strides);
        let next = match event.key().as_str() {
            "ArrowLeft" => Some(curve.moved(index, [x - right, y], &frame)),
            "ArrowRight" => Some(curve.moved(index, [x + right, y], &frame)),
            "ArrowUp" => Some(curve.moved(index, [x, y + up], &frame)),
            "ArrowDown" => Some(curve.moved(index, [x, y - up], &frame)),
            "Delete" | "Backspace" => curve.without_knot(index),
            "Enter" | "+" => {
                let next = curve.knots().get(index + 1).or(curve.knots().get(index.wrapping_sub(1)));
                next.and_then(|next| curve.with_knot(0.5 * (x + next[0]), &frame)).map(|(curve, _)| curve)
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(curve) = next
            && put(&curve)
        {
            // Where the last knot was deleted, the focus goes to the one before.
            focus(key, index.min(curve.knots().len().saturating_sub(1)));
        }
    };
    let knots = move || 0..own.with(|own| own.as_ref().map_or(0, |curve| curve.knots().len()));
    let knot = move |index: usize| {
        let at = move || own.with(|own| own.as_ref().and_then(|curve| curve.knots().get(index).copied()));
        let coordinate = move |k: usize| {
            let place = at().zip(shown.get()).map(|(at, shape)| place(&shape.frame, at));
            place.map_or_else(String::new, |place| format!("{:.1}", place[k]))
        };
        let reading = move || {
            let text = at().zip(shown.get()).map(|([x, y], Shape { frame, .. })| {
                format!("{} {}, {} {}", frame.x.symbol, plain(x), frame.y.symbol, plain(y))
            });
            text.unwrap_or_default()
        };
        let bound = move |pick: fn(&Side) -> f64| {
            move || shown.with(|shape| shape.as_ref().map(|shape| pick(&shape.frame.y).to_string()))
        };
        view! {
            <circle
                class="knot" class:held=move || held.get().is_some_and(|(held, _)| held == index)
                id=knot_id(key, index) data-testid=knot_id(key, index)
                cx=move || coordinate(0) cy=move || coordinate(1) r="5.5"
                tabindex="0" role="slider" aria-label=SETTINGS.with("knot", &[("number", (index + 1).to_string().into())])
                aria-valuemin=bound(|side| side.low) aria-valuemax=bound(|side| side.high)
                aria-valuenow=move || at().map(|[_, y]| y.to_string()) aria-valuetext=reading
                on:keydown=move |event| press(index, event)
            />
        }
    };
    let end = move |pick: fn(&HandleWindow) -> f64| {
        move || shown.with(|shape| shape.as_ref().map(|shape| rounded(pick(&shape.frame))))
    };
    let symbol = move |pick: fn(&HandleWindow) -> &'static str| {
        move || shown.with(|shape| shape.as_ref().map(|shape| pick(&shape.frame)))
    };
    let others = move || {
        let shape = shown.get()?;
        let line = |line: &Line| view! { <polyline class=line.id points=polyline(&shape.frame, &line.points)/> };
        Some(shape.others.iter().map(line).collect_view())
    };
    let legend = move || {
        let entry = |Line { id, symbol, about, top, points }: Line| {
            let scale = top
                .filter(|_| !points.is_empty())
                .map(|top| format!(" {}", SETTINGS.with("curve-top", &[("value", rounded(top).into())])));
            let about = registered::line(key, id, about);
            (!points.is_empty()).then(|| view! { <li class=id title=about><i>{symbol}</i>{scale}</li> })
        };
        shown.get().filter(|shape| !shape.others.is_empty()).map(|shape| {
            view! { <ul>{shape.others.into_iter().map(entry).collect_view()}</ul> }
        })
    };
    let may_bend = move || shown.with(|shape| shape.as_ref().is_some_and(|shape| shape.can_bend));
    let is_own = move || own.with(Option::is_some);
    let axis =
        move || shown.get().filter(|shape| shape.frame.y.low < 0.0).map(|shape| place(&shape.frame, [0.0; 2])[1]);
    let verdict = move || {
        shown
            .with(|shape| shape.as_ref().and_then(|shape| shape.is_bound))
            .map(|is_bound| SETTINGS.say(if is_bound { "is-bound" } else { "is-no-bound" }))
    };
    view! {
        <figure class="bend" class:own=is_own>
            <div class="plot">
                <svg
                    viewBox=format!("0 0 {WIDTH} {HEIGHT}") data-testid=format!("bend-{key}")
                    on:pointerdown=down on:pointermove=moved on:pointerup=released on:lostpointercapture=released
                    on:pointercancel=cancelled on:pointerleave=left on:contextmenu=menu
                >
                    <rect width=WIDTH height=HEIGHT rx="4"/>
                    {move || axis().map(|y| view! { <line x1=MARGIN x2={WIDTH - MARGIN} y1=y y2=y/> })}
                    {others}
                    <polyline class="shape" points=move || shown.with(|shape| shape.as_ref().map(|shape| polyline(&shape.frame, &shape.line)))/>
                    <For each=knots key=|index| *index children=knot/>
                </svg>
                <span class="ceiling"><i>{symbol(|frame| frame.y.symbol)}</i>" "{end(|frame| frame.y.high)}</span>
                <span class="floor">{end(|frame| frame.y.low)}</span>
            </div>
            <figcaption>
                <span>{end(|frame| frame.x.low)}</span>
                <i>{symbol(|frame| frame.x.symbol)}</i>
                <span>{end(|frame| frame.x.high)}</span>
            </figcaption>
            {legend}
            <p class="about">
                {(key == "parametrization").then(|| SETTINGS.say("amplification"))}
                {move || is_own().then(|| SETTINGS.say("drag-knots") + " ")}
                {verdict}
            </p>
            <button
                class="quiet" data-testid=format!("bend-own-{key}") hidden=move || is_own() || !may_bend()
                title=SETTINGS.say("draw-own-title")
                on:click=move |_| {
                    data_actions::bend(pane, key);
                    // This drawing and its button disappear.
                    later.start(Duration::ZERO, move || focus(key, 0));
                }
            >{SETTINGS.say("draw-own")}</button>
        </figure>
    }
}

fn knot_id(key: &str, index: usize) -> String {
    format!("knot-{key}-{index}")
}

/// Moves the keyboard focus to a knot.
fn focus(key: &'static str, index: usize) {
    let knot = document().get_element_by_id(&knot_id(key, index));
    if let Some(knot) = knot.and_then(|knot| knot.dyn_into::<web_sys::SvgElement>().ok()) {
        let _ = knot.focus();
    }
}

/// The end of an axis with three digits.
fn rounded(value: f64) -> String {
    let size = value.abs();
    if value != 0.0 && !(0.01..1e4).contains(&size) {
        return format!("{value:.1e}");
    }
    let decimals = if size >= 10.0 || value == 0.0 { 0 } else { 2 };
    let text = format!("{value:.decimals$}");
    if decimals == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: HandleWindow =
        HandleWindow { x: Side { symbol: "t", low: 0.0, high: 1.0 }, y: Side { symbol: "λ", low: -14.0, high: 14.0 } };

    #[test]
    fn places_and_points_are_inverse() {
        for at in [[0.0, -14.0], [0.25, 3.0], [1.0, 14.0]] {
            let back = point(&FRAME, place(&FRAME, at));
            assert!((0..2).all(|k| (back[k] - at[k]).abs() < 1e-9), "{back:?}");
        }
        assert_eq!(place(&FRAME, [0.0, 14.0]), [MARGIN, MARGIN]);
    }

    #[test]
    fn a_press_takes_up_the_nearest_knot_within_reach() {
        let curve: Curve = "0,10;0.5,0;1,-10".parse().unwrap();
        let [x, y] = place(&FRAME, [0.5, 0.0]);
        assert_eq!(nearest(&curve, &FRAME, [x + 8.0, y - 8.0]), Some(1));
        assert_eq!(nearest(&curve, &FRAME, [x + 30.0, y]), None);
    }

    #[test]
    fn ends_are_written_shortly() {
        assert_eq!(
            [0.0, 14.0, -13.8, 1.25, 0.3, 12345.0, 0.001].map(rounded),
            ["0", "14", "-14", "1.25", "0.3", "1.2e4", "1.0e-3"]
        );
    }
}
