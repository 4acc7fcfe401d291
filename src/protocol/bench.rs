//! A comparison of samplers: what is asked for, and the table of results.

use serde::{Deserialize, Serialize};

use crate::math::metric::Estimate;

/// The samplers, grids and steps to compare, for one trained model or for the exact field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchRequest {
    /// Ids of samplers; those that do not fit the experiment are left out.
    pub samplers: Vec<String>,
    /// Ids of grids, or `fitted-1` … `fitted-4` for a grid that is fitted to the field for a rule of that order.
    pub grids: Vec<String>,
    /// Steps of a run.
    pub steps: Vec<u32>,
    /// Runs of each, with other starting points and other noise.
    pub seeds: u32,
    /// Points of each run.
    pub samples: u32,
    /// Whether the exact field is sampled instead of the model.
    pub is_exact: bool,
}

/// The rows that are done, and how many are to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchAnswer {
    pub rows: Vec<BenchRow>,
    pub left: u32,
}

/// The results of one sampler with one grid and so many steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchRow {
    pub sampler: String,
    pub grid: String,
    pub steps: u32,
    /// Evaluations of the field for each point.
    #[serde(with = "crate::math::number")]
    pub evaluations: f64,
    /// The sliced W₂ from fresh data, over the seeds.
    pub sliced_w2: Estimate,
    /// The same between two draws of fresh data.
    pub floor: Estimate,
    /// The share of the modes that have at least a fifth of their points, and of the points within three standard deviations of a mode;
    /// absent where the modes of the data are not known.
    pub coverage: Option<Estimate>,
    pub within: Option<Estimate>,
}

impl BenchRow {
    /// The heads of the columns of a table.
    pub const NAMES: [&'static str; 12] = [
        "sampler",
        "grid",
        "steps",
        "evaluations",
        "sliced_w2",
        "sliced_w2_std_error",
        "floor",
        "floor_std_error",
        "coverage",
        "coverage_std_error",
        "within_three_stds",
        "within_three_stds_std_error",
    ];

    /// The cells of its line; what is not known is empty.
    pub fn cells(&self) -> Vec<String> {
        let number = |x: f64| if x.is_finite() { format!("{x:.6}") } else { String::new() };
        let pair = |figure: Option<Estimate>| match figure {
            Some(Estimate { value, std_error }) => [number(value), number(std_error)],
            None => [String::new(), String::new()],
        };
        let named = [self.sampler.clone(), self.grid.clone(), self.steps.to_string(), self.evaluations.to_string()];
        let figures = [Some(self.sliced_w2), Some(self.floor), self.coverage, self.within].map(pair);
        named.into_iter().chain(figures.into_iter().flatten()).collect()
    }

    /// The table as CSV. No cell contains a comma.
    pub fn csv(rows: &[Self]) -> String {
        let lines = rows.iter().map(|row| row.cells().join(","));
        [Self::NAMES.join(",")].into_iter().chain(lines).fold(String::new(), |text, line| text + &line + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_empty_in_the_table() {
        let known = Estimate { value: 0.5, std_error: f64::NAN };
        let row = BenchRow {
            sampler: "heun".to_owned(),
            grid: "uniform".to_owned(),
            steps: 4,
            evaluations: 8.0,
            sliced_w2: known,
            floor: known,
            coverage: None,
            within: Some(Estimate { value: 1.0, std_error: 0.25 }),
        };
        assert_eq!(
            BenchRow::csv(&[row]).lines().nth(1),
            Some("heun,uniform,4,8,0.500000,,0.500000,,,,1.000000,0.250000")
        );
        assert_eq!(BenchRow::csv(&[]), BenchRow::NAMES.join(",") + "\n");
    }
}
