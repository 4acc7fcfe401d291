//! What learns from the losses of the rows, beside the network: the distribution of times, and the weighting.

use crate::{
    math::{
        levels::{Look, LossByLevel},
        timing::Profile,
        weighting::Uncertainty,
    },
    objective::regression::Regression,
    protocol::Generate,
};

/// An adaptive distribution of times, a weighting that learns, or both, and the losses that they have not seen yet.
///
/// They learn in the same steps whatever the device and the pace, so that a run stays the same wherever it runs.
#[derive(Debug)]
pub(super) struct Adaptive {
    profile: Option<Profile>,
    uncertainty: Option<Uncertainty>,
    /// For each step since they last learned: the loss of every row, and its level.
    unseen: Vec<(RowLosses, Vec<Look>)>,
}

/// What they have learned, on the host.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taught {
    /// [`Profile::state`] and [`Uncertainty::state`], as far as there are such, one after the other.
    pub(super) learned: Vec<f64>,
    /// The losses of the rows of each step since they last learned.
    pub(super) unseen: Vec<Vec<f32>>,
}

/// The losses of the rows of a batch, wherever they are.
#[derive(Debug)]
pub(super) enum RowLosses {
    Host(Vec<f32>),
    /// The trainer keeps them itself.
    #[cfg_attr(
        not(any(feature = "gpu", feature = "reference")),
        expect(dead_code, reason = "only a trainer whose device answers late does")
    )]
    Kept,
}

/// How many steps they wait before they see their losses.
pub(super) const LEARN_EVERY: usize = 16;

impl Adaptive {
    /// What learns in `experiment`; `None` where nothing does.
    pub(super) fn new(experiment: &Generate) -> Option<Self> {
        let profile = experiment.timing.profile(&*experiment.schedule);
        let uncertainty = experiment.weighting.uncertainty(&*experiment.schedule);
        let learns = profile.is_some() || uncertainty.is_some();
        learns.then_some(Self { profile, uncertainty, unseen: Vec::new() })
    }

    /// What learns after the settings changed from those `before` to those of `now`: whatever is the same there, and on the same
    /// path, keeps what it has learned. Losses that it has not seen are forgotten, since they are those of other settings.
    pub(super) fn retargeted(old: Option<Self>, before: &Generate, now: &Generate) -> Option<Self> {
        let mut new = Self::new(now)?;
        if let Some(old) = old.filter(|_| before.schedule == now.schedule) {
            if before.timing == now.timing {
                new.profile = old.profile;
            }
            if before.weighting == now.weighting {
                new.uncertainty = old.uncertainty;
            }
        }
        Some(new)
    }

    /// Puts what was learned in place of what it began with.
    pub(super) fn apply<'a>(&'a self, regression: &mut Regression<'a>) {
        if let Some(profile) = &self.profile {
            regression.timing = profile;
        }
        if let Some(uncertainty) = &self.uncertainty {
            regression.weighting = uncertainty;
        }
    }

    /// The learned weighting, where there is one.
    pub(super) fn uncertainty(&self) -> Option<&Uncertainty> {
        self.uncertainty.as_ref()
    }

    #[cfg(test)]
    pub(super) fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// How many of the steps since they last learned the trainer keeps, the latest ones.
    pub(super) fn kept(&self) -> usize {
        self.unseen.iter().filter(|(rows, _)| matches!(rows, RowLosses::Kept)).count()
    }

    /// What was learned; `kept` are the losses that the trainer kept.
    pub(super) fn taught(&self, kept: Vec<Vec<f32>>) -> Taught {
        let (mut kept, mut unseen) = (kept.into_iter(), Vec::new());
        for (rows, _) in &self.unseen {
            unseen.push(match rows {
                RowLosses::Host(rows) => rows.clone(),
                RowLosses::Kept => kept.next().unwrap_or_default(),
            });
        }
        let profile = self.profile.as_ref().map(Profile::state).unwrap_or_default();
        let uncertainty = self.uncertainty.as_ref().map(Uncertainty::state).unwrap_or_default();
        Taught { learned: [profile, uncertainty].concat(), unseen }
    }

    /// Goes on from [`Taught::learned`]; false where that belongs to others.
    pub(super) fn restore(&mut self, learned: &[f64]) -> bool {
        let of_profile = self.profile.as_ref().map_or(0, |profile| profile.state().len());
        let Some((of_profile, of_uncertainty)) = learned.split_at_checked(of_profile) else {
            return false;
        };
        let uncertainty = match &mut self.uncertainty {
            Some(uncertainty) => uncertainty.restore(of_uncertainty),
            None => of_uncertainty.is_empty(),
        };
        uncertainty && self.profile.as_mut().is_none_or(|profile| profile.restore(of_profile))
    }

    /// Goes on with losses that were not seen before it was interrupted, step by step.
    pub(super) fn resume(&mut self, unseen: impl Iterator<Item = (Vec<f32>, Vec<Look>)>) {
        self.unseen = unseen.map(|(losses, looks)| (RowLosses::Host(losses), looks)).collect();
    }

    /// Takes the losses of a step, and tells whether it wants to see those of all that it took.
    pub(super) fn take(&mut self, rows: RowLosses, levels: Vec<Look>) -> bool {
        self.unseen.push((rows, levels));
        self.unseen.len() == LEARN_EVERY
    }

    /// Sees the losses of the steps that it took; `kept` are those that the trainer kept. What is seen on a device
    /// is told to `by_level` as well, which has seen the host's already.
    pub(super) fn learn(&mut self, kept: Vec<Vec<f32>>, by_level: &mut LossByLevel) {
        let mut kept = kept.into_iter();
        for (rows, levels) in std::mem::take(&mut self.unseen) {
            let known = matches!(rows, RowLosses::Host(_));
            let losses = match rows {
                RowLosses::Host(rows) => rows,
                RowLosses::Kept => kept.next().unwrap_or_default(),
            };
            if !known {
                by_level.observe(&losses, &levels);
            }
            if let Some(profile) = &mut self.profile {
                profile.observe(&losses, &levels);
            }
            if let Some(uncertainty) = &mut self.uncertainty {
                uncertainty.learn(&losses, &levels);
            }
        }
    }
}
