//! Chromium behind chromedriver, for the browser tests and for `benches/browser`.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use thirtyfour::prelude::*;

/// The arguments that make a software WebGPU adapter the only one, and allow WebGL2 without a GPU.
pub const SOFTWARE_WEBGPU: [&str; 3] =
    ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-unsafe-swiftshader"];

/// The path that xtask put into the environment variable `name`.
pub fn setting(name: &str) -> PathBuf {
    std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask`")).into()
}

/// Chromedriver, killed when dropped.
pub struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Starts a browser with a new profile and these further arguments; it cannot reach any other host.
pub async fn start(arguments: &[&str]) -> (Driver, WebDriver) {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let child = Command::new(setting("SCOREFIELD_CHROMEDRIVER"))
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let chromedriver = Driver(child);
    let capabilities = capabilities(arguments).expect("plain capabilities");
    let url = format!("http://127.0.0.1:{port}");
    for _ in 0..100 {
        if let Ok(driver) = WebDriver::new(&url, capabilities.clone()).await {
            return (chromedriver, driver);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("chromedriver gives no browser");
}

fn capabilities(arguments: &[&str]) -> WebDriverResult<Capabilities> {
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
        // Any other host cannot be resolved, and an attempt is an error on the console.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ];
    for argument in general.iter().chain(arguments) {
        capabilities.add_arg(argument)?;
    }
    let mut capabilities: Capabilities = capabilities.into();
    capabilities.set("goog:loggingPrefs", serde_json::json!({ "browser": "ALL" }))?;
    Ok(capabilities)
}
