//! Tests of the engine as wasm in a browser: everything that could differ from native.
#![cfg(target_arch = "wasm32")]

use scorefield::{
    engine::{Backend, SampleRun},
    math::rng::{Purpose, Stream, normal},
    protocol::{Command, Generate, Message, RunId, Version, decode},
    wire,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn random_numbers_are_those_of_native() {
    let mut rng = Stream::new(7, Purpose::Source, 3);
    let bits: Vec<u64> = (0..3).flat_map(|_| normal(&mut rng)).map(f64::to_bits).collect();
    assert_eq!(bits, include!("golden/normal_bits.in"));
}

#[wasm_bindgen_test]
async fn losses_are_those_of_native() {
    let backend = Backend::cpu().await.expect("the CPU engine");
    let mut trainer = backend.trainer(Generate::usual(Version::V2)).expect("a trainer");
    for _ in 0..20 {
        trainer.step().await.expect("a working device");
    }
    let losses = trainer.losses().await.expect("finite losses");
    let native: [f64; 20] = include!("golden/default_losses.in");
    for ((step, loss), native) in losses.into_iter().zip(native) {
        // Sums have another order where the vectors are narrower.
        assert!((loss / native - 1.0).abs() < 1e-4, "step {step}: {loss}, natively {native}");
    }
}

#[wasm_bindgen_test]
async fn a_thousand_losses_are_those_of_native_to_the_last_bit() {
    let mut trainer =
        Backend::cpu().await.expect("the CPU engine").trainer(Generate::usual(Version::V2)).expect("a trainer");
    for _ in 0..1000 {
        trainer.step().await.expect("a working device");
    }
    let losses = trainer.losses().await.expect("finite losses");
    let recorded: [u64; 100] = include!("golden/thousand_losses.in");
    let found: Vec<u64> = losses.iter().skip(9).step_by(10).map(|(_, loss)| loss.to_bits()).collect();
    assert_eq!(found, recorded);
}

#[wasm_bindgen_test]
async fn a_weighting_changed_at_step_500_gives_the_losses_of_native_to_the_last_bit() {
    let experiment = decode("v=2&at500.weighting=sigmoid").expect("a link");
    let mut trainer = Backend::cpu().await.expect("the CPU engine").begin(&experiment).expect("a trainer");
    for _ in 0..1000 {
        trainer.step().await.expect("a working device");
    }
    let losses = trainer.losses().await.expect("finite losses");
    let recorded: [u64; 100] = include!("golden/retargeted_losses.in");
    let found: Vec<u64> = losses.iter().skip(9).step_by(10).map(|(_, loss)| loss.to_bits()).collect();
    assert_eq!(found, recorded);
}

#[wasm_bindgen_test]
async fn training_takes_no_more_memory_as_it_goes_on() {
    let mut trainer =
        Backend::cpu().await.expect("the CPU engine").trainer(Generate::usual(Version::V2)).expect("a trainer");
    let mut heap = [0; 2];
    for size in &mut heap {
        for step in 0..1000 {
            trainer.step().await.expect("a working device");
            if step % 40 == 0 {
                trainer.losses().await.expect("finite losses");
            }
        }
        *size = core::arch::wasm32::memory_size(0);
    }
    assert_eq!(heap[0], heap[1], "pages of 64 KiB after 1,000 steps and after 2,000");
}

#[wasm_bindgen_test]
async fn sampling_walks_the_whole_grid() {
    let backend = Backend::cpu().await.expect("the CPU engine");
    let experiment = Generate::usual(Version::V2);
    let learned = backend.trainer(experiment.clone()).expect("a trainer").learned().await.expect("the learned field");
    let mut cloud = SampleRun::new(&experiment, 10, learned);
    while cloud.advance() {}
    let positions = cloud.positions().await.expect("positions");
    assert_eq!(positions.len(), cloud.times().len() * 10 * 2);
    assert!(positions.iter().all(|c| c.is_finite()));
}

#[wasm_bindgen_test]
fn messages_survive_the_wire() {
    let command = Command::Configure { run: RunId(3), experiment: Box::default(), restore: None };
    let message = Message { head: command, buffers: vec![vec![1.0, -2.5], vec![]] };
    let (value, transfer) = wire::encode(&message).expect("a message");
    assert_eq!(transfer.length(), 2);
    assert_eq!(wire::decode::<Command>(&value).expect("the same message"), message);
    assert!(wire::decode::<Command>(&wasm_bindgen::JsValue::NULL).is_err());
}
