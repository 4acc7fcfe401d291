//! Tests of the map of the course, its lessons and their addresses.

use std::time::Duration;

use crate::{
    browser::{Adapter, errand},
    page::{Page, Result},
};

const SOON: Duration = Duration::from_secs(10);

/// The step of the lesson, counted from 1; empty if no lesson is open.
async fn step(page: &Page) -> Result<String> {
    page.attribute("lesson-step", "data-value").await
}

async fn until_step(page: &Page, wanted: &str) -> Result<()> {
    page.until(&format!("step {wanted}"), SOON, async || Ok(step(page).await? == wanted)).await
}

#[test]
fn the_map_starts_no_engine_and_leads_to_the_playground_and_back() {
    errand(Adapter::None, async |page: &Page| {
        page.visit("?engine=cpu").await?;
        assert!(page.text("home").await?.contains("Why the field averages"));
        assert_eq!(page.live_workers().await?, 0, "the map needs no engine");
        page.click("open-playground").await?;
        page.until("an engine", Duration::from_secs(60), async || Ok(page.engine_kind().await? == "cpu")).await?;
        assert_eq!(page.hash().await?, "#lesson=playground");
        page.train_past(20).await?;
        page.back().await?;
        page.until("the map, and no engine", SOON, async || {
            Ok(!page.hidden_text("home").await?.is_empty() && page.live_workers().await? == 0)
        })
        .await
    });
}

#[test]
fn a_lesson_answers_nothing_before_the_reader_has_committed() {
    errand(Adapter::None, async |page: &Page| {
        page.visit("?engine=cpu").await?;
        page.click("lesson-flow").await?;
        until_step(page, "1").await?;
        assert_eq!(page.hidden_text("answer").await?, "");
        page.press("\u{E00F}").await?; // Page down
        until_step(page, "1").await?;
        page.click("choice-0").await?;
        assert_eq!(page.hidden_text("answer").await?, "", "a choice alone is no commitment");
        page.click("commit").await?;
        assert!(page.text("answer").await?.starts_with("Not so."));
        page.click("next").await?;
        until_step(page, "2").await?;
        page.until("it trains by itself", Duration::from_secs(60), async || Ok(page.steps().await? > 0)).await?;
        page.until("the address", SOON, async || Ok(page.hash().await? == "#lesson=flow&step=2")).await?;
        page.click("next").await?;
        until_step(page, "3").await?;
        let before = page.steps().await?;
        page.click("back").await?;
        until_step(page, "2").await?;
        assert!(page.steps().await? >= before, "the run goes on from step to step");
        page.click("back").await?;
        until_step(page, "1").await?;
        assert!(page.text("answer").await?.starts_with("Not so."), "the answer stays");
        Ok(())
    });
}

/// The forward divergence of the reader's Gaussians in the first lesson.
async fn forward(page: &Page) -> Result<f64> {
    Ok(page.attribute("loss-forward", "data-value").await?.parse()?)
}

#[test]
fn gaussians_are_shaped_by_the_mouse_and_by_keys_and_the_losses_follow() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#lesson=problem&step=2").await?;
        until_step(page, "2").await?;
        let first = forward(page).await?;
        page.drag("gaussian-0-mean", [-60, -80]).await?;
        let dragged = forward(page).await?;
        assert!(dragged < first, "{dragged}, after {first}");
        assert!(page.text("best-forward").await?.starts_with("Your best forward KL so far"));
        page.focus("gaussian-0-axis-0").await?;
        page.press("\u{E013}").await?; // Arrow up
        page.until("a longer axis", SOON, async || Ok(forward(page).await? < dragged)).await?;
        page.press("\u{E014}").await?; // Arrow right
        assert_eq!(step(page).await?, "2", "an arrow at a handle is not for the next step");
        page.click("gaussians-2").await?;
        page.until("another Gaussian", SOON, async || Ok(!page.attribute("gaussian-1-mean", "role").await?.is_empty()))
            .await?;
        // What was shaped stays for the next step, and for the next visit.
        page.open("?engine=cpu#lesson=problem&step=5").await?;
        until_step(page, "5").await?;
        assert_eq!(page.attribute("gaussian-1-mean", "role").await?, "slider");
        assert!(page.text("game").await?.starts_with('−'));
        Ok(())
    });
}

#[test]
fn a_step_of_a_lesson_opens_in_the_playground_and_leads_back() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#lesson=flow&step=2").await?;
        until_step(page, "2").await?;
        page.click("to-playground").await?;
        page.until("the playground", SOON, async || Ok(!page.hidden_text("dataset").await?.is_empty())).await?;
        page.until("the same data", SOON, async || Ok(page.value("dataset").await? == "mixture")).await?;
        page.until("the link", SOON, async || Ok(page.hash().await?.contains("source.components="))).await?;
        page.click("to-lesson").await?;
        until_step(page, "2").await?;
        page.until("one engine", SOON, async || Ok(page.live_workers().await? == 1)).await
    });
}

#[test]
fn a_place_that_is_not_there_is_named() {
    errand(Adapter::None, async |page: &Page| {
        for (hash, field) in [("#lesson=nothing", "lesson"), ("#lesson=flow&step=99", "step")] {
            page.visit(&format!("?engine=cpu{hash}")).await?;
            let error = page.text("error").await?;
            assert!(error.contains(field) && error.contains("map of the course"), "{error}");
            assert!(!page.hidden_text("home").await?.is_empty());
        }
        Ok(())
    });
}

#[test]
fn nothing_listens_for_a_place_that_is_left() {
    errand(Adapter::None, async |page: &Page| {
        page.visit("?engine=cpu").await?;
        let mut first = None;
        for round in 0..8 {
            for place in ["lesson-flow", "open-playground"] {
                page.click(place).await?;
                page.until("an engine", Duration::from_secs(60), async || Ok(page.live_workers().await? == 1)).await?;
                page.click("to-home").await?;
                page.until("no engine", SOON, async || {
                    Ok(!page.hidden_text("home").await?.is_empty() && page.live_workers().await? == 0)
                })
                .await?;
            }
            let listening = page.listening().await?;
            assert_eq!(listening, *first.get_or_insert(listening), "after round {round}");
        }
        Ok(())
    });
}
