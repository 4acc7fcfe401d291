//! Which columns of a table are the values of its entries.

use super::{
    layout::cells,
    number::number,
    reading::{Reading, Third},
    table::{Entries, Wanted},
};
use crate::math::text::quoted;

/// Names of a column of weights.
const WEIGHTS: [&str; 4] = ["weight", "weights", "w", "mass"];

/// The place of each value of an entry among the columns.
pub struct Columns {
    pub places: Vec<usize>,
    /// Whether entries may lack the last value.
    pub is_last_optional: bool,
}

impl Columns {
    /// Chooses the columns by the names in `head` if these are those of values, otherwise by their order.
    ///
    /// # Errors
    /// There are more or fewer columns than an entry has values, and no names choose among them.
    pub fn choose(
        wanted: &Wanted,
        head: Option<&str>,
        entries: &Entries<'_>,
        reading: &mut Reading,
    ) -> Result<Self, String> {
        let names: Vec<String> = head.map_or_else(Vec::new, |head| {
            cells(head, entries.separator).map(|name| name.trim().to_lowercase()).collect()
        });
        let found = |column: &&str| {
            names.iter().position(|name| name == column || *column == "weight" && WEIGHTS.contains(&&**name))
        };
        let by_name = |form: &&[&'static str]| form.iter().map(found).collect::<Option<Vec<_>>>();
        if let Some(places) = wanted.forms.iter().rev().find_map(by_name) {
            let is_last_optional = wanted.may_lack_weight(places.len());
            reading.third = is_last_optional.then_some(Third::Weights);
            reading.left_out = reading.columns.saturating_sub(places.len());
            reading.is_by_name = true;
            return Ok(Self { places, is_last_optional });
        }
        let mut places: Vec<usize> = (0..reading.columns).collect();
        if !wanted.counts().contains(&places.len()) {
            return Err(wanted.too_many_columns(entries.first(), reading.columns));
        }
        if wanted.may_lack_weight(places.len()) {
            let last = places.len() - 1;
            reading.third = Some(third(names.get(last).map(|name| &**name), entries, last, reading));
            if reading.third == Some(Third::Labels) {
                places.pop();
            }
        }
        Ok(Self { places, is_last_optional: reading.third == Some(Third::Weights) })
    }
}

/// What a column behind x and y is: what its name says; otherwise labels if it has no fractions.
fn third(name: Option<&str>, entries: &Entries<'_>, place: usize, reading: &mut Reading) -> Third {
    if let Some(name) = name {
        return if WEIGHTS.contains(&name) { Third::Weights } else { Third::Labels };
    }
    let column = || entries.iter().filter_map(|(_, text)| cells(text, entries.separator).nth(place));
    let (texts, numbers) = (column().count(), column().filter_map(number));
    let [mut known, mut fractions] = [0, 0];
    for value in numbers {
        known += 1;
        fractions += usize::from(value.fract() != 0.0);
    }
    if 2 * known < texts || known == texts && fractions == 0 {
        if known == texts {
            let way = "For weights, name the third column weight in a first line, as in x,y,weight.";
            reading.notes.push(way.to_owned());
        }
        return Third::Labels;
    }
    let way = "For labels, name the third column label in a first line, as in x,y,label.";
    reading.notes.push(way.to_owned());
    Third::Weights
}

impl Wanted {
    /// The numbers of values that an entry may have.
    pub fn counts(&self) -> Vec<usize> {
        self.forms.iter().map(|form| form.len()).collect()
    }

    /// The names of so many values.
    pub fn form(&self, count: usize) -> Option<&'static [&'static str]> {
        self.forms.iter().find(|form| form.len() == count).copied()
    }

    /// Whether an entry with so many values ends with a weight that it could also lack.
    fn may_lack_weight(&self, count: usize) -> bool {
        let ends_so = self.form(count).and_then(|form| form.last()) == Some(&"weight");
        ends_so && self.form(count - 1).is_some()
    }

    /// What an entry must be, in words.
    pub fn described(&self) -> String {
        let form = |form: &&[&str]| format!("{} numbers: {}", form.len(), form.join(", "));
        self.forms.iter().map(form).collect::<Vec<_>>().join("; or ")
    }

    fn too_many_columns(&self, (line, text): (usize, &str), count: usize) -> String {
        let most = self.forms.last().map_or(0, |form| form.len());
        let way = match count > most {
            true => "; to choose columns, name them so in a first line",
            false => "",
        };
        let columns = if count == 1 { "column" } else { "columns" };
        format!("the table has {count} {columns}, and line {line}, {}, must be {}{way}", quoted(text), self.described())
    }
}
