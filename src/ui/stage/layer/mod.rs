//! The layers of the stage, one in each file.
//!
//! The switches, which are also the legend, the keys 1 to 9 and the order of painting follow from [`LAYERS`].

mod adjoint;
mod arrows;
mod classes;
mod contours;
mod data;
mod demonstrations;
mod difference;
mod entry;
mod evaluations;
mod exact;
mod field;
mod learned;
mod lines;
mod map;
mod modes;
mod observations;
mod pairs;
mod paths;
mod pin;
mod posterior;
mod rollouts;
mod samples;
mod sketch;
mod starts;
mod trails;
mod trajectories;
mod world;

pub use entry::LayerEntry;

use std::{ops::Range, sync::LazyLock};

use super::{layers::Layers, paint::Painter, scene::Scene};
use crate::protocol::Task;

/// Every layer, in the order of the switches and of the keys.
pub static LAYERS: [LayerEntry; 25] = [
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
    trails::LAYER,
    lines::LAYER,
    modes::LAYER,
    starts::LAYER,
    classes::LAYER,
    posterior::LAYER,
    map::LAYER,
    contours::LAYER,
    world::LAYER,
    demonstrations::LAYER,
    rollouts::LAYER,
    arrows::LAYER,
    sketch::LAYER,
    pin::LAYER,
];

/// Layers of dots alone, which wait for one another and are laid together.
const TOGETHER: [&str; 3] = [data::LAYER.id, trails::LAYER.id, samples::LAYER.id];
/// The opacity of layers that fade while others are lit.
const FADED: f64 = 0.15;

/// The layers from the lowest to the highest.
static BY_DEPTH: LazyLock<Vec<&'static LayerEntry>> = LazyLock::new(|| {
    let mut layers: Vec<_> = LAYERS.iter().collect();
    layers.sort_by_key(|layer| layer.depth);
    layers
});

/// The layers that are on when the page opens.
pub fn initial() -> Layers {
    Layers::of(LAYERS.iter().filter(|layer| layer.is_on).map(|layer| layer.id))
}

/// The layers with these ids and the layers without a switch.
pub fn with_ids(ids: &[&str]) -> Layers {
    let is_wanted = |layer: &&LayerEntry| ids.contains(&layer.id) || layer.swatch.is_none() && layer.is_on;
    Layers::of(LAYERS.iter().filter(is_wanted).map(|layer| layer.id))
}

/// Those of `layers` that apply to this experiment, in a comparison or alone.
pub fn that_apply(layers: Layers, experiment: &Task, is_compared: bool) -> Layers {
    let is_there = |id: &str| LAYERS.iter().any(|layer| layer.id == id && layer.is_there(experiment, is_compared));
    layers.only(is_there)
}

/// Paints the layers of `scene` that are on and whose depth is in `depths`, the lowest first.
pub fn draw(painter: &mut Painter, scene: &Scene, depths: Range<u8>) {
    let drawn = BY_DEPTH.iter().filter(|layer| depths.contains(&layer.depth) && scene.layers.shows(layer.id));
    drawn.for_each(|layer| {
        let fades = !scene.lit.is_empty() && !scene.lit.contains(&layer.id) && layer.swatch.is_some();
        if !TOGETHER.contains(&layer.id) {
            painter.settle();
        }
        painter.context.set_global_alpha(if fades { FADED } else { 1.0 });
        (layer.draw)(painter, scene);
    });
    painter.settle();
    painter.context.set_global_alpha(1.0);
}

#[cfg(test)]
mod tests {
    use super::{
        super::layers::{DIFFERENCE, EXACT, LEARNED, PAIRS},
        *,
    };
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
        let all = || Layers::of(LAYERS.iter().map(|layer| layer.id));
        let mut unseen = all();
        let tasks = Task::ALL.iter().filter_map(|(id, _)| Task::usual(id, Version::NEWEST));
        let objectives = ObjectiveConfig::IDS.iter().map(|id| {
            let mut task = Task::default();
            task.select("objective", id).unwrap();
            task
        });
        for task in tasks.chain(objectives) {
            let there = that_apply(all(), &task, true);
            assert_eq!(there.shows(LEARNED), task.has_field(), "{task:?}");
            let switches = LAYERS.iter().filter(|layer| layer.swatch.is_some() && there.shows(layer.id));
            assert!((2..=14).contains(&switches.count()), "{task:?}");
            unseen = unseen.only(|id| !there.shows(id));
        }
        assert_eq!(unseen, Layers::default());
    }

    #[test]
    fn what_other_parts_ask_for_is_there() {
        for id in [LEARNED, EXACT, PAIRS, DIFFERENCE] {
            assert!(LAYERS.iter().any(|layer| layer.id == id), "{id}");
        }
        assert!(initial().shows(LEARNED) && !initial().shows(EXACT));
    }

    #[test]
    fn what_nobody_can_switch_is_there_whatever_is_asked_for() {
        let few = with_ids(&[LEARNED]);
        for layer in &LAYERS {
            assert_eq!(
                few.shows(layer.id),
                layer.id == LEARNED || layer.swatch.is_none() && layer.is_on,
                "{}",
                layer.id
            );
        }
        assert!(few.shows("world"));
    }

    #[test]
    fn what_compares_needs_another_model() {
        let experiment = Task::default();
        let layers = Layers::of([DIFFERENCE]);
        assert!(that_apply(layers.clone(), &experiment, true).shows(DIFFERENCE));
        assert!(!that_apply(layers, &experiment, false).shows(DIFFERENCE));
    }
}
