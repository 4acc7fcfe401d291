//! Tests of two runs side by side.

use std::time::Duration;

use crate::{
    browser::{Adapter, errand},
    page::{Page, Result},
};

/// The training steps of the second run.
async fn second_steps(page: &Page) -> Result<u64> {
    Ok(page.attribute_within("pane-1-training", "steps", "data-value").await?.parse().unwrap_or(0))
}

#[test]
fn two_runs_of_one_link_train_level_and_stop_at_the_same_step() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons&b.schedule=cosine").await?;
        let sentence = page.text("difference").await?;
        assert!(sentence.contains("Left: path Straight line") && sentence.contains("Right: path Cosine"), "{sentence}");
        page.until("two engines", Duration::from_secs(60), async || Ok(page.live_workers().await? == 2)).await?;
        page.train_past(200).await?;
        page.until("the second trains too", Duration::from_secs(30), async || Ok(second_steps(page).await? > 200))
            .await?;
        page.click("pause").await?;
        let level = async || Ok(page.steps().await? == second_steps(page).await?);
        page.until("they are level", Duration::from_secs(20), level).await?;
        let before = page.steps().await?;
        page.click("step").await?;
        let one_more = async || Ok([page.steps().await?, second_steps(page).await?] == [before + 1; 2]);
        page.until("one step each", Duration::from_secs(20), one_more).await?;
        assert_eq!(page.hash().await?, "#v=3&data=moons&b.schedule=cosine");
        page.click("close-comparison").await?;
        page.until("one engine", Duration::from_secs(10), async || Ok(page.live_workers().await? == 1)).await?;
        page.until("the link of one", Duration::from_secs(5), async || Ok(page.hash().await? == "#v=3&data=moons"))
            .await
    });
}

#[test]
fn a_fork_goes_on_from_the_weights_of_the_first() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.train_past(100).await?;
        page.click("fork").await?;
        page.until("the second is there", Duration::from_secs(60), async || {
            let steps = page.steps().await?;
            Ok(steps > 100 && second_steps(page).await? == steps)
        })
        .await?;
        page.click("step").await?;
        let loss = async || page.attribute_within("pane-1-training", "loss", "data-value").await;
        page.until("the very same loss", Duration::from_secs(20), async || {
            Ok(second_steps(page).await? == page.steps().await? && loss().await?.parse::<f64>()? == page.loss().await?)
        })
        .await
    });
}

#[test]
fn nothing_listens_for_a_run_that_is_closed() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        let mut first = None;
        for round in 0..50 {
            page.click("compare").await?;
            page.until("two workers", Duration::from_secs(20), async || Ok(page.live_workers().await? == 2)).await?;
            page.click("close-comparison").await?;
            page.until("one worker", Duration::from_secs(20), async || Ok(page.live_workers().await? == 1)).await?;
            let listening = page.listening().await?;
            assert_eq!(listening, *first.get_or_insert(listening), "after round {round}");
        }
        println!("timers, listeners and observers: {first:?}");
        page.train_past(20).await
    });
}

#[test]
fn the_page_goes_on_drawing_while_two_runs_train() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#b.schedule=cosine").await?;
        page.choose("count", "2000").await?;
        page.train_past(20).await?;
        page.until("the second trains too", Duration::from_secs(60), async || Ok(second_steps(page).await? > 20))
            .await?;
        // Two runs and a page without a GPU share the processors: the delay by other processes is absent from some window.
        let mut turns = Vec::new();
        for _ in 0..4 {
            let frames = page.watch_frames(Duration::from_secs(10)).await?;
            println!("10 s of training two runs: {frames}");
            assert!(frames.count > 100 && frames.turns > 100, "{frames}");
            turns.push(frames.turn_p95_ms);
            if frames.turn_p95_ms <= 12.0 {
                return Ok(());
            }
        }
        panic!("the page takes so many ms of every frame, window by window: {turns:.1?}");
    });
}
