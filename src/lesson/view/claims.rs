//! The claims of a lesson, checked in the page with fresh seeds: the same figures and inequalities as in the tests.

use std::time::Duration;

use leptos::prelude::*;

use super::visit::Visit;
use crate::{
    lesson::{
        WORDS,
        kit::{Bound, Claim, Evidence, Lesson},
    },
    ui::{Pane, focus, listening::every, numbers},
};

/// Seeds of one check.
const SEEDS: u64 = 5;
/// The first seed: the tests have those before it.
const FIRST: u64 = 5;
/// The time between two looks at the run.
const LOOK: Duration = Duration::from_millis(120);

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Doing {
    claim: usize,
    seed: u64,
    /// The seed at which the check ends.
    until: u64,
    /// The run of the claim, counted from 0.
    run: usize,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Begin,
    Train,
    Measure,
}

/// The figures of a claim by seed; `None` where the figure has no value.
type Found = Vec<(u64, Option<f64>)>;

#[derive(Clone, Copy)]
struct Check {
    lesson: &'static Lesson,
    pane: Pane,
    doing: RwSignal<Option<Doing>>,
    found: RwSignal<Vec<Found>>,
    /// The results of the runs of the present claim and seed.
    evidence: StoredValue<Vec<Evidence>>,
}

#[component]
pub fn Claims(visit: Visit) -> impl IntoView {
    let Visit { lesson, pane, .. } = visit;
    let check = Check {
        lesson,
        pane,
        doing: RwSignal::new(None),
        found: RwSignal::new(vec![Found::new(); lesson.claims.len()]),
        evidence: StoredValue::new(Vec::new()),
    };
    every(LOOK, move || untrack(move || check.advance()));
    let claim =
        move |(index, claim): (usize, &'static Claim)| view! { <OneClaim check=check index=index claim=claim/> };
    view! {
        <section class="claims" data-testid="claims" aria-labelledby="claims-title">
            <h4 id="claims-title">{WORDS.say("claims")}</h4>
            <p class="hint">{WORDS.say("claims-help")}</p>
            <ul>{lesson.claims.iter().enumerate().map(claim).collect_view()}</ul>
        </section>
    }
}

#[component]
fn OneClaim(check: Check, index: usize, claim: &'static Claim) -> impl IntoView {
    let own = move || check.doing.get().filter(|doing| doing.claim == index);
    let is_busy = move || own().is_some();
    let found = move || check.found.with(|found| found.get(index).cloned().unwrap_or_default());
    let words = check.lesson.say_with(&format!("claim-{}", claim.id), &bounds(claim.holds));
    let rate = move || {
        let found = found();
        let held = found.iter().filter(|(_, figure)| figure.is_some_and(|figure| claim.holds.admits(figure))).count();
        let values = [("held", (held as f64).into()), ("tried", (found.len() as f64).into())];
        (!found.is_empty())
            .then(|| view! { <p class="rate" data-testid="claim-rate">{WORDS.with("claims-rate", &values)}</p> })
    };
    let figure = move |(seed, figure): (u64, Option<f64>)| {
        let holds = figure.is_some_and(|figure| claim.holds.admits(figure));
        let seed = ("seed", (seed as f64).into());
        let text = match figure {
            Some(figure) => WORDS.with("claim-value", &[seed, ("value", numbers::short(figure).into())]),
            None => WORDS.with("claim-no-value", &[seed]),
        };
        view! { <li class:holds=holds>{text}</li> }
    };
    let figures = move || view! { <ul class="figures" data-testid="claim-figures">{found().into_iter().map(figure).collect_view()}</ul> };
    let working = move || own().map(|doing| check.working(claim, doing));
    let act = move |_| match untrack(is_busy) {
        true => check.stop(),
        false => check.start(index),
    };
    let is_off = move || check.doing.get().is_some_and(|doing| doing.claim != index);
    view! {
        <li data-testid=format!("claim-{}", claim.id)>
            <p>{words}</p>
            {rate}{figures}
            <p class="hint">{working}</p>
            <button class="plain" data-testid="check-claim" aria-disabled=move || is_off().to_string() on:click=focus::unless(is_off, move || act(()))>
                {move || WORDS.say(if is_busy() { "claims-stop" } else { "claims-check" })}
            </button>
        </li>
    }
}

/// The ends of a bound as values of a message.
fn bounds(holds: Bound) -> Vec<(&'static str, crate::locale::Value)> {
    let [least, most] = holds.ends();
    let named = [("least", least), ("most", most)];
    named.into_iter().filter_map(|(name, end)| Some((name, end?.into()))).collect()
}

impl Check {
    fn working(self, claim: &Claim, doing: Doing) -> String {
        let run = claim.runs.get(doing.run);
        let values = [
            ("seed", doing.seed as f64),
            ("run", (doing.run + 1).min(claim.runs.len().max(1)) as f64),
            ("runs", claim.runs.len().max(1) as f64),
            ("step", self.pane.steps_done() as f64),
            ("steps", run.map_or(0, |run| run.steps) as f64),
        ];
        WORDS.with("claims-working", &values.map(|(name, number)| (name, number.into())))
    }

    fn start(self, claim: usize) {
        let tried = self.found.with_untracked(|found| found.get(claim).map_or(0, Vec::len)) as u64;
        let seed = FIRST + tried;
        self.evidence.set_value(Vec::new());
        self.doing.set(Some(Doing { claim, seed, until: seed + SEEDS, run: 0, phase: Phase::Begin }));
    }

    fn stop(self) {
        self.doing.set(None);
        self.pane.pause();
        self.pane.measure(false);
    }

    /// Takes the next step of the check, if its time has come.
    fn advance(self) {
        let Some(doing) = self.doing.get() else { return };
        let Some(claim) = self.lesson.claims.get(doing.claim) else { return };
        let Some(run) = claim.runs.get(doing.run) else {
            return self.conclude(claim, doing);
        };
        let next = match doing.phase {
            Phase::Begin => {
                let Some(mut task) = self.lesson.task(run.task) else { return self.stop() };
                *task.seed_mut() = doing.seed;
                self.pane.begin_afresh(task);
                self.pane.train_steps(run.steps);
                Phase::Train
            }
            Phase::Train if self.pane.steps_done() >= run.steps => {
                self.pane.measure(true);
                Phase::Measure
            }
            Phase::Measure => {
                let Some(evidence) = self.gathered(run.steps) else { return };
                self.pane.measure(false);
                self.evidence.update_value(|known| known.push(evidence));
                return self.doing.set(Some(Doing { run: doing.run + 1, phase: Phase::Begin, ..doing }));
            }
            Phase::Train => return,
        };
        self.doing.set(Some(Doing { phase: next, ..doing }));
    }

    /// The results of a run, when all are there.
    fn gathered(self, steps: u64) -> Option<Evidence> {
        let pane = self.pane;
        let task = pane.experiment.get();
        let loss = pane.loss_after(steps)?;
        if !task.generates() {
            let series = pane.series_figures.get();
            return Some(Evidence { task, loss, samples: Vec::new(), quality: Default::default(), series });
        }
        Some(Evidence { task, loss, samples: pane.samples_after(steps)?, quality: pane.quality.get()?, series: None })
    }

    /// Takes the figure of a seed, and goes to the next one.
    fn conclude(self, claim: &Claim, doing: Doing) {
        let figure = self.evidence.with_value(|evidence| (claim.figure)(doing.seed, evidence));
        self.found.update(|found| {
            if let Some(found) = found.get_mut(doing.claim) {
                found.push((doing.seed, figure.filter(|figure| !figure.is_nan())));
            }
        });
        self.evidence.set_value(Vec::new());
        let seed = doing.seed + 1;
        self.doing.set((seed < doing.until).then_some(Doing { seed, run: 0, phase: Phase::Begin, ..doing }));
    }
}
