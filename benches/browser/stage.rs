//! One browser, and the programs that are measured in it or beside it.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use axum::{Router, extract::Request, http::HeaderValue, middleware};
use serde::Deserialize;
use serde_json::Value;
use thirtyfour::prelude::*;
use tower_http::services::ServeDir;

use crate::{
    chromium::{self, Driver, SOFTWARE_WEBGPU},
    plan::{Engine, Plan},
    report::{Report, Result},
    site::Site,
};

/// The time that a measurement may take besides twice its budget: one repetition of a slow engine can take minutes.
const PATIENCE: Duration = Duration::from_secs(900);

/// The visible state of a page that measures.
#[derive(Deserialize)]
struct Look {
    /// Whether the button can be pressed.
    ready: bool,
    /// The report; empty until there is one.
    report: String,
    error: String,
}

pub struct Stage<'a> {
    plan: &'a Plan,
    _chromedriver: Driver,
    driver: WebDriver,
    site: Site,
    tfjs: Site,
}

impl<'a> Stage<'a> {
    pub async fn open(plan: &'a Plan) -> Result<Self> {
        let site = Site::serve(plan.site.clone()).await;
        let tfjs = Site::answer(isolated(&plan.tfjs)).await;
        let arguments = if plan.hardware { &SOFTWARE_WEBGPU[..1] } else { &SOFTWARE_WEBGPU };
        let (chromedriver, driver) = chromium::start(arguments).await;
        // TensorFlow.js computes on the main thread of the page, which does not answer meanwhile.
        driver.set_script_timeout(PATIENCE).await?;
        Ok(Self { plan, _chromedriver: chromedriver, driver, site, tfjs })
    }

    pub async fn close(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }

    /// Measures `workload` with `engine`.
    pub async fn measure(&self, engine: Engine, workload: &str, budget_ms: u64) -> Result<Report> {
        if let Some(report) = self.native(engine, workload, budget_ms) {
            return report;
        }
        let report = match self.visit(engine, workload, budget_ms).await {
            Ok(()) => self.press(budget_ms).await,
            Err(error) => Err(error),
        };
        if report.is_err() {
            eprintln!("console: {:#?}", self.driver.get_log("browser").await);
        }
        self.leave().await?;
        report
    }

    /// Runs a native program, if `engine` is one.
    fn native(&self, engine: Engine, workload: &str, budget_ms: u64) -> Option<Result<Report>> {
        let (program, script) = match engine {
            Engine::Native => (&self.plan.native, None),
            Engine::Torch => (&self.plan.python, Some("benches/torch/bench.py")),
            _ => return None,
        };
        let run = |program: &Path| {
            let mut command = Command::new(program);
            command.args(script).args(["--workload", workload, "--budget", &budget_ms.to_string()]);
            let output = command.output().map_err(|error| format!("{}: {error}", program.display()))?;
            if output.status.success() {
                Ok(serde_json::from_slice(&output.stdout)?)
            } else {
                Err(format!("{}: {}", program.display(), String::from_utf8_lossy(&output.stderr)).into())
            }
        };
        Some(program.as_deref().map_or_else(|| Err("the plan names no such program".into()), run))
    }

    /// Opens the page on which `engine` measures `workload`, and waits for its button.
    pub async fn visit(&self, engine: Engine, workload: &str, budget_ms: u64) -> Result<()> {
        let ours = |engine| format!("{}/index.html?page=benchmark&engine={engine}", self.site.address);
        let tfjs = |backend| format!("{}/index.html?backend={backend}", self.tfjs.address);
        let address = match engine {
            Engine::Cpu => ours("cpu"),
            Engine::Webgpu => ours("webgpu"),
            Engine::TfjsCpu => tfjs("cpu"),
            Engine::TfjsWasm => tfjs("wasm"),
            Engine::TfjsWebgpu => tfjs("webgpu"),
            Engine::Native | Engine::Torch => return Err("a native program has no page".into()),
        };
        self.driver.goto(format!("http://{address}&workload={workload}&budget={budget_ms}")).await?;
        let ready = async || Ok(self.look().await?.ready.then_some(()));
        wait(Duration::from_millis(50), PATIENCE, ready).await
    }

    /// Presses the button of the page that is open, and waits for the report.
    pub async fn press(&self, budget_ms: u64) -> Result<Report> {
        self.driver.find(By::Css("[data-testid='bench-run']")).await?.click().await?;
        let report = async || {
            let Look { report, .. } = self.look().await?;
            Ok((!report.is_empty()).then_some(report))
        };
        // The page is polled rarely enough not to affect the times.
        let limit = PATIENCE + 2 * Duration::from_millis(budget_ms);
        let report = wait(Duration::from_millis(500), limit, report).await?;
        Ok(serde_json::from_str(&report).map_err(|error| format!("{error} in {report}"))?)
    }

    /// Leaves the page, so that its memory and unfinished work do not affect the next one.
    pub async fn leave(&self) -> Result<()> {
        Ok(self.driver.goto("about:blank").await?)
    }

    /// The state of the page.
    ///
    /// # Errors
    /// The error that the page shows, or the reason why the engine is absent.
    async fn look(&self) -> Result<Look> {
        let script = r"
            const find = id => document.querySelector(`[data-testid='${id}']`);
            const text = element => element?.textContent.trim() ?? '';
            const engine = find(`bench-engine-${new URLSearchParams(location.search).get('engine')}`);
            const absent = ['away', 'failed'].includes(engine?.dataset.state) ? text(engine) : '';
            const button = find('bench-run');
            return { ready: !!button && !button.disabled, report: text(find('bench-json')),
                     error: text(find('error')) || absent };";
        let look: Look = self.driver.execute(script, vec![]).await?.convert()?;
        if look.error.is_empty() { Ok(look) } else { Err(look.error.into()) }
    }

    /// The adapter that WebGPU computes on, as the browser names it.
    pub async fn adapter(&self) -> Result<String> {
        let script = r"
            const done = arguments[0];
            const name = async () => {
                const adapter = await navigator.gpu?.requestAdapter();
                if (!adapter) return 'none';
                const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
                const name = [vendor, architecture, description].filter(Boolean).join(' ');
                const software = isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(name);
                return `${name} (${software ? 'software' : 'hardware'})`;
            };
            name().then(done, error => done(String(error)));";
        // WebGPU is available only to pages of a secure origin.
        self.driver.goto(format!("http://{}/index.html?page=benchmark&engine=cpu", self.site.address)).await?;
        let name = self.driver.execute_async(script, vec![]).await?.convert::<Value>()?;
        self.driver.goto("about:blank").await?;
        Ok(name.as_str().unwrap_or("unknown").to_owned())
    }
}

/// Serves the page of TensorFlow.js with the headers that allow threads in a browser.
fn isolated(installed: &Path) -> Router {
    let headers = middleware::from_fn(async |request: Request, next: middleware::Next| {
        let mut response = next.run(request).await;
        for (name, value) in
            [("cross-origin-opener-policy", "same-origin"), ("cross-origin-embedder-policy", "require-corp")]
        {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    });
    Router::new()
        .nest_service("/node_modules", ServeDir::new(installed.join("node_modules")))
        .fallback_service(ServeDir::new("benches/tfjs"))
        .layer(headers)
}

/// Polls `ask` at the interval `pause` until there is an answer; the first time after one `pause`.
async fn wait<T>(pause: Duration, limit: Duration, ask: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    while start.elapsed() < limit {
        tokio::time::sleep(pause).await;
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
    }
    Err(format!("nothing after {limit:?}").into())
}
