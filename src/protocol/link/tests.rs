use super::*;
use crate::{
    math::dataset::{Dab, DatasetConfig, Drawing},
    protocol::Class,
};

fn plain(task: impl Into<Task>) -> Experiment {
    task.into().into()
}

#[test]
fn the_default_needs_no_words() {
    assert_eq!(encode(&Experiment::default()), "");
    assert_eq!(decode("").unwrap(), Experiment::default());
    assert_eq!(decode("https://example.org/a/#").unwrap(), Experiment::default());
}

#[test]
fn links_are_short_and_readable() {
    let mut task = Task::default();
    task.select("data", "moons").unwrap();
    task.select("objective", "ddpm").unwrap();
    *task.seed_mut() = 7;
    assert_eq!(encode(&plain(task)), "v=3&data=moons&objective=ddpm&seed=7");
    let series = Task::usual("series", Version::NEWEST).unwrap();
    assert_eq!(encode(&plain(series)), "v=3&task=series");
}

/// Links without a version keep the meaning that was recorded before there were versions.
#[test]
fn links_without_a_version_mean_what_they_always_meant() {
    #[derive(serde::Deserialize)]
    struct Recorded {
        default: serde_json::Map<String, serde_json::Value>,
        links: Vec<Link>,
    }
    #[derive(serde::Deserialize)]
    struct Link {
        link: String,
        differs: serde_json::Map<String, serde_json::Value>,
    }
    let recorded: Recorded = serde_json::from_str(include_str!("../../../tests/golden/links.json")).unwrap();
    assert!(recorded.links.len() >= 100);
    for Link { link, differs } in recorded.links {
        // An empty link is the newest default, so its meaning may change.
        let experiment = if link.is_empty() { plain(Generate::usual(Version::V1)) } else { decode(&link).unwrap() };
        let json: serde_json::Map<_, _> = serde_json::from_str(&experiment.to_json().unwrap()).unwrap();
        for (key, was) in &recorded.default {
            let was = differs.get(key).unwrap_or(was);
            match (json.get(key), was) {
                // A slot may have new fields; the recorded ones must be equal.
                (Some(serde_json::Value::Object(is)), serde_json::Value::Object(was)) => {
                    was.iter().for_each(|(field, was)| assert_eq!(is.get(field), Some(was), "{link}: {key}.{field}"));
                }
                (Some(is), was) => assert_eq!(is, was, "{link}: {key}"),
                (None, _) => assert!(experiment.task.series().is_some(), "{link}: {key} is gone"),
            }
        }
        assert_eq!(decode(&encode(&experiment)).unwrap(), experiment, "{link}");
        assert_eq!(Experiment::from_json(&experiment.to_json().unwrap()).unwrap(), experiment, "{link}");
    }
}

#[test]
fn a_link_of_the_first_version_may_name_what_a_series_has_no_use_for() {
    let series =
        decode("objective=neural-ode&data=moons&sampler.eta=0.5&sampler=ddim&seed=3&network.width=16").unwrap();
    let task = series.task.series().unwrap();
    assert_eq!((task.seed, task.network.width), (3, 16));
    assert_eq!(decode("objective=neural-ode&data=mons").unwrap_err().field, "data");
    assert_eq!(decode("v=3&task=series&data=moons").unwrap_err().field, "data");
}

#[test]
fn a_preset_is_where_a_link_begins() {
    let preset = preset("tong-ot-cfm-moons").unwrap();
    assert_eq!(decode("preset=tong-ot-cfm-moons").unwrap(), plain(preset.task.clone()));
    let changed = decode("seed=4&network.width=32&preset=tong-ot-cfm-moons").unwrap();
    let changed = changed.task.generate().unwrap();
    assert_eq!((changed.seed, changed.network.width), (4, 32));
    assert_eq!(changed.data, preset.task.data);
}

#[test]
fn every_entry_and_every_field_of_every_task_round_trips() {
    for (id, _) in Task::ALL {
        let usual = Task::usual(id, Version::NEWEST).unwrap();
        let objectives = usual.slot("objective").map(|slot| slot.ids()).unwrap_or(&["none"]);
        for objective in objectives {
            let mut base = usual.clone();
            if *objective != "none" {
                base.select("objective", objective).unwrap();
            }
            for (key, slot) in base.slots() {
                for id in slot.ids() {
                    let mut task = base.clone();
                    task.select(key, id).unwrap();
                    assert_eq!(decode(&encode(&plain(task.clone()))).unwrap().task, task, "{key}={id}");
                    let fields = task.slot(key).unwrap().config().fields();
                    for (index, field) in fields.iter().enumerate() {
                        for value in [field.min, field.max] {
                            let mut changed = task.clone();
                            changed.slot_mut(key).unwrap().config_mut().put(index, value);
                            let again = decode(&encode(&plain(changed.clone()))).unwrap().task;
                            assert_eq!(again, changed, "{key}.{}", field.name);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_drawing_travels() {
    let dabs = (0..200).map(|i| Dab::new([f64::from(i).sin(), f64::from(i).cos()], 0.3, 1.0)).collect();
    let data = DatasetConfig::Drawing(Drawing::from_dabs(dabs));
    let experiment = plain(Generate { data, ..Generate::default() });
    let link = encode(&experiment);
    assert_eq!(decode(&link).unwrap(), experiment);
    assert!(link.len() < 900, "{} characters", link.len());
}

#[test]
fn changes_travel_with_the_step_that_they_are_made_at() {
    let link = "v=3&data=moons&at500.weighting=sigmoid&at500.weighting.bias=1&at800.optimizer.rate=0.0003";
    let experiment = decode(link).unwrap();
    assert_eq!(encode(&experiment), link);
    assert_eq!(Experiment::from_json(&experiment.to_json().unwrap()).unwrap(), experiment);
    let periods = experiment.periods().unwrap();
    assert_eq!(periods.iter().map(|period| period.step).collect::<Vec<_>>(), [0, 500, 800]);
    let [before, between, after] = [0, 1, 2].map(|period: usize| &periods[period].task);
    assert_eq!(before, &experiment.task);
    assert_eq!(before.change_class(between), Some(Class::Retarget));
    assert_eq!(Change::between(500, before, between).as_ref(), experiment.changes.first());
    assert_eq!(Change::between(800, between, after).as_ref(), experiment.changes.last());
    assert_eq!(Change::between(9, before, before), None);
}

#[test]
fn a_change_that_training_cannot_go_on_through_is_named() {
    let field_of = |link: &str| decode(link).unwrap_err().field;
    assert_eq!(field_of("at500.network.width=8"), "at500.network");
    assert_eq!(field_of("at500.seed=8"), "at500.seed");
    assert_eq!(field_of("at500.weighting=heavy"), "at500.weighting");
    assert_eq!(field_of("at500.training.batch=0"), "at500.training.batch");
    assert_eq!(field_of("at500.bridge=arch&parametrization=x"), "at500.parametrization");
    // Data may be changed while the run trains.
    assert!(decode("at500.data=moons&at500.data.noise=0.2").is_ok());
}

#[test]
fn what_is_wrong_is_named() {
    let field_of = |link: &str| decode(link).unwrap_err().field;
    assert_eq!(field_of("data=mons"), "data");
    assert_eq!(field_of("dota=moons"), "dota");
    assert_eq!(field_of("data=moons&data.nose=1"), "data.nose");
    assert_eq!(field_of("data=moons&data.noise=lots"), "data.noise");
    assert_eq!(field_of("data=moons&data.noise=-1"), "data.noise");
    assert_eq!(field_of("training.batch=2.5"), "training.batch");
    assert_eq!(field_of("seed=1&seed=2"), "seed");
    assert_eq!(field_of("seed=x"), "seed");
    assert_eq!(field_of("moons"), "link");
    assert_eq!(field_of("preset=tong"), "preset");
    assert_eq!(field_of("task=dance"), "task");
    assert_eq!(field_of("v=4"), "v");
    assert_eq!(field_of("v=new"), "v");
    assert_eq!(field_of("data=drawing&data.dabs=!!"), "data.dabs");
    assert_eq!(field_of("data.dabs=AQ"), "data.dabs");
}

#[test]
fn percent_escapes_are_decoded_as_a_browser_does() {
    for (escaped, text) in [
        ("data%3Dmoons%26data.noise%3D0.2", "data=moons&data.noise=0.2"),
        ("data=moons", "data=moons"),
        ("%E2%88%922%c3%bc", "−2ü"),
        // What is no escape, or no UTF-8, leaves all as it is.
        ("50%&data%3Dmoons", "50%&data%3Dmoons"),
        ("%3", "%3"),
        ("%+1", "%+1"),
        ("%ü1", "%ü1"),
        ("%FF%3D", "%FF%3D"),
        ("", ""),
    ] {
        assert_eq!(unescaped(escaped), text, "{escaped}");
    }
}

#[test]
fn an_address_without_a_hash_is_the_default_experiment() {
    for link in ["https://example.org/a/", "http://127.0.0.1:8080/?engine=cpu", " https://example.org/a/#", "#", " "] {
        assert_eq!(decode(link).unwrap(), Experiment::default(), "{link:?}");
    }
    assert!(is_address("file:///home/page/index.html") && !is_address("data=http://x") && !is_address("://x"));
}

#[test]
fn a_link_that_is_too_long_is_refused_before_it_is_read() {
    let link = "a".repeat(Limit::LINK.bytes + 1);
    for error in [decode(&link).unwrap_err(), super::super::decode_both(&link).unwrap_err()] {
        assert_eq!(error.to_string(), "link: the link has 2097153 bytes; 2097152 are the most");
    }
    let json = " ".repeat(Limit::EXPERIMENT.bytes + 1);
    assert!(Experiment::from_json(&json).unwrap_err().message.contains("4194305 bytes"));
}

#[test]
fn errors_of_links_and_files_quote_at_most_eighty_characters() {
    let long = "x".repeat(1 << 16);
    for link in [
        long.clone(),
        format!("{long}=1"),
        format!("data={long}"),
        format!("data=moons&data.{long}=1"),
        format!("data=moons&data.noise={long}"),
        format!("data.{long}=1"),
        format!("seed={long}"),
        format!("v={long}"),
        format!("task={long}"),
        format!("preset={long}"),
        format!("{long}=1&{long}=2"),
        format!("at5.{long}=1"),
        format!("at5.weighting={long}"),
        format!("b.{long}=1"),
        format!("compare={long}"),
        format!("data=points&data.points={long}"),
        format!("data=points&data.points=1,{long}"),
        format!("data=drawing&data.dabs={long}?"),
        format!("schedule=custom&schedule.log_snr={long}"),
        format!("grid=custom&grid.pace={}", (0..64).map(|i| format!("{i},{i}e-300;")).collect::<String>()),
        format!("data=moons&data.noise={}", "9".repeat(300)),
        format!("task=imitate&demonstrations=dragged&demonstrations.paths={long}"),
    ] {
        let error = super::super::decode_both(&link).unwrap_err().to_string();
        // A list of known ids may be long; what was given may not.
        assert!(error.matches('x').count() <= 190, "{}: {error}", &link[..60.min(link.len())]);
        assert!(error.chars().count() < 800, "{error}");
    }
    for json in [
        format!("{{\"{long}\": 1}}"),
        format!("{{\"v\": 2, \"{long}\": 1}}"),
        format!("{{\"data\": {{\"id\": \"{long}\"}}}}"),
        format!("{{\"data\": {{\"id\": \"moons\", \"noise\": \"{long}\"}}}}"),
        format!("{{\"data\": [\"{long}\"]}}"),
        format!("{{\"seed\": \"{long}\"}}"),
        format!("{{\"task\": \"{long}\"}}"),
        format!("[\"{long}\"]"),
        format!("{{\"changes\": [{{\"step\": 1, \"set\": [[\"{long}\", \"{long}\"]]}}]}}"),
        long,
    ] {
        let error = Experiment::from_json(&json).unwrap_err().to_string();
        assert!(error.matches('x').count() <= 190, "{}: {error}", &json[..30]);
        assert!(error.chars().count() < 1200, "{error}");
    }
}
