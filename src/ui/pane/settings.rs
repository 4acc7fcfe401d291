//! The settings of a run, slot by slot.

use leptos::prelude::*;

use super::Pane;
use crate::math::registry::{Configured, FieldError};

impl Pane {
    /// The current configuration in the slot `key`, seen by `look`.
    pub fn with_config<T>(&self, key: &str, look: impl FnOnce(&dyn Configured) -> T) -> Option<T> {
        self.experiment.with(|experiment| experiment.slot(key).map(|slot| look(slot.config())))
    }

    /// Sets one field that was checked before.
    pub fn set_field(&self, key: &str, name: &str, value: f64) {
        self.experiment.update(|experiment| {
            if let Some(slot) = experiment.slot_mut(key) {
                // The control has checked the value, and shows the reason when it is refused.
                let _ = slot.config_mut().set(name, value);
            }
        });
    }

    /// Reads the payload of a slot from what a person typed; nothing changes when it is refused.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn set_payload(&self, key: &str, text: &str) -> Result<(), FieldError> {
        let mut outcome = Ok(());
        self.experiment.update(|experiment| {
            if let Some(slot) = experiment.slot_mut(key) {
                outcome = slot.config_mut().set_payload(text);
            }
        });
        outcome
    }
}
