//! Converts between values and positions of a slider. Pure.

use crate::math::registry::{FieldInfo, Scale, ValueKind};

/// The largest position of a slider; the least is 0.
pub const TICKS: f64 = 1000.0;

/// The position of `value` on the slider of `field`.
pub fn position(field: &FieldInfo, value: f64) -> f64 {
    let share = match field.scale {
        Scale::Linear => (value - field.min) / (field.max - field.min),
        Scale::Log => (value / field.min).ln() / (field.max / field.min).ln(),
    };
    (share.clamp(0.0, 1.0) * TICKS).round()
}

/// The value of `field` at a slider's `position`.
///
/// It has three significant digits, except at both ends, which are exact.
pub fn value_at(field: &FieldInfo, position: f64) -> f64 {
    let share = (position / TICKS).clamp(0.0, 1.0);
    if share <= 0.0 {
        return field.min;
    }
    if share >= 1.0 {
        return field.max;
    }
    let value = match field.scale {
        Scale::Linear => field.min + share * (field.max - field.min),
        Scale::Log => field.min * (field.max / field.min).powf(share),
    };
    let rounded = if field.kind == ValueKind::Real { significant(value, 3) } else { value.round() };
    rounded.clamp(field.min, field.max)
}

/// `value` with this many significant digits, without binary rounding errors in its decimal form.
fn significant(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits.saturating_sub(1)).parse().unwrap_or(value)
}

/// The value after a key press: one hundredth of the slider further, for whole numbers at least 1.
pub fn nudge(field: &FieldInfo, value: f64, by: f64) -> f64 {
    let moved = value_at(field, position(field, value) + by * TICKS / 100.0);
    if field.kind != ValueKind::Real && moved == value {
        return (value + by.signum()).clamp(field.min, field.max);
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Task;

    #[test]
    fn every_default_stays_where_it_is() {
        for (key, slot) in Task::default().slots() {
            let config = slot.config();
            for (index, field) in config.fields().iter().enumerate() {
                let value = config.get(index);
                let there = value_at(field, position(field, value));
                let step = (field.max - field.min) / TICKS;
                let near = match field.scale {
                    Scale::Linear => (there - value).abs() <= step.max(0.005 * value.abs()),
                    Scale::Log => (there / value).ln().abs() < 0.02 || (there - value).abs() <= 1.0,
                };
                assert!(near, "{key}.{}: {value} → {there}", field.name);
                for end in [field.min, field.max] {
                    assert_eq!(value_at(field, position(field, end)), end, "{key}.{}", field.name);
                }
                assert!(field.check(nudge(field, value, 1.0)).is_ok());
            }
        }
    }
}
