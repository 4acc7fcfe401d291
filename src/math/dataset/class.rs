use rand_core::RngCore;

use super::{Cloud, Dataset, balanced::MOST_DRAWS};
use crate::math::oracle::Mixture;

/// `n` independent points of one class: those of the data that have this label. Fewer where the class is hardly ever drawn.
pub fn sample_class(data: &dyn Dataset, class: u32, n: usize, rng: &mut dyn RngCore) -> Cloud {
    let sampler = data.sampler();
    let most = n.saturating_mul(MOST_DRAWS.saturating_mul(data.classes().max(1) as usize));
    let drawn = (0..most).filter_map(|_| sampler(rng));
    drawn.filter(|(_, label)| *label == class).map(|(point, _)| point).take(n).collect()
}

/// The mixture of one component; `None` where there is none with this index.
pub(super) fn component(mixture: &Mixture, class: u32) -> Option<Mixture> {
    mixture.components().get(class as usize).map(|component| Mixture::new([*component]))
}

/// The mixture of the components in one of `parts` equal runs, each of which is a class; `None` behind the last.
pub(super) fn run(mixture: &Mixture, class: u32, parts: u32) -> Option<Mixture> {
    let components = mixture.components();
    let length = components.len() / parts.max(1) as usize;
    let own = components.chunks_exact(length.max(1)).nth(class as usize)?;
    (class < parts).then(|| Mixture::new(own.iter().copied()))
}
