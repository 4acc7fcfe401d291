//! Timers, listeners of the window, workers and seats in the animation frame end with their owner.
//!
//! **Invariant.** Nothing else in the page starts a timer or listens to the window, so that a closed pane leaves nothing
//! behind. The observers of leptos-use are an exception; they end with their owner too.
//! (`whatever_listens_is_removed_with_its_pane` in tests/architecture.rs)

use std::{cell::Cell, time::Duration};

use leptos::{
    ev::EventDescriptor,
    leptos_dom::helpers::{TimeoutHandle, set_interval_with_handle, set_timeout_with_handle, window_event_listener},
    prelude::{StoredValue, on_cleanup},
    reactive::traits::{UpdateValue, WriteValue},
};

/// Whether there is a browser. Without one nothing is ever called, but listeners are still counted, for tests.
const HAS_BROWSER: bool = cfg!(target_arch = "wasm32");

thread_local! {
    static LIVE: Cell<usize> = const { Cell::new(0) };
}

/// The number of listeners at present.
#[cfg(test)]
pub fn live() -> usize {
    LIVE.get()
}

/// A listener; dropping it stops it.
pub struct Listening(Option<Box<dyn FnOnce()>>);

impl Listening {
    /// Counts a new listener; `stop` is called when it is dropped.
    pub fn new(stop: impl FnOnce() + 'static) -> Self {
        LIVE.set(LIVE.get() + 1);
        Self(Some(Box::new(stop)))
    }

    /// Keeps the listener as long as the present owner lives.
    pub fn keep(self) {
        StoredValue::new_local(self);
    }
}

impl std::fmt::Debug for Listening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Listening")
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(stop) = self.0.take() {
            LIVE.set(LIVE.get().saturating_sub(1));
            stop();
        }
    }
}

/// Calls `act` at this interval, as long as the present owner lives.
pub fn every(time: Duration, act: impl Fn() + 'static) {
    let handle = HAS_BROWSER.then(|| set_interval_with_handle(act, time));
    Listening::new(move || {
        if let Some(Ok(handle)) = handle {
            handle.clear();
        }
    })
    .keep();
}

/// Calls `hear` with an event of the window, as long as the present owner lives.
pub fn on_window<E: EventDescriptor + 'static>(event: E, hear: impl Fn(E::EventType) + 'static)
where
    E::EventType: wasm_bindgen::JsCast,
{
    let handle = HAS_BROWSER.then(|| window_event_listener(event, hear));
    Listening::new(move || {
        if let Some(handle) = handle {
            handle.remove();
        }
    })
    .keep();
}

/// A timer that belongs to the owner under which it was made, and that can be started many times.
///
/// A new start replaces the last one, and no start outlives the owner.
#[derive(Clone, Copy, Debug)]
pub struct Timer(StoredValue<Option<TimeoutHandle>>);

impl Timer {
    /// A timer of the present owner.
    pub fn new() -> Self {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        on_cleanup(move || stop(waiting));
        Self(waiting)
    }

    /// Stops waiting.
    pub fn stop(self) {
        stop(self.0);
    }

    /// Calls `act` after this time, instead of any earlier start. Does nothing once the owner has ended.
    pub fn start(self, time: Duration, act: impl FnOnce() + 'static) {
        stop(self.0);
        if let Some(mut waiting) = self.0.try_write_value().filter(|_| HAS_BROWSER) {
            *waiting = set_timeout_with_handle(act, time).ok();
        }
    }
}

fn stop(waiting: StoredValue<Option<TimeoutHandle>>) {
    if let Some(Some(handle)) = waiting.try_update_value(Option::take) {
        handle.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use leptos::prelude::Owner;

    use super::*;

    #[test]
    fn nothing_listens_once_its_owner_has_ended() {
        let stopped = Rc::new(Cell::new(0));
        for _ in 0..50 {
            let owner = Owner::new();
            owner.with(|| {
                for _ in 0..3 {
                    let stopped = stopped.clone();
                    Listening::new(move || stopped.set(stopped.get() + 1)).keep();
                }
                let _ = Timer::new();
            });
            assert_eq!(live(), 3);
            owner.cleanup();
            assert_eq!(live(), 0);
        }
        assert_eq!(stopped.get(), 150);
    }

    #[test]
    fn what_listens_below_an_owner_ends_with_it_too() {
        let owner = Owner::new();
        let child = owner.child();
        child.with(|| Listening::new(|| ()).keep());
        assert_eq!(live(), 1);
        drop(owner);
        assert_eq!(live(), 0);
        drop(child);
    }
}
