//! Gaussians that are shaped by handles: the mean, and the ends of both axes; by pointer and by keyboard.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, SvgElement};

use super::{
    browser, numbers,
    pointing::{Motion, Pointer, Pointing, Press},
};
use crate::{
    locale::Words,
    math::fit::{Bell, Handle},
};

/// The names of the handles.
const WORDS: Words = Words::new(include_str!("text/en/shaping.ftl"));

/// The side of the picture, in its own units.
pub const SIDE: f64 = 400.0;
/// The greatest distance between a press and the handle that it takes, in the same units.
const GRASP: f64 = 24.0;
/// What an arrow key moves and turns; with the shift key five times as much.
const STRIDE: f64 = 0.05;
const TURN: f64 = 3.0;
const LONG: f64 = 5.0;

/// A handle that a pointer holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub bell: usize,
    pub handle: Handle,
    /// From the pointer to the handle.
    pub offset: [f64; 2],
    /// The Gaussians before the drag.
    pub before: Vec<Bell>,
}

/// Gaussians in a picture that shows `[−extent, extent]²`.
#[derive(Clone, Copy, Debug)]
pub struct Shaping {
    pub bells: RwSignal<Vec<Bell>>,
    pub held: RwSignal<Option<Held>>,
    pub extent: Signal<f64>,
    /// Is called after every change by the reader's hand.
    pub changed: Callback<()>,
}

impl Shaping {
    /// Changes the Gaussians by the reader's hand.
    pub fn change(self, act: impl FnOnce(&mut Vec<Bell>)) {
        self.bells.update(act);
        self.changed.run(());
    }

    fn change_one(self, index: usize, act: impl Fn(&Bell) -> Bell) {
        self.change(|bells| bells.get_mut(index).into_iter().for_each(|bell| *bell = act(bell)));
    }

    /// One of the Gaussians, if it is there.
    pub fn bell(self, index: usize) -> Option<Bell> {
        self.bells.with(|bells| bells.get(index).copied())
    }

    pub fn count(self) -> usize {
        self.bells.with(Vec::len)
    }

    /// The frame of the picture.
    fn frame(self) -> Frame {
        Frame { extent: self.extent.get() }
    }
}

/// The map from the plane to the picture.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Half the width of what is shown.
    pub extent: f64,
}

impl Frame {
    /// The units of the picture in one of the plane.
    pub fn scale(self) -> f64 {
        0.5 * SIDE / self.extent
    }

    /// The position of a point in the picture.
    pub fn place(self, [x, y]: [f64; 2]) -> [f64; 2] {
        [0.5 * SIDE + self.scale() * x, 0.5 * SIDE - self.scale() * y]
    }

    /// The point of the plane under a pointer, and the picture.
    fn pointed(self, event: &PointerEvent) -> Option<([f64; 2], Element)> {
        let picture: Element = event.current_target()?.dyn_into().ok()?;
        let rect = picture.get_bounding_client_rect();
        let share = |at: i32, start: f64, size: f64| 2.0 * (f64::from(at) - start) / size.max(1.0) - 1.0;
        let x = share(event.client_x(), rect.left(), rect.width());
        let y = share(event.client_y(), rect.top(), rect.height());
        Some(([self.extent * x, -self.extent * y], picture))
    }

    /// The transformation of a Gaussian in the picture.
    pub fn turned(self, mean: [f64; 2], angle: f64) -> String {
        let [x, y] = self.place(mean);
        format!("translate({x:.2} {y:.2}) rotate({:.2})", -angle)
    }

    /// The handle that a press takes: the nearest one within [`GRASP`], or the mean of a Gaussian that is pressed elsewhere.
    fn taken(self, bells: &[Bell], at: [f64; 2]) -> Option<Held> {
        let handles =
            bells.iter().enumerate().flat_map(|(bell, shape)| Handle::ALL.map(|handle| (bell, shape, handle)));
        let held = |bell: usize, shape: &Bell, handle: Handle| {
            let handle_at = shape.place(handle, self.extent);
            Held { bell, handle, offset: [0, 1].map(|k| handle_at[k] - at[k]), before: bells.to_vec() }
        };
        let far = |held: &Held| self.scale() * held.offset[0].hypot(held.offset[1]);
        let nearest =
            handles.map(|(bell, shape, handle)| held(bell, shape, handle)).min_by(|a, b| far(a).total_cmp(&far(b)))?;
        if far(&nearest) <= GRASP {
            return Some(nearest);
        }
        let pressed = bells.iter().enumerate().find(|(_, shape)| shape.holds(at));
        pressed.map(|(bell, shape)| held(bell, shape, Handle::Mean))
    }
}

/// A Gaussian after a key at one of its handles; `None` if the key has no meaning there.
fn pressed(bell: &Bell, handle: Handle, key: &str, shift: bool, extent: f64) -> Option<Bell> {
    let times = if shift { LONG } else { 1.0 };
    let (stride, turn) = (times * STRIDE, times * TURN);
    Some(match (handle, key) {
        (Handle::Mean, "ArrowLeft") => bell.moved([-stride, 0.0], extent),
        (Handle::Mean, "ArrowRight") => bell.moved([stride, 0.0], extent),
        (Handle::Mean, "ArrowUp") => bell.moved([0.0, stride], extent),
        (Handle::Mean, "ArrowDown") => bell.moved([0.0, -stride], extent),
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

/// A picture with Gaussians to shape; `below` and `above` are further shapes of it.
#[component]
pub fn ShapingPicture(
    shaping: Shaping,
    /// The name of the picture in tests.
    id: &'static str,
    label: String,
    below: AnyView,
    above: AnyView,
) -> impl IntoView {
    let pointing = StoredValue::new(Pointing::default());
    let release = move |event: &PointerEvent| {
        pointing.try_update_value(|pointing| pointing.release(event.pointer_id())).unwrap_or_default()
    };
    let discard = move || {
        if let Some(held) = shaping.held.get_untracked() {
            shaping.bells.set(held.before);
            shaping.held.set(None);
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
        let found = untrack(|| shaping.frame()).pointed(&event).and_then(|(at, picture)| {
            Some((shaping.bells.with_untracked(|bells| untrack(|| shaping.frame()).taken(bells, at))?, picture))
        });
        let Some((held, picture)) = found else {
            release(&event);
            return;
        };
        let _ = picture.set_pointer_capture(event.pointer_id());
        focus(held.bell, held.handle);
        shaping.held.set(Some(held));
    };
    let moved = move |event: PointerEvent| {
        match pointing.try_update_value(|pointing| pointing.moved(Pointer::from(&event))) {
            Some(Motion::Draws) => {}
            Some(Motion::Ends) => return shaping.held.set(None),
            _ => return,
        }
        if let (Some(Held { bell, handle, offset, .. }), Some((at, _))) =
            (shaping.held.get_untracked(), untrack(|| shaping.frame()).pointed(&event))
        {
            let to = [0, 1].map(|k| at[k] + offset[k]);
            shaping.change_one(bell, |bell| bell.dragged(handle, to, shaping.extent.get_untracked()));
        }
    };
    let released = move |event: PointerEvent| {
        if release(&event) {
            shaping.held.set(None);
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
    view! {
        <svg
            class="picture" viewBox=format!("0 0 {SIDE} {SIDE}") data-testid=id role="group" aria-label=label
            on:pointerdown=down on:pointermove=moved on:pointerup=released on:lostpointercapture=released
            on:pointercancel=cancelled on:pointerleave=move |event| left(&event) on:contextmenu=menu
        >
            {below}
            <For
                each=move || 0..shaping.count() key=|index| *index
                children=move |index| view! { <Shape shaping=shaping index=index/> }
            />
            {above}
        </svg>
    }
}

/// A Gaussian of the reader: ellipses at one and two standard deviations, and three handles.
#[component]
fn Shape(shaping: Shaping, index: usize) -> impl IntoView {
    let bell = Memo::new(move |before: Option<&Bell>| {
        // While a Gaussian is removed it is drawn once more.
        shaping.bell(index).or(before.copied()).unwrap_or(Bell::round([0.0; 2], 1.0))
    });
    let ring = move |stds: f64, class: &'static str| {
        let radius = move |axis: usize| format!("{:.2}", shaping.frame().scale() * stds * bell.get().stds[axis]);
        view! { <ellipse class=class rx=move || radius(0) ry=move || radius(1)/> }
    };
    let opacity = move || format!("{:.3}", 0.1 + 0.3 * bell.get().weight);
    let number = move || (shaping.count() > 1).then(|| (index + 1).to_string());
    let middle = move |axis: usize| move || format!("{:.2}", shaping.frame().place(bell.get().mean)[axis]);
    view! {
        <g class="gaussian" data-testid=format!("gaussian-{index}")>
            <g transform=move || shaping.frame().turned(bell.get().mean, bell.get().angle) fill-opacity=opacity>
                {ring(2.0, "outer")}{ring(1.0, "inner")}
            </g>
            {[Handle::Axis(0), Handle::Axis(1), Handle::Mean]
                .map(|handle| view! { <Grip shaping=shaping index=index handle=handle bell=bell/> })
                .collect_view()}
            <text x=middle(0) y=middle(1) text-anchor="middle" dominant-baseline="central" aria-hidden="true">{number}</text>
        </g>
    }
}

/// A handle.
#[component]
fn Grip(shaping: Shaping, index: usize, handle: Handle, bell: Memo<Bell>) -> impl IntoView {
    let at = move || bell.with(|bell| shaping.frame().place(bell.place(handle, shaping.extent.get())));
    let coordinate = move |axis: usize| move || format!("{:.2}", at()[axis]);
    let [mean_x, mean_y] = [0, 1].map(|axis| move || format!("{:.2}", shaping.frame().place(bell.get().mean)[axis]));
    let is_held =
        move || shaping.held.with(|held| held.as_ref().is_some_and(|held| (held.bell, held.handle) == (index, handle)));
    let number = ("number", (index as f64 + 1.0).into());
    let (class, radius, name) = match handle {
        Handle::Mean => ("grip mean", "9", WORDS.with("mean", &[number])),
        Handle::Axis(axis) => ("grip", "6.5", WORDS.with("axis", &[number, ("axis", (axis as f64 + 1.0).into())])),
    };
    let value = move || match handle {
        Handle::Mean => bell.get().mean[0],
        Handle::Axis(axis) => bell.get().stds[axis],
    };
    let reach = move || match handle {
        Handle::Mean => [-shaping.extent.get(), shaping.extent.get()],
        Handle::Axis(_) => Bell::STDS,
    };
    let end = move |index: usize| move || format!("{:.2}", reach()[index]);
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
        let next =
            pressed(&bell.get_untracked(), handle, &event.key(), event.shift_key(), shaping.extent.get_untracked());
        if let Some(next) = next.filter(|_| !(event.ctrl_key() || event.meta_key() || event.alt_key())) {
            event.prevent_default();
            event.stop_propagation();
            shaping.change_one(index, |_| next);
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
            tabindex="0" role="slider" aria-label=name aria-valuemin=end(0) aria-valuemax=end(1)
            aria-valuenow=move || format!("{:.2}", value()) aria-valuetext=spoken on:keydown=press
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { extent: 4.0 };

    #[test]
    fn a_press_takes_the_nearest_handle_or_the_gaussian_under_it() {
        let bells = [Bell::round([-1.5, 0.0], 0.5), Bell::round([1.5, 0.0], 1.0)];
        let found = |at: [f64; 2]| FRAME.taken(&bells, at).map(|held| (held.bell, held.handle));
        assert_eq!(found([-1.5, 0.1]), Some((0, Handle::Mean)));
        assert_eq!(found([-0.95, 0.05]), Some((0, Handle::Axis(0))));
        assert_eq!(found([1.5, 1.1]), Some((1, Handle::Axis(1))));
        // Within two standard deviations, far from every handle.
        assert_eq!(found([1.0, -1.2]), Some((1, Handle::Mean)));
        assert_eq!(found([0.0, 3.0]), None);
        let held = FRAME.taken(&bells, [1.0, -1.2]).unwrap();
        assert_eq!((held.offset, held.before.len()), ([0.5, 1.2], 2), "it does not jump to the pointer");
    }

    #[test]
    fn keys_move_stretch_and_turn() {
        let bell = Bell::round([0.0; 2], 1.0);
        let after = |handle, key, shift| pressed(&bell, handle, key, shift, 3.0).unwrap();
        assert_eq!(after(Handle::Mean, "ArrowUp", false).mean, [0.0, STRIDE]);
        assert_eq!(after(Handle::Mean, "ArrowLeft", true).mean, [-LONG * STRIDE, 0.0]);
        assert_eq!(after(Handle::Axis(1), "ArrowUp", false).stds, [1.0, 1.0 + STRIDE]);
        assert_eq!(after(Handle::Axis(0), "ArrowLeft", false).angle, TURN);
        assert_eq!(pressed(&bell, Handle::Mean, "Enter", false, 3.0), None);
    }

    #[test]
    fn the_middle_of_the_plane_is_that_of_the_picture() {
        assert_eq!(FRAME.place([0.0; 2]), [0.5 * SIDE; 2]);
        let [x, y] = FRAME.place([-FRAME.extent, FRAME.extent]);
        assert!(x.abs() < 1e-9 && y.abs() < 1e-9);
    }
}
