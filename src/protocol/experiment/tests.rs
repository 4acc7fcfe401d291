use super::*;

#[test]
fn every_default_lies_within_its_range_and_round_trips() {
    let plain = Experiment::default();
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
            let again: Experiment = serde_json::from_str(&experiment.to_json()).unwrap();
            assert_eq!(again, experiment, "{key}={id}");
        }
    }
}

#[test]
fn the_slots_agree_with_the_serialised_form() {
    let json: serde_json::Value = serde_json::from_str(&Experiment::default().to_json()).unwrap();
    let mut experiment = Experiment::default();
    for key in json.as_object().unwrap().keys().filter(|key| *key != "seed") {
        assert!(experiment.slot(key).is_some() && experiment.slot_mut(key).is_some(), "{key}");
    }
    assert_eq!(json.as_object().unwrap().len(), experiment.slots().len() + 1);
}

#[test]
fn what_is_wrong_is_named() {
    let field_of = |change: fn(&mut Experiment)| {
        let mut experiment = Experiment::default();
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
        let mut experiment = Experiment::default();
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
        let mut experiment = Experiment::default();
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
        let mut experiment = Experiment::default();
        experiment.select("coupling", "sinkhorn").unwrap();
        experiment.select("objective", id).unwrap();
        assert_eq!(experiment.validate(), Ok(()), "{id}");
        assert_eq!(experiment, Experiment::preset(experiment.objective.clone()), "{id}");
    }
}

#[test]
fn json_with_an_unknown_field_is_refused() {
    let error = Experiment::from_json(r#"{"network": {"widht": 3}}"#).unwrap_err();
    assert!(error.message.contains("widht") && error.message.contains("line 1"), "{error}");
    assert!(Experiment::from_json(r#"{"data": {"id": "moons", "nose": 1}}"#).is_err());
}

#[test]
fn what_an_objective_ignores_is_a_slot_and_never_its_network() {
    let mut experiment = Experiment::default();
    assert!(experiment.slots().iter().all(|(key, _)| !experiment.is_idle(key)));
    assert!(experiment.oracle().is_some());
    for objective in ObjectiveConfig::all() {
        experiment.adopt(objective);
        let keys = experiment.slots().map(|(key, _)| key);
        assert!(experiment.objective.ignores().iter().all(|key| keys.contains(key)), "{:?}", experiment.objective);
        // Only losses of their own have no use for weights and times.
        assert!(!experiment.is_idle("weighting") || experiment.objective.loss().is_some());
        assert!(!experiment.is_idle("network") && !experiment.is_idle("objective"));
    }
    experiment.select("objective", "neural-ode").unwrap();
    let used = experiment.slots().into_iter().filter(|(key, _)| !experiment.is_idle(key)).count();
    assert_eq!((used, experiment.oracle().is_none()), (6, true));
}

#[test]
fn the_brush_belongs_to_the_data_or_else_to_the_source() {
    let mut experiment = Experiment::default();
    assert_eq!(experiment.drawn(), None);
    experiment.select("source", "drawing").unwrap();
    assert!(experiment.drawn().is_some_and(|(key, _)| key == "source"));
    experiment.select("data", "drawing").unwrap();
    assert!(experiment.drawn().is_some_and(|(key, _)| key == "data"));
}
