//! The growth of our times with the width, the batch and the number of particles.

use crate::{
    plan::{Engine, PEAK},
    rounds::{Outcome, Summary},
    table::{cell, percent, range, table},
};

/// A quantity that is varied, and its workloads.
struct Growth {
    title: &'static str,
    quantity: &'static str,
    sizes: &'static [u32],
    label: fn(u32) -> String,
}

const GROWTHS: [Growth; 3] = [
    Growth {
        title: "A training step of 3 hidden layers on a batch of 256",
        quantity: "width",
        sizes: &[32, 64, 128, 256, 512],
        label: |width| format!("train-3x{width}-b256"),
    },
    Growth {
        title: "A training step of 3 hidden layers of width 64",
        quantity: "batch",
        sizes: &[64, 256, 1024, 4096, 8192],
        label: |batch| format!("train-3x64-b{batch}"),
    },
    Growth {
        title: "Sampling in 50 steps with 3 hidden layers of width 128",
        quantity: "particles",
        sizes: &[1_000, 10_000, 100_000],
        label: |particles| format!("sample-3x128-n{particles}-s50"),
    },
];

/// The workloads, each once even if two tables show it.
pub fn workloads() -> Vec<String> {
    let mut labels = vec![PEAK.to_owned()];
    for Growth { sizes, label, .. } in &GROWTHS {
        for label in sizes.iter().map(|&size| label(size)) {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    labels
}

pub fn print(outcome: &Outcome, engines: &[Engine]) {
    println!("{}", outcome.describe());
    for Growth { title, quantity, sizes, label } in &GROWTHS {
        for &engine in engines {
            println!("{title} ({}):\n", engine.name());
            let rows: Vec<_> = sizes.iter().map(|&size| row(outcome, engine, size, &label(size))).collect();
            println!("{}", table(0, &[quantity, "median, ms", "10–90 %, ms", "GFLOP/s", "of peak"], &rows));
        }
    }
}

fn row(outcome: &Outcome, engine: Engine, size: u32, label: &str) -> Vec<String> {
    let summary = outcome.find(engine, label).map(|series| outcome.summary(series));
    let show = |column: fn(&Summary) -> Option<f64>| summary.as_ref().and_then(column);
    vec![
        size.to_string(),
        cell(show(|summary| summary.median_ms)),
        range(summary.as_ref().and_then(|summary| summary.spread_ms)),
        cell(show(|summary| summary.gflops)),
        percent(show(|summary| summary.share_of_peak)),
    ]
}
