//! Fields and flows made of planar units.

mod field;
mod flow;
mod lanes;
mod unit;

pub use field::PlanarField;
pub use flow::PlanarFlow;

#[cfg(test)]
mod tests;
