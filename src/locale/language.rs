use std::borrow::Cow;

use unic_langid::{LanguageIdentifier, langid};

use super::pseudo;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    /// English with accents, and of double length.
    Long,
    /// English from right to left.
    Mirrored,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::English, Self::Long, Self::Mirrored];

    /// The tag of the language (BCP 47). Regions XA and XB are those of pseudo-languages.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Long => "en-XA",
            Self::Mirrored => "ar-XB",
        }
    }

    /// The direction of the text, as the attribute `dir` of the document.
    pub fn direction(self) -> &'static str {
        if self == Self::Mirrored { "rtl" } else { "ltr" }
    }

    /// What stands between the whole part of a number and its fraction.
    pub(super) fn decimal_mark(self) -> &'static str {
        match self {
            Self::English | Self::Long => ".",
            Self::Mirrored => "٫",
        }
    }

    /// The language with this tag.
    pub fn find(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language that the address asks for with `lang`.
    #[cfg(target_arch = "wasm32")]
    pub fn current() -> Self {
        let query = web_sys::window().and_then(|window| window.location().search().ok());
        let pairs = query.and_then(|query| web_sys::UrlSearchParams::new_with_str(&query).ok());
        pairs.and_then(|pairs| pairs.get("lang")).and_then(|tag| Self::find(&tag)).unwrap_or_default()
    }

    /// English: there is no address outside of a page.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn current() -> Self {
        Self::default()
    }

    pub(super) fn id(self) -> LanguageIdentifier {
        match self {
            Self::English | Self::Long => langid!("en"),
            Self::Mirrored => langid!("ar"),
        }
    }

    /// What happens to the text of every message.
    pub(super) fn transform(self) -> Option<fn(&str) -> Cow<'_, str>> {
        match self {
            Self::English => None,
            Self::Long => Some(pseudo::long),
            Self::Mirrored => Some(pseudo::mirrored),
        }
    }
}
