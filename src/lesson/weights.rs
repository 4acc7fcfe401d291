//! The lesson on weights: what a small network learns where not all of it can be learned.

use leptos::prelude::{Track as _, With as _};

use super::kit::{Block, Bound, Claim, Evidence, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, shown};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, GaussianMixture},
        extremes::smallest,
        metric::{ModeReport, evidence_bound, negative_log_likelihood},
        oracle::Component,
        points::Cloud,
        rng::{Purpose, Stream},
    },
    protocol::{Generate, Task},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "weights",
    part: Part::OneLoss,
    minutes: 11,
    words: Words::new(include_str!("text/en/weights.ftl")),
    thumbnail: "<path d='M8 14H44C56 14 56 40 70 40H88' fill='none' stroke='var(--model)' stroke-width='2.500'/>\
        <g fill='var(--data)'><circle cx='16' cy='30' r='3'/><circle cx='28' cy='30' r='3'/><circle cx='16' cy='42' r='3'/>\
        <circle cx='28' cy='42' r='3'/><circle cx='72' cy='14' r='2'/><circle cx='80' cy='14' r='2'/><circle cx='72' cy='22' r='2'/>\
        <circle cx='80' cy='22' r='2'/></g>",
    tasks: &[("coarse", coarse), ("fine", fine), ("all", all), ("wide", wide)],
    panels: &["loss", "levels", "quality"],
    blocks: &[
        ("sharp", Block::Formula(SHARP)),
        ("misplaced", Block::Formula(MISPLACED)),
        ("bound", Block::Formula(BOUND)),
        ("kingma2023", Block::Paper(KINGMA_GAO)),
        ("ho2020", Block::Paper(HO)),
        ("hoogeboom2024", Block::Paper(HOOGEBOOM)),
    ],
    numbers: &[
        ("right", RIGHT),
        ("width", WIDTH as f64),
        ("wide", WIDE as f64),
        ("little", LITTLE),
        ("near", NEAR),
        ("perfect", PERFECT),
        ("chain", CHAIN),
    ],
    steps: &[ASK, RUN, GUESS, FINE, TURN, WHY, TRANSFER, FURTHER],
    claims: &[DETAIL, HEAPS, BOTH, LIKELIER, TIGHT, WIDER],
};

/// Training steps of every run.
const TRAINED: u64 = 6000;
/// The share of the data on the right.
const RIGHT: f64 = 0.75;
/// How far the two groups of heaps are from the middle, how far the heaps are from the middle of a group along each axis, and their
/// standard deviation.
const GROUPS: f64 = 2.0;
const HEAPS_APART: f64 = 0.5;
const STD: f64 = 0.05;
/// Neurons in each layer of the small network and of the wide one.
const WIDTH: u32 = 16;
const WIDE: u32 = 64;
/// The weight of the levels that count little.
const LITTLE: f64 = 0.01;
/// How many standard deviations from the middle of a heap a sample still is on it, and the share of the data that is.
const NEAR: f64 = 3.0;
const PERFECT: f64 = 0.99;
/// How many times the bound of a chain of 1,000 steps weighs the error in step 2 as much as in step 500.
const CHAIN: f64 = 109.0;

/// Two groups of four small heaps.
fn two_scales() -> GaussianMixture {
    let corners = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]];
    let group = |(x, weight): (f64, f64)| {
        corners.map(|[a, b]| Component::round([x + HEAPS_APART * a, HEAPS_APART * b], STD, weight))
    };
    GaussianMixture::new([(GROUPS, RIGHT), (-GROUPS, 1.0 - RIGHT)].into_iter().flat_map(group)).unwrap_or_default()
}

/// A network of this width that predicts v, with levels that are uniform in λ.
fn small(weighting: &str, width: u32) -> Generate {
    let mut task = Generate { data: DatasetConfig::GaussianMixture(two_scales()), ..Generate::default() };
    // The ids are in the registry, as a test checks.
    for (key, id) in [
        ("schedule", "trigonometric"),
        ("parametrization", "v"),
        ("timing", "log-snr-uniform"),
        ("weighting", weighting),
    ] {
        let _ = task.select(key, id);
    }
    task.network.width = width;
    task
}

/// A weight of one knot after the other, `λ,w`.
fn drawn(knots: &str, width: u32) -> Task {
    let mut task = small("custom", width);
    if let Some(weighting) = task.slot_mut("weighting") {
        let _ = weighting.config_mut().set_payload(knots);
    }
    task.into()
}

/// The weight lies on much noise.
fn coarse() -> Task {
    drawn("-10,1;1,1;2,0.01;10,0.01", WIDTH)
}

/// The weight lies on little noise.
const FINE_KNOTS: &str = "-10,0.01;1,0.01;2,1;10,1";

fn fine() -> Task {
    drawn(FINE_KNOTS, WIDTH)
}

/// The same for a wide network.
fn wide() -> Task {
    drawn(FINE_KNOTS, WIDE)
}

/// All levels count alike.
fn all() -> Task {
    small("elbo", WIDTH).into()
}

const SHARP: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='sharp'>sharp</mi><mo>=</mo><mfrac><mi data-symbol='near'>samples on a heap</mi>\
             <mi data-symbol='samples'>all samples</mi></mfrac></math>",
    symbols: &[
        Symbol {
            layers: &["samples"],
            value: Some(|pane| live(pane, sharp)),
            ..Symbol::new("sharp", "<mi>sharp</mi>")
        },
        Symbol { layers: &["samples", "data"], ..Symbol::new("near", "<mi>on a heap</mi>") },
        Symbol { layers: &["samples"], value: Some(shown::steps), ..Symbol::new("samples", "<mi>all samples</mi>") },
    ],
    terms: &[],
};

const MISPLACED: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='misplaced'>misplaced</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><munder>\
             <mo>∑</mo><mi>k</mi></munder><mo>|</mo><msub data-symbol='share'><mi>share</mi><mi>k</mi></msub><mo>−</mo>\
             <msub data-symbol='weight'><mi>data</mi><mi>k</mi></msub><mo>|</mo></math>",
    symbols: &[
        Symbol {
            layers: &["samples"],
            value: Some(|pane| live(pane, misplaced)),
            ..Symbol::new("misplaced", "<mi>misplaced</mi>")
        },
        Symbol { layers: &["samples"], ..Symbol::new("share", "<msub><mi>share</mi><mi>k</mi></msub>") },
        Symbol { layers: &["data"], ..Symbol::new("weight", "<msub><mi>data</mi><mi>k</mi></msub>") },
    ],
    terms: &[],
};

const BOUND: Formula = Formula {
    mathml: "<math display='block'><mo>−</mo><mi>log</mi><mi>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>≤</mo><mfrac><mn>1</mn><mn>2</mn>\
             </mfrac><msub><mo>∫</mo><mi>λ</mi></msub><mi>E</mi><msup><mrow><mo>‖</mo><mover><mi>ε</mi><mo>^</mo></mover><mo>−</mo>\
             <mi>ε</mi><mo>‖</mo></mrow><mn>2</mn></msup><mi>d</mi><mi>λ</mi><mo>+</mo><mi>constant</mi></math>",
    symbols: &[],
    terms: &[],
};

const KINGMA_GAO: Paper = Paper {
    authors: "Kingma and Gao (2023)",
    title: "Understanding diffusion objectives as the ELBO with simple data augmentation",
    address: "https://arxiv.org/abs/2303.00848",
};

const HO: Paper = Paper {
    authors: "Ho, Jain and Abbeel (2020)",
    title: "Denoising diffusion probabilistic models",
    address: "https://arxiv.org/abs/2006.11239",
};

const HOOGEBOOM: Paper = Paper {
    authors: "Hoogeboom, Mensink, Heek, Lamerigts, Gao and Salimans (2024)",
    title: "Simpler diffusion (SiD2): 1.5 FID on ImageNet512 with pixel-space diffusion",
    address: "https://arxiv.org/abs/2410.19324",
};

/// The share of `cloud` within [`NEAR`] standard deviations of the middle of a heap.
fn sharp(task: &Generate, cloud: &Cloud) -> Option<f64> {
    let mixture = task.data_mixture()?;
    let is_near = |point: &&[f64; 2]| {
        let heaps = mixture.components().iter();
        smallest(heaps.map(|heap| (heap.mean[0] - point[0]).hypot(heap.mean[1] - point[1]))) <= NEAR * STD
    };
    Some(cloud.iter().filter(is_near).count() as f64 / cloud.len() as f64).filter(|share| share.is_finite())
}

/// The share of `cloud` that would have to go to another heap.
fn misplaced(task: &Generate, cloud: &Cloud) -> Option<f64> {
    Some(ModeReport::new(cloud, &task.data_mixture()?).ok()?.total_variation)
}

/// A figure of the samples on the stage, while their weights are the present ones.
fn live(pane: Pane, figure: fn(&Generate, &Cloud) -> Option<f64>) -> Option<String> {
    // Time passes while new samples arrive.
    pane.time.shown.track();
    let cloud = pane.samples_after(pane.steps_done())?;
    pane.experiment.with(|task| figure(task.generate()?, &cloud)).map(numbers::short)
}

/// A figure of the samples of the second run over that of the first.
fn ratio(runs: &[Evidence], figure: fn(&Generate, &Cloud) -> Option<f64>) -> Option<f64> {
    let of = |run: &Evidence| figure(run.task.generate()?, &run.samples);
    Some(of(runs.get(1)?)? / of(runs.first()?)?)
}

const COARSE_RUN: Run = Run { task: "coarse", steps: TRAINED };
const FINE_RUN: Run = Run { task: "fine", steps: TRAINED };
const ALL_RUN: Run = Run { task: "all", steps: TRAINED };

/// The samples on a heap with the weight on little noise, over those with the weight on much noise.
const DETAIL: Claim = Claim {
    id: "detail",
    runs: &[COARSE_RUN, FINE_RUN],
    figure: |_, runs| ratio(runs, sharp),
    holds: Bound::AtLeast(2.0),
};

/// The same for misplaced samples.
const HEAPS: Claim = Claim {
    id: "heaps",
    runs: &[COARSE_RUN, FINE_RUN],
    figure: |_, runs| ratio(runs, misplaced),
    holds: Bound::AtLeast(2.0),
};

/// The samples on a heap with all levels alike, over those with the weight on little noise.
const BOTH: Claim =
    Claim { id: "both", runs: &[FINE_RUN, ALL_RUN], figure: |_, runs| ratio(runs, sharp), holds: Bound::AtLeast(0.85) };

/// By how many nats −log p is lower with all levels alike than with either of the other weights.
const LIKELIER: Claim = Claim {
    id: "likelier",
    runs: &[ALL_RUN, COARSE_RUN, FINE_RUN],
    figure: |_, runs| {
        let own = runs.first()?.merit("nll")?;
        Some(smallest(runs.iter().skip(1).map(|run| run.merit("nll").map_or(f64::NAN, |other| other - own))))
    },
    holds: Bound::AtLeast(0.3),
};

/// How many nats the bound of a perfect network is from −log p.
const TIGHT: Claim = Claim { id: "tight", runs: &[], figure: |seed, _| gap(seed), holds: Bound::AtMost(0.15) };

/// Points and levels of an estimate of the bound.
const POINTS: usize = 3000;
const LEVELS: u32 = 60;

fn gap(seed: u64) -> Option<f64> {
    let task = small("elbo", WIDTH);
    let (oracle, mixture) = (task.oracle()?, task.data_mixture()?);
    let sample = task.data.sample(POINTS, &mut Stream::new(seed, Purpose::Display, 0));
    let noise = |x: &Cloud, t: f64| oracle.posterior(x, &task.schedule.at(t)).map(|found| found.noise).collect();
    let bound = evidence_bound(&sample, &*task.schedule, LEVELS, seed, noise).ok()?;
    let exact = negative_log_likelihood(&sample, |x| mixture.log_density(x)).ok()?;
    Some((bound.negative.value - exact.value).abs())
}

/// The misplaced samples of a small network, over those of a wide one.
const WIDER: Claim = Claim {
    id: "wider",
    runs: &[Run { task: "wide", steps: TRAINED }, FINE_RUN],
    figure: |_, runs| ratio(runs, misplaced),
    holds: Bound::AtLeast(1.5),
};

const ASK: Step = Step { ask: Some(Question::Choice { of: 3, right: 1 }), enter: quiet, ..Step::new("ask", "coarse") };

const RUN: Step = trained("run", "coarse");

const GUESS: Step =
    Step { ask: Some(Question::Choice { of: 3, right: 3 }), enter: quiet, ..Step::new("guess", "fine") };

const FINE: Step = trained("fine", "fine");

const TURN: Step = Step { controls: &["weighting"], enter: watch, leave: Pane::pause, ..Step::new("turn", "fine") };

const WHY: Step =
    Step { controls: &["weighting"], enter: |pane| pane.show_only(&["data", "samples"]), ..Step::new("why", "fine") };

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: quiet,
    leave: Pane::pause,
    ..Step::new("transfer", "wide")
};

const FURTHER: Step =
    Step { controls: &["weighting"], enter: watch, leave: Pane::pause, ..Step::new("further", "all") };

/// A step that trains up to its end.
const fn trained(id: &'static str, task: &'static str) -> Step {
    Step { enter: watch, done: |pane| pane.steps_done() >= TRAINED, rests_at: Some(TRAINED), ..Step::new(id, task) }
}

/// Where nothing trains, only the data are shown.
fn quiet(pane: Pane) {
    pane.pause();
    pane.show_only(&["data"]);
    pane.hold(0.0);
}

/// Trains, with data and samples in sight.
fn watch(pane: Pane) {
    pane.show_only(&["data", "samples"]);
    pane.hold(0.0);
    pane.train();
}

#[cfg(test)]
mod tests;
