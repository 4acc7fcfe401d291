//! Notes over the picture: a lecturer draws with a pen, and no data change.

use leptos::prelude::*;

use crate::{
    locale::Words,
    ui::{
        Pane, focus, icon,
        stage::{Sketch, SketchKind},
    },
};

const WORDS: Words = Words::new(include_str!("../text/en/sketching.ftl"));

/// Whether notes are drawn, or `None` while something else is: the answer to a question, or data.
fn is_drawing(pane: Pane) -> Option<bool> {
    let is_answer = |sketch: &Sketch| sketch.kind != SketchKind::Notes;
    if pane.tool.get().is_some() || pane.sketch.with(|sketch| sketch.as_ref().is_some_and(is_answer)) {
        return None;
    }
    Some(pane.sketch.with(Option::is_some))
}

/// The buttons that begin and end notes, and that remove the last stroke.
#[component]
pub fn SketchButtons() -> impl IntoView {
    let pane = Pane::get();
    let is_off = move || is_drawing(pane).is_none();
    let toggle = move || {
        focus::hand_on_from(&["undo-sketch"], &["sketch"]);
        let begins = untrack(|| is_drawing(pane)) == Some(false);
        pane.sketch.set(begins.then(|| Sketch::new(SketchKind::Notes, [0.0; 2])));
    };
    let is_bare = move || pane.sketch.with(|sketch| sketch.as_ref().is_none_or(|sketch| sketch.strokes.is_empty()));
    let undo = move || {
        pane.sketch.update(|sketch| {
            sketch.iter_mut().for_each(|sketch| {
                sketch.undo();
            });
        });
    };
    view! {
        <div class="sketching">
            <button
                class="icon" data-testid="sketch" title=WORDS.say("sketch") aria-label=WORDS.say("sketch")
                aria-pressed=move || (is_drawing(pane) == Some(true)).to_string() aria-disabled=move || is_off().to_string()
                on:click=focus::unless(is_off, toggle)
            >{icon::pen()}</button>
            <button
                class="icon" data-testid="undo-sketch" title=WORDS.say("undo") aria-label=WORDS.say("undo")
                hidden=move || is_drawing(pane) != Some(true) aria-disabled=move || is_bare().to_string()
                on:click=focus::unless(is_bare, undo)
            >{icon::undo()}</button>
        </div>
    }
}
