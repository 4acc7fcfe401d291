//! The picture of the editor: the samples, the Gaussians with their handles, the optima, and the map of the judge.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, SvgElement};

use super::{
    desk::{Desk, Held, Show, WORDS},
    expert::{EXPERT, JUDGED, REVERSE},
    map::{LEVELS, Level},
};
use crate::{
    math::{
        fit::{Bell, Handle},
        oracle::Component,
    },
    ui::{
        browser, numbers,
        pointing::{Motion, Pointer, Pointing, Press},
    },
};

/// The side of the picture, in its own units.
const SIDE: f64 = 400.0;
/// The greatest distance between a press and the handle that it takes, in the same units.
const GRASP: f64 = 24.0;
/// What an arrow key moves and turns; with the shift key five times as much.
const STRIDE: f64 = 0.05;
const TURN: f64 = 3.0;
const LONG: f64 = 5.0;

/// The units of the picture in one of the plane.
fn scale() -> f64 {
    0.5 * SIDE / EXPERT.extent
}

/// The position of a point in the picture.
fn place([x, y]: [f64; 2]) -> [f64; 2] {
    [0.5 * SIDE + scale() * x, 0.5 * SIDE - scale() * y]
}

/// The point of the plane under a pointer, and the picture.
fn pointed(event: &PointerEvent) -> Option<([f64; 2], Element)> {
    let picture: Element = event.current_target()?.dyn_into().ok()?;
    let rect = picture.get_bounding_client_rect();
    let share = |at: i32, start: f64, size: f64| 2.0 * (f64::from(at) - start) / size.max(1.0) - 1.0;
    let x = share(event.client_x(), rect.left(), rect.width());
    let y = share(event.client_y(), rect.top(), rect.height());
    Some(([EXPERT.extent * x, -EXPERT.extent * y], picture))
}

/// The handle that a press takes: the nearest one within [`GRASP`], or the mean of a Gaussian that is pressed elsewhere.
fn taken(bells: &[Bell], at: [f64; 2]) -> Option<Held> {
    let handles = bells.iter().enumerate().flat_map(|(bell, shape)| Handle::ALL.map(|handle| (bell, shape, handle)));
    let held = |bell: usize, shape: &Bell, handle: Handle| {
        let handle_at = shape.place(handle, EXPERT.extent);
        Held { bell, handle, offset: [0, 1].map(|k| handle_at[k] - at[k]), before: bells.to_vec() }
    };
    let far = |held: &Held| scale() * held.offset[0].hypot(held.offset[1]);
    let nearest =
        handles.map(|(bell, shape, handle)| held(bell, shape, handle)).min_by(|a, b| far(a).total_cmp(&far(b)))?;
    if far(&nearest) <= GRASP {
        return Some(nearest);
    }
    let pressed = bells.iter().enumerate().find(|(_, shape)| shape.holds(at));
    pressed.map(|(bell, shape)| held(bell, shape, Handle::Mean))
}

/// A Gaussian after a key at one of its handles; `None` if the key has no meaning there.
fn pressed(bell: &Bell, handle: Handle, key: &str, shift: bool) -> Option<Bell> {
    let times = if shift { LONG } else { 1.0 };
    let (stride, turn) = (times * STRIDE, times * TURN);
    Some(match (handle, key) {
        (Handle::Mean, "ArrowLeft") => bell.moved([-stride, 0.0], EXPERT.extent),
        (Handle::Mean, "ArrowRight") => bell.moved([stride, 0.0], EXPERT.extent),
        (Handle::Mean, "ArrowUp") => bell.moved([0.0, stride], EXPERT.extent),
        (Handle::Mean, "ArrowDown") => bell.moved([0.0, -stride], EXPERT.extent),
        (Handle::Axis(axis), "ArrowUp") => bell.stretched(axis, stride),
        (Handle::Axis(axis), "ArrowDown") => bell.stretched(axis, -stride),
        (Handle::Axis(_), "ArrowLeft") => bell.turned(turn),
        (Handle::Axis(_), "ArrowRight") => bell.turned(-turn),
        _ => return None,
    })
}

fn handle_id(bell: usize, handle: Handle) -> String {
    match handle {
        Handle::Mean => format!("gaussian-{bell}-mean"),
        Handle::Axis(axis) => format!("gaussian-{bell}-axis-{axis}"),
    }
}

fn focus(bell: usize, handle: Handle) {
    let element = browser::document().and_then(|document| document.get_element_by_id(&handle_id(bell, handle)));
    if let Some(element) = element.and_then(|element| element.dyn_into::<SvgElement>().ok()) {
        let _ = element.focus();
    }
}

#[component]
pub fn Picture(desk: Desk, show: Show) -> impl IntoView {
    let pointing = StoredValue::new(Pointing::default());
    let release = move |event: &PointerEvent| {
        pointing.try_update_value(|pointing| pointing.release(event.pointer_id())).unwrap_or_default()
    };
    let discard = move || {
        if let Some(held) = desk.held.get_untracked() {
            desk.bells.set(held.before);
            desk.held.set(None);
        }
    };
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        match pointing.try_update_value(|pointing| pointing.press(Pointer::from(&event))) {
            Some(Press::Begins) => {}
            Some(Press::TakesOver) => discard(),
            Some(Press::Ignored) | None => return,
        }
        let found = pointed(&event)
            .and_then(|(at, picture)| Some((desk.bells.with_untracked(|bells| taken(bells, at))?, picture)));
        let Some((held, picture)) = found else {
            release(&event);
            return;
        };
        let _ = picture.set_pointer_capture(event.pointer_id());
        focus(held.bell, held.handle);
        desk.held.set(Some(held));
    };
    let moved = move |event: PointerEvent| {
        match pointing.try_update_value(|pointing| pointing.moved(Pointer::from(&event))) {
            Some(Motion::Draws) => {}
            Some(Motion::Ends) => return desk.held.set(None),
            _ => return,
        }
        if let (Some(Held { bell, handle, offset, .. }), Some((at, _))) = (desk.held.get_untracked(), pointed(&event)) {
            let to = [0, 1].map(|k| at[k] + offset[k]);
            desk.change_one(bell, |bell| bell.dragged(handle, to, EXPERT.extent));
        }
    };
    let released = move |event: PointerEvent| {
        if release(&event) {
            desk.held.set(None);
        }
    };
    let left = move |event: &PointerEvent| pointing.update_value(|pointing| pointing.leave(event.pointer_id()));
    let cancelled = move |event: PointerEvent| {
        if release(&event) {
            discard();
        }
        left(&event);
    };
    let menu = move |event: MouseEvent| {
        if pointing.with_value(Pointing::is_drawing) {
            event.prevent_default();
        }
    };
    let points = EXPERT.samples.iter().map(|at| {
        let [x, y] = place(*at).map(|c| format!("{c:.1}"));
        view! { <circle class="sample" cx=x cy=y r="3.2"/> }
    });
    let optima = (show == Show::Optima)
        .then(|| [optimum("forward", EXPERT.forward()), optimum("reverse", *REVERSE)].collect_view());
    let names = (show == Show::Optima).then(|| {
        [name_of("forward", EXPERT.forward(), [0.0, 2.4]), name_of("reverse", *REVERSE, [2.4, 0.0])].collect_view()
    });
    view! {
        <svg
            class="picture" class:judging=move || desk.judges.get() viewBox=format!("0 0 {SIDE} {SIDE}") data-testid="fitting-picture" role="group" aria-label=WORDS.say("picture")
            on:pointerdown=down on:pointermove=moved on:pointerup=released on:lostpointercapture=released
            on:pointercancel=cancelled on:pointerleave=move |event| left(&event) on:contextmenu=menu
        >
            <rect class="ground" width=SIDE height=SIDE rx="6"/>
            <Judged desk=desk/>
            {points.collect_view()}
            {optima}
            <For each=move || 0..desk.count() key=|index| *index children=move |index| view! { <Shape desk=desk index=index/> }/>
            {names}
        </svg>
    }
}

/// The best discriminator, as one path for each of its levels.
#[component]
fn Judged(desk: Desk) -> impl IntoView {
    let map = Memo::new(move |_| {
        let judged = if desk.judges.get() { EXPERT.judge(&desk.model()) } else { Vec::new() };
        Level::all(&judged, JUDGED, SIDE)
    });
    let path = move |level: usize| {
        let Level { class, opacity, .. } = Level::empty(level);
        let line = move || map.with(|map| map.get(level).map(|level| level.path.clone()));
        view! { <path class=format!("judged {class}") fill-opacity=format!("{opacity:.2}") d=line/> }
    };
    (0..LEVELS).map(path).collect_view()
}

/// The transformation of a Gaussian in the picture.
fn turned(mean: [f64; 2], angle: f64) -> String {
    let [x, y] = place(mean);
    format!("translate({x:.2} {y:.2}) rotate({:.2})", -angle)
}

/// The two ellipses of an optimum.
fn optimum(name: &'static str, gaussian: Component) -> impl IntoView {
    let [first, second] = gaussian.covariance.stds();
    let ring = |stds: f64| {
        let [rx, ry] = [first, second].map(|std| format!("{:.2}", scale() * stds * std));
        view! { <ellipse rx=rx ry=ry/> }
    };
    view! {
        <g
            class=format!("optimum {name}") data-testid=format!("optimum-{name}")
            transform=turned(gaussian.mean, gaussian.covariance.angle())
        >{[1.0, 2.0].map(ring).collect_view()}</g>
    }
}

/// The name of an optimum, beyond the outer end of an axis, `end` in standard deviations.
fn name_of(name: &'static str, gaussian: Component, end: [f64; 2]) -> impl IntoView {
    let (mean, [x, y]) = (gaussian.mean, gaussian.covariance.spread(end));
    let [x, y] = place([mean[0] + x, mean[1] + y]).map(|c| format!("{c:.1}"));
    view! { <text class="name" x=x y=y text-anchor="middle" dominant-baseline="central">{WORDS.say(name)}</text> }
}

/// A Gaussian of the reader: ellipses at one and two standard deviations, and three handles.
#[component]
fn Shape(desk: Desk, index: usize) -> impl IntoView {
    let bell = Memo::new(move |before: Option<&Bell>| {
        // While a Gaussian is removed it is drawn once more.
        desk.bell(index).or(before.copied()).unwrap_or(Bell::round([0.0; 2], 1.0))
    });
    let ring = move |stds: f64, class: &'static str| {
        let radius = move |axis: usize| format!("{:.2}", scale() * stds * bell.get().stds[axis]);
        view! { <ellipse class=class rx=move || radius(0) ry=move || radius(1)/> }
    };
    let opacity = move || format!("{:.3}", 0.1 + 0.3 * bell.get().weight);
    let number = move || (desk.count() > 1).then(|| (index + 1).to_string());
    let middle = move |axis: usize| move || format!("{:.2}", place(bell.get().mean)[axis]);
    view! {
        <g class="gaussian" data-testid=format!("gaussian-{index}")>
            <g transform=move || turned(bell.get().mean, bell.get().angle) fill-opacity=opacity>
                {ring(2.0, "outer")}{ring(1.0, "inner")}
            </g>
            {[Handle::Axis(0), Handle::Axis(1), Handle::Mean]
                .map(|handle| view! { <Grip desk=desk index=index handle=handle bell=bell/> })
                .collect_view()}
            <text x=middle(0) y=middle(1) text-anchor="middle" dominant-baseline="central" aria-hidden="true">{number}</text>
        </g>
    }
}

/// A handle.
#[component]
fn Grip(desk: Desk, index: usize, handle: Handle, bell: Memo<Bell>) -> impl IntoView {
    let at = move || bell.with(|bell| place(bell.place(handle, EXPERT.extent)));
    let coordinate = move |axis: usize| move || format!("{:.2}", at()[axis]);
    let [mean_x, mean_y] = [0, 1].map(|axis| move || format!("{:.2}", place(bell.get().mean)[axis]));
    let is_held =
        move || desk.held.with(|held| held.as_ref().is_some_and(|held| (held.bell, held.handle) == (index, handle)));
    let number = ("number", (index as f64 + 1.0).into());
    let (class, radius, name) = match handle {
        Handle::Mean => ("grip mean", "9", WORDS.with("mean", &[number])),
        Handle::Axis(axis) => ("grip", "6.5", WORDS.with("axis", &[number, ("axis", (axis as f64 + 1.0).into())])),
    };
    let value = move || match handle {
        Handle::Mean => bell.get().mean[0],
        Handle::Axis(axis) => bell.get().stds[axis],
    };
    let [least, most] = if handle == Handle::Mean { [-EXPERT.extent, EXPERT.extent] } else { Bell::STDS };
    let spoken = move || match handle {
        Handle::Mean => numbers::point(bell.get().mean),
        Handle::Axis(axis) => {
            let values = [
                ("length", numbers::short(bell.get().stds[axis]).into()),
                ("angle", format!("{:.0}", bell.get().angle).into()),
            ];
            WORDS.with("axis-value", &values)
        }
    };
    let press = move |event: KeyboardEvent| {
        let next = pressed(&bell.get_untracked(), handle, &event.key(), event.shift_key());
        if let Some(next) = next.filter(|_| !(event.ctrl_key() || event.meta_key() || event.alt_key())) {
            event.prevent_default();
            event.stop_propagation();
            desk.change_one(index, |_| next);
        }
    };
    let line = (handle != Handle::Mean).then(|| {
        view! {
            <line class="spoke" x1=mean_x y1=mean_y x2=coordinate(0) y2=coordinate(1)/>
        }
    });
    view! {
        {line}
        <circle
            class=class class:held=is_held id=handle_id(index, handle) data-testid=handle_id(index, handle)
            cx=coordinate(0) cy=coordinate(1) r=radius
            tabindex="0" role="slider" aria-label=name aria-valuemin=format!("{least:.2}") aria-valuemax=format!("{most:.2}")
            aria-valuenow=move || format!("{:.2}", value()) aria-valuetext=spoken on:keydown=press
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_takes_the_nearest_handle_or_the_gaussian_under_it() {
        let bells = [Bell::round([-1.5, 0.0], 0.5), Bell::round([1.5, 0.0], 1.0)];
        let found = |at: [f64; 2]| taken(&bells, at).map(|held| (held.bell, held.handle));
        assert_eq!(found([-1.5, 0.1]), Some((0, Handle::Mean)));
        assert_eq!(found([-0.95, 0.05]), Some((0, Handle::Axis(0))));
        assert_eq!(found([1.5, 1.1]), Some((1, Handle::Axis(1))));
        // Within two standard deviations, far from every handle.
        assert_eq!(found([1.0, -1.2]), Some((1, Handle::Mean)));
        assert_eq!(found([0.0, 3.0]), None);
        let held = taken(&bells, [1.0, -1.2]).unwrap();
        assert_eq!((held.offset, held.before.len()), ([0.5, 1.2], 2), "it does not jump to the pointer");
    }

    #[test]
    fn keys_move_stretch_and_turn() {
        let bell = Bell::round([0.0; 2], 1.0);
        let after = |handle, key, shift| pressed(&bell, handle, key, shift).unwrap();
        assert_eq!(after(Handle::Mean, "ArrowUp", false).mean, [0.0, STRIDE]);
        assert_eq!(after(Handle::Mean, "ArrowLeft", true).mean, [-LONG * STRIDE, 0.0]);
        assert_eq!(after(Handle::Axis(1), "ArrowUp", false).stds, [1.0, 1.0 + STRIDE]);
        assert_eq!(after(Handle::Axis(0), "ArrowLeft", false).angle, TURN);
        assert_eq!(pressed(&bell, Handle::Mean, "Enter", false), None);
    }

    #[test]
    fn the_middle_of_the_plane_is_that_of_the_picture() {
        assert_eq!(place([0.0; 2]), [0.5 * SIDE; 2]);
        let [x, y] = place([-EXPERT.extent, EXPERT.extent]);
        assert!(x.abs() < 1e-9 && y.abs() < 1e-9);
    }
}
