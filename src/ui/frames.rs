//! The only loop of animation frames. Everything that draws has a seat in the loop and requests turns there.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use wasm_bindgen::{JsCast, closure::Closure};

use super::{browser, listening::Listening};

/// A handle to the loop.
#[derive(Clone, Default)]
pub struct FrameLoop(Rc<Loop>);

type Callback = Closure<dyn Fn(f64)>;

#[derive(Default)]
struct Loop {
    seats: RefCell<Vec<Rc<LoopSeat>>>,
    /// What the browser calls, made once.
    callback: RefCell<Option<Callback>>,
    /// The pending request to the browser.
    asked: Cell<Option<i32>>,
    /// The index of the seat that has the next turn.
    next: Cell<usize>,
}

/// After this many milliseconds of a frame no further turn begins.
const BUDGET_MS: f64 = 4.0;

/// The time in milliseconds; constant without a browser.
fn clock_ms() -> f64 {
    if cfg!(target_arch = "wasm32") { browser::now_ms() } else { 0.0 }
}

struct LoopSeat {
    wanted: Cell<bool>,
    /// Is called with the time in milliseconds; returns whether it needs another turn in the next frame.
    act: Box<dyn Fn(f64) -> bool>,
}

/// A seat in the loop; dropping it removes it.
#[derive(Debug)]
pub struct Seat {
    place: Weak<LoopSeat>,
    frames: Weak<Loop>,
    _listening: Listening,
}

impl std::fmt::Debug for FrameLoop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("FrameLoop").field(&self.seats()).finish()
    }
}

impl std::fmt::Debug for LoopSeat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoopSeat").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Loop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loop").field("asked", &self.asked).finish_non_exhaustive()
    }
}

impl FrameLoop {
    /// A seat for `act`, which is called in the next frame after a [`Seat::request`], and again as long as it returns true.
    pub fn seat(&self, act: impl Fn(f64) -> bool + 'static) -> Seat {
        let place = Rc::new(LoopSeat { wanted: Cell::new(false), act: Box::new(act) });
        let seat = Rc::downgrade(&place);
        self.0.seats.borrow_mut().push(place);
        let (gone, frames) = (seat.clone(), Rc::downgrade(&self.0));
        let leave = move || {
            if let Some(frames) = frames.upgrade() {
                frames.seats.borrow_mut().retain(|place| !std::ptr::eq(Rc::as_ptr(place), gone.as_ptr()));
            }
        };
        Seat { place: seat, frames: Rc::downgrade(&self.0), _listening: Listening::new(leave) }
    }

    /// The number of seats.
    pub fn seats(&self) -> usize {
        self.0.seats.borrow().len()
    }
}

impl Seat {
    /// Requests a turn in the next frame.
    pub fn request(&self) {
        if let (Some(place), Some(frames)) = (self.place.upgrade(), self.frames.upgrade()) {
            place.wanted.set(true);
            frames.ask();
        }
    }
}

impl Loop {
    /// Requests the next frame from the browser, unless a request is pending.
    fn ask(self: &Rc<Self>) {
        // Without a browser a test runs the frames.
        if self.asked.get().is_some() || cfg!(not(target_arch = "wasm32")) {
            return;
        }
        let mut callback = self.callback.borrow_mut();
        let callback = callback.get_or_insert_with(|| {
            let frames = Rc::downgrade(self);
            Closure::new(move |now: f64| {
                if let Some(frames) = frames.upgrade() {
                    frames.run(now);
                }
            })
        });
        let asked =
            browser::window().and_then(|window| window.request_animation_frame(callback.as_ref().unchecked_ref()).ok());
        self.asked.set(asked);
    }

    /// Runs one frame: a turn for every seat that requested one.
    fn run(self: &Rc<Self>, now_ms: f64) {
        self.asked.set(None);
        let begun = clock_ms();
        // Each seat is borrowed on its own, since a turn may add or remove a seat.
        let count = self.seats.borrow().len();
        for _ in 0..count {
            let index = self.next.get() % self.seats.borrow().len().max(1);
            let Some(place) = self.seats.borrow().get(index).cloned() else {
                break;
            };
            self.next.set(index + 1);
            if place.wanted.replace(false) && (place.act)(now_ms) {
                place.wanted.set(true);
            }
            // The next seat has the first turn in the next frame.
            if clock_ms() - begun > BUDGET_MS {
                break;
            }
        }
        if self.seats.borrow().iter().any(|place| place.wanted.get()) {
            self.ask();
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        if let (Some(asked), Some(window)) = (self.asked.get(), self.asked.get().and_then(|_| browser::window())) {
            let _ = window.cancel_animation_frame(asked);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(frames: &FrameLoop, turns: u32) -> (Seat, Rc<Cell<u32>>) {
        let count = Rc::new(Cell::new(0));
        let seen = count.clone();
        let seat = frames.seat(move |_| {
            seen.set(seen.get() + 1);
            seen.get() < turns
        });
        (seat, count)
    }

    #[test]
    fn who_asks_has_a_turn_and_who_wants_another_has_another() {
        let frames = FrameLoop::default();
        let (first, once) = counting(&frames, 1);
        let (second, thrice) = counting(&frames, 3);
        frames.0.run(0.0);
        assert_eq!((once.get(), thrice.get()), (0, 0), "no turn was requested");
        first.request();
        second.request();
        (0..5).for_each(|frame| frames.0.run(f64::from(frame)));
        assert_eq!((once.get(), thrice.get()), (1, 3));
    }

    #[test]
    fn who_leaves_is_not_called_again() {
        let frames = FrameLoop::default();
        let before = crate::ui::listening::live();
        let (seat, count) = counting(&frames, 9);
        seat.request();
        frames.0.run(0.0);
        assert_eq!((frames.seats(), crate::ui::listening::live()), (1, before + 1));
        drop(seat);
        frames.0.run(1.0);
        assert_eq!((count.get(), frames.seats(), crate::ui::listening::live()), (1, 0, before));
    }

    #[test]
    fn a_turn_may_give_up_a_seat() {
        let frames = FrameLoop::default();
        let (seat, count) = counting(&frames, 9);
        seat.request();
        let held = RefCell::new(Some(seat));
        let other = frames.seat(move |_| {
            held.borrow_mut().take();
            false
        });
        other.request();
        (0..3).for_each(|frame| frames.0.run(f64::from(frame)));
        assert_eq!((count.get(), frames.seats()), (1, 1));
    }
}
