//! The random draws of a training step: data, noise and times, each from its own stream, and the coupling that pairs them.

use super::{Batch, Regression, RegressionPair};
use crate::{
    math::{
        coupling::{Coupling, Endpoints},
        dataset::PointDraw,
        points::Cloud,
        rng::{self, Purpose, Stream},
    },
    objective::policy::Feed,
};

/// The data points of a step, the quantiles of their times, and the classes that the network is told.
/// There are no classes where the network is told none.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'a> {
    pub data: &'a [[f64; 2]],
    pub quantiles: &'a [f64],
    pub classes: &'a [Option<u32>],
}

/// Data and source points that belong together, from a round of reflow.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenPairs {
    /// The round that trains on them; round 0 has none.
    pub round: u64,
    pub data: Cloud,
    pub source: Cloud,
}

/// Draws the batches of one run, into buffers that are made once.
pub struct Batches {
    feed: Feed,
    given: Option<GivenPairs>,
    draw_data: PointDraw,
    draw_source: PointDraw,
    data: Vec<[f64; 2]>,
    labels: Vec<u32>,
    /// The labels that the network is told.
    classes: Vec<Option<u32>>,
    source: Vec<[f64; 2]>,
    quantiles: Vec<f64>,
    pairs: Vec<RegressionPair>,
    batch: Batch,
    /// Whether the coupling could not pair some points since the last call of [`Batches::take_unpaired`].
    unpaired: bool,
}

impl Batches {
    /// Draws from the data and the source of `regression`.
    pub fn new(regression: &Regression) -> Self {
        Self {
            feed: Feed::Pairs,
            given: None,
            draw_data: regression.data.sampler(),
            draw_source: regression.source.sampler(),
            data: Vec::new(),
            labels: Vec::new(),
            classes: Vec::new(),
            source: Vec::new(),
            quantiles: Vec::new(),
            pairs: Vec::new(),
            batch: Batch::default(),
            unpaired: false,
        }
    }

    /// The same, with rows from `feed`.
    pub fn fed(self, feed: Feed) -> Self {
        Self { feed, ..self }
    }

    /// The round whose pairs are drawn from; 0 where data and source are drawn from.
    pub fn round(&self) -> u64 {
        self.given.as_ref().map_or(0, |given| given.round)
    }

    /// Draws all further batches from the `given` pairs, unchanged and with replacement.
    /// Without them, batches come from data and source.
    pub fn keep_to(&mut self, given: Option<GivenPairs>) {
        self.given = given;
    }

    /// Whether the coupling could not pair some points that were drawn since the last call.
    /// These stay as they were drawn, which is another objective.
    pub fn take_unpaired(&mut self) -> bool {
        std::mem::take(&mut self.unpaired)
    }

    /// The batch of a training step of the same `regression`.
    pub fn draw(&mut self, regression: &Regression, step: u64) -> &Batch {
        self.batch.clear();
        if matches!(&self.feed, Feed::Examples(examples) if examples.have_times()) {
            self.draw_times(regression, step);
        }
        if let Feed::Examples(examples) = &self.feed {
            examples.fill(regression, step, &self.quantiles, &mut self.batch);
            return &self.batch;
        }
        self.draw_pairs(regression, step);
        for pair in &self.pairs {
            self.batch.push(regression, pair);
        }
        &self.batch
    }

    /// The pairs of a training step: data, noise and times, each from its own stream at this `step`.
    /// The coupling pairs them, unless pairs are given. Where it cannot, [`Batches::take_unpaired`] is true afterwards.
    pub fn draw_pairs(&mut self, regression: &Regression, step: u64) -> &[RegressionPair] {
        let partners = if self.given.is_some() {
            self.draw_given(regression, step);
            None
        } else {
            self.draw_data_and_times(regression, step);
            self.source.clear();
            let mut rng = Stream::new(regression.seed, Purpose::Source, step);
            let drawn = (0..regression.batch).filter_map(|_| (self.draw_source)(&mut rng));
            self.source.extend(drawn.map(|(point, _)| point));
            let mut rng = Stream::new(regression.seed, Purpose::Coupling, step);
            let partners = self.partners(regression.coupling, &mut rng);
            self.unpaired |= partners.is_none() && !regression.coupling.is_independent();
            partners
        };
        let mut bridge = (!regression.bridge.is_none()).then(|| Stream::new(regression.seed, Purpose::Bridge, step));
        self.pairs.clear();
        for (row, (&data, &u)) in self.data.iter().zip(&self.quantiles).enumerate() {
            let partner = partners.as_ref().map_or(row, |partners| partners[row]);
            let between = bridge.as_mut().map(|rng| rng::normal(rng));
            let class = self.classes.get(row).copied().flatten();
            self.pairs.extend(self.source.get(partner).map(|&noise| RegressionPair { data, noise, between, u, class }));
        }
        &self.pairs
    }

    /// The data points of a training step and the quantiles of its times, where the noise is drawn elsewhere.
    pub fn draw_data_and_times(&mut self, regression: &Regression, step: u64) -> Drawn<'_> {
        self.data.clear();
        self.labels.clear();
        let mut rng = Stream::new(regression.seed, Purpose::Data, step);
        for (point, label) in (0..regression.batch).filter_map(|_| (self.draw_data)(&mut rng)) {
            self.data.push(point);
            self.labels.push(label);
        }
        self.hide_classes(regression, step);
        self.draw_times(regression, step);
        Drawn { data: &self.data, quantiles: &self.quantiles, classes: &self.classes }
    }

    /// Hides some labels from the network at random, with a stream of its own.
    fn hide_classes(&mut self, regression: &Regression, step: u64) {
        self.classes.clear();
        if regression.condition.is_none() {
            return;
        }
        let (hidden, mut rng) =
            (regression.condition.dropout(), Stream::new(regression.seed, Purpose::Condition, step));
        self.classes.extend(self.labels.iter().map(|label| (rng::uniform(&mut rng) >= hidden).then_some(*label)));
    }

    fn draw_times(&mut self, regression: &Regression, step: u64) {
        self.quantiles.resize(regression.batch, 0.0);
        regression.quantiles.draw(&mut self.quantiles, &mut Stream::new(regression.seed, Purpose::Time, step));
    }

    /// Draws both ends from the given pairs.
    fn draw_given(&mut self, regression: &Regression, step: u64) {
        self.data.clear();
        self.classes.clear();
        self.source.clear();
        if let Some(GivenPairs { data, source, .. }) = &self.given {
            let mut rng = Stream::new(regression.seed, Purpose::Data, step);
            for pair in (0..regression.batch).map(|_| rng::below(data.len().min(source.len()), &mut rng)) {
                self.data.extend(data.get(pair));
                self.source.extend(source.get(pair));
            }
        }
        self.draw_times(regression, step);
    }

    /// The source point of each data point; `None` where the coupling is independent, or cannot pair them.
    fn partners(&self, coupling: &dyn Coupling, rng: &mut Stream) -> Option<Vec<usize>> {
        if coupling.is_independent() {
            return None;
        }
        let ends = Endpoints::new(&self.data, &self.source)?.labelled(&self.labels, None)?;
        coupling.partners(&ends, rng)
    }
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").field("batch", &self.batch).finish_non_exhaustive()
    }
}

impl Regression<'_> {
    /// A single batch: see [`Batches::draw`].
    pub fn draw(&self, step: u64) -> Batch {
        let mut batches = Batches::new(self);
        batches.draw(self, step);
        batches.batch
    }
}
