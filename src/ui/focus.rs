//! The keyboard focus never falls to the body of the page.
//!
//! A button that cannot act at present keeps the focus: it is `aria-disabled`, and [`unless`] ignores its presses.
//! A button that disappears hands the focus on with [`hand_on`].
//! (`buttons_keep_the_keyboard_focus` in tests/architecture.rs)

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::browser::document;

/// The listener of a button that acts unless `is_off`.
pub fn unless<E>(is_off: impl Fn() -> bool + 'static, act: impl Fn() + 'static) -> impl Fn(E) + 'static {
    move |_| {
        if !leptos::prelude::untrack(&is_off) {
            act();
        }
    }
}

/// The elements with these test ids that are shown.
fn shown(ids: &[&str]) -> impl Iterator<Item = HtmlElement> {
    let find = |id: &&str| document()?.query_selector(&format!("[data-testid='{id}']")).ok().flatten();
    let is_shown = |element: &Element| element.get_bounding_client_rect().width() > 0.0;
    ids.iter().filter_map(find).filter(is_shown).filter_map(|element| element.dyn_into().ok())
}

/// Moves the focus to the first element with one of these test ids that is shown.
pub fn hand_on(ids: &[&str]) {
    if let Some(element) = shown(ids).next() {
        let _ = element.focus();
    }
}

/// Does the same with the elements `to`, if the focus is on one of `from`.
pub fn hand_on_from(from: &[&str], to: &[&str]) {
    let focused = document().and_then(|document| document.active_element());
    let id = focused.and_then(|element| element.get_attribute("data-testid"));
    if id.is_some_and(|id| from.contains(&id.as_str())) {
        hand_on(to);
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use super::*;

    #[test]
    fn a_button_acts_unless_it_is_off() {
        let (off, pressed) = (Rc::new(Cell::new(true)), Rc::new(Cell::new(0)));
        let (is_off, act) = (off.clone(), pressed.clone());
        let press = unless(move || is_off.get(), move || act.set(act.get() + 1));
        press(());
        assert_eq!(pressed.get(), 0);
        off.set(false);
        press(());
        assert_eq!(pressed.get(), 1);
    }
}
