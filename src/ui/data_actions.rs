//! What a reader does to the data: choosing a set, drawing one, taking it back.

use leptos::prelude::*;

use super::{
    Pane,
    drawing::{Canvas, Tool, remember},
};
use crate::{
    math::dataset::{DatasetConfig, Drawing},
    protocol::Task,
};

/// Puts `id` into the slot `key`. The data set «drawing» brings back what was drawn, as data or as the source.
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

/// Takes up another task, with the network and the seed that are there.
pub fn change_task(pane: Pane, id: &str) {
    pane.tool.set(None);
    pane.demonstrating.set(false);
    pane.experiment.update(|task| {
        // The ids come from the registry itself, so that none is refused.
        let _ = task.change_to(id);
    });
}

/// Puts one's own curve into the slot `key`, like the line of what stands there.
pub fn bend(pane: Pane, key: &str) {
    pane.experiment.update(|experiment| {
        experiment.bend(key);
    });
}

/// Takes up a published experiment, with the seed that is there.
pub fn take_up(pane: Pane, task: Task) {
    pane.tool.set(None);
    pane.experiment.update(|present| {
        let seed = present.seed();
        *present = task;
        *present.seed_mut() = seed;
    });
}

/// Takes up a tool, or lays it down if it is in the hand. Whoever takes one up wants to draw the data, unless the source is
/// drawn and they are not.
pub fn toggle_tool(pane: Pane, tool: Tool) {
    if !pane.generates.get_untracked() {
        return;
    }
    let taken = (pane.tool.get_untracked() != Some(tool)).then_some(tool);
    pane.tool.set(taken);
    pane.time.end_welcome();
    if taken.is_some() && !is_drawing(pane) {
        adopt_canvas(pane);
    }
    pane.redraw();
}

/// Whether the drawing is the data or the source.
pub fn is_drawing(pane: Pane) -> bool {
    pane.experiment.with_untracked(|experiment| experiment.drawn().is_some())
}

/// Makes the drawing, as it stands, what it was before, or else the data; and remembers it beyond this visit.
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

/// Does something to the drawing and, if that changed it, adopts it.
pub fn edit(pane: Pane, action: impl FnOnce(&mut Canvas) -> bool) {
    let mut changed = false;
    pane.canvas.update(|canvas| changed = action(canvas));
    if changed {
        adopt_canvas(pane);
    }
    pane.redraw();
}

/// Starts over with a seed that nobody chose.
pub fn reseed(pane: Pane) {
    // Nine digits are enough to be new and few enough to read out.
    let seed = (js_sys::Math::random() * 1e9) as u64;
    pane.experiment.update(|experiment| *experiment.seed_mut() = seed);
}
