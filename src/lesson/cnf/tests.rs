//! What the words say of the work of both losses.

use super::*;

#[test]
fn a_step_on_the_likelihood_is_as_much_work_as_many_of_flow_matching() {
    let ratio = by_likelihood().estimate().step / by_matching().estimate().step;
    assert_eq!(MATCHING_STEPS as f64 / LIKELIHOOD_STEPS as f64, RATIO);
    assert!((0.7..1.7).contains(&(ratio / RATIO)), "{ratio}, and {RATIO} are taken");
}

#[test]
fn the_work_of_a_planar_field_is_proportional_to_its_units() {
    let ratio = longer();
    assert!((ratio / (MANY / FEW) - 1.0).abs() < 0.25, "{ratio}");
    assert_eq!(planar().validate(), Ok(()));
    assert_eq!(of_units(MANY).validate(), Ok(()));
}
