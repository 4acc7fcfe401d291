//! What a task is made of: one declaration gives the struct, the keys, the order, and what the page says and does.

use crate::{math::registry::Slot, protocol::ExperimentError};

/// What a change of a slot asks of a run. The greater of two covers the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Only how samples are drawn changes: the weights stay.
    Resample,
    /// Training goes on from the present weights with the new setting.
    Retarget,
    /// Training starts over as a rule; it may also go on, where somebody wants to see how the model moves.
    Either,
    /// Training starts over: the present weights mean something else, or do not fit.
    Restart,
}

/// What is known of a slot, whatever stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotInfo {
    /// The name in files and links.
    pub key: &'static str,
    /// The name in the page.
    pub title: &'static str,
    /// The group of the page's settings that it stands in.
    pub group: &'static str,
    pub class: Class,
}

/// What a task knows beyond its slots.
pub trait Relations {
    /// Puts `id` into the slot `key` together with other slots that belong to it; false where `id` stands for itself alone.
    fn adopt_choice(&mut self, _key: &str, _id: &str) -> bool {
        false
    }

    /// The first relation between slots that is broken: where it shows, and what to do.
    fn broken_rule(&self) -> Option<(&'static str, &'static str)>;
}

/// A relation between slots that a task must keep to: a row of its table `RULES`.
#[derive(Clone, Copy, Debug)]
pub struct Rule<T: 'static> {
    /// The slot or the field where the fault shows.
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

/// A task seen as its slots. They come in the order in which the page shows them.
pub trait Slots: Relations {
    /// What is known of every slot.
    fn infos(&self) -> &'static [SlotInfo];
    /// The slot number `index` of [`Slots::infos`].
    fn at(&self, index: usize) -> Option<&dyn Slot>;
    /// The same, to change it.
    fn at_mut(&mut self, index: usize) -> Option<&mut dyn Slot>;
    /// Whether the slot called `key` counts: what stands in one that does not changes no number.
    fn counts(&self, key: &str) -> bool;
    fn seed(&self) -> u64;
    fn seed_mut(&mut self) -> &mut u64;

    /// What is known of the slot called `key`.
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

    /// The slot called `key`, to change it.
    fn slot_mut(&mut self, key: &str) -> Option<&mut dyn Slot> {
        self.at_mut(self.infos().iter().position(|info| info.key == key)?)
    }

    /// Puts the default of `id` into the slot `key`; choosing an objective takes up its whole recipe.
    ///
    /// # Errors
    /// When there is no such slot or no such id; then nothing is changed.
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
        Err(ExperimentError::new(key, format!("«{id}» is not known; there are {known}")))
    }

    /// Whether every value may be trained with.
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

/// Whether the same configuration stands in both.
pub fn is_same(a: &dyn Slot, b: &dyn Slot) -> bool {
    let (a, b) = (a.config(), b.config());
    a.id() == b.id()
        && (0..a.fields().len()).all(|index| a.get(index).to_bits() == b.get(index).to_bits())
        && a.payload() == b.payload()
}

/// Declares a task: a struct with one field for each slot and a seed, its table of slots, and its file form.
///
/// A row is `key: Type, "title", class;`, with `if predicate` behind the class where the slot does not always count. The
/// rows stand in named groups. A function `usual(Version)` gives the values of a task of which nothing is said.
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
            /// The key of every random number; below 2⁵³, so that JavaScript can carry it.
            pub seed: u64,
        }

        impl $name {
            /// The name of this task in files and links.
            pub const ID: &'static str = $id;
            /// Its slots, in the order in which the page shows them.
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
            /// When there is no such slot or no such id.
            pub fn select(&mut self, key: &str, id: &str) -> Result<(), $crate::protocol::ExperimentError> {
                $crate::protocol::Slots::select(self, key, id)
            }

            /// See [`Slots::validate`](crate::protocol::Slots::validate).
            ///
            /// # Errors
            /// The first field or slot that is invalid, by its key.
            pub fn validate(&self) -> Result<(), $crate::protocol::ExperimentError> {
                $crate::protocol::Slots::validate(self)
            }

            /// Reads the file form; what it leaves out is as usual in its version.
            pub(in $crate::protocol) fn from_file(
                text: &str,
                version: $crate::protocol::Version,
            ) -> Result<Self, serde_json::Error> {
                #[derive(serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Form {
                    // Read before, to know which form this is.
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
