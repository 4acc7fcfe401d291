//! Lists of entries as text that a link can carry: numbers joined by commas, entries by semicolons.

use std::ops::RangeInclusive;

use crate::math::registry::FieldError;

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
    /// The names of an entry's numbers, in their order. The forms of an entry differ in the number of their numbers.
    pub forms: &'static [&'static [&'static str]],
    /// The most entries.
    pub most: usize,
}

/// The range of the coordinates of points and means.
const COORDINATES: RangeInclusive<f64> = -100.0..=100.0;
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

    /// Reads a list and checks it.
    ///
    /// # Errors
    /// The entry that cannot be read, or the error of [`List::check`].
    pub fn parse<E: Entry>(&self, text: &str) -> Result<Vec<E>, FieldError> {
        let text = text.trim();
        // One semicolon at the end is accepted, and an empty text has no entry.
        let texts = || text.split_terminator(';');
        self.check_count(texts().count())?;
        texts().zip(1..).map(|(entry, number)| self.entry(entry, number)).collect()
    }

    fn entry<E: Entry>(&self, text: &str, number: usize) -> Result<E, FieldError> {
        let read = |part: &str| {
            let wrong = |_| self.error(format!("entry {number} has «{part}», which is not a number"));
            part.parse().map_err(wrong)
        };
        let no_form = || {
            let form = |columns: &&[&str]| format!("{} numbers: {}", columns.len(), columns.join(", "));
            let forms = self.forms.iter().map(form).collect::<Vec<_>>().join("; or ");
            self.error(format!("entry {number}, «{text}», must be {forms}"))
        };
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        if self.columns(parts.len()).is_none() {
            return Err(no_form());
        }
        let numbers = parts.into_iter().map(read).collect::<Result<Vec<f64>, _>>()?;
        self.check_numbers(&numbers, number)?;
        E::from_numbers(&numbers).ok_or_else(no_form)
    }

    /// The form with so many numbers.
    fn columns(&self, count: usize) -> Option<&'static [&'static str]> {
        self.forms.iter().find(|columns| columns.len() == count).copied()
    }

    fn check_count(&self, count: usize) -> Result<(), FieldError> {
        match count {
            0 => Err(self.error("the list is empty; give at least one entry")),
            n if n > self.most => Err(self.error(format!("there are {n} entries; {} are the most", self.most))),
            _ => Ok(()),
        }
    }

    /// Checks the number of entries and every value.
    ///
    /// # Errors
    /// The field, the entry and the value that is invalid.
    pub fn check(&self, entries: &[impl Entry]) -> Result<(), FieldError> {
        self.check_count(entries.len())?;
        entries.iter().zip(1..).try_for_each(|(entry, number)| self.check_numbers(&entry.numbers(), number))
    }

    fn check_numbers(&self, numbers: &[f64], number: usize) -> Result<(), FieldError> {
        for (value, &column) in numbers.iter().zip(self.columns(numbers.len()).unwrap_or_default()) {
            let wrong = |range: &str| Err(self.error(format!("entry {number} has {column} {value}, not {range}")));
            match column {
                "weight" if !(*value > 0.0 && *value <= MAX_WEIGHT) => return wrong("above 0 and at most 10⁶"),
                "std" | "std_x" | "std_y" if !SPREADS.contains(value) => return wrong("between 0.001 and 20"),
                "x" | "y" if !COORDINATES.contains(value) => return wrong("between −100 and 100"),
                "angle" if !ANGLES.contains(value) => return wrong("between −360 and 360 degrees"),
                _ => {}
            }
        }
        Ok(())
    }

    /// The text that [`List::parse`] reads back to the last bit.
    pub fn format(&self, entries: &[impl Entry]) -> String {
        let entry = |entry: &_| Entry::numbers(entry).iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        entries.iter().map(entry).collect::<Vec<_>>().join(";")
    }
}
