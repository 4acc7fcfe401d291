//! The page for the tests: elements by test id, pointer and keyboard.

use std::time::{Duration, Instant};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use thirtyfour::{components::SelectElement, prelude::*, session::scriptret::ScriptRet};

use crate::site::Site;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// `Ok` with the error type of this file, for closures whose error type is not known otherwise.
pub fn ok<T>(value: T) -> Result<T> {
    Ok(value)
}

pub struct Page {
    driver: WebDriver,
    site: Site,
}

/// The frames of the page in a window of time.
#[derive(Debug, Deserialize)]
pub struct Frames {
    pub count: u32,
    pub median_ms: f64,
    pub p95_ms: f64,
    /// The time of the page in its part of a frame, without the painting of the browser; -1 where it had none.
    pub turn_p95_ms: f64,
    /// The number of frames in which the page had a part.
    pub turns: u32,
    pub long_tasks: u32,
    pub longest_task_ms: f64,
}

impl std::fmt::Display for Frames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { count, median_ms, p95_ms, turn_p95_ms, turns, long_tasks, longest_task_ms } = self;
        write!(
            f,
            "{count} frames, median {median_ms:.1} ms, p95 {p95_ms:.1} ms; the page's own part p95 {turn_p95_ms:.1} ms of {turns}; "
        )?;
        write!(f, "{long_tasks} tasks over 50 ms, the longest {longest_task_ms:.0} ms")
    }
}

impl Page {
    pub fn new(driver: WebDriver, site: Site) -> Self {
        Self { driver, site }
    }

    /// Opens the page with this query and hash.
    pub async fn visit(&self, tail: &str) -> Result<()> {
        // A change of the hash alone would not load the page again.
        self.driver.goto("about:blank").await?;
        Ok(self.driver.goto(format!("http://{}/{tail}", self.site.address)).await?)
    }

    /// Opens the page with this query and hash, and waits for the engine; without a hash it opens the playground.
    pub async fn open(&self, tail: &str) -> Result<()> {
        let place = if tail.contains('#') { "" } else { "#lesson=playground" };
        self.visit(&format!("{tail}{place}")).await?;
        self.until("the engine is ready", Duration::from_secs(60), async || Ok(!self.engine_kind().await?.is_empty()))
            .await
    }

    /// Goes back in the history of the browser.
    pub async fn back(&self) -> Result<()> {
        Ok(self.driver.back().await?)
    }

    /// Runs `script` before the page's own in all pages that are opened from now on.
    pub async fn before_load(&self, script: &str) -> Result<()> {
        self.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(())
    }

    /// The value that `script` returns.
    pub async fn evaluate<T: serde::de::DeserializeOwned>(&self, script: &str) -> Result<T> {
        Ok(self.script(script, Vec::new()).await?.convert()?)
    }

    /// The errors on the console since the last call; they are then no failure of the test.
    pub async fn log(&self) -> Result<Vec<String>> {
        let entries = self.driver.get_log("browser").await?;
        Ok(entries.into_iter().map(|entry| format!("{entry:?}")).filter(|entry| entry.contains("SEVERE")).collect())
    }

    async fn script(&self, script: &str, arguments: Vec<serde_json::Value>) -> Result<ScriptRet> {
        Ok(self.driver.execute(script, arguments).await?)
    }

    /// Runs a script of a test.
    pub async fn run_with(&self, script: &str, arguments: Vec<serde_json::Value>) -> Result<()> {
        self.script(script, arguments).await.map(drop)
    }

    /// What a script of a test returns.
    pub async fn read<T: DeserializeOwned>(&self, script: &str, arguments: Vec<serde_json::Value>) -> Result<T> {
        Ok(self.script(script, arguments).await?.convert()?)
    }

    /// Makes the browser another device, by a command of its protocol for developers.
    pub async fn emulate(&self, command: &str, arguments: serde_json::Value) -> Result<()> {
        self.driver.cdp().send_raw(command, arguments).await?;
        Ok(())
    }

    /// The answer to a command of the browser's protocol for developers.
    pub async fn ask_browser(&self, command: &str, arguments: serde_json::Value) -> Result<serde_json::Value> {
        Ok(self.driver.cdp().send_raw(command, arguments).await?)
    }

    async fn find(&self, id: &str) -> Result<WebElement> {
        let selector = By::Css(format!("[data-testid='{id}']"));
        Ok(self.driver.query(selector).wait(Duration::from_secs(10), Duration::from_millis(50)).first().await?)
    }

    pub async fn click(&self, id: &str) -> Result<()> {
        let element = self.find(id).await?;
        element.wait_until().wait(Duration::from_secs(10), Duration::from_millis(50)).enabled().await?;
        let acts = async || Ok(element.attr("aria-disabled").await?.as_deref() != Some("true"));
        self.until(&format!("{id} can be pressed"), Duration::from_secs(10), acts).await?;
        Ok(element.click().await?)
    }

    /// Resets the run, and agrees where the page asks first.
    pub async fn reset(&self) -> Result<()> {
        self.click("reset").await?;
        let asks = "return document.querySelector('dialog.ask').open";
        if self.read::<bool>(asks, vec![]).await? { self.click("confirm-reset").await } else { Ok(()) }
    }

    /// Presses a key at the present focus.
    pub async fn press(&self, key: &str) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(key).perform().await?)
    }

    /// Presses a key together with the control key.
    pub async fn press_with_control(&self, key: &str) -> Result<()> {
        const CONTROL: char = '\u{e009}';
        Ok(self.driver.action_chain().key_down(CONTROL).send_keys(key).key_up(CONTROL).perform().await?)
    }

    /// Chooses an option by its value.
    pub async fn choose(&self, id: &str, value: &str) -> Result<()> {
        Ok(SelectElement::new(&self.find(id).await?).await?.select_by_value(value).await?)
    }

    /// Replaces the text of a box as a paste does, and leaves the box.
    pub async fn paste(&self, id: &str, text: &str) -> Result<()> {
        let element = self.find(id).await?;
        let script =
            "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))";
        self.driver.execute(script, vec![element.to_json()?, json!(text)]).await?;
        Ok(())
    }

    pub async fn focus(&self, id: &str) -> Result<()> {
        Ok(self.find(id).await?.focus().await?)
    }

    pub async fn text(&self, id: &str) -> Result<String> {
        Ok(self.find(id).await?.text().await?)
    }

    /// The text of an element, even if it is folded; empty if it is absent.
    pub async fn hidden_text(&self, id: &str) -> Result<String> {
        let script = "return document.querySelector(`[data-testid='${arguments[0]}']`)?.textContent ?? ''";
        Ok(self.script(script, vec![json!(id)]).await?.convert()?)
    }

    /// The value of a control.
    pub async fn value(&self, id: &str) -> Result<String> {
        Ok(self.find(id).await?.prop("value").await?.unwrap_or_default())
    }

    /// The value of a control as a number.
    pub async fn number(&self, id: &str) -> Result<f64> {
        Ok(self.value(id).await?.parse()?)
    }

    pub async fn attribute(&self, id: &str, name: &str) -> Result<String> {
        let script =
            "return document.querySelector(`[data-testid='${arguments[0]}']`)?.getAttribute(arguments[1]) ?? ''";
        Ok(self.script(script, vec![json!(id), json!(name)]).await?.convert()?)
    }

    pub async fn steps(&self) -> Result<u64> {
        Ok(self.attribute("steps", "data-value").await?.parse().unwrap_or(0))
    }

    pub async fn loss(&self) -> Result<f64> {
        Ok(self.attribute("loss", "data-value").await?.parse()?)
    }

    /// `cpu`, `webgpu`, or empty while the engine starts.
    pub async fn engine_kind(&self) -> Result<String> {
        self.attribute("engine", "data-kind").await
    }

    pub async fn hash(&self) -> Result<String> {
        Ok(self.script("return location.hash", vec![]).await?.convert()?)
    }

    /// Whether a file whose path contains `part` was fetched.
    pub fn requested(&self, part: &str) -> bool {
        self.site.requests().iter().any(|path| path.contains(part))
    }

    /// Trains until this many steps are done, then pauses.
    pub async fn train_past(&self, steps: u64) -> Result<()> {
        self.click("train").await?;
        self.until("training", Duration::from_secs(60), async || Ok(self.steps().await? > steps)).await
    }

    /// The losses of twenty single steps.
    pub async fn twenty_losses(&self) -> Result<Vec<f64>> {
        let mut losses = Vec::new();
        for step in 1..=20 {
            self.click("step").await?;
            self.until("the step is done", Duration::from_secs(60), async || Ok(self.steps().await? == step)).await?;
            losses.push(self.loss().await?);
        }
        Ok(losses)
    }

    /// Draws a stroke through points of the plane with the mouse.
    pub async fn draw(&self, points: &[[f64; 2]]) -> Result<()> {
        let stage = self.find("stage").await?;
        stage.scroll_into_view().await?;
        let rect: Vec<f64> = self
            .script(
                "const r = arguments[0].getBoundingClientRect(); return [r.left, r.top, r.width, r.height]",
                vec![stage.to_json()?],
            )
            .await?
            .convert()?;
        let extent: f64 = self.attribute("stage", "data-extent").await?.parse()?;
        let pixel = |[x, y]: [f64; 2]| {
            let across = |c: f64| (c + extent) / (2.0 * extent);
            ((rect[0] + rect[2] * across(x)) as i64, (rect[1] + rect[3] * (1.0 - across(y))) as i64)
        };
        let Some((&first, rest)) = points.split_first() else { return Ok(()) };
        let (x, y) = pixel(first);
        let mut chain = self.driver.action_chain_with_delay(None, Some(Duration::from_millis(10)));
        chain = chain.move_to(x, y).click_and_hold();
        for &point in rest {
            let (x, y) = pixel(point);
            chain = chain.move_to(x, y);
        }
        chain.release().perform().await?;
        Ok(())
    }

    /// Moves the mouse through places of the window, in pixels; from the first to the last with its button held, or without.
    pub async fn point(&self, places: &[[i64; 2]], is_pressed: bool) -> Result<()> {
        let mut chain = self.driver.action_chain_with_delay(None, Some(Duration::from_millis(10)));
        for (&[x, y], index) in places.iter().zip(0..) {
            chain = chain.move_to(x, y);
            if is_pressed && index == 0 {
                chain = chain.click_and_hold();
            }
        }
        let chain = if is_pressed { chain.release() } else { chain };
        Ok(chain.perform().await?)
    }

    /// Drags the middle of an element by this many pixels with the mouse.
    pub async fn drag(&self, id: &str, [x, y]: [i64; 2]) -> Result<()> {
        let element = self.find(id).await?;
        element.scroll_into_view().await?;
        let chain = self.driver.action_chain_with_delay(None, Some(Duration::from_millis(10)));
        chain.move_to_element_center(&element).click_and_hold().move_by_offset(x, y).release().perform().await?;
        Ok(())
    }

    /// The newest samples that the page got from its engine.
    pub async fn samples(&self) -> Result<Vec<[f64; 2]>> {
        let flat: Vec<f64> = self.script("return window.spy.samples", vec![]).await?.convert()?;
        Ok(flat.chunks_exact(2).map(|p| [p[0], p[1]]).collect())
    }

    /// Terminates every worker without the page knowing, and returns their number.
    pub async fn kill_workers(&self) -> Result<u32> {
        let script = "const live = window.spy.workers.filter(w => w.alive); live.forEach(w => w.terminate()); return live.length";
        Ok(self.script(script, vec![]).await?.convert()?)
    }

    /// The numbers of timers, of listeners of the window and of observers of sizes.
    pub async fn listening(&self) -> Result<[u32; 3]> {
        let script =
            "const { timers, listeners, observers } = window.spy.listening; return [timers, listeners, observers]";
        Ok(self.script(script, vec![]).await?.convert()?)
    }

    /// An attribute of the element `id` within the element `of`, for the second of two runs.
    pub async fn attribute_within(&self, of: &str, id: &str, name: &str) -> Result<String> {
        let script = "return document.querySelector(`[data-testid='${arguments[0]}'] [data-testid='${arguments[1]}']`)\
                      ?.getAttribute(arguments[2]) ?? ''";
        Ok(self.script(script, vec![json!(of), json!(id), json!(name)]).await?.convert()?)
    }

    pub async fn live_workers(&self) -> Result<u32> {
        Ok(self.script("return window.spy.workers.filter(w => w.alive).length", vec![]).await?.convert()?)
    }

    /// The number of pixels of the stage that differ from its most frequent colour, the background.
    pub async fn dark_pixels(&self) -> Result<u32> {
        let script = r"
            const stage = document.querySelector(`[data-testid='stage']`);
            // Between two lessons there is none.
            if (!stage) return 0;
            const { data } = stage.getContext('2d').getImageData(0, 0, stage.width, stage.height);
            const seen = new Map();
            for (const pixel of new Uint32Array(data.buffer)) seen.set(pixel, (seen.get(pixel) ?? 0) + 1);
            const [common] = [...seen].reduce((a, b) => (b[1] > a[1] ? b : a));
            const ground = new Uint8Array(new Uint32Array([common]).buffer);
            let count = 0;
            for (let i = 0; i < data.length; i += 4)
                if ([0, 1, 2, 3].some(k => Math.abs(data[i + k] - ground[k]) > 24)) count += 1;
            return count";
        Ok(self.script(script, vec![]).await?.convert()?)
    }

    /// Watches frames and long tasks for a while.
    pub async fn watch_frames(&self, time: Duration) -> Result<Frames> {
        let script = r"
            const [ms, done] = arguments;
            const tasks = [], frames = [];
            new PerformanceObserver(list => tasks.push(...list.getEntries().map(e => e.duration)))
                .observe({ type: 'longtask' });
            const start = performance.now();
            let last = start;
            window.spy.turns.length = 0;
            const at = (times, share) => times.sort((a, b) => a - b)[Math.floor(share * (times.length - 1))] ?? -1;
            const frame = now => {
                frames.push(now - last);
                last = now;
                if (now - start < ms) return window.spy.frame(frame);
                frames.shift();
                done({ count: frames.length, median_ms: at(frames, .5), p95_ms: at(frames, .95),
                       turns: window.spy.turns.length, turn_p95_ms: at(window.spy.turns, .95), long_tasks: tasks.length,
                       longest_task_ms: Math.max(0, ...tasks) });
            };
            window.spy.frame(frame);";
        self.driver.set_script_timeout(time + Duration::from_secs(30)).await?;
        Ok(self.driver.execute_async(script, vec![json!(time.as_millis() as u64)]).await?.convert()?)
    }

    /// Runs a script that ends by calling its last argument.
    pub async fn wait_for<T: DeserializeOwned>(&self, script: &str, limit: Duration) -> Result<T> {
        self.driver.set_script_timeout(limit).await?;
        Ok(self.driver.execute_async(script, vec![]).await?.convert()?)
    }

    /// Waits until `test` holds.
    pub async fn until(&self, what: &str, limit: Duration, test: impl AsyncFn() -> Result<bool>) -> Result<()> {
        let start = Instant::now();
        while !test().await? {
            if start.elapsed() > limit {
                let error = self.attribute("error", "data-testid").await?;
                let said = if error.is_empty() { String::new() } else { self.text("error").await? };
                return Err(format!("not after {limit:?}: {what}. {said}").into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// The addresses that the page fetched from other hosts.
    ///
    /// Fetches of a worker are not among them, but another host cannot be resolved, which is an error on the console.
    pub async fn foreign_hosts(&self) -> Result<Vec<String>> {
        let script = "return performance.getEntriesByType('resource').map(entry => entry.name)";
        let own = format!("http://{}/", self.site.address);
        let fetched: Vec<String> = self.script(script, vec![]).await?.convert()?;
        Ok(fetched.into_iter().filter(|url| url.starts_with("http") && !url.starts_with(&own)).collect())
    }
}
