//! The words of the page: messages in [Fluent](https://projectfluent.org), for the language of the reader.
//!
//! So far there is English, and two pseudo-languages that show what a translation would break: text of double length, and text
//! from right to left. `?lang=` chooses one. Numbers are written as the language writes them.

mod derived;
mod language;
mod number;
mod pseudo;

pub use derived::derived;
pub use language::Language;

use std::{borrow::Cow, cell::RefCell, collections::HashMap, rc::Rc};

use crate::math::text::quoted;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

/// A file of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Words(&'static str);

/// A value that a message names: a number, or a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Text(String),
}

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    /// The bundles that were made, for the language of the page.
    static MADE: RefCell<HashMap<Words, Rc<Bundle>>> = RefCell::default();
}

impl Words {
    /// The messages of this Fluent file in English.
    pub const fn new(source: &'static str) -> Self {
        Self(source)
    }

    /// The text of a message; its name in guillemets where there is none.
    pub fn say(self, id: &str) -> String {
        self.with(id, &[])
    }

    /// The text of a message with values for its variables.
    pub fn with(self, id: &str, values: &[(&str, Value)]) -> String {
        self.find(id, values).unwrap_or_else(|| quoted(id).to_string())
    }

    /// The text of a message, if there is one.
    pub fn find(self, id: &str, values: &[(&str, Value)]) -> Option<String> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(id)?.value()?;
        let mut args = FluentArgs::new();
        for (name, value) in values {
            let value: FluentValue = match value {
                Value::Number(number) => (*number).into(),
                Value::Text(text) => text.as_str().into(),
            };
            args.set(Cow::Borrowed(*name), value);
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        Some(text)
    }

    fn bundle(self) -> Rc<Bundle> {
        MADE.with_borrow_mut(|made| made.entry(self).or_insert_with(|| Rc::new(self.make(Language::current()))).clone())
    }

    fn make(self, language: Language) -> Bundle {
        // What cannot be parsed is left out, which a test would show.
        let resource = FluentResource::try_new(self.0.to_owned()).unwrap_or_else(|(resource, _)| resource);
        let mut bundle = FluentBundle::new(vec![language.id()]);
        bundle.set_use_isolating(false);
        bundle.set_transform(language.transform());
        bundle.set_formatter(Some(number::formatted));
        bundle.add_resource_overriding(resource);
        bundle
    }

    /// The names of all messages, and the lines that are no message.
    #[cfg(test)]
    pub fn names(self) -> Result<Vec<String>, String> {
        use fluent_syntax::ast::Entry;
        let parsed = fluent_syntax::parser::parse(self.0).map_err(|(_, errors)| format!("{errors:?}"))?;
        let name = |entry: Entry<&str>| match entry {
            Entry::Message(message) => Some(message.id.name.to_owned()),
            _ => None,
        };
        Ok(parsed.body.into_iter().filter_map(name).collect())
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Words = Words::new("one = First.\n\n    Second, { $share } of all.\ntwo = { one }\n");

    #[test]
    fn messages_have_paragraphs_and_numbers() {
        let share = [("share", Value::Number(0.25))];
        assert_eq!(WORDS.with("one", &share), "First.\n\nSecond, 0.25 of all.");
        assert_eq!(WORDS.with("two", &share), WORDS.with("one", &share));
        assert_eq!(WORDS.say("three"), "«three»");
        assert_eq!(WORDS.names().unwrap(), ["one", "two"]);
    }

    #[test]
    fn pseudo_languages_change_every_text_and_no_number() {
        let in_language = |language| {
            let bundle = WORDS.make(language);
            let mut args = FluentArgs::new();
            args.set("share", 0.25);
            let pattern = bundle.get_message("one").unwrap().value().unwrap();
            bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
        };
        let [plain, long, mirrored] = [Language::English, Language::Long, Language::Mirrored].map(in_language);
        assert!(long.chars().count() > plain.chars().count() * 3 / 2 && long.contains("0.25"), "{long}");
        assert!(mirrored != plain && mirrored.contains("0.25"), "{mirrored}");
    }
}
