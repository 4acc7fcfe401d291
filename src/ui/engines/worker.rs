//! One worker with an engine, and the messages in both directions.

use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ErrorEvent, Event as DomEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::watchdog::Watchdog;
use crate::{
    protocol::{BackendInfo, BackendKind, Command, Event, Message},
    ui::{browser, listening::Listening, words::ENGINES},
    wire,
};

/// What can be heard from a worker.
#[derive(Debug)]
pub enum News {
    Said(Message<Event>),
    /// A message that cannot be read, and why.
    Garbled(String),
    /// The browser reports that its script failed.
    Broken(String),
}

/// A callback for the news of a worker, with the number of the worker.
#[derive(Clone)]
pub struct Hear(Rc<dyn Fn(u32, News)>);

impl Hear {
    pub fn new(hear: impl Fn(u32, News) + 'static) -> Self {
        Self(Rc::new(hear))
    }
}

impl Default for Hear {
    /// A callback that does nothing.
    fn default() -> Self {
        Self::new(|_, _| ())
    }
}

impl std::fmt::Debug for Hear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hear")
    }
}

/// A running worker; dropping it ends it.
#[derive(Debug)]
pub struct EngineWorker {
    pub id: u32,
    pub kind: BackendKind,
    /// What the worker said about itself; `None` until it has started.
    pub info: Option<BackendInfo>,
    pub watchdog: Watchdog,
    worker: Worker,
    /// Commands that wait: the worker cannot listen before its program has been compiled.
    queue: Vec<Message<Command>>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(DomEvent)>,
    _listening: Listening,
}

/// The file of a worker; its name has that of the build, so that no cache mixes two builds.
fn script(kind: BackendKind, build: &str) -> String {
    let name = match kind {
        BackendKind::Cpu => "worker_cpu",
        BackendKind::WebGpu => "worker_gpu",
    };
    let mark = if build.is_empty() { String::new() } else { format!("-{build}") };
    format!("./{name}_loader{mark}.js")
}

impl EngineWorker {
    /// Starts a worker of this `build`; `hear` is called with its `id` and all its news.
    ///
    /// # Errors
    /// The browser's message if it refuses to start a worker.
    pub fn spawn(id: u32, kind: BackendKind, build: &str, hear: Hear) -> Result<Self, String> {
        if browser::window().is_none() {
            return Err(ENGINES.say("no-browser"));
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&script(kind, build), &options)
            .map_err(|error| ENGINES.with("worker-refused", &[("why", format!("{error:?}").into())]))?;
        let on_message = {
            let Hear(hear) = hear.clone();
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| match wire::decode(&event.data()) {
                Ok(message) => hear(id, News::Said(message)),
                Err(error) => hear(id, News::Garbled(error.to_string())),
            })
        };
        let Hear(hear) = hear;
        let on_error = Closure::<dyn Fn(DomEvent)>::new(move |event: DomEvent| {
            let why = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
            hear(id, News::Broken(why));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        let watchdog = Watchdog::new(browser::now_ms());
        Ok(Self {
            id,
            kind,
            info: None,
            watchdog,
            worker,
            queue: Vec::new(),
            _on_message: on_message,
            _on_error: on_error,
            _listening: Listening::new(|| ()),
        })
    }

    /// Sends the waiting commands, because the worker is ready.
    pub fn start(&mut self, info: BackendInfo) {
        self.watchdog.started(&info);
        self.info = Some(info);
        for message in std::mem::take(&mut self.queue) {
            self.post(message);
        }
    }

    /// Sends a command, or queues it until the worker has started.
    pub fn post(&mut self, message: impl Into<Message<Command>>) {
        let message = message.into();
        if self.info.is_none() {
            self.queue.push(message);
            return;
        }
        let sent = wire::encode(&message).map_err(|error| error.to_string()).and_then(|(value, transfer)| {
            self.worker.post_message_with_transfer(&value, &transfer).map_err(|error| format!("{error:?}"))
        });
        if let Err(error) = sent {
            browser::log(&format!("a command could not be sent: {error}"));
        }
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}
