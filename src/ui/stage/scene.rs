//! Everything that the stage shows, as plain numbers.

use super::{
    arrows,
    contours::{self, Segment},
    contrast::{Contrast, ModelGrids},
    grids::{Heat, Vectors},
    layers::{CLASSES, CONTOURS, DIFFERENCE, EXACT, LEARNED, LINES, Layers, MODES, PAIRS, POSTERIOR},
    samples::Samples,
    series::SeriesPicture,
    sketch::Sketch,
    streams::{self, Line},
    world::{Agents, World},
};
use crate::{
    math::{
        dataset::{Dab, DatasetConfig},
        field::Field as _,
        metric::modes,
        oracle::{Oracle, Through},
        points::{Cloud, Points},
        rng::{Purpose, Stream},
        schedule::{Coeffs, ScheduleConfig},
    },
    protocol::{Generate, Task},
    ui::{drawing::Tool, palette::Palette},
};

/// The number of pairs that are shown through the marked point.
pub const SHOWN_PAIRS: usize = 24;
/// The number of data points that are shown of those that the marked point may come from.
pub const SHOWN_ORIGINS: usize = 300;

/// The brush or the eraser over the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    pub at: [f64; 2],
    pub radius: f64,
    pub tool: Tool,
}

/// An arrow, or a line, that explains a step of an algorithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    pub from: [f64; 2],
    pub to: [f64; 2],
    pub kind: ArrowKind,
}

/// What an arrow stands for, and so its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrowKind {
    /// From the data to the noised point.
    Noising,
    /// From a point to the model's guess of the data.
    Guess,
    /// From a point to the exact mean of the data.
    Exact,
    /// The mean of a step.
    Mean,
    /// The noise that a step adds.
    Noise,
}

/// The pin of a question, with the truth once it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pin {
    pub at: [f64; 2],
    /// The foot of an arrow whose tip is the pin.
    pub from: Option<[f64; 2]>,
    pub truth: Option<[f64; 2]>,
    /// Whether the reader has moved it.
    pub is_moved: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Half the width of the square that is shown.
    pub extent: f64,
    /// Half the width of the square at t = 0, before points spread: see [`Scene::extent_at`].
    reach: f64,
    data: Cloud,
    /// The component that each data point came from; empty unless the layer of modes is shown.
    modes: Vec<usize>,
    /// The class of each data point, counted from 0; empty unless the layer of classes is shown.
    classes: Vec<usize>,
    /// What the data are drawn from; `None` where there are none.
    dataset: Option<DatasetConfig>,
    noise: Cloud,
    /// The data and their noise, as the two recorded steps of a cloud; empty where their numbers differ.
    ends: Samples,
    /// The data, noised up to the time that is drawn, and that time.
    noised: Option<(f64, Cloud)>,
    schedule: Option<ScheduleConfig>,
    oracle: Option<Oracle<ScheduleConfig>>,
    seed: u64,
    /// The point whose pairs are shown, if one was chosen.
    mark: Option<[f64; 2]>,
    /// The pairs through the mark, while they are shown.
    pub through: Option<Through>,
    /// Data points that the mark may come from, while they are shown.
    pub origins: Option<Through>,
    /// Whether a series of observations is fitted, and time runs from its start to its end.
    pub is_series: bool,
    pub series: Option<SeriesPicture>,
    /// The world of a policy, where an expert is imitated; then time runs from start to end as well.
    pub world: Option<World>,
    /// The trajectories of the agents of the policy.
    pub agents: Option<Agents>,
    /// A path that is being dragged.
    pub dragged: Cloud,
    pub samples: Samples,
    /// The cloud of the present weights, while the samples are those of earlier ones.
    pub present: Samples,
    pub heat: Option<Heat>,
    /// The version of the map that the lines of equal height belong to, and the lines, while they are shown.
    contours: Option<(u32, Vec<Segment>)>,
    pub learned: Option<Vectors>,
    pub exact: Option<Vectors>,
    /// Lines along the learned and the exact field, while they are shown.
    pub lines: [Vec<Line>; 2],
    /// The usual length of vectors in the fields that are shown: see `arrows::usual_length`.
    pub usual: Option<f64>,
    /// The difference from the model beside this one.
    pub contrast: Option<Contrast>,
    /// The layers that are switched on and apply to this experiment.
    pub layers: Layers,
    /// The layers that do not fade; all, if there are none.
    pub lit: &'static [&'static str],
    pub pin: Option<Pin>,
    pub sketch: Option<Sketch>,
    pub arrows: Vec<Arrow>,
    /// The dabs of the brush, while a tool is selected.
    pub dabs: Vec<Dab>,
    pub cursor: Option<Cursor>,
    pub palette: Palette,
}

/// Half the width of the square that shows a series: spirals begin at a radius of 2 at most.
const SPIRALS: f64 = 2.5;

impl Scene {
    /// Sets the data, the source and the path of `task`, with `count` points of each.
    pub fn set_experiment(&mut self, task: &Task, count: usize) {
        let is_series = task.series().is_some();
        let had_world = self.world.is_some();
        self.world = task.imitate().map(World::new);
        if std::mem::replace(&mut self.is_series, is_series) != is_series || had_world != self.world.is_some() {
            // Another kind of task: the answers of the old model do not apply.
            self.forget_model();
        }
        let experiment = task.setting();
        let has_points = task.generate().is_some();
        let is_empty = |dataset: &DatasetConfig| {
            !has_points || matches!(dataset, DatasetConfig::Drawing(d) if d.dabs().is_empty())
        };
        let draw = |dataset: &DatasetConfig, which| match is_empty(dataset) {
            true => Cloud::new(),
            false => dataset.sample(count, &mut Stream::new(experiment.seed, Purpose::Display, which)),
        };
        self.data = draw(&experiment.data, 0);
        self.modes = Vec::new();
        self.classes = Vec::new();
        self.dataset = (!is_empty(&experiment.data)).then(|| experiment.data.clone());
        self.noise = draw(&experiment.source, 1);
        let both = self.data.iter().chain(&self.noise).flatten().map(|&c| c as f32).collect();
        self.ends = Samples::new(vec![1.0, 0.0], both, self.data.len());
        // In a world the actions are noised, not the points of the plane.
        self.schedule = self.world.is_none().then(|| experiment.schedule.clone());
        self.oracle = task.generate().and_then(Generate::oracle);
        self.seed = experiment.seed;
        self.through = None;
        self.origins = None;
        self.noised = None;
        self.reach = match (self.is_series, &self.world) {
            (_, Some(world)) => world.reach,
            (true, _) => SPIRALS,
            _ => experiment.data.extent().max(experiment.source.extent()),
        };
        self.extent = self.reach;
    }

    /// Half the width of the picture at `t`; it grows with the points, so that exploding noise stays inside.
    pub fn extent_at(&self, t: f64) -> f64 {
        self.reach / self.coeffs(t).map_or(1.0, |coeffs| coeffs.input_scale())
    }

    /// Prepares everything that is drawn at `t` in a picture with half the width `extent`.
    pub fn set_out(&mut self, t: f64, extent: f64) {
        self.extent = extent;
        if self.noised.as_ref().is_none_or(|(drawn, _)| *drawn != t) {
            self.noised = Some((t, self.noised_at(t)));
        }
        self.lead(t);
        self.colour();
        let version = self.heat.as_ref().map(|heat| heat.version).filter(|_| self.layers.shows(CONTOURS));
        if self.contours.as_ref().map(|(version, _)| *version) != version {
            self.contours = self.heat.as_ref().zip(version).map(|(heat, version)| (version, contours::segments(heat)));
        }
    }

    /// Finds the modes and the classes of the data, if they are shown.
    fn colour(&mut self) {
        if self.layers.shows(MODES) && self.modes.len() != self.data.len() {
            self.modes = self.oracle.as_ref().map_or_else(Vec::new, |oracle| modes(&self.data, oracle.data()));
        }
        if self.layers.shows(CLASSES) && self.classes.len() != self.data.len() {
            // The same draw as that of the data.
            let mut rng = Stream::new(self.seed, Purpose::Display, 0);
            let labelled = self.dataset.as_ref().map(|dataset| dataset.sample_labelled(self.data.len(), &mut rng));
            self.classes = labelled.map_or_else(Vec::new, |(_, classes)| classes.iter().map(|&c| c as usize).collect());
        }
    }

    /// Sets the layers that are shown.
    pub fn set_layers(&mut self, layers: Layers) {
        self.layers = layers;
        self.measure();
    }

    /// Computes the usual length of vectors in the fields that are shown; called when these have changed.
    pub fn measure(&mut self) {
        let exact = self.exact.as_ref().filter(|_| self.layers.shows(EXACT));
        let learned = self.learned.as_ref().filter(|_| self.layers.shows(LEARNED) || self.layers.shows(DIFFERENCE));
        let fields: Vec<_> = exact.into_iter().chain(learned).collect();
        self.usual = (!fields.is_empty()).then(|| arrows::usual_length(&fields));
        let shows_lines = self.layers.shows(LINES);
        let lines = |field: Option<&Vectors>| field.filter(|_| shows_lines).map(streams::lines).unwrap_or_default();
        self.lines = [learned, exact].map(lines);
    }

    /// The point whose pairs are shown.
    pub fn mark(&self) -> [f64; 2] {
        // Not the centre, where symmetry often makes the mean velocity 0.
        self.mark.unwrap_or([0.25, 0.125].map(|share| share * self.reach))
    }

    /// Marks the point of the picture that is nearest to `at`.
    pub fn set_mark(&mut self, at: [f64; 2]) {
        self.mark = Some(at.map(|c| c.clamp(-self.extent, self.extent)));
    }

    /// Marks the point `at`, even before there is a picture.
    pub fn put_mark(&mut self, at: [f64; 2]) {
        self.mark = Some(at);
    }

    /// Computes the pairs through the mark at `t`, and the data that it may come from, if they are shown and known.
    fn lead(&mut self, t: f64) {
        let (mark, seed, oracle) = (self.mark(), self.seed, self.oracle.as_ref());
        let follow = |known: &mut Option<Through>, is_shown: bool, count: usize| {
            if !is_shown {
                *known = None;
            } else if known.as_ref().is_none_or(|through| (through.x, through.t) != (mark, t)) {
                // The same random numbers for every mark and time, so that the pairs move smoothly with both.
                let mut rng = Stream::new(seed, Purpose::Display, 2);
                *known = oracle.and_then(|oracle| oracle.through(mark, t, count, &mut rng));
            }
        };
        follow(&mut self.through, self.layers.shows(PAIRS), SHOWN_PAIRS);
        follow(&mut self.origins, self.layers.shows(POSTERIOR), SHOWN_ORIGINS);
    }

    /// Drops the answers of the model.
    pub fn forget_model(&mut self) {
        self.series = None;
        self.agents = None;
        self.samples = Samples::default();
        self.present = Samples::default();
        self.heat = None;
        self.learned = None;
        self.exact = None;
        self.usual = None;
        self.lines = Default::default();
        self.contrast = None;
    }

    /// The answers of the model on its grids.
    pub fn answers(&self) -> ModelGrids<'_> {
        ModelGrids { density: self.heat.as_ref(), field: self.learned.as_ref() }
    }

    /// The time that is shown when the clock is at `t`.
    ///
    /// A series and a world run from their start to their end, samples from t = 1 to t = 0.
    pub fn time(&self, t: f64) -> f64 {
        if self.is_series || self.world.is_some() { 1.0 - t } else { t }
    }

    /// The coefficients of data and noise at `t`.
    pub fn coeffs(&self, t: f64) -> Option<Coeffs> {
        self.schedule.as_ref().map(|schedule| schedule.at(t))
    }

    /// The noised data; every point keeps its own noise.
    pub fn noised(&self) -> &[[f64; 2]] {
        self.noised.as_ref().map_or(&[], |(_, cloud)| cloud)
    }

    /// The data and their noise, as the two recorded steps of a cloud.
    pub fn ends(&self) -> &Samples {
        &self.ends
    }

    /// The component that each noised point came from; empty where it is not known.
    pub fn modes(&self) -> &[usize] {
        &self.modes
    }

    /// The exact mean of the data that the mark may come from, while they are shown.
    pub fn best_guess(&self) -> Option<[f64; 2]> {
        let origins = self.origins.as_ref()?;
        self.oracle.as_ref()?.denoised(&vec![origins.x], origins.t).first().copied()
    }

    /// The class of each noised point, counted from 0; empty where there are none.
    pub fn classes(&self) -> &[usize] {
        &self.classes
    }

    /// The lines of equal height of the map.
    pub fn contours(&self) -> &[Segment] {
        self.contours.as_ref().map_or(&[], |(_, segments)| segments)
    }

    fn noised_at(&self, t: f64) -> Cloud {
        let Some(coeffs) = self.coeffs(t).filter(|_| self.data.len() == self.noise.len()) else {
            return Cloud::new();
        };
        Cloud::lincomb((coeffs.alpha, &self.data), &[(coeffs.sigma, &self.noise)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::PlaneGrid;

    #[test]
    fn the_data_dissolve_into_their_noise() {
        let mut scene = Scene::default();
        scene.set_experiment(&Task::default(), 100);
        scene.set_out(0.0, 4.0);
        assert_eq!(scene.noised(), scene.data);
        scene.set_out(1.0, 4.0);
        assert_eq!(scene.noised(), scene.noise);
        assert_eq!(scene.extent_at(1.0), 4.0);
        scene.set_out(0.5, 4.0);
        assert_eq!(scene.through, None);
        scene.set_layers(Layers::of([PAIRS]));
        assert_eq!(scene.mark(), [1.0, 0.5]);
        scene.set_mark([-9.0, 1.0]);
        scene.set_out(0.5, 4.0);
        let through = scene.through.as_ref().unwrap();
        assert!(through.x == [-4.0, 1.0] && through.ways.len() == SHOWN_PAIRS);
        let mut exploding = Task::default();
        exploding.select("schedule", "ve").unwrap();
        scene.set_experiment(&exploding, 100);
        assert!((scene.extent_at(1.0) / 4.0 - 50.0).abs() < 0.1);
    }

    #[test]
    fn neither_series_nor_empty_drawings_have_points() {
        let samples = Samples::new(vec![1.0, 0.0], vec![0.0; 4], 1);
        let mut scene = Scene { samples, ..Scene::default() };
        let mut series = Task::default();
        series.select("objective", "neural-ode").unwrap();
        scene.set_experiment(&series, 100);
        scene.set_out(0.5, SPIRALS);
        assert!(scene.samples.is_empty() && scene.noised().is_empty() && scene.extent_at(0.0) == SPIRALS);
        let mut empty = Task::default();
        empty.select("data", "drawing").unwrap();
        scene.set_experiment(&empty, 100);
        scene.set_out(0.5, 4.0);
        assert!(scene.noised().is_empty());
    }

    #[test]
    fn the_scale_of_arrows_is_that_of_the_fields_that_are_shown() {
        let grid = PlaneGrid { size: 2, extent: 1.0, t: 0.0 };
        let field = |length: f32| Some(Vectors { grid, velocities: [length, 0.0].repeat(4) });
        let mut scene = Scene { learned: field(2.0), exact: field(8.0), ..Scene::default() };
        scene.set_layers(Layers::of([LEARNED]));
        assert_eq!(scene.usual, Some(2.0));
        scene.set_layers(Layers::of([LEARNED, EXACT]));
        assert_eq!(scene.usual, Some(8.0));
        scene.forget_model();
        assert_eq!(scene.usual, None);
    }
}
