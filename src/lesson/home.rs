//! The map of the course; it starts no engine.

use leptos::prelude::*;

use super::{
    LESSONS, WORDS, find,
    kit::{Lesson, Paragraph, Part, paragraphs},
    playlist::Playlist,
    progress::Progress,
};
use crate::protocol::Task;
use crate::ui::{FlowPreview, LinkBanner, Place, PlainHeader, browser};

/// The name in the storage for the reader's last place: `flow.2`, with the step counted from 0.
const LAST: &str = "lesson";

/// Stores the reader's place.
pub fn remember(lesson: &Lesson, step: usize) {
    browser::store(LAST, &format!("{}.{step}", lesson.id));
}

/// The stored place, if it still exists.
fn last(text: &str) -> Option<(&'static Lesson, usize)> {
    let (id, step) = text.split_once('.')?;
    let (lesson, step) = (find(id)?, step.parse().ok()?);
    (step < lesson.steps.len()).then_some((lesson, step))
}

/// The address of a place, for a link.
fn link(place: Place) -> String {
    format!("#{}", place.hash("", true))
}

pub fn view() -> AnyView {
    let playlist = Playlist::current();
    let part = |part: Part| {
        let lessons: Vec<_> = LESSONS.iter().filter(|lesson| lesson.part == part).collect();
        let title = WORDS.say(part.id());
        let minutes = lessons.iter().map(|lesson| lesson.minutes).sum::<u32>();
        (!lessons.is_empty()).then(|| view! {
            <section class="part" aria-label=title.clone()>
                <h3>
                    {WORDS.with("part", &[("number", f64::from(part as u32 + 1).into()), ("title", title.clone().into())])}
                    <span class="minutes">{WORDS.with("minutes", &[("minutes", f64::from(minutes).into())])}</span>
                </h3>
                <ol class="cards">{lessons.into_iter().map(|lesson| view! { <li><Card lesson=lesson/></li> }).collect_view()}</ol>
            </section>
        })
    };
    view! {
        <PlainHeader/>
        <LinkBanner/>
        <main class="home" data-testid="home">
            <section class="opening" aria-labelledby="home-title">
                <div>
                    <h2 id="home-title">{WORDS.say("home-title")}</h2>
                    <p class="lead">{WORDS.say("home-lead")}</p>
                    <Continue/>
                </div>
                <FlowPreview/>
            </section>
            {unknown(&playlist)}
            {match playlist.is_course {
                true => Part::ALL.map(part).collect_view().into_any(),
                false => view! { <OwnOrder lessons=playlist.lessons/> }.into_any(),
            }}
            <section class="part" aria-label=WORDS.say("alone")>
                <h3>{WORDS.say("alone")}</h3>
                <ul class="cards"><li><PlaygroundCard/></li></ul>
            </section>
            <Lecturers/>
        </main>
    }
    .into_any()
}

/// The names in the address that no lesson has.
fn unknown(playlist: &Playlist) -> impl IntoView + use<> {
    let names = playlist.unknown.join(", ");
    (!names.is_empty()).then(|| {
        view! { <p class="hint" role="status" data-testid="unknown-lessons">{WORDS.with("unknown-lessons", &[("names", names.into())])}</p> }
    })
}

/// The lessons in the order of the address.
#[component]
fn OwnOrder(lessons: Vec<&'static Lesson>) -> impl IntoView {
    let title = WORDS.say("own-order");
    view! {
        <section class="part" aria-label=title.clone()>
            <h3>{title.clone()}</h3>
            <ol class="cards">{lessons.into_iter().map(|lesson| view! { <li><Card lesson=lesson/></li> }).collect_view()}</ol>
        </section>
    }
}

/// For lecturers: other orders, the notes of all lessons, and the settings that a link can name.
#[component]
fn Lecturers() -> impl IntoView {
    let note = |lesson: &'static Lesson| {
        let notes = paragraphs(&lesson.may_say("notes")?).into_iter().filter_map(|paragraph| match paragraph {
            Paragraph::Words(words) => Some(view! { <p>{words}</p> }),
            Paragraph::Block(_) => None,
        });
        Some(view! { <section><h4>{lesson.title()}</h4>{notes.collect_view()}</section> })
    };
    let setting = |(key, title): (&'static str, &'static str)| view! { <tr><th scope="row"><code>{key}</code></th><td>{title}</td></tr> };
    let settings = Task::default().infos().iter().map(|info| setting((info.key, info.title))).collect_view();
    let place = |key: &'static str| {
        let name = key.trim_start_matches(['?', '#', '&']).split('=').next().unwrap_or(key);
        let words = WORDS.say(&format!("link-{name}"));
        view! { <tr><th scope="row"><code>{key}</code></th><td>{words}</td></tr> }
    };
    view! {
        <section class="part lecturers" aria-label=WORDS.say("lecturers")>
            <h3>{WORDS.say("lecturers")}</h3>
            <p>
                <a href="./?course=flow-first">{WORDS.say("flow-first")}</a>" · "<a href="./">{WORDS.say("by-parts")}</a>
            </p>
            <details data-testid="all-notes">
                <summary>{WORDS.say("all-notes")}</summary>
                {LESSONS.iter().filter_map(note).collect_view()}
            </details>
            <details data-testid="link-table">
                <summary>{WORDS.say("link-table")}</summary>
                <p>{WORDS.say("link-help")}</p>
                <table>
                    <tbody>{PLACES.map(place).collect_view()}{settings}</tbody>
                </table>
            </details>
        </section>
    }
}

/// What a link can name besides the settings of an experiment.
const PLACES: [&str; 7] = [
    "?course=flow,behaviour",
    "?engine=cpu",
    "?stage=canvas",
    "?lang=en-XA",
    "#lesson=flow",
    "&step=3",
    "&votes=3-0-12",
];

/// The link to the reader's last place, or to the first lesson.
#[component]
fn Continue() -> impl IntoView {
    let was = browser::stored(LAST).and_then(|text| last(&text));
    let (lesson, step, name) = match was {
        Some((lesson, step)) => (lesson, step, "continue"),
        None => (Playlist::current().lessons.first().copied().unwrap_or(&LESSONS[0]), 0, "begin"),
    };
    let values = [
        ("title", lesson.title().into()),
        ("step", (step as f64 + 1.0).into()),
        ("of", (lesson.steps.len() as f64).into()),
    ];
    view! { <a class="main" data-testid="continue" href=link(lesson.place(step))>{WORDS.with(name, &values)}</a> }
}

#[component]
fn Card(lesson: &'static Lesson) -> impl IntoView {
    let reached = browser::stored(&format!("lesson.{}", lesson.id)).map(|text| Progress::read(&text).furthest + 1);
    let how_far = reached.map(|step| {
        let values = [("step", (step as f64).into()), ("of", (lesson.steps.len() as f64).into())];
        format!(" · {}", WORDS.with("how-far", &values))
    });
    view! {
        <a class="card" data-testid=format!("lesson-{}", lesson.id) href=link(lesson.place(0))>
            <svg class="thumbnail" viewBox="0 0 96 54" aria-hidden="true" focusable="false" inner_html=lesson.thumbnail></svg>
            <h4>{lesson.title()}</h4>
            <p>{lesson.say("claim")}</p>
            <p class="minutes">{WORDS.with("minutes", &[("minutes", f64::from(lesson.minutes).into())])}{how_far}</p>
        </a>
    }
}

#[component]
fn PlaygroundCard() -> impl IntoView {
    view! {
        <a class="card" data-testid="open-playground" href=link(Place::Playground)>
            <svg class="thumbnail" viewBox="0 0 96 54" aria-hidden="true" focusable="false" inner_html=SLIDERS></svg>
            <h4>{WORDS.say("playground")}</h4>
            <p>{WORDS.say("playground-claim")}</p>
            <p class="minutes">{WORDS.say("playground-minutes")}</p>
        </a>
    }
}

/// Three sliders.
const SLIDERS: &str = "<g fill='none' stroke='var(--noise)' stroke-width='2' stroke-linecap='round'>\
    <path d='M18 14h60M18 27h60M18 40h60'/></g>\
    <circle cx='34' cy='14' r='4.500' fill='var(--data)'/><circle cx='62' cy='27' r='4.500' fill='var(--model)'/>\
    <circle cx='46' cy='40' r='4.500' fill='var(--exact)'/>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_is_found_again_while_it_is_there() {
        let lesson = &LESSONS[0];
        let found = |text: &str| last(text).map(|(lesson, step)| (lesson.id, step));
        assert_eq!(found(&format!("{}.1", lesson.id)), Some((lesson.id, 1)));
        for gone in ["", "flow", "flow.x", "flow.99", "gone.0"] {
            assert_eq!(found(gone), None, "{gone}");
        }
    }
}
