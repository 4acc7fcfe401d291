//! The panel with one training example: algorithm 1 with the engine's own numbers, and as arrows on the stage.

use leptos::prelude::*;

use super::{
    entry::PanelEntry,
    figures::{Figures, Inspector, ask_about, row},
};
use crate::{
    protocol::{FieldAt, Generate, Task, TrainingExample},
    ui::{
        Pane,
        numbers::{point, short},
        stage::{Arrow, ArrowKind},
        words,
    },
};

/// The batch from which examples are taken.
const STEP: u64 = 0;

pub const PANEL: PanelEntry = PanelEntry {
    id: "inspect-training",
    title: "One training example",
    applies: |task| task.generate().is_some_and(Generate::has_examples),
    view: |pane| view! { <Inspector entry=&PANEL pane=pane view=inside/> }.into_any(),
};

fn example(task: &Task, row: usize) -> Option<TrainingExample> {
    task.generate()?.training_example(STEP, row)
}

fn inside(pane: Pane) -> AnyView {
    view! { <TrainingInspector pane=pane/> }.into_any()
}

#[component]
fn TrainingInspector(pane: Pane) -> impl IntoView {
    let row = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| pane.experiment.with(|task| example(task, row.get())));
    let said = move || {
        let TrainingExample { x, t, .. } = shown.get()?;
        pane.points.with(|points| points.as_ref()?.at(x, t))
    };
    ask_about(pane, move || shown.get().map(|TrainingExample { x, t, .. }| (x, t)));
    Effect::new(move || {
        let arrows = shown.get().map(|example| arrows(example, said())).unwrap_or_default();
        pane.arrows.set(arrows);
    });
    let rows = move || shown.get().map(|example| figures(example, said())).unwrap_or_default();
    let another = move |_| row.update(|row| *row += 1);
    view! {
        <div class="inspector">
            <Figures rows=Signal::derive(rows)/>
            <button class="plain" data-testid="another-example" on:click=another>{words::PANELS.say("another-example")}</button>
        </div>
    }
}

fn arrows(example: TrainingExample, said: Option<(FieldAt, Option<FieldAt>)>) -> Vec<Arrow> {
    let TrainingExample { data, x, .. } = example;
    let mut arrows = vec![Arrow { from: data, to: x, kind: ArrowKind::Noising }];
    if let Some((learned, exact)) = said {
        arrows.extend(exact.map(|exact| Arrow { from: x, to: exact.denoised, kind: ArrowKind::Exact }));
        arrows.push(Arrow { from: x, to: learned.denoised, kind: ArrowKind::Guess });
    }
    arrows
}

/// The lines of the table: class, symbol, words, value.
fn figures(example: TrainingExample, said: Option<(FieldAt, Option<FieldAt>)>) -> Vec<[String; 4]> {
    let TrainingExample { data, noise, t, coeffs, x, .. } = example;
    let unknown = || "–".to_owned();
    let of = |field: Option<FieldAt>| field.map_or_else(unknown, |field| point(field.denoised));
    let (learned, exact) = said.map_or((None, None), |(learned, exact)| (Some(learned), exact));
    let (of_data, of_noise) = (short(coeffs.alpha), short(coeffs.sigma));
    let guessed = learned.map(|field| coeffs.noise_of(x, field.denoised));
    vec![
        row("data", "x₀", words::PANELS.say("data-drawn"), point(data)),
        row("", "t", words::PANELS.say("time-drawn"), short(t)),
        row("noise", "ε", words::PANELS.say("noise-drawn"), point(noise)),
        row("", "xₜ", format!("{of_data} x₀ + {of_noise} ε"), point(x)),
        row("model", "x̂₀", words::PANELS.say("guess"), of(learned)),
        row("model", "ε̂", words::PANELS.say("implied-noise"), guessed.map_or_else(unknown, point)),
        row("exact", "E[x₀|xₜ]", words::PANELS.say("best-guess"), of(exact)),
    ]
}
