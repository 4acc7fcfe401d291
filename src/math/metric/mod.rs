//! How far one cloud is from another.

mod sliced;

pub use sliced::sliced_w2;
