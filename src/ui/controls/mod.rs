//! The controls, rendered from the field tables: a new setting needs no code here.

mod curve;
mod field;
mod group;
mod headline;
mod payload;
mod scale;
mod seed;
mod select;
mod slot;

pub use group::Groups;
pub use headline::Headline;
pub use slot::SlotControls;
