//! The page around every lesson: header, settings, stage, training.

use leptos::{context::Provider, prelude::*};

use super::{
    Pane,
    comparison::{self, CompareBar, Tabs},
    controls::{Groups, Headline},
    header::Header,
    help::Help,
    problem::Banners,
    stage::StageView,
    transport::Training,
};

#[component]
pub fn Shell() -> impl IntoView {
    let pane = Pane::get();
    let is_compared = move || pane.page.comparison.get().is_some();
    view! {
        <Header/>
        <Banners/>
        <CompareBar/>
        <main class:comparing=is_compared>
            <section class="settings" aria-label="Task"><Tabs/><Settings/></section>
            <StageView/>
            <Training/>
        </main>
        <Help/>
    }
}

/// The settings of the run that is chosen.
#[component]
fn Settings() -> impl IntoView {
    let pane = Pane::get();
    move || view! { <Provider value=comparison::chosen(pane)><Headline/><Groups/></Provider> }
}
