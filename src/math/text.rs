//! Text from outside: the most bytes that are read, and how an error quotes it.

mod unicode;

pub use unicode::decoded;

/// The most characters of a value that an error quotes.
pub const MAX_QUOTED: usize = 80;

/// The beginning of `text` on one line, with an ellipsis where it is cut; at most [`MAX_QUOTED`] characters.
pub fn shortened(text: &str) -> String {
    // The rest of a long text is not looked at.
    let mut chars: Vec<char> = text.trim().chars().take(MAX_QUOTED + 1).collect();
    if chars.len() > MAX_QUOTED {
        chars.truncate(MAX_QUOTED - 1);
        chars.push('…');
    }
    chars.into_iter().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// `«text»`, [shortened], for an error.
pub fn quoted(text: &str) -> String {
    format!("«{}»", shortened(text))
}

/// A number for an error; a very large or small one has an exponent instead of hundreds of digits.
pub fn brief(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || !value.is_finite() || (1e-6..1e15).contains(&size) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// A number for a link or file, which is read back to the last bit; a very small or large one has an exponent.
pub fn exact(value: f64) -> String {
    /// The most characters without an exponent: all digits of a number between 10⁻⁵ and 10¹⁷.
    const PLAIN: usize = 24;
    let plain = value.to_string();
    if plain.len() <= PLAIN { plain } else { format!("{value:e}") }
}

/// A message of another library on one line, in which everything between quotation marks is [shortened], and then the whole.
pub fn brief_message(message: &str) -> String {
    /// The most characters of the whole: the longest list of known names has fewer.
    const MOST: usize = 1000;
    let (mut brief, mut open, mut is_escaped) = (String::new(), None::<(char, usize)>, false);
    for c in message.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        match &mut open {
            _ if brief.len() > 4 * MOST => break,
            Some((mark, _)) if c == *mark && !is_escaped => {
                brief.push(c);
                open = None;
            }
            Some((_, count)) => {
                *count += 1;
                is_escaped = c == '\\' && !is_escaped;
                match (*count).cmp(&MAX_QUOTED) {
                    std::cmp::Ordering::Less => brief.push(c),
                    std::cmp::Ordering::Equal => brief.push('…'),
                    std::cmp::Ordering::Greater => {}
                }
            }
            None => {
                brief.push(c);
                open = matches!(c, '"' | '`').then_some((c, 0));
            }
        }
    }
    let Some((cut, _)) = brief.char_indices().nth(MOST) else { return brief };
    format!("{}…", &brief[..cut])
}

/// The most bytes that a text of one kind may have. Longer text is refused before it is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    what: &'static str,
    pub bytes: usize,
}

impl Limit {
    /// Every link that the page writes is shorter: the longest payload, 10,000 points in full precision, has 600 kB.
    pub const LINK: Self = Self { what: "the link", bytes: 2 << 20 };
    /// An experiment as JSON.
    pub const EXPERIMENT: Self = Self { what: "the experiment", bytes: 4 << 20 };
    /// A run with its weights: the largest network has 2 million, in four buffers.
    pub const RUN: Self = Self { what: "the file", bytes: 64 << 20 };
    /// Points and other lists, pasted or in a file.
    pub const LIST: Self = Self { what: "the list", bytes: 4 << 20 };
    /// A drawing in its text form. 8192 touches of the brush, the most there can be, have less than 80 kB.
    pub const DRAWING: Self = Self { what: "the text of the drawing", bytes: 1 << 20 };
    /// The knots of a curve.
    pub const CURVE: Self = Self { what: "the curve", bytes: 1 << 16 };
    /// The paths that were dragged.
    pub const PATHS: Self = Self { what: "the text of the paths", bytes: 1 << 20 };

    /// The limit of twice as many bytes, for a form that needs more of them.
    pub const fn doubled(self) -> Self {
        Self { bytes: 2 * self.bytes, ..self }
    }

    /// Checks the length of a text.
    ///
    /// # Errors
    /// It is longer; the error has both numbers.
    pub fn check(&self, bytes: usize) -> Result<(), TooLong> {
        let Self { what, bytes: most } = *self;
        if bytes > most { Err(TooLong { what, bytes, most }) } else { Ok(()) }
    }
}

/// A text is longer than its [`Limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} has {bytes} bytes; {most} are the most")]
pub struct TooLong {
    what: &'static str,
    bytes: usize,
    most: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_has_at_most_eighty_characters_on_one_line() {
        assert_eq!(quoted(" 1;2\r\n3\t4 "), "«1;2  3 4»");
        assert_eq!(quoted(&"ü".repeat(80)), format!("«{}»", "ü".repeat(80)));
        assert_eq!(quoted(&"ü".repeat(81)), format!("«{}…»", "ü".repeat(79)));
        assert_eq!(shortened(&"x".repeat(1 << 24)).chars().count(), MAX_QUOTED);
    }

    #[test]
    fn numbers_in_errors_are_short() {
        assert_eq!([0.0, 101.0, -0.25, f64::NAN, f64::INFINITY].map(brief), ["0", "101", "-0.25", "NaN", "inf"]);
        assert_eq!([1e300, -3e-200].map(brief), ["1e300", "-3e-200"]);
    }

    #[test]
    fn exact_numbers_are_short_and_read_back_to_the_last_bit() {
        let small =
            [0.0, -0.0, 0.1 + 0.2, -1e-7, 0.25, 1e17, 5e-324, f64::MIN_POSITIVE, -1.0 / 3e5, f64::MAX, f64::MIN];
        let powers = (-320..308).map(|power| 1.0 / 3.0 * 10f64.powi(power));
        for value in small.into_iter().chain(powers) {
            let text = exact(value);
            assert!(text.len() <= 24, "{text}");
            assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()), "{text}");
            assert_eq!(crate::math::typed::number(&text).map(f64::to_bits), Some(value.to_bits()), "{text}");
        }
        assert_eq!([1e-9, 1e6, -0.000_123_456_789].map(exact), ["0.000000001", "1000000", "-0.000123456789"]);
        assert_eq!([1e-300, -1e300].map(exact), ["1e-300", "-1e300"]);
    }

    #[test]
    fn messages_of_others_are_shortened_where_they_quote() {
        assert_eq!(
            brief_message("unknown variant `Co\nfigure`,\r\nexpected"),
            "unknown variant `Co figure`,  expected"
        );
        let short = "invalid type: string \"a\\\"b\", expected a number at line 3 column 4";
        assert_eq!(brief_message(short), short);
        let long =
            brief_message(&format!("invalid type: string \"{}\", expected a number at line 3", "x".repeat(9999)));
        assert_eq!(long, format!("invalid type: string \"{}…\", expected a number at line 3", "x".repeat(79)));
        for evil in ["`a".repeat(1 << 20), "\\\"".repeat(1 << 20), "é".repeat(1 << 20)] {
            assert!(brief_message(&evil).chars().count() <= 1001);
        }
    }

    #[test]
    fn a_limit_names_what_it_limits() {
        assert_eq!(Limit::CURVE.check(1 << 16), Ok(()));
        let error = Limit::LINK.check(3_000_000).unwrap_err().to_string();
        assert_eq!(error, "the link has 3000000 bytes; 2097152 are the most");
    }
}
