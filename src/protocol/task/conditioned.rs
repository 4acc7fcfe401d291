//! The parts of a task that depend on the class of a point.

use rand_core::RngCore;

use super::Generate;
use crate::{
    math::{
        dataset::{LogDensity, sample_class},
        oracle::Mixture,
        points::Cloud,
    },
    nn::Io,
};

impl Generate {
    /// The inputs and outputs of the network.
    pub fn io(&self) -> Io {
        Io {
            point: 2,
            time: self.embedding.size() * if self.objective.spans() { 2 } else { 1 },
            condition: self.condition.size(self.data.classes() as usize),
            heads: self.objective.heads(),
        }
    }

    /// The `(inputs, outputs)` of every layer of the network.
    pub fn layer_sizes(&self) -> Vec<(usize, usize)> {
        self.objective.architecture().sizes(&self.network, &self.io())
    }

    /// The class that is sampled and shown; `None` is all classes together.
    pub fn class(&self) -> Option<u32> {
        if self.condition.is_none() { None } else { self.sampling.class.checked_sub(1) }
    }

    /// The features of [`Generate::class`].
    pub fn condition_features(&self) -> Vec<f32> {
        let mut features = Vec::new();
        self.condition.append(self.class(), self.data.classes() as usize, &mut features);
        features
    }

    /// The features of all classes together.
    pub fn unconditional_features(&self) -> Vec<f32> {
        let mut features = Vec::new();
        self.condition.append(None, self.data.classes() as usize, &mut features);
        features
    }

    /// `n` points of the data, of the chosen class if there is one.
    pub fn sample_data(&self, n: usize, rng: &mut dyn RngCore) -> Cloud {
        match self.class() {
            None => self.data.sample(n, rng),
            Some(class) => sample_class(&*self.data, class, n, rng),
        }
    }

    /// The log density of the data; `None` if it is not known, as for a single class.
    pub fn data_log_density(&self) -> Option<LogDensity> {
        if self.class().is_none() { self.data.log_density_function() } else { None }
    }

    /// The mixture of the data for exact fields; `None` if that of the chosen class is not known.
    pub fn data_mixture(&self) -> Option<Mixture> {
        match self.class() {
            None => Some(self.data.mixture()),
            Some(class) => self.data.class_mixture(class),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::{
            dataset::DatasetConfig,
            field::Field as _,
            oracle::Oracle,
            rng::{Purpose, Stream},
        },
        objective::ObjectiveConfig,
    };

    fn told(data: &str, class: u32) -> Generate {
        let mut experiment = Generate::default();
        experiment.select("data", data).unwrap();
        experiment.select("condition", "class").unwrap();
        experiment.sampling.class = class;
        experiment
    }

    #[test]
    fn what_cannot_be_told_is_refused_by_name() {
        for data in DatasetConfig::all() {
            let id = crate::math::registry::Slot::config(&data).id();
            if id == "drawing" {
                continue;
            }
            let error = told(id, 0).validate().err();
            let expected = (data.classes() < 2).then(|| "condition".to_owned());
            assert_eq!(error.map(|error| error.field), expected, "{id}");
        }
        assert_eq!(told("moons", 2).validate(), Ok(()));
        let error = told("moons", 3).validate().unwrap_err();
        assert!(error.field == "sampling.class" && error.message.contains("fewer classes"), "{error}");
        for objective in ObjectiveConfig::all() {
            let mut experiment = Generate::preset(objective.clone());
            experiment.select("condition", "class").unwrap();
            let refused = experiment.validate().err().map(|error| error.field);
            let expected = (!objective.takes_condition()).then(|| "condition".to_owned());
            assert_eq!(refused, expected, "{objective:?}");
        }
    }

    #[test]
    fn without_a_condition_the_chosen_class_counts_for_nothing() {
        let mut experiment = told("moons", 1);
        assert_eq!((experiment.class(), experiment.io().condition), (Some(0), 2));
        experiment.select("condition", "none").unwrap();
        assert_eq!((experiment.class(), experiment.io().condition), (None, 0));
        assert_eq!(experiment.validate(), Ok(()));
        assert_eq!(experiment.io(), Io::plane(1));
    }

    #[test]
    fn the_exact_field_of_a_class_is_that_of_its_components() {
        let experiment = told("mixture", 2);
        let all = experiment.data.mixture();
        let own = Mixture::new([all.components()[1]]);
        let expected = Oracle::new(experiment.schedule.clone(), own, experiment.source.mixture()).unwrap();
        let found = experiment.oracle().unwrap();
        let x: Cloud = (0..9).map(|i| [f64::from(i % 3) - 1.0, f64::from(i / 3) - 1.0]).collect();
        for t in [0.1, 0.5, 0.9] {
            assert_eq!(found.velocity(&x, t), expected.velocity(&x, t));
            assert_eq!(found.log_density(&x, t), expected.log_density(&x, t));
        }
    }

    #[test]
    fn data_of_a_class_are_of_that_class() {
        let experiment = told("8gaussians", 3);
        let points = experiment.sample_data(500, &mut Stream::new(1, Purpose::Display, 0));
        let mean = [0, 1].map(|k| points.iter().map(|point| point[k]).sum::<f64>() / 500.0);
        // The third Gaussian lies above the origin; a mean of 500 points is known to 0.3536/√500 = 0.016.
        assert!(points.len() == 500 && mean[0].abs() < 0.065 && (mean[1] - 2.829).abs() < 0.065, "{mean:?}");
    }
}
