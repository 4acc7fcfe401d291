//! The numbers of the lesson, compared with the library.

use super::*;

#[test]
fn the_words_have_the_numbers_of_the_library() {
    for timing in ["uniform", "log-snr-uniform", "adaptive"] {
        let found = perfect_with(timing, 0).unwrap().value;
        assert!((found - LOSS).abs() < 0.06, "{timing}: {found}");
    }
    let clock = batches("uniform", "adaptive", 0).unwrap();
    assert!((clock - CLOCK).abs() < 0.1, "{clock}");
    assert!((of_simple("uniform", 0).unwrap() - BEFORE).abs() < 0.01);
    assert!((of_simple("log-snr-normal", 0).unwrap() - AFTER).abs() < 0.02);
}

#[test]
fn its_runs_are_what_the_text_says() {
    let ids = |task: fn() -> Task| ["weighting", "timing"].map(|key| task().slot(key).unwrap().config().id());
    assert_eq!(ids(clock), ["sigmoid", "uniform"]);
    assert_eq!(ids(even), ["sigmoid", "log-snr-uniform"]);
    assert_eq!(ids(follow), ["sigmoid", "adaptive"]);
    assert_eq!(ids(tied), ["unit", "uniform"]);
    assert_eq!(tied().slot("parametrization").unwrap().config().id(), "eps");
}

#[test]
fn half_of_the_rows_that_are_uniform_in_lambda_do_not_count() {
    let found = even().generate().unwrap().irreducible().unwrap();
    let largest = largest(found.levels.iter().map(|row| row.loss));
    let idle = found.levels.iter().filter(|row| row.loss < 0.05 * largest).count();
    let share = idle as f64 / found.levels.len() as f64;
    assert!((0.45..0.75).contains(&share), "{share}");
}

#[test]
fn a_variance_is_that_of_one_row() {
    // Every estimate on these data has as many rows, and so its standard error is that of a row over their root.
    let task = with_times("uniform");
    let rows = 1_000_000usize / (task.data.mixture().components().len() * task.source.mixture().components().len());
    let batches = rows.clamp(256, 32_768).div_ceil(task.training.batch as usize);
    assert_eq!((batches * task.training.batch as usize) as f64, ROWS);
}
