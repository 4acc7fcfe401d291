//! Numbers and tables in Markdown.

/// A table whose first `words` columns are text; the others are numbers.
pub fn table(words: usize, header: &[&str], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            cells.chain([header[column].chars().count(), 3]).max().unwrap_or(3)
        })
        .collect();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let pad = |(column, cell): (usize, &str)| {
        let width = widths[column];
        if column < words { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
    };
    let rule = |column: usize| {
        let dashes = "-".repeat(widths[column] - 1);
        if column < words { format!("{dashes}-") } else { format!("{dashes}:") }
    };
    let mut text = line(header.iter().copied().enumerate().map(pad).collect());
    text += &line((0..header.len()).map(rule).collect());
    for row in rows {
        text += &line(row.iter().map(String::as_str).enumerate().map(pad).collect());
    }
    text
}

/// At least three significant digits: 0.0521, 4.70, 117, 12345.
pub fn number(value: f64) -> String {
    let digits = if value > 0.0 { 2 - value.log10().floor() as i32 } else { 0 };
    format!("{value:.*}", digits.clamp(0, 6) as usize)
}

/// A number, or a dash where there is none.
pub fn cell(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), number)
}

/// `low–high`, or a dash.
pub fn range(ends: Option<[f64; 2]>) -> String {
    ends.map_or_else(|| "–".to_owned(), |[low, high]| format!("{}–{}", number(low), number(high)))
}

pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{} %", number(100.0 * share)))
}
