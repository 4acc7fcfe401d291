//! What a changed experiment asks of the engine. Pure.

use crate::protocol::Task;

/// The least that brings the engine from one experiment to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Nothing,
    /// Only how samples are drawn: the weights stay.
    Resample,
    /// Training starts over.
    Configure,
}

/// Compares what the engine has with what is wanted.
pub fn between(known: &Task, wanted: &Task) -> Change {
    if known == wanted {
        return Change::Nothing;
    }
    let mut sampled_alike = known.clone();
    sampled_alike.resample(wanted);
    if sampled_alike == *wanted { Change::Resample } else { Change::Configure }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sampler_leaves_the_weights() {
        let known = Task::default();
        let changed = |key: &str, id: &str| {
            let mut wanted = known.clone();
            wanted.select(key, id).unwrap();
            between(&known, &wanted)
        };
        assert_eq!(between(&known, &known), Change::Nothing);
        assert_eq!(changed("sampler", "ddim"), Change::Resample);
        assert_eq!(changed("grid", "karras"), Change::Resample);
        assert_eq!(changed("data", "moons"), Change::Configure);
        assert_eq!(changed("objective", "ddpm"), Change::Configure);
        let mut wanted = known.clone();
        wanted.sampling.steps = 7;
        assert_eq!(between(&known, &wanted), Change::Resample);
        wanted.seed = 1;
        assert_eq!(between(&known, &wanted), Change::Configure);
    }
}
