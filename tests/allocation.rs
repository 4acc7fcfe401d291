//! A training step allocates no memory after the first steps.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    task::{Context, Poll, Waker},
};

use scorefield::{engine::Trainer, protocol::Generate};

/// The system's allocator, which counts the allocations of this thread.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    ALLOCATIONS.with(|count| count.set(count.get() + 1));
}

// SAFETY: every call is passed unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller fulfils the contract of `GlobalAlloc`, which is that of `System`.
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
        // Polled without an executor, which may allocate. On the CPU nothing has to be awaited.
        let mut step = || {
            let step = std::pin::pin!(trainer.step());
            assert_eq!(step.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(())));
        };
        // The first steps allocate the buffers; the list of losses grows by doubling until it is read.
        (0..65).for_each(|_| step());
        let before = ALLOCATIONS.with(Cell::get);
        (0..60).for_each(|_| step());
        assert_eq!(ALLOCATIONS.with(Cell::get) - before, 0, "batch {batch}, {embedding}");
    }
}
