//! Runs as files: the page saves them with their weights, and opens those of a page or of the command line.

use leptos::{html, prelude::*, task::spawn_local};

use super::{
    Pane, bridge, browser, focus, icon,
    numbers::grouped,
    pane::{Earlier, Weights},
    problem::sentence,
    words::PAGE,
};
use crate::{
    math::text::{Limit, shortened},
    run_file::{FileError, Opened, RunFile},
};

/// The run of `pane` at its last checkpoint; `None` before the first step.
pub fn present(pane: Pane) -> Option<RunFile> {
    let has_trained = pane.progress.with_untracked(|progress| progress.step > 0);
    let wanted = pane.experiment.get_untracked();
    let (checkpoint, buffers) = pane.with_engines(move |engines| {
        // A change that is not sent yet may want another network.
        engines.checkpoint.clone().filter(|_| has_trained && engines.known.as_ref() == Some(&wanted))
    })??;
    let mut losses = pane.curve.get_value();
    losses.truncate(checkpoint.step);
    Some(RunFile { experiment: untrack(|| pane.recorded()), checkpoint, buffers, losses })
}

fn save(pane: Pane) {
    let Some(run) = present(pane) else {
        pane.notice.set(Some(PAGE.say("nothing-to-save")));
        return;
    };
    let name = format!("scorefield-step-{}.safetensors", run.checkpoint.step);
    let notice = match run.to_bytes() {
        Err(error) => PAGE.with("cannot-save", &[("why", error.to_string().into())]),
        Ok(bytes) if browser::download_bytes(&name, &bytes).is_none() => PAGE.say("browser-would-not-save"),
        Ok(_) => return,
    };
    pane.notice.set(Some(notice));
}

/// Opens the file that was chosen.
fn open(pane: Pane, file: web_sys::File) {
    spawn_local(async move {
        let name = shortened(&file.name());
        let read = match Limit::RUN.check(file.size() as usize) {
            Err(error) => Err(error.to_string()),
            Ok(()) => browser::bytes_of(&file).await.ok_or_else(|| PAGE.say("browser-would-not-read")),
        };
        let put = read.and_then(|bytes| take_up(pane, &bytes).map_err(|error| error.to_string()));
        pane.notice.set(Some(match put {
            Ok(done) => PAGE.with("opened", &[("name", name.into()), ("what", done.into())]),
            Err(why) => PAGE.with("cannot-open", &[("name", name.into()), ("why", sentence(why).into())]),
        }));
    });
}

/// Puts the run at an address of this site in the place of the present one; false if it cannot be read.
pub async fn take_from(pane: Pane, address: &str) -> bool {
    let Some(bytes) = browser::fetched(address).await else {
        return false;
    };
    bridge::pause(pane);
    take_up(pane, &bytes).is_ok()
}

/// Puts the run of a file in the place of the present one; says what it is.
fn take_up(pane: Pane, bytes: &[u8]) -> Result<String, FileError> {
    let present = pane.experiment.get_untracked();
    let (run, done) = match RunFile::open(bytes, &present)? {
        Opened::Run(run) => {
            let done = PAGE.with("opened-run", &[("step", grouped(run.checkpoint.step).into())]);
            (*run, done)
        }
        Opened::Weights(weights) => {
            let done = PAGE.say("opened-weights");
            (RunFile::beginning(present, weights), done)
        }
    };
    let RunFile { experiment, checkpoint, buffers, losses } = run;
    let task = experiment.task_at(checkpoint.step).unwrap_or_else(|| experiment.task.clone());
    let weights = Weights::Saved(Box::new((checkpoint, buffers)));
    let earlier = Earlier { task, begun: experiment.task, changes: experiment.changes, weights, curve: losses };
    bridge::replace_run(pane, earlier);
    Ok(done)
}

/// The buttons that save the run as a file and open one.
#[component]
pub fn RunFileButtons() -> impl IntoView {
    let pane = Pane::get();
    let is_untrained = move || pane.progress.with(|progress| progress.step == 0);
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |_| {
        if let Some(input) = input.get_untracked()
            && let Some(file) = input.files().and_then(|files| files.get(0))
        {
            open(pane, file);
            // The same file can be chosen again.
            input.set_value("");
        }
    };
    view! {
        <div class="run-files" role="group" aria-label=PAGE.say("run-files")>
            <button
                class="icon" data-testid="save-run" title=PAGE.say("save-run") aria-label=PAGE.say("save-run")
                aria-disabled=move || is_untrained().to_string() on:click=focus::unless(is_untrained, move || save(pane))
            >{icon::save()}</button>
            <button
                class="icon" data-testid="open-run" title=PAGE.say("open-run") aria-label=PAGE.say("open-run")
                on:click=choose
            >{icon::folder()}</button>
            <input
                type="file" data-testid="run-file" accept=".safetensors" hidden=true aria-label=PAGE.say("file-of-run") tabindex="-1"
                node_ref=input on:change=chosen
            />
        </div>
    }
}
