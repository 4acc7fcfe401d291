//! A separate browser for every test, and the checks that every test makes.

use std::rc::Rc;

use thirtyfour::prelude::*;
use tokio::task::LocalSet;

use crate::{
    chromium::{self, Driver, SOFTWARE_WEBGPU, setting},
    page::{Page, Result},
    site::Site,
};

/// The WebGPU adapter of the browser.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    None,
    Software,
}

/// A script that runs before the page's own.
///
/// It keeps the workers and the newest samples for the test, counts listeners, and times the page's part of each frame.
const SPY: &str = r#"
    window.spy = { workers: [], samples: [] };
    window.Worker = class extends window.Worker {
        constructor(...args) { super(...args); this.alive = true; window.spy.workers.push(this); }
        terminate() { this.alive = false; super.terminate(); }
    };
    const timers = new Set(), { setInterval, clearInterval, addEventListener, removeEventListener } = window;
    window.spy.listening = { listeners: 0, observers: 0, get timers() { return timers.size; } };
    window.setInterval = (...args) => { const id = setInterval.call(window, ...args); timers.add(id); return id; };
    window.clearInterval = id => { timers.delete(id); clearInterval.call(window, id); };
    window.addEventListener = (...args) => { window.spy.listening.listeners += 1; addEventListener.call(window, ...args); };
    window.removeEventListener = (...args) => { window.spy.listening.listeners -= 1; removeEventListener.call(window, ...args); };
    window.ResizeObserver = class extends window.ResizeObserver {
        constructor(...args) { super(...args); window.spy.listening.observers += 1; }
        disconnect() { window.spy.listening.observers -= 1; super.disconnect(); }
    };
    const { requestAnimationFrame } = window;
    window.spy.turns = [];
    window.spy.frame = act => requestAnimationFrame.call(window, act);
    window.requestAnimationFrame = act => window.spy.frame(now => {
        const begun = performance.now();
        act(now);
        window.spy.turns.push(performance.now() - begun);
    });
    document.addEventListener('scorefield:samples', event => { window.spy.samples = Array.from(event.detail); }, true);
"#;

/// Runs `errand` in a new browser with a new profile, then checks for errors and foreign hosts.
pub fn errand<T: 'static>(adapter: Adapter, errand: impl AsyncFnOnce(&Page) -> Result<T> + 'static) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    LocalSet::new().block_on(&runtime, async {
        let site = Site::serve(setting("SCOREFIELD_SITE")).await;
        let (_chromedriver, driver) = start(adapter).await;
        let page = Rc::new(Page::new(driver.clone(), site));
        let work = page.clone();
        // A separate task, so that the browser is closed even if an assertion fails.
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
    let webgpu = if adapter == Adapter::Software { &SOFTWARE_WEBGPU[..] } else { &[] };
    let (chromedriver, driver) = chromium::start(webgpu).await;
    let spy = serde_json::json!({ "source": SPY });
    driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", spy).await.expect("the spy is let in");
    (chromedriver, driver)
}
