//! Numbers as a language writes them.

use fluent_bundle::FluentValue;
use intl_memoizer::IntlLangMemoizer;

use super::Language;

/// The text of a number in a message; `None` for other values.
pub fn formatted(value: &FluentValue, _: &IntlLangMemoizer) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(local(Language::current(), number.value)),
        _ => None,
    }
}

/// A number with the decimal mark of the language, and a minus sign that is as wide as a plus sign.
fn local(language: Language, number: f64) -> String {
    format!("{number}").replace('.', language.decimal_mark()).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_real_minus() {
        assert_eq!(local(Language::English, -0.25), "−0.25");
        assert_eq!(local(Language::English, 3.0), "3");
    }
}
