//! The first lesson: the reader fits Gaussians to an expert, and two divergences choose differently.

pub mod kept;

mod desk;
mod editor;
mod expert;
mod map;
mod picture;
mod readings;

use super::kit::{Block, Bound, Claim, Formula, Lesson, Paper, Part, Pin, Question, Step, Symbol};
use crate::{
    locale::Words,
    math::dataset::{Dataset, DatasetConfig, GaussianMixture},
    protocol::{Generate, Task},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "problem",
    part: Part::Matching,
    minutes: 15,
    words: Words::new(include_str!("text/en/problem.ftl")),
    thumbnail: "<g fill='var(--data)'><circle cx='24' cy='36' r='2.500'/><circle cx='31' cy='31' r='2.500'/><circle cx='22' cy='29' r='2.500'/>\
        <circle cx='34' cy='39' r='2.500'/><circle cx='28' cy='43' r='2.500'/><circle cx='66' cy='16' r='2.500'/>\
        <circle cx='73' cy='12' r='2.500'/><circle cx='72' cy='20' r='2.500'/><circle cx='64' cy='22' r='2.500'/></g>\
        <g fill='none' stroke='var(--model)' stroke-width='2.500'><ellipse cx='48' cy='27' rx='38' ry='17' transform='rotate(-22 48 27)'/></g>\
        <ellipse cx='28' cy='36' rx='12' ry='13' fill='none' stroke='var(--exact)' stroke-width='2.500'/>",
    tasks: &[("two", two), ("three", three)],
    panels: &[],
    blocks: &[
        ("editor", Block::View(editor::alone)),
        ("optima", Block::View(editor::with_optima)),
        ("map", Block::View(editor::with_judge)),
        ("forward", Block::Formula(FORWARD)),
        ("reverse", Block::Formula(REVERSE)),
        ("discriminator", Block::Formula(DISCRIMINATOR)),
        ("game", Block::Formula(GAME)),
        ("bishop2006", Block::Paper(BISHOP)),
        ("goodfellow2014", Block::Paper(GOODFELLOW)),
        ("ke2020", Block::Paper(KE)),
    ],
    numbers: &[
        ("forward", OF_FORWARD[0]),
        ("reverse-there", OF_FORWARD[1]),
        ("js-there", OF_FORWARD[2]),
        ("forward-on-mode", OF_REVERSE[0]),
        ("reverse", OF_REVERSE[1]),
        ("js-on-mode", OF_REVERSE[2]),
        ("cannot-tell", CANNOT_TELL),
    ],
    steps: &[ASK, FIT, SEE, WHY, JUDGE, TRANSFER, FURTHER],
    claims: &[MOMENTS, ON_ONE_MODE],
};

/// Forward KL, reverse KL and the Jensen–Shannon divergence at the best Gaussian by forward KL, and at that by reverse KL.
const OF_FORWARD: [f64; 3] = [0.84, 2.54, 0.23];
const OF_REVERSE: [f64; 3] = [15.0, 0.51, 0.16];
/// The value of the game where the judge cannot tell, −ln 4.
const CANNOT_TELL: f64 = -1.386;

/// Two modes of unequal weight.
fn two() -> Task {
    Task::Generate(Generate { data: DatasetConfig::GaussianMixture(expert::two_modes()), ..Generate::default() })
}

/// Three modes, one of them with half of the mass.
fn three() -> Task {
    Task::Generate(Generate { data: DatasetConfig::GaussianMixture(GaussianMixture::default()), ..Generate::default() })
}

/// How far from the mean a pin may be.
const NEAR: f64 = 0.35;

const FORWARD: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='forward'>KL</mi><mo>(</mo><mi data-symbol='data'>p</mi><mo>‖</mo>\
             <mi data-symbol='model'>q</mi><mo>)</mo><mo>=</mo><msub data-symbol='over-data'><mi>E</mi><mi>p</mi></msub><mo>[</mo>\
             <mi>log</mi><mi data-symbol='data'>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>−</mo><mi>log</mi>\
             <mi data-symbol='model'>q</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>]</mo></math>",
    symbols: &[
        Symbol {
            value: Some(|_| desk::loss_of_kept(|losses| losses.forward).map(numbers::short)),
            ..Symbol::new("forward", "<mi>KL</mi><mo>(</mo><mi>p</mi><mo>‖</mo><mi>q</mi><mo>)</mo>")
        },
        DATA,
        MODEL,
        Symbol { layers: &["data"], ..Symbol::new("over-data", "<msub><mi>E</mi><mi>p</mi></msub>") },
    ],
    terms: &[],
};

const REVERSE: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='reverse'>KL</mi><mo>(</mo><mi data-symbol='model'>q</mi><mo>‖</mo>\
             <mi data-symbol='data'>p</mi><mo>)</mo><mo>=</mo><msub data-symbol='over-model'><mi>E</mi><mi>q</mi></msub><mo>[</mo>\
             <mi>log</mi><mi data-symbol='model'>q</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>−</mo><mi>log</mi>\
             <mi data-symbol='data'>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>]</mo></math>",
    symbols: &[
        Symbol {
            value: Some(|_| desk::loss_of_kept(|losses| losses.reverse).map(numbers::short)),
            ..Symbol::new("reverse", "<mi>KL</mi><mo>(</mo><mi>q</mi><mo>‖</mo><mi>p</mi><mo>)</mo>")
        },
        MODEL,
        DATA,
        Symbol::new("over-model", "<msub><mi>E</mi><mi>q</mi></msub>"),
    ],
    terms: &[],
};

const DISCRIMINATOR: Formula = Formula {
    mathml: "<math display='block'><msup data-symbol='judge'><mi>D</mi><mo>*</mo></msup><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow><mo>=</mo>\
             <mfrac><mrow><mi data-symbol='data'>p</mi><mo>(</mo><mi>x</mi><mo>)</mo></mrow><mrow><mi data-symbol='data'>p</mi><mo>(</mo>\
             <mi>x</mi><mo>)</mo><mo>+</mo><mi data-symbol='model'>q</mi><mo>(</mo><mi>x</mi><mo>)</mo></mrow></mfrac></math>",
    symbols: &[Symbol::new("judge", "<msup><mi>D</mi><mo>*</mo></msup>"), DATA, MODEL],
    terms: &[],
};

const GAME: Formula = Formula {
    mathml: "<math display='block'><msub><mi>E</mi><mi>p</mi></msub><mo>[</mo><mi>log</mi><msup><mi>D</mi><mo>*</mo></msup><mo>]</mo>\
             <mo>+</mo><msub><mi>E</mi><mi>q</mi></msub><mo>[</mo><mi>log</mi><mo>(</mo><mn>1</mn><mo>−</mo><msup><mi>D</mi><mo>*</mo></msup>\
             <mo>)</mo><mo>]</mo><mo>=</mo><mn>2</mn><mi data-symbol='js'>JS</mi><mo>−</mo><mi>ln</mi><mn>4</mn></math>",
    symbols: &[Symbol {
        value: Some(|_| desk::loss_of_kept(|losses| losses.jensen_shannon).map(numbers::short)),
        ..Symbol::new("js", "<mi>JS</mi>")
    }],
    terms: &[],
};

const DATA: Symbol = Symbol { layers: &["data"], ..Symbol::new("data", "<mi>p</mi>") };
const MODEL: Symbol = Symbol::new("model", "<mi>q</mi>");

const BISHOP: Paper = Paper {
    authors: "Bishop (2006)",
    title: "Pattern recognition and machine learning",
    address: "https://www.microsoft.com/en-us/research/publication/pattern-recognition-machine-learning/",
};

const GOODFELLOW: Paper = Paper {
    authors: "Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville and Bengio (2014)",
    title: "Generative adversarial nets",
    address: "https://arxiv.org/abs/1406.2661",
};

const KE: Paper = Paper {
    authors: "Ke, Choudhury, Barnes, Sun, Lee and Srinivasa (2020)",
    title: "Imitation learning as f-divergence minimization",
    address: "https://arxiv.org/abs/1905.12888",
};

/// How far the best Gaussian by forward KL is from the data's moments, in standard deviations.
const MOMENTS: Claim =
    Claim { id: "moments", runs: &[], figure: |seed, _| expert::error_of_forward(seed), holds: Bound::AtMost(0.01) };

/// The share of the best Gaussian by reverse KL on one mode.
const ON_ONE_MODE: Claim =
    Claim { id: "one-mode", runs: &[], figure: |seed, _| expert::share_of_reverse(seed), holds: Bound::AtLeast(0.95) };

/// The stage shows the data alone: nothing is trained in this lesson.
fn show_data(pane: Pane) {
    pane.pause();
    pane.show_only(&["data"]);
    pane.hold(0.0);
}

const ASK: Step = Step { ask: Some(Question::Choice { of: 3, right: 2 }), enter: show_data, ..Step::new("ask", "two") };

const FIT: Step = Step { enter: show_data, ..Step::new("fit", "two") };

const SEE: Step = Step { enter: show_data, ..Step::new("see", "two") };

const WHY: Step = Step { enter: show_data, ..Step::new("why", "two") };

const JUDGE: Step = Step { enter: show_data, ..Step::new("judge", "two") };

const TRANSFER: Step = Step {
    ask: Some(Question::Point(Pin {
        start: [-2.0, 2.5],
        from: None,
        truth: || GaussianMixture::default().mixture().mean(),
        near: NEAR,
    })),
    enter: show_data,
    ..Step::new("transfer", "three")
};

const FURTHER: Step = Step { enter: show_data, ..Step::new("further", "two") };

#[cfg(test)]
mod tests;
