//! The answers to the questions of a pane, and where they are shown.

use leptos::prelude::*;

use crate::{
    protocol::{Answer, FieldAt, FieldKind, MapAnswer},
    ui::{
        Pane,
        pane::{Gates, KnownPoints},
    },
};

/// Shows an answer to a question.
///
/// An answer for the stage is acknowledged when it is drawn, any other at once. `None` if buffers are missing.
pub fn take_answer(pane: Pane, frame: u64, step: u64, answer: Answer, buffers: Vec<Vec<f32>>) -> Option<()> {
    let mut buffers = buffers.into_iter();
    let mut is_drawn = true;
    match answer {
        Answer::Cloud(cloud) => {
            let (times, positions) = (buffers.next()?, buffers.next()?);
            pane.with_engines(move |engines| {
                engines.sampled = Some(step);
                engines.failures = 0;
            });
            follow_answer(pane, step);
            // While the past is shown, an answer belongs to it as soon as the present samples are kept as the shadow.
            let shadowed = pane.stage.with_value(|stage| stage.look(|scene| !scene.present.is_empty()));
            let past = pane.looking.get_untracked().is_some_and(|asked| asked == step || shadowed);
            pane.stage.with_value(|stage| stage.take_samples(times, positions, cloud.count as usize, past));
        }
        Answer::Field(field) => {
            pane.with_engines(move |engines| engines.probing.answer());
            for kind in field.kinds {
                let velocities = buffers.next()?;
                pane.stage.with_value(|stage| stage.take_field(kind == FieldKind::Learned, field.grid, velocities));
            }
        }
        Answer::Map(MapAnswer { grid, kind, .. }) => {
            let numbers = buffers.next()?;
            pane.with_engines(move |engines| engines.mapping.answer());
            if pane.map.get_untracked() == Some(kind) {
                pane.largest.set(pane.stage.with_value(|stage| stage.take_map(kind, grid, numbers)));
            } else {
                // The answer comes too late to be drawn.
                is_drawn = false;
            }
        }
        Answer::Points(answer) => {
            let learned = FieldAt::from_flat(&buffers.next()?);
            let exact = if answer.has_exact { FieldAt::from_flat(&buffers.next()?) } else { Vec::new() };
            pane.points.set(Some(KnownPoints { request: answer.request, learned, exact }));
            is_drawn = false;
        }
        Answer::Quality(quality) => {
            pane.quality.set(Some(quality));
            is_drawn = false;
        }
        Answer::Bench(bench) => {
            pane.bench.set(Some(bench));
            is_drawn = false;
        }
        Answer::Series(figures) => {
            pane.with_engines(move |engines| engines.failures = 0);
            follow_answer(pane, step);
            let is_known = pane.stage.with_value(|stage| stage.take_series(buffers.collect(), figures.paths as usize));
            pane.series_figures.set(is_known.then_some(figures));
        }
        Answer::Rollouts(rollouts) => {
            pane.with_engines(move |engines| engines.failures = 0);
            follow_answer(pane, step);
            let is_known = pane.stage.with_value(|stage| stage.take_rollouts(buffers.collect(), &rollouts));
            pane.rollouts.set(is_known.then_some(rollouts));
        }
        Answer::Gates(_) => {
            let (times, values) = (buffers.next()?, buffers.next()?);
            pane.gates.set(Gates { times, values });
            is_drawn = false;
        }
    }
    pane.with_engines(move |engines| if is_drawn { engines.undrawn.push(frame) } else { engines.acknowledge(frame) });
    Some(())
}

/// Shows the step of the answer: the engine answers with the nearest snapshot where the wanted one was dropped.
fn follow_answer(pane: Pane, step: u64) {
    let given_up = |asked: u64| pane.history.with_untracked(|kept| !kept.contains(&asked) && kept.contains(&step));
    if pane.looking.get_untracked().is_some_and(given_up) {
        pane.looking.set(Some(step));
    }
}
