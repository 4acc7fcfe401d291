//! Experiments as readable links: `#v=2&data=moons&data.noise=0.2&objective=ddpm`.
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

use super::{Change, Experiment, ExperimentError, Generate, Series, Task, Version, preset, settings};

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

/// Reads a whole link, a hash with or without its `#`, or an empty text (the default experiment).
///
/// # Errors
/// A key that is unknown, there twice, or has an invalid value. An empty drawing is accepted, since it may still be drawn.
pub fn decode(link: &str) -> Result<Experiment, ExperimentError> {
    let hash = link.split_once('#').map_or(link, |(_, hash)| hash).trim();
    let mut pairs = split(hash)?;
    if pairs.is_empty() {
        return Ok(Experiment::default());
    }
    let version = match take(&mut pairs, "v") {
        None => Version::V1,
        Some(number) => {
            let wrong = |_| ExperimentError::new("v", format!("must be a whole number, not «{number}»"));
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
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for pair in hash.split('&').filter(|pair| !pair.is_empty()) {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(ExperimentError::new("link", format!("«{pair}» is not of the form key=value")));
        };
        if pairs.iter().any(|(known, _)| *known == key) {
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
    let mut experiment = Experiment { task, changes: Vec::new() };
    for (key, value) in changes {
        let Some((step, name)) = change_step(key) else { continue };
        let index = experiment.changes.partition_point(|change| change.step < step);
        if experiment.changes.get(index).is_none_or(|change| change.step != step) {
            experiment.changes.insert(index, Change { step, set: Vec::new() });
        }
        experiment.changes[index].set.push((name.to_owned(), value.to_owned()));
    }
    experiment.changes.iter_mut().for_each(|change| change.set.sort_by_key(|(key, _)| key.contains('.')));
    experiment.periods()?;
    Ok(experiment)
}

/// The task with which a link begins.
fn begin(base: Task, preset_id: Option<&str>, task: Option<&str>, version: Version) -> Result<Task, ExperimentError> {
    match (preset_id, task) {
        (Some(id), _) => {
            let unknown = || ExperimentError::new("preset", format!("there is no preset «{id}»"));
            Ok(preset(id).ok_or_else(unknown)?.task.into())
        }
        (None, Some(id)) => {
            let known = Task::ALL.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ");
            let unknown = || ExperimentError::new("task", format!("«{id}» is not known; there are {known}"));
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
