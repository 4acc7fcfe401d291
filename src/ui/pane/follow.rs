//! Keeps the scene of a pane in step with the pane.

use leptos::prelude::*;

use super::{Pane, Side};
use crate::ui::stage::{Stage, layer};

/// Follows the colours, the data, the layers, the map and the drawing, as long as the present owner lives.
pub fn follow(pane: Pane) {
    follow_colours(pane);
    follow_data(pane);
    follow_layers(pane);
    follow_map(pane);
    follow_drawing(pane);
    follow_lesson(pane);
}

fn follow_colours(pane: Pane) {
    Effect::new(move || {
        let palette = pane.page.palette.get();
        pane.stage.with_value(|stage: &Stage| stage.update(|scene| scene.palette = palette));
    });
}

fn follow_data(pane: Pane) {
    Effect::new(move || {
        let count = pane.count.get() as usize;
        pane.stage.with_value(|stage: &Stage| {
            stage.update(|scene| pane.experiment.with(|experiment| scene.set_experiment(experiment, count)));
            pane.extent.set(stage.look(|scene| scene.extent));
        });
        // Another path may spread further, and all stages have the extent of the widest.
        pane.time.sight().invalidate();
    });
}

fn follow_layers(pane: Pane) {
    Effect::new(move || {
        let is_compared = pane.side == Side::Right;
        let layers = pane.layers.get();
        let layers = pane.experiment.with(|experiment| layer::that_apply(layers, experiment, is_compared));
        pane.stage.with_value(|stage: &Stage| stage.update(|scene| scene.set_layers(layers)));
    });
}

fn follow_map(pane: Pane) {
    Effect::new(move || {
        pane.map.track();
        pane.largest.set(None);
        pane.stage.with_value(|stage: &Stage| stage.update(|scene| scene.heat = None));
    });
}

/// Shows the pin and the sketch of a question, the arrows of an inspector, and which layers fade.
fn follow_lesson(pane: Pane) {
    Effect::new(move || {
        let arrows = pane.arrows.get();
        pane.stage.with_value(|stage: &Stage| stage.update(|scene| scene.arrows = arrows));
    });
    Effect::new(move || {
        let sketch = pane.sketch.get();
        pane.stage.with_value(|stage: &Stage| stage.update(|scene| scene.sketch = sketch));
    });
    Effect::new(move || {
        let (pin, lit) = (pane.pin.get(), pane.lit.get());
        pane.stage.with_value(|stage: &Stage| stage.update(|scene| (scene.pin, scene.lit) = (pin, lit)));
    });
}

/// Shows the dabs of the brush while a tool is selected.
fn follow_drawing(pane: Pane) {
    Effect::new(move || {
        let in_hand = pane.tool.get().is_some();
        let dabs = if in_hand { pane.canvas.with(|canvas| canvas.dabs().to_vec()) } else { Vec::new() };
        pane.stage.with_value(|stage: &Stage| {
            stage.update(|scene| {
                scene.dabs = dabs;
                scene.cursor = scene.cursor.filter(|_| in_hand);
            });
        });
    });
}
