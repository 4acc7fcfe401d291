//! The lesson on the way back: the mean of a step draws together, and its noise spreads out again.

use super::{
    chain::{STEPS, chain},
    kit::{Axis, Block, Bound, Claim, Formula, Lesson, Paper, Part, Question, Run, Step, Symbol, shown},
};
use crate::{
    locale::Words,
    math::{
        dataset::{DatasetConfig, Moons, Normal},
        sampler::{Ddpm, SamplerConfig, spread_of_normal},
    },
    protocol::{Generate, Sampling, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "reverse",
    part: Part::Matching,
    minutes: 10,
    words: Words::new(include_str!("text/en/reverse.ftl")),
    thumbnail: "<path d='M14 27 26 14 34 30 46 20 56 36 66 24 78 28' fill='none' stroke='var(--model)' stroke-width='2'/>\
        <g fill='var(--noise)'><circle cx='14' cy='27' r='4'/></g><circle cx='78' cy='28' r='4' fill='var(--data)'/>\
        <g fill='none' stroke='var(--exact)' stroke-width='2'><path d='M26 46H50M26 46 32 42M26 46 32 50' transform='rotate(180 40 46)'/></g>",
    tasks: &[("moons", moons), ("silent", silent), ("normal", normal)],
    panels: &["loss", "inspect-sampling", "quality"],
    blocks: &[
        ("step", Block::Formula(STEP)),
        ("shrinks", Block::Formula(SHRINKS)),
        ("ho2020", Block::Paper(HO)),
        ("sohl2015", Block::Paper(SOHL)),
        ("song2021", Block::Paper(SONG)),
    ],
    numbers: &[("steps", STEPS as f64), ("few", FEW as f64), ("left", LEFT), ("kept", KEPT)],
    steps: &[ASK, RUN, SILENT, WHY, TRANSFER, FURTHER],
    claims: &[BACK, DRAWN_TOGETHER, WITHOUT, WITH],
};

/// Steps after which the samples are as good as they get while a class waits.
const TRAINED: u64 = 4000;
/// The steps of the transfer.
const FEW: u32 = 5;
/// The spread of samples of N(0, I) without noise on the way and with it, as the words have it; it should be 1.
const LEFT: f64 = 0.007;
const KEPT: f64 = 0.93;

fn moons() -> Task {
    Task::Generate(chain(DatasetConfig::Moons(Moons::default())))
}

/// The same without noise on the way.
fn silent() -> Task {
    let mut task = moons();
    if let Some(task) = task.generate_mut() {
        task.sampler = SamplerConfig::Ddpm(Ddpm { noise: 0.0, ..Ddpm::default() });
    }
    task
}

/// Data that are noise already.
fn normal() -> Task {
    let sampling = Sampling { steps: FEW, ..chain_of_normal().sampling };
    Task::Generate(Generate { sampling, ..chain_of_normal() })
}

fn chain_of_normal() -> Generate {
    chain(DatasetConfig::Normal(Normal::default()))
}

const STEP: Formula = Formula {
    mathml: "<math display='block'><msub><mi>x</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub><mo>=</mo>\
             <munder><mrow data-symbol='mean'><mfrac><mn>1</mn><msqrt><mrow><mn>1</mn><mo>−</mo><msub><mi>β</mi><mi>t</mi></msub></mrow></msqrt>\
             </mfrac><mo>(</mo><msub data-symbol='point'><mi>x</mi><mi>t</mi></msub><mo>−</mo><mfrac><msub><mi>β</mi><mi>t</mi></msub>\
             <mi data-symbol='sigma'>σ</mi></mfrac><msub data-symbol='guess'><mi>ε</mi><mi>θ</mi></msub><mo>(</mo><msub data-symbol='point'>\
             <mi>x</mi><mi>t</mi></msub><mo>,</mo><mi>t</mi><mo>)</mo><mo>)</mo></mrow><mtext>mean</mtext></munder><mo>+</mo>\
             <munder><mrow data-symbol='fresh'><msub><mover><mi>σ</mi><mo>~</mo></mover><mi>t</mi></msub><mi>n</mi></mrow>\
             <mtext>noise</mtext></munder></math>",
    symbols: &[
        Symbol {
            layers: &["samples"],
            value: Some(shown::time),
            drag: Some(&shown::TIME),
            ..Symbol::new("point", "<msub><mi>x</mi><mi>t</mi></msub>")
        },
        Symbol { layers: &["samples", "trajectories"], ..Symbol::new("mean", "<mtext>mean</mtext>") },
        Symbol::new("guess", "<msub><mi>ε</mi><mi>θ</mi></msub>"),
        Symbol { value: Some(shown::sigma), drag: Some(&shown::TIME), ..Symbol::new("sigma", "<mi>σ</mi>") },
        Symbol { layers: &["trajectories"], ..Symbol::new("fresh", "<mi>n</mi>") },
    ],
    terms: &[],
};

const SHRINKS: Formula = Formula {
    mathml: "<math display='block'><mtext>data</mtext><mo>∼</mo><mi>N</mi><mo>(</mo><mn>0</mn><mo>,</mo><mi>I</mi><mo>)</mo><mo>:</mo>\
             <msub><mi>x</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub><mo>=</mo><msqrt><mrow><mn>1</mn><mo>−</mo><msub><mi>β</mi>\
             <mi>t</mi></msub></mrow></msqrt><msub><mi>x</mi><mi>t</mi></msub><mo>+</mo><msub><mover><mi>σ</mi><mo>~</mo></mover><mi>t</mi>\
             </msub><mi>n</mi></math>",
    symbols: &[],
    terms: &[],
};

const HO: Paper = Paper {
    authors: "Ho, Jain and Abbeel (2020)",
    title: "Denoising diffusion probabilistic models",
    address: "https://arxiv.org/abs/2006.11239",
};

const SOHL: Paper = Paper {
    authors: "Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli (2015)",
    title: "Deep unsupervised learning using nonequilibrium thermodynamics",
    address: "https://arxiv.org/abs/1503.03585",
};

const SONG: Paper = Paper {
    authors: "Song, Meng and Ermon (2021)",
    title: "Denoising diffusion implicit models",
    address: "https://arxiv.org/abs/2010.02502",
};

/// W₂ of the samples in units of that of fresh data, with noise on the way.
const BACK: Claim = Claim {
    id: "back",
    runs: &[Run { task: "moons", steps: TRAINED }],
    figure: |_, runs| runs.first()?.in_floors("w2-exact"),
    holds: Bound::AtMost(2.0),
};

/// The same without.
const DRAWN_TOGETHER: Claim = Claim {
    id: "drawn-together",
    runs: &[Run { task: "silent", steps: TRAINED }],
    figure: |_, runs| runs.first()?.in_floors("w2-exact"),
    holds: Bound::AtLeast(3.5),
};

/// The spread of samples of N(0, I) by the exact field.
const WITHOUT: Claim =
    Claim { id: "without", runs: &[], figure: |_, _| spread(0.0, STEPS), holds: Bound::Within(0.006, 0.007) };
const WITH: Claim = Claim { id: "with", runs: &[], figure: |_, _| spread(1.0, STEPS), holds: Bound::Within(0.9, 0.95) };

/// The standard deviation of samples of N(0, I) after this many steps, with this share of the noise on the way.
fn spread(noise: f64, steps: u32) -> Option<f64> {
    let Generate { schedule, grid, .. } = chain_of_normal();
    spread_of_normal(&Ddpm { noise, ..Ddpm::default() }, &schedule, &grid.times(&*schedule, steps))
}

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
    },
    ..Step::new("ask", "moons")
};

const RUN: Step = Step {
    enter: |pane| {
        pane.show_only(&["samples", "trajectories"]);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "moons")
};

const SILENT: Step = Step {
    controls: &["sampler"],
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.hold(0.0);
    },
    ..Step::new("silent", "moons")
};

const WHY: Step =
    Step { controls: &["sampler"], enter: |pane| pane.show_only(&["data", "samples"]), ..Step::new("why", "moons") };

const TRANSFER: Step = Step {
    ask: Some(Question::Number(Axis {
        from: 0.0,
        to: 1.5,
        step: 0.05,
        start: 1.0,
        truth: || spread(1.0, FEW).unwrap_or(f64::NAN),
        near: 0.15,
    })),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["data"]);
        pane.hold(0.0);
    },
    ..Step::new("transfer", "normal")
};

const FURTHER: Step = Step {
    controls: &["sampler", "sampling"],
    enter: |pane| {
        pane.show_only(&["data", "samples", "trajectories"]);
        pane.train();
    },
    leave: Pane::pause,
    ..Step::new("further", "normal")
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_have_the_numbers_of_the_library() {
        let found = [0.0, 1.0].map(|noise| spread(noise, STEPS).unwrap());
        assert!((found[0] - LEFT).abs() < 0.0006 && (found[1] - KEPT).abs() < 0.005, "{found:?}");
        // Without noise the number of steps does not matter.
        assert!((spread(0.0, FEW).unwrap() / found[0] - 1.0).abs() < 1e-9);
        let (few, many) = (spread(1.0, FEW).unwrap(), spread(1.0, 1000).unwrap());
        assert!(few < 0.65 && many > 0.99, "{few} {many}");
    }
}
