//! Learning from the losses of the rows, beside the network: the distribution of times, and the weighting.

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
/// They learn at the same steps whatever the device and the speed, so that a run gives the same result everywhere.
#[derive(Debug)]
pub(super) struct Adaptive {
    profile: Option<Profile>,
    uncertainty: Option<Uncertainty>,
    /// The losses of the rows and their levels, for each step since the last update.
    unseen: Vec<(RowLosses, Vec<Look>)>,
}

/// The state of what they have learned, on the host.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taught {
    /// [`Profile::state`] and [`Uncertainty::state`], one after the other, as far as they exist.
    pub(super) learned: Vec<f64>,
    /// The losses of the rows of each step since the last update.
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

/// The number of steps between two updates.
pub(super) const LEARN_EVERY: usize = 16;

impl Adaptive {
    /// What learns in `experiment`; `None` where nothing does.
    pub(super) fn new(experiment: &Generate) -> Option<Self> {
        let profile = experiment.timing.profile(&*experiment.schedule);
        let uncertainty = experiment.weighting.uncertainty(&*experiment.schedule);
        let learns = profile.is_some() || uncertainty.is_some();
        learns.then_some(Self { profile, uncertainty, unseen: Vec::new() })
    }

    /// The learning part after a change of the settings from `before` to `now`.
    /// Whatever is the same in both, and on the same path, keeps what it has learned. Losses that it has not seen are dropped,
    /// since they belong to the other settings.
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

    /// Replaces the initial distribution and weighting by the learned ones.
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

    /// The number of steps since the last update whose losses the trainer keeps: the latest ones.
    pub(super) fn kept(&self) -> usize {
        self.unseen.iter().filter(|(rows, _)| matches!(rows, RowLosses::Kept)).count()
    }

    /// The state to store; `kept` are the losses that the trainer kept.
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

    /// Continues from [`Taught::learned`]; false where that belongs to other settings.
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

    /// Continues with the losses of the steps since the last update before an interruption, step by step.
    pub(super) fn resume(&mut self, unseen: impl Iterator<Item = (Vec<f32>, Vec<Look>)>) {
        self.unseen = unseen.map(|(losses, looks)| (RowLosses::Host(losses), looks)).collect();
    }

    /// Takes the losses of a step; true when all losses taken so far are to be learned from.
    pub(super) fn take(&mut self, rows: RowLosses, levels: Vec<Look>) -> bool {
        self.unseen.push((rows, levels));
        self.unseen.len() == LEARN_EVERY
    }

    /// Learns from the losses of the steps that it took; `kept` are those that the trainer kept.
    /// Losses from a device are added to `by_level` as well, which has those of the host already.
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
