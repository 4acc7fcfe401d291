//! Whose density colours the stage.

use leptos::prelude::*;

use super::Stage;
use crate::{protocol::FieldKind, ui::App};

const DENSITIES: [(&str, &str, Option<FieldKind>); 3] = [
    ("none", "No density", None),
    ("learned", "Learned density", Some(FieldKind::Learned)),
    ("exact", "Exact density", Some(FieldKind::Exact)),
];

#[component]
pub fn DensityChoice() -> impl IntoView {
    let app = App::get();
    let choose = move |event| {
        let value = event_target_value(&event);
        app.density.set(DENSITIES.iter().find(|(key, ..)| *key == value).and_then(|(.., kind)| *kind));
    };
    Effect::new(move || {
        if app.density.get().is_none() {
            app.stage.with_value(|stage: &Stage| stage.update(|scene| scene.heat = None));
        }
        app.redraw();
    });
    let option = move |(key, label, kind): (&'static str, &'static str, Option<FieldKind>)| {
        let missing = move || kind == Some(FieldKind::Exact) && !app.has_exact.get();
        view! { <option value=key selected=move || app.density.get() == kind disabled=missing>{label}</option> }
    };
    view! {
        <select
            class="density" data-testid="density" aria-label="Density"
            title="Where points are likely at this time: by the model, or as it should be"
            on:change=choose
        >{DENSITIES.map(option).collect_view()}</select>
    }
}
