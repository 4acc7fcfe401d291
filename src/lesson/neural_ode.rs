//! The lesson on neural ordinary differential equations: a velocity and a solver instead of layers.

use leptos::prelude::*;

use super::kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, Term, shown};
use crate::{
    locale::Words,
    math::{
        ode::Tolerance,
        rng::{Purpose, Stream},
        series::{ObservedPaths, Spirals},
    },
    protocol::{SeriesFigures, Task},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "neural-ode",
    part: Part::Flows,
    minutes: 12,
    words: Words::new(include_str!("text/en/neural-ode.ftl")),
    thumbnail: "<path d='M14 44C8 12 78 0 84 28C88 48 50 50 48 34C47 26 58 24 60 29' fill='none' stroke='var(--model)' stroke-width='2.500'/>\
        <g fill='var(--data)'><circle cx='14' cy='44' r='4'/><circle cx='48' cy='11' r='4'/><circle cx='84' cy='28' r='4'/>\
        <circle cx='60' cy='29' r='4'/></g>",
    tasks: &[("cubic", cubic), ("layers", layers), ("four", four), ("linear", linear)],
    panels: &["loss", "series"],
    blocks: &[
        ("notches", Block::View(notches)),
        ("euler", Block::Formula(EULER)),
        ("adjoint", Block::Formula(ADJOINT)),
        ("gradient", Block::Formula(GRADIENT)),
        ("chen2018", Block::Paper(CHEN)),
        ("gholami2019", Block::Paper(GHOLAMI)),
        ("kidger2022", Block::Paper(KIDGER)),
    ],
    numbers: &[("observations", OBSERVATIONS), ("tolerance", TOLERANCE), ("steps", STEPS), ("kept", KEPT)],
    steps: &[ASK, SEE, LAYERS, BACK, WHY, TRANSFER, FURTHER],
    claims: &[EARLY, AGREE, APART, MEMORY],
};

/// Observations after the start, where the solver chooses its steps.
const OBSERVATIONS: f64 = 6.0;
/// The error that it may make in a step.
const TOLERANCE: f64 = 1e-5;
/// Steps of the rule of fourth order from one observation to the next.
const STEPS: f64 = 4.0;
/// The evaluations that backpropagation keeps with these steps.
const KEPT: f64 = 192.0;
/// The paths on the stage, which are solved together.
const PATHS: usize = 6;
/// The width of the picture of the evaluations.
const WIDTH: f64 = 300.0;
/// Training steps after which the paths meet the observations.
const TRAINED: u64 = 600;

/// A neural ODE with these fields of its objective.
fn series(fields: &[(&str, f64)]) -> Task {
    let mut task = Task::default();
    // Ids and names are in the registry, as a test checks.
    let _ = task.select("objective", "neural-ode");
    if let Some(objective) = task.slot_mut("objective") {
        for (name, value) in fields {
            let _ = objective.config_mut().set(name, *value);
        }
    }
    task
}

/// A solver that chooses its steps, along spirals that turn fast at first.
fn cubic() -> Task {
    let solver = [("order", 5.0), ("tolerance", TOLERANCE)];
    let spirals = [("cubic", 1.0), ("duration", 4.0), ("observations", OBSERVATIONS)];
    series(&[solver.as_slice(), &spirals].concat())
}

/// The same solver along spirals that turn at one speed.
fn linear() -> Task {
    let mut task = cubic();
    if let Some(objective) = task.slot_mut("objective") {
        let _ = objective.config_mut().set("cubic", 0.0);
    }
    task
}

/// A residual network, with one layer from an observation to the next.
fn layers() -> Task {
    series(&[("residual", 1.0)])
}

/// Four steps of the rule of fourth order from one observation to the next.
fn four() -> Task {
    series(&[("order", 4.0), ("steps", STEPS)])
}

const EULER: Formula = Formula {
    mathml: "<math display='block'><mi>x</mi><mo>(</mo><mi>t</mi><mo>+</mo><mi>h</mi><mo>)</mo><mo>=</mo><mi>x</mi><mo>(</mo>\
             <mi>t</mi><mo>)</mo><mo>+</mo><mi>h</mi><mi>u</mi><mo>(</mo><mi>x</mi><mo>(</mo><mi>t</mi><mo>)</mo><mo>,</mo>\
             <mi>t</mi><mo>)</mo></math>",
    symbols: &[],
    terms: &[],
};

const ADJOINT: Formula = Formula {
    mathml: "<math display='block'><mfrac><mrow><mi>d</mi><mi data-symbol='adjoint'>a</mi></mrow><mrow><mi>d</mi>\
             <mi data-symbol='now'>t</mi></mrow></mfrac><mo>=</mo><mo>−</mo><msup data-symbol='adjoint'><mi>a</mi><mi>⊤</mi></msup>\
             <mfrac><mrow><mi>∂</mi><mi data-symbol='velocity'>u</mi></mrow><mrow><mi>∂</mi><mi data-symbol='state'>x</mi></mrow>\
             </mfrac></math>",
    symbols: &[
        Symbol { layers: &["adjoint"], ..Symbol::new("adjoint", "<mi>a</mi>") },
        Symbol { layers: &["evaluations"], ..Symbol::new("velocity", "<mi>u</mi>") },
        Symbol { layers: &["paths"], ..Symbol::new("state", "<mi>x</mi>") },
        Symbol { value: Some(shown::series_time), ..Symbol::new("now", "<mi>t</mi>") },
    ],
    terms: &[],
};

const GRADIENT: Formula = Formula {
    mathml: "<math display='block'><mfrac><mrow><mi>d</mi><mi data-symbol='loss'>L</mi></mrow><mrow><mi>d</mi>\
             <mi data-symbol='weights'>θ</mi></mrow></mfrac><mo>=</mo><msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>\
             <msup data-symbol='adjoint'><mi>a</mi><mi>⊤</mi></msup><mfrac><mrow><mi>∂</mi><mi data-symbol='velocity'>u</mi></mrow>\
             <mrow><mi>∂</mi><mi data-symbol='weights'>θ</mi></mrow></mfrac><mi>d</mi><mi>t</mi></math>",
    symbols: &[
        Symbol { layers: &["adjoint"], ..Symbol::new("adjoint", "<mi>a</mi>") },
        Symbol { layers: &["evaluations"], ..Symbol::new("velocity", "<mi>u</mi>") },
        Symbol { layers: &["observations", "paths"], value: Some(shown::loss), ..Symbol::new("loss", "<mi>L</mi>") },
        Symbol::new("weights", "<mi>θ</mi>"),
    ],
    terms: &[
        Term { id: "kept", value: |pane| held(pane, |figures| figures.by_backpropagation.held_bytes) },
        Term { id: "walked", value: |pane| held(pane, |figures| figures.by_adjoint.held_bytes) },
        Term { id: "apart", value: |pane| Some(numbers::short(pane.series_figures.get()?.disagreement)) },
    ],
};

/// A number of bytes of the present run.
fn held(pane: Pane, pick: fn(&SeriesFigures) -> usize) -> Option<String> {
    Some(numbers::grouped(pick(&pane.series_figures.get()?) as u64))
}

const CHEN: Paper = Paper {
    authors: "Chen, Rubanova, Bettencourt and Duvenaud (2018)",
    title: "Neural ordinary differential equations",
    address: "https://arxiv.org/abs/1806.07366",
};

const GHOLAMI: Paper = Paper {
    authors: "Gholami, Keutzer and Biros (2019)",
    title: "ANODE: unconditionally accurate memory-efficient gradients for neural ODEs",
    address: "https://arxiv.org/abs/1902.10298",
};

const KIDGER: Paper = Paper {
    authors: "Kidger (2022)",
    title: "On neural differential equations",
    address: "https://arxiv.org/abs/2202.02435",
};

/// The true spirals of a task, the observations of those that the stage shows, and the tolerance of the solver.
fn spirals(task: &Task, seed: u64) -> Option<(Spirals, ObservedPaths, Tolerance)> {
    let ode = task.series()?.objective.neural_ode();
    let spirals = Spirals {
        paths: ode.paths as usize,
        observations: ode.observations as usize,
        noise: ode.noise,
        duration: ode.duration,
        cubic: ode.cubic,
    };
    let ObservedPaths { times, mut positions } = spirals.draw(&mut Stream::new(seed, Purpose::Data, 0));
    positions.iter_mut().for_each(|cloud| cloud.truncate(PATHS));
    let tolerance = Tolerance { relative: ode.tolerance, absolute: ode.tolerance };
    Some((spirals, ObservedPaths { times, positions }, tolerance))
}

/// The time by which the solver has made half of its evaluations along the true paths of a task.
fn half_evaluated(task: &Task, seed: u64) -> Option<f64> {
    let (spirals, series, tolerance) = spirals(task, seed)?;
    Some(spirals.half_evaluated(&series, &tolerance))
}

/// The times of the observations, and of the evaluations along the true paths, from 0 on the left to 1 on the right.
fn notches(_: Pane) -> AnyView {
    let task = cubic();
    let lines = spirals(&task, task.seed()).map(|(spirals, series, tolerance)| {
        let upright =
            |times: &[f64], way: &str| times.iter().map(|t| format!("M{:.1} {way}", WIDTH * t)).collect::<String>();
        [upright(&series.times, "2V38"), upright(&spirals.evaluated(&series, &tolerance), "20V38")]
    });
    let [observed, evaluated] = lines.unwrap_or_default();
    view! {
        <svg viewBox="-4 0 308 40" role="img" aria-label=LESSON.say("see-title")>
            <path d=observed stroke="var(--data)" stroke-width="1.5"/>
            <path d=evaluated stroke="var(--ink)" stroke-width="0.6"/>
        </svg>
    }
    .into_any()
}

/// [`half_evaluated`] with the seed of the lesson.
fn half_of(task: fn() -> Task) -> f64 {
    let task = task();
    half_evaluated(&task, task.seed()).unwrap_or(f64::NAN)
}

/// The time by which half of the evaluations are done, along spirals that turn fast at first.
const EARLY: Claim =
    Claim { id: "early", runs: &[], figure: |seed, _| half_evaluated(&cubic(), seed), holds: Bound::AtMost(0.47) };

const FOUR: &[Run] = &[Run { task: "four", steps: TRAINED }];

/// The distance of the two gradients, relative to their length.
const AGREE: Claim = Claim {
    id: "agree",
    runs: FOUR,
    figure: |_, runs| Some(runs.first()?.series?.disagreement),
    holds: Bound::AtMost(5e-4),
};

/// The same for a residual network, which is one step of Euler's method from one observation to the next.
const APART: Claim = Claim {
    id: "apart",
    runs: &[Run { task: "layers", steps: TRAINED }],
    figure: |_, runs| Some(runs.first()?.series?.disagreement),
    holds: Bound::AtLeast(0.2),
};

/// The memory of backpropagation in units of that of the adjoint method.
const MEMORY: Claim = Claim {
    id: "memory",
    runs: FOUR,
    figure: |_, runs| {
        let SeriesFigures { by_backpropagation, by_adjoint, .. } = runs.first()?.series?;
        Some(by_backpropagation.held_bytes as f64 / by_adjoint.held_bytes as f64)
    },
    holds: Bound::AtLeast(100.0),
};

const fn by_when(truth: fn() -> f64, start: f64) -> Question {
    Question::Number(Axis { from: 0.0, to: 1.0, step: 0.01, start, truth, near: 0.06 })
}

const ASK: Step = Step {
    ask: Some(by_when(|| half_of(cubic), 0.5)),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["observations"]);
    },
    ..Step::new("ask", "cubic")
};

const SEE: Step = Step {
    enter: |pane| {
        pane.pause();
        pane.show_only(&["observations"]);
    },
    ..Step::new("see", "cubic")
};

const LAYERS: Step = Step {
    enter: |pane| {
        pane.show_only(&["observations", "paths", "evaluations"]);
        pane.hold(0.0);
        pane.train();
    },
    leave: Pane::pause,
    done: |pane| pane.steps_done() >= TRAINED,
    ..Step::new("layers", "layers")
};

const BACK: Step = Step {
    enter: |pane| {
        pane.show_only(&["observations", "paths", "adjoint"]);
        pane.hold(0.0);
        pane.train();
    },
    ..Step::new("back", "four")
};

const WHY: Step = Step {
    enter: |pane| {
        pane.show_only(&["observations", "paths", "evaluations", "adjoint"]);
        pane.train();
    },
    leave: Pane::pause,
    ..Step::new("why", "four")
};

const TRANSFER: Step = Step {
    ask: Some(by_when(|| half_of(linear), 0.3)),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["observations", "paths", "evaluations"]);
    },
    leave: Pane::pause,
    ..Step::new("transfer", "linear")
};

const FURTHER: Step = Step { controls: &["objective"], ..Step::new("further", "linear") };

#[cfg(test)]
mod tests;
