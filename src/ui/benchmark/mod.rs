//! A page that measures how fast this device trains and samples.
//!
//! It starts its own engines, lets each of them time the same work, and says what the numbers mean.
//! The workloads, and what the times mean for lessons, are defined in [`crate::protocol`].

mod report;
mod request;
mod runner;
mod sheet;
mod table;
mod verdict;
mod words;

use request::Request;
use runner::Runner;
use sheet::{Sheet, Standing};

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use self::{table::Results, verdict::Verdict};
use super::{
    browser, engines, focus,
    header::{Mark, ThemeToggle},
    icon,
    listening::Timer,
    words::BENCHMARK,
};
use crate::protocol::{BackendKind, ExperimentError};

#[component]
pub fn Benchmark() -> impl IntoView {
    let (request, refused) = match Request::read(browser::query) {
        Ok(request) => (request, None),
        Err(error) => (Request::default(), Some(error)),
    };
    let runner = Runner::start(&request);
    // The link back opens the same experiment.
    let back = format!("./{}", browser::window().and_then(|window| window.location().hash().ok()).unwrap_or_default());
    view! {
        <header class="top">
            <h1><Mark/>"scorefield"</h1>
            <div class="actions">
                <a class="quiet way" data-testid="bench-back" href=back>{icon::back()}{BENCHMARK.say("back")}</a>
                <ThemeToggle/>
            </div>
        </header>
        {refused.map(refusal)}
        <main class="bench">
            <section class="opening" aria-labelledby="bench-title">
                <h2 id="bench-title">{BENCHMARK.say("title")}</h2>
                <p class="lead">{BENCHMARK.say("lead")}</p>
                <Start runner/>
            </section>
            <Judgement runner/>
            <Results runner/>
            <p class="notes">{BENCHMARK.say("notes")}</p>
            <AsJson runner/>
        </main>
    }
}

fn refusal(error: ExperimentError) -> impl IntoView {
    let values = [("field", error.field.into()), ("message", error.message.into())];
    view! {
        <div class="banners"><div class="banner error" role="alert">
            {icon::warning()}
            <p data-testid="error"><strong>{BENCHMARK.say("refused")}</strong>" "{BENCHMARK.with("refused-text", &values)}</p>
        </div></div>
    }
}

/// The button, the progress, and the list of what is measured.
#[component]
fn Start(runner: Runner) -> impl IntoView {
    let running = move || runner.sheet.with(|sheet| sheet.running);
    let label = move || {
        let state = runner.sheet.with(|sheet| (sheet.running, sheet.is_finished()));
        BENCHMARK.say(match state {
            (true, _) => "measuring",
            (false, true) => "run-again",
            (false, false) => "run",
        })
    };
    // The button is never disabled, so that it keeps the keyboard focus.
    let press = move |_| {
        if !runner.sheet.with_untracked(|sheet| sheet.running) {
            runner.run();
        }
    };
    view! {
        <div class="start">
            <button class="main" data-testid="bench-run" aria-disabled=move || running().to_string() on:click=press>
                {move || (!running()).then(icon::play)}{label}
            </button>
            <p class="progress" data-testid="bench-progress">
                {move || runner.sheet.with(progress)}
            </p>
        </div>
        <ul class="engines">
            <EngineLine runner kind=BackendKind::Cpu/>
            <EngineLine runner kind=BackendKind::WebGpu/>
        </ul>
    }
}

/// What is being done at the moment.
fn progress(sheet: &Sheet) -> String {
    let starting = [BackendKind::Cpu, BackendKind::WebGpu]
        .into_iter()
        .find(|kind| *sheet.standing(*kind) == Standing::Starting)
        .map(engines::name);
    match (sheet.current(), starting) {
        (Some((place, row)), _) => {
            let (engine, work) = (words::place(row.engine), words::work(&row.workload));
            let [place, of] = [place, sheet.rows.len()].map(|count| count.to_string().into());
            let values = [("place", place), ("of", of), ("engine", engine.into()), ("work", work.into())];
            BENCHMARK.with("progress", &values)
        }
        (None, Some(name)) if sheet.running => BENCHMARK.with("waiting", &[("name", name.into())]),
        (None, Some(_)) => String::new(),
        (None, None) if sheet.rows.is_empty() => BENCHMARK.say("nothing"),
        (None, None) if sheet.is_finished() => BENCHMARK.say("done"),
        (None, None) => BENCHMARK.say("ready"),
    }
}

#[component]
fn EngineLine(runner: Runner, kind: BackendKind) -> impl IntoView {
    let look = move || {
        runner.sheet.with(|sheet| match sheet.standing(kind) {
            Standing::Starting => ("starting", BENCHMARK.say("starting")),
            Standing::Ready(info) => ("ready", info.name.clone()),
            Standing::Away(why) => ("away", why.clone()),
            Standing::Failed(why) => ("failed", why.clone()),
        })
    };
    view! {
        <li
            class=move || format!("engine {}", look().0)
            data-testid=format!("bench-engine-{}", engines::key(kind)) data-state=move || look().0
        >
            <span class="lamp" aria-hidden="true"></span><strong>{engines::name(kind)}</strong>{move || look().1}
        </li>
    }
}

/// What the numbers mean.
#[component]
fn Judgement(runner: Runner) -> impl IntoView {
    let verdict = Memo::new(move |_| runner.sheet.with(|sheet| sheet.is_finished().then(|| Verdict::of(sheet))));
    let words = move || match verdict.get() {
        Some(Verdict { headline, sentences }) => view! {
            <h3>{headline}</h3>
            {sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
        }
        .into_any(),
        None => view! { <p class="unknown">{BENCHMARK.say("unknown")}</p> }.into_any(),
    };
    view! {
        <section class="verdict" data-testid="bench-verdict" class:known=move || verdict.get().is_some() aria-live="polite">
            {words}
        </section>
    }
}

#[component]
fn AsJson(runner: Runner) -> impl IntoView {
    let json = Memo::new(move |_| {
        runner
            .sheet
            .with(|sheet| if sheet.is_finished() { report::json(sheet, runner.budget_ms) } else { String::new() })
    });
    let (said, rest) = (RwSignal::new(BENCHMARK.say("copy")), Timer::new());
    let is_empty = move || json.with(String::is_empty);
    let copy = move || {
        spawn_local(async move {
            let is_copied = browser::copy(&json.get_untracked()).await;
            said.set(BENCHMARK.say(if is_copied { "copied" } else { "copy-refused" }));
            rest.start(Duration::from_millis(2500), move || said.set(BENCHMARK.say("copy")));
        });
    };
    view! {
        <details class="group as-json">
            <summary>{BENCHMARK.say("as-json")}</summary>
            <button class="quiet" data-testid="bench-copy" aria-disabled=move || is_empty().to_string() on:click=focus::unless(is_empty, copy)>
                {icon::copy()}<span aria-live="polite">{said}</span>
            </button>
            <pre data-testid="bench-json" tabindex="0" aria-label=BENCHMARK.say("as-json-label")>{json}</pre>
        </details>
    }
}
