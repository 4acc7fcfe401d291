//! A browser of its own for every errand, and what must hold in all of them.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    rc::Rc,
    time::Duration,
};

use thirtyfour::prelude::*;
use tokio::task::LocalSet;

use crate::{
    page::{Page, Result},
    site::Site,
};

/// Which WebGPU adapter the browser has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    None,
    Software,
}

/// Runs in the page before anything of its own: keeps the workers and the newest samples at hand for the test.
const SPY: &str = r#"
    window.spy = { workers: [], samples: [] };
    window.Worker = class extends window.Worker {
        constructor(...args) { super(...args); this.alive = true; window.spy.workers.push(this); }
        terminate() { this.alive = false; super.terminate(); }
    };
    document.addEventListener('scorefield:samples', event => { window.spy.samples = Array.from(event.detail); }, true);
"#;

fn setting(name: &str) -> PathBuf {
    std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test`")).into()
}

/// Chromedriver, killed when dropped.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Runs `errand` in a fresh browser with a fresh profile, then looks for errors and foreign hosts.
pub fn errand<T: 'static>(adapter: Adapter, errand: impl AsyncFnOnce(&Page) -> Result<T> + 'static) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    LocalSet::new().block_on(&runtime, async {
        let site = Site::serve(setting("SCOREFIELD_SITE")).await;
        let (_chromedriver, driver) = start(adapter).await;
        let page = Rc::new(Page::new(driver.clone(), site));
        let work = page.clone();
        // A task of its own, so that the browser is closed even when an assertion fails.
        let outcome = tokio::task::spawn_local(async move { errand(&work).await }).await;
        let log = driver.get_log("browser").await;
        let foreign = page.foreign_hosts().await;
        if !matches!(outcome, Ok(Ok(_))) {
            println!("console: {log:#?}");
        }
        driver.quit().await.expect("the browser closes");
        let result = match outcome {
            Ok(result) => result.expect("the errand"),
            Err(failure) => std::panic::resume_unwind(failure.into_panic()),
        };
        let errors: Vec<_> =
            log.expect("the console's log").into_iter().filter(|e| format!("{e:?}").contains("SEVERE")).collect();
        assert!(errors.is_empty(), "errors on the console: {errors:#?}");
        let foreign = foreign.expect("the list of requests");
        assert!(foreign.is_empty(), "requests to other hosts: {foreign:#?}");
        result
    })
}

async fn start(adapter: Adapter) -> (Driver, WebDriver) {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let child = Command::new(setting("SCOREFIELD_CHROMEDRIVER"))
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let chromedriver = Driver(child);
    let capabilities = capabilities(adapter).expect("plain capabilities");
    let url = format!("http://127.0.0.1:{port}");
    for _ in 0..100 {
        if let Ok(driver) = WebDriver::new(&url, capabilities.clone()).await {
            driver
                .cdp()
                .send_raw("Page.addScriptToEvaluateOnNewDocument", serde_json::json!({ "source": SPY }))
                .await
                .expect("the spy is let in");
            return (chromedriver, driver);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("chromedriver gives no browser");
}

fn capabilities(adapter: Adapter) -> WebDriverResult<Capabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&setting("SCOREFIELD_CHROMIUM").to_string_lossy())?;
    let general = [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        // Any other host cannot even be looked up, and trying is an error on the console.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ];
    let webgpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
    for argument in general.iter().chain(if adapter == Adapter::Software { &webgpu[..] } else { &[] }) {
        capabilities.add_arg(argument)?;
    }
    let mut capabilities: Capabilities = capabilities.into();
    capabilities.set("goog:loggingPrefs", serde_json::json!({ "browser": "ALL" }))?;
    Ok(capabilities)
}
