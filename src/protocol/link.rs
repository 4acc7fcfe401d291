//! Experiments as readable links: `#data=moons&data.noise=0.2&objective=ddpm`, with only what differs from the default.
//!
//! `slot=id` puts the default of `id` into a slot, `slot.field=value` changes one number, `data.dabs=…` carries a drawing.
//! `preset=id` begins with a published experiment, which the other pairs change. The objective is read next, because the other defaults follow from it; beyond that the order of the pairs is free.

use super::{Experiment, ExperimentError, preset};
use crate::math::registry::ValueKind;

/// The hash of `experiment`, without the `#`; empty for the default experiment.
///
/// It is written against the experiment that the link would give so far: `base` follows every id that is said, so that a
/// field is compared with the default that [`decode`] will find in its place.
pub fn encode(experiment: &Experiment) -> String {
    let mut base = Experiment::default();
    let objective_said = select_as_in(&mut base, experiment, "objective");
    let mut pairs = Vec::new();
    for (key, slot) in experiment.slots() {
        let config = slot.config();
        if select_as_in(&mut base, experiment, key) || (key == "objective" && objective_said) {
            pairs.push(format!("{key}={}", config.id()));
        }
        let usual = base.slot(key).map(|slot| slot.config());
        for (index, field) in config.fields().iter().enumerate() {
            let value = config.get(index);
            if usual.is_none_or(|usual| usual.get(index) != value) {
                pairs.push(format!("{key}.{}={value}", field.name));
            }
        }
        let payload = config.payload();
        if let Some((name, text)) = &payload
            && usual.and_then(|usual| usual.payload()) != payload
        {
            pairs.push(format!("{key}.{name}={text}"));
        }
    }
    if experiment.seed != base.seed {
        pairs.push(format!("seed={}", experiment.seed));
    }
    pairs.join("&")
}

/// Selects in `base` the id that `experiment` has in the slot `key`; false if it is there already.
fn select_as_in(base: &mut Experiment, experiment: &Experiment, key: &str) -> bool {
    let id = |of: &Experiment| of.slot(key).map(|slot| slot.config().id());
    match id(experiment) {
        Some(wanted) if id(base) != Some(wanted) => base.select(key, wanted).is_ok(),
        _ => false,
    }
}

/// Reads a whole link, a hash with or without its `#`, or nothing at all (the default experiment).
///
/// # Errors
/// The key that is unknown, stands twice or has an impossible value. An empty drawing is let through, since it may still
/// be drawn.
pub fn decode(link: &str) -> Result<Experiment, ExperimentError> {
    let hash = link.split_once('#').map_or(link, |(_, hash)| hash).trim();
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for pair in hash.split('&').filter(|pair| !pair.is_empty()) {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(ExperimentError::new("link", format!("«{pair}» is not of the form key=value")));
        };
        if pairs.iter().any(|(known, _)| *known == key) {
            return Err(ExperimentError::new(key, "stands in the link twice"));
        }
        pairs.push((key, value));
    }
    // Ids before numbers, and the objective before other ids.
    pairs.sort_by_key(|(key, _)| (key.contains('.'), *key != "objective"));
    let mut experiment = match pairs.iter().position(|(key, _)| *key == "preset") {
        None => Experiment::default(),
        Some(index) => {
            let (key, id) = pairs.remove(index);
            let unknown = || ExperimentError::new(key, format!("there is no preset «{id}»"));
            preset(id).ok_or_else(unknown)?.experiment
        }
    };
    for (key, value) in pairs {
        apply(&mut experiment, key, value)?;
    }
    Ok(experiment)
}

fn apply(experiment: &mut Experiment, key: &str, value: &str) -> Result<(), ExperimentError> {
    let wrong = |error: &dyn ToString| ExperimentError::new(key, error.to_string());
    if key == "seed" {
        experiment.seed = value.parse().map_err(|_| wrong(&format!("must be a whole number, not «{value}»")))?;
        return Ok(());
    }
    let Some((slot_key, name)) = key.split_once('.') else {
        return experiment.select(key, value);
    };
    let Some(slot) = experiment.slot_mut(slot_key) else {
        return Err(wrong(&"there is no such setting"));
    };
    let config = slot.config_mut();
    if config.payload().is_some_and(|(carried, _)| carried == name) {
        return config.set_payload(value).map_err(|error| wrong(&error));
    }
    let Some(field) = config.fields().iter().find(|field| field.name == name) else {
        return Err(wrong(&format!("{} has no such field", config.label())));
    };
    let number = match (field.kind, value) {
        (ValueKind::Switch, "true") => 1.0,
        (ValueKind::Switch, "false") => 0.0,
        _ => field.parse(value).map_err(|error| wrong(&error))?,
    };
    config.set(name, number).map_err(|error| wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::dataset::{Dab, DatasetConfig, Drawing},
        objective::ObjectiveConfig,
    };

    #[test]
    fn the_default_needs_no_words() {
        assert_eq!(encode(&Experiment::default()), "");
        assert_eq!(decode("").unwrap(), Experiment::default());
        assert_eq!(decode("https://example.org/a/#").unwrap(), Experiment::default());
    }

    #[test]
    fn links_are_short_and_readable() {
        let mut experiment = Experiment::default();
        experiment.select("data", "moons").unwrap();
        experiment.select("objective", "ddpm").unwrap();
        experiment.seed = 7;
        assert_eq!(encode(&experiment), "data=moons&objective=ddpm&seed=7");
    }

    #[test]
    fn a_preset_is_where_a_link_begins() {
        let preset = preset("tong-ot-cfm-moons").unwrap();
        assert_eq!(decode("preset=tong-ot-cfm-moons").unwrap(), preset.experiment);
        let changed = decode("seed=4&network.width=32&preset=tong-ot-cfm-moons").unwrap();
        assert_eq!((changed.seed, changed.network.width), (4, 32));
        assert_eq!(changed.data, preset.experiment.data);
    }

    #[test]
    fn every_entry_and_every_field_round_trips() {
        for objective in ObjectiveConfig::IDS {
            let mut base = Experiment::default();
            base.select("objective", objective).unwrap();
            for (key, slot) in base.slots() {
                for id in slot.ids() {
                    let mut experiment = base.clone();
                    experiment.select(key, id).unwrap();
                    assert_eq!(decode(&encode(&experiment)).unwrap(), experiment, "{key}={id}");
                    let fields = experiment.slot(key).unwrap().config().fields();
                    for (index, field) in fields.iter().enumerate() {
                        for value in [field.min, field.max] {
                            let mut changed = experiment.clone();
                            changed.slot_mut(key).unwrap().config_mut().put(index, value);
                            assert_eq!(decode(&encode(&changed)).unwrap(), changed, "{key}.{}", field.name);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_drawing_travels() {
        let mut experiment = Experiment::default();
        let dabs = (0..200).map(|i| Dab::new([f64::from(i).sin(), f64::from(i).cos()], 0.3, 1.0)).collect();
        experiment.data = DatasetConfig::Drawing(Drawing::from_dabs(dabs));
        let link = encode(&experiment);
        assert_eq!(decode(&link).unwrap(), experiment);
        assert!(link.len() < 900, "{} characters", link.len());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let field_of = |link: &str| decode(link).unwrap_err().field;
        assert_eq!(field_of("data=mons"), "data");
        assert_eq!(field_of("dota=moons"), "dota");
        assert_eq!(field_of("data=moons&data.nose=1"), "data.nose");
        assert_eq!(field_of("data=moons&data.noise=lots"), "data.noise");
        assert_eq!(field_of("data=moons&data.noise=-1"), "data.noise");
        assert_eq!(field_of("training.batch=2.5"), "training.batch");
        assert_eq!(field_of("seed=1&seed=2"), "seed");
        assert_eq!(field_of("seed=x"), "seed");
        assert_eq!(field_of("moons"), "link");
        assert_eq!(field_of("preset=tong"), "preset");
        assert_eq!(field_of("data=drawing&data.dabs=!!"), "data.dabs");
        assert_eq!(field_of("data.dabs=AQ"), "data.dabs");
    }
}
