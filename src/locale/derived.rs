//! The texts of registries, which are English in the source, beside what they describe.
//!
//! Their ids follow from the names in the registries: `sampler-euler`, `sampler-euler-about`, `sampler-euler-steps-help`,
//! `layer-data`. A language translates as many of them as it likes.

use super::{Language, Words};

/// The text with this id in the language of the page; without a translation the English one.
pub fn derived(id: &str, english: &str) -> String {
    let language = Language::current();
    told(language, translations(language), id, english)
}

/// The translations of registries into a language; there are none so far.
fn translations(language: Language) -> Option<Words> {
    match language {
        Language::English | Language::Long | Language::Mirrored => None,
    }
}

fn told(language: Language, translations: Option<Words>, id: &str, english: &str) -> String {
    let translated = translations.and_then(|words| words.find(id, &[]));
    translated.unwrap_or_else(|| match language.transform() {
        Some(transform) => transform(english).into_owned(),
        None => english.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_translation_stays_english() {
        let words = Words::new("sampler-euler = Euler-Verfahren\n");
        let of = |id| told(Language::English, Some(words), id, "Euler");
        assert_eq!((&*of("sampler-euler"), &*of("sampler-heun")), ("Euler-Verfahren", "Euler"));
    }

    #[test]
    fn pseudo_languages_show_the_texts_of_registries() {
        assert_eq!(told(Language::Long, None, "layer-data", "Data"), "ĐĐááţţáá");
        assert_eq!(told(Language::Mirrored, None, "layer-data", "Data"), "\u{202b}Data\u{202c}");
    }
}
