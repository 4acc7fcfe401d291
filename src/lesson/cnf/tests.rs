//! What the words say of the work of both losses.

use super::*;

#[test]
fn a_step_on_the_likelihood_is_as_much_work_as_thirty_of_flow_matching() {
    let ratio = by_likelihood().estimate().step / by_matching().estimate().step;
    let taken = MATCHING_STEPS as f64 / LIKELIHOOD_STEPS as f64;
    assert!((0.7..1.5).contains(&(ratio / taken)), "{ratio}, and {taken} are taken");
}

#[test]
fn the_work_of_a_planar_field_is_proportional_to_its_units() {
    let ratio = longer();
    assert!((ratio / (MANY / FEW) - 1.0).abs() < 0.25, "{ratio}");
    assert_eq!(planar().validate(), Ok(()));
    assert_eq!(of_units(MANY).validate(), Ok(()));
}
