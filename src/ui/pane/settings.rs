//! The settings of a run, slot by slot.

use leptos::prelude::*;

use super::Pane;
use crate::math::registry::{Configured, FieldError};

impl Pane {
    /// Calls `look` with the present configuration in the slot `key`.
    pub fn with_config<T>(&self, key: &str, look: impl FnOnce(&dyn Configured) -> T) -> Option<T> {
        self.experiment.with(|experiment| experiment.slot(key).map(|slot| look(slot.config())))
    }

    /// Sets one field to a value that was checked before.
    pub fn set_field(&self, key: &str, name: &str, value: f64) {
        self.experiment.update(|experiment| {
            if let Some(slot) = experiment.slot_mut(key) {
                // The control has checked the value, and shows the reason of a refusal.
                let _ = slot.config_mut().set(name, value);
            }
        });
    }

    /// Sets the payload of a slot from the text of a link; nothing changes if the text is refused.
    ///
    /// # Errors
    /// The reason why the text is invalid.
    pub fn set_payload(&self, key: &str, text: &str) -> Result<(), FieldError> {
        let mut outcome = Ok(());
        self.experiment.update(|experiment| {
            if let Some(slot) = experiment.slot_mut(key) {
                outcome = slot.config_mut().set_payload(text);
            }
        });
        outcome
    }

    /// Sets the payload of a slot from typed or pasted text, and says what was read; nothing changes if it is refused.
    ///
    /// # Errors
    /// The reason why the text is invalid.
    pub fn type_payload(&self, key: &str, text: &str) -> Result<String, FieldError> {
        let mut outcome = Ok(String::new());
        self.experiment.update(|experiment| {
            if let Some(slot) = experiment.slot_mut(key) {
                outcome = slot.config_mut().type_payload(text);
            }
        });
        outcome
    }
}
