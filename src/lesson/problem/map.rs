//! The best discriminator as a few shapes: one path for all cells of one level.

/// The levels: the odd one in the middle is that of the points that the judge cannot tell.
pub const LEVELS: usize = 11;
/// The opacity of the highest and the lowest level.
const MOST: f64 = 0.55;

/// The cells of one level, as the `d` of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Whose points these are.
    pub class: &'static str,
    pub opacity: f64,
    pub path: String,
}

impl Level {
    /// A level without cells.
    pub fn empty(level: usize) -> Self {
        let middle = LEVELS / 2;
        let class = if level > middle { "data" } else { "model" };
        Self { class, opacity: MOST * (level.abs_diff(middle) as f64 / middle as f64), path: String::new() }
    }

    /// All levels of values from 0 to 1 in `side`² cells, row by row from below, in a picture of this `size`.
    pub fn all(values: &[f64], side: usize, size: f64) -> Vec<Self> {
        let mut levels: Vec<Self> = (0..LEVELS).map(Self::empty).collect();
        let cell = size / side.max(1) as f64;
        for (row, values) in values.chunks(side.max(1)).enumerate() {
            let y = size - cell * (row + 1) as f64;
            let mut column = 0;
            for run in values.chunk_by(|a, b| level(*a) == level(*b)) {
                let (x, width) = (cell * column as f64, cell * run.len() as f64);
                if let Some(level) = run.first().and_then(|value| levels.get_mut(level(*value))) {
                    level.path += &format!("M{x:.2} {y:.2}h{width:.2}v{cell:.2}h-{width:.2}z");
                }
                column += run.len();
            }
        }
        levels
    }
}

/// The level of a value.
fn level(value: f64) -> usize {
    ((value * LEVELS as f64) as usize).min(LEVELS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_one_level_in_a_row_are_one_box() {
        let levels = Level::all(&[0.0, 0.01, 1.0, 0.5], 2, 10.0);
        assert_eq!(levels.len(), LEVELS);
        assert_eq!(levels[0].path, "M0.00 5.00h10.00v5.00h-10.00z", "the lower row");
        assert_eq!(levels[10].path, "M0.00 0.00h5.00v5.00h-5.00z");
        assert_eq!(levels[5].path, "M5.00 0.00h5.00v5.00h-5.00z");
        assert_eq!((levels[5].opacity, levels[0].opacity, levels[10].opacity), (0.0, MOST, MOST));
        assert_eq!((levels[0].class, levels[10].class), ("model", "data"));
        assert!(Level::all(&[], 2, 10.0).iter().all(|level| level.path.is_empty()));
    }
}
