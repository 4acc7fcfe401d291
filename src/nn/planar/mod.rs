//! Fields made of planar units.

mod field;
mod lanes;

pub use field::PlanarField;

#[cfg(test)]
mod tests;
