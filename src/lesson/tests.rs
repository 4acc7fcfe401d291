use std::collections::BTreeSet;

use super::*;
use crate::ui::PANELS;

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
    unique(LESSONS.iter().map(|lesson| lesson.title));
    for lesson in &LESSONS {
        assert!(lesson.claim.ends_with('.') && lesson.minutes > 0 && !lesson.steps.is_empty(), "{}", lesson.id);
        assert!(lesson.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", lesson.id);
        assert!(lesson.thumbnail.starts_with('<'), "{}", lesson.id);
        unique(lesson.steps.iter().map(|step| step.id));
        unique(lesson.steps.iter().map(|step| step.title));
        let tasks = unique(lesson.tasks.iter().map(|(name, _)| *name));
        let used: BTreeSet<_> = lesson.steps.iter().map(|step| step.task).collect();
        assert_eq!(tasks, used, "{}: every experiment is used, and every one that is used is there", lesson.id);
        for panel in unique(lesson.panels.iter().copied()) {
            assert!(PANELS.iter().any(|known| known.id == panel), "{}: there is no panel {panel}", lesson.id);
        }
        assert_eq!(Lesson::find(lesson.id).map(|found| found.title), Some(lesson.title));
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

#[test]
fn every_text_says_something_and_every_question_has_one_right_choice() {
    for lesson in &LESSONS {
        assert!(lesson.steps.iter().any(|step| step.ask.is_some()), "{} asks nothing", lesson.id);
        for step in lesson.steps {
            assert!(!step.text.is_empty(), "{}, {}", lesson.id, step.id);
            for block in step.text {
                match block {
                    Block::Words(words) => assert!(words.ends_with(['.', ':', '?']), "{}: {words}", step.id),
                    Block::Formula { mathml, words } => {
                        assert!(mathml.starts_with("<math") && mathml.ends_with("</math>") && words.ends_with('.'));
                        let count = |tag: &str| mathml.matches(tag).count();
                        for tag in ["mi", "mo", "mn", "mrow", "msub", "msubsup", "msup", "mfrac", "math"] {
                            let opened = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
                            assert_eq!(opened, count(&format!("</{tag}>")), "{}: {tag}", step.id);
                        }
                    }
                    Block::Paper { authors, title, place, address } => {
                        assert!(!authors.is_empty() && !title.is_empty() && !place.is_empty());
                        assert!(address.starts_with("https://"), "{address}");
                    }
                }
            }
            let Some(question) = &step.ask else { continue };
            assert!(question.ask.ends_with('?'), "{}", question.ask);
            unique(question.choices.iter().map(|choice| choice.text));
            assert!(question.choices.len() >= 2 && question.choices.iter().all(|choice| choice.answer.ends_with('.')));
            assert_eq!(question.choices.iter().filter(|choice| choice.is_right).count(), 1, "{}", step.id);
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
    unique(Part::ALL.iter().map(|part| part.title()));
}
