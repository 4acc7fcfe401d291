//! One table describes a configuration: its fields, their ranges, their help texts.
//!
//! Two macros do the work. [`configured!`](crate::configured) declares a configuration struct together with its field
//! table; [`registry!`](crate::registry) declares a *kind*, a closed list of such structs with one line for each.
//! The controls of the page, the keys of a link, the listing of the command line, validation and the registry-wide tests
//! all read these tables, so that a new entry is one file and one line.

mod field;

pub use field::{FieldError, FieldInfo, FieldValue, Scale, ValueKind};

use super::curve::Curve;

/// A configuration that describes itself.
pub trait Configured {
    fn id(&self) -> &'static str;
    fn label(&self) -> &'static str;
    /// A few sentences for the learner, with the source.
    fn about(&self) -> &'static str;
    fn fields(&self) -> &'static [FieldInfo];
    /// The value of `fields()[index]`; NaN past the end.
    fn get(&self, index: usize) -> f64;
    /// Sets `fields()[index]` without checking; nothing past the end.
    fn put(&mut self, index: usize, value: f64);

    /// A value that no number can hold (a drawing, a curve): the name of that field, and its value as text for a link.
    fn payload(&self) -> Option<(&'static str, String)> {
        None
    }

    /// The format of the payload for a person; `None` where people cannot write it (a drawing).
    fn payload_help(&self) -> Option<&'static str> {
        None
    }

    /// The curve that the payload is, where it is one.
    fn curve(&self) -> Option<&Curve> {
        None
    }

    /// Reads the text of [`Configured::payload`].
    ///
    /// # Errors
    /// [`FieldError::Payload`] when the text is not such a payload.
    fn set_payload(&mut self, _text: &str) -> Result<(), FieldError> {
        Err(FieldError::Unknown("payload".to_owned()))
    }

    /// Reads a payload as a person types it or pastes it, and says what was read.
    ///
    /// # Errors
    /// [`FieldError::Payload`] when the text cannot be read; then nothing is changed.
    fn type_payload(&mut self, text: &str) -> Result<String, FieldError> {
        self.set_payload(text.trim()).map(|()| String::new())
    }

    /// Checks relations that single fields cannot show: between fields, or an empty drawing.
    ///
    /// # Errors
    /// The name of the invalid field, and the reason.
    fn check_whole(&self) -> Result<(), (&'static str, FieldError)> {
        Ok(())
    }

    /// Sets the field called `name`, checked.
    ///
    /// # Errors
    /// An unknown name, or what [`FieldInfo::check`] finds.
    fn set(&mut self, name: &str, value: f64) -> Result<(), FieldError> {
        let fields = self.fields();
        let Some(index) = fields.iter().position(|field| field.name == name) else {
            return Err(FieldError::Unknown(name.to_owned()));
        };
        fields[index].check(value)?;
        self.put(index, value);
        Ok(())
    }

    /// Checks every field and then the whole.
    ///
    /// # Errors
    /// The name of the first invalid field, and the reason.
    fn validate(&self) -> Result<(), (&'static str, FieldError)> {
        for (index, field) in self.fields().iter().enumerate() {
            field.check(self.get(index)).map_err(|error| (field.name, error))?;
        }
        self.check_whole()
    }
}

/// A place in an experiment that holds one configuration out of a kind.
pub trait Slot {
    /// The ids that may stand here, in the order of the registry.
    fn ids(&self) -> &'static [&'static str];
    /// The label of `id`, if it may stand here.
    fn label_of(&self, id: &str) -> Option<&'static str>;
    /// Puts the default configuration of `id` here; false, and nothing done, if there is none.
    fn select(&mut self, id: &str) -> bool;
    fn config(&self) -> &dyn Configured;
    fn config_mut(&mut self) -> &mut dyn Configured;
}

/// Declares a configuration struct with its field table. Documentation comments become the help texts.
#[macro_export]
macro_rules! configured {
    (
        $(#[doc = $about:expr])+
        pub struct $name:ident($id:literal, $label:literal) {
            $(
                $(#[doc = $help:expr])+
                $field:ident: $ty:ty = $default:expr,
                $flabel:literal, $symbol:literal, $unit:literal, $min:literal..=$max:literal, $scale:ident;
            )*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $help])+ #[serde(with = "crate::math::number")] pub $field: $ty,)*
        }

        impl $name {
            pub const ID: &'static str = $id;
            pub const LABEL: &'static str = $label;
            pub const ABOUT: &'static str = concat!($($about),+);
            pub const FIELDS: &'static [$crate::math::registry::FieldInfo] = &[
                $($crate::math::registry::FieldInfo {
                    name: stringify!($field),
                    label: $flabel,
                    symbol: $symbol,
                    unit: $unit,
                    help: concat!($($help),+),
                    min: $min as f64,
                    max: $max as f64,
                    scale: $crate::math::registry::Scale::$scale,
                    kind: <$ty as $crate::math::registry::FieldValue>::KIND,
                },)*
            ];
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $crate::math::registry::Configured for $name {
            $crate::describe_fields!($($field: $ty),*);
        }

        $crate::lone_slot!($name);
    };
}

/// The field-wise half of a [`Configured`] implementation; used by [`configured!`](crate::configured).
#[macro_export]
macro_rules! describe_fields {
    ($($field:ident: $ty:ty),*) => {
        fn id(&self) -> &'static str { Self::ID }
        fn label(&self) -> &'static str { Self::LABEL }
        fn about(&self) -> &'static str { Self::ABOUT.trim_start() }
        fn fields(&self) -> &'static [$crate::math::registry::FieldInfo] { Self::FIELDS }

        #[allow(unused_variables, unused_mut)]
        fn get(&self, index: usize) -> f64 {
            let values = [$($crate::math::registry::FieldValue::to_f64(self.$field)),*];
            let values: &[f64] = &values;
            values.get(index).copied().unwrap_or(f64::NAN)
        }

        #[allow(unused_variables, unused_mut, unused_assignments)]
        fn put(&mut self, index: usize, value: f64) {
            let mut row = 0;
            $(
                if row == index {
                    self.$field = <$ty as $crate::math::registry::FieldValue>::from_f64(value);
                }
                row += 1;
            )*
        }
    };
}

/// Lets a configuration without alternatives stand in a [`Slot`]; used by [`configured!`](crate::configured).
#[macro_export]
macro_rules! lone_slot {
    ($name:ident) => {
        impl $crate::math::registry::Slot for $name {
            fn ids(&self) -> &'static [&'static str] {
                &[Self::ID]
            }
            fn label_of(&self, id: &str) -> Option<&'static str> {
                (id == Self::ID).then_some(Self::LABEL)
            }
            fn select(&mut self, id: &str) -> bool {
                let known = id == Self::ID;
                if known {
                    *self = Self::default();
                }
                known
            }
            fn config(&self) -> &dyn $crate::math::registry::Configured {
                self
            }
            fn config_mut(&mut self) -> &mut dyn $crate::math::registry::Configured {
                self
            }
        }
    };
}

/// Declares a kind: an enum over configuration structs, one line each, that knows their ids.
#[macro_export]
macro_rules! registry {
    (
        $(#[$meta:meta])*
        pub enum $kind:ident($key:literal): $role:path {
            $($variant:ident($id:literal) = $config:path,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "id")]
        pub enum $kind {
            $(#[serde(rename = $id)] $variant($config),)+
        }

        impl $kind {
            /// The name of this kind on the command line.
            pub const KEY: &'static str = $key;
            /// Every id, in the order of the registry.
            pub const IDS: &'static [&'static str] = &[$($id),+];

            /// The default configuration of `id`, if there is one by that name.
            pub fn from_id(id: &str) -> Option<Self> {
                match id {
                    $($id => Some(Self::$variant(Default::default())),)+
                    _ => None,
                }
            }

            /// Every entry with its default configuration.
            pub fn all() -> impl Iterator<Item = Self> {
                Self::IDS.iter().filter_map(|id| Self::from_id(id))
            }
        }

        impl std::ops::Deref for $kind {
            type Target = dyn $role;
            fn deref(&self) -> &Self::Target {
                match self {
                    $(Self::$variant(config) => config,)+
                }
            }
        }

        impl $crate::math::registry::Slot for $kind {
            fn ids(&self) -> &'static [&'static str] {
                Self::IDS
            }
            fn label_of(&self, id: &str) -> Option<&'static str> {
                match id {
                    $($id => Some(<$config>::LABEL),)+
                    _ => None,
                }
            }
            fn select(&mut self, id: &str) -> bool {
                let found = Self::from_id(id);
                let known = found.is_some();
                if let Some(found) = found {
                    *self = found;
                }
                known
            }
            fn config(&self) -> &dyn $crate::math::registry::Configured {
                match self {
                    $(Self::$variant(config) => config,)+
                }
            }
            fn config_mut(&mut self) -> &mut dyn $crate::math::registry::Configured {
                match self {
                    $(Self::$variant(config) => config,)+
                }
            }
        }
    };
}
