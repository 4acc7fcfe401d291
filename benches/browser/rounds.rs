//! Measuring in turns, so that whatever else the machine does meets every engine alike.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    plan::{Engine, PEAK, Plan},
    report::{Report, Result, Series},
    stage::Stage,
    table::number,
};

/// Where it was measured.
#[derive(Debug, Serialize)]
pub struct Machine {
    pub user_agent: String,
    pub cores: u32,
    /// The adapter of both WebGPU engines.
    pub adapter: String,
    /// The version and variant of every program, by its name.
    pub programs: BTreeMap<&'static str, String>,
}

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub struct Outcome {
    pub machine: Machine,
    pub series: Vec<Series>,
}

impl Outcome {
    pub fn find(&self, engine: Engine, workload: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.engine == engine && series.workload == workload)
    }

    /// What the peak of wasm on one core was, in GFLOP/s.
    pub fn peak(&self) -> Option<f64> {
        self.find(Engine::Cpu, PEAK)?.gflops()
    }

    /// Why something is missing.
    pub fn failures(&self) -> impl Iterator<Item = String> {
        self.series.iter().flat_map(|series| {
            series.failures.iter().map(|why| format!("{}, {}: {why}", series.engine.name(), series.workload))
        })
    }
}

/// Rounds of every workload on every engine: each engine once, then each again.
pub async fn measure(stage: &Stage<'_>, plan: &Plan, workloads: &[String]) -> Result<Outcome> {
    let ours = format!("scorefield {}", env!("CARGO_PKG_VERSION"));
    let mut machine = Machine {
        user_agent: String::new(),
        cores: 0,
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
        })
        .collect();
    for round in 1..=plan.rounds {
        for Series { engine, workload, rounds, failures } in &mut series {
            // What failed once would keep the rounds from being pairs.
            if !failures.is_empty() {
                continue;
            }
            let what = format!("round {round} of {}: {}, {workload}", plan.rounds, engine.name());
            match stage.measure(*engine, workload, plan.budget_ms).await.and_then(single) {
                Ok((measured, report)) => {
                    eprintln!("{what}: {} ms", number(measured.median_ms));
                    rounds.push(measured);
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

/// The one measurement of a report.
fn single(mut report: Report) -> Result<(crate::report::Measured, Report)> {
    let measured = report.results.pop().ok_or("the report is empty")?;
    Ok((measured, report))
}

impl Machine {
    fn note(&mut self, engine: Engine, report: Report) {
        if let Some(program) = report.program {
            self.programs.insert(engine.name(), program);
        }
        if !matches!(engine, Engine::Native | Engine::Torch) {
            (self.user_agent, self.cores) = (report.user_agent, report.cores);
        }
    }

    /// A few lines for people.
    pub fn describe(&self) -> String {
        let Self { user_agent, cores, adapter, programs } = self;
        let mut text = format!("{user_agent}\n{cores} cores; WebGPU adapter: {adapter}\n");
        for (engine, program) in programs {
            text += &format!("{engine}: {program}\n");
        }
        text
    }
}
