//! Reads the entries of a list once its layout is known.

use std::fmt;

use super::{
    columns::Columns,
    layout::{Layout, Lines, MAX_COLUMNS, cells},
    number::{Mark, number},
    reading::Reading,
};
use crate::math::text::{Limit, quoted};

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

/// The texts of the entries.
pub struct Entries<'a> {
    texts: Vec<(usize, &'a str)>,
    /// The character between the values of an entry.
    pub separator: char,
}

impl<'a> Entries<'a> {
    pub fn iter(&self) -> impl Iterator<Item = (usize, &'a str)> {
        self.texts.iter().copied()
    }

    pub fn first(&self) -> (usize, &'a str) {
        self.texts.first().copied().unwrap_or((1, ""))
    }
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
    let entries = entries(&lines, layout);
    wanted.check_count(entries.texts.len())?;
    let width = |(_, text): (usize, &str)| cells(text, entries.separator).take(MAX_COLUMNS + 1).count();
    let columns = entries.iter().map(width).max().unwrap_or_default();
    let mut reading = Reading {
        names: wanted.names,
        entries: entries.texts.len(),
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
        Layout::Lines(_) => Some(Columns::choose(wanted, lines.head, &entries, &mut reading)?),
    };
    let mark = decimal_mark(&entries, chosen.as_ref(), &mut reading);
    reading.has_decimal_commas &= mark == Mark::Comma;
    let row = |entry| row(entry, wanted, &entries, chosen.as_ref(), mark);
    let rows = entries.iter().map(row).collect::<Result<_, _>>()?;
    Ok(Table { rows, reading })
}

/// The texts of the entries; a semicolon at the end is accepted.
fn entries<'a>(lines: &Lines<'a>, layout: Layout) -> Entries<'a> {
    match layout {
        Layout::Link => {
            let texts = lines.body.iter().flat_map(|(_, line)| line.split_terminator(';')).zip(1..);
            Entries { texts: texts.map(|(text, number)| (number, text)).collect(), separator: ',' }
        }
        Layout::Lines(separator) => {
            let bare = |line: &'a str| if separator == ';' { line } else { line.trim_end_matches(';') };
            Entries { texts: lines.body.iter().map(|(number, line)| (*number, bare(line))).collect(), separator }
        }
    }
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
fn row(
    (number_in_text, text): (usize, &str),
    wanted: &Wanted,
    entries: &Entries<'_>,
    columns: Option<&Columns>,
    mark: Mark,
) -> Result<Row, String> {
    let mut parts: Vec<&str> = cells(text, entries.separator).collect();
    let place = match columns {
        None => Place::Entry(number_in_text),
        Some(_) => Place::Line(number_in_text),
    };
    let wrong_form = || format!("{place}, {}, must be {}", quoted(text), wanted.described());
    if let Some(columns) = columns {
        let chosen = columns.places.iter().map_while(|place| parts.get(*place).copied()).collect::<Vec<_>>();
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
    Ok(Row { place, values: parts.into_iter().map(value).collect::<Result<_, _>>()? })
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
}
