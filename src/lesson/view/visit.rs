//! A reader in a lesson: the step, the progress, and the keys.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::{
    lesson::{
        home,
        kit::{Given, Lesson, Step},
        progress::Progress,
    },
    ui::{Pane, Place, browser, listening::on_window, step_to},
};

/// A reader in a lesson.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    pub lesson: &'static Lesson,
    pub pane: Pane,
    /// The step, counted from 0.
    pub index: Memo<usize>,
    progress: RwSignal<Progress>,
}

impl Visit {
    /// Follows the address, prepares the pane for every step, and stores the progress.
    pub fn begin(lesson: &'static Lesson, pane: Pane) -> Self {
        let place = pane.page.place;
        let index = Memo::new(move |_| match place.get() {
            Place::Lesson { id, step } if id == lesson.id => step,
            _ => 0,
        });
        let kept = format!("lesson.{}", lesson.id);
        let progress = RwSignal::new(browser::stored(&kept).map(|text| Progress::read(&text)).unwrap_or_default());
        Effect::new(move || browser::store(&kept, &progress.get().to_string()));
        Effect::new(move |before: Option<usize>| {
            let (now, step_at) = (index.get(), |index: usize| lesson.steps.get(index));
            untrack(|| {
                if before.is_some_and(|before| before != now) {
                    browser::show_start_of(".lesson-text");
                }
                if let Some(step) = before.filter(|before| *before != now).and_then(step_at) {
                    (step.leave)(pane);
                }
                if let Some(step) = step_at(now).filter(|_| before != Some(now)) {
                    pane.light(&[]);
                    pane.conceal_floor(false);
                    (step.enter)(pane);
                }
                progress.update(|progress| progress.reach(now));
                home::remember(lesson, now);
            });
            now
        });
        Effect::new(move |before: Option<u64>| {
            let (now, rest) = (pane.steps_done(), lesson.steps.get(index.get()).and_then(|step| step.rests_at));
            if rest.zip(before).is_some_and(|(rest, before)| before < rest && rest <= now) {
                pane.pause();
            }
            now
        });
        let visit = Self { lesson, pane, index, progress };
        on_window(ev::keydown, move |event| visit.press(&event));
        visit
    }

    pub fn step(self) -> Option<&'static Step> {
        self.lesson.steps.get(self.index.get())
    }

    /// What the reader has committed to at a step.
    pub fn given(self, step: usize) -> Option<Given> {
        self.progress.with(|progress| progress.given(step))
    }

    pub fn commit(self, step: usize, given: Given) {
        self.progress.update(|progress| progress.commit(step, given));
    }

    /// Goes to a step, if there is one.
    fn go(self, to: usize) {
        if let Some(own) = self.lesson.task_at(to) {
            step_to(self.pane, self.lesson.place(to), own);
        }
    }

    pub fn back(self) {
        if let Some(to) = self.index.get_untracked().checked_sub(1) {
            self.go(to);
        }
    }

    pub fn next(self) {
        if untrack(move || self.may_go_on()) {
            self.go(self.index.get_untracked() + 1);
        }
    }

    /// Whether the next step may begin: it began before, the reader has committed, or the step is done.
    pub fn may_go_on(self) -> bool {
        let index = self.index.get();
        let (was_further, has_answered) = self.progress.with(|p| (p.furthest > index, p.given(index).is_some()));
        let is_done = |step: &Step| if step.ask.is_some() { has_answered } else { (step.done)(&self.pane) };
        was_further || self.step().is_some_and(is_done)
    }

    pub fn is_last(self) -> bool {
        self.index.get() + 1 >= self.lesson.steps.len()
    }

    /// Goes to the next or the previous step, unless the focused control uses the key.
    fn press(self, event: &KeyboardEvent) {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
        if modified || event.default_prevented() || self.pane.page.help.get_untracked() || is_for_a_control(event) {
            return;
        }
        match event.key().as_str() {
            "PageDown" | "ArrowRight" => self.next(),
            "PageUp" | "ArrowLeft" => self.back(),
            _ => return,
        }
        event.prevent_default();
    }
}

/// Whether the focused control uses the arrow keys.
fn is_for_a_control(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| ["INPUT", "SELECT", "TEXTAREA", "CANVAS"].contains(&&*element.tag_name()))
}
