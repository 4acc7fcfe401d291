//! The engine's message loop in a dedicated worker.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use super::{Backend, Session};
use crate::{
    protocol::{Command, EngineError, Event, Message},
    wire,
};

/// The sleep, in milliseconds, when training is slowed down on purpose.
const NAP_MS: i32 = 4;

/// Serves commands for the life of the worker. `backend` is awaited first; if it fails, the page is told.
/// `build` is the name of the program's build, which the page compares with its own.
pub async fn serve(backend: impl Future<Output = Result<Backend, EngineError>>, build: &str) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return web_sys::console::error_1(&"this program only runs in a dedicated worker".into());
    };
    let inbox = listen(&scope);
    match backend.await {
        Ok(mut backend) => {
            build.clone_into(&mut backend.info.build);
            work(&scope, inbox, Session::new(backend)).await;
        }
        Err(error) => post(&scope, &Event::Unavailable(error).into()),
    }
}

async fn work(scope: &DedicatedWorkerGlobalScope, mut inbox: UnboundedReceiver<Received>, mut session: Session) {
    let turn = Turn::new();
    loop {
        while let Some(event) = session.next_event() {
            post(scope, &event);
        }
        while let Ok(received) = inbox.try_recv() {
            take(&mut session, received).await;
        }
        if !session.is_busy() {
            if session.is_silent()
                && let Ok(received) = inbox.recv().await
            {
                take(&mut session, received).await;
            }
            continue;
        }
        if session.advance().await {
            // A macrotask, not a microtask: only then does the worker receive the messages that wait for it.
            turn.pass().await;
        } else {
            nap(scope).await;
        }
    }
}

fn post(scope: &DedicatedWorkerGlobalScope, event: &Message<Event>) {
    let sent = wire::encode(event)
        .map_err(|error| JsValue::from_str(&error.to_string()))
        .and_then(|(value, transfer)| scope.post_message_with_transfer(&value, &transfer));
    if let Err(error) = sent {
        web_sys::console::error_1(&error);
    }
}

/// A command, or the reason why it cannot be understood.
type Received = Result<Message<Command>, String>;

/// The stream of commands, for the life of the worker.
fn listen(scope: &DedicatedWorkerGlobalScope) -> UnboundedReceiver<Received> {
    let (inbox, commands) = unbounded();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let received = wire::decode(&event.data()).map_err(|error| error.to_string());
        if let Err(why) = &received {
            web_sys::console::error_1(&JsValue::from_str(why));
        }
        // The receiver ends only with the worker.
        inbox.unbounded_send(received).ok();
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    commands
}

async fn take(session: &mut Session, received: Received) {
    match received {
        Ok(command) => session.handle(command).await,
        Err(why) => session.misunderstand(why),
    }
}

/// Returns the thread to the event loop for one turn, without the clamping of timers.
struct Turn(Option<MessageChannel>);

impl Turn {
    fn new() -> Self {
        Self(MessageChannel::new().ok())
    }

    async fn pass(&self) {
        let Some(channel) = &self.0 else {
            return;
        };
        let promise = Promise::new(&mut |resolve, _| {
            channel.port1().set_onmessage(Some(&resolve));
            channel.port2().post_message(&JsValue::NULL).ok();
        });
        JsFuture::from(promise).await.ok();
    }
}

async fn nap(scope: &DedicatedWorkerGlobalScope) {
    let promise = Promise::new(&mut |resolve, _| {
        scope.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, NAP_MS).ok();
    });
    JsFuture::from(promise).await.ok();
}

unsafe extern "C" {
    fn __wasm_call_ctors();
}

/// Runs the program's static constructors, once, at the start of `main`.
///
/// Some of burn's dependencies have such constructors. Unless they are called by name, the linker wraps *every*
/// export in a call to all of them, so that each message would run them again.
pub fn run_constructors() {
    // SAFETY: the linker defines the function; it takes no arguments, and nothing of the program has run before it.
    unsafe { __wasm_call_ctors() }
}
