//! The tables of the lesson.

use leptos::prelude::*;

use super::{
    free,
    measured::{FEW, JUDGED, Law, SEEN, apart_with, by_classifier, powered, sampled},
    zero,
};
use crate::{
    lesson::kit::{Parts, table},
    locale::Words,
    ui::Pane,
};

pub static WORDS: Words = Words::new(include_str!("../text/en/guidance-tables.ftl"));

const SCALES: [f64; 4] = [1.0, 2.0, 3.0, 5.0];

/// The height and the width of the clouds by scale, beside those of the powered law.
pub fn scales(_: Pane) -> AnyView {
    static ROWS: Parts<[String; 5], { SCALES.len() }> = Parts::new(|row| of_scale(*SCALES.get(row)?));
    table(&WORDS, ["scale", "powered", "sampled", "apart", "apart-zero"], &ROWS, "scales")
}

fn of_scale(scale: f64) -> Option<[String; 5]> {
    let law = |law: Law| format!("{:.2} ± {:.2}", law.mean[1], law.variance[1].sqrt());
    let distance = |rule| apart_with(rule, scale, 0, FEW).map(|apart| format!("{apart:.2}"));
    Some([
        format!("{scale:.0}"),
        law(powered(scale)?),
        law(sampled(free(scale), SEEN, 0)?),
        distance(free(scale))?,
        distance(zero(scale))?,
    ])
}

/// The samples of two classifiers.
pub fn judges(_: Pane) -> AnyView {
    static ROWS: Parts<[String; 3], 2> = Parts::new(|row| {
        let (name, is_clean) = *[("knows-noise", false), ("clean", true)].get(row)?;
        let judged = by_classifier(is_clean, JUDGED, 0)?;
        let law = format!("{:.2} ± {:.2}", judged.law.mean[1], judged.law.variance[1].sqrt());
        Some([WORDS.say(name), format!("{:.1} %", 100.0 * judged.accuracy), law])
    });
    table(&WORDS, ["classifier", "accuracy", "height"], &ROWS, "judges")
}
