//! The inputs of a network that is told the time of a point and the length of the step that begins there.

use crate::{
    nn::{Differentiable, Features, Vectors},
    objective::regression::Regression,
};

/// The start of a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub x: [f64; 2],
    pub t: f64,
    /// The length of the step, `t − s`.
    pub span: f64,
    pub class: Option<u32>,
}

/// The inputs of so many starts: points, and behind them the features of time, length and class.
pub(super) struct Inputs {
    x: Vectors,
    features: Vec<f32>,
    width: usize,
}

impl Inputs {
    pub fn new(setting: &Regression, starts: &[Start]) -> Self {
        let row = |start: &Start, features: &mut Vec<f32>| {
            setting.embedding.append(start.t, features);
            // The features of a time and a class, here of the length.
            setting.append_features(start.span, start.class, features);
            setting.schedule.at(start.t).input_scale()
        };
        Self::gather(setting, starts, row)
    }

    /// The directions in the inputs in which the points move by `velocities`, and time and length grow alike.
    pub fn moving(setting: &Regression, starts: &[Start], velocities: &[[f64; 2]]) -> Self {
        let width = setting.num_features() + setting.embedding.size();
        let row = |start: &Start, features: &mut Vec<f32>| {
            let end = features.len() + width;
            setting.embedding.append_slopes(start.t, features);
            setting.embedding.append_slopes(start.span, features);
            // The class stays.
            features.resize(end, 0.0);
            setting.schedule.at(start.t).input_scale()
        };
        let moved = |(start, velocity): (&Start, &[f64; 2])| Start { x: *velocity, ..*start };
        let starts: Vec<Start> = starts.iter().zip(velocities).map(moved).collect();
        Self::gather(setting, &starts, row)
    }

    fn gather(setting: &Regression, starts: &[Start], row: impl Fn(&Start, &mut Vec<f32>) -> f64) -> Self {
        let mut features = Vec::new();
        let mut input = |start: &Start| {
            let scale = row(start, &mut features);
            start.x.map(|x| (scale * x) as f32)
        };
        let x = starts.iter().map(&mut input).collect();
        Self { x, features, width: setting.num_features() + setting.embedding.size() }
    }

    pub fn features(&self) -> Features<'_> {
        Features::PerRow { values: &self.features, width: self.width }
    }

    /// The predictions of `network`; the call stays for a backward pass.
    pub fn forward(&self, network: &mut dyn Differentiable) -> Vec<[f64; 2]> {
        wide(&network.forward(&self.x, self.features(), &[]).value)
    }

    /// The derivatives of the predictions along these directions; `None` where the network does not give them.
    pub fn change(&self, network: &mut dyn Differentiable, along: &Self) -> Option<Vec<[f64; 2]>> {
        let [_, change] = network.pushforward(&self.x, self.features(), (&along.x, along.features()))?;
        Some(wide(&change))
    }
}

/// The predictions of `network`, without a backward pass.
pub(super) fn predict(network: &mut dyn Differentiable, setting: &Regression, starts: &[Start]) -> Vec<[f64; 2]> {
    let predicted = Inputs::new(setting, starts).forward(network);
    network.forget();
    predicted
}

fn wide(rows: &Vectors) -> Vec<[f64; 2]> {
    rows.iter().map(|row| row.map(f64::from)).collect()
}
