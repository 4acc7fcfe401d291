//! The page around a run: header, stage, training, and the settings of the playground or the text of a lesson.

use leptos::{context::Provider, prelude::*};

use super::{
    Pane,
    announcer::Announcer,
    banners::Banners,
    comparison::{self, CompareBar, Tabs},
    controls::{Groups, Headline, SlotControls},
    dialog::AskReset,
    header::Header,
    help::Help,
    stage_view::StageView,
    transport::{LessonTraining, Training},
    words::PAGE,
};

#[component]
pub fn Shell() -> impl IntoView {
    let pane = Pane::get();
    let is_compared = move || pane.other.get().is_some();
    view! {
        <Header/>
        <Banners/>
        <CompareBar/>
        <main class:comparing=is_compared>
            <section class="settings" aria-label=PAGE.say("area-settings")><Tabs/><Settings/></section>
            <StageView/>
            <Training/>
        </main>
        <Help/><AskReset/><Announcer/>
    }
}

/// The page around a lesson: its text, the stage, and the panels and settings that the lesson names.
#[component]
pub fn LessonShell(
    panels: &'static [&'static str],
    /// The keys of the slots that can be set at present.
    #[prop(into)]
    controls: Signal<&'static [&'static str]>,
    children: Children,
) -> impl IntoView {
    let slots = move || controls.get().iter().map(|key| view! { <SlotControls key=*key/> }).collect_view();
    view! {
        <Header/>
        <Banners/>
        <main class="lesson-page">
            <section class="lesson-text" aria-label=PAGE.say("area-lesson")>{children()}</section>
            <StageView/>
            <section class="lesson-side" aria-label=PAGE.say("area-training")>
                <div class="lesson-controls" hidden=move || controls.get().is_empty()>{slots}</div>
                {(!panels.is_empty()).then(|| view! { <LessonTraining panels=panels/> })}
            </section>
        </main>
        <Help/><AskReset/><Announcer/>
    }
}

/// The settings of the chosen run.
#[component]
fn Settings() -> impl IntoView {
    let pane = Pane::get();
    move || view! { <Provider value=comparison::chosen(pane)><Headline/><Groups/></Provider> }
}
