//! The progress of a reader in a lesson. Pure; it is stored as text.

use std::{collections::BTreeMap, fmt};

use super::kit::Given;

/// The furthest step of a reader, and the answers given; steps are counted from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// The last step that was reached.
    pub furthest: usize,
    answers: BTreeMap<usize, Given>,
}

impl Progress {
    /// The answer at a step.
    pub fn given(&self, step: usize) -> Option<Given> {
        self.answers.get(&step).copied()
    }

    /// Commits to an answer; a later answer at the same step is ignored.
    pub fn commit(&mut self, step: usize, given: Given) {
        self.answers.entry(step).or_insert(given);
    }

    pub fn reach(&mut self, step: usize) {
        self.furthest = self.furthest.max(step);
    }

    /// Reads the text that [`fmt::Display`] wrote; parts that cannot be read are from another version and are ignored.
    pub fn read(text: &str) -> Self {
        let mut parts = text.split(';');
        let furthest = parts.next().and_then(|step| step.parse().ok()).unwrap_or_default();
        let pair = |part: &str| {
            let (step, given) = part.split_once(':')?;
            Some((step.parse().ok()?, given.parse().ok()?))
        };
        Self { furthest, answers: parts.filter_map(pair).collect() }
    }
}

/// The last step, and a pair for every answer: `4;0:1;5:=0.5`.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.furthest)?;
        self.answers.iter().try_for_each(|(step, given)| write!(f, ";{step}:{given}"))
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
        progress.commit(0, Given::Choice(1));
        progress.commit(5, Given::Number(0.5));
        progress.commit(0, Given::Choice(2));
        assert_eq!(progress.to_string(), "4;0:1;5:=0.5");
        assert_eq!(Progress::read("4;0:1;5:=0.5"), progress);
        let found = (progress.given(0), progress.given(1));
        assert_eq!(found, (Some(Given::Choice(1)), None), "the first answer stays");
    }

    #[test]
    fn what_cannot_be_read_counts_for_nothing() {
        for text in ["", "four", "-1", ";x:1;2", "0;:;1:", "0;1:=x"] {
            assert_eq!(Progress::read(text), Progress::default(), "{text}");
        }
    }
}
