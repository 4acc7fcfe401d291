//! Lists of entries as text that a link can carry: numbers joined by commas, entries by semicolons.

use std::ops::RangeInclusive;

use crate::math::registry::FieldError;

/// A field that holds such a list.
pub struct List {
    /// The name of the field.
    pub name: &'static str,
    /// What the numbers of an entry are called, in their order; a weight stands last.
    pub columns: &'static [&'static str],
    /// Whether the weight may be left out, and is 1.
    pub weight_optional: bool,
    /// The most entries.
    pub most: usize,
}

/// Where points and means may lie.
const COORDINATES: RangeInclusive<f64> = -100.0..=100.0;
/// How wide a Gaussian may be.
const SPREADS: RangeInclusive<f64> = 1e-3..=20.0;
/// The largest weight.
const MAX_WEIGHT: f64 = 1e6;

impl List {
    fn error(&self, why: impl std::fmt::Display) -> FieldError {
        FieldError::Payload(format!("{}: {why}", self.name))
    }

    /// Reads a list and checks it.
    ///
    /// # Errors
    /// The entry that cannot be read, or whatever [`List::check`] finds.
    pub fn parse<const N: usize>(&self, text: &str) -> Result<Vec<[f64; N]>, FieldError> {
        let text = text.trim();
        // One semicolon at the end is forgiven, and nothing at all is no entry.
        let texts = || text.split_terminator(';');
        self.check_count(texts().count())?;
        let entries: Vec<_> =
            texts().zip(1..).map(|(entry, number)| self.entry(entry, number)).collect::<Result<_, _>>()?;
        self.check(&entries)?;
        Ok(entries)
    }

    fn entry<const N: usize>(&self, text: &str, number: usize) -> Result<[f64; N], FieldError> {
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let short = self.weight_optional && parts.len() + 1 == N;
        if parts.len() != N && !short {
            let columns = self.columns.join(", ");
            return Err(self.error(format!("entry {number}, «{text}», must be {N} numbers: {columns}")));
        }
        let mut entry = [1.0; N];
        for (value, part) in entry.iter_mut().zip(parts) {
            let wrong = |_| self.error(format!("entry {number} has «{part}», which is not a number"));
            *value = part.parse().map_err(wrong)?;
        }
        Ok(entry)
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
    /// The field, the entry and the value at fault.
    pub fn check<const N: usize>(&self, entries: &[[f64; N]]) -> Result<(), FieldError> {
        self.check_count(entries.len())?;
        for (entry, number) in entries.iter().zip(1..) {
            for (value, &column) in entry.iter().zip(self.columns) {
                let wrong = |range: &str| Err(self.error(format!("entry {number} has {column} {value}, not {range}")));
                match column {
                    "weight" if !(*value > 0.0 && *value <= MAX_WEIGHT) => return wrong("above 0 and at most 10⁶"),
                    "std" if !SPREADS.contains(value) => return wrong("between 0.001 and 20"),
                    "x" | "y" if !COORDINATES.contains(value) => return wrong("between −100 and 100"),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// What [`List::parse`] reads back to the last bit.
    pub fn format<const N: usize>(&self, entries: &[[f64; N]]) -> String {
        let entry = |entry: &[f64; N]| {
            let shown = if self.weight_optional && entry.last() == Some(&1.0) { &entry[..N - 1] } else { &entry[..] };
            shown.iter().map(f64::to_string).collect::<Vec<_>>().join(",")
        };
        entries.iter().map(entry).collect::<Vec<_>>().join(";")
    }
}
