//! Numbers as text for readers.

/// `12 345`, with thin spaces.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// A loss with four significant digits, in a nearly constant width.
pub fn loss_text(loss: f64) -> String {
    match loss.abs() {
        1e5.. => format!("{loss:.2e}"),
        100.0.. => format!("{loss:.1}"),
        10.0.. => format!("{loss:.2}"),
        1e-3.. => format!("{loss:.3}"),
        _ => format!("{loss:.2e}"),
    }
}

/// A rate, with one decimal where it is small.
pub fn rate_text(rate: f64) -> String {
    if rate > 0.0 && rate < 9.95 { format!("{rate:.1}") } else { format!("{rate:.0}") }
}

/// Three decimals, or two significant digits of a number that three decimals would not show.
pub fn short(number: f64) -> String {
    let text = if number == 0.0 || number.abs() >= 1e-3 { format!("{number:.3}") } else { format!("{number:.1e}") };
    text.replace('-', "−")
}

/// A point of the plane with two decimals.
pub fn point([x, y]: [f64; 2]) -> String {
    format!("({x:.2}, {y:.2})").replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!([7, 1234, 1_234_567].map(grouped), ["7", "1\u{2009}234", "1\u{2009}234\u{2009}567"]);
        assert_eq!([1234.56, 12.345, 1.2345, 0.000_12].map(loss_text), ["1234.6", "12.35", "1.234", "1.20e-4"]);
        assert_eq!([0.0, 1.26, 340.4].map(rate_text), ["0", "1.3", "340"]);
    }
}
