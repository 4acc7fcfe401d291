//! Tests of what the page keeps when a run ends.

use std::time::Duration;

use super::{
    browser::{Adapter, errand},
    page::Page,
};

#[test]
fn the_curve_before_a_change_stays_until_it_is_removed() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#data=moons").await?;
        page.train_past(60).await?;
        page.click("pause").await?;
        page.choose("slot-parametrization", "eps").await?;
        let is_said = async || {
            let said = page.hidden_text("before").await?;
            Ok(said.starts_with("Before: network predicts ") && said.ends_with(" steps."))
        };
        page.until("the earlier run is named", Duration::from_secs(10), is_said).await?;
        page.until("training starts over", Duration::from_secs(5), async || Ok(page.steps().await? == 0)).await?;
        // A further change before the first step keeps the curve.
        page.choose("slot-parametrization", "velocity").await?;
        let is_same = async || Ok(page.hidden_text("before").await?.contains("the same settings"));
        page.until("it is compared with the present settings", Duration::from_secs(10), is_same).await?;
        page.click("remove-before").await?;
        page.until("it is gone", Duration::from_secs(5), async || Ok(page.hidden_text("before").await?.is_empty()))
            .await
    });
}

#[test]
fn undo_brings_back_the_settings_and_their_weights() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#data=moons").await?;
        page.train_past(60).await?;
        page.click("pause").await?;
        let is_saved = async || Ok(page.steps().await? > 60);
        page.until("it rests", Duration::from_secs(5), is_saved).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let steps = page.steps().await?;
        page.choose("slot-parametrization", "eps").await?;
        page.until("training starts over", Duration::from_secs(5), async || Ok(page.steps().await? == 0)).await?;
        page.click("undo-settings").await?;
        page.until("the weights are back", Duration::from_secs(5), async || Ok(page.steps().await? == steps)).await?;
        let hash = page.hash().await?;
        assert!(!hash.contains("eps"), "{hash}");
        page.click("redo-settings").await?;
        page.until("the change is back", Duration::from_secs(5), async || Ok(page.steps().await? == 0)).await?;
        page.until("the link has it", Duration::from_secs(5), async || Ok(page.hash().await?.contains("eps"))).await?;
        // By keyboard, from a list of choices.
        page.focus("slot-parametrization").await?;
        page.press_with_control("z").await?;
        page.until("the weights are back", Duration::from_secs(5), async || Ok(page.steps().await? == steps)).await?;
        page.train_past(steps + 20).await
    });
}
