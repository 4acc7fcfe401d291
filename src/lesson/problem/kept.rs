//! What the browser keeps of the reader's Gaussians.

use crate::{
    math::{
        dataset::{Dataset, GaussianMixture},
        fit::Bell,
        registry::Configured,
    },
    ui::browser,
};

/// The names in the storage: the Gaussians as the text of a mixture, and the least forward KL so far.
const BELLS: &str = "problem.bells";
const BEST: &str = "problem.best";

/// The most Gaussians of a reader.
pub const MOST: usize = 3;

/// The Gaussians at first, and those that are added.
const FIRST: [Bell; MOST] =
    [Bell::round([0.9, -1.9], 0.8), Bell::round([-0.9, 2.0], 0.8), Bell::round([2.4, -0.6], 0.8)];

/// So many Gaussians with equal shares: the first of `bells`, and new ones.
pub fn with_count(bells: &[Bell], count: usize) -> Vec<Bell> {
    let count = count.clamp(1, MOST);
    let all = bells.iter().chain(FIRST.iter().skip(bells.len()));
    all.take(count).map(|bell| Bell { weight: 1.0 / count as f64, ..*bell }).collect()
}

/// The Gaussians of an earlier visit, or the first one.
pub fn bells() -> Vec<Bell> {
    browser::stored(BELLS).and_then(|text| read(&text)).unwrap_or_else(|| with_count(&[], 1))
}

/// Reads what [`text`] wrote; `None` for what cannot be read or is too much.
fn read(text: &str) -> Option<Vec<Bell>> {
    let mut mixture = GaussianMixture::default();
    mixture.set_payload(text).ok()?;
    let bells = Bell::all_of(&mixture.mixture());
    (1..=MOST).contains(&bells.len()).then_some(bells)
}

fn text(bells: &[Bell]) -> Option<String> {
    Some(Bell::mixture(bells).ok()?.payload()?.1)
}

/// Keeps the Gaussians for the next visit.
pub fn keep(bells: &[Bell]) {
    if let Some(text) = text(bells) {
        browser::store(BELLS, &text);
    }
}

/// The least forward KL that the reader has reached, in nats.
pub fn best() -> Option<f64> {
    browser::stored(BEST).and_then(|text| text.parse().ok()).filter(|best: &f64| best.is_finite())
}

pub fn keep_best(best: f64) {
    browser::store(BEST, &best.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaussians_are_kept_as_text() {
        let bells = with_count(&[Bell { stds: [0.5, 1.25], angle: 30.0, ..FIRST[0] }], 2);
        assert_eq!(read(&text(&bells).unwrap()), Some(bells));
        for gone in ["", "one", "0,0,1", "0,0,1,1;0,0,1,1;0,0,1,1;0,0,1,1"] {
            assert_eq!(read(gone), None, "{gone}");
        }
        assert_eq!(bells_without_storage().len(), 1);
    }

    fn bells_without_storage() -> Vec<Bell> {
        bells()
    }

    #[test]
    fn the_first_stay_and_all_have_equal_shares() {
        let one = with_count(&[], 1);
        let three = with_count(&one, 3);
        assert_eq!((three.len(), three[0].mean), (3, one[0].mean));
        assert!(three.iter().all(|bell| bell.weight == 1.0 / 3.0));
        assert_eq!(with_count(&three, 1), one);
        assert_eq!((with_count(&one, 9).len(), with_count(&one, 0).len()), (3, 1));
    }
}
