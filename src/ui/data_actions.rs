//! What a reader can do with the data: choose a set, draw one, undo.

use leptos::prelude::*;

use super::{
    Pane,
    drawing::{Canvas, Tool, remember},
    focus,
};
use crate::{
    math::dataset::{DatasetConfig, Drawing},
    protocol::Task,
};

/// Puts `id` into the slot `key`. The data set «drawing» restores the last drawing, as data or as the source.
pub fn select(pane: Pane, key: &str, id: &str) {
    if id == Drawing::ID && matches!(key, "data" | "source") {
        adopt(pane, key);
        return;
    }
    if key == "data" {
        pane.tool.set(None);
    }
    pane.experiment.update(|experiment| {
        // The ids come from the registry itself, so that none is refused.
        let _ = experiment.select(key, id);
    });
}

/// Changes to another task, and keeps the network and the seed.
pub fn change_task(pane: Pane, id: &str) {
    pane.tool.set(None);
    pane.demonstrating.set(false);
    pane.experiment.update(|task| {
        // The ids come from the registry itself, so that none is refused.
        let _ = task.change_to(id);
    });
}

/// Replaces the configuration in the slot `key` by a custom curve of nearly the same shape.
pub fn bend(pane: Pane, key: &str) {
    pane.experiment.update(|experiment| {
        experiment.bend(key);
    });
}

/// Changes to a published experiment, and keeps the seed.
pub fn take_up(pane: Pane, task: Task) {
    pane.tool.set(None);
    pane.experiment.update(|present| {
        let seed = present.seed();
        *present = task;
        *present.seed_mut() = seed;
    });
}

/// Selects a tool, or deselects it if it is selected.
///
/// Selecting a tool makes the drawing the data, unless only the source is drawn.
pub fn toggle_tool(pane: Pane, tool: Tool) {
    if !pane.generates.get_untracked() {
        return;
    }
    let taken = (pane.tool.get_untracked() != Some(tool)).then_some(tool);
    match taken {
        Some(_) => pane.tool.set(taken),
        None => put_down(pane),
    }
    pane.time.end_welcome();
    if taken.is_some() && !is_drawing(pane) {
        adopt_canvas(pane);
    }
    pane.redraw();
}

/// Deselects the tool. The focus moves on from the controls that end with it.
pub fn put_down(pane: Pane) {
    focus::hand_on_from(&["undo", "redo", "clear", "brush-radius"], &["draw"]);
    pane.tool.set(None);
}

/// Whether the drawing is the data or the source.
pub fn is_drawing(pane: Pane) -> bool {
    pane.experiment.with_untracked(|experiment| experiment.drawn().is_some())
}

/// Puts the present drawing into the slot that it had before, or else into the data, and keeps it beyond this visit.
pub fn adopt_canvas(pane: Pane) {
    adopt(pane, pane.experiment.with_untracked(|experiment| experiment.drawn().map_or("data", |(key, _)| key)));
}

fn adopt(pane: Pane, key: &str) {
    let drawing = Drawing::from_dabs(pane.canvas.with_untracked(|canvas| canvas.dabs().to_vec()));
    remember(&drawing);
    pane.experiment.update(|experiment| {
        if let Some(task) = experiment.generate_mut() {
            let slot = if key == "source" { &mut task.source } else { &mut task.data };
            *slot = DatasetConfig::Drawing(drawing);
        }
    });
    pane.redraw();
}

/// Applies `action` to the drawing, and adopts the drawing if that changed it.
pub fn edit(pane: Pane, action: impl FnOnce(&mut Canvas) -> bool) {
    let mut changed = false;
    pane.canvas.update(|canvas| changed = action(canvas));
    if changed {
        adopt_canvas(pane);
    }
    pane.redraw();
}

/// Starts over with a random seed.
pub fn reseed(pane: Pane) {
    // Nine digits: a repeated seed is unlikely, and the number is short enough to read out.
    let seed = (js_sys::Math::random() * 1e9) as u64;
    pane.experiment.update(|experiment| *experiment.seed_mut() = seed);
}
