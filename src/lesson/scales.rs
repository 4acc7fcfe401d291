//! The lesson on noise at every scale: annealing lets chains learn the weights that one noise level hides.

use std::sync::OnceLock;

use leptos::prelude::{Set as _, Update as _};

use super::{
    kit::{
        Axis, Block, Bound, Claim, Evidence, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, shown, training,
    },
    score::{AVERAGING, CHAINS, SHARE, TOP, TRAINED, WEIGHT, exact_share, hills, learned_share, plain},
};
use crate::{
    locale::Words,
    math::{
        metric::Estimate,
        sampler::{Annealed, SamplerConfig},
        schedule::{ScheduleConfig, VeGeometric},
    },
    protocol::{MapKind, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "scales",
    part: Part::Scores,
    minutes: 10,
    words: Words::new(include_str!("text/en/scales.ftl")),
    thumbnail: "<g fill='none' stroke='var(--noise)' stroke-width='1.500'><circle cx='22' cy='27' r='18'/></g>\
        <g fill='none' stroke='var(--model)' stroke-width='2'><circle cx='52' cy='21' r='10'/><circle cx='45' cy='37' r='6'/></g>\
        <g fill='var(--data)'><circle cx='84' cy='14' r='6'/><circle cx='74' cy='42' r='3'/></g>",
    tasks: &[("annealed", annealed), ("one-level", one_level), ("raw", raw), ("short", short)],
    panels: &["loss", "quality"],
    blocks: &[
        ("share", Block::Formula(SHARE)),
        ("ladder", Block::Formula(LADDER)),
        ("song2019", Block::Paper(SONG)),
        ("song2020", Block::Paper(IMPROVED)),
    ],
    numbers: &[
        ("weight", WEIGHT),
        ("levels", 20.0),
        ("moves", 10.0),
        ("averaging", AVERAGING),
        ("top", TOP),
        ("low", LOW),
        ("apart", APART),
    ],
    steps: &[ASK, RUN, SEE, AVERAGE, WHY, TRANSFER, FURTHER],
    claims: &[EXACT, FIXED, HALF, AVERAGED],
};

/// Chains that go down all noise levels.
fn down() -> SamplerConfig {
    SamplerConfig::Annealed(Annealed { rate: 0.3, moves: 10 })
}

fn annealed() -> Task {
    hills("denoising-score", down()).into()
}

/// The chains of the lesson before, at one level.
fn one_level() -> Task {
    hills("denoising-score", plain()).into()
}

/// Sampling uses the weights of the last step, not their average.
fn raw() -> Task {
    let mut task = hills("denoising-score", down());
    task.training.ema = 0.0;
    task.into()
}

/// The most noise of a ladder that begins too low, and the distance of the hills.
const LOW: f64 = 0.8;
const APART: f64 = 5.7;

/// A ladder that begins with little noise.
fn short() -> Task {
    let mut task = hills("denoising-score", down());
    task.schedule = ScheduleConfig::VeGeometric(VeGeometric { sigma_min: 0.04, sigma_max: LOW });
    task.into()
}

const LADDER: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='chain'>x</mi><mo>←</mo><mi data-symbol='chain'>x</mi><mo>+</mo>\
             <mi data-symbol='step'>η</mi><mi data-symbol='score'>s</mi><mo>(</mo><mi data-symbol='chain'>x</mi><mo>,</mo>\
             <mi data-symbol='sigma'>σ</mi><mo>)</mo><mo>+</mo><msqrt><mrow><mn>2</mn><mi data-symbol='step'>η</mi></mrow></msqrt>\
             <mi data-symbol='jump'>n</mi><mo>,</mo><mi data-symbol='step'>η</mi><mo>=</mo><mi data-symbol='step'>r</mi>\
             <msup data-symbol='sigma'><mi>σ</mi><mn>2</mn></msup></math>",
    symbols: &[
        Symbol { layers: &["samples", "trajectories"], ..Symbol::new("chain", "<mi>x</mi>") },
        Symbol { layers: &["learned", "exact"], ..Symbol::new("score", "<mi>s</mi>") },
        Symbol {
            layers: &["map"],
            value: Some(shown::sigma),
            drag: Some(&shown::TIME),
            ..Symbol::new("sigma", "<mi>σ</mi>")
        },
        Symbol::new("step", "<mi>η</mi>"),
        Symbol::new("jump", "<mi>n</mi>"),
    ],
    terms: &[],
};

const SONG: Paper = Paper {
    authors: "Song and Ermon (2019)",
    title: "Generative modeling by estimating gradients of the data distribution",
    address: "https://arxiv.org/abs/1907.05600",
};

const IMPROVED: Paper = Paper {
    authors: "Song and Ermon (2020)",
    title: "Improved techniques for training score-based generative models",
    address: "https://arxiv.org/abs/2006.09011",
};

/// The share with the exact score.
const EXACT: Claim = Claim {
    id: "exact",
    runs: &[],
    figure: |seed, _| exact_share(&hills("denoising-score", down()), CHAINS, seed),
    holds: Bound::Within(0.73, 0.87),
};

/// The share with the learned score.
const FIXED: Claim = Claim {
    id: "fixed",
    runs: &[Run { task: "annealed", steps: TRAINED }],
    figure: |_, runs| learned_share(runs.first()?),
    holds: Bound::Within(0.73, 0.87),
};

/// The same with chains at one level.
const HALF: Claim = Claim {
    id: "half",
    runs: &[Run { task: "one-level", steps: TRAINED }],
    figure: |_, runs| learned_share(runs.first()?),
    holds: Bound::Within(0.43, 0.57),
};

/// The error of the score with the weights of the last step, over that with their average.
const AVERAGED: Claim = Claim {
    id: "averaged",
    runs: &[Run { task: "annealed", steps: TRAINED }, Run { task: "raw", steps: TRAINED }],
    figure: |_, runs| Some(mean_error(runs.get(1)?)? / mean_error(runs.first()?)?),
    holds: Bound::AtLeast(1.5),
};

/// The mean over all times of the field's error where the data are.
fn mean_error(run: &Evidence) -> Option<f64> {
    let errors: Vec<f64> = run.quality.errors.iter().map(|errors| errors.near).collect();
    Estimate::mean(&errors).ok().map(|mean| mean.value)
}

fn truth() -> f64 {
    static TRUTH: OnceLock<f64> = OnceLock::new();
    *TRUTH.get_or_init(|| exact_share(&short().setting(), CHAINS, 0).unwrap_or(f64::NAN))
}

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(1.0);
    },
    ..Step::new("ask", "annealed")
};

const RUN: Step = Step {
    enter: training,
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "annealed")
};

const SEE: Step = Step {
    controls: &["sampler"],
    enter: |pane| {
        pane.show_only(&["samples", "map", "trajectories"]);
        pane.map.set(Some(MapKind::ExactDensity));
        pane.hold(0.6);
    },
    leave: |pane| {
        pane.map.set(None);
        pane.experiment.update(|task| task.take_sampling(&annealed()));
    },
    ..Step::new("see", "annealed")
};

const AVERAGE: Step = Step {
    controls: &["training"],
    enter: |pane| {
        pane.show_only(&["learned", "exact", "samples"]);
        pane.hold(0.3);
        pane.train();
    },
    leave: |pane| {
        pane.pause();
        pane.set_field("training", "ema", AVERAGING);
    },
    ..Step::new("average", "annealed")
};

const WHY: Step = Step {
    enter: |pane| {
        pane.show_only(&["samples", "learned", "exact", "map"]);
        pane.map.set(Some(MapKind::ExactDensity));
        pane.hold(0.7);
    },
    leave: |pane| pane.map.set(None),
    ..Step::new("why", "annealed")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Number(Axis { from: 0.0, to: 1.0, step: 0.05, start: 0.0, truth, near: 0.12 })),
    enter: |pane| {
        pane.show_only(&["data", "samples"]);
        pane.hold(1.0);
    },
    leave: Pane::pause,
    ..Step::new("transfer", "short")
};

const FURTHER: Step =
    Step { controls: &["schedule"], enter: training, leave: Pane::pause, ..Step::new("further", "short") };

#[cfg(test)]
mod tests;
