//! Everything that the stage shows, as plain numbers.

use super::{Layers, pairs::PAIRS, samples::Samples, series::Series};
use crate::{
    math::{
        dataset::{Dab, DatasetConfig},
        oracle::{Oracle, Through},
        points::{Cloud, Points},
        rng::{Purpose, Stream},
        schedule::{Coeffs, ScheduleConfig},
    },
    protocol::{Experiment, Grid, MapKind},
    ui::{drawing::Tool, palette::Palette},
};

/// A vector field on a grid, `[size, size, 2]`.
#[derive(Clone, Debug)]
pub struct Vectors {
    pub grid: Grid,
    pub velocities: Vec<f32>,
}

/// A map of the plane, `[size, size]` numbers.
#[derive(Clone, Debug)]
pub struct Heat {
    pub grid: Grid,
    pub numbers: Vec<f32>,
    pub kind: MapKind,
    /// Another number for every picture.
    pub version: u32,
}

impl Heat {
    /// The largest number, however it is signed.
    pub fn largest(&self) -> f32 {
        self.numbers.iter().map(|number| number.abs()).filter(|number| number.is_finite()).fold(0.0, f32::max)
    }
}

/// The brush or the eraser over the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    pub at: [f64; 2],
    pub radius: f64,
    pub tool: Tool,
}

#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Half the width of the square that is shown.
    pub extent: f64,
    /// The same where nothing has grown: see [`Scene::zoom`].
    reach: f64,
    data: Cloud,
    noise: Cloud,
    schedule: Option<ScheduleConfig>,
    oracle: Option<Oracle<ScheduleConfig>>,
    seed: u64,
    /// The point whose pairs are shown, where somebody has chosen it.
    mark: Option<[f64; 2]>,
    /// What leads through it, while that is shown.
    pub through: Option<Through>,
    /// Whether a series of observations is fitted, and time runs from its start to its end.
    pub is_series: bool,
    pub series: Option<Series>,
    pub samples: Samples,
    /// The cloud of the present weights, while the samples are those of earlier ones.
    pub present: Samples,
    pub heat: Option<Heat>,
    pub learned: Option<Vectors>,
    pub exact: Option<Vectors>,
    pub layers: Layers,
    /// The touches of the brush, while a tool is in the hand.
    pub dabs: Vec<Dab>,
    pub cursor: Option<Cursor>,
    pub palette: Palette,
}

/// Half the width of the square that shows a series: spirals begin at a radius of 2 at most.
const SPIRALS: f64 = 2.5;

impl Scene {
    /// Takes up the data, the source and the path of `experiment`, with `count` points of each.
    pub fn set_experiment(&mut self, experiment: &Experiment, count: usize) {
        let is_series = experiment.fits_series();
        if std::mem::replace(&mut self.is_series, is_series) != is_series {
            // Samples say nothing of a series, and paths nothing of samples.
            self.forget_model();
        }
        let is_empty =
            |dataset: &DatasetConfig| is_series || matches!(dataset, DatasetConfig::Drawing(d) if d.dabs().is_empty());
        let draw = |dataset: &DatasetConfig, which| match is_empty(dataset) {
            true => Cloud::new(),
            false => dataset.sample(count, &mut Stream::new(experiment.seed, Purpose::Display, which)),
        };
        self.data = draw(&experiment.data, 0);
        self.noise = draw(&experiment.source, 1);
        self.schedule = Some(experiment.schedule.clone());
        self.oracle = experiment.oracle();
        self.seed = experiment.seed;
        self.through = None;
        self.reach = match self.is_series {
            true => SPIRALS,
            false => experiment.data.extent().max(experiment.source.extent()),
        };
        self.extent = self.reach;
    }

    /// Steps back as far as the points have spread at `t`: noise that explodes would leave the picture.
    pub fn zoom(&mut self, t: f64) {
        self.extent = self.reach / self.coeffs(t).map_or(1.0, |coeffs| coeffs.input_scale());
    }

    /// The point whose pairs are shown.
    pub fn mark(&self) -> [f64; 2] {
        // Off the centre, where symmetry would leave nothing to see.
        self.mark.unwrap_or([0.25, 0.125].map(|share| share * self.reach))
    }

    /// Marks the point nearest `at` within the picture.
    pub fn set_mark(&mut self, at: [f64; 2]) {
        self.mark = Some(at.map(|c| c.clamp(-self.extent, self.extent)));
    }

    /// Finds the pairs that lead through the mark at `t`, where these are shown and known.
    pub fn lead(&mut self, t: f64) {
        let (mark, seed) = (self.mark(), self.seed);
        if !self.layers.pairs {
            self.through = None;
        } else if self.through.as_ref().is_none_or(|through| (through.x, through.t) != (mark, t)) {
            // The same random numbers at every place and time: as these change, the pairs move with them and do not flicker.
            let mut rng = Stream::new(seed, Purpose::Display, 2);
            self.through = self.oracle.as_ref().and_then(|oracle| oracle.through(mark, t, PAIRS, &mut rng));
        }
    }

    /// Forgets what a model said.
    pub fn forget_model(&mut self) {
        self.series = None;
        self.samples = Samples::default();
        self.present = Samples::default();
        self.heat = None;
        self.learned = None;
        self.exact = None;
    }

    /// The time that is shown where the clock stands at `t`: a series runs from its start to its end, samples from the end of
    /// their time to its start.
    pub fn time(&self, t: f64) -> f64 {
        if self.is_series { 1.0 - t } else { t }
    }

    /// How much data and how much noise there is at `t`.
    pub fn coeffs(&self, t: f64) -> Option<Coeffs> {
        self.schedule.as_ref().map(|schedule| schedule.at(t))
    }

    /// The data, noised up to `t`, every point with noise of its own that stays the same.
    pub fn noised(&self, t: f64) -> Cloud {
        let Some(coeffs) = self.coeffs(t).filter(|_| self.data.len() == self.noise.len()) else {
            return Cloud::new();
        };
        Cloud::lincomb((coeffs.alpha, &self.data), &[(coeffs.sigma, &self.noise)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_dissolve_into_their_noise() {
        let mut scene = Scene::default();
        scene.set_experiment(&Experiment::default(), 100);
        assert_eq!(scene.noised(0.0), scene.data);
        assert_eq!(scene.noised(1.0), scene.noise);
        scene.zoom(1.0);
        assert_eq!(scene.extent, 4.0);
        scene.lead(0.5);
        assert_eq!(scene.through, None);
        scene.layers.pairs = true;
        assert_eq!(scene.mark(), [1.0, 0.5]);
        scene.set_mark([-9.0, 1.0]);
        scene.lead(0.5);
        assert!(scene.through.as_ref().is_some_and(|through| through.x == [-4.0, 1.0] && through.ways.len() == PAIRS));
        let mut exploding = Experiment::default();
        exploding.select("schedule", "ve").unwrap();
        scene.set_experiment(&exploding, 100);
        scene.zoom(1.0);
        assert!((scene.extent / 4.0 - 50.0).abs() < 0.1);
        scene.samples = Samples::new(vec![1.0, 0.0], vec![0.0; 4], 1);
        let mut series = Experiment::default();
        series.select("objective", "neural-ode").unwrap();
        scene.set_experiment(&series, 100);
        assert!(scene.samples.is_empty() && scene.noised(0.5).is_empty() && scene.extent == SPIRALS);
        let mut scene = Scene::default();
        let mut empty = Experiment::default();
        empty.select("data", "drawing").unwrap();
        scene.set_experiment(&empty, 100);
        assert!(scene.noised(0.5).is_empty());
    }
}
