use super::{LogSnrUniform, Rung, Timing};
use crate::math::schedule::{Schedule, reach};

crate::configured! {
    /// A ladder of L noise levels with equal ratios of σ/α, from the least noise of the path to the most, both ends included,
    /// all equally likely (NCSN, Song and Ermon, 2019, section 4.2). On the geometric path they are equally spaced in time.
    pub struct Ladder("ladder", "Geometric ladder (NCSN)") {
        /// How many noise levels there are.
        levels: u32 = 10, "Levels", "L", "", 2..=1000, Log;
    }
}

impl Ladder {
    fn gaps(&self) -> f64 {
        f64::from(self.levels.max(2) - 1)
    }

    /// The time of level `i`, 0 next to the data.
    fn level(&self, path: &dyn Schedule, i: f64) -> f64 {
        // Never the data themselves, where a path may hold no noise at all.
        LogSnrUniform {}.time(path, i / self.gaps())
    }
}

impl Timing for Ladder {
    fn time(&self, path: &dyn Schedule, u: f64) -> f64 {
        self.level(path, (u * f64::from(self.levels)).floor().clamp(0.0, self.gaps()))
    }

    /// That of λ uniform between the ends, to which a ladder of ever more levels tends.
    fn density(&self, path: &dyn Schedule, t: f64) -> f64 {
        // λ of the outermost levels may lie beyond the ends by rounding.
        let [noise, data] = reach(path);
        let coeffs = path.at(t);
        let inside = (noise - 1e-9..=data + 1e-9).contains(&coeffs.log_snr());
        if inside { -coeffs.d_log_snr() / (data - noise) } else { 0.0 }
    }

    fn rung(&self, path: &dyn Schedule, t: f64) -> Option<Rung> {
        let [noise, data] = reach(path);
        let i = ((data - path.at(t).log_snr()) / (data - noise) * self.gaps()).round();
        let before = (i > 0.0).then(|| self.level(path, i - 1.0));
        Some(Rung { before, share: 1.0 / f64::from(self.levels.max(2)) })
    }
}
