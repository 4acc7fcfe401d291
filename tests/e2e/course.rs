//! Every lesson of the course, taken to its end by keyboard alone.

use std::time::Duration;

use crate::{
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
        page.focus("stage").await?;
        page.press(RIGHT).await?;
    }
    assert_eq!(page.hidden_text("answer").await?, "", "nothing is answered before the reader has committed");
    page.focus("commit").await?;
    page.press(ENTER).await?;
    page.until("the answer", SOON, async || Ok(!page.hidden_text("answer").await?.is_empty())).await?;
    Ok(true)
}

async fn take(page: &Page, id: &str) -> Result<()> {
    page.visit(&format!("?engine=cpu#lesson={id}")).await?;
    let of: String = page.text("lesson-step").await?;
    let steps: usize =
        of.split_whitespace().filter_map(|word| word.trim_end_matches(':').parse().ok()).nth(1).unwrap_or(0);
    assert!(steps > 1, "{id}: {of}");
    let mut asked = false;
    for step in 1..=steps {
        let limit = if step == 1 { SOON } else { TRAINED };
        page.until(&format!("{id}, step {step}"), limit, async || {
            if page.attribute("lesson-step", "data-value").await? == step.to_string() {
                return Ok(true);
            }
            page.press(PAGE_DOWN).await?;
            Ok(false)
        })
        .await?;
        asked |= answer(page).await?;
    }
    assert!(asked, "{id} asks nothing");
    let log = page.log().await?;
    assert!(log.is_empty(), "{id}: errors on the console: {log:#?}");
    let failed = is_shown(page, "error").await?;
    assert!(!failed, "{id}: {}", page.hidden_text("error").await?);
    Ok(())
}

#[test]
fn every_lesson_is_taken_by_keyboard() {
    errand(Adapter::None, async |page: &Page| {
        page.visit("?engine=cpu").await?;
        let lessons: Vec<String> = page.evaluate(LESSONS).await?;
        assert!(lessons.len() > 1, "{lessons:?}");
        for id in &lessons {
            let begun = std::time::Instant::now();
            take(page, id).await?;
            println!("{id}: {:.0} s", begun.elapsed().as_secs_f64());
        }
        Ok(())
    });
}
