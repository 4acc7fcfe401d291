//! Tests of settings that are changed while a run trains.

use std::time::Duration;

use super::{
    browser::{Adapter, errand},
    page::Page,
};

#[test]
fn a_weighting_turned_while_it_trains_goes_on_and_stands_in_the_link() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons").await?;
        page.train_past(100).await?;
        page.choose("slot-weighting", "sigmoid").await?;
        let is_marked = async || Ok(page.text("changes").await.is_ok_and(|text| text.contains("Weighting")));
        page.until("the change is marked", Duration::from_secs(10), is_marked).await?;
        // Training on is not a restart.
        assert!(page.steps().await? > 100);
        let in_link = async || Ok(page.hash().await?.contains(".weighting=sigmoid"));
        page.until("the link has the change", Duration::from_secs(5), in_link).await?;
        page.until("with its step", Duration::from_secs(5), async || Ok(page.hash().await?.contains("&at"))).await?;
        page.click("pause").await?;
        // Reset starts over and leaves no changes to replay.
        page.reset().await?;
        page.until("it starts over", Duration::from_secs(10), async || Ok(page.steps().await? == 0)).await?;
        let is_plain = async || Ok(page.hash().await? == "#v=3&data=moons&weighting=sigmoid");
        page.until("the link begins with it", Duration::from_secs(5), is_plain).await
    });
}

#[test]
fn a_link_with_a_change_makes_it_at_its_step() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons&at60.weighting=sigmoid").await?;
        assert_eq!(page.value("slot-weighting").await?, "unit");
        page.train_past(80).await?;
        page.click("pause").await?;
        let is_made = async || Ok(page.value("slot-weighting").await? == "sigmoid");
        page.until("the change was made", Duration::from_secs(10), is_made).await?;
        let in_link = async || Ok(page.hash().await? == "#v=3&data=moons&at60.weighting=sigmoid");
        page.until("the link keeps it", Duration::from_secs(5), in_link).await
    });
}
