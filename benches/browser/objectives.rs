//! The time of a training step of each objective.

use scorefield::protocol::{Pace, Workload};

use crate::{
    plan::Engine,
    rounds::Outcome,
    table::{cell, range, table},
};

/// Every objective with its own defaults.
pub fn workloads() -> Vec<String> {
    Workload::objectives().map(|workload| workload.label()).collect()
}

pub fn print(outcome: &Outcome, engines: &[Engine]) {
    println!("{}", outcome.describe());
    for &engine in engines {
        println!("A training step ({}):\n", engine.name());
        let rows: Vec<_> = workloads()
            .iter()
            .map(|label| {
                let summary = outcome.find(engine, label).map(|series| outcome.summary(series));
                let median = summary.as_ref().and_then(|summary| summary.median_ms);
                let spread = summary.as_ref().and_then(|summary| summary.spread_ms);
                let name = label.trim_start_matches("objective-").to_owned();
                vec![name, cell(median), range(spread), pace(label, median).to_owned()]
            })
            .collect();
        println!("{}", table(1, &["objective", "median, ms", "10–90 %, ms", "live"], &rows));
    }
}

/// Whether a lesson with such a step is live.
fn pace(label: &str, median_ms: Option<f64>) -> &'static str {
    let Some((workload, ms)) = label.parse::<Workload>().ok().zip(median_ms) else {
        return "–";
    };
    match workload.pace_at(ms) {
        Some(Pace::Live) => "yes",
        _ => "no",
    }
}
