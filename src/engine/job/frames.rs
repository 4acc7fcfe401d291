//! The answers that the page has not drawn yet.

use crate::protocol::Topic;

/// Numbers the answers of a run, and keeps those that are not acknowledged.
#[derive(Debug, Default)]
pub(in crate::engine) struct AnswerLedger {
    last: u64,
    open: Vec<Open>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    frame: u64,
    topic: Topic,
    is_drawn: bool,
}

impl AnswerLedger {
    /// The number of the next answer about this topic; `is_drawn` says whether the stage draws it.
    pub(in crate::engine) fn open(&mut self, topic: Topic, is_drawn: bool) -> u64 {
        self.last += 1;
        self.open.push(Open { frame: self.last, topic, is_drawn });
        self.last
    }

    /// Notes that the page has drawn this answer.
    /// Earlier answers about the same topic were superseded by it, and count as drawn too.
    pub(in crate::engine) fn acknowledge(&mut self, frame: u64) {
        let drawn = self.open.iter().find(|open| open.frame == frame).map(|open| open.topic);
        self.open.retain(|open| Some(open.topic) != drawn || open.frame > frame);
    }

    /// Whether the page can take a new answer: about this topic, or, for an answer on the stage, about any.
    pub(in crate::engine) fn are_free(&self, topic: Topic, is_drawn: bool) -> bool {
        !self.open.iter().any(|open| open.topic == topic || is_drawn && open.is_drawn)
    }
}

#[cfg(test)]
impl AnswerLedger {
    /// The number of answers so far.
    pub(in crate::engine) fn count(&self) -> u64 {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_answer_takes_the_place_of_an_earlier_one_about_the_same_topic_alone() {
        let mut frames = AnswerLedger::default();
        let [first, field, second] = [Topic::Cloud, Topic::Field, Topic::Cloud].map(|topic| frames.open(topic, true));
        let quality = frames.open(Topic::Quality, false);
        assert_eq!([first, field, second, quality], [1, 2, 3, 4]);
        frames.acknowledge(second);
        assert!(!frames.are_free(Topic::Cloud, true), "the field is not drawn yet");
        assert!(frames.are_free(Topic::Gates, false) && !frames.are_free(Topic::Quality, false));
        frames.acknowledge(first);
        frames.acknowledge(99);
        assert!(!frames.are_free(Topic::Field, true));
        frames.acknowledge(field);
        assert!(frames.are_free(Topic::Cloud, true) && !frames.are_free(Topic::Quality, false));
        frames.acknowledge(quality);
        assert!(frames.are_free(Topic::Quality, false));
    }

    #[test]
    fn an_earlier_answer_does_not_stand_for_a_later_one() {
        let mut frames = AnswerLedger::default();
        let [first, second] = [(); 2].map(|()| frames.open(Topic::Cloud, true));
        frames.acknowledge(first);
        assert!(!frames.are_free(Topic::Cloud, true));
        frames.acknowledge(second);
        assert!(frames.are_free(Topic::Cloud, true));
    }
}
