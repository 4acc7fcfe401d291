//! Tests of the page in a real browser: each test does what a user does.
//!
//! `cargo xtask test` builds the site and sets environment variables with the paths of the site and of the browser.
//! After every test the console must have no errors, and no request may have gone to another host.

#![allow(clippy::expect_used, clippy::panic)] // A test that cannot be set up should stop.

mod access;
mod browser;
mod changing;
mod chromium;
mod comparing;
mod course;
mod devices;
mod engines;
mod frames;
mod keeping;
mod lessons;
mod memory;
mod page;
mod safety;
mod site;
mod soak;
mod stage;

use std::time::Duration;

use browser::{Adapter, errand};
use page::Page;

/// A ring of this radius, in units of the plane.
const RING: f64 = 2.0;

/// The points of a ring drawn by hand.
fn ring() -> Vec<[f64; 2]> {
    (0..=60).map(|i| f64::from(i) / 60.0 * std::f64::consts::TAU).map(|a| [RING * a.cos(), RING * a.sin()]).collect()
}

#[test]
fn a_drawn_ring_is_learned_on_the_cpu() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.click("draw").await?;
        page.draw(&ring()).await?;
        let brush = page.number("brush-radius").await?;
        page.click("train").await?;
        let share = async || {
            let samples = page.samples().await?;
            let near = samples.iter().take(500).filter(|[x, y]| (x.hypot(*y) - RING).abs() <= 2.0 * brush).count();
            page::ok(near as f64 / samples.len().clamp(1, 500) as f64)
        };
        page.until("90 % of the samples lie on the ring", Duration::from_secs(60), async || Ok(share().await? >= 0.9))
            .await?;
        println!("after {} steps {:.1} % lie on the ring", page.steps().await?, 100.0 * share().await?);
        Ok(())
    });
}

#[test]
fn a_run_is_looked_at_and_taken_back_by_keyboard() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.train_past(100).await?;
        page.click("pause").await?;
        page.focus("history").await?;
        page.press("\u{e011}").await?; // Home
        let shown = async || page.attribute("history-step", "data-value").await;
        page.until("step 0 is shown", Duration::from_secs(10), async || Ok(shown().await? == "0")).await?;
        assert!(page.text("past").await?.contains("step 0"));
        page.press("\u{e014}").await?; // →
        page.until("the next is shown", Duration::from_secs(10), async || Ok(shown().await? == "16")).await?;
        page.click("rewind").await?;
        page.until("the run is back", Duration::from_secs(10), async || Ok(page.steps().await? == 16)).await?;
        assert_eq!(shown().await?, "");
        page.click("step").await?;
        page.until("it goes on", Duration::from_secs(10), async || Ok(page.steps().await? == 17)).await
    });
}

#[test]
fn a_map_of_the_errors_and_the_quality_are_shown() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.train_past(300).await?;
        page.click("pause").await?;
        page.focus("map").await?;
        // Each of ↓ and ↑ selects the next choice.
        let [up, down] = ["\u{e013}", "\u{e015}"];
        for (key, kind) in
            [(down, "learned"), (down, "exact"), (down, "difference"), (down, "error"), (up, "difference")]
        {
            page.press(key).await?;
            assert_eq!(page.value("map").await?, kind);
            let shown = async || Ok(!page.text("map-scale").await?.is_empty());
            page.until("the map is there", Duration::from_secs(30), shown).await?;
            println!("{kind}: {}", page.text("map-scale").await?);
        }
        page.click("open-quality").await?;
        page.until("the quality is known", Duration::from_secs(30), async || {
            Ok(page.hidden_text("evaluations").await?.contains("evaluations of the network"))
        })
        .await?;
        for id in ["sliced-w2", "energy-distance", "mmd", "w2-exact", "nll", "one-step", "path-energy", "curvature"] {
            let row = page.text(&format!("merit-{id}")).await?;
            assert!(row.contains('±') && !row.contains('–'), "{row}");
        }
        Ok(())
    });
}

#[test]
fn a_schedule_is_bent_with_mouse_and_keyboard_and_goes_into_the_link() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#schedule=vp-linear").await?;
        page.click("bend-own-schedule").await?;
        let curve = async || page.value("field-schedule.log_snr").await;
        let changed = async |what: &'static str, before: &str| {
            page.until(what, Duration::from_secs(5), async || Ok(curve().await? != before)).await?;
            curve().await
        };
        let first = changed("a curve of its own", "").await?;
        let knots = first.split(';').count();
        assert!((3..=9).contains(&knots), "{first}");
        page.drag("knot-schedule-1", [4, 6]).await?;
        let dragged = changed("the knot was dragged", &first).await?;
        page.press("\u{e013}").await?; // ↑ moves the focused knot
        let lifted = changed("the knot was lifted", &dragged).await?;
        page.press("\u{e017}").await?; // Delete
        let fewer = changed("the knot is gone", &lifted).await?;
        assert_eq!(fewer.split(';').count(), knots - 1, "{fewer}");
        let in_link = async || Ok(page.hash().await?.contains("schedule.log_snr="));
        page.until("the link has the curve", Duration::from_secs(5), in_link).await?;
        page.train_past(20).await
    });
}

#[test]
fn numbers_and_tables_are_read_as_people_type_them() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=points").await?;
        for (typed, shown) in [("0,25", "0.25"), ("\u{a0}2,5e\u{2212}1 ", "0.25"), ("+.5", "0.5")] {
            page.paste("field-data.std", typed).await?;
            page.until(typed, Duration::from_secs(5), async || Ok(page.value("field-data.std").await? == shown))
                .await?;
        }
        page.paste("field-training.batch", "1,000").await?;
        let objection = async || page.hidden_text("error-training.batch").await;
        page.until("two meanings", Duration::from_secs(5), async || {
            Ok(objection().await?.contains("may be 1 or 1000"))
        })
        .await?;
        page.paste("seed", "12\u{2009}345").await?;
        page.until("the seed", Duration::from_secs(5), async || Ok(page.value("seed").await? == "12345")).await?;
        // A table from a spreadsheet: what was read is said, and the box and the link have it.
        page.paste("field-data.points", "Höhe\tBreite\tArt\n0,5\t\u{2212}1\tA\n2\t3,25\tB\n").await?;
        let said = async || page.hidden_text("read-data.points").await;
        let is_said =
            async || Ok(said().await?.starts_with("2 points, 3 columns between tabs, decimal commas, header"));
        page.until("what was read is said", Duration::from_secs(5), is_said).await?;
        assert_eq!(page.value("field-data.points").await?, "0.5,-1;2,3.25");
        let in_link = async || Ok(page.hash().await?.contains("data.points=0.5,-1;2,3.25"));
        page.until("the link has the points", Duration::from_secs(5), in_link).await?;
        // What cannot be read stays in the box with its reason, and the points stay.
        page.paste("field-data.points", "1,2\n3,four").await?;
        let refused = async || Ok(page.hidden_text("error-data.points").await?.contains("line 2 has «four»"));
        page.until("the line is named", Duration::from_secs(5), refused).await?;
        assert_eq!((page.value("field-data.points").await?, said().await?), ("1,2\n3,four".to_owned(), String::new()));
        assert!(page.hash().await?.contains("data.points=0.5,-1;2,3.25"));
        Ok(())
    });
}

#[test]
fn pairs_that_meet_at_a_point_follow_the_keyboard() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.focus("time").await?;
        page.press("\u{e010}").await?; // End, the data
        page.press("\u{e00f}").await?; // Page down, a tenth towards the noise
        let inked = async |what: &'static str, test: &dyn Fn(u32) -> bool| {
            page.until(what, Duration::from_secs(5), async || Ok(test(page.dark_pixels().await?))).await?;
            page.dark_pixels().await
        };
        let full = inked("the stage is drawn", &|pixels| pixels > 8000).await?;
        for layer in ["layer-data", "layer-samples", "layer-learned"] {
            page.click(layer).await?;
        }
        let empty = inked("little is left on the stage", &|pixels| pixels < 4000 && pixels < full).await?;
        page.click("layer-pairs").await?;
        let pairs = inked("the pairs are there", &|pixels| pixels > empty + 1000).await?;
        page.focus("stage").await?;
        page.press("\u{e014}").await?; // →
        inked("they lead through another point", &|pixels| pixels != pairs && pixels > empty + 1000).await?;
        Ok(())
    });
}

#[test]
fn spirals_are_fitted_and_followed_there_and_back() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#objective=neural-ode").await?;
        let known = async || Ok(page.text("by-adjoint").await?.contains("KiB"));
        page.until("the costs are known", Duration::from_secs(10), known).await?;
        let apart = page.text("apart").await?;
        page.train_past(100).await?;
        page.until(
            "the gradients are others",
            Duration::from_secs(10),
            async || Ok(page.text("apart").await? != apart),
        )
        .await?;
        assert!(page.loss().await? < 1.0);
        let costs = [page.text("by-backpropagation").await?, page.text("by-adjoint").await?];
        println!("{costs:?}, apart {}", page.text("apart").await?);
        // Twelve layers, each evaluated once forwards and once backwards.
        page.click("field-objective.residual").await?;
        let layers = async || Ok(page.text("by-backpropagation").await?.contains("24"));
        page.until("the residual network is followed", Duration::from_secs(10), layers).await
    });
}

#[test]
fn a_link_restores_settings_and_drawing_in_a_fresh_profile() {
    let hash = errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#objective=ddpm&sampler=ddim&training.batch=100&seed=5").await?;
        page.click("draw").await?;
        page.draw(&ring()).await?;
        page.until("the link has the drawing", Duration::from_secs(5), async || {
            Ok(page.hash().await?.contains("data.dabs="))
        })
        .await?;
        page.hash().await
    });
    errand(Adapter::None, async move |page: &Page| {
        page.open(&format!("?engine=cpu{hash}")).await?;
        page.until("the data are the drawing", Duration::from_secs(5), async || {
            Ok(page.value("dataset").await? == "drawing")
        })
        .await?;
        assert_eq!(page.value("objective").await?, "ddpm");
        assert_eq!(page.value("sampler").await?, "ddim");
        page.train_past(5).await?;
        assert_eq!(page.hash().await?, hash);
        assert!(page.dark_pixels().await? > 200, "the drawing cannot be seen");
        Ok(())
    });
}

#[test]
fn a_broken_link_says_so_and_leaves_the_defaults_working() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons&training.batch=zero").await?;
        let error = page.text("error").await?;
        assert!(error.contains("training.batch") && error.contains("zero"), "{error}");
        assert_eq!(page.value("dataset").await?, "8gaussians");
        page.train_past(5).await?;
        Ok(())
    });
}

#[test]
fn a_drawing_can_be_the_source() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu#v=3&data=moons").await?;
        page.choose("slot-source", "drawing").await?;
        page.click("draw").await?;
        page.draw(&ring()).await?;
        let in_link = async || Ok(page.hash().await?.contains("source.dabs="));
        page.until("the source is the ring", Duration::from_secs(5), in_link).await?;
        assert_eq!(page.value("dataset").await?, "moons");
        page.train_past(20).await
    });
}

#[test]
fn drawing_can_be_undone_redone_erased_and_cleared() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.click("draw").await?;
        page.draw(&[[-2.0, 0.0], [2.0, 0.0]]).await?;
        let drawn = async |what: &'static str, test: &dyn Fn(&str) -> bool| {
            page.until(what, Duration::from_secs(5), async || Ok(test(&page.hash().await?))).await?;
            page.hash().await
        };
        let one = drawn("a stroke", &|hash| hash.contains("data.dabs=")).await?;
        page.draw(&[[0.0, -2.0], [0.0, 2.0]]).await?;
        let two = drawn("another stroke", &|hash| hash.len() > one.len()).await?;
        page.click("undo").await?;
        drawn("undone", &|hash| hash == one).await?;
        page.click("redo").await?;
        drawn("redone", &|hash| hash == two).await?;
        page.click("erase").await?;
        page.draw(&[[0.0, 1.0], [0.0, 2.0]]).await?;
        drawn("erased in part", &|hash| hash.len() < two.len() && hash.contains("data.dabs=")).await?;
        page.click("clear").await?;
        drawn("cleared", &|hash| !hash.contains("data.dabs=")).await?;
        page.click("undo").await?;
        drawn("brought back", &|hash| hash.contains("data.dabs=")).await?;
        Ok(())
    });
}

#[test]
fn reset_brings_back_the_identical_loss_curve() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        let first = page.twenty_losses().await?;
        page.click("reset").await?;
        page.until("step 0", Duration::from_secs(5), async || Ok(page.steps().await? == 0)).await?;
        assert_eq!(page.twenty_losses().await?, first);
        Ok(())
    });
}

#[test]
fn the_keyboard_alone_trains_pauses_steps_and_draws() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        let reached = async |what: &'static str, test: &dyn Fn(u64) -> bool| {
            page.until(what, Duration::from_secs(20), async || Ok(test(page.steps().await?))).await
        };
        page.press(" ").await?;
        reached("training", &|steps| steps > 5).await?;
        page.press(" ").await?;
        page.press("r").await?;
        // A long run is thrown away after a question only; its first answer is to keep the run.
        if page.steps().await? > 300 {
            page.press("\u{e004}").await?; // Tab
            page.press("\u{e007}").await?; // Enter
        }
        reached("reset", &|steps| steps == 0).await?;
        page.press(".").await?;
        reached("one step", &|steps| steps == 1).await?;
        page.press("d").await?;
        page.focus("stage").await?;
        page.press("\u{E006}").await?; // Enter
        page.until("a touch of the brush", Duration::from_secs(5), async || {
            Ok(page.hash().await?.contains("data.dabs="))
        })
        .await
    });
}

#[test]
fn the_benchmark_measures_this_device_and_leads_back() {
    errand(Adapter::None, async |page: &Page| {
        page.visit("?page=benchmark&budget=200#data=moons").await?;
        page.click("bench-run").await?;
        page.until("everything is measured", Duration::from_secs(120), async || {
            Ok(!page.hidden_text("bench-json").await?.is_empty())
        })
        .await?;
        let report: serde_json::Value = serde_json::from_str(&page.hidden_text("bench-json").await?)?;
        assert!(report["cores"].as_f64() >= Some(1.0) && report["user_agent"].is_string(), "{report:#}");
        let results = report["results"].as_array().expect("results");
        assert_eq!(results.len(), 4, "the work of the CPU engine: {report:#}");
        for result in results {
            let number = |key: &str| result[key].as_f64().unwrap_or(f64::NAN);
            assert_eq!(result["engine"], "cpu");
            assert!(0.0 < number("low_ms") && number("low_ms") <= number("median_ms"), "{result:#}");
            assert!(number("median_ms") <= number("high_ms") && number("gflops") > 0.0, "{result:#}");
            assert!(number("repetitions") >= 5.0 && number("heap_bytes") > 0.0, "{result:#}");
            let row = format!("bench-row-cpu-{}", result["workload"].as_str().unwrap_or_default());
            assert_eq!(page.attribute(&row, "data-state").await?, "done");
        }
        let verdict = page.text("bench-verdict").await?;
        assert!(verdict.contains("training steps a second") && verdict.contains("CPU"), "{verdict}");
        assert!(!page.requested("worker_gpu"), "the WebGPU worker was fetched");
        page.click("bench-back").await?;
        page.until("the same experiment", Duration::from_secs(60), async || {
            Ok(page.engine_kind().await? == "cpu" && page.value("dataset").await? == "moons")
        })
        .await
    });
}

/// Long tasks are measured in real time, so other load on the machine lengthens them too.
///
/// Slow work of the page is in every window of time; a delay by the machine is absent from some window.
#[test]
fn training_never_blocks_the_page() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.train_past(20).await?;
        let mut found = Vec::new();
        for _ in 0..6 {
            let frames = page.watch_frames(Duration::from_secs(10)).await?;
            println!("10 s of training: {frames}");
            found.push(frames.long_tasks);
            if frames.long_tasks == 0 {
                break;
            }
        }
        assert!(found.contains(&0), "tasks over 50 ms in every window of 10 s: {found:?}");
        Ok(())
    });
}
