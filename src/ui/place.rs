//! The places of the page and their addresses: `lesson=flow&step=3`, before the pairs of an experiment. Pure.

use super::words::PAGE;
use crate::{
    math::text::{Limit, quoted},
    protocol::{ExperimentError, Version},
};

const LESSON: &str = "lesson";
const STEP: &str = "step";
const VOTES: &str = "votes";
/// The value of `lesson` that means the playground.
const PLAYGROUND: &str = "playground";

/// A place in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The map of the course, at the empty address.
    #[default]
    Home,
    Playground,
    /// A lesson at one of its steps, counted from 0.
    Lesson {
        id: &'static str,
        step: usize,
    },
}

impl Place {
    /// The address of the place without the `#`.
    ///
    /// `pairs` are those of the experiment that is shown; they are left out if `is_own`, the place's own experiment.
    pub fn hash(self, pairs: &str, is_own: bool) -> String {
        match self {
            Self::Home => String::new(),
            Self::Playground if pairs.is_empty() => format!("{LESSON}={PLAYGROUND}"),
            Self::Playground => pairs.to_owned(),
            Self::Lesson { id, step } => {
                let head = format!("{LESSON}={id}&{STEP}={}", step + 1);
                match (is_own, pairs.is_empty()) {
                    (true, _) => head,
                    // Without pairs the experiment is the default one.
                    (false, true) => format!("{head}&v={}", Version::NEWEST.number()),
                    (false, false) => format!("{head}&{pairs}"),
                }
            }
        }
    }

    /// Whether both places show the same run: the steps of a lesson do.
    pub fn shares_run_with(self, other: Self) -> bool {
        match (self, other) {
            (Self::Lesson { id, .. }, Self::Lesson { id: others, .. }) => id == others,
            _ => self == other,
        }
    }
}

/// The parts of an address; only the course knows whether the lesson exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    pub lesson: Option<String>,
    pub step: Option<String>,
    /// The votes of a class at this step: a number for each choice, joined by `-`.
    pub votes: Option<String>,
    /// The pairs of the experiment, joined by `&` again.
    pub pairs: String,
}

/// The hash of a place with the votes of a class.
pub fn with_votes(hash: &str, votes: &str) -> String {
    if votes.is_empty() { hash.to_owned() } else { format!("{hash}&{VOTES}={votes}") }
}

impl Address {
    /// Reads lesson and step from a hash without its `#`.
    ///
    /// # Errors
    /// The link is too long, or the key `lesson` or `step` is there twice.
    pub fn read(hash: &str) -> Result<Self, ExperimentError> {
        Limit::LINK
            .check(hash.len())
            .map_err(|error| ExperimentError { field: "link".to_owned(), message: error.to_string() })?;
        let (mut address, mut pairs) = (Self::default(), Vec::new());
        for pair in hash.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let said = match key {
                LESSON => &mut address.lesson,
                STEP => &mut address.step,
                VOTES => &mut address.votes,
                _ => {
                    pairs.push(pair);
                    continue;
                }
            };
            if said.replace(value.to_owned()).is_some() {
                return Err(ExperimentError::new(key, PAGE.say("twice")));
            }
        }
        address.pairs = pairs.join("&");
        Ok(address)
    }

    /// The place of the address; `steps` gives a lesson's name in the program and its number of steps.
    ///
    /// # Errors
    /// A lesson or a step that does not exist.
    pub fn place(&self, steps: impl Fn(&str) -> Option<(&'static str, usize)>) -> Result<Place, ExperimentError> {
        let found = |text: &str| [("found", quoted(text).to_string().into())];
        let no_step = |why: String| match &self.step {
            Some(step) => {
                let [found] = found(step);
                Err(ExperimentError::new(STEP, PAGE.with("of-place", &[("why", why.into()), found])))
            }
            None => Ok(()),
        };
        if let Some(votes) = &self.votes
            && self.step.is_none()
        {
            return Err(ExperimentError::new(VOTES, PAGE.with("votes-without-step", &found(votes))));
        }
        let Some(lesson) = &self.lesson else {
            no_step(PAGE.say("step-without-lesson"))?;
            return Ok(if self.pairs.is_empty() { Place::Home } else { Place::Playground });
        };
        if lesson == PLAYGROUND {
            no_step(PAGE.say("step-in-playground"))?;
            return Ok(Place::Playground);
        }
        let Some((id, count)) = steps(lesson) else {
            return Err(ExperimentError::new(LESSON, PAGE.with("no-such-lesson", &found(lesson))));
        };
        let step = match &self.step {
            None => 1,
            Some(step) => step.parse().unwrap_or(0),
        };
        if !(1..=count).contains(&step) {
            no_step(PAGE.with("step-range", &[("count", count.to_string().into())]))?;
        }
        Ok(Place::Lesson { id, step: step.saturating_sub(1) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(id: &str) -> Option<(&'static str, usize)> {
        (id == "flow").then_some(("flow", 6))
    }

    fn place(hash: &str) -> Result<Place, ExperimentError> {
        Address::read(hash)?.place(steps)
    }

    #[test]
    fn every_place_has_its_address() {
        let flow = |step| Place::Lesson { id: "flow", step };
        assert_eq!(place(""), Ok(Place::Home));
        assert_eq!(place("lesson=playground"), Ok(Place::Playground));
        assert_eq!(place("data=moons"), Ok(Place::Playground));
        assert_eq!(place("lesson=flow"), Ok(flow(0)));
        assert_eq!(place("lesson=flow&step=6&v=3&data=moons"), Ok(flow(5)));
        for place_of in [Place::Home, Place::Playground, flow(0), flow(5)] {
            assert_eq!(place(&place_of.hash("", true)), Ok(place_of));
        }
    }

    #[test]
    fn the_experiment_stands_behind_the_place() {
        let flow = Place::Lesson { id: "flow", step: 2 };
        assert_eq!(Place::Playground.hash("v=3&data=moons", false), "v=3&data=moons");
        assert_eq!(flow.hash("v=3&data=moons", true), "lesson=flow&step=3");
        assert_eq!(flow.hash("v=3&data=moons", false), "lesson=flow&step=3&v=3&data=moons");
        assert_eq!(flow.hash("", false), "lesson=flow&step=3&v=3");
        let address = Address::read("lesson=flow&v=3&step=3&data=moons").unwrap();
        assert_eq!((address.place(steps), &*address.pairs), (Ok(flow), "v=3&data=moons"));
        let hash = with_votes(&flow.hash("", true), "3-0-12");
        assert_eq!(hash, "lesson=flow&step=3&votes=3-0-12");
        assert_eq!(Address::read(&hash).unwrap().votes.as_deref(), Some("3-0-12"));
        assert_eq!(with_votes("lesson=flow", ""), "lesson=flow");
    }

    #[test]
    fn what_is_not_there_is_named() {
        let cases = [
            ("lesson=flaw", "lesson", "«flaw»"),
            ("lesson=", "lesson", "«»"),
            ("lesson=flow&lesson=flow", "lesson", "twice"),
            ("lesson=flow&step=0", "step", "from 1 to 6, not «0»"),
            ("lesson=flow&step=7", "step", "from 1 to 6, not «7»"),
            ("lesson=flow&step=two", "step", "not «two»"),
            ("lesson=playground&step=1", "step", "no steps"),
            ("step=1", "step", "after a lesson"),
            ("lesson=flow&votes=1-2", "votes", "after a step, not «1-2»"),
            ("lesson=flow&step=1&votes=1&votes=2", "votes", "twice"),
        ];
        for (hash, field, why) in cases {
            let error = place(hash).unwrap_err();
            assert!(error.field == field && error.message.contains(why), "{hash}: {error}");
        }
    }

    #[test]
    fn another_step_is_no_other_room() {
        let flow = |step| Place::Lesson { id: "flow", step };
        assert!(flow(0).shares_run_with(flow(3)) && Place::Playground.shares_run_with(Place::Playground));
        assert!(!flow(0).shares_run_with(Place::Lesson { id: "other", step: 0 }));
        assert!(!Place::Home.shares_run_with(Place::Playground));
    }
}
