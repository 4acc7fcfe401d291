//! Which pointer draws: one at a time, and a pen before a finger. Pure, so that it is tested natively.

use web_sys::PointerEvent;

/// What moves on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Mouse,
    Pen,
    Touch,
}

/// A pointer at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    pub id: i32,
    pub kind: Kind,
    /// The pressed buttons as bits; 0 while nothing is pressed.
    pub buttons: u16,
}

impl From<&PointerEvent> for Pointer {
    fn from(event: &PointerEvent) -> Self {
        let kind = match event.pointer_type().as_str() {
            "pen" => Kind::Pen,
            "touch" => Kind::Touch,
            _ => Kind::Mouse,
        };
        Self { id: event.pointer_id(), kind, buttons: event.buttons() }
    }
}

/// What a press means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// A stroke begins.
    Begins,
    /// A stroke begins, and that of a palm that lay there before the pen is discarded.
    TakesOver,
    Ignored,
}

/// What a move means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// The stroke continues.
    Draws,
    /// The stroke ends: the release of the pointer was not seen.
    Ends,
    /// Nothing is drawn, and the pointer may be shown.
    Hovers,
    Ignored,
}

/// The pointers at one drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pointing {
    drawing: Option<Pointer>,
    /// The pen that is over the drawing.
    pen: Option<i32>,
}

impl Pointing {
    pub fn is_drawing(&self) -> bool {
        self.drawing.is_some()
    }

    /// A pointer is pressed.
    pub fn press(&mut self, pointer: Pointer) -> Press {
        let is_palm = pointer.kind == Kind::Touch && self.pen.is_some();
        if pointer.kind == Kind::Pen {
            self.pen = Some(pointer.id);
        }
        let press = match self.drawing {
            _ if is_palm => Press::Ignored,
            None => Press::Begins,
            // The same pointer cannot be pressed twice: its release was not seen.
            Some(held) if held.id == pointer.id => Press::Begins,
            Some(held) if held.kind == Kind::Touch && pointer.kind == Kind::Pen => Press::TakesOver,
            Some(_) => Press::Ignored,
        };
        if press != Press::Ignored {
            self.drawing = Some(pointer);
        }
        press
    }

    /// A pointer moves; without any button a stroke has ended.
    pub fn moved(&mut self, pointer: Pointer) -> Motion {
        if pointer.kind == Kind::Pen {
            self.pen = Some(pointer.id);
        }
        match self.drawing {
            Some(held) if held.id != pointer.id => Motion::Ignored,
            Some(_) if pointer.buttons == 0 => {
                self.drawing = None;
                Motion::Ends
            }
            Some(_) => Motion::Draws,
            None if pointer.kind == Kind::Touch => Motion::Ignored,
            None => Motion::Hovers,
        }
    }

    /// A pointer is released, taken away by the browser, or no longer captured; true if its stroke ends with that.
    pub fn release(&mut self, id: i32) -> bool {
        let ends = self.drawing.is_some_and(|held| held.id == id);
        if ends {
            self.drawing = None;
        }
        ends
    }

    /// A pointer leaves the drawing.
    pub fn leave(&mut self, id: i32) {
        if self.pen == Some(id) && self.drawing.is_none_or(|held| held.id != id) {
            self.pen = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUSE: Pointer = Pointer { id: 1, kind: Kind::Mouse, buttons: 1 };
    const PEN: Pointer = Pointer { id: 2, kind: Kind::Pen, buttons: 1 };
    const PALM: Pointer = Pointer { id: 3, kind: Kind::Touch, buttons: 1 };
    const FINGER: Pointer = Pointer { id: 4, kind: Kind::Touch, buttons: 1 };

    fn lifted(pointer: Pointer) -> Pointer {
        Pointer { buttons: 0, ..pointer }
    }

    #[test]
    fn while_one_pointer_draws_all_others_are_ignored() {
        for (first, second) in [(MOUSE, PEN), (MOUSE, FINGER), (PEN, PALM), (PEN, MOUSE), (PALM, FINGER)] {
            let mut at = Pointing::default();
            assert_eq!(at.press(first), Press::Begins);
            assert_eq!((at.press(second), at.moved(second)), (Press::Ignored, Motion::Ignored), "{second:?}");
            assert!(!at.release(second.id), "{second:?} ended the stroke of {first:?}");
            assert_eq!(at.moved(first), Motion::Draws);
            assert!(at.release(first.id) && !at.is_drawing());
        }
    }

    #[test]
    fn a_palm_is_ignored_as_long_as_the_pen_is_near() {
        let mut at = Pointing::default();
        assert_eq!(at.moved(lifted(PEN)), Motion::Hovers);
        assert_eq!(at.press(PALM), Press::Ignored);
        assert_eq!((at.press(PEN), at.moved(PALM), at.moved(PEN)), (Press::Begins, Motion::Ignored, Motion::Draws));
        assert!(at.release(PEN.id));
        assert_eq!((at.press(FINGER), at.moved(PALM)), (Press::Ignored, Motion::Ignored));
        at.leave(PEN.id);
        assert_eq!(at.press(FINGER), Press::Begins);
    }

    #[test]
    fn a_pen_takes_over_from_the_palm_that_lay_there_before() {
        let mut at = Pointing::default();
        assert_eq!((at.press(PALM), at.press(PEN)), (Press::Begins, Press::TakesOver));
        assert_eq!((at.moved(PALM), at.release(PALM.id), at.moved(PEN)), (Motion::Ignored, false, Motion::Draws));
    }

    #[test]
    fn a_move_without_buttons_ends_a_stroke_whose_release_was_lost() {
        for pointer in [MOUSE, PEN, FINGER] {
            let mut at = Pointing::default();
            at.press(pointer);
            assert_eq!(at.moved(lifted(pointer)), Motion::Ends);
            assert!(!at.is_drawing() && !at.release(pointer.id), "it ended twice");
            assert_ne!(at.moved(pointer), Motion::Draws);
        }
    }

    #[test]
    fn a_stroke_ends_once_when_capture_is_lost_after_the_release() {
        let mut at = Pointing::default();
        at.press(FINGER);
        assert_eq!((at.release(FINGER.id), at.release(FINGER.id)), (true, false));
        assert_eq!(at.press(FINGER), Press::Begins);
    }

    #[test]
    fn a_press_of_the_pointer_that_draws_begins_again() {
        let mut at = Pointing::default();
        at.press(MOUSE);
        assert_eq!((at.press(MOUSE), at.moved(MOUSE)), (Press::Begins, Motion::Draws));
    }

    #[test]
    fn no_order_of_events_lets_two_pointers_draw_or_keeps_one_for_ever() {
        let pointers = [MOUSE, PEN, PALM, FINGER];
        let mut seed = 7_u32;
        let mut at = Pointing::default();
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let pointer = pointers[(seed >> 28) as usize % 4];
            let before = at;
            match (seed >> 20) % 5 {
                0 => assert!(at.press(pointer) == Press::Ignored || at.drawing == Some(pointer)),
                1 => assert!(at.moved(pointer) != Motion::Draws || before.drawing.is_some_and(|d| d.id == pointer.id)),
                2 => assert!(at.moved(lifted(pointer)) != Motion::Draws),
                3 => assert_eq!(at.release(pointer.id), before.drawing.is_some_and(|held| held.id == pointer.id)),
                _ => at.leave(pointer.id),
            }
        }
        for pointer in pointers {
            at.release(pointer.id);
            at.leave(pointer.id);
        }
        assert_eq!(at, Pointing::default());
    }
}
