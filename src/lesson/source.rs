//! The lesson on sources: a source that resembles the data helps only with pairs that know it.

use leptos::prelude::With as _;

use super::kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, Term};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, EightGaussians, GaussianMixture, Moons},
        metric::{Trajectories, exact_w2, path_energy},
        oracle::Component,
        points::Cloud,
        rng::{Purpose, Stream},
    },
    protocol::{Generate, Task},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "source",
    part: Part::Flows,
    minutes: 10,
    words: Words::new(include_str!("text/en/source.ftl")),
    thumbnail: "<path d='M14 38C16 12 42 12 44 38' fill='none' stroke='var(--noise)' stroke-width='4'/>\
        <path d='M50 34C52 8 78 8 80 34' fill='none' stroke='var(--data)' stroke-width='4'/>\
        <g fill='none' stroke='var(--model)' stroke-width='2'><path d='M14 38 50 34M29 18 65 14M44 38 80 34'/></g>",
    tasks: &[("blind", blind), ("near", near), ("noise", noise), ("turned", turned)],
    panels: &["loss", "quality"],
    blocks: &[
        ("lines", Block::Formula(LINES)),
        ("least", Block::Formula(LEAST)),
        ("liu2023", Block::Paper(LIU)),
        ("albergo2024", Block::Paper(ALBERGO)),
        ("pooladian2023", Block::Paper(POOLADIAN)),
    ],
    numbers: &[("together", TOGETHER), ("soon", SOON as f64)],
    steps: &[ASK, BLIND, NEAR, WHY, NOISE, TRANSFER, FURTHER],
    claims: &[LONGER, NEARER, FALLS, SOONER],
};

/// The points that optimal transport matches together.
const TOGETHER: f64 = 64.0;
/// Training steps of each run.
const TRAINED: u64 = 1000;
/// Training steps after which the near source is done, and noise is not.
const SOON: u64 = 300;
/// Points of an estimate of the length of lines, and of W₂.
const LINES_DRAWN: usize = 4000;
const MATCHED: usize = 400;
/// How far the eight Gaussians of the last question are turned, in radians: by half the way from one to the next.
const TURN: f64 = std::f64::consts::PI / 8.0;

/// The data, moved a little to the left and up.
fn moved() -> DatasetConfig {
    DatasetConfig::Moons(Moons { shift_x: -1.4, shift_y: 0.0, ..Moons::default() })
}

fn to_moons(objective: &str) -> Task {
    let mut task = Task::Generate(Generate { data: DatasetConfig::Moons(Moons::default()), ..Generate::default() });
    matched(&mut task, objective);
    task
}

/// Selects the objective, and pairs that are matched in small parts if it matches pairs.
fn matched(task: &mut Task, objective: &str) {
    // Ids and names are in the registry, as a test checks.
    let _ = task.select("objective", objective);
    if let Some(coupling) = task.slot_mut("coupling") {
        let _ = coupling.config_mut().set("pairs", TOGETHER);
    }
}

/// From noise, with matched pairs.
fn noise() -> Task {
    to_moons("ot-cfm")
}

/// From the moved moons, with matched pairs.
fn near() -> Task {
    let mut task = noise();
    if let Some(task) = task.generate_mut() {
        task.source = moved();
    }
    task
}

/// From the moved moons, with independent pairs.
fn blind() -> Task {
    let mut task = to_moons("flow-matching");
    if let Some(task) = task.generate_mut() {
        task.source = moved();
    }
    task
}

/// From eight Gaussians that are turned, to eight Gaussians.
fn turned() -> Task {
    let eight = EightGaussians::default();
    let component = |k: u32| {
        let (sin, cos) = (TURN * f64::from(2 * k + 1)).sin_cos();
        Component::round([eight.radius * cos, eight.radius * sin], eight.std, 1.0)
    };
    let source = GaussianMixture::new((0..8).map(component)).unwrap_or_default();
    let mut task = Task::Generate(Generate { source: DatasetConfig::GaussianMixture(source), ..Generate::default() });
    matched(&mut task, "ot-cfm");
    task
}

const LINES: Formula = Formula {
    mathml: "<math display='block'><mi>E</mi><msup><mrow><mo>‖</mo><mi data-symbol='source'>noise</mi><mo>−</mo>\
             <mi data-symbol='data'>data</mi><mo>‖</mo></mrow><mn>2</mn></msup><mo>=</mo><msup><mrow><mo>‖</mo>\
             <mi data-symbol='means'>difference of the means</mi><mo>‖</mo></mrow><mn>2</mn></msup><mo>+</mo>\
             <mi data-symbol='spread'>spread of the noise</mi><mo>+</mo><mi data-symbol='spread'>spread of the data</mi></math>",
    symbols: &[
        Symbol { layers: &["trajectories"], ..Symbol::new("source", "<mi>noise</mi>") },
        Symbol { layers: &["data"], ..Symbol::new("data", "<mi>data</mi>") },
        Symbol { layers: &["trajectories", "data"], ..Symbol::new("means", "<mi>means</mi>") },
        Symbol { layers: &["data", "samples"], ..Symbol::new("spread", "<mi>spread</mi>") },
    ],
    terms: &[Term { id: "lines", value: |pane| present(pane, length_of_lines) }],
};

const LEAST: Formula = Formula {
    mathml: "<math display='block'><msubsup><mi>W</mi><mn>2</mn><mn>2</mn></msubsup><mo>=</mo><munder><mi>min</mi><mi>pairs</mi>\
             </munder><mi>E</mi><msup><mrow><mo>‖</mo><mi>noise</mi><mo>−</mo><mi>data</mi><mo>‖</mo></mrow><mn>2</mn></msup></math>",
    symbols: &[],
    terms: &[Term { id: "least", value: |pane| present(pane, least_energy) }],
};

/// A figure of the present task.
fn present(pane: Pane, figure: fn(&Task, u64) -> Option<f64>) -> Option<String> {
    pane.experiment.with(|task| figure(task, task.seed())).map(numbers::short)
}

const LIU: Paper = Paper {
    authors: "Liu, Gong and Liu (2023)",
    title: "Flow straight and fast: learning to generate and transfer data with rectified flow",
    address: "https://arxiv.org/abs/2209.03003",
};

const ALBERGO: Paper = Paper {
    authors: "Albergo, Goldstein, Boffi, Ranganath and Vanden-Eijnden (2024)",
    title: "Stochastic interpolants with data-dependent couplings",
    address: "https://arxiv.org/abs/2310.03725",
};

const POOLADIAN: Paper = Paper {
    authors: "Pooladian, Ben-Hamu, Domingo-Enrich, Amos, Lipman and Chen (2023)",
    title: "Multisample flow matching: straightening flows with minibatch couplings",
    address: "https://arxiv.org/abs/2304.14772",
};

/// Independent points of the source and of the data of a task.
fn ends(task: &Task, n: usize, seed: u64) -> Option<[Cloud; 2]> {
    let task = task.generate()?;
    let draw = |dataset: &DatasetConfig, purpose| dataset.sample(n, &mut Stream::new(seed, purpose, 0));
    Some([draw(&task.source, Purpose::Source), draw(&task.data, Purpose::Data)])
}

/// The mean squared length of the lines between independent pairs.
fn length_of_lines(task: &Task, seed: u64) -> Option<f64> {
    let ends = ends(task, LINES_DRAWN, seed)?;
    Some(path_energy(&Trajectories::new(&[1.0, 0.0], &ends).ok()?).ok()?.value)
}

/// W₂² between the source and the data.
fn least_energy(task: &Task, seed: u64) -> Option<f64> {
    let [source, data] = ends(task, MATCHED, seed)?;
    exact_w2(&source, &data).map(|w2| w2.powi(2))
}

/// The mean squared length of independent lines from the near source, in units of that from noise.
const LONGER: Claim = Claim {
    id: "longer",
    runs: &[],
    figure: |seed, _| Some(length_of_lines(&near(), seed)? / length_of_lines(&noise(), seed)?),
    holds: Bound::AtLeast(1.2),
};

/// W₂² from noise, in units of that from the near source.
const NEARER: Claim = Claim {
    id: "nearer",
    runs: &[],
    figure: |seed, _| Some(least_energy(&noise(), seed)? / least_energy(&near(), seed)?),
    holds: Bound::AtLeast(1.5),
};

/// The path energy of the trained flow from noise, in units of that from the near source, with matched pairs.
const FALLS: Claim = Claim {
    id: "falls",
    runs: &[Run { task: "noise", steps: TRAINED }, Run { task: "near", steps: TRAINED }],
    figure: |_, runs| {
        let [noise, near] = runs else { return None };
        Some(noise.merit("path-energy")? / near.merit("path-energy")?)
    },
    holds: Bound::AtLeast(3.0),
};

/// By how many nats −log p is lower from the near source after few steps, with matched pairs.
const SOONER: Claim = Claim {
    id: "sooner",
    runs: &[Run { task: "noise", steps: SOON }, Run { task: "near", steps: SOON }],
    figure: |_, runs| {
        let [noise, near] = runs else { return None };
        Some(noise.merit("nll")? - near.merit("nll")?)
    },
    holds: Bound::AtLeast(0.15),
};

const ASK: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 12.0,
        step: 0.1,
        start: 6.0,
        truth: || length_of_lines(&blind(), 0).unwrap_or(f64::NAN),
        near: 1.0,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(1.0);
    },
    ..Step::new("ask", "blind")
};

const BLIND: Step = paths("blind", "blind");
const NEAR: Step = paths("near", "near");

const WHY: Step = Step {
    enter: |pane| pane.show_only(&["data", "samples", "trajectories"]),
    leave: Pane::pause,
    ..Step::new("why", "near")
};

const NOISE: Step = paths("noise", "noise");

const TRANSFER: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 6.0,
        step: 0.1,
        start: 3.0,
        truth: || least_energy(&turned(), 0).unwrap_or(f64::NAN),
        near: 0.4,
    })),
    controls: &["source", "coupling"],
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(1.0);
    },
    leave: Pane::pause,
    ..Step::new("transfer", "turned")
};

const FURTHER: Step = Step { controls: &["source", "coupling", "sampling"], ..Step::new("further", "turned") };

/// A step that trains and shows the paths.
const fn paths(id: &'static str, task: &'static str) -> Step {
    Step {
        enter: |pane| {
            pane.show_only(&["data", "samples", "trajectories"]);
            pane.hold(0.0);
            pane.train();
        },
        done: |pane| pane.steps_done() >= TRAINED,
        rests_at: Some(TRAINED),
        ..Step::new(id, task)
    }
}

#[cfg(test)]
mod tests;
