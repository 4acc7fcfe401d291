//! The lesson on the score: a slope that needs no normalising constant, and what chains that follow it cannot know.

use std::sync::OnceLock;

use leptos::prelude::*;

use super::kit::{
    Axis, Block, Bound, Claim, Evidence, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol,
    exact::{first_share, particles},
    shown, training,
};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, Ncsn},
        extremes::largest,
        field::Field as _,
        grid::{GridConfig, LogSnr},
        metric::ModeReport,
        points::Cloud,
        sampler::{Langevin, SamplerConfig},
        schedule::{ScheduleConfig, VeGeometric},
    },
    protocol::{ErrorAt, Generate, MapKind, Sampling, Task, Training},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "score",
    part: Part::Scores,
    minutes: 12,
    words: Words::new(include_str!("text/en/score.ftl")),
    thumbnail: "<path d='M6 46C20 46 20 12 32 12S44 44 54 44 62 30 70 30 76 46 90 46' fill='none' stroke='var(--data)' stroke-width='2'/>\
        <g fill='none' stroke='var(--model)' stroke-width='2'><path d='M10 50H24M20 47 24 50 20 53M54 50H40M44 47 40 50 44 53'/>\
        <path d='M60 50H68M65 47 68 50 65 53M88 50H76M79 47 76 50 79 53'/></g>",
    tasks: &[("chains", chains), ("eight", eight), ("explicit", explicit), ("implicit", implicit), ("sliced", sliced)],
    panels: &["loss"],
    blocks: &[
        ("share", Block::Formula(SHARE)),
        ("density", Block::Formula(DENSITY)),
        ("slope", Block::Formula(SLOPE)),
        ("shift", Block::View(shift)),
        ("hills", Block::Formula(HILLS)),
        ("hyvarinen2005", Block::Paper(HYVARINEN)),
        ("vincent2011", Block::Paper(VINCENT)),
        ("song2019", Block::Paper(SONG)),
        ("sliced2019", Block::Paper(SLICED)),
    ],
    numbers: &[("weight", WEIGHT), ("moves", MOVES)],
    steps: &[ASK, RUN, SEE, MAP, WHY, TRANSFER, FURTHER],
    claims: &[EXACT, SPLIT, EMPTY, LUCK, SAME],
};

/// Training steps after which chains find the hills.
pub(super) const TRAINED: u64 = 3000;
/// The share of the data on the upper right hill.
pub(super) const WEIGHT: f64 = 0.8;
/// The most noise, with which chains begin.
pub(super) const TOP: f64 = 3.2;
/// How much of the weights' average stays in a step.
pub(super) const AVERAGING: f64 = 0.999;
/// The moves of a chain, in rounds that the line of time shows.
const MOVES: f64 = 200.0;
const ROUNDS: u32 = 20;
const MOVES_A_ROUND: u32 = 10;
/// The noise level at which the chains walk, as a time.
pub(super) const LEVEL: f64 = 0.25;

/// Two hills far apart, and their score at all noise levels; chains begin with a spread of the most noise.
pub(super) fn hills(objective: &str, sampler: SamplerConfig) -> Generate {
    let mut task = Generate::default();
    // The id is in the registry, as a test checks.
    let _ = task.select("objective", objective);
    task.data = DatasetConfig::Ncsn(Ncsn { weight: WEIGHT, shift: 2.0, std: 0.4 });
    task.schedule = ScheduleConfig::VeGeometric(VeGeometric { sigma_min: 0.04, sigma_max: TOP });
    task.sampler = sampler;
    task.grid = GridConfig::LogSnr(LogSnr {});
    task.sampling = Sampling { steps: ROUNDS, ..Sampling::default() };
    task.training = Training { ema: AVERAGING, ema_warm_up: true, ..Training::default() };
    task.network.gain = 4.0;
    task
}

/// Chains at one noise level.
pub(super) fn plain() -> SamplerConfig {
    SamplerConfig::Langevin(Langevin { rate: 0.01, level: LEVEL, moves: MOVES_A_ROUND })
}

fn chains() -> Task {
    hills("denoising-score", plain()).into()
}

/// The same chains between eight equal Gaussians.
fn eight() -> Task {
    let mut task = hills("denoising-score", plain());
    // The id is in the registry, as a test checks.
    let _ = task.select("data", "8gaussians");
    task.into()
}

fn explicit() -> Task {
    hills("explicit-score", plain()).into()
}

fn implicit() -> Task {
    hills("implicit-score", plain()).into()
}

fn sliced() -> Task {
    hills("sliced-score", plain()).into()
}

pub(super) const SHARE: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='share'>share</mi><mo>=</mo><mfrac><mi data-symbol='upper'>upper right</mi>\
             <mi data-symbol='chains'>all chains</mi></mfrac></math>",
    symbols: &[
        Symbol { layers: &["samples"], value: Some(share), ..Symbol::new("share", "<mi>share</mi>") },
        Symbol { layers: &["samples"], ..Symbol::new("upper", "<mi>upper right</mi>") },
        Symbol { layers: &["samples"], value: Some(shown::steps), ..Symbol::new("chains", "<mi>all chains</mi>") },
    ],
    terms: &[],
};

const DENSITY: Formula = Formula {
    mathml: "<math display='block'><mi>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo><mfrac><mn>1</mn><mi>Z</mi></mfrac>\
             <msup><mi>e</mi><mrow><mo>−</mo><mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo></mrow></msup></math>",
    symbols: &[],
    terms: &[],
};

const SLOPE: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='score'>s</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo>\
             <mo data-symbol='gradient'>∇</mo><mi>log</mi><mi data-symbol='density'>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo>\
             <mo>−</mo><mo data-symbol='gradient'>∇</mo><mi data-symbol='energy'>f</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>−</mo>\
             <munder><mrow><mo data-symbol='gradient'>∇</mo><mi>log</mi><mi data-symbol='constant'>Z</mi></mrow>\
             <mrow><mo>=</mo><mn>0</mn></mrow></munder></math>",
    symbols: &[
        Symbol { layers: &["learned", "exact"], ..Symbol::new("score", "<mi>s</mi>") },
        Symbol { layers: &["learned", "exact"], ..Symbol::new("gradient", "<mo>∇</mo>") },
        Symbol { layers: &["data", "map"], ..Symbol::new("density", "<mi>p</mi>") },
        Symbol::new("energy", "<mi>f</mi>"),
        Symbol::new("constant", "<mi>Z</mi>"),
    ],
    terms: &[],
};

const HILLS: Formula = Formula {
    mathml: "<math display='block'><mi>s</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo><msub><mi>r</mi><mn>1</mn></msub><mo>(</mo>\
             <mi>x</mi><mo>)</mo><msub><mi>s</mi><mn>1</mn></msub><mo>(</mo><mi>x</mi><mo>)</mo><mo>+</mo>\
             <msub><mi>r</mi><mn>2</mn></msub><mo>(</mo><mi>x</mi><mo>)</mo><msub><mi>s</mi><mn>2</mn></msub><mo>(</mo><mi>x</mi>\
             <mo>)</mo></math>",
    symbols: &[],
    terms: &[],
};

const HYVARINEN: Paper = Paper {
    authors: "Hyvärinen (2005)",
    title: "Estimation of non-normalized statistical models by score matching",
    address: "https://jmlr.org/papers/v6/hyvarinen05a.html",
};

const VINCENT: Paper = Paper {
    authors: "Vincent (2011)",
    title: "A connection between score matching and denoising autoencoders",
    address: "https://doi.org/10.1162/NECO_a_00142",
};

const SONG: Paper = Paper {
    authors: "Song and Ermon (2019)",
    title: "Generative modeling by estimating gradients of the data distribution",
    address: "https://arxiv.org/abs/1907.05600",
};

const SLICED: Paper = Paper {
    authors: "Song, Garg, Shi and Ermon (2019)",
    title: "Sliced score matching: a scalable approach to density and score estimation",
    address: "https://arxiv.org/abs/1905.07088",
};

/// The share of the chains on the upper right hill, while their weights are the present ones.
fn share(pane: Pane) -> Option<String> {
    // Time passes while new chains arrive.
    pane.time.shown.track();
    let cloud = pane.samples_after(pane.steps_done())?;
    pane.experiment.with(|task| first_share(task.generate()?, &cloud)).map(numbers::short)
}

/// The share of `count` chains in the exact field.
pub(super) fn exact_share(task: &Generate, count: usize, seed: u64) -> Option<f64> {
    first_share(task, particles(task, count, seed, 0)?.clouds.last()?)
}

/// The share of the samples of a run.
pub(super) fn learned_share(run: &Evidence) -> Option<f64> {
    first_share(run.task.generate()?, &run.samples)
}

/// The errors of the field at the noise level of the chains.
fn errors(run: &Evidence) -> Option<&ErrorAt> {
    run.quality.errors.iter().find(|errors| errors.t >= LEVEL)
}

/// Chains of one share.
pub(super) const CHAINS: usize = 1000;

/// The share with the exact score.
const EXACT: Claim = Claim {
    id: "exact",
    runs: &[],
    figure: |seed, _| exact_share(&hills("denoising-score", plain()), CHAINS, seed),
    holds: Bound::Within(0.43, 0.57),
};

/// The share with the learned score.
const SPLIT: Claim = Claim {
    id: "split",
    runs: &[Run { task: "chains", steps: TRAINED }],
    figure: |_, runs| learned_share(runs.first()?),
    holds: Bound::Within(0.43, 0.57),
};

/// The error of the score anywhere over that where the data are.
const EMPTY: Claim = Claim {
    id: "empty",
    runs: &[Run { task: "chains", steps: TRAINED }],
    figure: |_, runs| errors(runs.first()?).map(|errors| errors.far / errors.near),
    holds: Bound::AtLeast(4.0),
};

/// How far the shares of the eight Gaussians are from equal.
const LUCK: Claim = Claim {
    id: "luck",
    runs: &[Run { task: "eight", steps: TRAINED }],
    figure: |_, runs| {
        let run = runs.first()?;
        let report = ModeReport::new(&run.samples, &run.task.generate()?.data_mixture()?).ok()?;
        Some(report.total_variation)
    },
    holds: Bound::AtMost(0.12),
};

/// The error of the score where the data are, the largest of the three other losses.
const SAME: Claim = Claim {
    id: "same",
    runs: &[
        Run { task: "explicit", steps: 1500 },
        Run { task: "implicit", steps: 1500 },
        Run { task: "sliced", steps: 1500 },
    ],
    figure: |_, runs| Some(largest(runs.iter().map(|run| errors(run).map_or(f64::NAN, |errors| errors.near)))),
    holds: Bound::AtMost(0.2),
};

fn truth() -> f64 {
    static TRUTH: OnceLock<f64> = OnceLock::new();
    *TRUTH.get_or_init(|| exact_share(&hills("denoising-score", plain()), CHAINS, 0).unwrap_or(f64::NAN))
}

/// Three log densities along the diagonal that differ by their constant, and their slope.
fn shift(_: Pane) -> AnyView {
    let drawing = drawn_slope(&hills("denoising-score", plain())).unwrap_or_default();
    view! { <svg class="picture" viewBox="0 0 320 190" aria-hidden="true" focusable="false" inner_html=drawing></svg> }
        .into_any()
}

/// Places along the diagonal, and the arrows among them.
const PLACES: usize = 97;
const ARROW_EVERY: usize = 8;

fn drawn_slope(task: &Generate) -> Option<String> {
    let (field, mixture) = (task.oracle()?, task.data_mixture()?);
    let across = |place: usize| 8.0 + 304.0 * place as f64 / (PLACES - 1) as f64;
    let points: Cloud = (0..PLACES).map(|place| [(across(place) - 160.0) / 50.0; 2]).collect();
    let corner =
        |(place, x): (usize, &[f64; 2])| format!("{:.1} {:.1}", across(place), 24.0 - 3.2 * mixture.log_density(*x));
    let curve = points.iter().enumerate().map(corner).collect::<Vec<_>>().join("L");
    let slopes = field.score(&points, 0.0);
    let arrow = |place: usize| {
        let length = 0.9 * slopes.get(place)?[0];
        let back = if length > 0.0 { -4.0 } else { 4.0 };
        let x = across(place);
        Some(format!("M{x:.1} 172h{length:.1}l{back} -3m{} 3l{back} 3", -back))
    };
    let arrows: String = (0..PLACES).step_by(ARROW_EVERY).filter_map(arrow).collect();
    let copies = [0, 14, 28].map(|down| format!("<path d='M{curve}' transform='translate(0 {down})'/>")).concat();
    Some(format!(
        "<g fill='none' stroke='var(--exact)' stroke-width='1.5'>{copies}<path d='{arrows}' stroke-width='2'/></g>\
         <path d='M8 172H312' stroke='var(--line)'/>"
    ))
}

const ASK: Step = Step {
    ask: Some(Question::Number(Axis { from: 0.0, to: 1.0, step: 0.05, start: 0.0, truth, near: 0.1 })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "chains")
};

const RUN: Step = Step {
    enter: training,
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "chains")
};

const SEE: Step = Step {
    controls: &["sampler"],
    enter: |pane| {
        pane.show_only(&["samples", "trajectories"]);
        pane.hold(0.0);
    },
    ..Step::new("see", "chains")
};

const MAP: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "learned", "exact", "map"]);
        pane.map.set(Some(MapKind::VelocityError));
        pane.hold(LEVEL);
    },
    leave: |pane| pane.map.set(None),
    ..Step::new("map", "chains")
};

const WHY: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "learned", "exact", "map"]);
        pane.map.set(Some(MapKind::ExactDensity));
        pane.hold(LEVEL);
    },
    leave: |pane| {
        pane.pause();
        pane.map.set(None);
    },
    ..Step::new("why", "chains")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.show_only(&["data", "samples"]);
        pane.hold(0.0);
    },
    leave: Pane::pause,
    ..Step::new("transfer", "eight")
};

const FURTHER: Step =
    Step { controls: &["objective"], enter: training, leave: Pane::pause, ..Step::new("further", "eight") };

#[cfg(test)]
mod tests;
