//! The sentence that names how two runs differ. Pure.

use crate::{
    protocol::{Task, differences},
    ui::{registered, words::COMPARISON},
};

/// The largest number of differences that are named; further ones are counted.
const NAMED: usize = 3;

/// The sentence that names the differences of two runs.
pub fn sentence(left: &Task, right: &Task) -> String {
    let found = differences(left, right);
    if found.is_empty() {
        return COMPARISON.say("same");
    }
    let named: Vec<_> =
        found.iter().take(NAMED).map(|difference| registered::difference(difference, left, right)).collect();
    let side = |index: usize| {
        let named = named.iter().map(|(name, values)| format!("{name} {}", values[index]));
        named.collect::<Vec<_>>().join(", ")
    };
    let sides = [("left", side(0).into()), ("right", side(1).into())];
    match found.len().saturating_sub(NAMED) {
        0 => COMPARISON.with("differ", &sides),
        more => {
            let [left, right] = sides;
            COMPARISON.with("differ-more", &[left, right, ("count", (more as f64).into())])
        }
    }
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
