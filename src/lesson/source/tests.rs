//! The numbers that the words name, with the points of the library.

use super::*;

#[test]
fn lengths_are_what_the_text_says() {
    let from_noise = length_of_lines(&noise(), 0).unwrap();
    assert!((from_noise - 6.0).abs() < 0.4, "{from_noise}");
    for seed in 0..5 {
        let near = length_of_lines(&blind(), seed).unwrap();
        assert!(near > from_noise + 1.0, "{near}");
    }
    // From noise to eight Gaussians, and from the turned ones.
    let eight = least_energy(&Task::default(), 0).unwrap();
    let turned = least_energy(&turned(), 0).unwrap();
    assert!((eight - 2.8).abs() < 0.3 && turned < 0.6 * eight, "{eight} {turned}");
}

#[test]
fn every_source_is_what_its_name_says() {
    let pairs = |task: fn() -> Task| task().slot("coupling").unwrap().config().id();
    assert_eq!([noise, near, blind, turned].map(pairs), ["ot", "ot", "independent", "ot"]);
    assert_eq!(near().generate().unwrap().source, moved());
    let turned = turned();
    let classes = turned.generate().unwrap().source.classes();
    assert_eq!(classes, 8);
}
