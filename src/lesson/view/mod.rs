//! A lesson in the page: the text of a step, its question, and the buttons to the next and the previous step.

mod ask;
mod claims;
mod formula;
mod split;
mod trained;
mod visit;

use std::time::Duration;

use leptos::prelude::*;

use self::{
    ask::Ask,
    claims::Claims,
    formula::FormulaView,
    trained::{Resumed, Shortcut},
    visit::Visit,
};
use super::{
    WORDS,
    checkpoint::Trained,
    find,
    kit::{Block, Paper, Paragraph, Step, paragraphs},
    playlist::Playlist,
};
use crate::ui::{LessonShell, Pane, Place, focus, in_playground, listening::Timer};

pub fn view(id: &'static str, pane: Pane) -> AnyView {
    find(id).map(|lesson| view! { <LessonPage visit=Visit::begin(lesson, pane)/> }).into_any()
}

#[component]
fn LessonPage(visit: Visit) -> impl IntoView {
    let Visit { lesson, .. } = visit;
    let controls = Signal::derive(move || visit.step().map_or(&[][..], |step| step.controls));
    view! {
        <LessonShell panels=lesson.panels controls=controls>
            <article class="lesson" data-testid="lesson" data-lesson=lesson.id aria-labelledby="lesson-title">
                <header>
                    <p class="of">{WORDS.say(lesson.part.id())}</p>
                    <h2 id="lesson-title">{lesson.title()}</h2>
                </header>
                {move || visit.step().map(|step| view! { <StepText visit=visit step=step/> })}
                <Ways visit=visit/>
                <Notes visit=visit/>
            </article>
        </LessonShell>
    }
}

/// The text of a step and its question; the last step has the claims.
#[component]
fn StepText(visit: Visit, step: &'static Step) -> impl IntoView {
    let Visit { lesson, .. } = visit;
    let index = visit.index.get_untracked();
    let ask = step.ask.map(|question| view! { <Ask visit=visit step=step question=question/> });
    let shortcut = Trained::of(lesson, step).map(|run| view! { <Shortcut visit=visit run=run/> });
    let resumed = Trained::before(lesson, index).filter(|_| step.rests_at.is_none());
    let resumed = resumed.map(|run| view! { <Resumed visit=visit run=run/> });
    let claims =
        (index + 1 == lesson.steps.len() && !lesson.claims.is_empty()).then(|| view! { <Claims visit=visit/> });
    let text = paragraphs(&lesson.say(step.id)).into_iter().map(|paragraph| part(visit, paragraph));
    view! {
        <section class="step" data-step=step.id aria-labelledby="step-title">
            <h3 id="step-title">{lesson.say(&format!("{}-title", step.id))}</h3>
            {text.collect_view()}
            {shortcut}{resumed}{ask}{claims}
        </section>
    }
}

fn part(visit: Visit, paragraph: Paragraph) -> Option<AnyView> {
    let Visit { lesson, pane, .. } = visit;
    let name = match paragraph {
        Paragraph::Words(words) => return Some(view! { <p>{words}</p> }.into_any()),
        Paragraph::Block(name) => name,
    };
    Some(match lesson.block(&name)? {
        Block::Formula(formula) => view! { <FormulaView visit=visit name=name formula=formula/> }.into_any(),
        Block::View(view) => view(pane),
        Block::Paper(Paper { authors, title, address }) => view! {
            <p class="paper">
                {*authors}": "<a href=*address target="_blank" rel="noopener">{*title}</a>", "
                {lesson.say(&format!("paper-{name}"))}"."
            </p>
        }
        .into_any(),
    })
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
            later.start(Duration::ZERO, || focus::hand_on(&["next-lesson", "to-map"]));
        }
    };
    let title = move || visit.step().map(|step| lesson.say(&format!("{}-title", step.id))).unwrap_or_default();
    let of = move || {
        let values = [("step", (index.get() as f64 + 1.0).into()), ("of", (lesson.steps.len() as f64).into())];
        WORDS.with("step-of", &values)
    };
    let home = format!("#{}", Place::Home.hash("", true));
    let playground = Memo::new(move |_| format!("#{}", in_playground(pane)));
    let after = Playlist::current().after(lesson).map(|after| {
        let address = format!("#{}", after.place(0).hash("", true));
        let words = WORDS.with("next-lesson", &[("title", after.title().into())]);
        view! { <a class="main" data-testid="next-lesson" href=address hidden=move || !visit.is_last()>{words}</a> }
    });
    view! {
        <nav class="ways" aria-label=WORDS.say("steps-of-lesson")>
            <p class="of" data-testid="lesson-step" data-value=move || (index.get() + 1).to_string() role="status">
                {of}<span class="sr">{move || format!(": {}", title())}</span>
            </p>
            <button
                class="plain" data-testid="back" title=WORDS.say("back-title")
                aria-disabled=move || is_first().to_string() on:click=focus::unless(is_first, move || visit.back())
            >{WORDS.say("back")}</button>
            <button
                class="main" data-testid="next" title=WORDS.say("next-title") hidden=move || visit.is_last()
                aria-disabled=move || must_wait().to_string() on:click=focus::unless(must_wait, next)
            >{WORDS.say("next")}</button>
            {after}
            <a class="plain" data-testid="to-map" href=home hidden=move || !visit.is_last()>{WORDS.say("to-map")}</a>
            <a class="quiet playground" data-testid="to-playground" href=playground>{WORDS.say("to-playground")}</a>
        </nav>
    }
}

/// The notes for the lecturer, which stay closed until they are asked for.
#[component]
fn Notes(visit: Visit) -> impl IntoView {
    visit.lesson.may_say("notes").map(|notes| {
        let paragraphs = paragraphs(&notes).into_iter().filter_map(|paragraph| match paragraph {
            Paragraph::Words(words) => Some(view! { <p>{words}</p> }),
            Paragraph::Block(_) => None,
        });
        view! {
            <details class="notes" data-testid="notes">
                <summary>{WORDS.say("notes")}</summary>
                {paragraphs.collect_view()}
            </details>
        }
    })
}
