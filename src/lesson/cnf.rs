//! The lesson on continuous normalizing flows: the density of a flow, and two ways to train it.

use leptos::prelude::Set as _;

use super::kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, shown};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, Moons},
        extremes::largest,
        field::Field as _,
        gaussian, likelihood,
        rng::{Purpose, Stream},
    },
    protocol::{Generate, MapKind, PlaneGrid, Task, Version},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "cnf",
    part: Part::Flows,
    minutes: 12,
    words: Words::new(include_str!("text/en/cnf.ftl")),
    thumbnail: "<g fill='none' stroke='var(--model)' stroke-width='2'><rect x='10' y='17' width='20' height='20'/>\
        <path d='M62 9 86 17 82 43 58 37Z'/></g><path d='M36 27H50M46 23 50 27 46 31' fill='none' stroke='var(--ink)' stroke-width='2'/>\
        <g fill='var(--data)'><circle cx='17' cy='24' r='2.500'/><circle cx='23' cy='31' r='2.500'/><circle cx='67' cy='19' r='2.500'/>\
        <circle cx='74' cy='34' r='2.500'/></g>",
    tasks: &[("likelihood", by_likelihood), ("matching", by_matching), ("planar", planar), ("eight", eight)],
    panels: &["loss", "gates", "quality"],
    blocks: &[
        ("trace", Block::Formula(TRACE)),
        ("density", Block::Formula(DENSITY)),
        ("units", Block::Formula(UNITS)),
        ("chen2018", Block::Paper(CHEN)),
        ("grathwohl2019", Block::Paper(GRATHWOHL)),
        ("lipman2023", Block::Paper(LIPMAN)),
    ],
    numbers: &[
        ("few", FEW),
        ("many", MANY),
        ("slow", LIKELIHOOD_STEPS as f64),
        ("quick", MATCHING_STEPS as f64),
        ("ratio", RATIO),
    ],
    steps: &[ASK, RUN, MATCH, WHY, PLANAR, TRANSFER, FURTHER],
    claims: &[CHANGE, MASS, LOWER],
};

/// Training steps by likelihood, and the steps of flow matching that take about the same time.
const LIKELIHOOD_STEPS: u64 = 100;
const MATCHING_STEPS: u64 = 2500;
/// Their ratio.
const RATIO: f64 = 25.0;
/// Units of the planar field, and those of the field in the question.
const FEW: f64 = 16.0;
const MANY: f64 = 128.0;
/// Training steps of the planar field.
const PLANAR_STEPS: u64 = 300;

/// Two moons, with this objective and the same network.
fn moons(objective: &str) -> Task {
    let mut task =
        Task::Generate(Generate { data: DatasetConfig::Moons(Moons::default()), ..Generate::usual(Version::V2) });
    // Ids and names are in the registry, as a test checks.
    let _ = task.select("objective", objective);
    averaged_briefly(&mut task);
    task
}

/// Shortens the averaging of the weights, which after few steps on the likelihood would still know of the beginning.
fn averaged_briefly(task: &mut Task) {
    if let Some(training) = task.slot_mut("training") {
        let _ = training.config_mut().set("ema", 0.9);
    }
}

fn by_likelihood() -> Task {
    moons("cnf")
}

fn by_matching() -> Task {
    moons("flow-matching")
}

/// A field of few units with gates.
fn planar() -> Task {
    of_units(FEW)
}

fn of_units(units: f64) -> Task {
    let mut task = moons("planar-cnf");
    if let Some(objective) = task.slot_mut("objective") {
        let _ = objective.config_mut().set("units", units);
    }
    task
}

/// Eight Gaussians by likelihood.
fn eight() -> Task {
    let mut task = Task::default();
    let _ = task.select("objective", "cnf");
    averaged_briefly(&mut task);
    task
}

const TRACE: Formula = Formula {
    mathml: "<math display='block'><mfrac><mrow><mi>d</mi><mi>log</mi><mi data-symbol='density'>p</mi></mrow><mrow><mi>d</mi>\
             <mi data-symbol='time'>t</mi></mrow></mfrac><mo>=</mo><mo>−</mo><mi data-symbol='trace'>tr</mi><mfrac><mrow><mi>∂</mi>\
             <mi data-symbol='field'>v</mi></mrow><mrow><mi>∂</mi><mi data-symbol='particle'>x</mi></mrow></mfrac></math>",
    symbols: &[
        Symbol { layers: &["map"], ..Symbol::new("density", "<mi>p</mi>") },
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
        Symbol { layers: &["learned"], ..Symbol::new("trace", "<mi>tr</mi>") },
        Symbol { layers: &["learned"], ..Symbol::new("field", "<mi>v</mi>") },
        Symbol { layers: &["samples"], ..Symbol::new("particle", "<mi>x</mi>") },
    ],
    terms: &[],
};

const DENSITY: Formula = Formula {
    mathml: "<math display='block'><mi>log</mi><mi>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo><mi>log</mi><mi>N</mi><mo>(</mo>\
             <msub><mi>x</mi><mn>1</mn></msub><mo>)</mo><mo>+</mo><msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><mi>tr</mi>\
             <mfrac><mrow><mi>∂</mi><mi>v</mi></mrow><mrow><mi>∂</mi><mi>x</mi></mrow></mfrac><mi>d</mi><mi>t</mi></math>",
    symbols: &[],
    terms: &[],
};

const UNITS: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='field'>v</mi><mo>(</mo><mi>x</mi><mo>,</mo><mi data-symbol='time'>t</mi><mo>)</mo>\
             <mo>=</mo><munder><mo>∑</mo><mi>m</mi></munder><msub data-symbol='gate'><mi>σ</mi><mi>m</mi></msub><mo>(</mo>\
             <mi data-symbol='time'>t</mi><mo>)</mo><msub data-symbol='push'><mi>u</mi><mi>m</mi></msub><mi>tanh</mi><mo>(</mo>\
             <msubsup><mi>w</mi><mi>m</mi><mi>⊤</mi></msubsup><mi>x</mi><mo>+</mo><msub><mi>b</mi><mi>m</mi></msub><mo>)</mo></math>",
    symbols: &[
        Symbol { layers: &["learned"], ..Symbol::new("field", "<mi>v</mi>") },
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
        Symbol::new("gate", "<msub><mi>σ</mi><mi>m</mi></msub>"),
        Symbol { layers: &["learned"], ..Symbol::new("push", "<msub><mi>u</mi><mi>m</mi></msub>") },
    ],
    terms: &[],
};

const CHEN: Paper = Paper {
    authors: "Chen, Rubanova, Bettencourt and Duvenaud (2018)",
    title: "Neural ordinary differential equations",
    address: "https://arxiv.org/abs/1806.07366",
};

const GRATHWOHL: Paper = Paper {
    authors: "Grathwohl, Chen, Bettencourt, Sutskever and Duvenaud (2019)",
    title: "FFJORD: free-form continuous dynamics for scalable reversible generative models",
    address: "https://arxiv.org/abs/1810.01367",
};

const LIPMAN: Paper = Paper {
    authors: "Lipman, Chen, Ben-Hamu, Nickel and Le (2023)",
    title: "Flow matching for generative modeling",
    address: "https://arxiv.org/abs/2210.02747",
};

/// How many times as long a step with [`MANY`] units takes as one with [`FEW`].
fn longer() -> f64 {
    of_units(MANY).estimate().step / of_units(FEW).estimate().step
}

/// Steps of Runge and Kutta along the exact flow to eight Gaussians.
const STEPS: u32 = 64;

/// The log densities that the exact flow to eight Gaussians gives `points`, by the trace alone.
fn by_trace(points: Vec<[f64; 2]>) -> Option<Vec<f64>> {
    let oracle = eight().generate()?.oracle()?;
    Some(likelihood::log_densities(&oracle, points, STEPS, gaussian::plane_log_density))
}

/// The greatest error of the log density of a data point that the trace gives.
const CHANGE: Claim = Claim { id: "change", runs: &[], figure: |seed, _| error(seed), holds: Bound::AtMost(0.01) };

fn error(seed: u64) -> Option<f64> {
    let task = eight();
    let task = task.generate()?;
    let points = task.data.sample(100, &mut Stream::new(seed, Purpose::Data, 0));
    let own = task.oracle()?.log_density(&points, 0.0)?;
    let found = by_trace(points)?;
    Some(largest(found.iter().zip(own).map(|(found, own)| (found - own).abs())))
}

/// The mass of that density.
const MASS: Claim = Claim { id: "mass", runs: &[], figure: |_, _| mass(), holds: Bound::Within(0.99, 1.01) };

fn mass() -> Option<f64> {
    let extent = 5.0;
    let found = by_trace(PlaneGrid { size: 50, extent, t: 0.0 }.points())?;
    Some(likelihood::mass(&found, 2.0 * extent))
}

/// By how many nats flow matching has the lower −log p after the same time.
const LOWER: Claim = Claim {
    id: "lower",
    runs: &[Run { task: "likelihood", steps: LIKELIHOOD_STEPS }, Run { task: "matching", steps: MATCHING_STEPS }],
    figure: |_, runs| {
        let [likelihood, matching] = runs else { return None };
        Some(likelihood.merit("nll")? - matching.merit("nll")?)
    },
    holds: Bound::AtLeast(0.1),
};

/// Shows the density of the model, and trains.
fn show_density(pane: Pane) {
    pane.map.set(Some(MapKind::LearnedDensity));
    pane.show_only(&["data"]);
    pane.hold(0.0);
    pane.train();
}

fn hide_density(pane: Pane) {
    pane.pause();
    pane.map.set(None);
}

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "likelihood")
};

const RUN: Step = Step {
    enter: show_density,
    leave: hide_density,
    done: |pane| pane.steps_done() >= LIKELIHOOD_STEPS,
    rests_at: Some(LIKELIHOOD_STEPS),
    ..Step::new("run", "likelihood")
};

const MATCH: Step = Step {
    enter: show_density,
    leave: hide_density,
    done: |pane| pane.steps_done() >= MATCHING_STEPS,
    rests_at: Some(MATCHING_STEPS),
    ..Step::new("match", "matching")
};

const WHY: Step = Step {
    enter: |pane| {
        pane.map.set(Some(MapKind::LearnedDensity));
        pane.show_only(&["samples", "learned"]);
        pane.hold(0.5);
    },
    leave: hide_density,
    ..Step::new("why", "matching")
};

const PLANAR: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "samples", "learned"]);
        pane.train();
    },
    leave: Pane::pause,
    done: |pane| pane.steps_done() >= PLANAR_STEPS,
    ..Step::new("planar", "planar")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Number(Axis { from: 1.0, to: 64.0, step: 1.0, start: 32.0, truth: longer, near: 2.0 })),
    controls: &["objective"],
    enter: |pane| pane.show_only(&["data", "samples", "learned"]),
    leave: Pane::pause,
    ..Step::new("transfer", "planar")
};

const FURTHER: Step = Step {
    controls: &["objective"],
    enter: |pane| pane.show_only(&["data", "samples", "trajectories"]),
    ..Step::new("further", "eight")
};

#[cfg(test)]
mod tests;
