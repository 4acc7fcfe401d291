//! No setting holds the engine for longer than a slice.

use super::*;
use crate::protocol::{
    Version,
    work::{MOST_BYTES, MOST_CLOUD, MOST_SLICE, MOST_STEP},
};

/// The tasks with every choice of every slot, each valid by itself.
fn choices() -> Vec<Task> {
    let usual = Task::ALL.iter().map(|(id, _)| Task::usual(id, Version::NEWEST).unwrap());
    let each = |task: Task| {
        let keys: Vec<(&str, &[&str])> = task.slots().into_iter().map(|(key, slot)| (key, slot.ids())).collect();
        let chosen = move |(key, ids): (&'static str, &'static [&'static str])| {
            let task = task.clone();
            ids.iter().filter_map(move |id| {
                let mut other = task.clone();
                other.select(key, id).unwrap();
                other.validate().is_ok().then_some(other)
            })
        };
        keys.into_iter().flat_map(chosen).collect::<Vec<_>>()
    };
    usual.flat_map(each).collect()
}

/// `task` with the field number `index` of the slot `key` at one end of its range.
fn at_end(task: &Task, key: &str, index: usize, largest: bool) -> Task {
    let mut other = task.clone();
    let config = other.slot_mut(key).unwrap().config_mut();
    let field = config.fields()[index];
    config.put(index, if largest { field.max } else { field.min });
    other
}

/// The fields of `task` as slot and index, with their kind.
fn fields(task: &Task) -> Vec<(&'static str, usize)> {
    let slots = task.slots().into_iter();
    slots.flat_map(|(key, slot)| (0..slot.config().fields().len()).map(move |index| (key, index))).collect()
}

/// Every field at both its ends, and all fields that cost work at the end that costs more: alone, in pairs, all together.
fn corners() -> Vec<Task> {
    let mut corners = Vec::new();
    for task in choices() {
        let usual = task.estimate();
        let (mut costly, mut all) = (Vec::new(), task.clone());
        for (key, index) in fields(&task) {
            for largest in [false, true] {
                let corner = at_end(&task, key, index, largest);
                let estimate = corner.estimate();
                if estimate.step > 1.2 * usual.step || estimate.cloud > 1.2 * usual.cloud {
                    costly.push((key, index, largest));
                    all = at_end(&all, key, index, largest);
                }
                corners.push(corner);
            }
        }
        for (place, &(key, index, largest)) in costly.iter().enumerate() {
            let first = at_end(&task, key, index, largest);
            corners
                .extend(costly[place + 1..].iter().map(|&(key, index, largest)| at_end(&first, key, index, largest)));
        }
        corners.push(all);
    }
    corners
}

#[test]
fn every_corner_is_bounded_or_refused_with_the_field_to_change() {
    let corners = corners();
    assert!(corners.len() > 5_000, "{}", corners.len());
    let mut refused = 0;
    for task in &corners {
        let estimate = task.estimate();
        let figures = [estimate.step, estimate.cloud, estimate.slice, estimate.bytes];
        assert!(figures.iter().all(|figure| figure.is_finite() && *figure >= 0.0), "{figures:?} {task:?}");
        let bounds = [MOST_STEP, MOST_CLOUD, MOST_SLICE, MOST_BYTES];
        let is_bounded = figures.iter().zip(bounds).all(|(figure, most)| *figure <= most);
        match task.validate() {
            Ok(()) => assert!(is_bounded, "{figures:?} {task:?}"),
            Err(error) => {
                refused += usize::from(!is_bounded);
                // The field exists, so that it can be shown and changed.
                let (key, field) = error.field.split_once('.').unwrap_or((&error.field, ""));
                let slot = task.slot(key).unwrap_or_else(|| panic!("{error}"));
                let known = slot.config().fields().iter().any(|info| info.name == field);
                assert!(
                    field.is_empty() || known || slot.config().payload().is_some_and(|(name, _)| name == field),
                    "{error}"
                );
            }
        }
    }
    assert!(refused > 20 && refused < corners.len() / 4, "{refused} of {}", corners.len());
}

#[test]
fn the_field_that_is_named_saves_most() {
    for (link, field) in [
        ("network.width=512&network.depth=8&training.batch=8192", "network.width"),
        ("objective=cnf&objective.order=4&objective.steps=100&training.batch=8192&network.width=512", "network.width"),
    ] {
        let error = crate::protocol::decode(link).map(|experiment| experiment.task.validate());
        assert!(matches!(&error, Ok(Err(error)) if error.field == field), "{link}: {error:?}");
    }
}

#[test]
fn the_thirty_heaviest_settings_really_run_in_slices() {
    let mut corners: Vec<Task> = corners().into_iter().filter(|task| task.validate().is_ok()).collect();
    let weight = |task: &Task| task.estimate().slice + 1e-3 * task.estimate().step;
    corners.sort_by(|a, b| f64::total_cmp(&weight(b), &weight(a)));
    let mut heaviest: Vec<Task> = Vec::new();
    for task in corners {
        // No two of the same objective, sampler and coupling: thirty different kinds of work.
        let kind = |task: &Task| {
            let ids =
                ["objective", "policy", "sampler", "coupling"].map(|key| task.slot(key).map(|slot| slot.config().id()));
            (ids, task.estimate().step > task.estimate().slice)
        };
        if heaviest.iter().all(|other| kind(other) != kind(&task)) {
            heaviest.push(task);
        }
        if heaviest.len() == 30 {
            break;
        }
    }
    assert_eq!(heaviest.len(), 30);
    let (mut session, mut worst) = (session(), (0.0, String::new()));
    for task in heaviest {
        let link = crate::protocol::encode(&task.clone().into());
        let mut events = configure(&mut session, 1, task);
        ask(&mut session, SampleRequest { count: 5000 });
        events.extend(send(&mut session, Command::Run { run: RUN }));
        let begun = std::time::Instant::now();
        for _ in 0..40 {
            let slice = std::time::Instant::now();
            block_on(session.advance());
            let seconds = slice.elapsed().as_secs_f64();
            if seconds > worst.0 {
                worst = (seconds, link.clone());
            }
            if begun.elapsed().as_secs_f64() > 0.4 {
                break;
            }
        }
        events.extend(std::iter::from_fn(|| session.next_event()));
        let refused = events.iter().find(|event| matches!(event.head, Event::Failed(_, EngineError::Experiment(_))));
        assert!(refused.is_none(), "{link}: {refused:?}");
    }
    println!("worst slice {:.2} s: {}", worst.0, worst.1);
    // The watchdog of the page waits for 5 s at least, on a machine several times as slow as this.
    assert!(worst.0 < 5.0, "{worst:?}");
}
