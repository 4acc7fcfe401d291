//! Every lesson of the course, taken to its end by keyboard alone.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use crate::{
    access,
    browser::{Adapter, errand},
    page::{Page, Result},
};

/// How long a step may train before the next one may begin.
const TRAINED: Duration = Duration::from_secs(120);
const SOON: Duration = Duration::from_secs(15);

/// The lessons on the map.
const LESSONS: &str =
    "return [...document.querySelectorAll('.card[data-testid^=lesson-]')].map(card => card.dataset.testid.slice(7))";
/// Whether an element with this test id is shown.
const IS_SHOWN: &str = "return !!document.querySelector(`[data-testid='${arguments[0]}']`)?.checkVisibility()";

const PAGE_DOWN: &str = "\u{e00f}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const RIGHT: &str = "\u{e014}";

async fn is_shown(page: &Page, id: &str) -> Result<bool> {
    page.read(IS_SHOWN, vec![id.into()]).await
}

/// Answers the question of the step, if it asks one, without knowing the answer.
async fn answer(page: &Page) -> Result<bool> {
    if !is_shown(page, "commit").await? {
        return Ok(false);
    }
    if is_shown(page, "choice-0").await? {
        page.focus("choice-0").await?;
        page.press(SPACE).await?;
    } else if is_shown(page, "axis").await? {
        page.focus("axis").await?;
        page.press(RIGHT).await?;
    } else {
        // A pin that moves, a path that is drawn, or a cloud that is put at the pen.
        page.focus("stage").await?;
        page.press(RIGHT).await?;
        page.press(ENTER).await?;
    }
    assert_eq!(page.hidden_text("answer").await?, "", "nothing is answered before the reader has committed");
    page.focus("commit").await?;
    page.press(ENTER).await?;
    page.until("the answer", SOON, async || Ok(!page.hidden_text("answer").await?.is_empty())).await?;
    Ok(true)
}

/// How long a reader waits, in seconds.
struct Waits {
    /// From the start of loading to the first picture.
    picture: f64,
    /// From the beginning of a step with training to its first training step that is shown, the longest.
    motion: f64,
    /// For a step that must be done before the next one, the longest.
    claim: f64,
}

async fn take(page: &Page, id: &str) -> Result<Waits> {
    page.visit(&format!("?engine=cpu#lesson={id}")).await?;
    page.until("a picture", SOON, async || Ok(page.dark_pixels().await? > 0)).await?;
    let mut waits =
        Waits { picture: page.evaluate::<f64>("return performance.now() / 1000").await?, motion: 0.0, claim: 0.0 };
    let of: String = page.text("lesson-step").await?;
    let steps: usize =
        of.split_whitespace().filter_map(|word| word.trim_end_matches(':').parse().ok()).nth(1).unwrap_or(0);
    assert!(steps > 1, "{id}: {of}");
    let mut asked = false;
    for step in 1..=steps {
        let limit = if step == 1 { SOON } else { TRAINED };
        let (begun, before) = (Instant::now(), page.steps().await?);
        let moved = Cell::new(0.0);
        page.until(&format!("{id}, step {step}"), limit, async || {
            if page.attribute("lesson-step", "data-value").await? == step.to_string() {
                return Ok(true);
            }
            if moved.get() == 0.0 && page.steps().await? != before {
                moved.set(begun.elapsed().as_secs_f64());
            }
            page.press(PAGE_DOWN).await?;
            Ok(false)
        })
        .await?;
        waits.motion = waits.motion.max(moved.get());
        waits.claim = waits.claim.max(begun.elapsed().as_secs_f64());
        if step == 1 || step == steps {
            access::check(page, &format!("{id}, step {step}")).await?;
        }
        asked |= answer(page).await?;
    }
    assert!(asked, "{id} asks nothing");
    let log = page.log().await?;
    assert!(log.is_empty(), "{id}: errors on the console: {log:#?}");
    let failed = is_shown(page, "error").await?;
    assert!(!failed, "{id}: {}", page.hidden_text("error").await?);
    Ok(waits)
}

#[test]
fn every_lesson_is_taken_by_keyboard() {
    errand(Adapter::None, async |page: &Page| {
        page.visit("?engine=cpu").await?;
        page.until("the map", SOON, async || Ok(!page.evaluate::<Vec<String>>(LESSONS).await?.is_empty())).await?;
        let lessons: Vec<String> = page.evaluate(LESSONS).await?;
        assert!(lessons.len() > 1, "{lessons:?}");
        for id in &lessons {
            let Waits { picture, motion, claim } = take(page, id).await?;
            println!("{id}: a picture after {picture:.1} s, motion after {motion:.1} s, the longest step {claim:.1} s");
        }
        Ok(())
    });
}
