//! The lesson on imitation: the mean of two good actions can be a bad action.

use super::kit::{Block, Formula, Lesson, Paper, Part, Question, Step};
use crate::{
    locale::Words,
    math::world::{DemonstrationsConfig, Detour, EnvironmentConfig, Scripted},
    protocol::{Imitate, Task},
    ui::Pane,
};

pub const LESSON: Lesson = Lesson {
    id: "behaviour",
    part: Part::Imitation,
    minutes: 10,
    words: Words::new(include_str!("text/en/behaviour.ftl")),
    thumbnail: "<circle cx='48' cy='27' r='9' fill='var(--noise)'/>\
        <g fill='none' stroke='var(--data)' stroke-width='2'><path d='M10 27C26 4 70 4 86 27M10 27C26 50 70 50 86 27'/></g>\
        <path d='M10 27H38' fill='none' stroke='var(--model)' stroke-width='2.500'/>\
        <circle cx='86' cy='27' r='4' fill='var(--exact)'/>",
    tasks: &[("mean", mean), ("diffusion", diffusion), ("trembling", trembling)],
    panels: &["loss", "rollouts"],
    blocks: &[("mean", Block::Formula(MEAN)), ("chi2023", Block::Paper(CHI)), ("florence2021", Block::Paper(FLORENCE))],
    numbers: &[("trembling", TREMBLING)],
    steps: &[ASK, RUN, WHY, SAMPLE, TRANSFER, FURTHER],
    claims: &[],
};

/// Steps after which both policies do what the lesson says, with each of five seeds. The mean rests there: where it trains on,
/// its field gets so steep between the ways that a small bias makes it lean to one, by 6,000 steps with two of five seeds.
const TRAINED: u64 = 3000;
/// The noise of the trembling expert, which is enough to break the tie, and the spread of its starts.
const TREMBLING: f64 = 0.02;

/// A policy that predicts the mean action.
fn mean() -> Task {
    let mut task = Task::Imitate(Imitate::default());
    // The id is in the registry, as a test checks.
    let _ = task.select("policy", "mean-square");
    task
}

/// A policy that denoises its action.
fn diffusion() -> Task {
    Task::Imitate(Imitate::default())
}

/// A policy that predicts the mean action of an expert whose hand trembles.
fn trembling() -> Task {
    let mut task = mean();
    if let Some(task) = task.imitate_mut() {
        task.demonstrations = DemonstrationsConfig::Scripted(Scripted { noise: TREMBLING, ..Scripted::default() });
        task.environment = EnvironmentConfig::Detour(Detour { start_spread: TREMBLING, ..Detour::default() });
    }
    task
}

const MEAN: Formula = Formula {
    mathml: "<math display='block'><mi>π</mi><mo>(</mo><mi>o</mi><mo>)</mo><mo>=</mo><mi>E</mi><mo>[</mo><mi>a</mi><mo>|</mo>\
             <mi>o</mi><mo>]</mo></math>",
    symbols: &[],
    terms: &[],
};

const CHI: Paper = Paper {
    authors: "Chi, Feng, Du, Xu, Cousineau, Burchfiel and Song (2023)",
    title: "Diffusion policy: visuomotor policy learning via action diffusion",
    address: "https://arxiv.org/abs/2303.04137",
};

const FLORENCE: Paper = Paper {
    authors: "Florence, Lynch, Zeng, Ramirez, Wahid, Downs, Wong, Lee, Mordatch and Tompson (2021)",
    title: "Implicit behavioral cloning",
    address: "https://arxiv.org/abs/2109.00137",
};

const ASK: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 3 }),
    enter: |pane| {
        pane.pause();
        pane.show_only(&["demonstrations"]);
    },
    ..Step::new("ask", "mean")
};

const RUN: Step = Step {
    enter: |pane| {
        pane.show_only(&["demonstrations", "rollouts"]);
        pane.train();
    },
    done: |pane| pane.steps_done() >= TRAINED,
    rests_at: Some(TRAINED),
    ..Step::new("run", "mean")
};

const WHY: Step = Step {
    enter: |pane| pane.show_only(&["demonstrations", "rollouts"]),
    leave: Pane::pause,
    ..Step::new("why", "mean")
};

const SAMPLE: Step = Step {
    controls: &["sampling"],
    enter: |pane| {
        pane.show_only(&["demonstrations", "rollouts"]);
        pane.train();
    },
    leave: Pane::pause,
    done: |pane| pane.steps_done() >= TRAINED,
    ..Step::new("sample", "diffusion")
};

const TRANSFER: Step = Step {
    ask: Some(Question::Choice { of: 3, right: 2 }),
    controls: &["demonstrations"],
    enter: |pane| {
        pane.pause();
        pane.show_only(&["demonstrations"]);
    },
    leave: Pane::pause,
    ..Step::new("transfer", "trembling")
};

/// The policy of this step is not trained.
const FURTHER: Step = Step {
    controls: &["demonstrations"],
    enter: |pane| pane.show_only(&["demonstrations"]),
    ..Step::new("further", "diffusion")
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_policies_are_what_the_text_says() {
        let policy = |task: Task| task.slot("policy").unwrap().config().id();
        assert_eq!([mean(), diffusion(), trembling()].map(policy), ["mean-square", "diffusion", "mean-square"]);
        let trembling = trembling();
        let noise = |task: &Task| task.slot("demonstrations").unwrap().config().get(1);
        assert_eq!((noise(&trembling), noise(&mean())), (TREMBLING, 0.003));
    }
}
