use super::layout::HEAD;
use crate::math::rng::Purpose;

/// Invocations of a group in kernels with little work each.
pub(super) const GROUP: usize = 64;

/// The number of losses, four at a time, in a partial sum.
pub(super) const LOSSES: usize = 16;

/// The number of panels that a group takes at once in evaluation.
pub(super) const TILE: usize = 2;

/// The key of a kernel: everything that its text depends on. The text is only assembled to compile the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kernel {
    /// The name of its function; each is in one text only.
    pub(super) entry: &'static str,
    /// Invocations of a group.
    pub(super) group: usize,
    /// The id of the activation; empty where the kernel does not use it.
    pub(super) activation: &'static str,
}

impl Kernel {
    /// The kernel `entry`, which uses no activation.
    pub(super) fn plain(entry: &'static str, group: usize) -> Self {
        Self { entry, group, activation: "" }
    }

    /// The text of the kernel.
    pub(super) fn text(&self) -> String {
        let (parts, mut constants): (&[&str], Vec<(&str, usize)>) = match self.entry {
            "learn" => (
                &[LAYOUT, PART, LEARN, PRODUCT, KEEP, ELEMENTARY, ACTIVATION],
                vec![("HEAD", HEAD), ("LOSSES", LOSSES)],
            ),
            "gradient" => (&[LAYOUT, PART, GRADIENT], vec![("HEAD", HEAD), ("LOSSES", LOSSES)]),
            "update" => (&[LAYOUT, UPDATE, PACK], Vec::new()),
            "noise" => (&[PHILOX, NOISE], vec![("HEAD", HEAD), ("PURPOSE", Purpose::Source as usize)]),
            "initial" => (&[LAYOUT, INITIAL, PACK], Vec::new()),
            "predict" => (&[LAYOUT, QUERY, PREDICT, PRODUCT, KEEP, ELEMENTARY, ACTIVATION], vec![("TILE", TILE)]),
            "divergence" => (&[LAYOUT, QUERY, DIVERGENCE, PRODUCT, KEEP, ELEMENTARY, ACTIVATION], vec![("TILE", TILE)]),
            _ => (&[POINTS], Vec::new()),
        };
        constants.push(("GROUP", self.group));
        assemble(parts, &constants, self.activation)
    }
}

/// The text of a kernel: its parts, with the constants that they use.
fn assemble(parts: &[&str], constants: &[(&str, usize)], activation: &str) -> String {
    // WGSL has a function of its own with the name of one of them.
    let activation = if activation == "tanh" { "tangent" } else { activation };
    let mut text: String = constants.iter().map(|(name, value)| format!("const {name} = {value}u;\n")).collect();
    for part in parts {
        text.push_str(&part.replace("ACTIVATION", activation));
    }
    text
}

const LAYOUT: &str = include_str!("layout.wgsl");
const ELEMENTARY: &str = include_str!("elementary.wgsl");
const ACTIVATION: &str = include_str!("activation.wgsl");
const PRODUCT: &str = include_str!("product.wgsl");
const KEEP: &str = include_str!("keep.wgsl");
const PACK: &str = include_str!("pack.wgsl");
const INITIAL: &str = include_str!("initial.wgsl");
const PART: &str = include_str!("part.wgsl");
const LEARN: &str = include_str!("learn.wgsl");
const GRADIENT: &str = include_str!("gradient.wgsl");
const UPDATE: &str = include_str!("update.wgsl");
const PREDICT: &str = include_str!("predict.wgsl");
const QUERY: &str = include_str!("query.wgsl");
const DIVERGENCE: &str = include_str!("divergence.wgsl");
const POINTS: &str = include_str!("points.wgsl");
const PHILOX: &str = include_str!("philox.wgsl");
const NOISE: &str = include_str!("noise.wgsl");

#[cfg(test)]
mod tests {
    use super::*;

    /// Every function of a kernel, in the order of the files.
    const ENTRIES: [&str; 13] = [
        "learn",
        "gradient",
        "update",
        "noise",
        "initial",
        "predict",
        "divergence",
        "lincomb",
        "shifted",
        "products",
        "onto",
        "choose",
        "choose_numbers",
    ];

    #[test]
    fn every_kernel_stands_in_its_own_text_alone() {
        let count = |text: &str, entry: &str| text.matches(&format!("fn {entry}(")).count();
        for entry in ENTRIES {
            let text = Kernel { entry, group: 32, activation: "silu" }.text();
            assert_eq!(count(&text, entry), 1, "{entry}");
            assert_eq!(text.matches("@compute").count(), if text.contains(POINTS) { 6 } else { 1 }, "{entry}");
            assert!(text.contains("const GROUP = 32u;") && !text.contains("ACTIVATION"), "{entry}");
        }
    }

    #[test]
    fn kernels_of_one_key_have_one_text() {
        let kernel = |group, activation| Kernel { entry: "learn", group, activation };
        for other in [kernel(32, "silu"), kernel(64, "tanh")] {
            assert!(other != kernel(64, "silu") && other.text() != kernel(64, "silu").text());
        }
        // No other kernel contains the activation.
        for entry in ["gradient", "update", "noise", "initial", "lincomb"] {
            let text = |activation| Kernel { entry, group: GROUP, activation }.text();
            assert_eq!(text("silu"), text("tanh"), "{entry}");
        }
    }
}
