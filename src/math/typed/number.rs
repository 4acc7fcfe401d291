//! A number as people type it.

/// The character before the decimals of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Point,
    Comma,
}

/// Reads a number as a person types it: `0.9`, `0,9`, `.5`, `+2`, `−2` with any dash, `1e-3`, `12 345`, `1.234,5`.
///
/// One point or comma alone is the decimal mark. Of both, the last one is, and the other groups digits by threes. A mark that
/// comes twice groups digits. `None` for anything else; the result may be infinite, as from `1e999`.
pub fn number(text: &str) -> Option<f64> {
    Mark::of(text).read(text)
}

/// Reads a whole number, 0 or more, as a person types it.
///
/// # Errors
/// What is wrong with the text, as the end of a sentence: `must be …, not «…»`.
pub fn whole(text: &str) -> Result<u64, String> {
    /// The numbers below which every whole number is a double of its own.
    const EXACT: f64 = (1u64 << 53) as f64;
    let quoted = crate::math::text::quoted(text);
    if let Some([less, more]) = two_meanings(text) {
        return Err(format!("may be {less} or {more}: write {quoted} without a mark"));
    }
    let wrong = || format!("must be a whole number, 0 or more, not {quoted}");
    let digits = Mark::of(text).digits(text).ok_or_else(wrong)?;
    if let Ok(value) = digits.trim_start_matches('+').trim_end_matches('.').parse() {
        return Ok(value);
    }
    let value = number(text).filter(|value| value.fract() == 0.0 && (0.0..=EXACT).contains(value)).ok_or_else(wrong)?;
    Ok(value as u64)
}

/// The two meanings of a text like `1,000` as a whole number: that with a decimal mark, and that with a group of digits.
pub fn two_meanings(text: &str) -> Option<[f64; 2]> {
    let mark = Mark::of(text);
    if text.contains(['e', 'E']) {
        return None;
    }
    let meanings = [mark, mark.other()].map(|mark| mark.read(text));
    let [Some(decimal), Some(grouped)] = meanings else { return None };
    (decimal != grouped).then_some([decimal, grouped])
}

impl Mark {
    pub fn character(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    pub fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }

    /// The decimal mark of a number that stands alone.
    pub fn of(text: &str) -> Self {
        let last = |mark: Self| text.rfind(mark.character());
        let mark = if last(Self::Comma) > last(Self::Point) { Self::Comma } else { Self::Point };
        let is_alone = last(mark.other()).is_none();
        // What comes twice can only group digits.
        let groups = is_alone && text.find(mark.character()) != last(mark);
        if groups { mark.other() } else { mark }
    }

    /// The decimal mark that this text must have; `None` if either mark would do, as in `1,234` and `12`.
    pub fn needed_by(text: &str) -> Option<Self> {
        match [Self::Point, Self::Comma].map(|mark| mark.read(text)) {
            [Some(_), None] => Some(Self::Point),
            [None, Some(_)] => Some(Self::Comma),
            _ => None,
        }
    }

    /// Reads a number with this decimal mark; the other mark, spaces and apostrophes may group digits by threes.
    pub fn read(self, text: &str) -> Option<f64> {
        self.digits(text)?.parse().ok()
    }

    /// The number in the form of the language: digits with a decimal point.
    fn digits(self, text: &str) -> Option<String> {
        let text: String = text.chars().filter(|c| !is_invisible(*c)).map(uniform).collect();
        let text = text.trim();
        let (sign, text) = match text.strip_prefix(['-', '+']) {
            Some(rest) => (&text[..1], rest.trim_start()),
            None => ("", text),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (text, None),
        };
        let (whole, fraction) = match mantissa.split_once(self.character()) {
            // A comma at the end is one between numbers.
            Some((_, "")) if self == Self::Comma => return None,
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let (whole, fraction) = (self.whole_part(whole)?, fraction_part(fraction)?);
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let exponent = match exponent {
            Some(exponent) => format!("e{}", exponent_part(exponent)?),
            None => String::new(),
        };
        Some(format!("{sign}{whole}.{fraction}{exponent}"))
    }

    /// The digits before the decimal mark, which one kind of separator may group by threes from the right.
    fn whole_part(self, text: &str) -> Option<String> {
        let separator = text.chars().find(|c| !c.is_ascii_digit());
        let Some(separator) = separator else { return Some(text.to_owned()) };
        if !(separator == ' ' || separator == '\'' || separator == self.other().character()) {
            return None;
        }
        let mut groups = text.split(separator);
        // What begins with zero is not grouped: 0,125 is no 125.
        let is_first = |first: &&str| (1..=3).contains(&first.len()) && is_digits(first) && !first.starts_with('0');
        let first = groups.next().filter(is_first)?;
        groups.try_fold(first.to_owned(), |whole, group| (group.len() == 3 && is_digits(group)).then(|| whole + group))
    }
}

/// The digits after the decimal mark, which spaces may group by threes from the left.
fn fraction_part(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(' ').collect();
    let (last, full) = groups.split_last()?;
    let is_grouped = full.is_empty() || full.iter().all(|group| group.len() == 3) && (1..=3).contains(&last.len());
    (is_grouped && groups.iter().all(|group| is_digits(group))).then(|| groups.concat())
}

fn exponent_part(text: &str) -> Option<&str> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    (!digits.is_empty() && is_digits(digits)).then_some(text)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a character has no width: byte-order mark, joiners, marks of the writing direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}')
}

/// One character for all that look alike: dashes, spaces, apostrophes.
fn uniform(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{ff0b}' => '+',
        '\u{2019}' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::rng::{Purpose, Stream};
    use rand_core::RngCore as _;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, value) in [
            ("0,9", 0.9),
            ("0.9", 0.9),
            (" 0,9 ", 0.9),
            (",5", 0.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("+2", 2.0),
            ("\u{ff0b}2", 2.0),
            ("-2", -2.0),
            ("\u{2212}2", -2.0),
            ("\u{2013}2,5", -2.5),
            ("\u{2014} 2", -2.0),
            ("\u{2010}2", -2.0),
            ("1e-3", 1e-3),
            ("1E\u{2212}3", 1e-3),
            ("1,5e+2", 150.0),
            ("1e999", f64::INFINITY),
            ("12 345", 12345.0),
            ("12\u{2009}345\u{202f}678", 12_345_678.0),
            ("12\u{a0}345,25", 12345.25),
            ("0.123 456 7", 0.123_456_7),
            ("1,234 567", 1.234_567),
            ("1'234.5", 1234.5),
            ("1\u{2019}234", 1234.0),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("1.234.567", 1_234_567.0),
            // One mark is the decimal mark.
            ("1,234", 1.234),
            ("1.234", 1.234),
            ("0,125", 0.125),
            ("\u{feff}7\u{200b}", 7.0),
        ] {
            assert_eq!(number(typed), Some(value), "{typed:?}");
        }
        assert!(number("\u{2212}0").is_some_and(|zero| zero == 0.0 && zero.is_sign_negative()));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in [
            "",
            " ",
            "-",
            "+",
            ".",
            ",",
            "5,",
            "e3",
            "1e",
            "1e-",
            "--2",
            "+-2",
            "1 2",
            "12 34",
            "1234 567",
            "1.2.3",
            "0,0,1",
            "1,23,456",
            "0 123",
            "1.234,5.6",
            "NaN",
            "inf",
            "-inf",
            "infinity",
            "0x10",
            "1_000",
            "5 %",
            "2 steps",
            "1e2.5",
            "1e1 000",
            "1;2",
            "½",
            "٣",
        ] {
            assert_eq!(number(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn every_double_is_read_back_in_either_form() {
        let mut rng = Stream::new(1, Purpose::Display, 0);
        let special = [0.0, -0.0, 1.0, 0.1 + 0.2, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e21, 1e-7];
        let random = (0..20_000).map(|_| f64::from_bits(rng.next_u64())).filter(|x| x.is_finite());
        for x in special.into_iter().chain(random) {
            for text in [format!("{x}"), format!("{x:e}"), format!("{x:?}"), format!("{x:e}").replace('-', "\u{2212}")]
            {
                let comma = text.replace('.', ",");
                assert_eq!(number(&text).map(f64::to_bits), Some(x.to_bits()), "{text}");
                assert_eq!(number(&comma).map(f64::to_bits), Some(x.to_bits()), "{comma}");
            }
        }
    }

    #[test]
    fn whole_numbers_with_two_meanings_are_refused() {
        for (typed, value) in [
            ("7", 7),
            (" +7 ", 7),
            ("12 345", 12345),
            ("1'000", 1000),
            ("1,000,000", 1_000_000),
            ("7,0", 7),
            ("7.", 7),
            ("1e6", 1_000_000),
            ("1.024e3", 1024),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(whole(typed), Ok(value), "{typed}");
        }
        for (typed, why) in [
            ("1,000", "may be 1 or 1000"),
            ("1.024", "may be 1.024 or 1024"),
            ("0,125", "not «0,125»"),
            ("2.5", "not «2.5»"),
            ("2,5", "not «2,5»"),
            ("-1", "not «-1»"),
            ("1e300", "not «1e300»"),
            ("x", "not «x»"),
            ("", "not «»"),
        ] {
            let error = whole(typed).unwrap_err();
            assert!(error.contains(why), "{typed}: {error}");
        }
    }

    #[test]
    fn a_mark_is_needed_where_only_one_makes_a_number() {
        let cases = [("0,5", Some(Mark::Comma)), ("0.5", Some(Mark::Point)), ("0,125", Some(Mark::Comma))];
        for (text, mark) in cases.into_iter().chain([("1,234", None), ("12", None), ("x", None)]) {
            assert_eq!(Mark::needed_by(text), mark, "{text}");
        }
    }
}
