//! Parts of a table or of a picture that the page computes itself.

use std::{sync::OnceLock, time::Duration};

use leptos::prelude::*;

use crate::ui::listening::Timer;

/// The time between two parts, in which the page draws its frames.
const PAUSE: Duration = Duration::from_millis(20);

/// Parts that are computed once, one after the other, so that the page never waits for all of them.
#[derive(Debug)]
pub struct Parts<T: 'static, const N: usize> {
    compute: fn(usize) -> Option<T>,
    known: [OnceLock<Option<T>>; N],
}

impl<T: 'static, const N: usize> Parts<T, N> {
    /// The parts `compute(0)` … `compute(N − 1)`; `None` for one that is not known.
    pub const fn new(compute: fn(usize) -> Option<T>) -> Self {
        Self { compute, known: [const { OnceLock::new() }; N] }
    }

    /// The part `index`, if it has been computed and is known.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.known.get(index)?.get()?.as_ref()
    }

    /// The number of parts that have been computed, as a signal; what is missing is computed in the pauses from now on.
    pub fn begin(&'static self) -> ReadSignal<usize> {
        let (done, set_done) = signal(self.known.iter().take_while(|part| part.get().is_some()).count());
        self.go_on(Timer::new(), set_done);
        done
    }

    fn go_on(&'static self, timer: Timer, done: WriteSignal<usize>) {
        let Some((index, part)) = self.known.iter().enumerate().find(|(_, part)| part.get().is_none()) else {
            return;
        };
        timer.start(PAUSE, move || {
            part.get_or_init(|| (self.compute)(index));
            done.set(index + 1);
            self.go_on(timer, done);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_there_once_it_is_computed() {
        static SQUARES: Parts<usize, 3> = Parts::new(|k| (k < 2).then_some(k * k));
        assert_eq!(SQUARES.get(1), None);
        for (index, part) in SQUARES.known.iter().enumerate() {
            part.get_or_init(|| (SQUARES.compute)(index));
        }
        assert_eq!([0, 1, 2, 3].map(|k| SQUARES.get(k).copied()), [Some(0), Some(1), None, None]);
    }
}
