//! One browser, and every program that is measured in it or beside it.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use axum::{Router, extract::Request, http::HeaderValue, middleware};
use serde_json::Value;
use thirtyfour::prelude::*;
use tower_http::services::ServeDir;

use crate::{
    chromium::{self, Driver, SOFTWARE_WEBGPU},
    plan::{Engine, Plan},
    report::{Report, Result},
    site::Site,
};

/// What a measurement may take besides twice its budget: one repetition of a slow engine can be minutes long.
const PATIENCE: Duration = Duration::from_secs(300);

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
        // TensorFlow.js computes on the page's main thread, which answers nobody meanwhile.
        driver.set_script_timeout(PATIENCE).await?;
        Ok(Self { plan, _chromedriver: chromedriver, driver, site, tfjs })
    }

    pub async fn close(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }

    /// Has `engine` measure `workload`.
    pub async fn measure(&self, engine: Engine, workload: &str, budget_ms: u64) -> Result<Report> {
        let page = |engine| format!("{}/index.html?page=benchmark&engine={engine}&", self.site.address);
        let tfjs = |backend| format!("{}/index.html?backend={backend}&", self.tfjs.address);
        let address = match engine {
            Engine::Cpu => page("cpu"),
            Engine::Webgpu => page("webgpu"),
            Engine::TfjsCpu => tfjs("cpu"),
            Engine::TfjsWasm => tfjs("wasm"),
            Engine::TfjsWebgpu => tfjs("webgpu"),
            Engine::Native => return native(self.plan.native.as_deref(), None, workload, budget_ms),
            Engine::Torch => {
                let script = Some(Path::new("benches/torch/bench.py"));
                return native(self.plan.python.as_deref(), script, workload, budget_ms);
            }
        };
        let url = format!("http://{address}workload={workload}&budget={budget_ms}");
        let report = self.ask(&url, budget_ms).await;
        if report.is_err() {
            eprintln!("console: {:#?}", self.driver.get_log("browser").await);
        }
        // What the page holds and still computes must not be in the way of the next one.
        self.driver.goto("about:blank").await?;
        report
    }

    /// Presses the page's button and waits for its report.
    async fn ask(&self, url: &str, budget_ms: u64) -> Result<Report> {
        self.driver.goto(url).await?;
        let start = Instant::now();
        let limit = PATIENCE + 2 * Duration::from_millis(budget_ms);
        let mut pressed = false;
        while start.elapsed() < limit {
            let [ready, report, error] = self.look().await?;
            if !error.is_empty() {
                return Err(error.into());
            }
            if !report.is_empty() {
                return Ok(serde_json::from_str(&report).map_err(|error| format!("{error} in {report}"))?);
            }
            if !pressed && !ready.is_empty() {
                self.driver.find(By::Css("[data-testid='bench-run']")).await?.click().await?;
                pressed = true;
            }
            // Seldom enough to leave no trace in the times.
            tokio::time::sleep(Duration::from_millis(if pressed { 500 } else { 50 })).await;
        }
        Err(format!("nothing after {limit:?}").into())
    }

    /// Whether the button can be pressed, the report, and what went wrong; each empty where there is none.
    async fn look(&self) -> Result<[String; 3]> {
        let script = r"
            const find = id => document.querySelector(`[data-testid='${id}']`);
            const ready = find('bench-run')?.disabled === false ? 'yes' : '';
            return [ready, find('bench-json')?.textContent.trim() ?? '', find('error')?.textContent.trim() ?? ''];";
        Ok(self.driver.execute(script, vec![]).await?.convert()?)
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
        // WebGPU is there for pages of a secure origin alone.
        self.driver.goto(format!("http://{}/index.html?page=benchmark&engine=cpu", self.site.address)).await?;
        let name = self.driver.execute_async(script, vec![]).await?.convert::<Value>()?;
        self.driver.goto("about:blank").await?;
        Ok(name.as_str().unwrap_or("unknown").to_owned())
    }
}

/// The page of TensorFlow.js with the headers under which a browser gives it threads.
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

/// Runs a program that prints its report.
fn native(program: Option<&Path>, script: Option<&Path>, workload: &str, budget_ms: u64) -> Result<Report> {
    let program = program.ok_or("the plan names no such program")?;
    let output = Command::new(program)
        .args(script)
        .args(["--workload", workload, "--budget", &budget_ms.to_string()])
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    if !output.status.success() {
        return Err(format!("{}: {}", program.display(), String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
