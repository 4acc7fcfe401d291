//! The light and the dark theme: as the system prefers, or as the reader chose.

use leptos::prelude::*;
use leptos_use::use_media_query;

use super::{browser, palette::Palette};

/// The media query for the preference of the system.
const DARK: &str = "(prefers-color-scheme: dark)";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub fn remembered() -> Self {
        match browser::stored("theme").as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Whether the page is dark with this choice.
    pub fn is_dark(self) -> bool {
        match self {
            Self::System => browser::matches_media(DARK),
            Self::Light => false,
            Self::Dark => true,
        }
    }

    /// The choice that gives the other theme; the system's choice if that is the same.
    pub fn toggled(self) -> Self {
        let wanted = !self.is_dark();
        match (Self::System.is_dark() == wanted, wanted) {
            (true, _) => Self::System,
            (false, true) => Self::Dark,
            (false, false) => Self::Light,
        }
    }
}

/// Applies and stores the choice, and updates the palette when the colours change, as long as the present owner lives.
pub fn follow(theme: RwSignal<Theme>, palette: RwSignal<Palette>) {
    Effect::new(move || {
        let chosen = theme.get();
        if let Some(root) = browser::document().and_then(|document| document.document_element()) {
            let _ = root.set_attribute("data-theme", chosen.name());
        }
        browser::store("theme", chosen.name());
        palette.set(Palette::read());
    });
    // The preference of the system may change while the page is open.
    let prefers_dark = use_media_query(DARK);
    Effect::watch(move || prefers_dark.get(), move |_, _, _| theme.notify(), false);
}
