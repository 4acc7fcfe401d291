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

/// The pairs of a step, in progress.
struct Pairing {
    rng: Stream,
    /// The source points of the first data points; `None` where all ends stay as they were drawn.
    partners: Option<Vec<usize>>,
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
    /// The points of a step that are paired so far, while its coupling works.
    pairing: Option<Pairing>,
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
            pairing: None,
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

    /// Whether the coupling could not pair some points that were drawn since the last call of [`Batches::take_unpaired`].
    /// These stay as they were drawn, which is another objective.
    pub fn is_unpaired(&self) -> bool {
        self.unpaired
    }

    /// Gives [`Batches::is_unpaired`], and forgets it.
    pub fn take_unpaired(&mut self) -> bool {
        std::mem::take(&mut self.unpaired)
    }

    /// The batch that was drawn last.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// The pair in this row of the batch that was drawn last.
    pub fn pair_of(&self, row: usize) -> Option<RegressionPair> {
        self.pairs.get(row).copied()
    }

    /// The batch of a training step of the same `regression`.
    pub fn draw(&mut self, regression: &Regression, step: u64) -> &Batch {
        while !self.advance(regression, step) {}
        &self.batch
    }

    /// Continues to draw the batch of a training step; true when it is complete, as [`Batches::batch`].
    /// A call pairs at most one [part](Coupling::part) of the points.
    pub fn advance(&mut self, regression: &Regression, step: u64) -> bool {
        self.batch.clear();
        if matches!(&self.feed, Feed::Examples(examples) if examples.have_times()) {
            self.draw_times(regression, step);
        }
        if let Feed::Examples(examples) = &self.feed {
            examples.fill(regression, step, &self.quantiles, &mut self.batch);
            return true;
        }
        let complete = self.advance_pairs(regression, step);
        if complete {
            self.pairs.iter().for_each(|pair| self.batch.push(regression, pair));
        }
        complete
    }

    /// Drops the batch in progress; the next one begins anew.
    pub fn abandon(&mut self) {
        self.pairing = None;
    }

    /// The pairs of a training step: data, noise and times, each from its own stream at this `step`.
    /// The coupling pairs them, unless pairs are given. Where it cannot, [`Batches::is_unpaired`] is true afterwards.
    pub fn draw_pairs(&mut self, regression: &Regression, step: u64) -> &[RegressionPair] {
        while !self.advance_pairs(regression, step) {}
        &self.pairs
    }

    /// Continues to draw the pairs of a training step; true when they are complete.
    fn advance_pairs(&mut self, regression: &Regression, step: u64) -> bool {
        let pairing = match self.pairing.take() {
            Some(pairing) => pairing,
            None => self.draw_ends(regression, step),
        };
        match self.pair(regression.coupling, pairing) {
            Ok(partners) => self.join(regression, step, partners.as_deref()),
            Err(pairing) => {
                self.pairing = Some(pairing);
                return false;
            }
        }
        true
    }

    /// Draws the ends and the times of a training step.
    fn draw_ends(&mut self, regression: &Regression, step: u64) -> Pairing {
        let rng = Stream::new(regression.seed, Purpose::Coupling, step);
        if self.given.is_some() {
            self.draw_given(regression, step);
            return Pairing { rng, partners: None };
        }
        self.draw_data_and_times(regression, step);
        self.source.clear();
        let mut source = Stream::new(regression.seed, Purpose::Source, step);
        let drawn = (0..regression.batch).filter_map(|_| (self.draw_source)(&mut source));
        self.source.extend(drawn.map(|(point, _)| point));
        Pairing { rng, partners: (!regression.coupling.is_independent()).then(Vec::new) }
    }

    /// Pairs the next part of the points. Gives the source point of every data point when all are paired, or `None` where they
    /// stay as they were drawn; otherwise what is paired so far.
    fn pair(&mut self, coupling: &dyn Coupling, pairing: Pairing) -> Result<Option<Vec<usize>>, Pairing> {
        let Pairing { mut rng, partners: Some(mut partners) } = pairing else {
            return Ok(None);
        };
        let (first, points) = (partners.len(), self.data.len());
        let rows = first..coupling.part().map_or(points, |part| (first + part.max(1)).min(points));
        let same = self.source.len() == points;
        let ends = same.then(|| Endpoints::new(&self.data[rows.clone()], &self.source[rows.clone()])).flatten();
        let ends = ends.and_then(|ends| ends.labelled(&self.labels[rows], None));
        match ends.and_then(|ends| coupling.partners(&ends, &mut rng)) {
            Some(found) => partners.extend(found.into_iter().map(|partner| first + partner)),
            None => {
                self.unpaired = true;
                return Ok(None);
            }
        }
        if partners.len() < points { Err(Pairing { rng, partners: Some(partners) }) } else { Ok(Some(partners)) }
    }

    /// Joins the ends that were drawn into pairs.
    fn join(&mut self, regression: &Regression, step: u64, partners: Option<&[usize]>) {
        let mut bridge = (!regression.bridge.is_none()).then(|| Stream::new(regression.seed, Purpose::Bridge, step));
        self.pairs.clear();
        for (row, (&data, &u)) in self.data.iter().zip(&self.quantiles).enumerate() {
            let partner = partners.map_or(row, |partners| partners[row]);
            let between = bridge.as_mut().map(|rng| rng::normal(rng));
            let class = self.classes.get(row).copied().flatten();
            self.pairs.extend(self.source.get(partner).map(|&noise| RegressionPair { data, noise, between, u, class }));
        }
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
