//! The memory that a piece of work holds at once.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

/// The system's allocator, which counts the bytes that this thread holds.
struct Counting;

thread_local! {
    /// The bytes held now, and the most there were.
    static HELD: Cell<[isize; 2]> = const { Cell::new([0, 0]) };
}

fn change(bytes: isize) {
    HELD.with(|held| {
        let [now, most] = held.get();
        let now = now + bytes;
        held.set([now, most.max(now)]);
    });
}

// SAFETY: every call is passed unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        change(layout.size() as isize);
        // SAFETY: the caller fulfils the contract of `GlobalAlloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        change(-(layout.size() as isize));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Old and new may be there at the same time.
        change(size as isize);
        change(-(layout.size() as isize));
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that any reader may hold beside those for its text: settings with their defaults.
const BASE: usize = 1 << 20;

/// Does the work, which may hold `BASE` and this many bytes for every byte of its text.
pub fn within<T>(per_byte: usize, text: &[u8], work: impl FnOnce() -> T) -> T {
    let before = HELD.with(|held| {
        let [now, _] = held.get();
        held.set([now, now]);
        now
    });
    let done = work();
    let most = HELD.with(|held| held.get()[1]) - before;
    let bound = BASE + per_byte * text.len();
    assert!(most <= bound as isize, "{most} bytes for a text of {}, more than {bound}", text.len());
    done
}

/// The most characters of an error: a sentence and the longest list of known names.
const LONGEST_ERROR: usize = 1200;

/// Checks that an error is one short line.
pub fn assert_short(error: &impl ToString) {
    let error = error.to_string();
    assert!(!error.is_empty() && error.chars().count() <= LONGEST_ERROR, "{} characters: {error}", error.len());
    assert!(!error.contains('\n'), "an error of several lines: {error}");
}

/// The text of the bytes; what is not UTF-8 is replaced, as a browser does.
pub fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
