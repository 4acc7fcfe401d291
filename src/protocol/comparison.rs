//! Two experiments side by side: in one link, and what they differ by.
//!
//! A link of two is that of the left one, followed by whatever differs on the right with `b.` before its key:
//! `data=moons&b.schedule=cosine`. `compare=1` says that there are two even where nothing differs.

use super::{Experiment, ExperimentError, decode, encode};

/// Before every key of the right experiment.
const RIGHT: &str = "b.";
/// Says that there are two.
const COMPARE: &str = "compare";

/// What stands in one slot on either side, in words; the key is that of a link: `schedule`, `training.batch`, `seed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub key: String,
    /// What the field is called; nothing for a slot or the seed.
    pub field: Option<&'static str>,
    pub left: String,
    pub right: String,
}

/// The link of `left` and, if there is one, of `right` beside it.
pub fn encode_both(left: &Experiment, right: Option<&Experiment>) -> String {
    let link = encode(left);
    let Some(right) = right else {
        return link;
    };
    let mut pairs: Vec<String> = split(&link).map(|(key, value)| format!("{key}={value}")).collect();
    let differing = overrides(left, &link, right);
    if differing.is_empty() {
        pairs.push(format!("{COMPARE}=1"));
    }
    pairs.extend(differing.into_iter().map(|(key, value)| format!("{RIGHT}{key}={value}")));
    pairs.join("&")
}

/// Reads a link of one experiment or of two.
///
/// # Errors
/// As [`decode`]; the key of the right experiment has its `b.`.
pub fn decode_both(link: &str) -> Result<(Experiment, Option<Experiment>), ExperimentError> {
    let hash = link.split_once('#').map_or(link, |(_, hash)| hash).trim();
    let (mut left, mut right, mut is_compared) = (Vec::new(), Vec::new(), false);
    for pair in hash.split('&').filter(|pair| !pair.is_empty()) {
        match (pair.strip_prefix(RIGHT), pair.split_once('=')) {
            (Some(pair), _) => right.push(pair),
            (None, Some((COMPARE, "1"))) => is_compared = true,
            (None, Some((COMPARE, value))) => {
                return Err(ExperimentError::new(COMPARE, format!("must be 1, not «{value}»")));
            }
            (None, _) => left.push(pair),
        }
    }
    let left = decode(&left.join("&"))?;
    if right.is_empty() {
        return Ok((left.clone(), is_compared.then_some(left)));
    }
    let on_the_right = |error: ExperimentError| ExperimentError { field: format!("{RIGHT}{}", error.field), ..error };
    let right = decode(&merged(&encode(&left), &right.join("&"))).map_err(on_the_right)?;
    Ok((left, Some(right)))
}

/// The pairs of a link; what is no pair has no value.
fn split(link: &str) -> impl Iterator<Item = (&str, &str)> {
    link.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The slot that a key belongs to.
fn slot_of(key: &str) -> &str {
    key.split_once('.').map_or(key, |(slot, _)| slot)
}

/// Whether `key` of the left link still holds where the right one says `over`: not where that says the same key, or puts
/// something else into its slot. A preset leaves nothing.
fn is_overridden(key: &str, over: &str) -> bool {
    over == key || over == "preset" || (key.contains('.') && over == slot_of(key))
}

/// The link of the right experiment: the pairs of the left one that still hold, and those of the right one.
fn merged(left: &str, right: &str) -> String {
    let holds = |(key, _): &(&str, &str)| !split(right).any(|(over, _)| is_overridden(key, over));
    let kept = split(left).filter(holds).map(|(key, value)| format!("{key}={value}"));
    kept.chain(right.split('&').map(str::to_owned)).collect::<Vec<_>>().join("&")
}

/// What must be said of `right` beyond the link `left` of the left experiment.
fn overrides(left_experiment: &Experiment, left: &str, right: &Experiment) -> Vec<(String, String)> {
    let link = encode(right);
    let said = |key: &str| split(&link).find(|(known, _)| *known == key).map(|(_, value)| value.to_owned());
    let mut pairs: Vec<(String, String)> = Vec::new();
    // What the left link says and the right one leaves to its defaults. Whoever puts something into a slot takes its fields
    // along, so slots come first.
    let (slots, fields): (Vec<_>, Vec<_>) = split(left).partition(|(key, _)| !key.contains('.'));
    for (key, value) in slots.into_iter().chain(fields) {
        let slot = slot_of(key);
        let ids = [left_experiment, right].map(|experiment| experiment.slot(slot).map(|slot| slot.config().id()));
        let mut is_gone = pairs.iter().any(|(over, _)| is_overridden(key, over));
        if let [Some(before), Some(now)] = ids
            && before != now
            && key.contains('.')
            && !is_gone
        {
            // The objective alone has put something else into the slot: its fields must go.
            pairs.push((slot.to_owned(), now.to_owned()));
            is_gone = true;
        }
        let now = said(key).or_else(|| value_of(right, key));
        if let Some(now) = now.filter(|now| !is_gone && now != value) {
            pairs.push((key.to_owned(), now));
        }
    }
    // What the right one says beyond that, and again what its own choices have swept away.
    for (key, value) in split(&link) {
        let swept = pairs.iter().any(|(over, _)| over != key && is_overridden(key, over));
        let known = split(left).any(|pair| pair == (key, value)) && !swept;
        if !known && pairs.iter().all(|(over, _)| over != key) {
            pairs.push((key.to_owned(), value.to_owned()));
        }
    }
    pairs
}

/// What stands under a key of a link, as a link has it.
fn value_of(experiment: &Experiment, key: &str) -> Option<String> {
    if key == "seed" {
        return Some(experiment.seed.to_string());
    }
    let Some((slot, name)) = key.split_once('.') else {
        return experiment.slot(key).map(|slot| slot.config().id().to_owned());
    };
    let config = experiment.slot(slot)?.config();
    if let Some((_, text)) = config.payload().filter(|(carried, _)| *carried == name) {
        return Some(text);
    }
    let index = config.fields().iter().position(|field| field.name == name)?;
    Some(config.get(index).to_string())
}

/// What two experiments differ by: a slot where something else stands in it, its fields where the same does.
pub fn differences(left: &Experiment, right: &Experiment) -> Vec<Difference> {
    let mut found = Vec::new();
    for ((key, left), (_, right)) in left.slots().into_iter().zip(right.slots()) {
        let (left, right) = (left.config(), right.config());
        if left.id() != right.id() {
            let [left, right] = [left.label(), right.label()].map(str::to_owned);
            found.push(Difference { key: key.to_owned(), field: None, left, right });
            continue;
        }
        for (index, field) in left.fields().iter().enumerate() {
            let [left, right] = [left.get(index), right.get(index)];
            if left != right {
                let [left, right] = [left, right].map(|value| value.to_string());
                found.push(Difference { key: format!("{key}.{}", field.name), field: Some(field.label), left, right });
            }
        }
        if let (Some((name, mine)), Some((_, other))) = (left.payload(), right.payload())
            && mine != other
        {
            let [left, right] = ["one line", "another"].map(str::to_owned);
            found.push(Difference { key: format!("{key}.{name}"), field: None, left, right });
        }
    }
    if left.seed != right.seed {
        let [left, right] = [left.seed, right.seed].map(|seed| seed.to_string());
        found.push(Difference { key: "seed".to_owned(), field: None, left, right });
    }
    found
}

/// Gives `to` the data, the source and the seed of `from`, which two runs that are compared have in common; false if it had
/// them already.
pub fn share(from: &Experiment, to: &mut Experiment) -> bool {
    let differs = (&from.data, &from.source, from.seed) != (&to.data, &to.source, to.seed);
    if differs {
        (to.data, to.source, to.seed) = (from.data.clone(), from.source.clone(), from.seed);
    }
    differs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::dataset::{Dab, DatasetConfig, Drawing},
        objective::ObjectiveConfig,
    };

    fn changed(base: &Experiment, key: &str, id: &str) -> Experiment {
        let mut experiment = base.clone();
        experiment.select(key, id).unwrap();
        experiment
    }

    fn assert_round_trip(left: &Experiment, right: &Experiment) {
        let link = encode_both(left, Some(right));
        let read = decode_both(&link).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(read, (left.clone(), Some(right.clone())), "{link}");
    }

    #[test]
    fn a_link_of_one_is_as_ever() {
        let left = changed(&Experiment::default(), "data", "moons");
        assert_eq!(encode_both(&left, None), encode(&left));
        assert_eq!(decode_both("#data=moons").unwrap(), (left, None));
        assert_eq!(decode_both("").unwrap(), (Experiment::default(), None));
    }

    #[test]
    fn only_what_differs_is_said() {
        let left = changed(&Experiment::default(), "data", "moons");
        assert_eq!(encode_both(&left, Some(&left)), "data=moons&compare=1");
        assert_eq!(decode_both("data=moons&compare=1").unwrap(), (left.clone(), Some(left.clone())));
        let right = changed(&left, "schedule", "cosine");
        assert_eq!(encode_both(&left, Some(&right)), "data=moons&b.schedule=cosine");
        // The other way round the default must be said.
        assert_eq!(encode_both(&right, Some(&left)), "data=moons&schedule=cosine&b.schedule=fm-ot");
    }

    #[test]
    fn every_pair_of_choices_round_trips() {
        let base = Experiment::default();
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
            left.select("data", "moons").unwrap();
            left.slot_mut("data").unwrap().config_mut().put(0, 0.5);
            left.training.batch = 17;
            left.seed = 5;
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
            Experiment { data: DatasetConfig::Drawing(Drawing::from_dabs(dabs)), ..Experiment::default() }
        };
        assert_round_trip(&drawn(0.5), &drawn(1.5));
        assert_round_trip(&drawn(0.5), &Experiment::default());
        assert_round_trip(&Experiment::default(), &drawn(0.5));
    }

    #[test]
    fn a_preset_may_stand_on_either_side() {
        let (left, right) = decode_both("preset=tong-ot-cfm-moons&b.seed=3&b.training.batch=8").unwrap();
        let right = right.unwrap();
        assert_eq!((right.seed, right.training.batch, &right.data), (3, 8, &left.data));
        let (left, right) = decode_both("data=moons&seed=4&b.preset=tong-ot-cfm-moons").unwrap();
        assert_eq!((left.seed, right.unwrap()), (4, decode("preset=tong-ot-cfm-moons").unwrap()));
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
        let left = Experiment::default();
        assert_eq!(differences(&left, &left), []);
        let mut right = changed(&left, "schedule", "cosine");
        right.training.batch = 64;
        right.seed = 1;
        let found = differences(&left, &right);
        let keys: Vec<_> = found.iter().map(|difference| &*difference.key).collect();
        assert_eq!(keys, ["schedule", "training.batch", "seed"]);
        let label = |experiment: &Experiment| experiment.slot("schedule").unwrap().config().label();
        assert_eq!((&*found[0].left, &*found[0].right), (label(&left), label(&right)));
        assert_eq!((found[1].field, &*found[1].left, &*found[1].right), (Some("Batch"), "256", "64"));
    }

    #[test]
    fn data_source_and_seed_are_shared() {
        let mut from = changed(&Experiment::default(), "data", "moons");
        from.seed = 9;
        let mut to = changed(&Experiment::default(), "schedule", "cosine");
        assert!(share(&from, &mut to) && !share(&from, &mut to));
        assert_eq!((to.seed, &to.data), (9, &from.data));
        assert_eq!(value_of(&to, "schedule").as_deref(), Some("cosine"));
    }
}
