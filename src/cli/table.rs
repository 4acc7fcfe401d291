//! Tables as CSV.

use std::io;

/// The text of a table: its column names, then its rows, each as long.
///
/// # Errors
/// When a row has another number of columns.
pub(super) fn table<R>(names: &[&str], rows: impl IntoIterator<Item = R>) -> io::Result<String>
where
    R: IntoIterator,
    R::Item: ToString,
{
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(names)?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| cell.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit_and_rows_their_length() {
        assert_eq!(table(&["t", "x"], [[0.1, 1e-7], [f64::NAN, 2.0]]).unwrap(), "t,x\n0.1,0.0000001\nNaN,2\n");
        assert_eq!(table(&["a"], [["one, two"]]).unwrap(), "a\n\"one, two\"\n");
        assert!(table(&["a", "b"], [[1]]).is_err());
        assert_eq!(table(&["a"], Vec::<[f64; 1]>::new()).unwrap(), "a\n");
    }
}
