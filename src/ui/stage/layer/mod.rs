//! What the stage shows of a run, one layer a file. The switches, which are the legend as well, the keys 1 to 9 and the order
//! of drawing follow from the registry [`LAYERS`].

mod adjoint;
mod data;
mod demonstrations;
mod difference;
mod evaluations;
mod exact;
mod field;
mod learned;
mod map;
mod observations;
mod pairs;
mod paths;
mod rollouts;
mod samples;
mod switches;
mod trajectories;
mod world;

pub use switches::{LayerSwitches, press};

use std::{ops::Range, sync::LazyLock};

use super::{paint::Painter, scene::Scene};
use crate::protocol::Task;

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

/// Every layer, in the order of the switches and of the keys.
pub static LAYERS: [LayerEntry; 15] = [
    data::LAYER,
    samples::LAYER,
    trajectories::LAYER,
    observations::LAYER,
    paths::LAYER,
    evaluations::LAYER,
    learned::LAYER,
    exact::LAYER,
    pairs::LAYER,
    adjoint::LAYER,
    difference::LAYER,
    map::LAYER,
    world::LAYER,
    demonstrations::LAYER,
    rollouts::LAYER,
];

/// Layers that other parts ask for.
pub const LEARNED: &str = learned::LAYER.id;
pub const EXACT: &str = exact::LAYER.id;
pub const PAIRS: &str = pairs::LAYER.id;
pub const DIFFERENCE: &str = difference::LAYER.id;

/// The layers from the lowest to the highest.
static BY_DEPTH: LazyLock<Vec<&'static LayerEntry>> = LazyLock::new(|| {
    let mut layers: Vec<_> = LAYERS.iter().collect();
    layers.sort_by_key(|layer| layer.depth);
    layers
});

/// Which layers are on: a bit for each, in the order of [`LAYERS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers(u32);

impl Default for Layers {
    fn default() -> Self {
        Self::where_each(|layer| layer.is_on)
    }
}

impl Layers {
    fn where_each(is_on: impl Fn(&LayerEntry) -> bool) -> Self {
        let bits = LAYERS.iter().enumerate().map(|(index, layer)| u32::from(is_on(layer)) << index);
        Self(bits.fold(0, |all, bit| all | bit))
    }

    /// Whether the layer `id` is on.
    pub fn shows(self, id: &str) -> bool {
        LAYERS.iter().position(|layer| layer.id == id).is_some_and(|index| self.0 >> index & 1 == 1)
    }

    /// The layers with these ids, those that nobody can switch, and no others.
    pub fn of(ids: &[&str]) -> Self {
        Self::where_each(|layer| ids.contains(&layer.id) || layer.swatch.is_none() && layer.is_on)
    }

    /// The same with the layer `id` on.
    #[cfg(test)]
    pub fn with(self, id: &str) -> Self {
        Self(self.0 | Self::where_each(|layer| layer.id == id).0)
    }

    /// The same with the layer `id` switched.
    pub fn toggled(self, id: &str) -> Self {
        Self(self.0 ^ Self::where_each(|layer| layer.id == id).0)
    }

    /// Those that have something to say of this experiment.
    pub fn that_apply(self, experiment: &Task, is_compared: bool) -> Self {
        Self(self.0 & Self::where_each(|layer| layer.is_there(experiment, is_compared)).0)
    }

    /// Paints those that are on and lie as deep as `depths`, the lowest first.
    pub(super) fn draw(self, painter: &mut Painter, scene: &Scene, depths: Range<u8>) {
        let drawn = BY_DEPTH.iter().filter(|layer| depths.contains(&layer.depth) && self.shows(layer.id));
        drawn.for_each(|layer| (layer.draw)(painter, scene));
    }
}

impl LayerEntry {
    /// Whether it has something to say of this experiment, beside another model or not.
    pub fn is_there(&self, experiment: &Task, is_compared: bool) -> bool {
        (is_compared || !self.compares) && (self.applies)(experiment)
    }
}

/// Where samples go from noise to data.
fn samples_apply(experiment: &Task) -> bool {
    experiment.generate().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{objective::ObjectiveConfig, protocol::Version};

    #[test]
    fn every_layer_has_an_id_a_depth_and_words_of_its_own() {
        for (index, layer) in LAYERS.iter().enumerate() {
            assert!(!layer.title.is_empty() && layer.help.ends_with('.'), "{}", layer.id);
            for other in LAYERS.iter().skip(index + 1) {
                assert!(layer.id != other.id && layer.depth != other.depth, "{} and {}", layer.id, other.id);
            }
        }
    }

    #[test]
    fn every_layer_says_something_of_some_task_and_every_task_has_layers() {
        let mut seen = Layers(0);
        let tasks = Task::ALL.iter().filter_map(|(id, _)| Task::usual(id, Version::NEWEST));
        let objectives = ObjectiveConfig::IDS.iter().map(|id| {
            let mut task = Task::default();
            task.select("objective", id).unwrap();
            task
        });
        for task in tasks.chain(objectives) {
            let there = Layers(u32::MAX).that_apply(&task, true);
            assert_eq!(there.shows(LEARNED), task.has_field(), "{task:?}");
            // The keys have digits from 1 to 9.
            let switches = LAYERS.iter().filter(|layer| layer.swatch.is_some() && there.shows(layer.id));
            assert!((2..=9).contains(&switches.count()), "{task:?}");
            seen.0 |= there.0;
        }
        assert!(LAYERS.iter().all(|layer| seen.shows(layer.id)), "{seen:?}");
    }

    #[test]
    fn layers_are_switched_one_by_one() {
        let layers = Layers::default();
        assert!(layers.shows(LEARNED) && !layers.shows(EXACT) && !layers.shows("unknown"));
        for layer in &LAYERS {
            let toggled = layers.toggled(layer.id);
            assert!(LAYERS.iter().all(|l| (toggled.shows(l.id) != layers.shows(l.id)) == (l.id == layer.id)));
            assert_eq!(toggled.toggled(layer.id), layers);
        }
        assert_eq!(layers.toggled("unknown"), layers);
    }

    #[test]
    fn what_nobody_can_switch_is_there_whatever_is_asked_for() {
        let few = Layers::of(&[LEARNED]);
        for layer in &LAYERS {
            assert_eq!(few.shows(layer.id), layer.id == LEARNED || layer.swatch.is_none() && layer.is_on, "{}", layer.id);
        }
        assert!(few.shows("world"));
    }

    #[test]
    fn what_compares_needs_another_model() {
        let experiment = Task::default();
        let layers = Layers::default().with(DIFFERENCE);
        assert!(layers.that_apply(&experiment, true).shows(DIFFERENCE));
        assert!(!layers.that_apply(&experiment, false).shows(DIFFERENCE));
    }
}
