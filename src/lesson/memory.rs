//! The lesson on memory: the perfect field of a training set gives the training set back, and a network need not.

mod picture;

use super::kit::{
    Axis, Block, Bound, Claim, Evidence, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, exact, shown,
    training,
};
use crate::{
    locale::Words,
    math::{
        dataset::{Dataset as _, DatasetConfig, FewMoons},
        metric::mean_nearest,
        points::Cloud,
        rng::{Purpose, Stream},
    },
    protocol::{Generate, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "memory",
    part: Part::Steering,
    minutes: 9,
    words: Words::new(include_str!("text/en/memory.ftl")),
    thumbnail: "<path d='M12 34C12 6 48 6 48 34M36 20C36 48 72 48 72 20' fill='none' stroke='var(--exact)' stroke-width='2' stroke-opacity='0.5'/>\
        <g fill='var(--data)'><circle cx='14' cy='22' r='4'/><circle cx='31' cy='13' r='4'/><circle cx='47' cy='28' r='4'/><circle cx='55' cy='41' r='4'/><circle cx='71' cy='27' r='4'/></g>\
        <g fill='var(--model)'><circle cx='16' cy='25' r='2'/><circle cx='29' cy='16' r='2'/><circle cx='45' cy='25' r='2'/><circle cx='58' cy='39' r='2'/></g>",
    tasks: &[("twenty", twenty), ("many", many)],
    panels: &["loss", "quality"],
    blocks: &[
        ("field", Block::Formula(FIELD)),
        ("table", Block::View(picture::table)),
        ("karras2022", Block::Paper(KARRAS)),
        ("kadkhodaie2024", Block::Paper(KADKHODAIE)),
    ],
    numbers: &[("few", FEW as f64), ("many", MANY as f64), ("soon", SOON as f64), ("late", LATE as f64), ("std", STD)],
    steps: &[ASK, RUN, LONGER, WHY, MORE, TRANSFER, FURTHER],
    claims: &[EXACT, BETWEEN, FALLS, LAW],
};

/// Training points, few and many, and the standard deviation of the Gaussian about each.
const FEW: usize = 20;
const MANY: usize = 200;
const STD: f64 = 0.01;
/// Training steps: few, many, and enough for many points.
const SOON: u64 = 500;
const LATE: u64 = 8000;
const ENOUGH: u64 = 2000;
/// Steps in the exact field: near a point it changes within its width.
const FINE: u32 = 100;
/// Fresh data, and samples in the exact field.
const POINTS: usize = 1000;

/// The training set of so many points.
fn set_of(count: usize) -> FewMoons {
    FewMoons { points: count as u32, std: STD }
}

fn drawn(count: usize) -> Cloud {
    set_of(count).training_points().unwrap_or_default()
}

fn trained_on(count: usize) -> Generate {
    Generate { data: DatasetConfig::FewMoons(set_of(count)), ..Generate::default() }
}

fn twenty() -> Task {
    trained_on(FEW).into()
}

fn many() -> Task {
    trained_on(MANY).into()
}

/// The mean distance of fresh data of the law to the nearest of so many training points.
fn fresh(count: usize, seed: u64) -> f64 {
    let law = set_of(count).law();
    let points = law.map(|law| law.sample(POINTS, &mut Stream::new(seed, Purpose::Display, 61)));
    mean_nearest(&points.unwrap_or_default(), &drawn(count))
}

/// That of samples in the exact field of the training points.
fn perfect(count: usize, samples: usize, seed: u64) -> Option<f64> {
    let mut task = trained_on(count);
    task.sampling.steps = FINE;
    let samples = exact::particles(&task, samples, seed, 0)?.clouds.pop()?;
    Some(mean_nearest(&samples, &drawn(count)))
}

/// That of samples of a run.
fn learned(run: &Evidence, count: usize) -> f64 {
    mean_nearest(&run.samples, &drawn(count))
}

const FIELD: Formula = Formula {
    mathml: "<math display='block'><msub><mover><mi data-symbol='guess'>x</mi><mo>^</mo></mover><mn>0</mn></msub><mo>=</mo><munder><mo>∑</mo><mi>i</mi></munder>\
             <msub><mi data-symbol='share'>r</mi><mi>i</mi></msub><mrow><mo>(</mo><msub><mi>x</mi><mi data-symbol='time'>t</mi></msub><mo>)</mo></mrow>\
             <msub><mi data-symbol='point'>x</mi><mi>i</mi></msub></math>",
    symbols: &[
        Symbol { layers: &["exact"], ..Symbol::new("guess", "<mover><mi>x</mi><mo>^</mo></mover>") },
        Symbol::new("share", "<msub><mi>r</mi><mi>i</mi></msub>"),
        Symbol { value: Some(shown::time), drag: Some(&shown::TIME), ..Symbol::new("time", "<mi>t</mi>") },
        Symbol { layers: &["data"], ..Symbol::new("point", "<msub><mi>x</mi><mi>i</mi></msub>") },
    ],
    terms: &[],
};

const KARRAS: Paper = Paper {
    authors: "Karras, Aittala, Aila and Laine (2022)",
    title: "Elucidating the design space of diffusion-based generative models",
    address: "https://arxiv.org/abs/2206.00364",
};

const KADKHODAIE: Paper = Paper {
    authors: "Kadkhodaie, Guth, Simoncelli and Mallat (2024)",
    title: "Generalization in diffusion models arises from geometry-adaptive harmonic representations",
    address: "https://arxiv.org/abs/2310.02557",
};

/// The distance of samples in the exact field to the nearest training point.
const EXACT: Claim =
    Claim { id: "exact", runs: &[], figure: |seed, _| perfect(FEW, POINTS, seed), holds: Bound::AtMost(0.02) };

/// The distance after few steps, over that of fresh data.
const BETWEEN: Claim = Claim {
    id: "between",
    runs: &[Run { task: "twenty", steps: SOON }],
    figure: |seed, runs| Some(learned(runs.first()?, FEW) / fresh(FEW, seed)),
    holds: Bound::Within(0.3, 0.95),
};

/// The distance after many steps, over that after few.
const FALLS: Claim = Claim {
    id: "falls",
    runs: &[Run { task: "twenty", steps: SOON }, Run { task: "twenty", steps: LATE }],
    figure: |_, runs| Some(learned(runs.get(1)?, FEW) / learned(runs.first()?, FEW)),
    holds: Bound::AtMost(0.6),
};

/// The distance with many points, over that of fresh data.
const LAW: Claim = Claim {
    id: "law",
    runs: &[Run { task: "many", steps: ENOUGH }],
    figure: |seed, runs| Some(learned(runs.first()?, MANY) / fresh(MANY, seed)),
    holds: Bound::AtLeast(0.8),
};

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 1 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("ask", "twenty")
};

const RUN: Step = Step {
    enter: training,
    done: |pane| pane.steps_done() >= SOON,
    rests_at: Some(SOON),
    ..Step::new("run", "twenty")
};

const LONGER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data", "samples"]);
        pane.hold(0.0);
    },
    ..Step::new("longer", "twenty")
};

const WHY: Step = Step { enter: training, rests_at: Some(LATE), ..Step::new("why", "twenty") };

const MORE: Step = Step {
    controls: &["data", "network"],
    enter: training,
    done: |pane| pane.steps_done() >= ENOUGH,
    rests_at: Some(ENOUGH),
    ..Step::new("more", "many")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 1.0,
        step: 0.02,
        start: 0.0,
        truth: || fresh(FEW, 0),
        near: 0.12,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
    },
    ..Step::new("transfer", "twenty")
};

const FURTHER: Step = Step {
    controls: &["network", "data"],
    enter: |pane| pane.show_only(&["data", "samples"]),
    leave: Pane::pause,
    ..Step::new("further", "many")
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_points_are_the_same_and_the_exact_field_returns_them() {
        assert_eq!(drawn(MANY)[..FEW], drawn(FEW));
        assert!(perfect(5, POINTS, 0).unwrap() < 0.02 && perfect(MANY, POINTS, 0).unwrap() < 0.02);
        assert!(fresh(5, 0) > fresh(FEW, 0) && fresh(FEW, 0) > fresh(MANY, 0));
        assert_eq!(twenty().generate().unwrap().data.mixture().components().len(), FEW);
    }
}
