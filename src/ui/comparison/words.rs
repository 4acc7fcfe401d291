//! The sentence that names how two runs differ. Pure.

use crate::protocol::{Difference, Task, differences};

/// The largest number of differences that are named; further ones are counted.
const NAMED: usize = 3;

/// The sentence that names the differences of two runs.
pub fn sentence(left: &Task, right: &Task) -> String {
    let found = differences(left, right);
    if found.is_empty() {
        return "Both runs are the same. Change a setting on one side to see what it does.".to_owned();
    }
    let side = |pick: fn(&Difference) -> &str| {
        let named = found.iter().take(NAMED).map(|difference| format!("{} {}", name(difference), pick(difference)));
        named.collect::<Vec<_>>().join(", ")
    };
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => " One more setting differs.".to_owned(),
        more => format!(" {more} more settings differ."),
    };
    format!("Left: {}. Right: {}.{more}", side(|difference| &difference.left), side(|difference| &difference.right))
}

/// The name of a difference, as in the settings.
fn name(difference: &Difference) -> String {
    difference.field.unwrap_or(difference.title).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_what_differs() {
        let left = Task::default();
        assert!(sentence(&left, &left).starts_with("Both runs are the same."));
        let mut right = left.clone();
        right.select("schedule", "cosine").unwrap();
        assert_eq!(sentence(&left, &right), "Left: path Straight line (FM-OT). Right: path Cosine.");
        right.slot_mut("training").unwrap().config_mut().put(0, 64.0);
        assert_eq!(
            sentence(&left, &right),
            "Left: path Straight line (FM-OT), batch 256. Right: path Cosine, batch 64."
        );
    }

    #[test]
    fn many_differences_are_counted() {
        let left = Task::default();
        let mut right = left.clone();
        for (key, id) in [("schedule", "cosine"), ("activation", "tanh"), ("embedding", "fourier"), ("sampler", "rk4")]
        {
            right.select(key, id).unwrap();
        }
        assert!(sentence(&left, &right).ends_with(" One more setting differs."));
        right.slot_mut("sampling").unwrap().config_mut().put(0, 3.0);
        assert!(sentence(&left, &right).ends_with(" 2 more settings differ."));
    }
}
