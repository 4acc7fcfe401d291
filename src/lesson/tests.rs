use std::collections::BTreeSet;

use super::{
    kit::{Block, Paragraph, Part, Question, STROKES, paragraphs},
    *,
};
use crate::{locale::Value, ui::PANELS};

/// The most words of a step, its question not counted.
const MOST_WORDS: usize = 140;

/// The set of `names`; fails if a name is there twice.
fn unique<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(!name.is_empty() && seen.insert(name), "«{name}» is empty or there twice");
    }
    seen
}

#[test]
fn every_lesson_is_whole() {
    unique(LESSONS.iter().map(|lesson| lesson.id));
    let titles: Vec<_> = LESSONS.iter().map(|lesson| lesson.title()).collect();
    unique(titles.iter().map(|title| &**title));
    for lesson in &LESSONS {
        assert!(lesson.minutes > 0 && !lesson.steps.is_empty(), "{}", lesson.id);
        assert!(lesson.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", lesson.id);
        assert!(lesson.thumbnail.starts_with('<'), "{}", lesson.id);
        unique(lesson.steps.iter().map(|step| step.id));
        let tasks = unique(lesson.tasks.iter().map(|(name, _)| *name));
        let steps = lesson.steps.iter().map(|step| step.task);
        let used: BTreeSet<_> =
            steps.chain(lesson.claims.iter().flat_map(|claim| claim.runs).map(|run| run.task)).collect();
        assert_eq!(tasks, used, "{}: every experiment is used, and every one that is used is there", lesson.id);
        for panel in unique(lesson.panels.iter().copied()) {
            assert!(PANELS.iter().any(|known| known.id == panel), "{}: there is no panel {panel}", lesson.id);
        }
        assert_eq!(find(lesson.id).map(|found| found.title()), Some(lesson.title()));
    }
}

#[test]
fn every_experiment_of_a_lesson_trains_and_has_at_most_three_controls() {
    for lesson in &LESSONS {
        for (name, task) in lesson.tasks {
            assert_eq!(task().validate(), Ok(()), "{}: {name}", lesson.id);
        }
        let mut controls: BTreeSet<&str> = BTreeSet::new();
        for (index, step) in lesson.steps.iter().enumerate() {
            let task = lesson.task_at(index).unwrap();
            for key in step.controls {
                assert!(task.slot(key).is_some(), "{}, {}: {key}", lesson.id, step.id);
            }
            controls.extend(step.controls.iter().copied());
        }
        assert!(controls.len() <= 3, "{}: {controls:?}", lesson.id);
    }
}

/// Every lesson has the words that it needs, and no others.
#[test]
fn every_message_is_there_and_used() {
    for lesson in &LESSONS {
        let mut names = lesson.words.names().unwrap();
        names.retain(|name| name != "notes");
        names.sort();
        assert_eq!(names, lesson.message_names(), "{}", lesson.id);
        for name in &names {
            let known = ["least", "most", "given", "truth", "apart"].map(|name| (name, Value::Number(1.0)));
            let text = lesson.say_with(name, &known);
            assert!(!text.contains("{$") && !text.contains('«'), "{}, {name}: {text}", lesson.id);
        }
    }
    assert_eq!(WORDS.names().unwrap().len(), unique(WORDS.names().unwrap().iter().map(|name| &**name)).len());
}

#[test]
fn every_text_says_something_and_every_question_has_an_answer() {
    for lesson in &LESSONS {
        assert!(lesson.say("claim").ends_with('.'), "{}", lesson.id);
        assert!(lesson.steps.iter().any(|step| step.ask.is_some()), "{} asks nothing", lesson.id);
        let mut shown: BTreeSet<String> = BTreeSet::new();
        for step in lesson.steps {
            let text = paragraphs(&lesson.say(step.id));
            assert!(!text.is_empty(), "{}, {}", lesson.id, step.id);
            for paragraph in text {
                match paragraph {
                    Paragraph::Words(words) => assert!(words.ends_with(['.', ':', '?']), "{}: {words}", step.id),
                    Paragraph::Block(name) => {
                        assert!(lesson.block(&name).is_some(), "{}, {}: there is no block {name}", lesson.id, step.id);
                        shown.insert(name);
                    }
                }
            }
            let say = |part: &str| lesson.say(&format!("{}-{part}", step.id));
            match &step.ask {
                None => continue,
                Some(Question::Choice { of, right }) => {
                    assert!((1..=*of).contains(right) && *of >= 2, "{}, {}", lesson.id, step.id);
                    let choices: Vec<_> = (1..=*of).map(|k| say(&format!("choice-{k}"))).collect();
                    unique(choices.iter().map(|choice| &**choice));
                    assert!((1..=*of).all(|k| say(&format!("answer-{k}")).ends_with('.')), "{}", step.id);
                }
                Some(Question::Number(axis)) => {
                    let truth = (axis.truth)();
                    assert!((axis.from..=axis.to).contains(&truth), "{}, {}: {truth}", lesson.id, step.id);
                    // Where nothing was moved, nothing is right.
                    assert!(axis.apart(axis.start) > axis.near, "{}, {}: {truth}", lesson.id, step.id);
                    assert!(say("answer").ends_with('.'), "{}", step.id);
                }
                Some(Question::Drawing(drawing)) => {
                    let truth = (drawing.truth)();
                    assert!(truth.len() > 1 && truth.iter().flatten().all(|c| c.is_finite()), "{}", step.id);
                    // Where nothing was drawn but a dot, nothing is right.
                    let dot = [drawing.pen; STROKES];
                    assert!(drawing.apart(&dot) > drawing.near, "{}, {}", lesson.id, step.id);
                    assert!(say("answer").ends_with('.'), "{}", step.id);
                }
                Some(Question::Point(pin)) => {
                    assert!(pin.apart(pin.start) > pin.near, "{}, {}: {:?}", lesson.id, step.id, (pin.truth)());
                    assert!(say("answer").ends_with('.'), "{}", step.id);
                }
            }
            assert!(say("question").ends_with('?'), "{}", say("question"));
        }
        let known: BTreeSet<String> = lesson.blocks.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(known, shown, "{}: every block is shown", lesson.id);
    }
}

#[test]
fn every_formula_is_whole_and_its_symbols_are_in_it() {
    let layers: Vec<&str> = crate::ui::layer_ids().collect();
    for (lesson, (name, block)) in
        LESSONS.iter().flat_map(|lesson| lesson.blocks.iter().map(move |block| (lesson, block)))
    {
        match block {
            Block::Formula(formula) => {
                let mathml = formula.mathml;
                assert!(mathml.starts_with("<math") && mathml.ends_with("</math>"), "{name}");
                let count = |tag: &str| mathml.matches(tag).count();
                for tag in
                    ["mi", "mo", "mn", "mrow", "msub", "msubsup", "msup", "mfrac", "msqrt", "mover", "munder", "math"]
                {
                    let opened = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
                    assert_eq!(opened, count(&format!("</{tag}>")), "{}, {name}: {tag}", lesson.id);
                }
                for symbol in formula.symbols {
                    let mark = format!("data-symbol='{}'", symbol.id);
                    assert!(mathml.contains(&mark), "{}, {name}: {}", lesson.id, symbol.id);
                    for layer in symbol.layers {
                        assert!(layers.contains(layer), "{}, {name}: there is no layer {layer}", lesson.id);
                    }
                }
                let marked = mathml.split("data-symbol='").skip(1).filter_map(|rest| rest.split('\'').next());
                for id in marked {
                    assert!(formula.symbols.iter().any(|symbol| symbol.id == id), "{}, {name}: {id}", lesson.id);
                }
            }
            Block::Paper(paper) => {
                assert!(!paper.authors.is_empty() && !paper.title.is_empty());
                assert!(paper.address.starts_with("https://"), "{}", paper.address);
            }
            Block::View(_) => {}
        }
    }
}

#[test]
fn every_step_has_an_address_and_an_experiment() {
    let read = |hash: &str| place(&Address::read(hash).unwrap());
    for lesson in &LESSONS {
        for step in 0..lesson.steps.len() {
            let at = lesson.place(step);
            assert_eq!(read(&at.hash("", true)), Ok(at));
            assert_eq!(experiment(at), lesson.task_at(step));
            assert!(experiment(at).is_some());
        }
        let beyond = format!("lesson={}&step={}", lesson.id, lesson.steps.len() + 1);
        assert_eq!(read(&beyond).unwrap_err().field, "step");
    }
    assert_eq!(read("lesson=nothing").unwrap_err().field, "lesson");
    assert_eq!(experiment(Place::Home), None);
    assert_eq!(experiment(Place::Playground), Some(Task::default()));
}

#[test]
fn parts_come_in_the_order_of_the_course() {
    assert!(LESSONS.iter().is_sorted_by_key(|lesson| lesson.part));
    unique(Part::ALL.iter().map(|part| part.id()));
}

/// Claims about the mathematics alone; `tests/claims.rs` checks those that need training.
#[test]
fn every_claim_about_the_mathematics_comes_true() {
    for lesson in &LESSONS {
        unique(lesson.claims.iter().map(|claim| claim.id));
        for claim in lesson.claims.iter().filter(|claim| claim.runs.is_empty()) {
            for seed in 0..5 {
                let figure = (claim.figure)(seed, &[]).unwrap();
                assert!(claim.holds.admits(figure), "{}, {}, seed {seed}: {figure}", lesson.id, claim.id);
            }
        }
    }
}

/// The text of a step fits on a page beside the stage, so that nobody reads while the class looks at the picture.
#[test]
fn a_step_has_few_words() {
    let count = |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    for lesson in &LESSONS {
        let words: Vec<usize> = lesson.steps.iter().map(|step| count(&lesson.say(step.id))).collect();
        let controls: BTreeSet<&str> = lesson.steps.iter().flat_map(|step| step.controls.iter().copied()).collect();
        println!(
            "{}: {} words in {} steps, {} controls",
            lesson.id,
            words.iter().sum::<usize>(),
            words.len(),
            controls.len()
        );
        for (step, words) in lesson.steps.iter().zip(words) {
            assert!(words <= MOST_WORDS, "{}, {}: {words} words", lesson.id, step.id);
        }
    }
}
