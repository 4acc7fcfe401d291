//! What makes a layer.

use crate::{
    protocol::Task,
    ui::stage::{paint::Painter, scene::Scene},
};

/// One layer.
#[derive(Debug)]
pub struct LayerEntry {
    /// Its name in tests, and in what other parts ask for.
    pub id: &'static str,
    pub title: &'static str,
    /// What it shows.
    pub help: &'static str,
    /// How its switch looks; nothing where another control switches it.
    pub swatch: Option<Swatch>,
    /// Whether it is on when the page opens.
    pub is_on: bool,
    /// Whether it needs the exact answer.
    pub needs_exact: bool,
    /// Whether it is there only where another model stands beside this one.
    pub compares: bool,
    /// What is painted first lies beneath.
    pub depth: u8,
    /// Whether it has anything to say of this experiment.
    pub applies: fn(&Task) -> bool,
    /// Paints it on the canvas of the painter.
    pub draw: fn(&mut Painter, &Scene),
}

/// The look of a switch: the name of a colour, and of a shape.
#[derive(Clone, Copy, Debug)]
pub struct Swatch {
    pub colour: &'static str,
    pub shape: &'static str,
}

impl LayerEntry {
    /// Whether it has something to say of this experiment, beside another model or not.
    pub fn is_there(&self, experiment: &Task, is_compared: bool) -> bool {
        (is_compared || !self.compares) && (self.applies)(experiment)
    }
}

/// Where samples go from noise to data.
pub fn samples_apply(experiment: &Task) -> bool {
    experiment.generate().is_some()
}
