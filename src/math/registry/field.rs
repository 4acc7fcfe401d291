//! The description of one field of a configuration, and the errors of its values.

use crate::math::{
    text::{brief, quoted},
    typed,
};

/// How a control moves through the range of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps add.
    Linear,
    /// Equal steps multiply; the range is positive.
    Log,
}

/// The kind of values that a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    Real,
    Integer,
    Switch,
}

/// One row of a field table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldInfo {
    /// The name in files and links.
    pub name: &'static str,
    /// The name beside the control.
    pub label: &'static str,
    /// The symbol in formulas; empty where there is none.
    pub symbol: &'static str,
    /// The unit behind the value; empty for pure numbers.
    pub unit: &'static str,
    /// One sentence for the learner.
    pub help: &'static str,
    pub min: f64,
    pub max: f64,
    pub scale: Scale,
    pub kind: ValueKind,
}

/// The error of one value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FieldError {
    #[error("there is no field {}", quoted(.0))]
    Unknown(String),
    #[error("{label} must lie between {min} and {max}, not {}", brief(*.value))]
    Range { label: &'static str, min: f64, max: f64, value: f64 },
    #[error("{label} must be a whole number, not {}", brief(*.value))]
    Whole { label: &'static str, value: f64 },
    #[error("{label} must be a number, not {}", quoted(.value))]
    Number { label: &'static str, value: String },
    #[error("{label} may be {less} or {more}: write {} without a mark", quoted(.value))]
    Ambiguous { label: &'static str, less: f64, more: f64, value: String },
    #[error("{0}")]
    Payload(String),
}

impl FieldInfo {
    /// Checks `value` for this field.
    ///
    /// # Errors
    /// [`FieldError::Range`] outside `[min, max]` or when not finite; [`FieldError::Whole`] for a fraction in an integer field.
    pub fn check(&self, value: f64) -> Result<(), FieldError> {
        let Self { label, min, max, .. } = *self;
        if !(min..=max).contains(&value) {
            return Err(FieldError::Range { label, min, max, value });
        }
        if self.kind != ValueKind::Real && value.fract() != 0.0 {
            return Err(FieldError::Whole { label, value });
        }
        Ok(())
    }

    /// Reads the value of a link.
    ///
    /// # Errors
    /// [`FieldError::Number`] for what is not a number, and whatever [`FieldInfo::check`] finds.
    pub fn parse(&self, text: &str) -> Result<f64, FieldError> {
        let value = text.trim().parse().map_err(|_| self.no_number(text))?;
        self.check(value)?;
        Ok(value)
    }

    /// Reads a value as a person types it, see [`typed::number`].
    ///
    /// # Errors
    /// As [`FieldInfo::parse`], and [`FieldError::Ambiguous`] for a whole number like `1,000`.
    pub fn read(&self, text: &str) -> Result<f64, FieldError> {
        let value = typed::number(text).ok_or_else(|| self.no_number(text))?;
        if self.kind != ValueKind::Real
            && let Some([less, more]) = typed::two_meanings(text)
        {
            return Err(FieldError::Ambiguous { label: self.label, less, more, value: text.to_owned() });
        }
        self.check(value)?;
        Ok(value)
    }

    fn no_number(&self, text: &str) -> FieldError {
        FieldError::Number { label: self.label, value: text.to_owned() }
    }
}

/// A type that a field can have; from outside every field is a number.
pub trait FieldValue: Copy {
    const KIND: ValueKind;
    fn to_f64(self) -> f64;
    fn from_f64(value: f64) -> Self;
}

impl FieldValue for f64 {
    const KIND: ValueKind = ValueKind::Real;
    fn to_f64(self) -> f64 {
        self
    }
    fn from_f64(value: f64) -> Self {
        value
    }
}

impl FieldValue for u32 {
    const KIND: ValueKind = ValueKind::Integer;
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
    fn from_f64(value: f64) -> Self {
        value as Self
    }
}

impl FieldValue for bool {
    const KIND: ValueKind = ValueKind::Switch;
    fn to_f64(self) -> f64 {
        f64::from(u8::from(self))
    }
    fn from_f64(value: f64) -> Self {
        value != 0.0
    }
}
