//! The page around every lesson: header, settings, stage, training.

use leptos::prelude::*;

use super::{
    controls::{Groups, Headline},
    header::Header,
    help::Help,
    problem::Banners,
    stage::StageView,
    transport::Training,
};

#[component]
pub fn Shell() -> impl IntoView {
    view! {
        <Header/>
        <Banners/>
        <main>
            <section class="settings" aria-label="Experiment"><Headline/><Groups/></section>
            <StageView/>
            <Training/>
        </main>
        <Help/>
    }
}
