//! The declaration of a layer.

use crate::{
    protocol::Task,
    ui::stage::{paint::Painter, scene::Scene},
};

/// One layer.
#[derive(Debug)]
pub struct LayerEntry {
    /// The name in tests and in other modules.
    pub id: &'static str,
    pub title: &'static str,
    /// The help text: what the layer shows.
    pub help: &'static str,
    /// The look of its switch; `None` if another control switches it.
    pub swatch: Option<Swatch>,
    /// Whether it is on when the page opens.
    pub is_on: bool,
    /// Whether it needs the exact field.
    pub needs_exact: bool,
    /// Whether it exists only while two runs are compared.
    pub compares: bool,
    /// The order of painting; lower layers are painted first.
    pub depth: u8,
    /// Whether it applies to this experiment.
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
    /// Whether it applies to this experiment, in a comparison or alone.
    pub fn is_there(&self, experiment: &Task, is_compared: bool) -> bool {
        (is_compared || !self.compares) && (self.applies)(experiment)
    }
}
