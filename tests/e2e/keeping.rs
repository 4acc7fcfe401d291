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
        page.choose("slot-activation", "relu").await?;
        let is_said = async || {
            let said = page.hidden_text("before").await?;
            Ok(said.starts_with("Before: activation ") && said.ends_with(" steps."))
        };
        page.until("the earlier run is named", Duration::from_secs(10), is_said).await?;
        page.until("training starts over", Duration::from_secs(5), async || Ok(page.steps().await? == 0)).await?;
        // A further change before the first step keeps the curve.
        page.choose("slot-activation", "silu").await?;
        let is_same = async || Ok(page.hidden_text("before").await?.contains("the same settings"));
        page.until("it is compared with the present settings", Duration::from_secs(10), is_same).await?;
        page.click("remove-before").await?;
        page.until("it is gone", Duration::from_secs(5), async || Ok(page.hidden_text("before").await?.is_empty()))
            .await
    });
}
