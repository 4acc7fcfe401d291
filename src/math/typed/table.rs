//! Reads the entries of a list once its layout is known.

use std::fmt;

use super::{
    columns::Columns,
    entries::Entries,
    layout::{Layout, Lines, MAX_COLUMNS, cells},
    number::{Mark, number},
    reading::Reading,
    wanted::Wanted,
};
use crate::math::text::{Limit, quoted};

/// The place of an entry in its text, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Entry(usize),
    Line(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(number) => write!(f, "entry {number}"),
            Self::Line(number) => write!(f, "line {number}"),
        }
    }
}

/// The values of one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub place: Place,
    pub values: Vec<f64>,
}

/// The entries of a list, and what was read.
#[derive(Clone, Debug)]
pub struct Table {
    pub rows: Vec<Row>,
    pub reading: Reading,
}

/// Reads a list as a person types it or pastes it from a table.
///
/// # Errors
/// The text is too long, there is no entry or there are too many, or one cannot be read; with the line, or the entry.
pub fn read(text: &str, wanted: &Wanted) -> Result<Table, String> {
    Limit::LIST.check(text.len()).map_err(|error| error.to_string())?;
    let counts = wanted.counts();
    let lines = Lines::of(text, &counts);
    let layout = lines.layout();
    let entries = Entries::of(&lines, layout);
    wanted.check_count(entries.len())?;
    let width = |(_, text): (usize, &str)| cells(text, entries.separator).take(MAX_COLUMNS + 1).count();
    let columns = entries.iter().map(width).max().unwrap_or_default();
    let mut reading = Reading {
        names: wanted.names,
        entries: entries.len(),
        layout,
        columns,
        has_decimal_commas: false,
        has_head: lines.head.is_some(),
        is_by_name: false,
        comments: lines.comments,
        third: None,
        left_out: 0,
        scaling: None,
        notes: Vec::new(),
    };
    if columns > MAX_COLUMNS {
        return Err(format!("there are more than {MAX_COLUMNS} columns"));
    }
    if lines.is_ambiguous(layout) {
        reading.notes.push(other_meaning(text, wanted, layout));
    }
    let chosen = match layout {
        Layout::Link => None,
        Layout::Lines(_) => Columns::choose(wanted, lines.head, &entries, &mut reading)?,
    };
    let mark = decimal_mark(&entries, chosen.as_ref(), &mut reading);
    reading.has_decimal_commas &= mark == Mark::Comma;
    let row = |(number, text)| {
        let place = if layout == Layout::Link { Place::Entry(number) } else { Place::Line(number) };
        let values = values((place, text), wanted, entries.separator, chosen.as_ref(), mark)?;
        Ok(Row { place, values })
    };
    let rows = entries.iter().map(row).collect::<Result<_, String>>()?;
    Ok(Table { rows, reading })
}

/// The other way to read a list like `0,5;1,25`, and how to ask for it.
fn other_meaning(text: &str, wanted: &Wanted, layout: Layout) -> String {
    let [one, _] = wanted.names;
    match layout {
        Layout::Link => {
            let row = text.trim().trim_end_matches(';').replace(',', ".");
            format!(
                "Commas were read as between numbers; if they are decimal commas of one {one}, write {}.",
                quoted(&row)
            )
        }
        Layout::Lines(_) => format!(
            "Commas were read as decimal commas of one {one} in each line; if they are between numbers, put every {one} \
             into its own line."
        ),
    }
}

/// The decimal mark of a table: that of the most cells which leave no choice.
///
/// Without such a cell a comma is a decimal comma, as in `1,234`.
fn decimal_mark(entries: &Entries<'_>, columns: Option<&Columns>, reading: &mut Reading) -> Mark {
    let (mut points, mut commas, mut undecided) = (0, 0, 0);
    for (_, text) in entries.iter() {
        for (place, cell) in cells(text, entries.separator).enumerate() {
            if !columns.is_none_or(|columns| columns.places.contains(&place)) {
                continue;
            }
            match Mark::needed_by(cell) {
                Some(Mark::Point) => points += 1,
                Some(Mark::Comma) => commas += 1,
                None => undecided += usize::from(cell.contains(',')),
            }
        }
    }
    reading.has_decimal_commas = commas + undecided > 0;
    if points + commas == 0 && undecided > 0 {
        let note = "Commas were read as decimal commas; if they group thousands, leave them out.";
        reading.notes.push(note.to_owned());
    }
    if commas > points || points == 0 && undecided > 0 { Mark::Comma } else { Mark::Point }
}

/// Reads one entry.
fn values(
    (place, text): (Place, &str),
    wanted: &Wanted,
    separator: char,
    columns: Option<&Columns>,
    mark: Mark,
) -> Result<Vec<f64>, String> {
    let mut parts: Vec<&str> = cells(text, separator).take(MAX_COLUMNS + 1).collect();
    let wrong_form = || format!("{place}, {}, must be {}", quoted(text), wanted.described());
    if let Some(columns) = columns {
        let chosen: Vec<&str> = columns.places.iter().map_while(|place| parts.get(*place).copied()).collect();
        let least = columns.places.len() - usize::from(columns.is_last_optional);
        if chosen.len() < least {
            return Err(wrong_form());
        }
        parts = chosen;
    }
    if wanted.form(parts.len()).is_none() {
        return Err(wrong_form());
    }
    let value = |part: &str| {
        mark.read(part).ok_or_else(|| {
            let which = match (number(part), mark) {
                (None, _) => "",
                (Some(_), Mark::Comma) => " with a decimal comma, as most others are",
                (Some(_), Mark::Point) => " with a decimal point, as most others are",
            };
            format!("{place} has {}, which is not a number{which}", quoted(part))
        })
    };
    parts.into_iter().map(value).collect()
}
