//! An experiment as text: a file, or a link as it is copied.

use super::{
    Experiment, ExperimentError,
    link::{decode, is_address, unescaped},
};
use crate::math::text::Limit;

/// Reads an experiment as JSON, or as a link with percent escapes and behind a place in the page.
///
/// # Errors
/// As [`Experiment::from_json`] and [`decode`], or the link is that of a lesson.
pub fn parse(text: &str) -> Result<Experiment, ExperimentError> {
    // Leading lines stay, so that an error counts them.
    if text.trim_start().starts_with(['{', '[']) {
        return Experiment::from_json(text);
    }
    Limit::LINK.check(text.len()).map_err(|error| ExperimentError::new("link", error))?;
    let hash = match text.split_once('#') {
        Some((_, hash)) => hash,
        None if is_address(text) => "",
        None => text,
    };
    let hash = unescaped(hash.trim());
    let is_place = |pair: &&str| pair.starts_with("lesson=") || pair.starts_with("step=");
    let (place, pairs): (Vec<&str>, Vec<&str>) = hash.split('&').filter(|pair| !pair.is_empty()).partition(is_place);
    if pairs.is_empty() && place.iter().any(|pair| *pair != "lesson=playground") {
        let why =
            "the experiments of lessons are part of the page; open the lesson in the playground, and copy that link";
        return Err(ExperimentError::new("lesson", why));
    }
    decode(&pairs.join("&"))
}
