use super::*;
use crate::{
    math::{
        dataset::DatasetConfig,
        registry::{Slot as _, ValueKind},
    },
    nn::optimizer::Adam,
    objective::ObjectiveConfig,
    protocol::Experiment,
};

#[test]
fn every_default_lies_within_its_range_and_round_trips() {
    let plain = Generate::default();
    plain.validate().unwrap();
    for (key, slot) in plain.slots() {
        for id in slot.ids() {
            let mut experiment = plain.clone();
            experiment.select(key, id).unwrap();
            if *id != "drawing" {
                let config = experiment.slot(key).unwrap().config();
                config.validate().unwrap_or_else(|(field, error)| panic!("{key}={id}, {field}: {error}"));
                assert!(!config.about().is_empty());
            }
            let again: Generate = serde_json::from_str(&serde_json::to_string(&experiment).unwrap()).unwrap();
            assert_eq!(again, experiment, "{key}={id}");
        }
    }
}

#[test]
fn every_payload_that_people_type_is_read_back_and_said() {
    let mut count = 0;
    for (task, _) in Task::ALL {
        let usual = Task::usual(task, Version::NEWEST).unwrap();
        let ids = usual.slots().into_iter().flat_map(|(key, slot)| slot.ids().iter().map(move |id| (key, *id)));
        for (key, id) in ids {
            let mut task = usual.clone();
            task.select(key, id).unwrap();
            let Some(slot) = task.slot_mut(key) else { continue };
            let config = slot.config_mut();
            let (Some((name, text)), Some(_)) = (config.payload(), config.payload_help()) else { continue };
            // The text of the page, and the same with a minus sign, in lines, with spaces.
            for typed in
                [text.clone(), text.replace('-', "\u{2212}"), text.replace(';', "; \n "), format!("\n {text};\n")]
            {
                let said = config.type_payload(&typed).unwrap_or_else(|error| panic!("{key}={id}, {typed}: {error}"));
                assert_eq!(config.payload(), Some((name, text.clone())), "{typed}");
                assert!(said.ends_with('.') && said.contains(|c: char| c.is_ascii_digit()), "{said}");
            }
            for wrong in ["1,2;3,four", &"x".repeat(10_000), "1 2 3 4 5 6 7 8 9", &"1;".repeat(1 << 20)] {
                let error = config.type_payload(wrong).unwrap_err().to_string();
                assert!(error.chars().count() < 400, "{key}={id}: {error}");
                assert_eq!(config.payload(), Some((name, text.clone())), "{wrong}");
            }
            count += 1;
        }
    }
    assert!(count >= 9, "{count}");
}

#[test]
fn every_number_that_the_page_writes_is_read_back() {
    for (id, _) in Task::ALL {
        let usual = Task::usual(id, Version::NEWEST).unwrap();
        let ids = usual.slots().into_iter().flat_map(|(key, slot)| slot.ids().iter().map(move |id| (key, *id)));
        for (key, id) in ids {
            let mut task = usual.clone();
            task.select(key, id).unwrap();
            let Some(slot) = task.slot(key) else { continue };
            for (index, field) in slot.config().fields().iter().enumerate() {
                let middle = 0.5 * (field.min + field.max);
                let middle = if field.kind == ValueKind::Real { middle } else { middle.floor() };
                for value in [field.min, field.max, slot.config().get(index), middle] {
                    for text in [value.to_string(), format!("{value:e}")] {
                        let comma = text.replace('.', ",").replace('-', "\u{2212}");
                        for text in [&text, &comma, &format!(" {text}\u{a0}")] {
                            assert_eq!(field.read(text), Ok(value), "{key}={id}, {}: {text}", field.name);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn every_task_agrees_with_its_serialised_form() {
    for (id, _) in Task::ALL {
        let mut task = Task::usual(id, Version::NEWEST).unwrap();
        assert_eq!((task.id(), task.validate()), (*id, Ok(())));
        let json: serde_json::Value = serde_json::from_str(&Experiment::from(task.clone()).to_json().unwrap()).unwrap();
        assert_eq!((&json["task"], &json["v"]), (&serde_json::json!(id), &serde_json::json!(Version::NEWEST.number())));
        let keys = json.as_object().unwrap().keys().filter(|key| !["task", "v", "seed"].contains(&key.as_str()));
        for key in keys.clone() {
            assert!(task.slot(key).is_some() && task.slot_mut(key).is_some(), "{key}");
        }
        assert_eq!(keys.count(), task.slots().len());
        assert!(LEARNER.iter().all(|key| task.slot(key).is_some()), "{id}");
    }
}

#[test]
fn every_change_has_the_class_of_its_slot() {
    for (id, _) in Task::ALL {
        let known = Task::usual(id, Version::NEWEST).unwrap();
        assert_eq!(known.change_class(&known), None);
        for info in known.infos() {
            let mut wanted = known.clone();
            let slot = wanted.slot_mut(info.key).unwrap();
            let other = slot.ids().iter().find(|id| **id != slot.config().id() && **id != "drawing").copied();
            match (other, slot.config().fields().first()) {
                (Some(other), _) => assert!(slot.select(other)),
                (None, Some(field)) => {
                    let other = if slot.config().get(0) == field.min { field.max } else { field.min };
                    slot.config_mut().put(0, other);
                }
                (None, None) => continue,
            }
            assert_eq!(known.change_class(&wanted), Some(info.class), "{id}: {}", info.key);
        }
        let mut wanted = known.clone();
        *wanted.seed_mut() = 1;
        assert_eq!(known.change_class(&wanted), Some(Class::Restart));
    }
}

#[test]
fn another_task_keeps_the_learner_and_the_seed() {
    let mut task = Task::from(Generate {
        network: Network { width: 17, depth: 2, ..Generate::default().network },
        seed: 5,
        ..Generate::default()
    });
    task.select("activation", "selu").unwrap();
    let generate = task.clone();
    task.select("objective", "neural-ode").unwrap();
    assert_eq!((task.id(), task.seed(), task.learner().network.width), ("series", 5, 17));
    assert_eq!(task.slot("activation").unwrap().config().id(), "selu");
    task.select("objective", "flow-matching").unwrap();
    assert_eq!(task, generate);
    task.change_to("series").unwrap();
    assert_eq!(task.learner().network.width, 17);
    assert_eq!(task.change_to("dance").unwrap_err().field, "task");
    assert_eq!(task.select("objective", "dance").unwrap_err().field, "objective");
    assert_eq!(task.id(), "series");
}

#[test]
fn what_is_wrong_is_named() {
    let field_of = |change: fn(&mut Generate)| {
        let mut experiment = Generate::default();
        change(&mut experiment);
        experiment.validate().unwrap_err().field
    };
    assert_eq!(field_of(|e| e.training.batch = 0), "training.batch");
    assert_eq!(field_of(|e| e.sampling.steps = 0), "sampling.steps");
    assert_eq!(field_of(|e| e.optimizer = OptimizerConfig::Adam(Adam { rate: f64::NAN })), "optimizer.rate");
    assert_eq!(field_of(|e| e.data = DatasetConfig::Drawing(Default::default())), "data.dabs");
    assert_eq!(field_of(|e| e.seed = 1 << 53), "seed");
    assert_eq!(
        field_of(|e| {
            e.adopt(ObjectiveConfig::Ddpm(Default::default()));
            e.source = DatasetConfig::Moons(Default::default());
        }),
        "sampler"
    );
}

#[test]
fn what_a_bridge_or_reflow_cannot_do_is_refused() {
    let field_of = |objective: &str, key: &str, id: &str| {
        let mut experiment = Generate::default();
        experiment.select("objective", objective).unwrap();
        experiment.select(key, id).unwrap();
        (experiment.validate().err().map(|error| error.field), experiment.oracle().is_some())
    };
    let refused = |field: &str| (Some(field.to_owned()), false);
    assert_eq!(field_of("sb-cfm", "parametrization", "x"), refused("parametrization"));
    assert_eq!(field_of("stochastic-interpolant", "sampler", "ddim"), refused("sampler"));
    assert_eq!(field_of("rectified-flow", "sampler", "ddpm"), refused("sampler"));
    assert_eq!(field_of("implicit-score", "bridge", "arch").0.as_deref(), Some("bridge"));
    assert_eq!(field_of("flow-matching", "bridge", "arch"), (None, false));
    assert_eq!(field_of("flow-matching", "bridge", "none"), (None, true));
}

#[test]
fn noise_is_stirred_in_only_where_the_score_is_known() {
    let field_of = |changes: &[(&str, &str)], score: f64| {
        let mut experiment = Generate::default();
        for (key, id) in changes {
            experiment.select(key, id).unwrap();
        }
        if score > 0.0 {
            experiment.objective.config_mut().set("score", score).unwrap();
        }
        experiment.validate().err().map(|error| error.field)
    };
    let sde = ("sampler", "euler-maruyama");
    let refused = Some("sampler".to_owned());
    assert_eq!(field_of(&[("objective", "flow-matching"), sde], 0.0), None);
    assert_eq!(field_of(&[("objective", "ot-cfm"), sde], 0.0), refused);
    assert_eq!(field_of(&[("objective", "cnf"), sde], 0.0), refused);
    assert_eq!(field_of(&[("objective", "sb-cfm"), sde], 0.0), refused);
    assert_eq!(field_of(&[("objective", "sb-cfm"), ("source", "moons"), sde], 1.0), None);
    assert_eq!(field_of(&[("objective", "sb-cfm"), ("sampler", "ddpm")], 1.0), refused);
    assert_eq!(field_of(&[("objective", "sb-cfm"), ("bridge", "none")], 1.0), Some("bridge".to_owned()));
}

#[test]
fn every_objective_brings_what_it_is_known_by() {
    for id in ObjectiveConfig::IDS {
        let mut experiment = Generate::default();
        experiment.select("coupling", "sinkhorn").unwrap();
        experiment.select("objective", id).unwrap();
        assert_eq!(experiment.validate(), Ok(()), "{id}");
        let usual = Generate::usual(Version::V2);
        let preset = Generate::preset(experiment.objective.clone());
        let mut of_first_order = usual.clone();
        of_first_order.select("coupling", "sinkhorn").unwrap();
        of_first_order.select("objective", id).unwrap();
        assert_eq!(of_first_order, preset, "{id}");
        // The newest defaults keep their network, their averaging and, where it solves the ODE, their sampler.
        let Generate { network, training, sampler, sampling, .. } = experiment.clone();
        assert_eq!(
            experiment,
            Generate { network, training, sampler: sampler.clone(), sampling: sampling.clone(), ..preset.clone() }
        );
        match preset.sampler.config().id() {
            "euler" | "heun" => assert_eq!((sampler.config().id(), sampling.steps), ("heun", 25), "{id}"),
            own => {
                let steps = experiment.objective.few_steps().unwrap_or(50);
                assert_eq!((sampler.config().id(), sampling.steps), (own, steps), "{id}");
            }
        }
        // What is made for few steps takes many no longer when another objective follows.
        experiment.select("objective", "ddpm").unwrap();
        assert_eq!((experiment.sampler.config().id(), experiment.sampling.steps), ("ddpm", 50), "{id}");
        assert_eq!(experiment.validate(), Ok(()), "{id}");
    }
}

#[test]
fn json_that_cannot_be_read_is_never_the_default() {
    assert_eq!(
        Experiment::from_json("{}").map(|experiment| experiment.changes),
        Ok(Vec::new()),
        "an empty object is as usual"
    );
    for (text, value) in [
        ("", "EOF"),
        ("{", "EOF"),
        ("null", "null"),
        ("[]", "sequence"),
        ("{\"data\": null}", "null"),
        ("{\"seed\": null}", "null"),
        ("{\"task\": null}", "null"),
        ("{\"v\": null}", "null"),
        ("{\"objective\": null}", "null"),
        ("{\"data\":\n{\"id\": \"moons\", \"noise\": \"much\"}}", "\"much\""),
        ("{\"data\": {\"id\": \"moons\", \"noise\": null}}", "null"),
        ("{\"data\": {\"id\": \"lunes\"}}", "lunes"),
    ] {
        let error = Experiment::from_json(text).unwrap_err();
        assert_eq!(error.field, "experiment", "{text}");
        assert!(error.message.contains("line ") && error.message.contains(value), "{text}: {error}");
    }
    let error = Experiment::from_json("{\"network\": []}").unwrap_err();
    assert_eq!((&*error.field, &*error.message), ("network", "must not be a list: []"));
    let error = Experiment::from_json("{\"data\": {\"id\": \"moons\", \"noise\": \"NaN\"}}").unwrap_err();
    assert!(error.field == "data.noise" && error.message.contains("NaN"), "{error}");
}

#[test]
fn every_experiment_that_is_written_is_read_or_refused_by_the_field_at_fault() {
    let mut task = Generate::default();
    task.training.ema = f64::NAN;
    let error = Experiment::from_json(&Experiment::from(Task::from(task)).to_json().unwrap()).unwrap_err();
    assert!(error.field == "training.ema" && error.message.contains("NaN"), "{error}");
    // The first version had the series among the objectives.
    let error = Experiment::from_json(r#"{"objective": {"id": "neural-ode"}, "optimizer": {"id": "adam", "rate": 2}}"#);
    assert_eq!(error.unwrap_err().field, "optimizer.rate");
}

#[test]
fn json_with_an_unknown_field_is_refused() {
    let error = Experiment::from_json(r#"{"network": {"widht": 3}}"#).unwrap_err();
    assert!(error.message.contains("widht") && error.message.contains("line 1"), "{error}");
    assert!(Experiment::from_json(r#"{"data": {"id": "moons", "nose": 1}}"#).is_err());
}

#[test]
fn only_losses_of_their_own_have_no_use_for_pairs() {
    let mut task = Generate::default();
    assert!(task.slots().iter().all(|(key, _)| task.counts(key)));
    assert!(task.oracle().is_some());
    for objective in ObjectiveConfig::all() {
        task.adopt(objective);
        for key in ["coupling", "bridge", "weighting", "timing", "quantiles"] {
            assert_eq!(task.counts(key), task.objective.has_pairs(), "{:?}", task.objective);
        }
        assert!(task.objective.has_pairs() || task.objective.loss().is_some());
        assert!(task.counts("network") && task.counts("objective"));
    }
}

#[test]
fn what_an_objective_needs_of_the_training_comes_and_goes_with_it() {
    let mut task = Generate::default();
    let settings = |task: &Generate| (task.training.ema, task.optimizer.rate());
    for (objective, expected) in [
        ("consistency-distillation", (0.99, 0.002)),
        ("consistency", (0.999, 0.001)),
        ("flow-matching", (0.999, 0.002)),
    ] {
        task.select("objective", objective).unwrap();
        assert_eq!(settings(&task), expected, "{objective}");
    }
    // What was chosen stays.
    task.training.ema = 0.9;
    task.select("objective", "consistency-distillation").unwrap();
    assert_eq!(settings(&task).0, 0.9);
}

#[test]
fn the_brush_belongs_to_the_data_or_else_to_the_source() {
    let mut experiment = Generate::default();
    assert_eq!(experiment.drawn(), None);
    experiment.select("source", "drawing").unwrap();
    assert!(experiment.drawn().is_some_and(|(key, _)| key == "source"));
    experiment.select("data", "drawing").unwrap();
    assert!(experiment.drawn().is_some_and(|(key, _)| key == "data"));
}
