//! The workers that are measured, and the measurements that they are given one after the other.

use std::{rc::Rc, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use super::{
    Request, Sheet,
    sheet::{Outcome, Standing},
};
use crate::{
    protocol::{BackendKind, Command, Event, Message},
    ui::{
        Page, browser,
        engines::{EngineWorker, Hear, News, PING_MS, preflight},
        listening::every,
        turns::Turns,
        words::{BENCHMARK, ENGINES},
    },
};

/// Handles to the state of the benchmark; a copy refers to the same state.
#[derive(Clone, Copy, Debug)]
pub struct Runner {
    pub sheet: RwSignal<Sheet>,
    pub budget_ms: u32,
    only: Option<BackendKind>,
    /// The name of the page's build, which is that of its workers.
    build: &'static str,
    workers: StoredValue<Rc<Turns<Workers>>, LocalStorage>,
}

#[derive(Debug, Default)]
struct Workers {
    live: Vec<EngineWorker>,
    /// Workers to drop later: a worker must not be dropped within its own callback.
    retired: Vec<EngineWorker>,
    spawned: u32,
    pings: u32,
}

impl Runner {
    /// Starts the engines that the request names.
    pub fn start(request: &Request) -> Self {
        let runner = Self {
            sheet: RwSignal::new(Sheet::new(request)),
            budget_ms: request.budget_ms,
            only: request.only,
            build: Page::get().build,
            workers: StoredValue::new_local(Rc::default()),
        };
        runner.launch_where_starting();
        every(Duration::from_millis(PING_MS as u64), move || runner.watch());
        runner
    }

    /// Measures everything. An engine that failed is started again.
    pub fn run(self) {
        self.sheet.update(|sheet| {
            for kind in [BackendKind::Cpu, BackendKind::WebGpu] {
                if matches!(sheet.standing(kind), Standing::Failed(_)) {
                    sheet.stand(kind, Standing::Starting);
                }
            }
            sheet.begin();
        });
        self.launch_where_starting();
        self.go_on();
    }

    fn with<T>(self, act: impl FnOnce(&mut Workers) -> T + 'static) -> Option<T> {
        self.workers.try_get_value()?.with(act)
    }

    /// Starts a worker for every engine that should be starting and has none.
    fn launch_where_starting(self) {
        let is_due = |kind: BackendKind| {
            self.sheet.with_untracked(|sheet| *sheet.standing(kind) == Standing::Starting)
                && self.with(move |workers| workers.live.iter().all(|worker| worker.kind != kind)) == Some(true)
        };
        if is_due(BackendKind::Cpu) {
            self.launch(BackendKind::Cpu);
        }
        if is_due(BackendKind::WebGpu) {
            let forced = self.only == Some(BackendKind::WebGpu);
            spawn_local(async move {
                match preflight(forced).await {
                    Ok(()) => self.launch(BackendKind::WebGpu),
                    Err(unfit) => self.stand(BackendKind::WebGpu, Standing::Away(unfit.to_string())),
                }
            });
        }
    }

    fn launch(self, kind: BackendKind) {
        let spawned = self.with(move |workers| {
            workers.spawned += 1;
            let hear = Hear::new(move |id, news| self.hear(id, news));
            let worker = EngineWorker::spawn(workers.spawned, kind, self.build, hear)?;
            workers.live.push(worker);
            Ok(())
        });
        if let Some(Err(why)) = spawned {
            self.stand(kind, Standing::Failed(why));
        }
    }

    /// Handles news of the worker `id`.
    fn hear(self, id: u32, news: News) {
        let started = match &news {
            News::Said(Message { head: Event::Started(info), .. }) => Some(info.clone()),
            _ => None,
        };
        let kind = self.with(move |workers| {
            let worker = workers.live.iter_mut().find(|worker| worker.id == id)?;
            worker.watchdog.heard(browser::now_ms());
            if let Some(info) = started {
                worker.start(info);
            }
            Some(worker.kind)
        });
        let Some(Some(kind)) = kind else {
            return;
        };
        match news {
            News::Said(Message { head: Event::Started(info), .. }) => self.stand(kind, Standing::Ready(info)),
            News::Said(Message { head: Event::Unavailable(error), .. }) => self.fail(kind, error.to_string()),
            News::Said(Message { head: Event::Measured(_, outcome), .. }) => {
                let outcome = outcome.map_or_else(|error| Outcome::Failed(error.to_string()), Outcome::Done);
                self.sheet.update(|sheet| sheet.answer(kind, outcome));
                self.go_on();
            }
            News::Said(Message { head: Event::Misunderstood { why }, .. }) | News::Garbled(why) => self.fail(kind, why),
            News::Said(_) => {}
            News::Broken(why) if why.is_empty() => self.fail(kind, BENCHMARK.say("program-failed")),
            News::Broken(why) => self.fail(kind, why),
        }
    }

    fn stand(self, kind: BackendKind, standing: Standing) {
        self.sheet.update(|sheet| sheet.stand(kind, standing));
        self.go_on();
    }

    fn fail(self, kind: BackendKind, why: String) {
        self.with(move |workers| {
            let dead: Vec<_> = workers.live.extract_if(.., |worker| worker.kind == kind).collect();
            workers.retired.extend(dead);
        });
        self.stand(kind, Standing::Failed(why));
    }

    /// Starts the next measurement if no engine is busy.
    fn go_on(self) {
        let Some(Some((kind, workload))) = self.sheet.try_update(Sheet::next) else {
            return;
        };
        let command = Command::Measure { workload, budget_ms: self.budget_ms };
        let post = move |workers: &mut Workers| {
            let worker = workers.live.iter_mut().find(|worker| worker.kind == kind);
            worker.map(|worker| worker.post(command))
        };
        if self.with(post).flatten().is_none() {
            self.fail(kind, BENCHMARK.say("gone"));
        }
    }

    /// Checks once a second whether the engines still answer.
    fn watch(self) {
        let (now, hidden) = (browser::now_ms(), browser::is_hidden());
        let overdue = self.with(move |workers| {
            workers.retired.clear();
            workers.pings = workers.pings.wrapping_add(1);
            let nonce = workers.pings;
            let mut overdue = None;
            for worker in &mut workers.live {
                if worker.info.is_some() {
                    worker.post(Command::Ping { nonce });
                }
                if worker.watchdog.is_overdue(now, hidden) {
                    overdue = Some(worker.kind);
                }
            }
            overdue
        });
        if let Some(Some(kind)) = overdue {
            self.fail(kind, ENGINES.say("no-answer"));
        }
    }
}
