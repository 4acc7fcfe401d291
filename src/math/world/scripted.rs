use super::{Demonstration, Demonstrations, Demonstrator, Environment, Expert, Plan};
use crate::math::rng::{Purpose, Stream};

crate::configured! {
    /// The environment's own expert shows every way. With more noise averaging begins to work, because noise decides for one
    /// of the ways.
    pub struct Scripted("scripted", "Scripted expert") {
        /// How many paths are shown.
        count: u32 = 100, "Demonstrations", "", "paths", 1..=500, Log;
        /// Standard deviation of the noise on the expert's actions, which are carried out and recorded with it.
        noise: f64 = 0.003, "Noise of the expert", "", "", 0.0..=0.05, Linear;
        /// The share of the paths that take the first way, above; the other ways have equal shares.
        share: f64 = 0.5, "Share of the first way", "", "", 0.0..=1.0, Linear;
    }
}

/// Larger than what rounding does to `share · k`, smaller than any difference that counts.
const ROUNDING: f64 = 1e-9;

impl Scripted {
    /// The way of the k-th path.
    /// `⌈k · share⌉` of the first k take the first way, so that the share is right for every number of paths and not only on
    /// average; the others take turns.
    fn way(&self, k: u32, ways: usize) -> usize {
        let firsts = |k: u32| (f64::from(k) * self.share - ROUNDING).ceil().max(0.0) as usize;
        let others = ways.saturating_sub(1);
        match firsts(k + 1) > firsts(k) || others == 0 {
            true => 0,
            false => 1 + (k as usize).saturating_sub(firsts(k)) % others,
        }
    }
}

impl Scripted {
    /// The paths one by one; the k-th has its own random numbers, whatever the count.
    fn paths(&self, environment: &dyn Environment, seed: u64) -> impl Iterator<Item = Demonstration> {
        let expert = Expert { noise: self.noise, share: self.share };
        (0..self.count).map(move |k| {
            let rng = &mut Stream::new(seed, Purpose::Demonstration, u64::from(k));
            let mut plan = Plan::new(self.way(k, environment.ways().len()));
            let start = environment.start(rng);
            Demonstration::record(environment, start, false, rng, |state, rng| {
                Some(expert.action(environment, state, &mut plan, rng))
            })
        })
    }
}

impl Demonstrator for Scripted {
    fn demonstrations(&self, environment: &dyn Environment, seed: u64) -> Demonstrations {
        Demonstrations::new(environment, self.paths(environment, seed).collect())
    }

    /// Few paths are recorded: nearly always the first has steps.
    fn has_steps(&self, environment: &dyn Environment, seed: u64) -> bool {
        self.paths(environment, seed).any(|path| !path.moments.is_empty())
    }

    fn expert(&self) -> Option<Expert> {
        Some(Expert { noise: self.noise, share: self.share })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_shared_out_as_asked_for_every_count() {
        for share in [0.0, 0.1, 0.3, 0.5, 0.9, 1.0] {
            let scripted = Scripted { share, ..Default::default() };
            for ways in [2, 3] {
                let mut counts = vec![0_u32; ways];
                for k in 0..500 {
                    counts[scripted.way(k, ways)] += 1;
                    let exact = f64::from(k + 1) * share;
                    assert_eq!(f64::from(counts[0]), (exact - 1e-9).ceil().max(0.0), "{share}, {ways} ways, {k}");
                    let [least, most] = [counts[1..].iter().min(), counts[1..].iter().max()];
                    assert!(most.unwrap() - least.unwrap() <= 1, "{counts:?}");
                }
            }
            assert!((0..9).all(|k| scripted.way(k, 1) == 0));
        }
    }
}
