//! Present numbers of a run, as values of symbols and terms.

use leptos::prelude::*;

use super::Drag;
use crate::{
    math::schedule::Coeffs,
    ui::{Pane, numbers},
};

/// The line of time as the slider of a symbol.
pub const TIME: Drag =
    Drag { from: 0.0, to: 1.0, step: 0.01, read: |pane| pane.time.shown.get(), write: |pane, t| pane.hold(t) };

/// The time that is shown.
pub fn time(pane: Pane) -> Option<String> {
    Some(numbers::short(pane.time.shown.get()))
}

/// The time of a series that is shown: it runs from 0 to 1.
pub fn series_time(pane: Pane) -> Option<String> {
    pane.time_of_series().map(numbers::short)
}

/// The marked point.
pub fn mark(pane: Pane) -> Option<String> {
    Some(numbers::point(pane.marked.get()))
}

/// The share of the data at the time that is shown, α.
pub fn alpha(pane: Pane) -> Option<String> {
    coeffs(pane).map(|coeffs| numbers::short(coeffs.alpha))
}

/// The share of the noise at the time that is shown, σ.
pub fn sigma(pane: Pane) -> Option<String> {
    coeffs(pane).map(|coeffs| numbers::short(coeffs.sigma))
}

/// The log signal-to-noise ratio λ at the time that is shown.
pub fn log_snr(pane: Pane) -> Option<String> {
    coeffs(pane).map(|coeffs| numbers::short(coeffs.log_snr()))
}

/// The steps trained so far.
pub fn steps(pane: Pane) -> Option<String> {
    Some(numbers::grouped(pane.steps_done()))
}

/// The last loss.
pub fn loss(pane: Pane) -> Option<String> {
    pane.progress.with(|progress| progress.loss).map(numbers::short)
}

fn coeffs(pane: Pane) -> Option<Coeffs> {
    let t = pane.time.shown.get();
    pane.experiment.with(|task| task.generate().map(|task| task.schedule.at(t)))
}
