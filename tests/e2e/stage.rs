//! The tools of the stage: Gaussians that are shaped, notes, layers, the bar of a map; and those of lessons: votes, symbols, weights.

use std::time::Duration;

use serde_json::json;

use crate::{
    browser::{Adapter, errand},
    page::Page,
};

const SOON: Duration = Duration::from_secs(10);
const RIGHT: &str = "\u{e014}";
const IS_SHOWN: &str = "return !!document.querySelector(`[data-testid='${arguments[0]}']`)?.checkVisibility()";

#[test]
fn gaussians_of_the_data_are_shaped_over_the_stage() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=mixture").await?;
        page.click("shape-data").await?;
        page.focus("gaussian-0-mean").await?;
        let before = page.attribute("gaussian-0-mean", "aria-valuetext").await?;
        page.press(RIGHT).await?;
        page.until("the mean moves", SOON, async || {
            Ok(page.attribute("gaussian-0-mean", "aria-valuetext").await? != before)
        })
        .await?;
        page.until("the link follows", SOON, async || Ok(page.hash().await?.contains("data.components=-1.95"))).await?;
        page.click("shaper-add").await?;
        page.until("one more", SOON, async || page.read(IS_SHOWN, vec![json!("gaussian-3")]).await).await?;
        page.click("shaper-remove").await?;
        page.until("one less", SOON, async || Ok(!page.read::<bool>(IS_SHOWN, vec![json!("gaussian-3")]).await?))
            .await?;
        page.click("shape-data").await?;
        page.until("no handles", SOON, async || Ok(!page.read::<bool>(IS_SHOWN, vec![json!("shaper")]).await?)).await
    });
}

#[test]
fn a_pen_draws_notes_and_takes_them_back() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons").await?;
        let hash = page.hash().await?;
        page.click("sketch").await?;
        page.draw(&[[-1.0, 1.0], [0.0, 1.5], [1.0, 1.0]]).await?;
        let can_undo = async || Ok(page.attribute("undo-sketch", "aria-disabled").await? == "false");
        page.until("a stroke", SOON, can_undo).await?;
        assert_eq!(page.hash().await?, hash, "notes are no data");
        page.click("undo-sketch").await?;
        page.until("no stroke", SOON, async || Ok(page.attribute("undo-sketch", "aria-disabled").await? == "true"))
            .await
    });
}

#[test]
fn a_map_has_a_bar_and_contours_and_rare_layers_are_behind_a_button() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons").await?;
        page.train_past(50).await?;
        page.click("pause").await?;
        page.choose("map", "exact").await?;
        page.until("the bar", Duration::from_secs(60), async || Ok(page.text("map-scale").await?.starts_with('0')))
            .await?;
        let before = page.dark_pixels().await?;
        page.click("contours").await?;
        page.until("contours", SOON, async || Ok(page.dark_pixels().await? != before)).await?;
        assert!(!page.read::<bool>(IS_SHOWN, vec![json!("layer-posterior")]).await?);
        page.click("more-layers").await?;
        for layer in ["lines", "classes", "modes", "starts", "posterior"] {
            page.click(&format!("layer-{layer}")).await?;
            let is_on = async || Ok(page.attribute(&format!("layer-{layer}"), "aria-pressed").await? == "true");
            page.until(layer, SOON, is_on).await?;
        }
        Ok(())
    });
}

#[test]
fn votes_stay_in_the_link() {
    errand(Adapter::None, async |page: &Page| {
        page.visit("?engine=cpu#lesson=flow&step=1&votes=4-0-9").await?;
        page.until("the votes", SOON, async || Ok(page.value("votes-2").await? == "9")).await?;
        page.paste("votes-1", "12").await?;
        page.until("the link", SOON, async || Ok(page.hash().await? == "#lesson=flow&step=1&votes=4-12-9")).await
    });
}

#[test]
fn trained_weights_are_shown_at_once_and_a_symbol_is_moved() {
    errand(Adapter::None, async |page: &Page| {
        page.visit("?engine=cpu#lesson=couplings&step=2").await?;
        page.click("show-trained").await?;
        page.until("the trained network", SOON, async || Ok(page.steps().await? == 2000)).await?;
        page.until("it is said", SOON, async || Ok(page.text("shortcut").await?.contains("trained before"))).await?;
        // A link to a later step finds the network trained.
        page.visit("?engine=cpu#lesson=couplings&step=3").await?;
        page.until("the trained network", SOON, async || Ok(page.steps().await? == 2000)).await?;
        page.visit("?engine=cpu#lesson=flow&step=6").await?;
        page.focus("symbol-time").await?;
        page.focus("drag").await?;
        let before = page.text("meaning").await?;
        page.press(RIGHT).await?;
        page.until("the time moves", SOON, async || Ok(page.text("meaning").await? != before)).await
    });
}
