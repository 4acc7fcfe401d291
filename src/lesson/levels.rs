//! The lesson on training times: where the weight is divided by their density, they change the noise of the loss and nothing else.

use std::sync::LazyLock;

use leptos::prelude::With as _;

use super::kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, Term, shown};
use crate::{
    locale::Words,
    math::{extremes::largest, metric::Estimate},
    protocol::{Generate, Task},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "levels",
    part: Part::OneLoss,
    minutes: 10,
    words: Words::new(include_str!("text/en/levels.ftl")),
    thumbnail: "<path d='M10 44C26 44 30 12 46 12S70 40 86 44' fill='none' stroke='var(--model)' stroke-width='2.500'/>\
        <g fill='none' stroke='var(--noise)' stroke-width='1.500'><path d='M10 44H86M14 44v-6M28 44v-6M36 44v-6M41 44v-6M46 44v-6'/>\
        <path d='M51 44v-6M56 44v-6M64 44v-6M80 44v-6'/></g>",
    tasks: &[("clock", clock), ("even", even), ("follow", follow), ("tied", tied)],
    panels: &["loss", "levels"],
    blocks: &[
        ("integral", Block::Formula(INTEGRAL)),
        ("spread", Block::Formula(SPREAD)),
        ("kingma2023", Block::Paper(KINGMA_GAO)),
        ("kingma2021", Block::Paper(KINGMA)),
        ("mccandlish2018", Block::Paper(MCCANDLISH)),
    ],
    numbers: &[("loss", LOSS), ("clock", CLOCK), ("before", BEFORE), ("after", AFTER)],
    steps: &[ASK, RUN, CHANGE, PRICE, WHY, TRANSFER, FURTHER],
    claims: &[SAME, NOISIER, AS_GOOD, LEARNED, TIED],
};

/// Training steps after which the loss stays flat.
const TRAINED: u64 = 2000;
/// The loss of a perfect network, and the variance of a row with uniform times over that with times that follow the loss.
const LOSS: f64 = 2.8;
const CLOCK: f64 = 1.4;
/// The loss of a perfect network with L_simple, with uniform times and with times near the data.
const BEFORE: f64 = 0.31;
const AFTER: f64 = 0.7;
/// The least density of times that follow the loss, over the largest.
const LEAST: f64 = 0.02;

/// Eight Gaussians, with a weight w(λ) that the density of times does not change, and these times.
fn with_times(timing: &str) -> Generate {
    let mut task = Generate::default();
    // The ids are in the registry, as a test checks.
    for (key, id) in [("weighting", "sigmoid"), ("timing", timing)] {
        let _ = task.select(key, id);
    }
    task
}

/// Every time is as likely as any other.
fn clock() -> Task {
    with_times("uniform").into()
}

/// Every λ is.
fn even() -> Task {
    with_times("log-snr-uniform").into()
}

/// λ is drawn in proportion to the loss there, as it is measured during training.
fn follow() -> Task {
    with_times("adaptive").into()
}

/// L_simple: every row counts alike, whatever the times are.
fn tied() -> Task {
    simple("uniform").into()
}

fn simple(timing: &str) -> Generate {
    let mut task = Generate::default();
    // The ids are in the registry, as a test checks.
    for (key, id) in [("objective", "ddpm"), ("timing", timing)] {
        let _ = task.select(key, id);
    }
    task
}

const INTEGRAL: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='loss'>loss</mi><mo>=</mo><msub><mo>∫</mo><mi data-symbol='level'>λ</mi></msub>\
             <mi data-symbol='weight'>w</mi><mo>(</mo><mi data-symbol='level'>λ</mi><mo>)</mo><mi data-symbol='error'>e</mi><mo>(</mo>\
             <mi data-symbol='level'>λ</mi><mo>)</mo><mi>d</mi><mi data-symbol='level'>λ</mi><mo>=</mo><msub><mi>E</mi>\
             <mrow><mi>λ</mi><mo>∼</mo><mi data-symbol='density'>p</mi></mrow></msub><mo>[</mo><mfrac><mrow>\
             <mi data-symbol='weight'>w</mi><mo>(</mo><mi>λ</mi><mo>)</mo></mrow><mrow><mi data-symbol='density'>p</mi><mo>(</mo>\
             <mi>λ</mi><mo>)</mo></mrow></mfrac><mi data-symbol='error'>e</mi><mo>(</mo><mi>λ</mi><mo>)</mo><mo>]</mo></math>",
    symbols: &[
        Symbol { value: Some(shown::loss), ..Symbol::new("loss", "<mi>loss</mi>") },
        Symbol { value: Some(shown::log_snr), ..Symbol::new("level", "<mi>λ</mi>") },
        Symbol::new("weight", "<mi>w</mi>"),
        Symbol::new("density", "<mi>p</mi>"),
        Symbol::new("error", "<mi>e</mi>"),
    ],
    terms: &[Term { id: "floor", value: |pane| present(pane, |found| found.value) }],
};

const SPREAD: Formula = Formula {
    mathml: "<math display='block'><mi>variance</mi><mo>=</mo><msub><mo>∫</mo><mi>λ</mi></msub><mfrac><mrow><msup><mi>w</mi><mn>2</mn></msup>\
             <mo>(</mo><mi>λ</mi><mo>)</mo></mrow><mrow><mi>p</mi><mo>(</mo><mi>λ</mi><mo>)</mo></mrow></mfrac><mi>E</mi><mo>[</mo>\
             <msup><mi>e</mi><mn>2</mn></msup><mo>]</mo><mi>d</mi><mi>λ</mi><mo>−</mo><msup><mi>loss</mi><mn>2</mn></msup></math>",
    symbols: &[],
    terms: &[Term { id: "variance", value: |pane| present(pane, variance) }],
};

const KINGMA_GAO: Paper = Paper {
    authors: "Kingma and Gao (2023)",
    title: "Understanding diffusion objectives as the ELBO with simple data augmentation",
    address: "https://arxiv.org/abs/2303.00848",
};

const KINGMA: Paper = Paper {
    authors: "Kingma, Salimans, Poole and Ho (2021)",
    title: "Variational diffusion models",
    address: "https://arxiv.org/abs/2107.00630",
};

const MCCANDLISH: Paper = Paper {
    authors: "McCandlish, Kaplan, Amodei and the OpenAI Dota team (2018)",
    title: "An empirical model of large-batch training",
    address: "https://arxiv.org/abs/1812.06162",
};

/// The mean loss of a row with a perfect network. Times that learn are taken as they are when they have learned.
fn perfect(task: &Generate) -> Option<Estimate> {
    let learns = task.timing.profile(&*task.schedule).is_some();
    let settled = if learns { following(task) } else { Some(task.clone()) };
    settled?.irreducible().map(|found| found.loss)
}

/// The same task with a density of times in proportion to the loss of a perfect network at each λ, but nowhere near 0.
fn following(task: &Generate) -> Option<Generate> {
    let mut task = task.clone();
    task.select("timing", "log-snr-uniform").ok()?;
    let levels = task.irreducible()?.levels;
    let losses: Vec<[f64; 2]> =
        levels.iter().filter(|row| row.loss.is_finite()).map(|row| [row.log_snr, row.loss]).collect();
    let most = largest(losses.iter().map(|[_, loss]| *loss));
    let knots: Vec<String> =
        losses.iter().map(|[log_snr, loss]| format!("{log_snr},{}", (loss / most).max(LEAST))).collect();
    task.select("timing", "custom").ok()?;
    task.slot_mut("timing")?.config_mut().set_payload(&knots.join(";")).ok()?;
    Some(task)
}

/// The variance of a row whose mean is known so well, over that of another one: so much larger must a batch be.
fn variance(found: Estimate) -> f64 {
    found.std_error.powi(2) * ROWS
}

/// The rows of an estimate of the loss of a perfect network on these data.
const ROWS: f64 = 32_768.0;

/// A figure of the present task.
fn present(pane: Pane, figure: fn(Estimate) -> f64) -> Option<String> {
    pane.experiment.with(|task| task.generate().and_then(perfect)).map(figure).map(numbers::short)
}

/// The loss of a perfect network with these times.
fn perfect_with(timing: &str, seed: u64) -> Option<Estimate> {
    perfect(&Generate { seed, ..with_times(timing) })
}

/// How many times the rows with the times `a` vary as much as those with the times `b`.
fn batches(a: &str, b: &str, seed: u64) -> Option<f64> {
    Some(variance(perfect_with(a, seed)?) / variance(perfect_with(b, seed)?))
}

/// The distance of two losses in standard errors.
fn apart(a: Estimate, b: Estimate) -> f64 {
    (a.value - b.value).abs() / a.std_error.hypot(b.std_error)
}

/// How far the loss of a perfect network is from that with uniform times, for three other distributions and for another path.
const SAME: Claim = Claim { id: "same", runs: &[], figure: |seed, _| farthest(seed), holds: Bound::AtMost(4.0) };

fn farthest(seed: u64) -> Option<f64> {
    let own = perfect_with("uniform", seed)?;
    let mut cosine = Generate { seed, ..with_times("uniform") };
    cosine.select("schedule", "trigonometric").ok()?;
    let others = ["logit-normal", "log-snr-uniform", "adaptive"].map(|timing| perfect_with(timing, seed));
    let apart =
        others.into_iter().chain([perfect(&cosine)]).map(|other| other.map_or(f64::NAN, |other| apart(own, other)));
    Some(largest(apart))
}

/// The variance of a row with times uniform in λ, over that with times that follow the loss.
const NOISIER: Claim = Claim {
    id: "noisier",
    runs: &[],
    figure: |seed, _| batches("log-snr-uniform", "adaptive", seed),
    holds: Bound::AtLeast(3.0),
};

/// The same with uniform times.
const AS_GOOD: Claim = Claim {
    id: "as-good",
    runs: &[],
    figure: |seed, _| batches("uniform", "adaptive", seed),
    holds: Bound::AtMost(1.8),
};

/// The loss of a network trained with uniform times, over that of one trained with times that follow the loss.
const LEARNED: Claim = Claim {
    id: "learned",
    runs: &[Run { task: "clock", steps: TRAINED }, Run { task: "follow", steps: TRAINED }],
    figure: |_, runs| Some(runs.first()?.loss / runs.get(1)?.loss),
    holds: Bound::Within(0.95, 1.05),
};

/// The loss of a perfect network with L_simple and times near the data, over that with uniform times.
const TIED: Claim = Claim {
    id: "tied",
    runs: &[],
    figure: |seed, _| Some(of_simple("log-snr-normal", seed)? / of_simple("uniform", seed)?),
    holds: Bound::AtLeast(2.0),
};

fn of_simple(timing: &str, seed: u64) -> Option<f64> {
    perfect(&Generate { seed, ..simple(timing) }).map(|found| found.value)
}

static LARGER: LazyLock<f64> = LazyLock::new(|| batches("log-snr-uniform", "adaptive", 0).unwrap_or(f64::NAN));

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.5);
    },
    ..Step::new("ask", "clock")
};

const RUN: Step = Step {
    enter: watch,
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "clock")
};

const CHANGE: Step = Step { controls: &["timing"], enter: watch, leave: Pane::pause, ..Step::new("change", "clock") };

const PRICE: Step = Step {
    ask: Some(Question::Number(Axis { from: 1.0, to: 12.0, step: 0.5, start: 1.0, truth: || *LARGER, near: 1.5 })),
    enter: watch,
    leave: Pane::pause,
    ..Step::new("price", "even")
};

const WHY: Step =
    Step { controls: &["timing"], enter: |pane| pane.show_only(&["data", "samples"]), ..Step::new("why", "even") };

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    controls: &["timing"],
    enter: |pane| {
        pane.conceal_floor(true);
        watch(pane);
    },
    leave: |pane| {
        pane.pause();
        pane.conceal_floor(false);
    },
    ..Step::new("transfer", "tied")
};

const FURTHER: Step =
    Step { controls: &["timing", "schedule"], enter: watch, leave: Pane::pause, ..Step::new("further", "follow") };

/// Trains, with the samples in sight.
fn watch(pane: Pane) {
    pane.show_only(&["data", "samples"]);
    pane.hold(0.0);
    pane.train();
}

#[cfg(test)]
mod tests;
