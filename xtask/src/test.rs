//! `cargo xtask test`: runs every test: native, in wasm, and of the page in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::check;
use crate::command::{ask, run as run_command};
use crate::error::{Error, Result};
use crate::project::{NATIVE_FEATURES, Project, WASM_TARGET};
use crate::provision::{Browser, SiteTools};
use crate::site::{self, DEV_PROFILE, Mode};

/// The time limit of the wasm tests in seconds; the runner's default of 20 is too short for training.
const WASM_TIMEOUT: &str = "600";

#[derive(clap::Args)]
pub struct Args {
    /// Test a quickly built page instead of the released one
    #[arg(long)]
    fast: bool,

    /// Let a random user play with the page for ten minutes, instead of the tests
    #[arg(long)]
    soak: bool,
}

/// Runs the stages in order, stops at the first that fails, and says how long each took.
pub fn run(project: &Project, args: &Args) -> Result<()> {
    let mut stages = Stages::default();
    let result = run_stages(project, args, &mut stages);
    stages.report();
    result
}

fn run_stages(project: &Project, args: &Args, stages: &mut Stages) -> Result<()> {
    let mode = Mode::dev_if(args.fast);
    let (tools, browser) = stages.run("tools", || Ok((SiteTools::provide(project)?, Browser::provide()?)))?;
    if args.soak {
        let site = stages.run("page build", || site::build(project, &tools, mode))?;
        return stages.run("random user", || soak(project, &browser, &site));
    }
    stages.run("format", || check::format(project))?;
    stages.run("native tests", || native(project))?;
    stages.run("wasm tests", || wasm(project, &tools, &browser))?;
    let site = stages.run("page build", || site::build(project, &tools, mode))?;
    stages.run("browser tests", || end_to_end(project, &browser, &site))
}

/// Runs unit, integration and documentation tests.
///
/// The browser tests are left out, because they need the feature `e2e`; the wasm tests are empty natively.
fn native(project: &Project) -> Result<()> {
    let packages = ["--tests", "--workspace", "--features", NATIVE_FEATURES];
    run_command(test_command(project).args(packages))?;
    // nextest does not run documentation tests.
    // The whole workspace, as above: another selection would build every dependency again.
    let doc = ["test", "--doc", "--workspace", "--features", NATIVE_FEATURES];
    run_command(&mut project.cargo(doc))
}

fn wasm(project: &Project, tools: &SiteTools, browser: &Browser) -> Result<()> {
    let capabilities = browser_settings(project, browser)?;
    run_command(
        project
            .cargo(["test", "--target", WASM_TARGET, "--profile", DEV_PROFILE])
            .args(["--features", "engine", "--test", "wasm"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools.test_runner()?)
            .env("CHROMEDRIVER", &browser.chromedriver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
            .env("WASM_BINDGEN_TEST_TIMEOUT", WASM_TIMEOUT)
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30"),
    )
}

/// Writes the settings with which the wasm test runner starts chromedriver.
///
/// They are not in the repository, because they name the browser of this machine.
fn browser_settings(project: &Project, browser: &Browser) -> Result<PathBuf> {
    let settings = json!({ "goog:chromeOptions": {
        "binary": browser.chromium,
        "args": [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync",
        ],
    }});
    let path = project.target.join("webdriver.json");
    std::fs::write(&path, settings.to_string()).map_err(Error::io(&path))?;
    Ok(path)
}

/// Runs one test at a time: each starts a browser that needs the whole machine.
fn end_to_end(project: &Project, browser: &Browser, site: &Path) -> Result<()> {
    let mut tests = browser_tests(project, browser, site);
    if !has_nextest(project) {
        tests.arg("--");
    }
    run_command(tests.args(["--test-threads", "1"]))
}

/// Runs the random user alone, who is left out of the browser tests.
fn soak(project: &Project, browser: &Browser, site: &Path) -> Result<()> {
    let choice: &[&str] = match has_nextest(project) {
        true => &["--run-ignored", "only", "--no-capture", "a_random_user"],
        false => &["a_random_user", "--", "--ignored", "--nocapture"],
    };
    run_command(browser_tests(project, browser, site).args(choice))
}

fn browser_tests(project: &Project, browser: &Browser, site: &Path) -> Command {
    let mut tests = test_command(project);
    tests
        .args(["-p", "scorefield", "--test", "e2e", "--features", "e2e"])
        .env("SCOREFIELD_SITE", site)
        .env("SCOREFIELD_CHROMIUM", &browser.chromium)
        .env("SCOREFIELD_CHROMEDRIVER", &browser.chromedriver);
    tests
}

/// nextest if it is installed, else cargo's own runner.
fn test_command(project: &Project) -> Command {
    let mut command = if has_nextest(project) { project.cargo(["nextest", "run"]) } else { project.cargo(["test"]) };
    command.arg("--no-fail-fast");
    command
}

fn has_nextest(project: &Project) -> bool {
    ask(&mut project.cargo(["nextest", "--version"])).is_some()
}

/// The names, times and outcomes of the stages so far.
#[derive(Default)]
struct Stages(Vec<(&'static str, Duration, bool)>);

impl Stages {
    fn run<T>(&mut self, stage: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n=== {stage}");
        let start = Instant::now();
        let result = work();
        self.0.push((stage, start.elapsed(), result.is_ok()));
        result.map_err(|source| Error::Stage { stage, source: Box::new(source) })
    }

    fn report(&self) {
        println!("\n=== stages");
        for (stage, time, passed) in &self.0 {
            let outcome = if *passed { "passed" } else { "FAILED" };
            println!("{stage:<14} {outcome}  {:>5.1} min", time.as_secs_f64() / 60.0);
        }
    }
}
