//! Points whose likelihood is computed.

use crate::{
    math::{
        dataset::LogDensity,
        points::Cloud,
        rng::{Purpose, Stream},
    },
    protocol::Generate,
};

/// Points that no network has seen.
#[derive(Clone, Copy, Debug)]
pub(super) enum HeldOut {
    Data,
    /// Of the law that the training points were drawn from.
    Law,
}

/// The number of points, and a draw that no cloud of the quality has.
const POINTS: usize = 300;
const DRAW: u64 = 17;

impl HeldOut {
    /// Points that no cloud has; `None` where there is no law.
    pub(super) fn points(self, experiment: &Generate) -> Option<Cloud> {
        let mut rng = Stream::new(experiment.seed, Purpose::Display, DRAW);
        match self {
            Self::Data => Some(experiment.sample_data(POINTS, &mut rng)),
            Self::Law => Some(experiment.data.law()?.sample(POINTS, &mut rng)),
        }
    }

    /// The density that the points are drawn from.
    pub(super) fn log_density(self, experiment: &Generate) -> Option<LogDensity> {
        match self {
            Self::Data => experiment.data_log_density(),
            Self::Law => experiment.data.law()?.log_density_function(),
        }
    }

    pub(super) fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Data => ("nll", "−log p, nats"),
            Self::Law => ("nll-law", "−log p of fresh points of the law, nats"),
        }
    }
}
