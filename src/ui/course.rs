//! The rooms of the page: the map of the course, the playground, a lesson.
//!
//! The address says which room is open. Each room has its own run, which ends with the room.

use std::time::Duration;

use leptos::{context::Provider, prelude::*};

use super::{
    Page, Pane, Shell, bridge, browser, comparison,
    engines::Saved,
    keeping,
    link::{self, Both},
    listening::Timer,
    place::{Address, Place},
    problem::Problem,
    shortcuts,
};
use crate::protocol::{ExperimentError, Task};

/// What the program passes to the page, which knows no lesson by name.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// The map of the course; it starts no engine.
    pub home: fn() -> AnyView,
    /// The place of an address.
    pub place: fn(&Address) -> Result<Place, ExperimentError>,
    /// The experiment of a place whose address has no pairs; `None` for a place without a run.
    pub experiment: fn(Place) -> Option<Task>,
    /// The view of the lesson with this id and of its run.
    pub lesson: fn(&'static str, Pane) -> AnyView,
}

/// An open room and its run.
#[derive(Clone, Copy, Debug)]
struct Room {
    place: Place,
    pane: Option<Pane>,
}

/// The content of an address, as far as it is valid.
struct AddressRequest {
    place: Place,
    /// The experiments in the address.
    both: Option<Both>,
    problem: Option<Problem>,
}

#[derive(Clone, Copy)]
struct Rooms {
    page: Page,
    course: Course,
    /// Owns the run of the room.
    owner: StoredValue<Owner>,
    room: RwSignal<Option<Room>>,
    /// Waits until the views of the last room have been removed.
    waiting: Timer,
}

/// Shows the room of the address, and follows changes of the address.
pub fn open(page: Page, course: Course) -> impl IntoView {
    let rooms =
        Rooms { page, course, owner: StoredValue::new(Owner::new()), room: RwSignal::new(None), waiting: Timer::new() };
    rooms.enter(rooms.asked(&link::hash()), keeping::take_up);
    link::on_change(move |hash| rooms.follow(hash));
    move || {
        let Room { place, pane } = rooms.room.get()?;
        Some(match (place, pane) {
            (Place::Lesson { id, .. }, Some(pane)) => {
                view! { <Provider value=pane>{(course.lesson)(id, pane)}</Provider> }.into_any()
            }
            (_, Some(pane)) => view! { <Provider value=pane><Shell/></Provider> }.into_any(),
            (_, None) => (course.home)(),
        })
    }
}

/// Goes to `place`, another step of the open lesson, with the experiment `own`.
///
/// The run continues if the last step had the same experiment.
pub fn step_to(pane: Pane, place: Place, own: Task) {
    let page = pane.page;
    page.place.set(place);
    if page.own.with_untracked(|before| before.as_ref() != Some(&own)) {
        page.own.set(Some(own.clone()));
        bridge::pause(pane);
        bridge::begin(pane, own.into());
    }
}

impl Rooms {
    /// Reads an address.
    fn asked(self, hash: &str) -> AddressRequest {
        let found = Address::read(hash).and_then(|address| Ok(((self.course.place)(&address)?, address.pairs)));
        let (place, pairs) = match found {
            Ok(found) => found,
            Err(error) => {
                return AddressRequest { place: Place::Home, both: None, problem: Some(Problem::Place(error)) };
            }
        };
        if pairs.is_empty() {
            return AddressRequest { place, both: None, problem: None };
        }
        match link::read(&pairs) {
            // A lesson shows one run.
            Ok((left, _)) if matches!(place, Place::Lesson { .. }) => {
                AddressRequest { place, both: Some((left, None)), problem: None }
            }
            Ok(both) => AddressRequest { place, both: Some(both), problem: None },
            Err(problem) => AddressRequest { place, both: None, problem: Some(problem) },
        }
    }

    /// Follows a new address: changes the open room, or opens another one.
    fn follow(self, hash: &str) {
        let asked = self.asked(hash);
        match self.room.get_untracked() {
            Some(Room { place, pane: Some(pane) }) if place.shares_run_with(asked.place) => {
                if hash == untrack(|| link::encoded(pane)) {
                    return;
                }
                if let Some(problem) = asked.problem {
                    return self.page.problem.set(Some(problem));
                }
                let Some(own) = (self.course.experiment)(asked.place) else { return };
                match asked.both {
                    None if asked.place != self.page.place.get_untracked() => step_to(pane, asked.place, own),
                    both => {
                        self.page.place.set(asked.place);
                        self.page.own.set(Some(own.clone()));
                        link::take_up(pane, both.unwrap_or_else(|| (own.into(), None)));
                    }
                }
            }
            _ => self.go(asked),
        }
    }

    /// Leaves the open room for another.
    fn go(self, asked: AddressRequest) {
        let page = self.page;
        if let Some(Room { pane: Some(pane), .. }) = self.room.get_untracked()
            && pane.other.with_untracked(Option::is_some)
        {
            comparison::close(pane);
        }
        let is_lesson = |place: &Place| matches!(place, Place::Lesson { .. });
        let from = Some(page.place.get_untracked()).filter(is_lesson).filter(|_| asked.place == Place::Playground);
        page.came_from.set(from);
        page.forking.set(false);
        page.help.set(false);
        page.asking_reset.set(false);
        // The views are removed first, then the state that they read.
        self.room.set(None);
        self.waiting.start(Duration::ZERO, move || self.enter(asked, |_| None));
    }

    /// Opens a room, after the last one has been closed. A run that is alone continues from what `kept` gives.
    fn enter(self, asked: AddressRequest, kept: fn(Pane) -> Option<Saved>) {
        let (page, owner) = (self.page, self.owner.get_value());
        owner.cleanup();
        let own = (self.course.experiment)(asked.place);
        page.place.set(asked.place);
        page.own.set(own.clone());
        let pane = own.map(|own| {
            let both = asked.both.unwrap_or_else(|| (own.into(), None));
            owner.with(|| begin(page, both, kept))
        });
        page.problem.set(asked.problem);
        browser::scroll_to_top();
        self.room.set(Some(Room { place: asked.place, pane }));
    }
}

/// Starts the run of a room with its listeners, as long as the present owner lives.
fn begin(page: Page, (left, right): Both, kept: fn(Pane) -> Option<Saved>) -> Pane {
    let pane = Pane::first(page, left);
    link::follow(pane);
    shortcuts::listen(pane);
    comparison::listen(pane);
    pane.time.welcome();
    bridge::start(pane, if right.is_none() { kept(pane) } else { None });
    keeping::follow(pane);
    comparison::take_up(pane, right);
    pane
}
