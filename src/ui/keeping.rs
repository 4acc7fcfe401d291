//! What a reload of the page needs to go on: the last checkpoint of the run and its loss curve, kept for this tab.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};

use super::{Pane, browser, engines::Saved, listening::on_window, place::Place};
use crate::{
    plot::LossCurve,
    protocol::{self, Checkpoint},
};

/// The name in the storage of the tab.
const KEY: &str = "run";
/// The largest text that is kept; browsers give a page about 5 MB.
const MOST_TEXT: usize = 4_000_000;

/// A run in the storage of the tab.
#[derive(Serialize, Deserialize)]
struct Kept {
    build: String,
    /// The link of its experiment.
    link: String,
    checkpoint: Checkpoint,
    /// The buffers of the checkpoint, each as base64 of its numbers in little-endian order; absent where they are too large.
    buffers: Option<Vec<String>>,
    curve: LossCurve,
}

/// The text for the storage.
fn encode(build: &str, link: &str, (checkpoint, buffers): &Saved, curve: &LossCurve) -> Option<String> {
    let bytes = |buffer: &Vec<f32>| -> Vec<u8> { buffer.iter().flat_map(|number| number.to_le_bytes()).collect() };
    // Four characters of base64 are three bytes.
    let characters = buffers.iter().map(|buffer| size_of_val(buffer.as_slice())).sum::<usize>() / 3 * 4;
    let kept = Kept {
        build: build.to_owned(),
        link: link.to_owned(),
        checkpoint: checkpoint.clone(),
        buffers: (characters + link.len() <= MOST_TEXT)
            .then(|| buffers.iter().map(|buffer| STANDARD.encode(bytes(buffer))).collect()),
        curve: curve.clone(),
    };
    serde_json::to_string(&kept).ok()
}

/// The run in `text`, if it is of this build and this link.
fn decode(text: &str, build: &str, link: &str) -> Option<Kept> {
    serde_json::from_str(text).ok().filter(|kept: &Kept| kept.build == build && kept.link == link)
}

/// The numbers of the buffers; `None` where one is no base64 of numbers.
fn numbers(buffers: &[String]) -> Option<Vec<Vec<f32>>> {
    let read = |text: &String| {
        let bytes = STANDARD.decode(text).ok()?;
        let (numbers, rest) = bytes.as_chunks::<4>();
        rest.is_empty().then(|| numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    };
    buffers.iter().map(read).collect()
}

/// Keeps the run of the playground whenever the page is hidden or left, as long as the present owner lives.
pub fn follow(pane: Pane) {
    on_window(ev::visibilitychange, move |_| {
        if browser::is_hidden() {
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
///
/// A link that is opened anew begins anew.
pub fn take_up(pane: Pane) -> Option<Saved> {
    if pane.page.place.get_untracked() != Place::Playground || browser::is_new_visit() {
        return None;
    }
    let recorded = untrack(|| pane.recorded());
    let kept = decode(&browser::kept_for_tab(KEY)?, pane.page.build, &protocol::encode(&recorded))?;
    let step = kept.checkpoint.step;
    let Some(buffers) = kept.buffers else {
        let notice =
            format!("The run had {step} steps; its network is too large to be kept, and training begins anew.");
        pane.notice.set(Some(notice));
        return None;
    };
    let buffers = numbers(&buffers)?;
    // The run has the settings of its last change so far.
    let present = recorded.periods().ok()?.into_iter().rfind(|period| period.step <= step)?.task;
    pane.experiment.set(present);
    pane.curve.set_value(kept.curve);
    pane.notice.set(Some(format!("Continued from step {step}.")));
    Some((kept.checkpoint, buffers))
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
        let kept = decode(&text, "b", "data=moons").unwrap();
        assert_eq!(kept.curve.buckets(), curve.buckets());
        assert_eq!((kept.checkpoint, numbers(&kept.buffers.unwrap()).unwrap()), saved);
        assert!(decode(&text, "c", "data=moons").is_none());
        assert!(decode(&text, "b", "data=rings").is_none());
        assert!(decode("{", "b", "data=moons").is_none());
        assert!(numbers(&["AAAA".to_owned()]).is_none() && numbers(&["?".to_owned()]).is_none());
    }

    #[test]
    fn of_a_large_network_the_steps_are_kept() {
        let large: Saved = (Checkpoint { step: 7, ..Checkpoint::default() }, vec![vec![0.0; 1 << 20]]);
        let text = encode("b", "", &large, &LossCurve::default()).unwrap();
        let kept = decode(&text, "b", "").unwrap();
        assert!(kept.buffers.is_none() && kept.checkpoint.step == 7 && text.len() < 1000);
    }
}
