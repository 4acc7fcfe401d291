//! Which columns of a table are the values of its entries.

use super::{
    entries::Entries,
    layout::cells,
    number::number,
    reading::{Reading, Third},
    wanted::Wanted,
};

/// Names of a column of weights.
const WEIGHTS: [&str; 4] = ["weight", "weights", "w", "mass"];

/// The place of each value of an entry among the columns.
pub struct Columns {
    pub places: Vec<usize>,
    /// Whether entries may lack the last value.
    pub is_last_optional: bool,
}

impl Columns {
    /// Chooses the columns by the names in `head` if these are those of values. `None` is all columns in their order.
    ///
    /// # Errors
    /// There are more or fewer columns than an entry has values, and no names choose among them.
    pub fn choose(
        wanted: &Wanted,
        head: Option<&str>,
        entries: &Entries<'_>,
        reading: &mut Reading,
    ) -> Result<Option<Self>, String> {
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
            return Ok(Some(Self { places, is_last_optional }));
        }
        let count = reading.columns;
        if wanted.form(count).is_none() {
            return Err(wanted.too_many_columns(entries.first(), count));
        }
        if wanted.may_lack_weight(count) {
            let name = names.get(count - 1).map(|name| &**name);
            reading.third = Some(third(name, entries, count - 1, reading));
        }
        let is_labelled = reading.third == Some(Third::Labels);
        Ok(is_labelled.then(|| Self { places: (0..count - 1).collect(), is_last_optional: false }))
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
