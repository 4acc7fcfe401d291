//! What the entries of a list may be.

use crate::math::text::quoted;

/// What the entries of a list may be.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The name of an entry, for one and for many.
    pub names: [&'static str; 2],
    /// The names of an entry's values, in their order; the forms differ in the number of values, the shortest is first.
    pub forms: &'static [&'static [&'static str]],
    /// The most entries.
    pub most: usize,
}

impl Wanted {
    /// Checks the number of entries.
    ///
    /// # Errors
    /// There is none, or there are more than [`Wanted::most`].
    pub fn check_count(&self, count: usize) -> Result<(), String> {
        let Self { names: [_, many], most, .. } = self;
        match count {
            0 => Err(format!("there are no {many}; give at least one")),
            n if n > *most => Err(format!("there are {n} {many}; {most} are the most")),
            _ => Ok(()),
        }
    }

    /// The numbers of values that an entry may have.
    pub fn counts(&self) -> Vec<usize> {
        self.forms.iter().map(|form| form.len()).collect()
    }

    /// The names of so many values.
    pub fn form(&self, count: usize) -> Option<&'static [&'static str]> {
        self.forms.iter().find(|form| form.len() == count).copied()
    }

    /// Whether an entry with so many values ends with a weight that it could also lack.
    pub fn may_lack_weight(&self, count: usize) -> bool {
        let ends_so = self.form(count).and_then(|form| form.last()) == Some(&"weight");
        ends_so && self.form(count - 1).is_some()
    }

    /// What an entry must be, in words.
    pub fn described(&self) -> String {
        let form = |form: &&[&str]| format!("{} numbers: {}", form.len(), form.join(", "));
        self.forms.iter().map(form).collect::<Vec<_>>().join("; or ")
    }

    /// The error of a table with as many columns as no entry has values.
    pub fn too_many_columns(&self, (line, text): (usize, &str), count: usize) -> String {
        let most = self.forms.last().map_or(0, |form| form.len());
        let way = match count > most {
            true => "; to choose columns, name them so in a first line",
            false => "",
        };
        let columns = if count == 1 { "column" } else { "columns" };
        format!("the table has {count} {columns}, and line {line}, {}, must be {}{way}", quoted(text), self.described())
    }
}
