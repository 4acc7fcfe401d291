//! Numbers and lists as people type them or paste them from a table, and what was read of them.
//!
//! Links and files have a strict form of their own, which these readers also accept with the same meaning.

mod columns;
mod entries;
mod layout;
mod number;
mod reading;
mod table;
mod wanted;

pub use layout::Layout;
pub use number::{Mark, number, two_meanings, whole};
pub use reading::{Reading, Scaling, Third};
pub use table::{Place, Row, Table, read};
pub use wanted::Wanted;

#[cfg(test)]
mod tests;
