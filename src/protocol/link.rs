//! Experiments as readable links: `#v=3&data=moons&data.noise=0.2&objective=ddpm`.
//!
//! A link holds only what differs from the default:
//!
//! - `slot=id` puts the default of `id` into a slot, `slot.field=value` changes one number, `data.dabs=…` is a drawing.
//! - `preset=id` begins with a published experiment, `task=id` with another task; the other pairs change it.
//! - `at500.weighting=sigmoid` is a change of settings after step number 500; training continues.
//! - `v` is the version of the defaults. Without it they are those of version 1, for ever. An empty link is the newest
//!   default.
//!
//! After `preset` and `task` the objective is read, because the other defaults follow from it. Apart from that the order
//! of pairs is free.

use std::{borrow::Cow, collections::HashSet};

use super::{Change, Experiment, ExperimentError, Generate, Series, Task, Version, preset, settings};
use crate::math::text::{Limit, quoted};

/// The hash of `experiment` without the `#`; empty for the default experiment.
pub fn encode(experiment: &Experiment) -> String {
    let usual = Task::usual(experiment.task.id(), Version::NEWEST).unwrap_or_default();
    let mut pairs = settings::difference(&usual, &experiment.task);
    if experiment.task.id() != Task::default().id() {
        pairs.insert(0, ("task".to_owned(), experiment.task.id().to_owned()));
    }
    for change in &experiment.changes {
        pairs.extend(change.pairs());
    }
    if !pairs.is_empty() {
        pairs.insert(0, ("v".to_owned(), Version::NEWEST.number().to_string()));
    }
    pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
}

/// The text with its percent escapes decoded; some programs escape the links that they pass on.
///
/// As a browser does, a text with an escape that is none is left as it is.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    if bytes.len() == text.len() {
        return text.into();
    }
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else { return text.into() };
        bytes.push(byte);
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).map_or(text.into(), Cow::from)
}

/// The hash of a link without its `#`: what follows the first `#`, nothing of an address without one, or the whole text.
///
/// # Errors
/// The link is too long.
pub(super) fn hash(link: &str) -> Result<&str, ExperimentError> {
    Limit::LINK.check(link.len()).map_err(|error| ExperimentError::new("link", error))?;
    Ok(match link.split_once('#') {
        Some((_, hash)) => hash.trim(),
        None if is_address(link) => "",
        None => link.trim(),
    })
}

/// Whether a text begins as the address of a page does.
pub fn is_address(text: &str) -> bool {
    let scheme = text.trim_start().split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Reads a whole link, a hash with or without its `#`, or the default experiment: an address without a hash, or no text.
///
/// # Errors
/// A text that is too long, or a key that is unknown, there twice, or has an invalid value. An empty drawing is accepted,
/// since it may still be drawn.
pub fn decode(link: &str) -> Result<Experiment, ExperimentError> {
    let mut pairs = split(hash(link)?)?;
    if pairs.is_empty() {
        return Ok(Experiment::default());
    }
    let version = match take(&mut pairs, "v") {
        None => Version::V1,
        Some(number) => {
            let wrong = |_| ExperimentError::new("v", format!("must be a whole number, not {}", quoted(number)));
            Version::from_number(number.parse().map_err(wrong)?)?
        }
    };
    if version == Version::V1 && pairs.contains(&("objective", "neural-ode")) {
        pairs = only_of_the_series(pairs)?;
    }
    complete(Task::Generate(Generate::usual(version)), version, pairs)
}

/// Reads the pairs of a link that changes `base`, a known task.
///
/// # Errors
/// As [`decode`].
pub(super) fn read(base: Task, hash: &str) -> Result<Experiment, ExperimentError> {
    complete(base, Version::NEWEST, split(hash)?)
}

/// The pairs of a hash.
fn split(hash: &str) -> Result<Vec<(&str, &str)>, ExperimentError> {
    let (mut pairs, mut known) = (Vec::new(), HashSet::new());
    for pair in hash.split('&').filter(|pair| !pair.is_empty()) {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(ExperimentError::new("link", format!("{} is not of the form key=value", quoted(pair))));
        };
        if !known.insert(key) {
            return Err(ExperimentError::new(key, "is in the link twice"));
        }
        pairs.push((key, value));
    }
    Ok(pairs)
}

/// Removes the pair called `key` from `pairs`, and returns its value.
fn take<'a>(pairs: &mut Vec<(&'a str, &'a str)>, key: &str) -> Option<&'a str> {
    pairs.iter().position(|(known, _)| *known == key).map(|index| pairs.remove(index).1)
}

/// The experiment that results from `base` and the pairs.
fn complete<'a>(
    base: Task,
    version: Version,
    mut pairs: Vec<(&'a str, &'a str)>,
) -> Result<Experiment, ExperimentError> {
    let mut task = begin(base, take(&mut pairs, "preset"), take(&mut pairs, "task"), version)?;
    let (changes, mut pairs): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| change_step(key).is_some());
    // Ids are applied before numbers, and the objective before other ids.
    pairs.sort_by_key(|(key, _)| (key.contains('.'), *key != "objective"));
    for (key, value) in pairs {
        settings::apply(&mut task, key, value)?;
    }
    let change = |(key, value): (&'a str, &'a str)| change_step(key).map(|(step, name)| (step, name, value));
    let mut settings: Vec<_> = changes.into_iter().filter_map(change).collect();
    settings.sort_by_key(|(step, name, _)| (*step, name.contains('.')));
    let changes = settings.chunk_by(|a, b| a.0 == b.0).filter_map(|same| {
        let set = same.iter().map(|(_, name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        same.first().map(|(step, ..)| Change { step: *step, set })
    });
    let experiment = Experiment { task, changes: changes.collect() };
    experiment.check_changes()?;
    Ok(experiment)
}

/// The task with which a link begins.
fn begin(base: Task, preset_id: Option<&str>, task: Option<&str>, version: Version) -> Result<Task, ExperimentError> {
    match (preset_id, task) {
        (Some(id), _) => {
            let unknown = || ExperimentError::new("preset", format!("there is no preset {}", quoted(id)));
            Ok(preset(id).ok_or_else(unknown)?.task.into())
        }
        (None, Some(id)) => {
            let known = Task::ALL.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ");
            let unknown = || ExperimentError::new("task", format!("{} is not known; there are {known}", quoted(id)));
            let mut usual = Task::usual(id, version).ok_or_else(unknown)?;
            usual.learn_like(&base);
            Ok(usual)
        }
        (None, None) => Ok(base),
    }
}

/// The step of the change that `key` belongs to, and the rest of the key: `at500.weighting` is `(500, "weighting")`.
fn change_step(key: &str) -> Option<(u64, &str)> {
    let (step, key) = key.strip_prefix("at")?.split_once('.')?;
    Some((step.parse().ok()?, key))
}

/// The pairs of a link of version 1 that apply to the task `series`.
///
/// Such a link could also name data, paths and samplers, which are checked and then left out.
fn only_of_the_series<'a>(pairs: Vec<(&'a str, &'a str)>) -> Result<Vec<(&'a str, &'a str)>, ExperimentError> {
    let counts = |key: &str| {
        let slot = key.split('.').next().unwrap_or(key);
        slot == "seed" || Series::SLOTS.iter().any(|info| info.key == slot)
    };
    let (kept, mut left): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| counts(key));
    left.sort_by_key(|(key, _)| key.contains('.'));
    let mut unused = Task::Generate(Generate::usual(Version::V1));
    for (key, value) in left {
        settings::apply(&mut unused, key, value)?;
    }
    Ok(kept)
}

#[cfg(test)]
mod tests;
