//! What a perfect network would do, and the law that it would see in training.

use super::Generate;
use crate::math::{
    points::{Cloud, Points as _, StreamNoise},
    rng::{Purpose, Stream},
    sampler::trace_counted,
};

/// Points on their way from noise to data in the exact field.
#[derive(Clone, Debug)]
pub struct ExactRun {
    /// From 1 to 0.
    pub times: Vec<f64>,
    /// One cloud for each time; a point keeps its place in all of them.
    pub clouds: Vec<Cloud>,
    /// Evaluations of a field for each point; a guided field evaluates two.
    pub evaluations: u32,
}

impl Generate {
    /// `count` points, moved by the sampler of the task in the exact field; another cloud for each `seed` and `round`.
    /// `None` where the exact field is not known.
    pub fn exact_run(&self, count: usize, seed: u64, round: u64) -> Option<ExactRun> {
        let field = self.exact_field()?;
        let mut source = self.source.sample(count, &mut Stream::new(seed, Purpose::Start, round));
        if let Some(&first) = source.first().filter(|_| self.sampling.one_start) {
            source.fill(first);
        }
        let start = Cloud::lincomb((self.schedule.start(), &source), &[]);
        let times = self.grid.times(&*self.schedule, self.sampling.steps);
        let mut rng = Stream::new(seed, Purpose::Sampling, round);
        let (clouds, evaluations) =
            trace_counted(&self.sampler, &field, start, &times, &mut StreamNoise::new(&mut rng));
        Some(ExactRun { times, clouds, evaluations: field.fields() * evaluations })
    }

    /// `count` fresh points of the law of independent data and noise at `t`; another cloud for each `draw`.
    pub fn noised(&self, t: f64, count: usize, draw: u64) -> Cloud {
        let coeffs = self.schedule.at(t);
        let stream = |purpose| Stream::new(self.seed, purpose, draw);
        let data = self.sample_data(count, &mut stream(Purpose::Display));
        let noise = self.source.sample(count, &mut stream(Purpose::Start));
        data.into_iter().zip(noise).map(|(data, noise)| coeffs.point(data, noise)).collect()
    }
}
