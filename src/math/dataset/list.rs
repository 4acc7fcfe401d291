//! Lists of entries as text that a link can carry: numbers joined by commas, entries by semicolons.

use std::ops::RangeInclusive;

use crate::math::{
    registry::FieldError,
    text::{Limit, brief, exact, quoted},
    typed::{self, Place, Reading, Row, Table, Wanted},
};

/// An entry of a list.
pub trait Entry: Sized {
    /// The numbers of its shortest form.
    fn numbers(&self) -> Vec<f64>;

    /// The entry of these numbers; `None` when no form has so many.
    fn from_numbers(numbers: &[f64]) -> Option<Self>;
}

/// A field that holds a list.
pub struct List {
    /// The name of the field.
    pub name: &'static str,
    pub wanted: Wanted,
}

/// The largest coordinate of points and means, and the least but for its sign.
pub const REACH: f64 = 100.0;
/// The range of a Gaussian's standard deviations.
const SPREADS: RangeInclusive<f64> = 1e-3..=20.0;
/// The range of a Gaussian's angle, in degrees.
const ANGLES: RangeInclusive<f64> = -360.0..=360.0;
/// The largest weight.
const MAX_WEIGHT: f64 = 1e6;

impl List {
    fn error(&self, why: impl std::fmt::Display) -> FieldError {
        FieldError::Payload(format!("{}: {why}", self.name))
    }

    /// Reads the form of links and files, and checks it.
    ///
    /// # Errors
    /// The text is too long, an entry cannot be read, or the error of [`List::check`].
    pub fn parse<E: Entry>(&self, text: &str) -> Result<Vec<E>, FieldError> {
        Limit::LIST.check(text.len()).map_err(|error| self.error(error))?;
        let text = text.trim();
        // One semicolon at the end is accepted, and an empty text has no entry.
        let texts = || text.split_terminator(';');
        self.check_count(texts().count())?;
        texts().zip(1..).map(|(entry, number)| self.entry(entry, Place::Entry(number))).collect()
    }

    fn entry<E: Entry>(&self, text: &str, place: Place) -> Result<E, FieldError> {
        let read = |part: &str| {
            let part = part.trim();
            part.parse().map_err(|_| self.error(format!("{place} has {}, which is not a number", quoted(part))))
        };
        if self.wanted.form(text.split(',').count()).is_none() {
            return Err(self.error(format!("{place}, {}, must be {}", quoted(text), self.wanted.described())));
        }
        let numbers = text.split(',').map(read).collect::<Result<Vec<f64>, _>>()?;
        self.checked(&numbers, place)
    }

    /// The entry of these values.
    fn checked<E: Entry>(&self, values: &[f64], place: Place) -> Result<E, FieldError> {
        self.check_values(values, place)?;
        let no_form = || self.error(format!("{place} must be {}", self.wanted.described()));
        E::from_numbers(values).ok_or_else(no_form)
    }

    /// Reads a list as a person types it or pastes it from a table, and checks it.
    ///
    /// `adapt` may change the values before they are checked; it can add to what was read.
    ///
    /// # Errors
    /// As [`typed::read`] and [`List::check`], with the line or the entry.
    pub fn read<E: Entry>(
        &self,
        text: &str,
        adapt: impl FnOnce(&mut [Row], &mut Reading),
    ) -> Result<(Vec<E>, Reading), FieldError> {
        let Table { mut rows, mut reading } = typed::read(text, &self.wanted).map_err(|error| self.error(error))?;
        adapt(&mut rows, &mut reading);
        let entries = rows.iter().map(|row| self.checked(&row.values, row.place)).collect::<Result<_, _>>()?;
        Ok((entries, reading))
    }

    fn check_count(&self, count: usize) -> Result<(), FieldError> {
        self.wanted.check_count(count).map_err(|error| self.error(error))
    }

    /// Checks the number of entries and every value.
    ///
    /// # Errors
    /// The field, the entry and the value that is invalid.
    pub fn check(&self, entries: &[impl Entry]) -> Result<(), FieldError> {
        self.check_count(entries.len())?;
        let places = (1..).map(Place::Entry);
        entries.iter().zip(places).try_for_each(|(entry, place)| self.check_values(&entry.numbers(), place))
    }

    fn check_values(&self, values: &[f64], place: Place) -> Result<(), FieldError> {
        for (&value, &column) in values.iter().zip(self.wanted.form(values.len()).unwrap_or_default()) {
            let wrong = |range: &str| Err(self.error(format!("{place} has {column} {}, not {range}", brief(value))));
            match column {
                "weight" if !(value > 0.0 && value <= MAX_WEIGHT) => return wrong("above 0 and at most 10⁶"),
                "std" | "std_x" | "std_y" if !SPREADS.contains(&value) => return wrong("between 0.001 and 20"),
                "x" | "y" if !(-REACH..=REACH).contains(&value) => return wrong("between −100 and 100"),
                "angle" if !ANGLES.contains(&value) => return wrong("between −360 and 360 degrees"),
                _ => {}
            }
        }
        Ok(())
    }

    /// The text that [`List::parse`] reads back to the last bit.
    pub fn format(&self, entries: &[impl Entry]) -> String {
        let entry = |entry: &_| Entry::numbers(entry).iter().map(|value| exact(*value)).collect::<Vec<_>>().join(",");
        entries.iter().map(entry).collect::<Vec<_>>().join(";")
    }
}
