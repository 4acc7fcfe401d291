//! Two experiments side by side: their common link, and their differences.
//!
//! A link of two is the link of the left one, followed by the pairs that differ on the right, with `b.` before the key:
//! `data=moons&b.schedule=cosine`. `compare=1` marks two experiments without a difference.

use super::{Change, Experiment, ExperimentError, Task, decode, encode, link, settings};
use crate::math::text::{quoted, shortened};

/// The prefix of every key of the right experiment.
const RIGHT: &str = "b.";
/// The key that marks a link of two experiments.
const COMPARE: &str = "compare";

/// The content of one slot on both sides, as text; the key is that of a link: `schedule`, `training.batch`, `seed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub key: String,
    /// The title of the slot, or of the seed.
    pub title: &'static str,
    /// The label of the field; `None` for a slot or the seed.
    pub field: Option<&'static str>,
    pub left: String,
    pub right: String,
}

/// The link of `left`, and of `right` beside it if there is one.
pub fn encode_both(left: &Experiment, right: Option<&Experiment>) -> String {
    let link = encode(left);
    let Some(right) = right else {
        return link;
    };
    let mut pairs: Vec<String> = link.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
    let mut differing = difference(&left.task, &right.task);
    differing.extend(right.changes.iter().flat_map(Change::pairs));
    if differing.is_empty() {
        pairs.push(format!("{COMPARE}=1"));
    }
    pairs.extend(differing.into_iter().map(|(key, value)| format!("{RIGHT}{key}={value}")));
    pairs.join("&")
}

/// The pairs that turn `left` into `right`.
fn difference(left: &Task, right: &Task) -> Vec<(String, String)> {
    if left.id() == right.id() {
        return settings::difference(left, right);
    }
    let mut base = left.clone();
    // The task exists.
    let _ = base.change_to(right.id());
    let mut pairs = vec![("task".to_owned(), right.id().to_owned())];
    pairs.extend(settings::difference(&base, right));
    pairs
}

/// Reads a link of one experiment or of two.
///
/// # Errors
/// As [`decode`]; keys of the right experiment have the prefix `b.`.
pub fn decode_both(link: &str) -> Result<(Experiment, Option<Experiment>), ExperimentError> {
    let hash = link::hash(link)?;
    let (mut left, mut right, mut is_compared) = (Vec::new(), Vec::new(), false);
    for pair in hash.split('&').filter(|pair| !pair.is_empty()) {
        match (pair.strip_prefix(RIGHT), pair.split_once('=')) {
            (Some(pair), _) => right.push(pair),
            (None, Some((COMPARE, "1"))) => is_compared = true,
            (None, Some((COMPARE, value))) => {
                return Err(ExperimentError::new(COMPARE, format!("must be 1, not {}", quoted(value))));
            }
            (None, _) => left.push(pair),
        }
    }
    let left = decode(&left.join("&"))?;
    if right.is_empty() {
        let right = is_compared.then(|| left.task.clone().into());
        return Ok((left, right));
    }
    let on_the_right =
        |error: ExperimentError| ExperimentError { field: shortened(&format!("{RIGHT}{}", error.field)), ..error };
    let right = link::read(left.task.clone(), &right.join("&")).map_err(on_the_right)?;
    Ok((left, Some(right)))
}

/// The differences of two tasks: a slot with different configurations, or the fields of equal configurations.
pub fn differences(left: &Task, right: &Task) -> Vec<Difference> {
    let mut found = Vec::new();
    if left.id() != right.id() {
        let [left, right] = [left, right].map(|task| task.label().to_owned());
        return vec![Difference { key: "task".to_owned(), title: "Task", field: None, left, right }];
    }
    let infos = left.infos().iter().map(|info| info.title);
    for (((key, left), (_, right)), title) in left.slots().into_iter().zip(right.slots()).zip(infos) {
        let (left, right) = (left.config(), right.config());
        if left.id() != right.id() {
            let [left, right] = [left.label(), right.label()].map(str::to_owned);
            found.push(Difference { key: key.to_owned(), title, field: None, left, right });
            continue;
        }
        for (index, field) in left.fields().iter().enumerate() {
            let [left, right] = [left.get(index), right.get(index)];
            if left != right {
                let [left, right] = [left, right].map(|value| value.to_string());
                let key = format!("{key}.{}", field.name);
                found.push(Difference { key, title, field: Some(field.label), left, right });
            }
        }
        if let (Some((name, mine)), Some((_, other))) = (left.payload(), right.payload())
            && mine != other
        {
            let [left, right] = ["one line", "another"].map(str::to_owned);
            found.push(Difference { key: format!("{key}.{name}"), title, field: None, left, right });
        }
    }
    if left.seed() != right.seed() {
        let [left, right] = [left.seed(), right.seed()].map(|seed| seed.to_string());
        found.push(Difference { key: "seed".to_owned(), title: "Seed", field: None, left, right });
    }
    found
}

/// Copies what two compared runs share from `from` to `to`; false if nothing changed.
///
/// These are the seed, and data and source, or the world with its expert.
pub fn share(from: &Task, to: &mut Task) -> bool {
    let before = to.clone();
    *to.seed_mut() = from.seed();
    if let (Some(from), Some(to)) = (from.generate(), to.generate_mut()) {
        (to.data, to.source) = (from.data.clone(), from.source.clone());
    }
    if let (Some(from), Some(to)) = (from.imitate(), to.imitate_mut()) {
        (to.environment, to.demonstrations) = (from.environment.clone(), from.demonstrations.clone());
    }
    *to != before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::dataset::{Dab, DatasetConfig, Drawing},
        objective::ObjectiveConfig,
        protocol::Generate,
    };

    fn changed(base: &Task, key: &str, id: &str) -> Task {
        let mut experiment = base.clone();
        experiment.select(key, id).unwrap();
        experiment
    }

    fn both(left: &Task, right: Option<&Task>) -> String {
        encode_both(&left.clone().into(), right.map(|right| right.clone().into()).as_ref())
    }

    fn read(link: &str) -> Result<(Task, Option<Task>), ExperimentError> {
        decode_both(link).map(|(left, right)| (left.task, right.map(|right| right.task)))
    }

    fn assert_round_trip(left: &Task, right: &Task) {
        let link = both(left, Some(right));
        let read = read(&link).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(read, (left.clone(), Some(right.clone())), "{link}");
    }

    #[test]
    fn a_link_of_one_is_as_ever() {
        let left = changed(&Task::default(), "data", "moons");
        assert_eq!(both(&left, None), encode(&left.clone().into()));
        assert_eq!(read("#v=3&data=moons").unwrap(), (left, None));
        assert_eq!(read("").unwrap(), (Task::default(), None));
    }

    #[test]
    fn only_what_differs_is_said() {
        let left = changed(&Task::default(), "data", "moons");
        assert_eq!(both(&left, Some(&left)), "v=3&data=moons&compare=1");
        assert_eq!(read("v=3&data=moons&compare=1").unwrap(), (left.clone(), Some(left.clone())));
        let right = changed(&left, "schedule", "cosine");
        assert_eq!(both(&left, Some(&right)), "v=3&data=moons&b.schedule=cosine");
        // With the sides swapped, the default must be written out.
        assert_eq!(both(&right, Some(&left)), "v=3&data=moons&schedule=cosine&b.schedule=fm-ot");
    }

    #[test]
    fn every_pair_of_choices_round_trips() {
        let base = Task::default();
        let mut others = vec![base.clone()];
        for objective in ObjectiveConfig::IDS {
            others.push(changed(&base, "objective", objective));
        }
        for (key, slot) in base.slots() {
            for id in slot.ids() {
                let experiment = changed(&base, key, id);
                let fields = experiment.slot(key).unwrap().config().fields();
                for (index, field) in fields.iter().enumerate() {
                    let mut other = experiment.clone();
                    other.slot_mut(key).unwrap().config_mut().put(index, field.max);
                    others.push(other);
                }
                others.push(experiment);
            }
        }
        for objective in ["flow-matching", "ddpm", "neural-ode"] {
            let mut left = changed(&base, "objective", objective);
            if left.select("data", "moons").is_ok() {
                left.slot_mut("data").unwrap().config_mut().put(0, 0.5);
            }
            left.slot_mut("training").unwrap().config_mut().put(0, 17.0);
            *left.seed_mut() = 5;
            for other in &others {
                assert_round_trip(&left, other);
                assert_round_trip(other, &left);
            }
        }
    }

    #[test]
    fn drawings_travel_on_either_side() {
        let drawn = |x: f64| {
            let dabs = vec![Dab::new([x, 1.0], 0.3, 1.0)];
            Task::from(Generate { data: DatasetConfig::Drawing(Drawing::from_dabs(dabs)), ..Generate::default() })
        };
        assert_round_trip(&drawn(0.5), &drawn(1.5));
        assert_round_trip(&drawn(0.5), &Task::default());
        assert_round_trip(&Task::default(), &drawn(0.5));
    }

    #[test]
    fn a_preset_may_stand_on_either_side() {
        let (left, right) = read("preset=tong-ot-cfm-moons&b.seed=3&b.training.batch=8").unwrap();
        let (left, right) = (left.generate().unwrap().clone(), right.unwrap());
        let right = right.generate().unwrap();
        assert_eq!((right.seed, right.training.batch, &right.data), (3, 8, &left.data));
        let (left, right) = read("data=moons&seed=4&b.preset=tong-ot-cfm-moons").unwrap();
        assert_eq!((left.seed(), right.unwrap()), (4, decode("preset=tong-ot-cfm-moons").unwrap().task));
    }

    #[test]
    fn changes_on_the_way_belong_to_their_side() {
        let link = "v=3&data=moons&at9.weighting=elbo&b.schedule=cosine&b.at20.weighting=sigmoid";
        let (left, right) = decode_both(link).unwrap();
        let right = right.unwrap();
        assert_eq!((left.changes[0].step, right.changes[0].step, right.changes.len()), (9, 20, 1));
        assert_eq!(encode_both(&left, Some(&right)), link);
    }

    #[test]
    fn what_is_wrong_on_the_right_is_named_with_its_prefix() {
        let field_of = |link: &str| decode_both(link).unwrap_err().field;
        assert_eq!(field_of("b.data=mons"), "b.data");
        assert_eq!(field_of("b.dota=moons"), "b.dota");
        assert_eq!(field_of("b.training.batch=2.5"), "b.training.batch");
        assert_eq!(field_of("data=moons&data.noise=0.3&b.data=rings&b.data.nose=1"), "b.data.nose");
        assert_eq!(field_of("b.seed=1&b.seed=2"), "b.seed");
        assert_eq!(field_of("b.moons"), "b.link");
        assert_eq!(field_of("compare=2"), "compare");
        assert_eq!(field_of("data=mons&b.data=moons"), "data");
    }

    #[test]
    fn differences_are_told_in_words() {
        let left = Task::default();
        assert_eq!(differences(&left, &left), []);
        let mut right = changed(&left, "schedule", "cosine");
        right.slot_mut("training").unwrap().config_mut().put(0, 64.0);
        *right.seed_mut() = 1;
        let found = differences(&left, &right);
        let keys: Vec<_> = found.iter().map(|difference| &*difference.key).collect();
        assert_eq!(keys, ["schedule", "training.batch", "seed"]);
        let label = |experiment: &Task| experiment.slot("schedule").unwrap().config().label();
        assert_eq!((&*found[0].left, &*found[0].right), (label(&left), label(&right)));
        assert_eq!((found[1].field, &*found[1].left, &*found[1].right), (Some("Batch"), "256", "64"));
    }

    #[test]
    fn data_source_and_seed_are_shared() {
        let mut from = changed(&Task::default(), "data", "moons");
        *from.seed_mut() = 9;
        let mut to = changed(&Task::default(), "schedule", "cosine");
        assert!(share(&from, &mut to) && !share(&from, &mut to));
        let (from, to) = (from.generate().unwrap(), to.generate().unwrap());
        assert_eq!((to.seed, &to.data), (9, &from.data));
        assert_eq!(to.slot("schedule").unwrap().config().id(), "cosine");
    }
}
