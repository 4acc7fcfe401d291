//! The page runs its own programs alone, and one build of them.

use std::time::Duration;

use crate::{
    browser::{Adapter, errand},
    page::Page,
};

/// A script that another party has brought into the page.
const INTRUDER: &str = "const script = document.createElement('script');
    script.textContent = 'window.intruder = true';
    document.head.append(script);
    return window.intruder === true || document.body.outerHTML.includes('intruder')";

#[test]
fn only_the_scripts_of_the_page_run() {
    errand(Adapter::None, async |page: &Page| {
        page.open("?engine=cpu").await?;
        page.train_past(5).await?;
        assert_eq!(page.log().await?, Vec::<String>::new(), "the policy lets the page work");
        let ran: bool = page.evaluate(INTRUDER).await?;
        assert!(!ran, "an inline script without a known hash ran");
        let log = page.log().await?;
        assert!(log.len() == 1 && log[0].contains("Content Security Policy"), "{log:?}");
        Ok(())
    });
}

/// Workers that say that they are of another build.
const OTHER_BUILD: &str = r#"
    window.Worker = class extends window.Worker {
        set onmessage(hear) {
            const other = head => typeof head === 'string' ? head.replace(/"build":"[^"]*"/, '"build":"another"') : head;
            super.onmessage = hear && (({ data }) => hear(new MessageEvent('message', { data: { ...data, head: other(data.head) } })));
        }
    };
"#;

#[test]
fn an_engine_of_another_build_is_not_used() {
    errand(Adapter::None, async |page: &Page| {
        page.before_load(OTHER_BUILD).await?;
        page.visit("?engine=cpu#lesson=playground").await?;
        let said = async || Ok(page.hidden_text("error").await?.contains("different builds"));
        page.until("the page says that it is outdated", Duration::from_secs(30), said).await?;
        page.evaluate::<bool>("window.before = true; return true").await?;
        page.click("reload").await?;
        let is_new = async || page.evaluate("return window.before !== true").await;
        page.until("the page is loaded again", Duration::from_secs(30), is_new).await?;
        page.until("it says so again after a reload", Duration::from_secs(30), said).await?;
        Ok(())
    });
}
