//! The lesson on distribution shift: the learner meets its own points, and whose fault the gap is.

mod picture;

use super::kit::{
    Axis, Block, Bound, Claim, Evidence, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, exact, shown,
    training,
};
use crate::{
    locale::Words,
    math::{
        extremes::smallest,
        metric::Shift,
        sampler::{AnalyticDdpm, Ddpm, SamplerConfig},
    },
    protocol::{Generate, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "shift",
    part: Part::Steering,
    minutes: 11,
    words: Words::new(include_str!("text/en/shift.ftl")),
    thumbnail: "<circle cx='34' cy='27' r='17' fill='none' stroke='var(--data)' stroke-width='2.500'/>\
        <circle cx='34' cy='27' r='11' fill='none' stroke='var(--model)' stroke-width='2.500'/>\
        <path d='M60 44V12M56 16 60 11 64 16M60 27H86' fill='none' stroke='var(--exact)' stroke-width='2'/>",
    tasks: &[("ten", ten), ("expert", expert), ("scheduled", scheduled)],
    panels: &["loss", "quality"],
    blocks: &[
        ("gap", Block::Formula(GAP)),
        ("levels", Block::View(picture::levels)),
        ("variance", Block::Formula(VARIANCE)),
        ("repairs", Block::View(picture::repairs)),
        ("ning2023", Block::Paper(NING)),
        ("bao2022", Block::Paper(BAO)),
        ("ross2011", Block::Paper(ROSS)),
        ("bengio2015", Block::Paper(BENGIO)),
    ],
    numbers: &[("steps", TEN as f64), ("worst", WORST), ("trained", TRAINED as f64)],
    steps: &[ASK, RUN, FAULT, WHY, VOTE, OWN, EXPERT, TRANSFER, FURTHER],
    claims: &[EXACT, REPAIRED, SAME, HURTS, NO_HELP],
};

/// The steps of the chain.
const TEN: u32 = 10;
/// Training steps after which the samples are as good as they get.
const TRAINED: u64 = 4000;
/// The largest loss of variance with the exact denoiser, in per cent, as the words have it.
const WORST: f64 = 25.0;
/// Points of each cloud in a claim, and in what the page computes itself, which must not keep it waiting.
const POINTS: usize = 4000;
const FEW: usize = 1000;
/// Draws of noised data that nothing else uses.
const FRESH: u64 = 48;

/// Eight Gaussians in ten steps of ancestral sampling.
fn chained(sampler: SamplerConfig) -> Generate {
    let mut task = Generate::default();
    // The id is in the registry, as a test checks.
    let _ = task.select("objective", "ddpm");
    task.sampler = sampler;
    task.sampling.steps = TEN;
    task
}

fn small() -> SamplerConfig {
    SamplerConfig::Ddpm(Ddpm::default())
}

fn analytic() -> SamplerConfig {
    SamplerConfig::AnalyticDdpm(AnalyticDdpm {})
}

fn ten() -> Task {
    chained(small()).into()
}

/// Training on own points, with these labels and own steps.
fn on_own_points(labels: f64, back: f64, share: f64) -> Task {
    let mut task = chained(small());
    let _ = task.select("objective", "ddpm-iterates");
    task.sampler = small();
    task.sampling.steps = TEN;
    let fields = [("chain", f64::from(TEN)), ("back", back), ("share", share), ("exact", labels)];
    // The names are in the registry, as a test checks.
    let _ = task.put("objective", &fields);
    task.into()
}

/// An expert says the mean noise in the model's own points.
fn expert() -> Task {
    on_own_points(1.0, 1.0, 0.5)
}

/// The row's data point stays the label.
fn scheduled() -> Task {
    on_own_points(0.0, 1.0, 1.0)
}

const GAP: Formula = Formula {
    mathml: "<math display='block'><mtext>gap</mtext><mo>=</mo><mfrac><mrow><mi data-symbol='own'>E</mi><msup><mrow><mo>‖</mo>\
             <msub><mi>x</mi><mi data-symbol='time'>t</mi></msub><mo>‖</mo></mrow><mn>2</mn></msup></mrow><mrow data-symbol='seen'><msup><mi>α</mi><mn>2</mn></msup><mi>E</mi>\
             <msup><mrow><mo>‖</mo><msub><mi>x</mi><mn>0</mn></msub><mo>‖</mo></mrow><mn>2</mn></msup><mo>+</mo><mn>2</mn><msup><mi>σ</mi><mn>2</mn></msup></mrow></mfrac>\
             <mo>−</mo><mn>1</mn></math>",
    symbols: &[
        Symbol { layers: &["samples"], ..Symbol::new("own", "<mi>E</mi>") },
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
        Symbol {
            layers: &["data"],
            ..Symbol::new("seen", "<msup><mi>α</mi><mn>2</mn></msup><mo>+</mo><msup><mi>σ</mi><mn>2</mn></msup>")
        },
    ],
    terms: &[],
};

const VARIANCE: Formula = Formula {
    mathml: "<math display='block'><msup><mi>σ</mi><mrow><mo>*</mo><mn>2</mn></mrow></msup><mo>=</mo><mover><mi>β</mi><mo>~</mo></mover><mo>+</mo>\
             <msup><mi>c</mi><mn>2</mn></msup><mfrac><msup><mi>σ</mi><mn>2</mn></msup><msup><mi>α</mi><mn>2</mn></msup></mfrac>\
             <mrow><mo>(</mo><mn>1</mn><mo>−</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mi>E</mi><msup><mrow><mo>‖</mo><mover><mi>ε</mi><mo>^</mo></mover><mo>‖</mo></mrow>\
             <mn>2</mn></msup><mo>)</mo></mrow></math>",
    symbols: &[],
    terms: &[],
};

const NING: Paper = Paper {
    authors: "Ning, Sangineto, Porrello, Calderara and Cucchiara (2023)",
    title: "Input perturbation reduces exposure bias in diffusion models",
    address: "https://arxiv.org/abs/2301.11706",
};

const BAO: Paper = Paper {
    authors: "Bao, Li, Zhu and Zhang (2022)",
    title: "Analytic-DPM: an analytic estimate of the optimal reverse variance in diffusion probabilistic models",
    address: "https://arxiv.org/abs/2201.06503",
};

const ROSS: Paper = Paper {
    authors: "Ross, Gordon and Bagnell (2011)",
    title: "A reduction of imitation learning and structured prediction to no-regret online learning",
    address: "https://arxiv.org/abs/1011.0686",
};

const BENGIO: Paper = Paper {
    authors: "Bengio, Vinyals, Jaitly and Shazeer (2015)",
    title: "Scheduled sampling for sequence prediction with recurrent neural networks",
    address: "https://arxiv.org/abs/1506.03099",
};

/// The shift at every time of the chain, of so many points in the exact field.
fn shifts(sampler: SamplerConfig, steps: u32, points: usize, seed: u64) -> Option<Vec<Shift>> {
    let mut task = Generate { seed, ..chained(sampler) };
    task.sampling.steps = steps;
    let run = exact::particles(&task, points, seed, 0)?;
    let noised = |t: f64| [0, 1].map(|draw| task.noised(t, points, FRESH + draw));
    let rows = run.times.iter().zip(&run.clouds).map(|(&t, cloud)| (t, cloud, noised(t)));
    Some(rows.map(|(t, cloud, [a, b])| Shift::new(t, cloud, [&a, &b])).collect())
}

/// The largest loss of variance over the chain, as a negative share.
fn worst(shifts: &[Shift]) -> f64 {
    smallest(shifts.iter().map(|shift| shift.variance))
}

/// The largest loss of variance with the exact denoiser.
const EXACT: Claim = Claim {
    id: "exact",
    runs: &[],
    figure: |seed, _| shifts(small(), TEN, POINTS, seed).map(|shifts| -worst(&shifts)),
    holds: Bound::AtLeast(0.2),
};

/// The same with the analytic variance.
const REPAIRED: Claim = Claim {
    id: "repaired",
    runs: &[],
    figure: |seed, _| shifts(analytic(), TEN, POINTS, seed).map(|shifts| -worst(&shifts)),
    holds: Bound::AtMost(0.12),
};

/// The gap of the variance at the data: of trained samples, less that of samples in the exact field with the same sampler.
const SAME: Claim = Claim {
    id: "same",
    runs: &[Run { task: "ten", steps: TRAINED }],
    figure: |seed, runs| Some(gap(runs.first()?)? - at_the_end(seed)?),
    holds: Bound::Within(-0.06, 0.06),
};

/// How much larger the loss of variance is with scheduled sampling than with plain training.
const HURTS: Claim = Claim {
    id: "hurts",
    runs: &[Run { task: "ten", steps: TRAINED }, Run { task: "scheduled", steps: TRAINED }],
    figure: |_, runs| Some(gap(runs.first()?)? - gap(runs.get(1)?)?),
    holds: Bound::AtLeast(0.05),
};

/// How much smaller it is with an expert on own points.
const NO_HELP: Claim = Claim {
    id: "no-help",
    runs: &[Run { task: "ten", steps: TRAINED }, Run { task: "expert", steps: TRAINED }],
    figure: |_, runs| Some(gap(runs.get(1)?)? - gap(runs.first()?)?),
    holds: Bound::Within(-0.05, 0.05),
};

/// The gap of the variance of the samples of a run.
fn gap(run: &Evidence) -> Option<f64> {
    let mixture = run.task.generate()?.data_mixture()?;
    let of_data: f64 = [0, 1].map(|axis| mixture.moments(axis)[1]).iter().sum();
    let squares: f64 = run.samples.iter().map(|[x, y]| x * x + y * y).sum();
    (!run.samples.is_empty()).then(|| squares / run.samples.len() as f64 / of_data - 1.0)
}

/// The same of samples in the exact field.
fn at_the_end(seed: u64) -> Option<f64> {
    shifts(small(), TEN, POINTS, seed)?.last().map(|shift| shift.variance)
}

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "ten")
};

const RUN: Step = Step {
    enter: training,
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "ten")
};

const FAULT: Step = Step { enter: |pane| pane.show_only(&["data", "samples"]), ..Step::new("fault", "ten") };

const WHY: Step = Step {
    controls: &["sampler", "sampling"],
    enter: |pane| pane.show_only(&["data", "samples"]),
    ..Step::new("why", "ten")
};

const VOTE: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 3 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("vote", "scheduled")
};

const OWN: Step = Step { enter: training, rests_at: Some(TRAINED), ..Step::new("own", "scheduled") };

const EXPERT: Step = Step { enter: training, rests_at: Some(TRAINED), ..Step::new("expert", "expert") };

/// The loss with five times as many steps, in per cent.
const TRANSFER: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 30.0,
        step: 1.0,
        start: 25.0,
        truth: || shifts(small(), 5 * TEN, FEW, 0).map_or(f64::NAN, |shifts| -100.0 * worst(&shifts)),
        near: 4.0,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data", "samples"]);
    },
    ..Step::new("transfer", "ten")
};

const FURTHER: Step = Step {
    controls: &["sampler", "sampling"],
    enter: |pane| pane.show_only(&["data", "samples"]),
    leave: Pane::pause,
    ..Step::new("further", "ten")
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_text_are_those_of_the_library() {
        let found = -100.0 * worst(&shifts(small(), TEN, POINTS, 0).unwrap());
        assert!((found - WORST).abs() < 1.5, "{found}");
        for (task, back) in [(expert(), 1.0), (scheduled(), 1.0)] {
            let config = task.slot("objective").unwrap().config();
            assert_eq!((config.id(), config.get(0), config.get(1)), ("ddpm-iterates", f64::from(TEN), back));
            assert_eq!(task.slot("sampler").unwrap().config().id(), "ddpm");
        }
        assert_ne!(
            expert().slot("objective").unwrap().config().get(4),
            scheduled().slot("objective").unwrap().config().get(4)
        );
    }
}
