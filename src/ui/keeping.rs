//! What a reload of the page needs to go on: the run of the playground as a file, kept for this tab.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};

use super::{Pane, browser, engines::Saved, listening::on_window, place::Place, run_files, words::PAGE};
use crate::{
    protocol::{self, Task},
    run_file::{Opened, RunFile},
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
    step: u64,
    /// The file as base64; absent where it is too large.
    file: Option<String>,
}

/// The text for the storage.
fn encode(build: &str, link: &str, run: &RunFile) -> Option<String> {
    // Four characters of base64 are three bytes.
    let characters = run.buffers.iter().map(|buffer| size_of_val(buffer.as_slice())).sum::<usize>() / 3 * 4;
    let file =
        if characters + 2 * link.len() <= MOST_TEXT { Some(STANDARD.encode(run.to_bytes().ok()?)) } else { None };
    let kept = Kept { build: build.to_owned(), link: link.to_owned(), step: run.checkpoint.step, file };
    serde_json::to_string(&kept).ok()
}

/// The run in `text`, if it is of this build and this link.
fn decode(text: &str, build: &str, link: &str) -> Option<Kept> {
    serde_json::from_str(text).ok().filter(|kept: &Kept| kept.build == build && kept.link == link)
}

/// The run that was kept.
fn opened(file: &str) -> Option<RunFile> {
    match RunFile::open(&STANDARD.decode(file).ok()?, &Task::default()).ok()? {
        Opened::Run(run) => Some(*run),
        Opened::Weights(_) => None,
    }
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
    let is_alone = pane.other.get_untracked().is_none() && pane.page.place.get_untracked() == Place::Playground;
    let text = is_alone.then(|| run_files::present(pane)).flatten().and_then(|run| {
        let link = protocol::encode(&run.experiment);
        encode(pane.page.build, &link, &run)
    });
    browser::keep_for_tab(KEY, text.as_deref());
}

/// Takes up the run that was kept before a reload, with its loss curve, if it is that of the present address.
///
/// A link that is opened anew begins anew.
pub fn take_up(pane: Pane) -> Option<Saved> {
    if pane.page.place.get_untracked() != Place::Playground || browser::is_new_visit() {
        return None;
    }
    let recorded = untrack(|| pane.recorded());
    let Kept { step, file, .. } = decode(&browser::kept_for_tab(KEY)?, pane.page.build, &protocol::encode(&recorded))?;
    let Some(file) = file else {
        let notice = PAGE.with("too-large-to-keep", &[("steps", step.to_string().into())]);
        pane.notice.set(Some(notice));
        return None;
    };
    let run = opened(&file)?;
    // The run has the settings of its last change so far.
    pane.experiment.set(recorded.task_at(step)?);
    pane.curve.set_value(run.losses);
    pane.notice.set(Some(PAGE.with("continued", &[("step", step.to_string().into())])));
    Some((run.checkpoint, run.buffers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        nn,
        protocol::{Checkpoint, Experiment, LossCurve},
    };

    fn example(link: &str) -> RunFile {
        let experiment: Experiment = protocol::decode(link).unwrap();
        let parameters = nn::count(&experiment.task.sizes());
        let mut losses = LossCurve::default();
        (1..=7).for_each(|step| losses.push(step, 1.0 / step as f64));
        let checkpoint = Checkpoint { step: 7, ..Checkpoint::default() };
        RunFile { experiment, checkpoint, buffers: vec![vec![0.1; parameters]; 4], losses }
    }

    #[test]
    fn a_run_is_read_as_it_was_written_and_only_by_its_own_build_and_link() {
        let run = example("data=moons");
        let text = encode("b", "data=moons", &run).unwrap();
        let kept = decode(&text, "b", "data=moons").unwrap();
        let again = opened(&kept.file.unwrap()).unwrap();
        assert_eq!(again.losses.buckets(), run.losses.buckets());
        assert_eq!((again.checkpoint, again.buffers), (run.checkpoint, run.buffers));
        assert!(decode(&text, "c", "data=moons").is_none());
        assert!(decode(&text, "b", "data=rings").is_none());
        assert!(decode("{", "b", "data=moons").is_none());
        assert!(opened("AAAA").is_none() && opened("?").is_none());
    }

    #[test]
    fn of_a_large_network_the_steps_are_kept() {
        let text = encode("b", "", &example("network.width=512")).unwrap();
        let kept = decode(&text, "b", "").unwrap();
        assert!(kept.file.is_none() && kept.step == 7 && text.len() < 1000);
    }
}
