//! The report of a program, and the summary of several rounds.

use serde::{Deserialize, Serialize};

use scorefield::{
    math::extremes::{largest, smallest},
    protocol::{Workload, median},
};

use crate::plan::Engine;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The content of the element `bench-json` of a page, or the output of a native program.
#[derive(Debug, Deserialize)]
pub struct Report {
    pub user_agent: String,
    pub cores: f64,
    /// The variant that another program ran.
    pub program: Option<String>,
    /// The engines of our page.
    #[serde(default)]
    engines: Vec<Standing>,
    results: Vec<Row>,
}

/// The state of an engine of our page.
#[derive(Debug, Deserialize)]
struct Standing {
    name: Option<String>,
}

/// A measurement, or why there is none.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(flatten)]
    measured: Option<Measured>,
    error: Option<String>,
}

impl Report {
    /// The one requested measurement.
    pub fn measured(&self) -> Result<Measured> {
        let Row { measured, error } = self.results.last().ok_or("the report is empty")?;
        let why = || error.clone().unwrap_or_else(|| "the report holds no times".to_owned());
        Ok(measured.clone().ok_or_else(why)?)
    }

    /// The name of the program, as it reports it.
    pub fn program(&self) -> Option<&str> {
        let ours = || self.engines.iter().find_map(|engine| engine.name.as_deref());
        self.program.as_deref().or_else(ours)
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Measured {
    pub workload: String,
    /// The median of one repetition, and the 10 % and 90 % quantiles.
    pub median_ms: f64,
    pub low_ms: f64,
    pub high_ms: f64,
    pub repetitions: u64,
    #[serde(default)]
    pub gflops: Option<f64>,
    #[serde(default)]
    pub heap_bytes: Option<u64>,
}

/// Every round of one engine with one workload.
#[derive(Debug, Serialize)]
pub struct Series {
    pub engine: Engine,
    pub workload: String,
    pub rounds: Vec<Measured>,
    /// Why a round is missing.
    pub failures: Vec<String>,
    /// Whether the first round took so long that it is the only one.
    pub slow: bool,
}

impl Series {
    fn middle(&self, number: impl Fn(&Measured) -> Option<f64>) -> Option<f64> {
        median(self.rounds.iter().filter_map(number).collect())
    }

    /// The median over the rounds of their medians.
    pub fn median_ms(&self) -> Option<f64> {
        self.middle(|round| Some(round.median_ms))
    }

    /// The median over the rounds of both ends of their spreads.
    pub fn spread_ms(&self) -> Option<[f64; 2]> {
        Some([self.middle(|round| Some(round.low_ms))?, self.middle(|round| Some(round.high_ms))?])
    }

    /// Billions of operations a second, counted alike for every engine; for the peak as our page counts them.
    pub fn gflops(&self) -> Option<f64> {
        match self.workload.parse::<Workload>() {
            Ok(workload) => Some(workload.flop()? / self.median_ms()? / 1e6),
            Err(_) => self.middle(|round| round.gflops),
        }
    }

    /// The time relative to `ours` in the same round: median, least and largest.
    pub fn ratio(&self, ours: &Self) -> Option<[f64; 3]> {
        let pairs = self.rounds.iter().zip(&ours.rounds);
        let ratios: Vec<f64> = pairs.map(|(other, ours)| other.median_ms / ours.median_ms).collect();
        let (low, high) = (smallest(ratios.iter().copied()), largest(ratios.iter().copied()));
        Some([median(ratios)?, low, high])
    }
}
