//! The words of the page around the lessons, by area.

use leptos::prelude::*;

use crate::locale::Words;

/// Header, banners, dialogs, files of runs, the line of time.
pub const PAGE: Words = Words::new(include_str!("text/en/page.ftl"));
pub const ENGINES: Words = Words::new(include_str!("text/en/engines.ftl"));
/// The training column without its panels.
pub const TRAINING: Words = Words::new(include_str!("text/en/training.ftl"));
pub const PANELS: Words = Words::new(include_str!("text/en/panels.ftl"));
pub const SETTINGS: Words = Words::new(include_str!("text/en/settings.ftl"));
pub const COMPARISON: Words = Words::new(include_str!("text/en/comparison.ftl"));
pub const HELP: Words = Words::new(include_str!("text/en/help.ftl"));
pub const STAGE: Words = Words::new(include_str!("text/en/stage.ftl"));
pub const BENCHMARK: Words = Words::new(include_str!("text/en/benchmark.ftl"));

/// A text in which `view` puts something in the place of every name in angle brackets.
pub fn with_views(text: &str, view: impl Fn(&str) -> AnyView) -> Vec<AnyView> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('<').and_then(|(before, after)| Some((before, after.split_once('>')?)))
    {
        parts.push(before.to_owned().into_any());
        parts.push(view(name));
        rest = after;
    }
    parts.push(rest.to_owned().into_any());
    parts
}
