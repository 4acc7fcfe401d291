//! A formula whose symbols are wired to the picture.

use crate::ui::Pane;

/// A formula. Its meaning is the message `formula-<name>`.
#[derive(Debug)]
pub struct Formula {
    /// MathML. An element with the attribute `data-symbol` shows the symbol with that id.
    pub mathml: &'static str,
    pub symbols: &'static [Symbol],
    /// The formula computed term by term, with the numbers of the run.
    pub terms: &'static [Term],
}

/// A symbol. What it is called is the message `symbol-<id>`.
#[derive(Debug)]
pub struct Symbol {
    pub id: &'static str,
    /// The symbol itself as MathML, without `<math>`.
    pub sign: &'static str,
    /// The layers that show it: while it is in focus, the others fade. None fade if this is empty.
    pub layers: &'static [&'static str],
    /// Its present value.
    pub value: Option<fn(Pane) -> Option<String>>,
    /// The control that moves it.
    pub drag: Option<&'static Drag>,
}

/// A slider that moves a symbol.
#[derive(Debug)]
pub struct Drag {
    pub from: f64,
    pub to: f64,
    /// The distance of two positions.
    pub step: f64,
    /// Its present number. It may read signals.
    pub read: fn(Pane) -> f64,
    pub write: fn(Pane, f64),
}

/// A term of a formula. What it does is the message `term-<id>`.
#[derive(Debug)]
pub struct Term {
    pub id: &'static str,
    /// The value of the term.
    pub value: fn(Pane) -> Option<String>,
}

impl Symbol {
    /// A symbol without a picture and without a value.
    pub const fn new(id: &'static str, sign: &'static str) -> Self {
        Self { id, sign, layers: &[], value: None, drag: None }
    }
}
