//! The lesson on energy models: pushed down at the data, up where short chains end.

use leptos::prelude::{Set as _, With as _};

use super::kit::{
    Block, Bound, Claim, Evidence, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, exact, shown,
};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, GaussianMixture, Normal},
        metric::Estimate,
        oracle::Component,
        sampler::{Langevin, Mala, SamplerConfig},
    },
    objective::{Energy, ObjectiveConfig},
    protocol::{Generate, MapKind, Quality, Task},
    ui::{Pane, numbers},
};

pub const LESSON: Lesson = Lesson {
    id: "energy",
    part: Part::Steering,
    minutes: 12,
    words: Words::new(include_str!("text/en/energy.ftl")),
    thumbnail: "<path d='M6 14C22 14 22 44 34 44S46 24 54 24 62 34 70 34 78 14 90 14' fill='none' stroke='var(--model)' stroke-width='2'/>\
        <g fill='none' stroke='var(--data)' stroke-width='2'><path d='M34 22V36M30 32 34 36 38 32M70 14V26M66 22 70 26 74 22'/></g>\
        <path d='M54 48V34M50 38 54 34 58 38' fill='none' stroke='var(--noise)' stroke-width='2'/>",
    tasks: &[("everywhere", everywhere), ("at-data", at_data), ("hasty", hasty)],
    panels: &["loss", "quality"],
    blocks: &[
        ("density", Block::Formula(DENSITY)),
        ("push", Block::Formula(PUSH)),
        ("gradient", Block::Formula(GRADIENT)),
        ("partition", Block::Formula(PARTITION)),
        ("precision", Block::Formula(PRECISION)),
        ("hinton2002", Block::Paper(HINTON)),
        ("nijkamp2019", Block::Paper(NIJKAMP)),
        ("neal2001", Block::Paper(NEAL)),
        ("ziebart2008", Block::Paper(ZIEBART)),
    ],
    numbers: &[("weight", WEIGHT), ("moves", MOVES as f64), ("penalty", PENALTY), ("rate", HASTY), ("needed", NEEDED)],
    steps: &[ASK, RUN, SEE, DATA, WHY, INTEGRAL, TRANSFER, FURTHER],
    claims: &[ALL_ON_ONE, WRONG, NEAR, RIGHT, TWO_WAYS, FIXED, NARROW],
};

/// The share of the data on the upper right hill.
const WEIGHT: f64 = 0.8;
/// The moves of a chain that starts anywhere, and the penalty that keeps its energies finite.
const MOVES: u32 = 10;
const PENALTY: f64 = 0.01;
/// The rounds of moves of a sample, and the noise level at which samplers ask, which is as good as none.
const ROUNDS: u32 = 20;
const LEVEL: f64 = 0.001;
/// Training steps after which the two landscapes are what they will be.
const SOON: u64 = 500;
const TRAINED: u64 = 800;
/// The step of chains without correction, and the precision that makes them right for a unit Gaussian.
const HASTY: f64 = 0.3;
const NEEDED: f64 = 1.225;

/// Two hills that chains can leave, and their energy.
fn hills(energy: Energy) -> Task {
    let component = |x: f64, weight| Component::round([x, x], 0.7, weight);
    let data = GaussianMixture::new([component(1.5, WEIGHT), component(-1.5, 1.0 - WEIGHT)]).unwrap_or_default();
    let mut task = with(DatasetConfig::GaussianMixture(data), energy);
    task.sampler = SamplerConfig::Mala(Mala { rate: 0.3, level: LEVEL, moves: MOVES });
    task.sampling.steps = ROUNDS;
    task.into()
}

fn with(data: DatasetConfig, energy: Energy) -> Generate {
    let mut task = Generate { data, ..Generate::default() };
    // The id is in the registry, as a test checks.
    let _ = task.select("objective", "energy");
    task.objective = ObjectiveConfig::Energy(energy);
    task
}

/// Chains that start anywhere in every step.
fn everywhere() -> Task {
    hills(Energy { moves: MOVES, everywhere: true, penalty: PENALTY, ..Energy::default() })
}

/// Chains that start at the data.
fn at_data() -> Task {
    hills(Energy { moves: MOVES, ..Energy::default() })
}

/// One Gaussian, and chains with long steps that are never rejected.
fn hasty() -> Task {
    let energy = Energy { rate: HASTY, adjusted: false, ..Energy::default() };
    with(DatasetConfig::Normal(Normal::default()), energy).into()
}

const DENSITY: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='density'>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo><mfrac><mn>1</mn>\
             <mi data-symbol='constant'>Z</mi></mfrac><msup><mi>e</mi><mrow><mo>−</mo><mi data-symbol='energy'>f</mi><mo>(</mo>\
             <mi>x</mi><mo>)</mo></mrow></msup></math>",
    symbols: &[
        Symbol { layers: &["map"], ..Symbol::new("density", "<mi>p</mi>") },
        Symbol::new("constant", "<mi>Z</mi>"),
        Symbol { layers: &["map", "learned"], ..Symbol::new("energy", "<mi>f</mi>") },
    ],
    terms: &[],
};

const PUSH: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='loss'>loss</mi><mo>=</mo><mi>f</mi><mo>(</mo>\
             <msup data-symbol='expert'><mi>x</mi><mo>+</mo></msup><mo>)</mo><mo>−</mo><mi>f</mi><mo>(</mo>\
             <msup data-symbol='planner'><mi>x</mi><mo>−</mo></msup><mo>)</mo></math>",
    symbols: &[
        Symbol { value: Some(shown::loss), ..Symbol::new("loss", "<mi>loss</mi>") },
        Symbol { layers: &["data"], ..Symbol::new("expert", "<msup><mi>x</mi><mo>+</mo></msup>") },
        Symbol { layers: &["samples"], ..Symbol::new("planner", "<msup><mi>x</mi><mo>−</mo></msup>") },
    ],
    terms: &[],
};

const GRADIENT: Formula = Formula {
    mathml: "<math display='block'><mo>−</mo><mo>∇</mo><mi>log</mi><mi>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo><mo>∇</mo>\
             <mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>+</mo><mo>∇</mo><mi>log</mi><mi>Z</mi><mo>=</mo><mo>∇</mo><mi>f</mi>\
             <mo>(</mo><mi>x</mi><mo>)</mo><mo>−</mo><msub><mi>E</mi><mrow><msup><mi>x</mi><mo>−</mo></msup><mo>~</mo><mi>p</mi>\
             </mrow></msub><mo>∇</mo><mi>f</mi><mo>(</mo><msup><mi>x</mi><mo>−</mo></msup><mo>)</mo></math>",
    symbols: &[],
    terms: &[],
};

const PARTITION: Formula = Formula {
    mathml: "<math display='block'><mi>Z</mi><mo>=</mo><mo>∫</mo><msup><mi>e</mi><mrow><mo>−</mo><mi>f</mi></mrow></msup>\
             <mi>d</mi><mi>x</mi><mo>≈</mo><mi data-symbol='grid'>sum over a grid</mi><mo>≈</mo>\
             <mi data-symbol='annealed'>mean over chains</mi></math>",
    symbols: &[
        Symbol { layers: &["map"], value: Some(by_grid), ..Symbol::new("grid", "<mi>sum</mi>") },
        Symbol { value: Some(by_annealing), ..Symbol::new("annealed", "<mi>mean</mi>") },
    ],
    terms: &[],
};

const PRECISION: Formula = Formula {
    mathml: "<math display='block'><mi data-symbol='precision'>q</mi><mo>=</mo><mfrac><mrow><mn>1</mn><mo>−</mo><msqrt><mrow>\
             <mn>1</mn><mo>−</mo><mn>2</mn><mi data-symbol='step'>η</mi></mrow></msqrt></mrow><mi data-symbol='step'>η</mi>\
             </mfrac></math>",
    symbols: &[
        Symbol { layers: &["map", "learned"], ..Symbol::new("precision", "<mi>q</mi>") },
        Symbol::new("step", "<mi>η</mi>"),
    ],
    terms: &[],
};

const HINTON: Paper = Paper {
    authors: "Hinton (2002)",
    title: "Training products of experts by minimizing contrastive divergence",
    address: "https://doi.org/10.1162/089976602760128018",
};

const NIJKAMP: Paper = Paper {
    authors: "Nijkamp, Hill, Zhu and Wu (2019)",
    title: "Learning non-convergent non-persistent short-run MCMC toward energy-based model",
    address: "https://arxiv.org/abs/1904.09770",
};

const NEAL: Paper = Paper {
    authors: "Neal (2001)",
    title: "Annealed importance sampling",
    address: "https://doi.org/10.1023/A:1008923215028",
};

const ZIEBART: Paper = Paper {
    authors: "Ziebart, Maas, Bagnell and Dey (2008)",
    title: "Maximum entropy inverse reinforcement learning",
    address: "https://www.aaai.org/Papers/AAAI/2008/AAAI08-227.pdf",
};

/// A figure of the quality that was measured last.
fn measured(pane: Pane, id: &str) -> Option<String> {
    let value = |quality: &Quality| quality.merits.iter().find(|merit| merit.id == id)?.value;
    pane.quality.with(|quality| quality.as_ref().and_then(value)).map(numbers::short)
}

/// ln Z by the sum over a grid.
fn by_grid(pane: Pane) -> Option<String> {
    measured(pane, "log-z")
}

/// ln Z by annealed importance sampling.
fn by_annealing(pane: Pane) -> Option<String> {
    measured(pane, "log-z-annealed")
}

/// The divergence of a model of chains from anywhere.
const ALL_ON_ONE: Claim = Claim {
    id: "all-on-one",
    runs: &[Run { task: "everywhere", steps: SOON }],
    figure: |_, runs| runs.first()?.merit("kl"),
    holds: Bound::AtLeast(2.0),
};

/// The error of its masses of the hills; 1 − weight if all is on the larger one.
const WRONG: Claim = Claim {
    id: "wrong",
    runs: &[Run { task: "everywhere", steps: SOON }],
    figure: |_, runs| runs.first()?.merit("mode-masses"),
    holds: Bound::AtLeast(0.15),
};

/// The divergence of a model of chains from the data.
const NEAR: Claim = Claim {
    id: "near",
    runs: &[Run { task: "at-data", steps: TRAINED }],
    figure: |_, runs| runs.first()?.merit("kl"),
    holds: Bound::AtMost(0.05),
};

/// The error of its masses of the hills.
const RIGHT: Claim = Claim {
    id: "right",
    runs: &[Run { task: "at-data", steps: TRAINED }],
    figure: |_, runs| runs.first()?.merit("mode-masses"),
    holds: Bound::AtMost(0.1),
};

/// How far the two values of ln Z are apart.
const TWO_WAYS: Claim = Claim {
    id: "two-ways",
    runs: &[Run { task: "at-data", steps: TRAINED }],
    figure: |_, runs| {
        let run = runs.first()?;
        Some((run.merit("log-z")? - run.merit("log-z-annealed")?).abs())
    },
    holds: Bound::AtMost(0.05),
};

/// The variance of long uncorrected chains in a Gaussian of the precision [`NEEDED`].
const FIXED: Claim = Claim {
    id: "fixed",
    runs: &[],
    figure: |seed, _| {
        let mut task = with(DatasetConfig::Normal(Normal { std: NEEDED.sqrt().recip() }), Energy::default());
        task.sampler = SamplerConfig::Langevin(Langevin { rate: HASTY, level: LEVEL, moves: MOVES });
        variance(exact::particles(&task, Evidence::SAMPLES as usize * 4, seed, 0)?.clouds.last()?)
    },
    holds: Bound::Within(0.94, 1.06),
};

/// The variance of the model that such chains have taught, where that of the data is 1.
const NARROW: Claim = Claim {
    id: "narrow",
    runs: &[Run { task: "hasty", steps: TRAINED }],
    figure: |_, runs| variance(&runs.first()?.samples),
    holds: Bound::Within(0.72, 0.92),
};

/// The mean square of the coordinates.
fn variance(cloud: &[[f64; 2]]) -> Option<f64> {
    let squares: Vec<f64> = cloud.as_flattened().iter().map(|c| c * c).collect();
    Estimate::mean(&squares).ok().map(|mean| mean.value)
}

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 3 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "everywhere")
};

/// Shows the density of the model, with its samples.
fn show(pane: Pane) {
    pane.show_only(&["data", "samples", "learned", "map"]);
    pane.map.set(Some(MapKind::LearnedDensity));
    pane.hold(0.0);
}

/// Shows the plane without a map.
fn clear(pane: Pane) {
    pane.map.set(None);
}

const RUN: Step = Step {
    enter: |pane| {
        show(pane);
        pane.train();
    },
    leave: clear,
    done: |pane| pane.steps_done() >= SOON,
    rests_at: Some(SOON),
    ..Step::new("run", "everywhere")
};

const SEE: Step = Step {
    enter: show,
    leave: |pane| {
        pane.pause();
        clear(pane);
    },
    ..Step::new("see", "everywhere")
};

const DATA: Step = Step {
    enter: |pane| {
        show(pane);
        pane.train();
    },
    leave: clear,
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("data", "at-data")
};

const WHY: Step = Step { enter: show, leave: clear, ..Step::new("why", "at-data") };

const INTEGRAL: Step = Step {
    enter: |pane| {
        show(pane);
        pane.measure(true);
    },
    leave: |pane| {
        pane.pause();
        pane.measure(false);
        clear(pane);
    },
    ..Step::new("integral", "at-data")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 1 }),
    enter: |pane| {
        pane.show_only(&["data", "exact"]);
        pane.hold(0.0);
    },
    ..Step::new("transfer", "hasty")
};

const FURTHER: Step = Step {
    controls: &["objective"],
    enter: |pane| {
        show(pane);
        pane.train();
    },
    leave: |pane| {
        pane.pause();
        clear(pane);
    },
    ..Step::new("further", "hasty")
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_words_are_those_of_the_library() {
        let needed = (1.0 - (1.0 - 2.0 * HASTY).sqrt()) / HASTY;
        assert!((needed - NEEDED).abs() < 5e-4, "{needed}");
        let of = |task: Task| match &task.generate().unwrap().objective {
            ObjectiveConfig::Energy(energy) => energy.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!((of(everywhere()).moves, of(everywhere()).penalty, of(at_data()).penalty), (MOVES, PENALTY, 0.0));
        let shares = hills(Energy::default()).generate().unwrap().data_mixture().unwrap();
        assert!((shares.components()[0].weight - WEIGHT).abs() < 1e-12);
    }
}
