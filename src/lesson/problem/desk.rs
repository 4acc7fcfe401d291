//! The state of the editor.

use leptos::prelude::*;

use super::{
    expert::{EXPERT, Losses},
    kept,
};
use crate::{
    locale::Words,
    math::{dataset::GaussianMixture, fit::Bell},
    ui::shaping::{Held, Shaping},
};

/// The words of the editor.
pub const WORDS: Words = Words::new(include_str!("../text/en/problem-editor.ftl"));

/// What the editor shows beside the reader's Gaussians.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    Nothing,
    /// The best single Gaussians of both divergences.
    Optima,
    /// The best discriminator as a map.
    Judge,
}

/// The state of the editor.
#[derive(Clone, Copy)]
pub struct Desk {
    pub bells: RwSignal<Vec<Bell>>,
    held: RwSignal<Option<Held>>,
    pub losses: Memo<Option<Losses>>,
    /// The least forward KL that the reader has reached by hand.
    pub best: RwSignal<Option<f64>>,
    /// Whether the best discriminator is drawn.
    pub judges: RwSignal<bool>,
}

impl Desk {
    pub fn new(show: Show) -> Self {
        let bells = RwSignal::new(kept::bells());
        let losses = Memo::new(move |_| EXPERT.losses(&bells.with(|bells| model(bells))));
        let (held, best) = (RwSignal::new(None), RwSignal::new(kept::best()));
        Effect::new(move || {
            if held.with(Option::is_none) {
                bells.with(|bells| kept::keep(bells));
                best.get().into_iter().for_each(kept::keep_best);
            }
        });
        Self { bells, held, losses, best, judges: RwSignal::new(show == Show::Judge) }
    }

    /// The Gaussians as the reader shapes them, which counts for the best score.
    pub fn shaping(self) -> Shaping {
        let changed = Callback::new(move |()| self.count_score());
        Shaping { bells: self.bells, held: self.held, extent: Signal::stored(EXPERT.extent), changed }
    }

    /// Keeps the forward KL if it is the best so far.
    fn count_score(self) {
        let now = untrack(move || self.losses.get()).map(|losses| losses.forward);
        let is_better = |now: &f64| self.best.get_untracked().is_none_or(|best| *now < best);
        if let Some(now) = now.filter(is_better) {
            self.best.set(Some(now));
        }
    }

    /// One of the Gaussians, if it is there.
    pub fn bell(self, index: usize) -> Option<Bell> {
        self.bells.with(|bells| bells.get(index).copied())
    }

    pub fn count(self) -> usize {
        self.bells.with(Vec::len)
    }

    /// The mixture of the Gaussians.
    pub fn model(self) -> GaussianMixture {
        self.bells.with(|bells| model(bells))
    }
}

/// The mixture of some Gaussians, of which there is one at least.
fn model(bells: &[Bell]) -> GaussianMixture {
    Bell::mixture(bells).unwrap_or_default()
}

/// A loss of the kept Gaussians, for a symbol of a formula.
pub fn loss_of_kept(pick: fn(&Losses) -> f64) -> Option<f64> {
    EXPERT.losses(&model(&kept::bells())).map(|losses| pick(&losses))
}
