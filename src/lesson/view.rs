//! A lesson in the page: the text of a step, its question, and the buttons to the next and the previous step.

use std::time::Duration;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{Block, Choice, Lesson, Question, Step, home, progress::Progress};
use crate::ui::{
    LessonShell, Pane, Place, browser, focus, in_playground,
    listening::{Timer, on_window},
    step_to,
};

pub fn view(id: &'static str, pane: Pane) -> AnyView {
    Lesson::find(id).map(|lesson| view! { <LessonPage visit=Visit::begin(lesson, pane)/> }).into_any()
}

/// A reader in a lesson.
#[derive(Clone, Copy, Debug)]
struct Visit {
    lesson: &'static Lesson,
    pane: Pane,
    /// The step, counted from 0.
    index: Memo<usize>,
    progress: RwSignal<Progress>,
}

impl Visit {
    /// Follows the address, prepares the pane for every step, and stores the progress.
    fn begin(lesson: &'static Lesson, pane: Pane) -> Self {
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
                if let Some(step) = before.filter(|before| *before != now).and_then(step_at) {
                    (step.leave)(pane);
                }
                if let Some(step) = step_at(now).filter(|_| before != Some(now)) {
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

    fn step(self) -> Option<&'static Step> {
        self.lesson.steps.get(self.index.get())
    }

    /// Goes to a step, if there is one.
    fn go(self, to: usize) {
        if let Some(own) = self.lesson.task_at(to) {
            step_to(self.pane, self.lesson.place(to), own);
        }
    }

    fn back(self) {
        if let Some(to) = self.index.get_untracked().checked_sub(1) {
            self.go(to);
        }
    }

    fn next(self) {
        if untrack(move || self.may_go_on()) {
            self.go(self.index.get_untracked() + 1);
        }
    }

    /// Whether the next step may begin: it began before, the reader has committed, or the step is done.
    fn may_go_on(self) -> bool {
        let index = self.index.get();
        let (was_further, has_chosen) = self.progress.with(|p| (p.furthest > index, p.choice(index).is_some()));
        let is_done = |step: &Step| if step.ask.is_some() { has_chosen } else { (step.done)(&self.pane) };
        was_further || self.step().is_some_and(is_done)
    }

    fn is_last(self) -> bool {
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

#[component]
fn LessonPage(visit: Visit) -> impl IntoView {
    let Visit { lesson, .. } = visit;
    let controls = Signal::derive(move || visit.step().map_or(&[][..], |step| step.controls));
    view! {
        <LessonShell panels=lesson.panels controls=controls>
            <article class="lesson" data-testid="lesson" data-lesson=lesson.id aria-labelledby="lesson-title">
                <header>
                    <p class="of">{lesson.part.title()}</p>
                    <h2 id="lesson-title">{lesson.title}</h2>
                </header>
                {move || visit.step().map(|step| view! { <StepText visit=visit step=step/> })}
                <Ways visit=visit/>
            </article>
        </LessonShell>
    }
}

/// The text of a step and its question.
#[component]
fn StepText(visit: Visit, step: &'static Step) -> impl IntoView {
    let index = visit.index.get_untracked();
    let ask = step.ask.as_ref().map(|question| view! { <Ask visit=visit index=index question=question/> });
    view! {
        <section class="step" data-step=step.id aria-labelledby="step-title">
            <h3 id="step-title">{step.title}</h3>
            {step.text.iter().map(block).collect_view()}
            {ask}
        </section>
    }
}

fn block(block: &'static Block) -> AnyView {
    match block {
        Block::Words(words) => view! { <p>{*words}</p> }.into_any(),
        Block::Formula { mathml, words } => view! {
            <figure class="formula">
                <div inner_html=*mathml></div>
                <figcaption>{*words}</figcaption>
            </figure>
        }
        .into_any(),
        Block::Paper { authors, title, place, address } => view! {
            <p class="paper">
                {*authors}": "<a href=*address target="_blank" rel="noopener">{*title}</a>", "{*place}"."
            </p>
        }
        .into_any(),
    }
}

/// A question; its answer is shown after the reader has committed, and the choice then stays.
#[component]
fn Ask(visit: Visit, index: usize, question: &'static Question) -> impl IntoView {
    let picked = RwSignal::new(None::<usize>);
    let committed = Memo::new(move |_| visit.progress.with(|progress| progress.choice(index)));
    let is_committed = move || committed.get().is_some();
    let is_open = move || picked.get().is_none();
    let commit = move || {
        focus::hand_on(&["answers"]);
        if let Some(number) = picked.get_untracked() {
            visit.progress.update(|progress| progress.commit(index, number));
        }
    };
    let choice = move |(number, choice): (usize, &'static Choice)| {
        view! {
            <li class:right=move || is_committed() && choice.is_right class:chosen=move || committed.get() == Some(number)>
                <label>
                    <input
                        type="radio" disabled=is_committed name=format!("choice-{index}") value=number.to_string()
                        data-testid=format!("choice-{number}")
                        prop:checked=move || committed.get().or(picked.get()) == Some(number)
                        on:change=move |_| picked.set(Some(number))
                    />
                    <span>{choice.text}</span>
                </label>
            </li>
        }
    };
    let answer = move || {
        let choice = question.choices.get(committed.get()?)?;
        let verdict = if choice.is_right { "Right. " } else { "Not so. " };
        Some(view! {
            <p class="answer" class:right=choice.is_right data-testid="answer"><strong>{verdict}</strong>{choice.answer}</p>
        })
    };
    view! {
        <fieldset class="question">
            <legend>{question.ask}</legend>
            <ul>{question.choices.iter().enumerate().map(choice).collect_view()}</ul>
            <button
                class="plain" data-testid="commit" hidden=is_committed
                aria-disabled=move || is_open().to_string() on:click=focus::unless(is_open, commit)
            >"Commit to this answer"</button>
            <div aria-live="polite" tabindex="-1" data-testid="answers">{answer}</div>
        </fieldset>
    }
}

/// The links to the previous step, to the next one, and to the playground.
#[component]
fn Ways(visit: Visit) -> impl IntoView {
    let Visit { lesson, pane, index, .. } = visit;
    let (is_first, must_wait) = (move || index.get() == 0, move || !visit.may_go_on());
    let later = Timer::new();
    let next = move || {
        visit.next();
        if untrack(move || visit.is_last()) {
            // The button disappears.
            later.start(Duration::ZERO, || focus::hand_on(&["to-map"]));
        }
    };
    let title = move || visit.step().map(|step| step.title).unwrap_or_default();
    let home = format!("#{}", Place::Home.hash("", true));
    let playground = Memo::new(move |_| format!("#{}", in_playground(pane)));
    view! {
        <nav class="ways" aria-label="Steps of the lesson">
            <p class="of" data-testid="lesson-step" data-value=move || (index.get() + 1).to_string() role="status">
                {move || format!("Step {} of {}", index.get() + 1, lesson.steps.len())}
                <span class="sr">{move || format!(": {}", title())}</span>
            </p>
            <button
                class="plain" data-testid="back" title="The step before (Page up)"
                aria-disabled=move || is_first().to_string() on:click=focus::unless(is_first, move || visit.back())
            >"Back"</button>
            <button
                class="main" data-testid="next" title="The next step (Page down)" hidden=move || visit.is_last()
                aria-disabled=move || must_wait().to_string() on:click=focus::unless(must_wait, next)
            >"Next"</button>
            <a class="main" data-testid="to-map" href=home hidden=move || !visit.is_last()>"To the map"</a>
            <a class="quiet playground" data-testid="to-playground" href=playground>"Open this in the playground"</a>
        </nav>
    }
}
