//! Tests of the choice of the engine, of equal steps on both, and of the recovery after an engine stopped.

use std::time::Duration;

use crate::{
    browser::{Adapter, errand},
    page::Page,
};

#[test]
fn webgpu_takes_the_same_steps_as_the_cpu() {
    errand(Adapter::Software, async |page: &Page| {
        page.open("?engine=cpu#data=moons").await?;
        let cpu = page.twenty_losses().await?;
        page.open("?engine=webgpu#data=moons").await?;
        page.until("WebGPU runs", Duration::from_secs(120), async || Ok(page.engine_kind().await? == "webgpu")).await?;
        let gpu = page.twenty_losses().await?;
        for (step, (cpu, gpu)) in cpu.iter().zip(&gpu).enumerate() {
            assert!((gpu / cpu - 1.0).abs() < 1e-3, "step {}: {gpu} on WebGPU, {cpu} on the CPU", step + 1);
        }
        Ok(())
    });
}

#[test]
fn without_an_adapter_the_cpu_trains_and_the_gpu_worker_stays_home() {
    errand(Adapter::None, async |page: &Page| {
        page.open("").await?;
        page.until("the page says CPU", Duration::from_secs(20), async || {
            Ok(page.text("engine").await?.contains("CPU") && page.engine_kind().await? == "cpu")
        })
        .await?;
        page.train_past(50).await?;
        assert!(!page.requested("worker_gpu"), "the WebGPU worker was fetched");
        Ok(())
    });
}

#[test]
fn two_engines_race_at_what_is_to_be_trained() {
    errand(Adapter::Software, async |page: &Page| {
        page.open("?engine=fastest").await?;
        let raced =
            async || Ok(page.attribute("engine", "title").await?.contains("Measured with this network and batch"));
        page.until("the race is over", Duration::from_secs(120), raced).await?;
        page.train_past(50).await?;
        assert!(page.requested("worker_gpu"));
        Ok(())
    });
}

#[test]
fn a_software_adapter_never_wins_by_itself() {
    errand(Adapter::Software, async |page: &Page| {
        page.open("").await?;
        page.train_past(50).await?;
        assert_eq!(page.engine_kind().await?, "cpu");
        assert!(!page.requested("worker_gpu"), "the WebGPU worker was fetched");
        Ok(())
    });
}

#[test]
fn an_engine_that_dies_twenty_times_comes_back_twenty_times() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.click("train").await?;
        for death in 1..=20 {
            let before = page.steps().await?;
            let more = async || Ok(page.steps().await? > before + 10);
            page.until(&format!("training before death {death}"), Duration::from_secs(30), more).await?;
            // A checkpoint comes once a second, and a cloud resets the count of failures.
            tokio::time::sleep(Duration::from_millis(1200)).await;
            assert_eq!(page.kill_workers().await?, 1, "one worker runs");
            let back = async || Ok(page.live_workers().await? == 1);
            page.until(&format!("a worker after death {death}"), Duration::from_secs(20), back).await?;
        }
        let before = page.steps().await?;
        page.until("training goes on", Duration::from_secs(30), async || Ok(page.steps().await? > before + 10)).await?;
        assert!(before > 200, "no death took the run back to its beginning: {before} steps");
        Ok(())
    });
}

#[test]
fn a_killed_worker_is_replaced_and_goes_on_from_its_checkpoint() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.click("train").await?;
        // Checkpoints come once a second.
        page.until("some training", Duration::from_secs(30), async || Ok(page.steps().await? > 100)).await?;
        tokio::time::sleep(Duration::from_millis(2500)).await;
        let before = page.steps().await?;
        let losses = page.kill_workers().await?;
        assert_eq!(losses, 1, "one worker runs");
        page.until("a new worker", Duration::from_secs(20), async || Ok(page.live_workers().await? == 1)).await?;
        page.until("training goes on", Duration::from_secs(20), async || Ok(page.steps().await? > before + 10)).await?;
        let notice = page.text("notice").await?;
        assert!(notice.contains("step"), "the page says from which step it went on: {notice}");
        Ok(())
    });
}

#[test]
fn steps_longer_than_the_patience_of_the_watchdog_are_taken() {
    errand(Adapter::None, async |page: &Page| {
        for heavy in [
            "network.width=512&network.depth=8&training.batch=4096",
            "coupling=sinkhorn&coupling.iterations=1000&training.batch=8192",
            "objective=cnf&objective.order=4&objective.steps=100&training.batch=8192",
        ] {
            page.open(&format!("?engine=cpu#{heavy}")).await?;
            let said = async || Ok(page.hidden_text("notice").await?.contains("training step takes"));
            page.until("the page says how long a step takes", Duration::from_secs(30), said).await?;
            page.click("train").await?;
            // The watchdog waits for five seconds without a word.
            tokio::time::sleep(Duration::from_secs(9)).await;
            assert_eq!(page.hidden_text("error").await?, "", "{heavy}");
            assert!(!page.hidden_text("notice").await?.contains("stopped"), "{heavy}");
            // The engine hears of a pause in the middle of a step.
            page.click("pause").await?;
            page.until("it rests", Duration::from_secs(5), async || Ok(!page.hidden_text("train").await?.is_empty()))
                .await?;
        }
        Ok(())
    });
}

#[test]
fn work_beyond_all_bounds_is_refused_before_it_starts() {
    errand(Adapter::None, async |page: &Page| {
        for (heavy, reason) in [
            ("network.width=512&network.depth=8&training.batch=8192", "MB of memory"),
            (
                "objective=cnf&objective.order=4&objective.steps=100&training.batch=8192&network.width=512",
                "billion operations",
            ),
        ] {
            page.open(&format!("?engine=cpu#{heavy}")).await?;
            let refused = async || {
                let text = page.hidden_text("blocked").await?;
                Ok(text.starts_with("Network, Width") && text.contains(reason))
            };
            page.until("the setting to change is named", Duration::from_secs(20), refused).await?;
        }
        Ok(())
    });
}
