//! What to measure on which engine, and the results.
//!
//! Pure: the runner has the workers and the clock.

use super::Request;
use crate::{
    protocol::{BackendInfo, BackendKind, Measurement, Workload},
    ui::words::BENCHMARK,
};

/// The state of an engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    Starting,
    Ready(BackendInfo),
    /// The engine is not measured, for this reason.
    Away(String),
    Failed(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Planned,
    Running,
    Done(Measurement),
    Failed(String),
}

/// One piece of work on one engine.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    pub engine: BackendKind,
    pub workload: Workload,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    workloads: Vec<Workload>,
    /// The only engine that the address requests.
    pub only: Option<BackendKind>,
    pub cpu: Standing,
    pub gpu: Standing,
    pub rows: Vec<SheetRow>,
    pub running: bool,
}

impl Sheet {
    /// A sheet without results.
    pub fn new(request: &Request) -> Self {
        let standing = |kind: BackendKind| match request.only {
            Some(only) if only != kind => Standing::Away(BENCHMARK.say("asked-for-another")),
            _ => Standing::Starting,
        };
        let mut sheet = Self {
            workloads: request.workloads.clone(),
            only: request.only,
            cpu: standing(BackendKind::Cpu),
            gpu: standing(BackendKind::WebGpu),
            rows: Vec::new(),
            running: false,
        };
        sheet.plan();
        sheet
    }

    pub fn standing(&self, kind: BackendKind) -> &Standing {
        match kind {
            BackendKind::Cpu => &self.cpu,
            BackendKind::WebGpu => &self.gpu,
        }
    }

    /// Adds rows for every engine that may be measured.
    ///
    /// WebGPU gets its rows when it is ready, or at once where the address requests it.
    fn plan(&mut self) {
        let of = |kind: BackendKind| {
            // The peak is a property of the processor, so one worker measures it.
            let has = move |workload: &Workload| kind == BackendKind::Cpu || *workload != Workload::Peak;
            let row = move |workload: Workload| SheetRow { engine: kind, workload, outcome: Outcome::Planned };
            self.workloads.iter().copied().filter(has).map(row)
        };
        let is_expected = |kind: &BackendKind| match self.standing(*kind) {
            Standing::Starting => *kind == BackendKind::Cpu || self.only == Some(*kind),
            Standing::Ready(_) | Standing::Failed(_) => true,
            Standing::Away(_) => false,
        };
        self.rows = [BackendKind::Cpu, BackendKind::WebGpu].into_iter().filter(is_expected).flat_map(of).collect();
    }

    /// Sets the state of an engine. All open rows of an engine that failed fail too.
    pub fn stand(&mut self, kind: BackendKind, standing: Standing) {
        let was = match kind {
            BackendKind::Cpu => &mut self.cpu,
            BackendKind::WebGpu => &mut self.gpu,
        };
        *was = standing;
        let untouched = self.rows.iter().all(|row| row.outcome == Outcome::Planned);
        if untouched {
            self.plan();
        }
        if let Standing::Failed(why) = self.standing(kind).clone() {
            let left =
                |row: &&mut SheetRow| row.engine == kind && matches!(row.outcome, Outcome::Planned | Outcome::Running);
            self.rows.iter_mut().filter(left).for_each(|row| row.outcome = Outcome::Failed(why.clone()));
        }
    }

    /// Discards all results and begins to measure.
    pub fn begin(&mut self) {
        self.plan();
        self.running = true;
    }

    /// The next measurement; `None` while an engine is busy, because two engines would slow each other down.
    pub fn next(&mut self) -> Option<(BackendKind, Workload)> {
        let is_starting = [&self.cpu, &self.gpu].contains(&&Standing::Starting);
        if !self.running || is_starting || self.current().is_some() {
            return None;
        }
        let Some(row) = self.rows.iter_mut().find(|row| row.outcome == Outcome::Planned) else {
            self.running = false;
            return None;
        };
        row.outcome = Outcome::Running;
        Some((row.engine, row.workload))
    }

    /// Takes the answer of the engine `kind`.
    pub fn answer(&mut self, kind: BackendKind, outcome: Outcome) {
        let asked = |row: &&mut SheetRow| row.engine == kind && row.outcome == Outcome::Running;
        if let Some(row) = self.rows.iter_mut().find(asked) {
            row.outcome = outcome;
        }
    }

    /// The row that is being measured, with its number from 1.
    pub fn current(&self) -> Option<(usize, &SheetRow)> {
        (1..).zip(&self.rows).find(|(_, row)| row.outcome == Outcome::Running)
    }

    /// Whether everything has been measured, or has failed.
    pub fn is_finished(&self) -> bool {
        let open = |row: &SheetRow| matches!(row.outcome, Outcome::Planned | Outcome::Running);
        !self.running && !self.rows.is_empty() && !self.rows.iter().any(open)
    }

    /// What was measured on the engine `kind`.
    pub fn measured(&self, kind: BackendKind) -> impl Iterator<Item = &Measurement> {
        self.rows.iter().filter(move |row| row.engine == kind).filter_map(SheetRow::measurement)
    }

    /// The peak of the processor.
    pub fn peak(&self) -> Option<&Measurement> {
        self.measured(BackendKind::Cpu).find(|measured| measured.workload == Workload::Peak)
    }
}

impl SheetRow {
    pub fn measurement(&self) -> Option<&Measurement> {
        match &self.outcome {
            Outcome::Done(measurement) => Some(measurement),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(kind: BackendKind) -> Standing {
        Standing::Ready(BackendInfo { kind, name: String::new(), step_ms: 1.0, build: String::new() })
    }

    fn done(workload: Workload) -> Outcome {
        Outcome::Done(Measurement::new(workload, vec![1.0], 5, None).unwrap())
    }

    #[test]
    fn one_thing_is_measured_after_the_other() {
        let mut sheet = Sheet::new(&Request::default());
        sheet.begin();
        assert_eq!(sheet.next(), None, "the engines are starting");
        sheet.stand(BackendKind::Cpu, ready(BackendKind::Cpu));
        assert_eq!(sheet.next(), None, "WebGPU is starting");
        sheet.stand(BackendKind::WebGpu, Standing::Away("no adapter".to_owned()));
        for workload in Workload::STANDARD {
            assert_eq!(sheet.next(), Some((BackendKind::Cpu, workload)));
            assert_eq!(sheet.next(), None, "the engine is busy");
            assert_eq!(sheet.current().unwrap().1.workload, workload);
            sheet.answer(BackendKind::Cpu, done(workload));
        }
        assert!(!sheet.is_finished());
        assert_eq!(sheet.next(), None);
        assert!(sheet.is_finished() && sheet.peak().is_some());
        sheet.begin();
        assert!(!sheet.is_finished() && sheet.peak().is_none());
    }

    #[test]
    fn an_engine_that_fails_takes_only_its_own_rows_along() {
        let mut sheet = Sheet::new(&Request::default());
        sheet.stand(BackendKind::Cpu, ready(BackendKind::Cpu));
        sheet.stand(BackendKind::WebGpu, ready(BackendKind::WebGpu));
        assert_eq!(sheet.rows.len(), 7, "the peak is measured on the CPU alone");
        sheet.begin();
        assert_eq!(sheet.next(), Some((BackendKind::Cpu, Workload::Peak)));
        sheet.stand(BackendKind::Cpu, Standing::Failed("it no longer answers".to_owned()));
        assert_eq!(sheet.next(), Some((BackendKind::WebGpu, Workload::STANDARD[1])));
        sheet.answer(BackendKind::Cpu, done(Workload::Peak));
        assert_eq!(sheet.peak(), None, "an answer that comes too late");
        sheet.stand(BackendKind::WebGpu, Standing::Failed("the device is lost".to_owned()));
        assert_eq!(sheet.next(), None);
        assert!(sheet.is_finished() && sheet.rows.iter().all(|row| matches!(row.outcome, Outcome::Failed(_))));
    }

    #[test]
    fn the_address_may_ask_for_one_engine() {
        let request = Request { only: Some(BackendKind::WebGpu), ..Request::default() };
        let mut sheet = Sheet::new(&request);
        assert!(matches!(sheet.cpu, Standing::Away(_)));
        sheet.stand(BackendKind::WebGpu, ready(BackendKind::WebGpu));
        assert!(sheet.rows.len() == 3 && sheet.rows.iter().all(|row| row.engine == BackendKind::WebGpu));
        sheet.stand(BackendKind::WebGpu, Standing::Away("no adapter".to_owned()));
        assert!(sheet.rows.is_empty());
    }
}
