//! The texts of the entries of a list.

use super::layout::{Layout, Lines};

/// The texts of the entries, with their places in the whole text from 1: of the line, or among the entries.
pub struct Entries<'a> {
    texts: Vec<(usize, &'a str)>,
    /// The character between the values of an entry.
    pub separator: char,
}

impl<'a> Entries<'a> {
    /// The entries of `lines` in this layout; a semicolon at the end is accepted.
    pub fn of(lines: &Lines<'a>, layout: Layout) -> Self {
        match layout {
            Layout::Link => {
                let texts = lines.body.iter().flat_map(|(_, line)| line.split_terminator(';')).zip(1..);
                Self { texts: texts.map(|(text, number)| (number, text)).collect(), separator: ',' }
            }
            Layout::Lines(separator) => {
                let bare = |line: &'a str| if separator == ';' { line } else { line.trim_end_matches(';') };
                Self { texts: lines.body.iter().map(|(number, line)| (*number, bare(line))).collect(), separator }
            }
        }
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = (usize, &'a str)> {
        self.texts.iter().copied()
    }

    /// The first entry; an empty one if there is none.
    pub fn first(&self) -> (usize, &'a str) {
        self.texts.first().copied().unwrap_or((1, ""))
    }
}
