//! Tests of what the page keeps when a run ends.

use std::time::Duration;

use super::{
    browser::{Adapter, errand},
    page::{Page, Result},
};

#[test]
fn the_curve_before_a_change_stays_until_it_is_removed() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons").await?;
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
        page.open("?engine=cpu#v=3&data=moons").await?;
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
        page.until("the link is the old one", Duration::from_secs(5), async || Ok(!page.hash().await?.contains("eps")))
            .await?;
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

/// Trains some steps and pauses; says how many.
async fn trained(page: &Page) -> Result<u64> {
    page.train_past(60).await?;
    page.click("pause").await?;
    // The last weights come with the pause.
    tokio::time::sleep(Duration::from_secs(1)).await;
    page.steps().await
}

async fn load_again(page: &Page) -> Result<()> {
    page.evaluate::<bool>("window.before = true; location.reload(); return true").await?;
    let is_new = async || page.evaluate("return window.before !== true").await;
    page.until("the page is loaded again", Duration::from_secs(30), is_new).await
}

#[test]
fn a_reload_goes_on_where_it_was() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons").await?;
        let steps = trained(page).await?;
        load_again(page).await?;
        let is_said = async || Ok(page.hidden_text("notice").await?.contains(&format!("from step {steps}.")));
        page.until("it says where it goes on", Duration::from_secs(30), is_said).await?;
        page.until("the steps are back", Duration::from_secs(5), async || Ok(page.steps().await? == steps)).await?;
        page.train_past(steps + 20).await?;
        // A run that was reset does not come back.
        page.click("pause").await?;
        page.reset().await?;
        page.until("it starts over", Duration::from_secs(5), async || Ok(page.steps().await? == 0)).await?;
        load_again(page).await?;
        page.train_past(60).await?;
        assert_eq!(page.hidden_text("notice").await?, "");
        // The same link, opened anew, begins anew.
        page.open("?engine=cpu#v=3&data=moons").await?;
        page.train_past(1).await?;
        assert_eq!(page.hidden_text("notice").await?, "");
        Ok(())
    });
}

#[test]
fn of_a_network_too_large_for_the_tab_a_reload_says_so() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#network.width=512").await?;
        page.train_past(2).await?;
        page.click("pause").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        load_again(page).await?;
        let is_said = async || Ok(page.hidden_text("notice").await?.contains("too large to be kept"));
        page.until("it says that training begins anew", Duration::from_secs(30), is_said).await?;
        assert_eq!(page.steps().await?, 0);
        Ok(())
    });
}

#[test]
fn a_saved_run_is_opened_and_goes_on_and_what_is_no_run_changes_nothing() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons&network.width=16").await?;
        let steps = trained(page).await?;
        // The page hands the file to the browser; the test takes it from there.
        let hold = "const own = URL.createObjectURL; \
            URL.createObjectURL = blob => { window.saved = blob; return own.call(URL, blob); }; return true";
        page.evaluate::<bool>(hold).await?;
        page.click("save-run").await?;
        page.until("it is saved", Duration::from_secs(5), async || page.evaluate("return !!window.saved").await)
            .await?;
        page.choose("slot-parametrization", "eps").await?;
        page.until("training starts over", Duration::from_secs(5), async || Ok(page.steps().await? == 0)).await?;
        let open = |what: &str| {
            format!(
                "const list = new DataTransfer(); list.items.add(new File([{what}], 'a-run.safetensors')); \
                 const input = document.querySelector('[data-testid=run-file]'); input.files = list.files; \
                 input.dispatchEvent(new Event('change', {{ bubbles: true }})); return true"
            )
        };
        page.evaluate::<bool>(&open("'no tensors at all'")).await?;
        let says = async |part: &'static str| {
            let is_said = async || Ok(page.hidden_text("notice").await?.contains(part));
            page.until(part, Duration::from_secs(10), is_said).await
        };
        says("a-run.safetensors cannot be opened: File: it is no safetensors file").await?;
        let has_change = async || Ok(page.hash().await?.contains("eps"));
        page.until("the link keeps the change", Duration::from_secs(5), has_change).await?;
        page.evaluate::<bool>(&open("window.saved")).await?;
        says("Opened a-run.safetensors: the run at step").await?;
        page.until("the steps are back", Duration::from_secs(5), async || Ok(page.steps().await? == steps)).await?;
        page.until("the link has it", Duration::from_secs(5), async || Ok(!page.hash().await?.contains("eps"))).await?;
        page.train_past(steps + 20).await?;
        page.click("pause").await?;
        // Opening is a change that undo takes back.
        page.click("undo-settings").await?;
        page.until("the other run is back", Duration::from_secs(5), async || Ok(page.hash().await?.contains("eps")))
            .await
    });
}
