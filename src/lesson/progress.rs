//! The progress of a reader in a lesson. Pure; it is stored as text.

use std::{collections::BTreeMap, fmt};

/// The furthest step of a reader, and the choices made; steps and choices are counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The last step that was reached.
    pub furthest: usize,
    choices: BTreeMap<usize, usize>,
}

impl Progress {
    /// The choice at a step.
    pub fn choice(&self, step: usize) -> Option<usize> {
        self.choices.get(&step).copied()
    }

    /// Commits to a choice; a later choice at the same step is ignored.
    pub fn commit(&mut self, step: usize, choice: usize) {
        self.choices.entry(step).or_insert(choice);
    }

    pub fn reach(&mut self, step: usize) {
        self.furthest = self.furthest.max(step);
    }

    /// Reads the text that [`fmt::Display`] wrote; parts that cannot be read are from another version and are ignored.
    pub fn read(text: &str) -> Self {
        let mut parts = text.split(';');
        let furthest = parts.next().and_then(|step| step.parse().ok()).unwrap_or_default();
        let pair = |part: &str| {
            let (step, choice) = part.split_once(':')?;
            Some((step.parse().ok()?, choice.parse().ok()?))
        };
        Self { furthest, choices: parts.filter_map(pair).collect() }
    }
}

/// The last step, and a pair for every choice: `4;0:1;5:2`.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.furthest)?;
        self.choices.iter().try_for_each(|(step, choice)| write!(f, ";{step}:{choice}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_kept_as_text() {
        let mut progress = Progress::default();
        progress.reach(4);
        progress.reach(2);
        progress.commit(0, 1);
        progress.commit(5, 2);
        progress.commit(0, 2);
        assert_eq!(progress.to_string(), "4;0:1;5:2");
        assert_eq!(Progress::read("4;0:1;5:2"), progress);
        assert_eq!((progress.choice(0), progress.choice(1)), (Some(1), None), "the first choice stays");
    }

    #[test]
    fn what_cannot_be_read_counts_for_nothing() {
        for text in ["", "four", "-1", ";x:1;2", "0;:;1:"] {
            assert_eq!(Progress::read(text), Progress::default(), "{text}");
        }
    }
}
