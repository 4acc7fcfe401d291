use scorefield::{
    protocol::Task,
    run_file::{Opened, RunFile},
};

use super::{
    meter::{assert_short, within},
    sound::assert_sound,
};

/// The experiment is JSON in the file.
const PER_BYTE: usize = 800;

/// A file with a run or with weights, as the page opens it.
pub fn run_file(bytes: &[u8]) {
    match within(PER_BYTE, bytes, || RunFile::open(bytes, &Task::default())) {
        Ok(Opened::Run(run)) => {
            assert_sound(&run.experiment);
            assert!(run.buffers.iter().flatten().all(|x| x.is_finite()));
            let again = run.to_bytes().expect("a run is written again");
            let Ok(Opened::Run(again)) = RunFile::open(&again, &Task::default()) else { panic!("a run is read again") };
            assert_eq!(
                (again.experiment, again.checkpoint, again.buffers),
                (run.experiment, run.checkpoint, run.buffers)
            );
            assert_eq!(again.losses.buckets(), run.losses.buckets());
        }
        Ok(Opened::Weights(weights)) => assert!(weights.iter().all(|x| x.is_finite())),
        Err(error) => assert_short(&error),
    }
}
