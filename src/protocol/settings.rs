//! The settings of a task as pairs of text, `slot=id` and `slot.field=value`, for links and changes.

use super::{ExperimentError, Task};
use crate::math::{
    registry::ValueKind,
    text::{exact, quoted},
};

/// The pairs that turn `base` into `wanted`, a task of the same kind.
///
/// Every id is first applied to a copy of `base`, so that a field is compared with the default that [`apply`] will find.
pub(super) fn difference(base: &Task, wanted: &Task) -> Vec<(String, String)> {
    let mut base = base.clone();
    let objective_said = select_as_in(&mut base, wanted, "objective");
    let mut pairs = Vec::new();
    for (key, slot) in wanted.slots() {
        let config = slot.config();
        if select_as_in(&mut base, wanted, key) || (key == "objective" && objective_said) {
            pairs.push((key.to_owned(), config.id().to_owned()));
        }
        let usual = base.slot(key).map(|slot| slot.config());
        for (index, field) in config.fields().iter().enumerate() {
            let value = config.get(index);
            if usual.is_none_or(|usual| usual.get(index) != value) {
                pairs.push((format!("{key}.{}", field.name), exact(value)));
            }
        }
        let payload = config.payload();
        if let Some((name, text)) = &payload
            && usual.and_then(|usual| usual.payload()) != payload
        {
            pairs.push((format!("{key}.{name}"), text.clone()));
        }
    }
    if wanted.seed() != base.seed() {
        pairs.push(("seed".to_owned(), wanted.seed().to_string()));
    }
    pairs
}

/// Selects in `base` the id that `wanted` has in the slot `key`; false if `base` has it already.
fn select_as_in(base: &mut Task, wanted: &Task, key: &str) -> bool {
    let id = |of: &Task| of.slot(key).map(|slot| slot.config().id());
    match id(wanted) {
        Some(wanted) if id(base) != Some(wanted) => base.select(key, wanted).is_ok(),
        _ => false,
    }
}

/// Applies one pair to `task`.
pub(super) fn apply(task: &mut Task, key: &str, value: &str) -> Result<(), ExperimentError> {
    let wrong = |error: &dyn ToString| ExperimentError::new(key, error.to_string());
    if key == "seed" {
        *task.seed_mut() =
            value.parse().map_err(|_| wrong(&format!("must be a whole number, not {}", quoted(value))))?;
        return Ok(());
    }
    let Some((slot_key, name)) = key.split_once('.') else {
        return task.select(key, value);
    };
    let Some(slot) = task.slot_mut(slot_key) else {
        return Err(wrong(&"there is no such setting"));
    };
    let config = slot.config_mut();
    let Some(field) = config.fields().iter().find(|field| field.name == name) else {
        // The payload is written out only to learn its name, so numbers come first.
        if config.payload().is_some_and(|(carried, _)| carried == name) {
            return config.set_payload(value).map_err(|error| wrong(&error));
        }
        return Err(wrong(&format!("{} has no such field", config.label())));
    };
    let number = match (field.kind, value) {
        (ValueKind::Switch, "true") => 1.0,
        (ValueKind::Switch, "false") => 0.0,
        _ => field.parse(value).map_err(|error| wrong(&error))?,
    };
    config.set(name, number).map_err(|error| wrong(&error))
}
