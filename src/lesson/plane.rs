//! The lesson on dimension: what the plane shows of images and robots, and what it hides.

mod measured;
mod picture;

use super::kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Step, Symbol};
use crate::{
    locale::Words,
    math::dataset::{DatasetConfig, Normal},
    protocol::{Generate, Task},
    ui::Pane,
};
use measured::{matched, nearest, within};

pub const LESSON: Lesson = Lesson {
    id: "plane",
    part: Part::OneLoss,
    minutes: 8,
    words: Words::new(include_str!("text/en/plane.ftl")),
    thumbnail: "<circle cx='26' cy='27' r='14' fill='var(--noise)' fill-opacity='0.500'/><circle cx='26' cy='27' r='6' fill='var(--noise)'/>\
        <circle cx='70' cy='27' r='18' fill='none' stroke='var(--noise)' stroke-width='4'/>",
    tasks: &[("plane", plane), ("pairs", pairs)],
    panels: &["loss", "quality"],
    blocks: &[
        ("shells", Block::View(picture::shells)),
        ("distances", Block::View(picture::distances)),
        ("length", Block::Formula(LENGTH)),
        ("partners", Block::View(picture::partners)),
        ("vershynin2018", Block::Paper(VERSHYNIN)),
        ("beyer1999", Block::Paper(BEYER)),
        ("pooladian2023", Block::Paper(POOLADIAN)),
    ],
    numbers: &[
        ("near", NEAR),
        ("dimension", MANY as f64),
        ("in-plane", IN_PLANE),
        ("batch", BATCH as f64),
        ("matched", MATCHED),
        ("radius", RADIUS),
    ],
    steps: &[ASK, SHELL, WHY, PAIRS, PARTNERS, KEPT, LOST, FURTHER],
    claims: &[MIDDLE, EMPTY, SHORT, LONG],
};

/// The dimensions that are compared.
const FEW: usize = 2;
const MANY: usize = 16;
/// Points nearer to the middle than this count as near.
const NEAR: f64 = 2.0;
/// How many of a thousand points of noise are near in the plane.
const IN_PLANE: f64 = 865.0;
/// The root of [`MANY`].
const RADIUS: f64 = 4.0;
/// Pairs of a batch, and the mean squared length of matched ones in the plane, in per cent of that of independent ones.
const BATCH: usize = 256;
const MATCHED: f64 = 3.0;

/// Eight Gaussians, as everywhere in the course.
fn plane() -> Task {
    Task::default()
}

/// Noise on both ends, with pairs of optimal transport.
fn pairs() -> Task {
    let mut task = Generate::default();
    // The id is in the registry, as a test checks.
    let _ = task.select("objective", "ot-cfm");
    task.data = DatasetConfig::Normal(Normal::default());
    task.into()
}

const LENGTH: Formula = Formula {
    mathml: "<math display='block'><msup><mrow><mo>‖</mo><mi data-symbol='noise'>n</mi><mo>‖</mo></mrow><mn>2</mn></msup><mo>=</mo>\
             <msubsup data-symbol='coordinate'><mi>n</mi><mn>1</mn><mn>2</mn></msubsup><mo>+</mo><mo>…</mo><mo>+</mo>\
             <msubsup data-symbol='coordinate'><mi>n</mi><mi>d</mi><mn>2</mn></msubsup><mo>=</mo><mi data-symbol='dimension'>d</mi>\
             <mo>±</mo><msqrt data-symbol='spread'><mrow><mn>2</mn><mi>d</mi></mrow></msqrt></math>",
    symbols: &[
        Symbol { layers: &["data"], ..Symbol::new("noise", "<mi>n</mi>") },
        Symbol::new("coordinate", "<msubsup><mi>n</mi><mi>i</mi><mn>2</mn></msubsup>"),
        Symbol::new("dimension", "<mi>d</mi>"),
        Symbol::new("spread", "<msqrt><mrow><mn>2</mn><mi>d</mi></mrow></msqrt>"),
    ],
    terms: &[],
};

const VERSHYNIN: Paper = Paper {
    authors: "Vershynin (2018)",
    title: "High-dimensional probability",
    address: "https://doi.org/10.1017/9781108231596",
};

const BEYER: Paper = Paper {
    authors: "Beyer, Goldstein, Ramakrishnan and Shaft (1999)",
    title: "When is “nearest neighbor” meaningful?",
    address: "https://doi.org/10.1007/3-540-49257-7_15",
};

const POOLADIAN: Paper = Paper {
    authors: "Pooladian, Ben-Hamu, Domingo-Enrich, Amos, Lipman and Chen (2023)",
    title: "Multisample flow matching: straightening flows with minibatch couplings",
    address: "https://arxiv.org/abs/2304.14772",
};

/// The share of noise that is near the middle, in the plane and in many dimensions.
const MIDDLE: Claim =
    Claim { id: "middle", runs: &[], figure: |seed, _| within(NEAR, FEW, seed), holds: Bound::AtLeast(0.84) };
const EMPTY: Claim =
    Claim { id: "empty", runs: &[], figure: |seed, _| within(NEAR, MANY, seed), holds: Bound::AtMost(0.005) };

/// The mean squared length of pairs over that of independent ones: matched in the plane, and nearest in many dimensions.
const SHORT: Claim =
    Claim { id: "short", runs: &[], figure: |seed, _| matched(BATCH, seed), holds: Bound::AtMost(0.05) };
const LONG: Claim =
    Claim { id: "long", runs: &[], figure: |seed, _| nearest(BATCH, MANY, seed), holds: Bound::AtLeast(0.3) };

const ASK: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 1000.0,
        step: 5.0,
        start: IN_PLANE,
        truth: || within(NEAR, MANY, 0).map_or(f64::NAN, |share| 1000.0 * share),
        near: 30.0,
    })),
    enter: noise_only,
    ..Step::new("ask", "plane")
};

const SHELL: Step = Step { enter: noise_only, ..Step::new("shell", "plane") };

const WHY: Step = Step { enter: noise_only, ..Step::new("why", "plane") };

const PAIRS: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 100.0,
        step: 1.0,
        start: MATCHED,
        truth: || nearest(BATCH, MANY, 0).map_or(f64::NAN, |share| 100.0 * share),
        near: 8.0,
    })),
    enter: noise_only,
    ..Step::new("pairs", "pairs")
};

const PARTNERS: Step = Step {
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
        pane.train();
    },
    leave: Pane::pause,
    ..Step::new("partners", "pairs")
};

const KEPT: Step = Step { controls: &["sampler"], enter: trained, leave: Pane::pause, ..Step::new("kept", "plane") };

const LOST: Step = Step { controls: &["sampler"], enter: trained, leave: Pane::pause, ..Step::new("lost", "plane") };

const FURTHER: Step =
    Step { controls: &["data", "sampler"], enter: trained, leave: Pane::pause, ..Step::new("further", "plane") };

/// Only the noise, without training.
fn noise_only(pane: Pane) {
    pane.pause();
    pane.show_only(&["data"]);
    pane.hold(1.0);
}

/// Training of the plane, with its exact field.
fn trained(pane: Pane) {
    pane.show_only(&["data", "samples", "learned", "exact"]);
    pane.hold(0.0);
    pane.train();
}

#[cfg(test)]
mod tests;
