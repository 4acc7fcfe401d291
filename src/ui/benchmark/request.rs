//! The measurements that the address requests.

use crate::{
    math::text::quoted,
    protocol::{BackendKind, ExperimentError, Workload},
    ui::words::BENCHMARK,
};

/// The time for a measurement unless the address names one, and the range that the address may name.
const BUDGET_MS: u32 = 1_500;
const BUDGETS: std::ops::RangeInclusive<u32> = 1..=60_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub workloads: Vec<Workload>,
    pub budget_ms: u32,
    /// The only engine to measure; `None` measures every engine.
    pub only: Option<BackendKind>,
}

impl Default for Request {
    fn default() -> Self {
        Self { workloads: Workload::STANDARD.to_vec(), budget_ms: BUDGET_MS, only: None }
    }
}

impl Request {
    /// Reads `workload`, `budget` and `engine` from the values that `get` gives.
    ///
    /// # Errors
    /// The invalid value, by its key.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ExperimentError> {
        let mut request = Self::default();
        if let Some(label) = get("workload") {
            request.workloads = vec![label.parse()?];
        }
        if let Some(text) = get("budget") {
            let budget = text.parse().ok().filter(|budget| BUDGETS.contains(budget));
            request.budget_ms = budget.ok_or_else(|| {
                let [least, most] = [BUDGETS.start(), BUDGETS.end()].map(|bound| bound.to_string().into());
                let message = BENCHMARK.with(
                    "milliseconds",
                    &[("least", least), ("most", most), ("found", quoted(&text).to_string().into())],
                );
                ExperimentError { field: "budget".to_owned(), message }
            })?;
        }
        request.only = match get("engine").as_deref() {
            Some("cpu") => Some(BackendKind::Cpu),
            Some("webgpu") => Some(BackendKind::WebGpu),
            _ => None,
        };
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Result<Request, ExperimentError> {
        Request::read(|key| query.iter().find(|(known, _)| *known == key).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_address_may_restrict_what_is_measured() {
        assert_eq!(read(&[]), Ok(Request::default()));
        let request = read(&[("workload", "peak"), ("budget", "200"), ("engine", "webgpu")]).unwrap();
        assert_eq!(request.workloads, [Workload::Peak]);
        assert_eq!((request.budget_ms, request.only), (200, Some(BackendKind::WebGpu)));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert_eq!(read(&[("workload", "peek")]).unwrap_err().field, "workload");
        for budget in ["", "fast", "0", "-1", "1e3", "60001"] {
            assert_eq!(read(&[("budget", budget)]).unwrap_err().field, "budget", "{budget}");
        }
    }
}
