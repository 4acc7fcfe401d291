//! What was read of a list, as a sentence.

use std::fmt;

use super::layout::Layout;
use crate::math::text::brief;

/// What the column behind x and y was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Third {
    Labels,
    Weights,
}

/// How coordinates were made smaller: `(x − centre) / divisor`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaling {
    pub centre: [f64; 2],
    pub divisor: f64,
}

/// What was read of a typed or pasted list.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The name of the entries, for one and for many.
    pub names: [&'static str; 2],
    pub entries: usize,
    pub layout: Layout,
    /// The number of columns of a table.
    pub columns: usize,
    pub has_decimal_commas: bool,
    /// Whether the first line is a header.
    pub has_head: bool,
    /// Whether the names in the header chose the columns.
    pub is_by_name: bool,
    /// Lines that begin with `#`.
    pub comments: usize,
    pub third: Option<Third>,
    /// Columns that are no values.
    pub left_out: usize,
    pub scaling: Option<Scaling>,
    /// Other possible meanings of the text, and how to write them.
    pub notes: Vec<String>,
}

fn counted(count: usize, [one, many]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `(x − 170)` or `(x + 3)`.
fn moved(axis: &str, centre: f64) -> String {
    match centre {
        0.0 => axis.to_owned(),
        c if c < 0.0 => format!("({axis} + {})", brief(-c)),
        c => format!("({axis} − {})", brief(c)),
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = vec![counted(self.entries, self.names)];
        if let Layout::Lines(separator) = self.layout {
            let name = match separator {
                '\t' => "tabs",
                ';' => "semicolons",
                ' ' => "spaces",
                _ => "commas",
            };
            parts.push(format!("{} between {name}", counted(self.columns, ["column", "columns"])));
        }
        if self.has_decimal_commas {
            parts.push("decimal commas".to_owned());
        }
        if self.is_by_name {
            parts.push("columns chosen by the names in the header".to_owned());
        } else if self.has_head {
            parts.push("header skipped".to_owned());
        }
        if self.comments > 0 {
            parts.push(format!("{} skipped", counted(self.comments, ["comment line", "comment lines"])));
        }
        match self.third {
            Some(Third::Labels) => parts.push("third column read as labels, which are not used".to_owned()),
            Some(Third::Weights) => parts.push("third column read as weights".to_owned()),
            None => {}
        }
        if self.left_out > 0 {
            parts.push(format!("{} not used", counted(self.left_out, ["other column", "other columns"])));
        }
        if let Some(Scaling { centre: [x, y], divisor }) = self.scaling {
            let divisor = brief(divisor);
            parts.push(format!("scaled to {}/{divisor}, {}/{divisor}", moved("x", x), moved("y", y)));
        }
        write!(f, "{}.", parts.join(", "))?;
        self.notes.iter().try_for_each(|note| write!(f, " {note}"))
    }
}
