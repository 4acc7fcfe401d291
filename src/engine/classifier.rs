//! The classifier that guides a field: a network of its own, trained beside the run.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    fused::{TapedNetwork, optimizer},
    snapshot::Snapshot,
};
use crate::{
    math::{
        extremes::largest,
        guidance::Training,
        points::{Rows, SingleCloud},
        rng::{Purpose, Stream, uniform},
    },
    nn::{
        Differentiable as _, Features, Heads, Io, Pull, Weighted as _, amplify, init, layer_sizes, optimizer::Update,
    },
    protocol::Generate,
};

/// A trained classifier `p(class | x_t)`: logits `[n, classes]` of noised points and the features of their time.
///
/// It is a function of the settings of the run alone, so that it is the same in every place and after every rewinding.
#[derive(Clone, Debug)]
pub(super) struct Classifier {
    /// With the averaged weights, and nothing on its tape.
    network: TapedNetwork,
    training: Training,
    /// The features of the time of clean data.
    at_data: Vec<f32>,
}

/// Steps of its training, rows of a step, the rate, and how much of the averaged weights a step keeps.
const STEPS: u64 = 1500;
const ROWS: usize = 256;
const RATE: f64 = 2e-3;
const KEEP: f64 = 0.995;

/// A classifier in training.
#[derive(Debug)]
pub(super) struct Teaching {
    classifier: Classifier,
    experiment: Generate,
    sizes: Vec<(usize, usize)>,
    state: Snapshot,
}

impl Teaching {
    fn new(experiment: &Generate, training: Training) -> Self {
        let classes = experiment.data.classes() as usize;
        let io = Io { condition: 0, heads: Heads::prediction(classes), ..experiment.io() };
        let sizes = layer_sizes(&experiment.network, &io);
        let mut weights = init(&sizes, experiment.seed.wrapping_add(1));
        amplify(&mut weights, &sizes, experiment.network.gain);
        let mut at_data = Vec::new();
        experiment.embedding.append(0.0, &mut at_data);
        let network = TapedNetwork::new(&sizes, &experiment.activation);
        let classifier = Classifier { network, training, at_data };
        Self { classifier, experiment: experiment.clone(), sizes, state: Snapshot::at_start(weights) }
    }

    /// One step; false when all were done before.
    pub(super) fn advance(&mut self) -> bool {
        if self.state.step >= STEPS {
            return false;
        }
        let network = &mut self.classifier.network;
        network.begin(&self.state.weights);
        self.classifier.learn(&self.experiment, self.state.step);
        let update = Update { rate: RATE, decay: 0.0, keep: KEEP, gain: 1.0, first: 0 };
        optimizer::step(&mut self.state, self.classifier.network.gradient(), update);
        true
    }

    /// The classifier of the averaged weights.
    fn finish(self) -> Classifier {
        // A fresh one, without the memory of the training.
        let mut network = TapedNetwork::new(&self.sizes, &self.experiment.activation);
        network.begin(&self.state.averaged);
        Classifier { network, ..self.classifier }
    }
}

impl Classifier {
    /// Trains a classifier of the classes of `experiment` by the cross-entropy, for about a second.
    fn trained(experiment: &Generate, training: Training) -> Self {
        let mut teaching = Teaching::new(experiment, training);
        while teaching.advance() {}
        teaching.finish()
    }

    /// Adds the gradient of the cross-entropy of one batch.
    fn learn(&mut self, experiment: &Generate, step: u64) {
        let stream = |purpose| Stream::new(experiment.seed, purpose, step);
        let (data, classes) = experiment.data.sample_labelled(ROWS, &mut stream(Purpose::Judge));
        let noise = experiment.source.sample(data.len(), &mut stream(Purpose::Source));
        let mut times = stream(Purpose::Time);
        let (mut x, mut features) = (Vec::new(), Vec::new());
        for (data, noise) in data.into_iter().zip(noise) {
            let t = if self.training == Training::Clean { 0.0 } else { uniform(&mut times) };
            let coeffs = experiment.schedule.at(t);
            x.extend(coeffs.point(data, noise).map(|c| (coeffs.input_scale() * c) as f32));
            experiment.embedding.append(t, &mut features);
        }
        let features = Features::PerRow { width: experiment.embedding.size(), values: &features };
        let (mut pull, width) = self.shares(x, features);
        for (row, class) in pull.chunks_exact_mut(width).zip(classes) {
            if let Some(share) = row.get_mut(class as usize) {
                *share -= 1.0;
            }
        }
        self.back(pull, width, 1.0 / ROWS as f32);
    }

    /// The probabilities of the classes at the rows of `x`, `[n, classes]`, and the number of classes; the call is kept.
    fn shares(&mut self, x: Vec<f32>, features: Features) -> (Vec<f32>, usize) {
        let x = Rows::new(x, 2).unwrap_or_default();
        let logits = self.network.forward(&x, features, &[]).value;
        let width = logits.width().max(1);
        let mut shares = logits.into_values();
        for row in shares.chunks_exact_mut(width) {
            let most = largest(row.iter().map(|logit| f64::from(*logit))) as f32;
            row.iter_mut().for_each(|logit| *logit = (*logit - most).exp());
            let sum: f32 = row.iter().sum();
            row.iter_mut().for_each(|share| *share /= sum);
        }
        (shares, width)
    }

    /// Backpropagates the gradient in the logits to the weights, with this share, and to the points.
    fn back(&mut self, pull: Vec<f32>, width: usize, share: f32) -> Vec<f32> {
        let pull = Rows::new(pull, width).unwrap_or_default();
        let of_points: Rows<f32> = self.network.backward(Pull { value: &pull, trace: &[], share });
        of_points.into_values()
    }

    /// `∇ log p(class | x)` at every point, `[n, 2]`; its input is `scale · point` and the features of the time.
    pub(super) fn gradient(&self, x: &SingleCloud, scale: f64, time: Features, class: u32) -> SingleCloud {
        let mut own = self.clone();
        let time = if self.training == Training::Clean { Features::Shared(&self.at_data) } else { time };
        let inputs = x.as_flattened().iter().map(|c| scale as f32 * c).collect();
        let (mut pull, width) = own.shares(inputs, time);
        for row in pull.chunks_exact_mut(width) {
            row.iter_mut().enumerate().for_each(|(k, share)| *share = f32::from(k == class as usize) - *share);
        }
        let of_points = own.back(pull, width, 0.0);
        of_points.as_chunks::<2>().0.iter().map(|point| point.map(|c| scale as f32 * c)).collect()
    }

    /// The share of `x` at the time `t` whose most probable class is `class`.
    #[cfg(test)]
    fn accuracy(&self, experiment: &Generate, x: &SingleCloud, t: f64, classes: &[u32]) -> f64 {
        let mut own = self.clone();
        let (mut features, scale) = (Vec::new(), experiment.schedule.at(t).input_scale());
        experiment.embedding.append(t, &mut features);
        let inputs = x.as_flattened().iter().map(|c| scale as f32 * c).collect();
        let (shares, width) = own.shares(inputs, Features::Shared(&features));
        let rows = shares.chunks_exact(width).zip(classes);
        let right = rows.filter(|(row, class)| {
            let best = (0..row.len()).max_by(|a, b| row[*a].total_cmp(&row[*b]));
            best == Some(**class as usize)
        });
        right.count() as f64 / x.len() as f64
    }
}

/// The classifier of a run, made when it is first needed and again when its settings have changed.
#[derive(Debug, Default)]
pub(super) struct ClassifierCache(Mutex<Option<(Generate, Training, Arc<Classifier>)>>);

impl ClassifierCache {
    /// The classifier of `experiment`, trained now if it is not known.
    pub(super) fn of(&self, experiment: &Generate, training: Training) -> Arc<Classifier> {
        self.known(experiment, training)
            .unwrap_or_else(|| self.put(experiment, Classifier::trained(experiment, training)))
    }

    /// Begins the classifier that guides samples of `experiment`; `None` where there is none or it is known.
    pub(super) fn begin(&self, experiment: &Generate) -> Option<Teaching> {
        let training = experiment.guidance.classifier()?;
        self.known(experiment, training).is_none().then(|| Teaching::new(experiment, training))
    }

    /// Whether [`ClassifierCache::begin`] has something to begin.
    pub(super) fn lacks(&self, experiment: &Generate) -> bool {
        experiment.guidance.classifier().is_some_and(|training| self.known(experiment, training).is_none())
    }

    /// Keeps what was taught.
    pub(super) fn take(&self, teaching: Teaching) {
        self.put(&teaching.experiment.clone(), teaching.finish());
    }

    fn known(&self, experiment: &Generate, training: Training) -> Option<Arc<Classifier>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.as_ref().filter(|(known, on, _)| *on == training && *known == settings(experiment));
        known.map(|(.., classifier)| classifier.clone())
    }

    fn put(&self, experiment: &Generate, classifier: Classifier) -> Arc<Classifier> {
        let made = Arc::new(classifier);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((settings(experiment), made.training, made.clone()));
        made
    }
}

/// What a classifier depends on. What samples, trains or weighs differently has the same.
fn settings(experiment: &Generate) -> Generate {
    Generate {
        data: experiment.data.clone(),
        source: experiment.source.clone(),
        schedule: experiment.schedule.clone(),
        embedding: experiment.embedding.clone(),
        network: experiment.network.clone(),
        activation: experiment.activation.clone(),
        seed: experiment.seed,
        ..Generate::default()
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{
        engine::Trainer,
        math::{
            dataset::DatasetConfig,
            guidance::{GuidanceConfig, Judged},
            points::Cloud,
            schedule::ScheduleConfig,
        },
    };

    fn moons() -> Generate {
        let mut task = Generate { data: DatasetConfig::from_id("moons").unwrap(), ..Generate::default() };
        task.network.width = 32;
        task
    }

    #[test]
    fn a_classifier_knows_the_classes_where_they_are_apart() {
        let task = moons();
        let classifier = Classifier::trained(&task, Training::Noised);
        let (data, classes) = task.data.sample_labelled(1000, &mut Stream::new(5, Purpose::Display, 0));
        let single = |cloud: &Cloud| cloud.iter().map(|x| x.map(|c| c as f32)).collect::<SingleCloud>();
        let clear = classifier.accuracy(&task, &single(&data), 0.0, &classes);
        let noise = task.source.sample(1000, &mut Stream::new(6, Purpose::Display, 0));
        let blind = classifier.accuracy(&task, &single(&noise), 1.0, &classes);
        assert!(clear > 0.99 && (0.4..0.6).contains(&blind), "{clear} {blind}");
    }

    #[test]
    fn the_gradient_is_that_of_the_log_probability() {
        let task = moons();
        let classifier = Classifier::trained(&task, Training::Noised);
        let (mut features, t, scale) = (Vec::new(), 0.4, 0.7);
        task.embedding.append(t, &mut features);
        let log_share = |x: [f32; 2]| {
            let mut own = classifier.clone();
            f64::from(own.shares(x.map(|c| scale as f32 * c).to_vec(), Features::Shared(&features)).0[1].ln())
        };
        let (x, h) = ([0.3, 0.2], 1e-2);
        let found = classifier.gradient(&vec![x], scale, Features::Shared(&features), 1)[0];
        for axis in 0..2 {
            let moved = |by: f32| std::array::from_fn(|k| if k == axis { x[k] + by } else { x[k] });
            let slope = (log_share(moved(h)) - log_share(moved(-h))) / (2.0 * f64::from(h));
            assert!((f64::from(found[axis]) - slope).abs() < 2e-2 * slope.abs().max(0.1), "{found:?} {slope}");
        }
    }

    #[test]
    fn it_is_made_once_for_its_settings() {
        let (cache, mut task) = (ClassifierCache::default(), moons());
        (task.network.width, task.network.depth) = (8, 1);
        let first = cache.of(&task, Training::Noised);
        task.sampling.class = 2;
        assert!(Arc::ptr_eq(&first, &cache.of(&task, Training::Noised)));
        assert!(!Arc::ptr_eq(&first, &cache.of(&task, Training::Clean)));
        // In slices it is the same.
        task.guidance = GuidanceConfig::Judged(Judged { clean: false, ..Judged::default() });
        assert!(cache.lacks(&task));
        let mut teaching = cache.begin(&task).unwrap();
        while teaching.advance() {}
        cache.take(teaching);
        let [first, second] = [&first, &cache.of(&task, Training::Noised)]
            .map(|it| it.gradient(&vec![[0.3, 0.2]], 1.0, Features::Shared(&[0.4]), 1));
        assert!(!cache.lacks(&task) && first == second);
    }

    #[test]
    fn a_guided_field_is_finite_at_both_ends_of_every_path() {
        for schedule in ScheduleConfig::all() {
            let mut task = Generate { schedule, ..moons() };
            (task.network.width, task.network.depth, task.sampling.class) = (8, 1, 1);
            task.select("condition", "class").unwrap();
            task.select("guidance", "classifier").unwrap();
            let learned = block_on(Trainer::host(task.clone()).learned()).unwrap();
            for t in [0.0, 0.5, 1.0] {
                let points = [[0.5, -1.0], [2.0, 0.0]];
                let found = block_on(learned.velocity(&points, t)).unwrap();
                assert!(found.iter().all(|v| v.is_finite()), "{:?} at {t}: {found:?}", task.schedule);
                let denoised = block_on(learned.denoised(&points, t)).unwrap();
                assert!(denoised.iter().all(|x| x.is_finite()), "{:?} at {t}: {denoised:?}", task.schedule);
            }
        }
    }
}
