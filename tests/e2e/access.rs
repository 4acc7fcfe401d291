//! What a machine can check of accessibility: the rules of axe-core (WCAG 2.2 A and AA), in light and in dark.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use crate::{
    browser::{Adapter, errand},
    page::{Page, Result},
};

/// axe-core 4.14.1, under the Mozilla Public License 2.0.
const AXE: &str = include_str!("axe/axe.min.js");

/// Runs the rules on the whole document.
const CHECK: &str = r"
    const done = arguments[0];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(found => done(found.violations.map(rule =>
        ({ id: rule.id, help: rule.help, nodes: rule.nodes.map(node => node.target.join(' ') + ': ' + (node.any[0]?.message ?? '')) }))));";

/// A rule that is violated.
#[derive(Debug, Deserialize)]
pub struct Violation {
    #[expect(dead_code, reason = "shown where a check fails")]
    id: String,
    #[expect(dead_code, reason = "shown where a check fails")]
    help: String,
    #[expect(dead_code, reason = "shown where a check fails")]
    nodes: Vec<String>,
}

/// The rules that the page violates at present.
pub async fn violations(page: &Page) -> Result<Vec<Violation>> {
    if !page.evaluate::<bool>("return !!window.axe").await? {
        page.run_with(&format!("{AXE}; window.axe = axe"), vec![]).await?;
    }
    page.wait_for(CHECK, Duration::from_secs(60)).await
}

/// Fails where the page violates a rule.
pub async fn check(page: &Page, place: &str) -> Result<()> {
    // Colours that fade are checked where they come to rest.
    let mut found = violations(page).await?;
    for _ in 0..3 {
        if found.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        found = violations(page).await?;
    }
    assert!(found.is_empty(), "{place}: {found:#?}");
    Ok(())
}

fn scheme(dark: bool) -> serde_json::Value {
    json!({ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } })
}

#[test]
fn home_and_playground_violate_no_rule() {
    errand(Adapter::None, async |page: &Page| {
        for dark in [false, true] {
            page.emulate("Emulation.setEmulatedMedia", json!({ "features": [scheme(dark)] })).await?;
            page.visit("?engine=cpu").await?;
            page.text("home").await?;
            check(page, &format!("home, dark: {dark}")).await?;
            page.open("?engine=cpu#v=3&data=moons").await?;
            page.train_past(20).await?;
            page.click("pause").await?;
            check(page, &format!("playground, dark: {dark}")).await?;
        }
        Ok(())
    });
}
