//! Tests of devices and of assistive technology: touch, pens, screens of other resolutions, keyboards, screen readers.

use std::time::Duration;

use serde_json::json;

use crate::{
    browser::{Adapter, errand},
    page::{Page, Result},
};

const SECONDS: fn(u64) -> Duration = Duration::from_secs;

/// Sends pointer events to the stage; each is type, kind, id, buttons, and the place as shares of the stage.
const POINT: &str = r"
    const stage = document.querySelector(`[data-testid='stage']`), r = stage.getBoundingClientRect();
    for (const [type, pointerType, pointerId, buttons, x, y] of arguments[0])
        stage.dispatchEvent(new PointerEvent(type, {
            pointerType, pointerId, buttons, button: type === 'pointermove' ? -1 : 0, isPrimary: true, bubbles: true,
            cancelable: true, clientX: r.left + x * r.width, clientY: r.top + y * r.height }));";

/// Counts the changes in live regions until the page is asked for their number.
const LISTEN: &str = r"
    const isLive = element => {
        for (; element; element = element.parentElement) {
            const live = element.getAttribute('aria-live'), role = element.getAttribute('role');
            if (live) return live !== 'off';
            if (element.localName === 'output' || ['status', 'alert', 'log'].includes(role)) return true;
        }
        return false;
    };
    window.heard = [];
    new MutationObserver(records => records.forEach(({ target }) => {
        const element = target.nodeType === 1 ? target : target.parentElement;
        if (isLive(element)) window.heard.push(element.dataset.testid ?? element.outerHTML.slice(0, 60));
    })).observe(document, { subtree: true, childList: true, characterData: true });";

/// The test id of the element that has the keyboard focus.
async fn focused(page: &Page) -> Result<String> {
    page.read("return document.activeElement?.dataset?.testid ?? document.activeElement.localName", vec![]).await
}

#[test]
fn boxes_have_large_letters_where_a_finger_types() {
    errand(Adapter::None, async |page: &Page| {
        let phone = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
        page.emulate("Emulation.setDeviceMetricsOverride", phone).await?;
        page.emulate("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await?;
        page.open("?engine=cpu#v=3&data=mixture").await?;
        assert!(page.read::<bool>("return matchMedia('(pointer: coarse)').matches", vec![]).await?, "no touch screen");
        let small: Vec<String> = page
            .read(
                "return [...document.querySelectorAll('input, select, textarea')]\
                 .filter(box => parseFloat(getComputedStyle(box).fontSize) < 16)\
                 .map(box => `${box.dataset.testid} ${getComputedStyle(box).fontSize}`)",
                vec![],
            )
            .await?;
        assert!(small.is_empty(), "letters below 16 px: {small:?}");
        let is_wide = "return document.documentElement.scrollWidth > innerWidth";
        assert!(!page.read::<bool>(is_wide, vec![]).await?, "the page is wider than the screen");
        Ok(())
    });
}

#[test]
fn a_pen_and_a_palm_draw_one_stroke_that_ends_without_a_release() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.click("draw").await?;
        let drawn = async |what: &'static str, other: &str| {
            let is_there = async || {
                let hash = page.hash().await?;
                Ok(hash.contains("data.dabs=") && hash != other)
            };
            page.until(what, SECONDS(5), is_there).await?;
            page.hash().await
        };
        let pen = json!([
            ["pointerdown", "pen", 5, 1, 0.3, 0.3],
            ["pointermove", "pen", 5, 1, 0.5, 0.3],
            ["pointerup", "pen", 5, 0, 0.5, 0.3],
        ]);
        page.run_with(POINT, vec![pen]).await?;
        let alone = drawn("the stroke of the pen", "").await?;
        page.click("undo").await?;
        page.until("undone", SECONDS(5), async || Ok(!page.hash().await?.contains("data.dabs="))).await?;
        // A palm lies there, the pen draws, the palm moves and lifts, and the release of the pen is lost.
        let both = json!([
            ["pointerdown", "touch", 6, 1, 0.7, 0.8],
            ["pointermove", "touch", 6, 1, 0.8, 0.8],
            ["pointerdown", "pen", 5, 1, 0.3, 0.3],
            ["pointermove", "touch", 6, 1, 0.9, 0.9],
            ["pointerdown", "touch", 7, 1, 0.2, 0.8],
            ["pointermove", "pen", 5, 1, 0.5, 0.3],
            ["pointerup", "touch", 6, 0, 0.9, 0.9],
            ["pointermove", "pen", 5, 0, 0.5, 0.9],
            ["pointermove", "touch", 7, 1, 0.2, 0.2],
        ]);
        page.run_with(POINT, vec![both]).await?;
        assert_eq!(drawn("the stroke of both", "").await?, alone);
        let lost = json!([
            ["pointerup", "touch", 7, 0, 0.2, 0.2],
            ["pointerleave", "pen", 5, 0, 0.5, 0.9],
            ["pointerdown", "touch", 8, 1, 0.3, 0.6],
            ["lostpointercapture", "touch", 8, 1, 0.3, 0.6],
            ["pointermove", "touch", 8, 1, 0.8, 0.6],
        ]);
        page.run_with(POINT, vec![lost]).await?;
        let more = drawn("a touch of the finger", &alone).await?;
        page.click("undo").await?;
        assert_eq!(drawn("the touch is one stroke", &more).await?, alone);
        Ok(())
    });
}

#[test]
fn canvases_follow_the_pixels_of_the_screen() {
    errand(Adapter::None, async |page: &Page| {
        let screen = |ratio: f64| json!({ "width": 1280, "height": 900, "deviceScaleFactor": ratio, "mobile": false });
        page.emulate("Emulation.setDeviceMetricsOverride", screen(1.0)).await?;
        page.open("?engine=cpu").await?;
        page.train_past(20).await?;
        page.click("pause").await?;
        for ratio in [1.0, 2.0, 1.5, 1.0] {
            page.emulate("Emulation.setDeviceMetricsOverride", screen(ratio)).await?;
            for id in ["stage", "loss-chart"] {
                let sizes = async || {
                    let script = "const c = document.querySelector(`[data-testid='${arguments[0]}']`);\
                                  return [c.width, c.clientWidth, c.height, c.clientHeight]";
                    page.read::<[f64; 4]>(script, vec![json!(id)]).await
                };
                page.until(&format!("{id} is sharp at {ratio}"), SECONDS(5), async || {
                    let [width, css_width, height, css_height] = sizes().await?;
                    Ok(width == (css_width * ratio).round() && height == (css_height * ratio).round())
                })
                .await?;
                println!("ratio {ratio}: {id} {:?}", sizes().await?);
            }
            page.until("the stage is drawn", SECONDS(5), async || Ok(page.dark_pixels().await? > 1000)).await?;
        }
        Ok(())
    });
}

#[test]
fn no_live_region_changes_while_it_plays_or_trains_and_the_result_is_said() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.choose("map", "learned").await?;
        page.run_with(LISTEN, vec![]).await?;
        let heard = async || page.read::<Vec<String>>("return window.heard", vec![]).await;
        page.click("play").await?;
        tokio::time::sleep(SECONDS(3)).await;
        page.train_past(20).await?;
        tokio::time::sleep(SECONDS(4)).await;
        assert!(heard().await?.is_empty(), "while it played and trained: {:?}", heard().await?);
        page.click("pause").await?;
        let said = async || page.hidden_text("announcer").await;
        page.until("the result is said", SECONDS(8), async || Ok(said().await?.starts_with("Step "))).await?;
        // Single steps, quickly: at most one sentence in five seconds.
        page.run_with("window.heard = []", vec![]).await?;
        for _ in 0..8 {
            page.click("step").await?;
            tokio::time::sleep(Duration::from_millis(900)).await;
        }
        let count = heard().await?.len();
        println!("{count} changes for 8 single steps in about 8 s");
        assert!((1..=2).contains(&count), "{:?}", heard().await?);
        Ok(())
    });
}

#[test]
fn buttons_that_can_no_longer_act_keep_the_focus() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#schedule=vp-linear").await?;
        page.click("bend-own-schedule").await?;
        page.until("the first knot", SECONDS(5), async || Ok(focused(page).await? == "knot-schedule-0")).await?;
        let knots = page.value("field-schedule.log_snr").await?.split(';').count();
        for side in ["aria-valuemin", "aria-valuenow", "aria-valuemax"] {
            let value: f64 = page.attribute("knot-schedule-1", side).await?.parse()?;
            println!("knot-schedule-1 {side} {value}");
        }
        assert!(page.attribute("knot-schedule-1", "aria-valuetext").await?.contains('λ'));
        page.focus(&format!("knot-schedule-{}", knots - 2)).await?;
        page.press("\u{e017}").await?; // Delete
        page.until("one knot fewer", SECONDS(5), async || {
            Ok(page.value("field-schedule.log_snr").await?.split(';').count() == knots - 1)
        })
        .await?;
        assert!(focused(page).await?.starts_with("knot-schedule-"), "{}", focused(page).await?);
        page.click("draw").await?;
        page.draw(&[[-1.0, 0.0], [1.0, 0.0]]).await?;
        for id in ["undo", "redo", "clear"] {
            page.focus(id).await?;
            page.press("\u{e007}").await?; // Enter
            page.until("it cannot act again", SECONDS(5), async || {
                Ok(page.attribute(id, "aria-disabled").await? == "true")
            })
            .await?;
            assert_eq!(focused(page).await?, id);
        }
        page.press("\u{e00c}").await?; // Escape
        page.until("the next button", SECONDS(5), async || Ok(focused(page).await? == "draw")).await?;
        page.open("?engine=cpu#lesson=flow&step=2").await?;
        page.focus("back").await?;
        page.press("\u{e007}").await?;
        page.until("the first step", SECONDS(5), async || Ok(page.attribute("back", "aria-disabled").await? == "true"))
            .await?;
        assert_eq!(focused(page).await?, "back");
        Ok(())
    });
}

#[test]
fn a_long_run_is_not_thrown_away_unasked_and_single_keys_can_be_switched_off() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.train_past(300).await?;
        page.click("pause").await?;
        let asks = async || {
            let script = "return document.querySelector('dialog.ask').open";
            page.read::<bool>(script, vec![]).await
        };
        page.focus("reset").await?;
        page.press("r").await?;
        page.until("the question", SECONDS(5), asks).await?;
        assert_eq!(focused(page).await?, "keep-run");
        page.press("\u{e00c}").await?; // Escape
        page.until("no question", SECONDS(5), async || Ok(!asks().await?)).await?;
        assert_eq!(focused(page).await?, "reset");
        assert!(page.steps().await? > 300);
        page.click("help").await?;
        page.click("single-keys").await?;
        page.press("\u{e00c}").await?;
        for key in ["r", "d", "?"] {
            page.press(key).await?;
        }
        assert!(!asks().await? && page.attribute("draw", "aria-pressed").await? == "false");
        page.click("reset").await?;
        page.until("the question", SECONDS(5), asks).await?;
        page.click("confirm-reset").await?;
        page.until("step 0", SECONDS(5), async || Ok(page.steps().await? == 0)).await?;
        assert_eq!(focused(page).await?, "reset");
        page.open("?engine=cpu").await?;
        page.press("d").await?;
        assert_eq!(page.attribute("draw", "aria-pressed").await?, "false", "the choice was forgotten");
        page.press(" ").await?;
        page.until("the space bar trains", SECONDS(20), async || Ok(page.steps().await? > 0)).await
    });
}
