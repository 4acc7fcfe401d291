//! The slots of a task: one declaration gives the struct, the keys, the order, the titles, and the classes of changes.

use crate::{
    math::{registry::Slot, text::quoted},
    protocol::ExperimentError,
};

/// What a change of a slot does to a run. Of two classes the greater one includes the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Only sampling changes: the weights stay.
    Resample,
    /// Training continues from the present weights with the new setting.
    Retarget,
    /// Training starts over, unless the reader chose to train on.
    Either,
    /// Training starts over: the present weights have another meaning, or do not fit.
    Restart,
}

/// The description of a slot, independent of its configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotInfo {
    /// The name in files and links.
    pub key: &'static str,
    /// The name in the page.
    pub title: &'static str,
    /// The group of its settings in the page.
    pub group: &'static str,
    pub class: Class,
}

/// What a task defines besides its slots.
pub trait Relations {
    /// Puts `id` into the slot `key` and sets the slots that depend on it; false if there are none.
    fn adopt_choice(&mut self, _key: &str, _id: &str) -> bool {
        false
    }

    /// The first broken rule: the slot or field, and what to do.
    fn broken_rule(&self) -> Option<(&'static str, &'static str)>;
}

/// A rule between slots of a task: a row of its table `RULES`.
#[derive(Clone, Copy, Debug)]
pub struct Rule<T: 'static> {
    /// The slot or the field at which the error is shown.
    pub at: &'static str,
    pub broken: fn(&T) -> bool,
    pub says: &'static str,
}

impl<T> Rule<T> {
    /// The first of the `rules` that `task` breaks.
    pub fn first_broken(rules: &[Self], task: &T) -> Option<(&'static str, &'static str)> {
        rules.iter().find(|rule| (rule.broken)(task)).map(|rule| (rule.at, rule.says))
    }
}

/// One more than the largest seed.
const SEEDS: u64 = 1 << 53;

/// A task as its slots, in the order of the page.
pub trait Slots: Relations {
    /// The descriptions of all slots.
    fn infos(&self) -> &'static [SlotInfo];
    /// The slot number `index` of [`Slots::infos`].
    fn at(&self, index: usize) -> Option<&dyn Slot>;
    /// As [`Slots::at`], mutable.
    fn at_mut(&mut self, index: usize) -> Option<&mut dyn Slot>;
    /// Whether the slot called `key` has an effect on any number.
    fn counts(&self, key: &str) -> bool;
    fn seed(&self) -> u64;
    fn seed_mut(&mut self) -> &mut u64;

    /// The description of the slot called `key`.
    fn info(&self, key: &str) -> Option<&'static SlotInfo> {
        self.infos().iter().find(|info| info.key == key)
    }

    /// The slots by their keys.
    fn slots(&self) -> Vec<(&'static str, &dyn Slot)> {
        let infos = self.infos().iter().enumerate();
        infos.filter_map(|(index, info)| Some((info.key, self.at(index)?))).collect()
    }

    /// The slot called `key`.
    fn slot(&self, key: &str) -> Option<&dyn Slot> {
        self.at(self.infos().iter().position(|info| info.key == key)?)
    }

    /// The slot called `key`, mutable.
    fn slot_mut(&mut self, key: &str) -> Option<&mut dyn Slot> {
        self.at_mut(self.infos().iter().position(|info| info.key == key)?)
    }

    /// Puts the default of `id` into the slot `key`; an objective also sets its whole recipe.
    ///
    /// # Errors
    /// The slot or the id does not exist; then nothing is changed.
    fn select(&mut self, key: &str, id: &str) -> Result<(), ExperimentError> {
        if self.adopt_choice(key, id) {
            return Ok(());
        }
        let Some(slot) = self.slot_mut(key) else {
            return Err(ExperimentError::new(key, "there is no such setting"));
        };
        if slot.select(id) {
            return Ok(());
        }
        let known = slot.ids().join(", ");
        Err(ExperimentError::new(key, format!("{} is not known; there are {known}", quoted(id))))
    }

    /// Sets these fields of the slot `key`.
    ///
    /// # Errors
    /// The slot or the field does not exist, or a value is out of its range; fields before it are set.
    fn put(&mut self, key: &str, fields: &[(&str, f64)]) -> Result<(), ExperimentError> {
        let Some(slot) = self.slot_mut(key) else {
            return Err(ExperimentError::new(key, "there is no such setting"));
        };
        for (name, value) in fields {
            slot.config_mut()
                .set(name, *value)
                .map_err(|error| ExperimentError::new(format!("{key}.{name}"), error.to_string()))?;
        }
        Ok(())
    }

    /// Checks that the task can be trained.
    ///
    /// # Errors
    /// The first field or slot that is invalid, by its key.
    fn validate(&self) -> Result<(), ExperimentError> {
        for (key, slot) in self.slots() {
            slot.config().validate().map_err(|(field, error)| ExperimentError::new(format!("{key}.{field}"), error))?;
        }
        if self.seed() >= SEEDS {
            return Err(ExperimentError::new("seed", format!("must be below 2⁵³, not {}", self.seed())));
        }
        self.broken_rule().map_or(Ok(()), |(at, says)| Err(ExperimentError::new(at, says)))
    }
}

/// Whether both slots have the same configuration.
pub fn is_same(a: &dyn Slot, b: &dyn Slot) -> bool {
    let (a, b) = (a.config(), b.config());
    a.id() == b.id()
        && (0..a.fields().len()).all(|index| a.get(index).to_bits() == b.get(index).to_bits())
        && a.payload() == b.payload()
}

/// Declares a task: a struct with one field for each slot and a seed, its table of slots, and its file form.
///
/// A row is `key: Type, "title", class;`, with `if predicate` after the class if the slot does not always have an effect.
/// The rows are in named groups. A function `usual(Version)` gives the defaults.
#[macro_export]
macro_rules! slots {
    (
        $(#[$meta:meta])*
        pub struct $name:ident($id:literal) {
            $($group:literal {
                $($(#[$doc:meta])* $key:ident: $ty:ty, $title:literal, $class:ident $(if $counts:expr)?;)+
            })+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($($(#[$doc])* pub $key: $ty,)+)+
            /// The key of every random number; below 2⁵³, so that a JavaScript number holds it exactly.
            pub seed: u64,
        }

        impl $name {
            /// The name of this task in files and links.
            pub const ID: &'static str = $id;
            /// Its slots, in the order of the page.
            pub const SLOTS: &'static [$crate::protocol::SlotInfo] = &[
                $($($crate::protocol::SlotInfo {
                    key: stringify!($key),
                    title: $title,
                    group: $group,
                    class: $crate::protocol::Class::$class,
                },)+)+
            ];

            /// See [`Slots::slots`](crate::protocol::Slots::slots).
            pub fn slots(&self) -> Vec<(&'static str, &dyn $crate::math::registry::Slot)> {
                $crate::protocol::Slots::slots(self)
            }

            /// See [`Slots::slot`](crate::protocol::Slots::slot).
            pub fn slot(&self, key: &str) -> Option<&dyn $crate::math::registry::Slot> {
                $crate::protocol::Slots::slot(self, key)
            }

            /// See [`Slots::slot_mut`](crate::protocol::Slots::slot_mut).
            pub fn slot_mut(&mut self, key: &str) -> Option<&mut dyn $crate::math::registry::Slot> {
                $crate::protocol::Slots::slot_mut(self, key)
            }

            /// See [`Slots::select`](crate::protocol::Slots::select).
            ///
            /// # Errors
            /// The slot or the id does not exist.
            pub fn select(&mut self, key: &str, id: &str) -> Result<(), $crate::protocol::ExperimentError> {
                $crate::protocol::Slots::select(self, key, id)
            }

            /// See [`Slots::put`](crate::protocol::Slots::put).
            ///
            /// # Errors
            /// The slot or the field does not exist, or a value is out of its range.
            pub fn put(&mut self, key: &str, fields: &[(&str, f64)]) -> Result<(), $crate::protocol::ExperimentError> {
                $crate::protocol::Slots::put(self, key, fields)
            }

            /// See [`Slots::validate`](crate::protocol::Slots::validate).
            ///
            /// # Errors
            /// The first field or slot that is invalid, by its key.
            pub fn validate(&self) -> Result<(), $crate::protocol::ExperimentError> {
                $crate::protocol::Slots::validate(self)
            }

            /// Reads the file form; a value that it leaves out has the default of its version.
            pub(in $crate::protocol) fn from_file(
                text: &str,
                version: $crate::protocol::Version,
            ) -> Result<Self, serde_json::Error> {
                #[derive(serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Form {
                    // Already read, to choose this form.
                    #[serde(default, rename = "task")]
                    _task: serde::de::IgnoredAny,
                    #[serde(default, rename = "v")]
                    _version: serde::de::IgnoredAny,
                    #[serde(default, rename = "changes")]
                    _changes: serde::de::IgnoredAny,
                    $($(#[serde(default, deserialize_with = "crate::protocol::experiment::present")] $key: Option<$ty>,)+)+
                    #[serde(default, deserialize_with = "crate::protocol::experiment::present")]
                    seed: Option<u64>,
                }
                let form: Form = serde_json::from_str(text)?;
                let mut task = Self::usual(version);
                $($(if let Some(value) = form.$key {
                    task.$key = value;
                })+)+
                if let Some(seed) = form.seed {
                    task.seed = seed;
                }
                Ok(task)
            }
        }

        impl $crate::protocol::Slots for $name {
            fn infos(&self) -> &'static [$crate::protocol::SlotInfo] {
                Self::SLOTS
            }
            fn at(&self, index: usize) -> Option<&dyn $crate::math::registry::Slot> {
                let slots: &[&dyn $crate::math::registry::Slot] = &[$($(&self.$key,)+)+];
                slots.get(index).copied()
            }
            fn at_mut(&mut self, index: usize) -> Option<&mut dyn $crate::math::registry::Slot> {
                match Self::SLOTS.get(index)?.key {
                    $($(stringify!($key) => Some(&mut self.$key),)+)+
                    _ => None,
                }
            }
            fn counts(&self, key: &str) -> bool {
                match key {
                    $($($(stringify!($key) => {
                        let counts: fn(&Self) -> bool = $counts;
                        counts(self)
                    })?)+)+
                    _ => true,
                }
            }
            fn seed(&self) -> u64 {
                self.seed
            }
            fn seed_mut(&mut self) -> &mut u64 {
                &mut self.seed
            }
        }
    };
}
