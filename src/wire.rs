//! Protocol messages over `postMessage`: the head as JSON, the buffers as transferred `Float32Array`s.

use js_sys::{Array, Float32Array, JsString, Object, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use crate::protocol::{Message, head_of, text_of};

/// Why a message cannot be sent or read.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("a message of an unknown form arrived")]
    Form,
    #[error("a message cannot be read or written: {0}")]
    Json(String),
}

/// The value to post, and the list of the buffers that are transferred with it.
///
/// # Errors
/// When the head cannot be serialised.
pub fn encode<T: Serialize>(message: &Message<T>) -> Result<(JsValue, Array), WireError> {
    let (buffers, transfer) = (Array::new(), Array::new());
    for buffer in &message.buffers {
        let array = Float32Array::from(buffer.as_slice());
        transfer.push(&array.buffer());
        buffers.push(&array);
    }
    let value = Object::new();
    let head = JsValue::from_str(&text_of(&message.head).map_err(WireError::Json)?);
    for (key, part) in [("head", &head), ("buffers", buffers.as_ref())] {
        Reflect::set(&value, &key.into(), part).map_err(|_| WireError::Form)?;
    }
    Ok((value.into(), transfer))
}

/// Reads what [`encode`] posted.
///
/// # Errors
/// When the value is not such a message.
pub fn decode<T: DeserializeOwned>(value: &JsValue) -> Result<Message<T>, WireError> {
    let part = |key: &str| Reflect::get(value, &key.into()).map_err(|_| WireError::Form);
    let head: JsString = part("head")?.dyn_into().map_err(|_| WireError::Form)?;
    let buffers: Array = part("buffers")?.dyn_into().map_err(|_| WireError::Form)?;
    let buffers = buffers
        .iter()
        .map(|buffer| buffer.dyn_into::<Float32Array>().map(|array| array.to_vec()).map_err(|_| WireError::Form))
        .collect::<Result<_, _>>()?;
    Ok(Message { head: head_of(&String::from(head)).map_err(WireError::Json)?, buffers })
}
