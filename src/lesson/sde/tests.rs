//! What the lesson says of the mathematics, in the exact field.

use super::*;

#[test]
fn its_experiments_are_what_the_text_says() {
    let ids = |task: Task| ["objective", "sampler", "data"].map(|key| task.slot(key).unwrap().config().id());
    assert_eq!(ids(walks()), ["vp-sde", "euler-maruyama", "8gaussians"]);
    assert_eq!(ids(one()), ids(walks()));
    assert_eq!(ids(half()), ["sub-vp-sde", "euler-maruyama", "8gaussians"]);
    assert_eq!(COMPARED.last().and_then(|step| u32::try_from(*step).ok()), Some(STEPS));
}

#[test]
fn noise_counts_by_its_square() {
    let [whole, half, none] = [1.0, 0.5, 0.0].map(|eta| start_and_end(&dial("vp-sde", eta), 7).unwrap());
    // A thousand particles know a correlation of 0 to 0.02.
    assert!(whole.abs() < 0.1 && (0.2..0.42).contains(&half) && none > 0.9, "{whole} {half} {none}");
    let other = start_and_end(&dial("sub-vp-sde", 0.5), 7).unwrap();
    assert!((other - half).abs() < 0.1, "{other} {half}");
    // The right answer stays right with other particles.
    assert!((with_half_the_noise() - other).abs() < 0.08, "{other}");
    assert!(with_noise().abs() < 0.08);
}

#[test]
fn one_start_reaches_all_eight_gaussians() {
    let task = one().setting();
    let clouds = particles(&task, 1000, 3, 0).unwrap().clouds;
    let report = ModeReport::new(clouds.last().unwrap(), &task.data_mixture().unwrap()).unwrap();
    // A fair draw of 1,000 has a total variation of about 0.03.
    assert!(report.coverage == 1.0 && report.total_variation < 0.12, "{report:?}");
    let calm = Generate { sampler: SamplerConfig::EulerMaruyama(EulerMaruyama { eta: 0.0 }), ..task };
    let clouds = particles(&calm, 5, 3, 0).unwrap().clouds;
    assert!(clouds.last().unwrap().windows(2).all(|pair| pair[0] == pair[1]));
}
