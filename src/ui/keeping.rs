//! What a reload of the page needs to go on: the last checkpoint of the run and its loss curve, kept for this tab.

use std::{cell::Cell, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};

use super::{
    Pane, browser,
    engines::Saved,
    listening::{every, on_window},
    place::Place,
};
use crate::{
    plot::LossCurve,
    protocol::{self, Checkpoint},
};

/// The name in the storage of the tab.
const KEY: &str = "run";
/// The interval at which a run that trains is kept.
const EVERY: Duration = Duration::from_secs(5);
/// The largest text that is kept; browsers give a page about 5 MB.
const MOST_TEXT: usize = 4_000_000;

/// A run in the storage of the tab.
#[derive(Serialize, Deserialize)]
struct Kept {
    build: String,
    /// The link of its experiment.
    link: String,
    checkpoint: Checkpoint,
    /// The buffers of the checkpoint, each as base64 of its numbers in little-endian order.
    buffers: Vec<String>,
    curve: LossCurve,
}

/// The text for the storage; `None` if it would be too long.
fn encode(build: &str, link: &str, (checkpoint, buffers): &Saved, curve: &LossCurve) -> Option<String> {
    let numbers: usize = buffers.iter().map(Vec::len).sum();
    if numbers * 4 * 4 / 3 > MOST_TEXT {
        return None;
    }
    let bytes = |buffer: &Vec<f32>| -> Vec<u8> { buffer.iter().flat_map(|number| number.to_le_bytes()).collect() };
    let kept = Kept {
        build: build.to_owned(),
        link: link.to_owned(),
        checkpoint: checkpoint.clone(),
        buffers: buffers.iter().map(|buffer| STANDARD.encode(bytes(buffer))).collect(),
        curve: curve.clone(),
    };
    serde_json::to_string(&kept).ok().filter(|text| text.len() <= MOST_TEXT)
}

/// The run in `text`, if it is of this build and this link.
fn decode(text: &str, build: &str, link: &str) -> Option<(Saved, LossCurve)> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    if kept.build != build || kept.link != link {
        return None;
    }
    let numbers = |text: &String| -> Option<Vec<f32>> {
        let bytes = STANDARD.decode(text).ok()?;
        Some(bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
    };
    let buffers: Option<Vec<_>> = kept.buffers.iter().map(numbers).collect();
    Some(((kept.checkpoint, buffers?), kept.curve))
}

/// Keeps the run of the playground while it trains and when the page is left, as long as the present owner lives.
pub fn follow(pane: Pane) {
    let kept = StoredValue::new_local(Cell::new(None));
    every(EVERY, move || {
        let step = pane.progress.with_untracked(|progress| progress.step);
        if kept.with_value(|kept| kept.replace(Some(step))) != Some(step) {
            keep(pane);
        }
    });
    on_window(ev::pagehide, move |_| keep(pane));
}

fn keep(pane: Pane) {
    let has_trained = pane.progress.with_untracked(|progress| progress.step > 0);
    let is_alone = pane.other.get_untracked().is_none() && pane.page.place.get_untracked() == Place::Playground;
    let text = pane.with_engines(move |engines| {
        let saved = engines.checkpoint.as_ref().filter(|_| has_trained && is_alone)?;
        let link = protocol::encode(&untrack(|| pane.recorded()));
        pane.curve.with_value(|curve| encode(pane.page.build, &link, saved, curve))
    });
    browser::keep_for_tab(KEY, text.flatten().as_deref());
}

/// Takes up the run that was kept before a reload, with its loss curve, if it is that of the present address.
pub fn take_up(pane: Pane) -> Option<Saved> {
    if pane.page.place.get_untracked() != Place::Playground {
        return None;
    }
    let recorded = untrack(|| pane.recorded());
    let (saved, curve) = decode(&browser::kept_for_tab(KEY)?, pane.page.build, &protocol::encode(&recorded))?;
    let step = saved.0.step;
    // The run has the settings of its last change so far.
    let present = recorded.periods().ok()?.into_iter().rfind(|period| period.step <= step)?.task;
    pane.experiment.set(present);
    pane.curve.set_value(curve);
    pane.notice.set(Some(format!("Continued from step {step} after the page was loaded again.")));
    Some(saved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_read_as_it_was_written_and_only_by_its_own_build_and_link() {
        let saved: Saved = (Checkpoint { step: 7, ..Checkpoint::default() }, vec![vec![0.1, -2.5e-30], vec![1e30]]);
        let mut curve = LossCurve::default();
        (1..=7).for_each(|step| curve.push(step, 1.0 / step as f64));
        let text = encode("b", "data=moons", &saved, &curve).unwrap();
        let (found, read) = decode(&text, "b", "data=moons").unwrap();
        assert_eq!((found, read.last()), (saved.clone(), curve.last()));
        assert!(decode(&text, "c", "data=moons").is_none());
        assert!(decode(&text, "b", "data=rings").is_none());
        assert!(decode("{", "b", "data=moons").is_none());
        let large: Saved = (saved.0, vec![vec![0.0; 1 << 20]]);
        assert!(encode("b", "", &large, &curve).is_none());
    }
}
