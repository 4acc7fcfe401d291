//! State for one action at a time; an action that comes during another is run afterwards.

use std::{cell::RefCell, collections::VecDeque, fmt};

type Action<S> = Box<dyn FnOnce(&mut S)>;

/// A state, and the actions that wait for it.
#[derive(Default)]
pub struct Turns<S> {
    state: RefCell<S>,
    waiting: RefCell<VecDeque<Action<S>>>,
}

impl<S> Turns<S> {
    /// Applies `act` to the state, and then the actions that came meanwhile.
    ///
    /// While another action runs, `act` is queued and `None` is returned.
    pub fn with<T>(&self, act: impl FnOnce(&mut S) -> T + 'static) -> Option<T> {
        let Ok(mut state) = self.state.try_borrow_mut() else {
            self.waiting.borrow_mut().push_back(Box::new(move |state| {
                act(state);
            }));
            return None;
        };
        let found = act(&mut state);
        // One by one, since each action may add more.
        while let Some(next) = self.next() {
            next(&mut state);
        }
        Some(found)
    }

    fn next(&self) -> Option<Action<S>> {
        self.waiting.borrow_mut().pop_front()
    }
}

impl<S: fmt::Debug> fmt::Debug for Turns<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").field("state", &self.state).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn an_action_within_another_has_its_turn_afterwards() {
        let turns = Rc::new(Turns::<Vec<&str>>::default());
        let (outer, inner) = (turns.clone(), turns.clone());
        let found = turns.with(move |done| {
            let first = outer.with(move |done| {
                done.push("within");
                inner.with(|done| done.push("within that"));
            });
            outer.with(|done| done.push("also within"));
            done.push("outer");
            first
        });
        assert_eq!(found, Some(None), "what has to wait has not found anything yet");
        let done = turns.with(|done| done.clone());
        assert_eq!(done, Some(vec!["outer", "within", "also within", "within that"]));
    }
}
