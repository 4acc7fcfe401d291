//! The layers of the stage that are on, by their ids. The registry in `layer` declares them.

use std::collections::BTreeSet;

/// The ids of layers that other modules use.
pub const LEARNED: &str = "learned";
pub const EXACT: &str = "exact";
pub const PAIRS: &str = "pairs";
pub const MODES: &str = "modes";
pub const DIFFERENCE: &str = "difference";
pub const LINES: &str = "lines";
pub const CONTOURS: &str = "contours";
pub const CLASSES: &str = "classes";
pub const POSTERIOR: &str = "posterior";

/// The ids of the layers that are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers(BTreeSet<&'static str>);

impl Layers {
    /// The layers with these ids and no others.
    pub fn of(ids: impl IntoIterator<Item = &'static str>) -> Self {
        Self(ids.into_iter().collect())
    }

    /// Whether the layer `id` is on.
    pub fn shows(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// Whether one of them shows something at the marked point.
    pub fn mark_a_point(&self) -> bool {
        self.shows(PAIRS) || self.shows(POSTERIOR)
    }

    /// Switches the layer `id`.
    pub fn toggle(&mut self, id: &'static str) {
        if !self.0.remove(id) {
            self.0.insert(id);
        }
    }

    /// The layers whose id passes `is_wanted`.
    pub fn only(mut self, is_wanted: impl Fn(&str) -> bool) -> Self {
        self.0.retain(|id| is_wanted(id));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_switched_one_by_one() {
        let mut layers = Layers::of([LEARNED, PAIRS]);
        assert!(layers.shows(LEARNED) && !layers.shows(EXACT) && !layers.shows("unknown"));
        layers.toggle(EXACT);
        assert_eq!(layers, Layers::of([EXACT, LEARNED, PAIRS]));
        layers.toggle(EXACT);
        layers.toggle(PAIRS);
        assert_eq!(layers, Layers::of([LEARNED]));
        assert_eq!(layers.only(|id| id == EXACT), Layers::default());
    }
}
