//! `cargo xtask check`: checks the code without running it.

use std::path::PathBuf;

use crate::command::{ask, run as run_command};
use crate::error::Result;
use crate::project::{Project, WASM_TARGET};
use crate::provision;

/// All features that compile natively; only the native tests leave the GPU out, because they have none.
const ALL_FEATURES: &str = "cli,gpu,reference,ui,e2e";

/// The programs of the page, each with the feature of its release.
const WASM_PROGRAMS: [(&str, &str); 3] = [("app", "ui"), ("worker_cpu", "engine"), ("worker_gpu", "gpu")];

pub fn run(project: &Project) -> Result<()> {
    provision::wasm_target(project)?;
    format(project)?;
    clippy(project)?;
    // The mathematics must compile without the engine and without the page.
    run_command(&mut project.cargo(["check", "--lib", "--no-default-features"]))?;
    document(project)?;
    deny(project)
}

pub fn format(project: &Project) -> Result<()> {
    run_command(&mut project.cargo(["fmt", "--all", "--check"]))
}

fn clippy(project: &Project) -> Result<()> {
    run_command(
        project
            .cargo(["clippy", "--workspace", "--all-targets", "--features", ALL_FEATURES])
            .args(["--", "-D", "warnings"]),
    )?;
    for (program, features) in WASM_PROGRAMS {
        run_command(project.cargo(["clippy", "--target", WASM_TARGET, "--bin", program]).args([
            "--features",
            features,
            "--",
            "-D",
            "warnings",
        ]))?;
    }
    Ok(())
}

fn document(project: &Project) -> Result<()> {
    let mut doc = project.cargo(["doc", "--workspace", "--no-deps", "--features", ALL_FEATURES]);
    run_command(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Checks licences, sources and, if a database is installed, advisories.
///
/// It does not use the network, so the result depends on the checkout alone.
fn deny(project: &Project) -> Result<()> {
    if ask(&mut project.cargo(["deny", "--version"])).is_none() {
        println!("not run: cargo-deny is not installed (`cargo install --locked cargo-deny`)");
        return Ok(());
    }
    let mut deny = project.cargo(["deny", "--offline", "check"]);
    deny.args(["bans", "licenses", "sources"]);
    if advisory_database() {
        deny.arg("advisories");
    } else {
        println!("not run: advisories, for want of a database (`cargo deny fetch`)");
    }
    run_command(&mut deny)
}

fn advisory_database() -> bool {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    home.is_some_and(|home| ["advisory-dbs", "advisory-db"].iter().any(|folder| home.join(folder).is_dir()))
}
