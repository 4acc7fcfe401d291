//! The lesson on flow matching: the learned field is the mean of the velocities of crossing lines.

use super::kit::{
    Block, Bound, Claim, Drawing, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, exact, shown,
};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, GaussianMixture},
        oracle::Component,
        points::Cloud,
        rng::{Purpose, Stream},
    },
    protocol::{Generate, Task},
    ui::{Pane, SketchKind},
};

pub const LESSON: Lesson = Lesson {
    id: "flow",
    part: Part::Flows,
    minutes: 10,
    words: Words::new(include_str!("text/en/flow.ftl")),
    thumbnail: "<g fill='none' stroke='var(--noise)' stroke-width='1.500'><path d='M16 14 80 40M16 40 80 14'/></g>\
        <g fill='none' stroke='var(--model)' stroke-width='2.500'><path d='M16 14C44 26 52 26 80 14M16 40C44 28 52 28 80 40'/></g>\
        <g fill='var(--noise)'><circle cx='16' cy='14' r='4'/><circle cx='16' cy='40' r='4'/></g>\
        <g fill='var(--data)'><circle cx='80' cy='14' r='4'/><circle cx='80' cy='40' r='4'/></g>",
    tasks: &[("crossing", crossing), ("eight", eight)],
    panels: &["loss", "quality"],
    blocks: &[
        ("mean", Block::Formula(MEAN)),
        ("line", Block::Formula(LINE)),
        ("energy", Block::Formula(ENERGY)),
        ("lipman2023", Block::Paper(LIPMAN)),
        ("liu2023", Block::Paper(LIU)),
        ("tong2024", Block::Paper(TONG)),
    ],
    numbers: &[],
    steps: &[ASK, RUN, SEE, PATH, TURN, WHY, TRANSFER, FURTHER],
    claims: &[MEAN_OF_PAIRS, BENT],
};

/// Training steps after which the field of [`crossing`] looks like the exact one.
const TRAINED: u64 = 500;
/// The point and the time at which the lines cross.
const CENTRE: [f64; 2] = [0.0, 0.0];
const HALF: f64 = 0.5;
/// The particle whose path is drawn: in the middle of the upper start.
const UPPER: [f64; 2] = [-2.0, 1.0];
/// A drawn path is right up to this mean distance: less than that of a straight line to either target.
const NEAR: f64 = 0.2;

/// Two starts at x = −2 and two targets at x = 2.
fn crossing() -> Task {
    let pair = |x: f64| {
        GaussianMixture::new([[x, 1.0], [x, -1.0]].map(|mean| Component::round(mean, 0.2, 1.0))).unwrap_or_default()
    };
    let [source, data] = [-2.0, 2.0].map(|x| DatasetConfig::GaussianMixture(pair(x)));
    Task::Generate(Generate { data, source, ..Generate::default() })
}

/// Noise in the middle, eight Gaussians around it.
fn eight() -> Task {
    Task::Generate(Generate::default())
}

const MEAN: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='field'>v</mi><mo>(</mo><mi>x</mi><mo>,</mo><mi data-symbol='time'>t</mi>\
             <mo>)</mo><mo>=</mo><mi data-symbol='expectation'>E</mi><mo>[</mo><mi data-symbol='pair'>noise</mi>\
             <mo data-symbol='pair'>−</mo><mi data-symbol='pair'>data</mi><mo>|</mo>\
             <msub data-symbol='point'><mi>x</mi><mi>t</mi></msub><mo>=</mo><mi data-symbol='point'>x</mi><mo>]</mo></math>",
    symbols: &[
        Symbol { layers: &["learned", "exact"], ..Symbol::new("field", "<mi>v</mi>") },
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
        Symbol { layers: &["pairs", "exact"], ..Symbol::new("expectation", "<mi>E</mi>") },
        Symbol { layers: &["pairs"], ..Symbol::new("pair", "<mi>noise</mi><mo>−</mo><mi>data</mi>") },
        Symbol {
            layers: &["pairs"],
            value: Some(shown::mark),
            ..Symbol::new("point", "<msub><mi>x</mi><mi>t</mi></msub>")
        },
    ],
    terms: &[],
};

const LINE: Formula = Formula {
    mathml: "<math display='block'><msub><mi>x</mi><mi>t</mi></msub><mo>=</mo><mo>(</mo><mn>1</mn><mo>−</mo><mi>t</mi><mo>)</mo>\
             <mi>data</mi><mo>+</mo><mi>t</mi><mi>noise</mi></math>",
    symbols: &[],
    terms: &[],
};

const ENERGY: Formula = Formula {
    mathml: "<math display='block'><mi>E</mi><msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><msup><mrow><mo>‖</mo><mi>v</mi>\
             <mo>(</mo><msub><mi>x</mi><mi>t</mi></msub><mo>,</mo><mi>t</mi><mo>)</mo><mo>‖</mo></mrow><mn>2</mn></msup>\
             <mi>d</mi><mi>t</mi><mo>≥</mo><msubsup><mi>W</mi><mn>2</mn><mn>2</mn></msubsup></math>",
    symbols: &[],
    terms: &[],
};

const LIPMAN: Paper = Paper {
    authors: "Lipman, Chen, Ben-Hamu, Nickel and Le (2023)",
    title: "Flow matching for generative modeling",
    address: "https://arxiv.org/abs/2210.02747",
};

const LIU: Paper = Paper {
    authors: "Liu, Gong and Liu (2023)",
    title: "Flow straight and fast: learning to generate and transfer data with rectified flow",
    address: "https://arxiv.org/abs/2209.03003",
};

const TONG: Paper = Paper {
    authors: "Tong, Fatras, Malkin, Huguet, Zhang, Rector-Brooks, Wolf and Bengio (2024)",
    title: "Improving and generalizing flow-based generative models with minibatch optimal transport",
    address: "https://arxiv.org/abs/2302.00482",
};

/// The greatest distance of the mean of the velocities of pairs from the exact field, in standard errors.
const MEAN_OF_PAIRS: Claim =
    Claim { id: "mean", runs: &[], figure: |seed, _| errors_of_the_mean(seed), holds: Bound::AtMost(4.0) };

/// The path energy of the trained flow to eight Gaussians, in units of W₂².
const BENT: Claim = Claim {
    id: "bent",
    runs: &[Run { task: "eight", steps: 2000 }],
    figure: |_, runs| runs.first()?.in_floors("path-energy"),
    holds: Bound::AtLeast(1.4),
};

/// The exact path of the particle at [`UPPER`].
fn upper_path() -> Cloud {
    exact::path(&crossing().setting(), UPPER, 60).unwrap_or_default()
}

/// The pairs whose velocities are averaged.
const PAIRS: usize = 20_000;

fn errors_of_the_mean(seed: u64) -> Option<f64> {
    let task = crossing().setting().clone();
    let through = task.oracle()?.through(CENTRE, HALF, PAIRS, &mut Stream::new(seed, Purpose::Display, 2))?;
    through.errors_of_the_mean()
}

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(1.0);
    },
    ..Step::new("ask", "crossing")
};

const RUN: Step = Step {
    enter: |pane| {
        pane.show_only(&["learned", "pairs"]);
        pane.mark(CENTRE);
        pane.hold(HALF);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    ..Step::new("run", "crossing")
};

const SEE: Step = Step {
    enter: |pane| {
        pane.show_only(&["learned", "exact", "pairs"]);
        pane.mark(CENTRE);
        pane.hold(HALF);
        pane.train();
    },
    ..Step::new("see", "crossing")
};

/// The path that the reader draws: of the particle that starts at [`UPPER`].
const PATH: Step = Step {
    ask: Some(Question::Drawing(Drawing { kind: SketchKind::Path, pen: UPPER, truth: upper_path, near: NEAR })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(1.0);
    },
    ..Step::new("path", "crossing")
};

const TURN: Step = Step {
    enter: |pane| {
        pane.show_only(&["samples", "trajectories"]);
        pane.hold(0.0);
        pane.train();
    },
    leave: Pane::pause,
    ..Step::new("turn", "crossing")
};

const WHY: Step = Step {
    enter: |pane| {
        pane.show_only(&["learned", "exact", "pairs"]);
        pane.mark(CENTRE);
        pane.hold(HALF);
        pane.train();
    },
    leave: Pane::pause,
    ..Step::new("why", "crossing")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 3 }),
    controls: &["coupling"],
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
    },
    leave: Pane::pause,
    ..Step::new("transfer", "eight")
};

const FURTHER: Step = Step { controls: &["coupling"], ..Step::new("further", "eight") };

#[cfg(test)]
mod tests;
