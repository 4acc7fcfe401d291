//! Counter-based random numbers: any number of any stream without drawing those before it.
//!
//! Philox4x32-10 (Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3*, SC 2011): ten rounds of
//! multiply and exchange turn a 128-bit counter and a 64-bit key into 128 random bits. The key is the experiment's seed;
//! the counter is (block, step, purpose). Rewinding to a step therefore needs no state, the page and the command line
//! draw the same numbers, and a GPU kernel can draw them too.

use rand_core::{RngCore, impls};

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

/// What a stream of numbers is for; streams of different purposes are independent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// The weights before training.
    Init = 0,
    /// Which data a training step sees.
    Data = 1,
    /// Which source points (noise) a training step sees.
    Source = 2,
    /// Which times a training step sees.
    Time = 3,
    /// Where sampling starts.
    Start = 4,
    /// The noise added while sampling.
    Sampling = 5,
    /// The data that the page and the metrics show.
    Display = 6,
    /// How the pairs of a training step are coupled.
    Coupling = 7,
    /// Along which directions a training step differentiates.
    Direction = 8,
    /// The noise of a bridge, between data and source of a training step.
    Bridge = 9,
    /// Where the pairs of a round of reflow set out.
    Reflow = 10,
    /// From which rows of a training step the condition is hidden.
    Condition = 11,
    /// Where the chains of an energy model start in a training step, and how they move.
    Chain = 12,
    /// Which data a classifier sees in a step of its training.
    Judge = 13,
    /// Over which times the steps go that a training step asks the network for.
    Span = 14,
    /// How a demonstration starts and how the expert's hand trembles.
    Demonstration = 16,
    /// Where an agent of a rollout starts, and what its world does by chance.
    World = 17,
    /// Which way an expert takes when it is rolled out, and how its hand trembles.
    Expert = 18,
    /// The noise that the actions of a rollout are made of.
    Action = 19,
}

/// Blocks of Philox4x32-10: 128 random bits for each counter under `key`.
pub fn philox<const N: usize>(mut counters: [[u32; 4]; N], mut key: [u32; 2]) -> [[u32; 4]; N] {
    for _ in 0..ROUNDS {
        for counter in &mut counters {
            let low = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
            let high = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
            *counter = [
                (high >> 32) as u32 ^ counter[1] ^ key[0],
                high as u32,
                (low >> 32) as u32 ^ counter[3] ^ key[1],
                low as u32,
            ];
        }
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counters
}

/// Blocks that are made together: one after another each round of one would wait for the last.
const TOGETHER: usize = 4;

/// The random numbers of one purpose at one step.
#[derive(Clone, Debug)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    words: [u32; 4 * TOGETHER],
    used: usize,
}

impl Stream {
    /// The stream for `purpose` at `step` of the experiment with this `seed`.
    pub fn new(seed: u64, purpose: Purpose, step: u64) -> Self {
        Self {
            key: [seed as u32, (seed >> 32) as u32],
            counter: [0, step as u32, (step >> 32) as u32, purpose as u32],
            words: [0; 4 * TOGETHER],
            used: 4 * TOGETHER,
        }
    }

    /// The next blocks of the counter.
    fn refill(&mut self) {
        let [block, step_low, step_high, purpose] = self.counter;
        let counters = std::array::from_fn(|k| [block.wrapping_add(k as u32), step_low, step_high, purpose]);
        let blocks: [_; TOGETHER] = philox(counters, self.key);
        self.words.as_chunks_mut().0.copy_from_slice(&blocks);
        self.counter[0] = block.wrapping_add(TOGETHER as u32);
        self.used = 0;
    }
}

impl RngCore for Stream {
    fn next_u32(&mut self) -> u32 {
        if self.used == self.words.len() {
            self.refill();
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_u32(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        impls::fill_bytes_via_next(self, bytes);
    }
}

/// A uniform number in the open interval (0, 1), with 32 random bits.
pub fn uniform(rng: &mut dyn RngCore) -> f64 {
    (f64::from(rng.next_u32()) + 0.5) * 2f64.powi(-32)
}

/// A whole number in `0..n`, for `n` far below 2³²; 0 for `n = 0`.
pub fn below(n: usize, rng: &mut dyn RngCore) -> usize {
    (((u64::from(rng.next_u32())) * n as u64) >> 32) as usize
}

/// Two independent standard normal numbers, a point of the plane (Box and Muller, 1958).
///
/// The logarithm and the circle come from `libm`, so that native and wasm agree to the last bit.
pub fn normal(rng: &mut dyn RngCore) -> [f64; 2] {
    let radius = (-2.0 * libm::log(uniform(rng))).sqrt();
    let (sin, cos) = libm::sincos(std::f64::consts::TAU * uniform(rng));
    [radius * cos, radius * sin]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn philox_gives_the_known_answers_of_its_authors() {
        // Random123's kat_vectors, philox4x32 10.
        for (counter, key, answer) in [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ] {
            assert_eq!(philox([counter], key), [answer]);
        }
    }

    #[test]
    fn normal_has_unit_variance_and_streams_differ() {
        let n = 50_000;
        let mut rng = Stream::new(7, Purpose::Source, 3);
        let points: Vec<_> = (0..n).map(|_| normal(&mut rng)).collect();
        let mean = points.iter().map(|p| p[0]).sum::<f64>() / n as f64;
        let variance = points.iter().map(|p| p[1] * p[1]).sum::<f64>() / n as f64;
        let three_sigma = 3.0 / (n as f64).sqrt();
        assert!(mean.abs() < three_sigma, "mean {mean}");
        assert!((variance - 1.0).abs() < three_sigma * 2f64.sqrt(), "variance {variance}");
        assert_ne!(Stream::new(7, Purpose::Source, 3).next_u64(), Stream::new(7, Purpose::Source, 4).next_u64());
        assert_ne!(Stream::new(7, Purpose::Source, 3).next_u64(), Stream::new(7, Purpose::Data, 3).next_u64());
    }

    #[test]
    fn whole_numbers_stay_below_their_bound() {
        let mut rng = Stream::new(1, Purpose::Data, 0);
        assert!((0..1000).all(|_| below(7, &mut rng) < 7));
        assert_eq!(below(0, &mut rng), 0);
    }

    #[test]
    fn normal_numbers_are_the_recorded_ones_to_the_last_bit() {
        let mut rng = Stream::new(7, Purpose::Source, 3);
        let bits: Vec<u64> = (0..3).flat_map(|_| normal(&mut rng)).map(f64::to_bits).collect();
        assert_eq!(bits, include!("../../tests/golden/normal_bits.in"));
    }
}
