//! A training step takes its memory once.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    task::{Context, Poll, Waker},
};

use scorefield::{engine::Trainer, protocol::Generate};

/// The system's allocator, counting what this thread asks of it.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.with(|count| count.set(count.get() + 1));
}

// SAFETY: every call is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `GlobalAlloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_training_step_allocates_nothing() {
    let mut experiment = Generate::default();
    for (batch, embedding) in [(200, "concat"), (33, "fourier")] {
        experiment.training.batch = batch;
        experiment.select("embedding", embedding).expect("an embedding");
        let mut trainer = Trainer::host(experiment.clone());
        // Polled by hand: an executor may allocate for itself. On the CPU there is nothing to wait for.
        let mut step = || {
            let step = std::pin::pin!(trainer.step());
            assert_eq!(step.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(())));
        };
        // The first steps make room; the list of losses grows by doubling until they are asked for.
        (0..65).for_each(|_| step());
        let before = ALLOCATIONS.with(Cell::get);
        (0..60).for_each(|_| step());
        assert_eq!(ALLOCATIONS.with(Cell::get) - before, 0, "batch {batch}, {embedding}");
    }
}
