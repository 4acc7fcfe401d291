//! The frames of the stage: how long they take with few and with many points, while it trains.

use std::time::Duration;

use serde_json::json;

use crate::{
    browser::{Adapter, errand},
    page::{Page, Result},
};

/// How long a case is watched.
const WATCHED: Duration = Duration::from_secs(8);
/// The time for the engine to answer with a new cloud.
const SETTLED: Duration = Duration::from_secs(4);

/// What the stage shows.
struct Case {
    points: u32,
    /// The layer that is switched on besides those of the page.
    layer: Option<&'static str>,
    /// How many times slower the processor is.
    throttle: u32,
    /// How points are drawn: `canvas` or `webgl2`.
    stage: &'static str,
}

const CASES: [Case; 5] = [
    Case { points: 1000, layer: None, throttle: 1, stage: "canvas" },
    Case { points: 5000, layer: Some("trajectories"), throttle: 1, stage: "canvas" },
    Case { points: 1000, layer: None, throttle: 4, stage: "canvas" },
    Case { points: 20_000, layer: Some("trails"), throttle: 1, stage: "canvas" },
    Case { points: 20_000, layer: Some("trails"), throttle: 1, stage: "webgl2" },
];

async fn watch(page: &Page, case: &Case) -> Result<()> {
    let Case { points, layer, throttle, stage } = case;
    page.open(&format!("?engine=cpu&stage={stage}#v=3")).await?;
    page.choose("count", &points.to_string()).await?;
    if let Some(layer) = layer {
        page.click(&format!("layer-{layer}")).await?;
    }
    page.train_past(50).await?;
    page.emulate("Emulation.setCPUThrottlingRate", json!({ "rate": throttle })).await?;
    tokio::time::sleep(SETTLED).await;
    let frames = page.watch_frames(WATCHED).await?;
    page.emulate("Emulation.setCPUThrottlingRate", json!({ "rate": 1 })).await?;
    let drawn_by = page.attribute("stage", "data-drawn-by").await?;
    println!("{points} points, {}, {throttle} times slower, {drawn_by}: {frames}", layer.unwrap_or("no further layer"));
    Ok(())
}

/// Prints the figures of docs/PERFORMANCE.md. A machine without a GPU runs WebGL2 on the processor.
#[test]
#[ignore = "it measures for a minute, and nothing else may run"]
fn frames_of_the_stage() {
    errand(Adapter::Software, async |page: &Page| {
        for case in &CASES {
            watch(page, case).await?;
        }
        Ok(())
    });
}

/// Dots and trails that WebGL2 draws cover as many pixels as those of a canvas.
#[test]
fn webgl2_draws_what_a_canvas_draws() {
    errand(Adapter::Software, async |page: &Page| {
        let mut covered = Vec::new();
        for stage in ["canvas", "webgl2"] {
            page.open(&format!("?engine=cpu&stage={stage}#v=3&data=moons")).await?;
            page.click("layer-trails").await?;
            page.train_past(200).await?;
            page.click("pause").await?;
            page.until("it is known who draws", WATCHED, async || {
                Ok(!page.attribute("stage", "data-drawn-by").await?.is_empty())
            })
            .await?;
            assert_eq!(page.attribute("stage", "data-drawn-by").await?, stage);
            tokio::time::sleep(SETTLED).await;
            covered.push(f64::from(page.dark_pixels().await?));
        }
        let ratio = covered[1] / covered[0];
        assert!((0.8..1.25).contains(&ratio), "{covered:?}");
        Ok(())
    });
}
