use serde::{Deserialize, Deserializer, Serialize};

use super::{Class, ExperimentError, Task, Version, settings};
use crate::math::text::{Limit, brief_message, quoted, shortened};

/// Everything that a run depends on.
///
/// Two runs of one experiment on one backend give the same numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// The task with which the run begins.
    pub task: Task,
    /// The changes while it trains, in the order of the steps.
    pub changes: Vec<Change>,
}

/// A change of settings while a run trains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The number of steps done before the change; the next step is the first with the new settings.
    pub step: u64,
    /// The changed settings as the pairs of a link, `(key, value)`.
    pub set: Vec<(String, String)>,
}

/// A task of a run, and the number of steps done when it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    pub step: u64,
    pub task: Task,
}

impl From<Task> for Experiment {
    fn from(task: Task) -> Self {
        Self { task, changes: Vec::new() }
    }
}

impl Change {
    /// The change after step number `step` that turns `from` into `to`; `None` if nothing changes.
    pub fn between(step: u64, from: &Task, to: &Task) -> Option<Self> {
        let set = settings::difference(from, to);
        (!set.is_empty()).then_some(Self { step, set })
    }

    /// Its settings as the pairs of a link.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.set.iter().map(|(key, value)| (self.prefix() + key.as_str(), value.clone()))
    }

    /// The prefix of the keys of its settings in a link.
    pub(super) fn prefix(&self) -> String {
        format!("at{}.", self.step)
    }

    /// Applies the change to `task`.
    ///
    /// # Errors
    /// A key that is unknown or has an invalid value, or a change through which training cannot continue.
    fn apply(&self, task: &mut Task) -> Result<(), ExperimentError> {
        let named = |error: ExperimentError| ExperimentError {
            field: shortened(&(self.prefix() + error.field.as_str())),
            ..error
        };
        let before = task.clone();
        for (key, value) in &self.set {
            settings::apply(task, key, value).map_err(named)?;
        }
        task.validate().map_err(named)?;
        if before.change_class(task) == Some(Class::Restart) {
            return Err(named(ExperimentError::new(
                before.first_restart(task),
                "training cannot continue through this change; it starts over",
            )));
        }
        Ok(())
    }
}

impl Experiment {
    /// Every task of the run in order; the first begins at step 0.
    ///
    /// # Errors
    /// The first change that cannot be applied.
    pub fn periods(&self) -> Result<Vec<Period>, ExperimentError> {
        let mut periods = vec![Period { step: 0, task: self.task.clone() }];
        let (mut task, mut last) = (self.task.clone(), 0);
        for change in &self.changes {
            if change.step < last {
                let why = format!("changes must be in the order of their steps, and {last} comes before");
                return Err(ExperimentError::new(change.prefix(), why));
            }
            change.apply(&mut task)?;
            last = change.step;
            periods.push(Period { step: change.step, task: task.clone() });
        }
        Ok(periods)
    }

    /// Checks that the experiment can be trained.
    ///
    /// # Errors
    /// The first field or slot that is invalid, by its key.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        self.task.validate()?;
        self.check_changes()
    }

    /// The settings at `step`; `None` if a change cannot be made.
    pub fn task_at(&self, step: u64) -> Option<Task> {
        Some(self.periods().ok()?.into_iter().rfind(|period| period.step <= step)?.task)
    }

    /// Checks every change, and that all of them are little work.
    ///
    /// # Errors
    /// As [`Experiment::periods`], or there are too many changes of settings as long as these.
    pub(super) fn check_changes(&self) -> Result<(), ExperimentError> {
        /// Every change copies and compares all settings. At this many bytes in all that takes seconds and 100 MB.
        const MOST: usize = 1 << 27;
        let count = self.changes.len();
        if count == 0 {
            return Ok(());
        }
        let slots = self.task.slots();
        let payloads = slots.iter().filter_map(|(_, slot)| slot.config().payload()).map(|(_, text)| text.len());
        let set = self.changes.iter().flat_map(|change| &change.set).map(|(key, value)| key.len() + value.len());
        let bytes: usize = payloads.chain(set).sum();
        if bytes.saturating_mul(count) > MOST {
            let why = format!("{count} changes of settings with {bytes} bytes are too many to follow");
            return Err(ExperimentError::new("changes", why));
        }
        self.periods().map(|_| ())
    }

    /// Reads the JSON form. Without a version it is version 1; without a task it is `generate`.
    ///
    /// # Errors
    /// An error of the text with its line and column, or an error of [`Experiment::validate`].
    pub fn from_json(text: &str) -> Result<Self, ExperimentError> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(default, deserialize_with = "present")]
            task: Option<String>,
            #[serde(default, deserialize_with = "present")]
            v: Option<u64>,
            #[serde(default, deserialize_with = "present")]
            objective: Option<Objective>,
            #[serde(default)]
            changes: Vec<Change>,
        }
        #[derive(Deserialize)]
        struct Objective {
            id: Option<String>,
        }
        let wrong = |error: serde_json::Error| ExperimentError::new("experiment", brief_message(&error.to_string()));
        Limit::EXPERIMENT.check(text.len()).map_err(|error| ExperimentError::new("experiment", error))?;
        // serde would read a list as the fields in order, and an empty list as all defaults, so a list is refused.
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).map_err(wrong)?;
        if let Some((key, list)) = fields.iter().find(|(key, value)| value.is_array() && *key != "changes") {
            return Err(ExperimentError::new(
                key.as_str(),
                format!("must not be a list: {}", shortened(&list.to_string())),
            ));
        }
        let Head { task, v, objective, changes } = serde_json::from_str(text).map_err(wrong)?;
        let version = Version::from_number(v.unwrap_or(Version::V1.number()))?;
        let is_first_series =
            task.is_none() && objective.and_then(|objective| objective.id).as_deref() == Some("neural-ode");
        let id = task.as_deref().unwrap_or(super::Generate::ID);
        let task = match is_first_series {
            true => Some(super::Series::from_first_version(text).map(Task::from)),
            false => Task::from_file(id, text, version),
        };
        let Some(task) = task else {
            return Err(ExperimentError::new("task", format!("{} is not known", quoted(id))));
        };
        let experiment = Self { task: task.map_err(wrong)?, changes };
        experiment.validate()?;
        Ok(experiment)
    }

    /// The normalised JSON form, with every field written out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn to_json(&self) -> Result<String, ExperimentError> {
        let text = match &self.task {
            Task::Generate(task) => written(super::Generate::ID, task, &self.changes),
            Task::Series(task) => written(super::Series::ID, task, &self.changes),
            Task::Imitate(task) => written(super::Imitate::ID, task, &self.changes),
        };
        text.map_err(|error| ExperimentError::new("experiment", error))
    }
}

/// Reads a value that is present in a file: `null` is refused as any other wrong value.
///
/// Only a value that the file leaves out has its default.
pub(super) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

fn written(id: &str, slots: &impl Serialize, changes: &[Change]) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Form<'a, T> {
        v: u64,
        task: &'a str,
        #[serde(flatten)]
        slots: &'a T,
        #[serde(skip_serializing_if = "<[Change]>::is_empty")]
        changes: &'a [Change],
    }
    serde_json::to_string_pretty(&Form { v: Version::NEWEST.number(), task: id, slots, changes })
}
