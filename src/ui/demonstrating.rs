//! Demonstrations by hand: paths that are dragged on the stage.

use leptos::prelude::*;

use super::Pane;
use crate::{
    math::{
        registry::FieldError,
        world::{DemonstrationsConfig, Dragged},
    },
    ui::stage::Stage,
};

/// The dragged paths; none where another expert is chosen.
fn dragged(pane: Pane) -> Option<Dragged> {
    pane.experiment.with(|task| match &task.imitate()?.demonstrations {
        DemonstrationsConfig::Dragged(dragged) => Some(dragged.clone()),
        DemonstrationsConfig::Scripted(_) => None,
    })
}

/// The number of dragged paths.
pub fn count(pane: Pane) -> usize {
    dragged(pane).map_or(0, |dragged| dragged.paths().len())
}

fn put(pane: Pane, dragged: Dragged) {
    pane.experiment.update(|task| {
        if let Some(task) = task.imitate_mut() {
            task.demonstrations = DemonstrationsConfig::Dragged(dragged);
        }
    });
    pane.redraw();
}

/// Starts or stops recording dragged paths as demonstrations; starting replaces the scripted expert.
pub fn toggle(pane: Pane) {
    let begins = !pane.demonstrating.get_untracked();
    pane.demonstrating.set(begins);
    let is_scripted = untrack(|| dragged(pane)).is_none();
    if begins && is_scripted {
        put(pane, Dragged::none());
    }
}

/// Removes the last path.
pub fn undo(pane: Pane) {
    if let Some(mut dragged) = untrack(|| dragged(pane))
        && dragged.remove(dragged.paths().len().saturating_sub(1))
    {
        put(pane, dragged);
    }
}

/// Removes every path.
pub fn clear(pane: Pane) {
    put(pane, Dragged::none());
}

/// Adds a point to the path that is being dragged.
pub fn extend(pane: Pane, at: [f64; 2]) {
    pane.dragging.update(|path| path.push(at));
    show(pane);
}

/// Discards the path that is being dragged.
pub fn cancel(pane: Pane) {
    pane.dragging.set(Vec::new());
    show(pane);
}

/// Adds the dragged path to the demonstrations, or shows why an agent could not follow it.
pub fn end(pane: Pane) {
    let path = pane.dragging.get_untracked();
    cancel(pane);
    let mut dragged = untrack(|| dragged(pane)).unwrap_or_else(Dragged::none);
    match dragged.push(&path) {
        Ok(()) => put(pane, dragged),
        // A press without a drag is ignored.
        Err(_) if path.len() < 3 => {}
        Err(FieldError::Payload(why)) => pane.notice.set(Some(why)),
        Err(why) => pane.notice.set(Some(why.to_string())),
    }
}

fn show(pane: Pane) {
    let path = pane.dragging.get_untracked();
    pane.stage.with_value(|stage: &Stage| stage.update(|scene| scene.dragged = path));
}
