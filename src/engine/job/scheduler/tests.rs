use pollster::block_on;

use super::*;
use crate::{
    engine::{
        Trainer,
        history::SnapshotStore,
        job::{Inquiry, Reply, SHARE, Standing, Subject, standing::StandingRequest},
        testing::small,
    },
    protocol::{Answer, BackendInfo, BackendKind, CloudAnswer, Event, Message, RunId, SampleRequest, SeriesRequest},
};

/// Work of `count` parts, each with a preview; a count of 0 fails. An even count does not depend on the weights.
#[derive(Debug)]
struct Fake {
    count: u32,
    done: u32,
}

/// The time that a part takes.
const PART: Duration = Duration::from_millis(2);

impl Fake {
    fn reply(&self) -> Reply {
        Reply { answer: CloudAnswer { count: self.done }.into(), buffers: Vec::new() }
    }
}

impl Inquiry for Fake {
    type Request = SampleRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Cloud;

    fn depends_on_weights(request: &SampleRequest) -> bool {
        request.count % 2 == 1
    }

    async fn begin(
        StandingRequest { request: &SampleRequest { count }, .. }: StandingRequest<'_, SampleRequest>,
        subject: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        match count {
            0 => Err(EngineError::Device("it is gone".to_owned())),
            count => Ok(Some((subject.trainer.step_count(), Self { count, done: 0 }))),
        }
    }

    async fn advance(&mut self, _: &Subject, (): &mut ()) -> Result<bool, EngineError> {
        std::thread::sleep(PART);
        self.done += 1;
        Ok(self.done < self.count)
    }

    async fn preview(&self) -> Result<Option<Reply>, EngineError> {
        Ok(Some(self.reply()))
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        Ok(self.reply())
    }
}

/// Work that fails as soon as it begins.
#[derive(Debug)]
struct Failing;

impl Inquiry for Failing {
    type Request = SeriesRequest;
    type Memory = ();

    const TOPIC: Topic = Topic::Series;

    async fn begin(
        _: StandingRequest<'_, SeriesRequest>,
        _: &Subject,
        (): &mut (),
    ) -> Result<Option<(u64, Self)>, EngineError> {
        Err(EngineError::Device("it is gone".to_owned()))
    }

    async fn finish(self) -> Result<Reply, EngineError> {
        Err(EngineError::Device("it was never there".to_owned()))
    }
}

/// A run with the fake job alone.
struct Bench {
    subject: Subject,
    jobs: Scheduler,
    frames: AnswerLedger,
    events: std::collections::VecDeque<Message<Event>>,
}

impl Bench {
    fn new(count: u32) -> Self {
        Self::with(vec![Box::<Standing<Fake>>::default()], count)
    }

    fn with(jobs: Vec<Box<dyn Job>>, count: u32) -> Self {
        let trainer = Trainer::host(small(4, 1, 4));
        let history = SnapshotStore::new(block_on(trainer.snapshot()).unwrap());
        let mut jobs = Scheduler::with(jobs);
        jobs.ask(&SampleRequest { count }.into());
        let info = BackendInfo { kind: BackendKind::Cpu, name: String::new(), step_ms: 0.4, build: String::new() };
        let subject = Subject::new(RunId(1), trainer, history, info);
        Self { subject, jobs, frames: AnswerLedger::default(), events: Default::default() }
    }

    fn is_busy(&self, training: bool) -> bool {
        self.jobs.is_busy(&Now { subject: &self.subject, training }, &self.frames)
    }

    fn slice(&mut self, training: bool) -> Result<bool, EngineError> {
        let mut cx = JobCx { subject: &mut self.subject, frames: &mut self.frames, events: &mut self.events };
        block_on(self.jobs.slice(&mut cx, training))
    }

    /// A turn that ends after one part.
    fn part(&mut self) -> Option<(u64, u32, u32)> {
        let mut cx = JobCx { subject: &mut self.subject, frames: &mut self.frames, events: &mut self.events };
        block_on(self.jobs.slots[0].job.advance(&mut cx, Budget::none())).unwrap();
        self.events.pop_front().map(|message| match message.head {
            Event::Answer { frame, revision, answer: Answer::Cloud(CloudAnswer { count }), .. } => {
                (frame, revision, count)
            }
            other => panic!("{other:?}"),
        })
    }
}

#[test]
fn every_topic_has_one_job_and_every_such_job_waits_for_the_page() {
    for topic in Topic::ALL {
        let jobs: Vec<_> = all().into_iter().filter(|job| job.topic() == Some(*topic)).collect();
        assert_eq!(jobs.len(), 1, "{topic:?}");
        let terms = jobs[0].terms();
        assert!(terms.share > 0.0 && terms.share <= SHARE && !terms.between_steps, "{topic:?}");
    }
}

#[test]
fn a_later_reply_takes_the_place_of_an_earlier_one() {
    let mut bench = Bench::new(4);
    assert_eq!(bench.part(), Some((1, 0, 1)));
    // The page has not drawn it: the next part is not sent.
    assert_eq!(bench.part(), None);
    bench.frames.acknowledge(1);
    assert_eq!(bench.part(), Some((2, 1, 3)));
    // The end is sent whether or not the page has drawn the answer that it revises, and then replaces both.
    assert_eq!(bench.part(), Some((3, 2, 4)));
    bench.frames.acknowledge(3);
    assert!(bench.frames.are_free(Topic::Cloud, true));
    assert!(!bench.is_busy(false));
}

#[test]
fn a_job_that_fails_is_not_begun_again() {
    let mut bench = Bench::new(0);
    assert!(bench.is_busy(false));
    assert!(matches!(bench.slice(false), Err(EngineError::Device(_))));
    assert!(!bench.is_busy(false));
}

#[test]
fn a_job_that_fails_takes_no_turn_from_another() {
    for fails_first in [false, true] {
        let mut jobs: Vec<Box<dyn Job>> = vec![Box::<Standing<Fake>>::default(), Box::<Standing<Failing>>::default()];
        if fails_first {
            jobs.reverse();
        }
        let mut bench = Bench::with(jobs, 1);
        bench.jobs.ask(&SeriesRequest.into());
        assert!(matches!(bench.slice(false), Err(EngineError::Device(_))));
        let answered = bench.events.iter().filter(|event| matches!(event.head, Event::Answer { .. })).count();
        assert_eq!(answered, 1, "what was found is sent");
        assert!(!bench.is_busy(false));
    }
}

#[test]
fn only_what_depends_on_the_weights_is_found_anew() {
    for (count, anew) in [(1, true), (2, false)] {
        let mut bench = Bench::new(count);
        assert_eq!(bench.slice(false), Ok(true));
        bench.frames.acknowledge(1);
        assert!(!bench.is_busy(false));
        for by in [Outdated::Trained, Outdated::Shown, Outdated::Rewound] {
            bench.jobs.outdate(by);
            assert_eq!(bench.is_busy(false), anew, "{by:?}");
        }
        bench.jobs.outdate(Outdated::Settings);
        assert!(bench.is_busy(false));
        bench.jobs.cancel(Topic::Cloud);
        assert!(!bench.is_busy(false));
    }
}

#[test]
fn training_has_its_share_before_work_begins_again() {
    let mut bench = Bench::new(3);
    let start = Instant::now();
    assert_eq!(bench.slice(true), Ok(true));
    let spent = start.elapsed();
    assert!(spent >= 3 * PART);
    bench.frames.acknowledge(1);
    bench.jobs.outdate(Outdated::Trained);
    assert!(bench.is_busy(false), "at rest nothing waits");
    while !bench.is_busy(true) {
        std::thread::sleep(PART / 4);
    }
    // A quarter of the time since the work began, at most.
    assert!(start.elapsed() >= 3 * PART.mul_f64(1.0 / SHARE), "{:?}", start.elapsed());
    // A new question does not wait.
    assert_eq!(bench.slice(true), Ok(true));
    bench.frames.acknowledge(2);
    bench.jobs.ask(&SampleRequest { count: 1 }.into());
    assert!(bench.is_busy(true));
}
