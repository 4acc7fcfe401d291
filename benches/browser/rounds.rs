//! Measures in turns, so that other load on the machine affects every engine alike.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::{
    plan::{Engine, PEAK, Plan},
    report::{Report, Result, Series},
    stage::Stage,
    table::number,
};

/// A workload that takes longer than this is measured in one round only: more rounds would take hours.
const SLOW: Duration = Duration::from_secs(60);

/// The machine of the measurements.
#[derive(Debug, Serialize)]
pub struct Machine {
    pub user_agent: String,
    pub cores: f64,
    /// The adapter of both WebGPU engines.
    pub adapter: String,
    /// The version and variant of every program, by its name.
    pub programs: BTreeMap<&'static str, String>,
}

/// A line of a table.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub engine: Engine,
    pub workload: String,
    pub rounds: usize,
    pub median_ms: Option<f64>,
    /// The 10 % and the 90 % quantile of the times.
    pub spread_ms: Option<[f64; 2]>,
    pub gflops: Option<f64>,
    /// The share of the peak of wasm on one core.
    pub share_of_peak: Option<f64>,
    /// The time relative to ours: median, least and largest of the rounds.
    pub times_ours: Option<[f64; 3]>,
}

/// Everything that was measured.
#[derive(Debug)]
pub struct Outcome {
    pub machine: Machine,
    pub series: Vec<Series>,
}

impl Outcome {
    pub fn find(&self, engine: Engine, workload: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.engine == engine && series.workload == workload)
    }

    /// The peak of wasm on one core, in GFLOP/s.
    pub fn peak(&self) -> Option<f64> {
        self.find(Engine::Cpu, PEAK)?.gflops()
    }

    /// The machine and its peak, as text for readers.
    pub fn describe(&self) -> String {
        let mut text = self.machine.describe();
        if let Some(peak) = self.peak() {
            text += &format!("\nPeak of wasm SIMD on one core: {} GFLOP/s (multiply and add)\n", number(peak));
        }
        text
    }

    /// The summary of the rounds of a series.
    pub fn summary(&self, series: &Series) -> Summary {
        let gflops = series.gflops();
        let share_of_peak = || Some(gflops? / self.peak()?);
        let ours = series.engine.ours().and_then(|ours| self.find(ours, &series.workload));
        Summary {
            engine: series.engine,
            workload: series.workload.clone(),
            rounds: series.rounds.len(),
            median_ms: series.median_ms(),
            spread_ms: series.spread_ms(),
            gflops,
            share_of_peak: series.engine.is_bound_by_wasm().then(share_of_peak).flatten(),
            times_ours: ours.and_then(|ours| series.ratio(ours)),
        }
    }

    /// Everything as JSON.
    pub fn json(&self) -> serde_json::Value {
        let summary: Vec<_> = self.series.iter().map(|series| self.summary(series)).collect();
        serde_json::json!({
            "machine": self.machine,
            "peak_gflops": self.peak(),
            "summary": summary,
            "series": self.series,
        })
    }

    /// The reasons why measurements are missing.
    pub fn failures(&self) -> impl Iterator<Item = String> {
        self.series.iter().flat_map(|series| {
            series.failures.iter().map(|why| format!("{}, {}: {why}", series.engine.name(), series.workload))
        })
    }
}

/// Measures every workload on every engine in rounds: each engine once, then each again.
pub async fn measure(stage: &Stage<'_>, plan: &Plan, workloads: &[String]) -> Result<Outcome> {
    let ours = format!("scorefield {}", env!("CARGO_PKG_VERSION"));
    let mut machine = Machine {
        user_agent: String::new(),
        cores: 0.0,
        adapter: stage.adapter().await?,
        programs: BTreeMap::from([("ours", ours)]),
    };
    let tasks = workloads.iter().flat_map(|workload| plan.engines.iter().map(move |&engine| (engine, workload)));
    let mut series: Vec<Series> = tasks
        .filter(|(engine, workload)| engine.can(workload))
        .map(|(engine, workload)| Series {
            engine,
            workload: workload.clone(),
            rounds: Vec::new(),
            failures: Vec::new(),
            slow: false,
        })
        .collect();
    for round in 1..=plan.rounds {
        for Series { engine, workload, rounds, failures, slow } in &mut series {
            // After a failure the rounds could not be compared pair by pair.
            if *slow || !failures.is_empty() {
                continue;
            }
            let start = Instant::now();
            let what = format!("round {round} of {}: {}, {workload}", plan.rounds, engine.name());
            let report = stage.measure(*engine, workload, plan.budget_ms).await;
            match report.and_then(|report| Ok((report.measured()?, report))) {
                Ok((measured, report)) => {
                    eprintln!("{what}: {} ms", number(measured.median_ms));
                    rounds.push(measured);
                    *slow = start.elapsed() > SLOW + 2 * Duration::from_millis(plan.budget_ms);
                    machine.note(*engine, report);
                }
                Err(error) => {
                    eprintln!("{what}: {error}");
                    failures.push(error.to_string());
                }
            }
        }
    }
    Ok(Outcome { machine, series })
}

impl Machine {
    fn note(&mut self, engine: Engine, report: Report) {
        if let Some(program) = report.program() {
            self.programs.insert(engine.name(), program.to_owned());
        }
        if !matches!(engine, Engine::Native | Engine::Torch) {
            (self.user_agent, self.cores) = (report.user_agent, report.cores);
        }
    }

    fn describe(&self) -> String {
        let Self { user_agent, cores, adapter, programs } = self;
        let mut text = format!("{user_agent}\n{cores} cores; WebGPU adapter: {adapter}\n");
        for (engine, program) in programs {
            text += &format!("{engine}: {program}\n");
        }
        text
    }
}
