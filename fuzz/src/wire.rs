use scorefield::protocol::{Command, Event, Experiment, head_of, text_of};
use serde::{Serialize, de::DeserializeOwned};

use super::meter::{assert_short, text, within};

/// A head is a few settings; a vector of small things doubles as it grows.
const PER_BYTE: usize = 400;

/// A message between the page and its engine.
pub fn wire(bytes: &[u8]) {
    let text = text(bytes);
    if let Some(command) = read::<Command>(&text) {
        // The engine asks before it configures a run.
        let (task, changes) = match command {
            Command::Configure { experiment, .. } => (experiment.task, experiment.changes),
            Command::Resample { task, .. } | Command::Retarget { task, .. } => (*task, Vec::new()),
            _ => return,
        };
        if let Err(error) = (Experiment { task, changes }).validate() {
            assert_short(&error);
        }
    }
    read::<Event>(&text);
}

/// Reads a head; what is written of it and read again is written as before.
fn read<T: Serialize + DeserializeOwned>(text: &str) -> Option<T> {
    match within(PER_BYTE, text.as_bytes(), || head_of::<T>(text)) {
        Ok(head) => {
            let written = text_of(&head).expect("every message is written");
            let again: T = head_of(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
            assert_eq!(text_of(&again), Ok(written));
            Some(head)
        }
        Err(error) => {
            assert_short(&error);
            None
        }
    }
}
