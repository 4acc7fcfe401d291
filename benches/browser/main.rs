//! Measures how fast the page computes, beside TensorFlow.js in the same browser and, on request, beside PyTorch.
//!
//! `cargo xtask bench` builds the page, installs the tools, and writes a plan of the measurements.

#![allow(clippy::expect_used, clippy::panic)] // A benchmark that cannot be set up should stop.

#[path = "../../tests/e2e/chromium.rs"]
mod chromium;
mod compare;
mod growth;
mod heap;
mod objectives;
mod plan;
mod report;
mod rounds;
#[allow(dead_code)] // Only the tests read what was fetched.
#[path = "../../tests/e2e/site.rs"]
mod site;
mod stage;
mod table;

use std::{fs, process::ExitCode};

use plan::{Mode, Plan};
use report::Result;
use rounds::{Outcome, measure};
use stage::Stage;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let plan = Plan::read()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let stage = Stage::open(&plan).await?;
        let result = perform(&stage, &plan).await;
        // Closed first, so that no browser is left running after an error.
        stage.close().await?;
        result
    })
}

async fn perform(stage: &Stage<'_>, plan: &Plan) -> Result<()> {
    let outcome = match plan.mode {
        Mode::Heap => return heap::print(stage, plan).await,
        Mode::Compare => {
            let outcome = measure(stage, plan, &plan.workloads).await?;
            compare::print(&outcome);
            outcome
        }
        Mode::Objectives => {
            let outcome = measure(stage, plan, &objectives::workloads()).await?;
            objectives::print(&outcome, &plan.engines);
            outcome
        }
        Mode::Growth => {
            let outcome = measure(stage, plan, &growth::workloads()).await?;
            growth::print(&outcome, &plan.engines);
            outcome
        }
    };
    finish(plan, &outcome)
}

/// Writes the numbers to a file, and reports what is missing.
fn finish(plan: &Plan, outcome: &Outcome) -> Result<()> {
    if let Some(path) = &plan.json {
        let text = serde_json::to_string_pretty(&outcome.json())?;
        fs::write(path, text + "\n").map_err(|error| format!("{}: {error}", path.display()))?;
        println!("\nwrote {}", path.display());
    }
    let failures: Vec<_> = outcome.failures().collect();
    if failures.is_empty() {
        Ok(())
    } else {
        Err(format!("not everything was measured\n  {}", failures.join("\n  ")).into())
    }
}
