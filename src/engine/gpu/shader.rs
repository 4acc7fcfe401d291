/// Invocations of a group of the kernels that do little each.
pub(super) const GROUP: usize = 64;

/// The text of a kernel: its parts, with the constants they name.
pub(super) fn assemble(parts: &[&str], constants: &[(&str, usize)], activation: &str) -> String {
    // WGSL has a function of its own by the name of one of them.
    let activation = if activation == "tanh" { "tangent" } else { activation };
    let mut text: String = constants.iter().map(|(name, value)| format!("const {name} = {value}u;\n")).collect();
    for part in parts {
        text.push_str(&part.replace("ACTIVATION", activation));
    }
    text
}

pub(super) const LAYOUT: &str = include_str!("layout.wgsl");
pub(super) const ELEMENTARY: &str = include_str!("elementary.wgsl");
pub(super) const ACTIVATION: &str = include_str!("activation.wgsl");
pub(super) const PRODUCT: &str = include_str!("product.wgsl");
pub(super) const KEEP: &str = include_str!("keep.wgsl");
pub(super) const PACK: &str = include_str!("pack.wgsl");
pub(super) const INITIAL: &str = include_str!("initial.wgsl");
pub(super) const PART: &str = include_str!("part.wgsl");
pub(super) const LEARN: &str = include_str!("learn.wgsl");
pub(super) const GRADIENT: &str = include_str!("gradient.wgsl");
pub(super) const UPDATE: &str = include_str!("update.wgsl");
pub(super) const PREDICT: &str = include_str!("predict.wgsl");
pub(super) const QUERY: &str = include_str!("query.wgsl");
pub(super) const DIVERGENCE: &str = include_str!("divergence.wgsl");
pub(super) const POINTS: &str = include_str!("points.wgsl");
pub(super) const PHILOX: &str = include_str!("philox.wgsl");
pub(super) const NOISE: &str = include_str!("noise.wgsl");
