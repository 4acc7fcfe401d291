//! Strokes of the brush and the eraser, with undo and redo. Pure, so that it is tested natively.

use super::{browser, words::PAGE};
use crate::math::{
    dataset::{CANVAS, Dab, Drawing},
    registry::Configured,
};

/// The largest number of strokes that can be undone.
const HISTORY: usize = 200;
/// The strength of every dab; strengths of dabs at one place add up.
const STRENGTH: f64 = 1.0;

/// What a pointer does on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Draw,
    Erase,
}

/// The drawing of an earlier visit; empty if there is none.
///
/// # Errors
/// The stored text cannot be read, for example because an older version wrote it.
pub fn remembered() -> Result<Drawing, String> {
    read(browser::stored("drawing").as_deref())
}

fn read(kept: Option<&str>) -> Result<Drawing, String> {
    let mut drawing = Drawing::default();
    let read = kept.map_or(Ok(()), |payload| drawing.set_payload(payload));
    read.map(|()| drawing).map_err(|error| PAGE.with("drawing-unreadable", &[("why", error.to_string().into())]))
}

/// Keeps a drawing for the next visit.
pub fn remember(drawing: &Drawing) {
    let (_, text) = drawing.payload().unwrap_or_default();
    browser::store("drawing", &text);
}

/// A drawing with its history: the present dabs, and the states for undo and redo.
#[derive(Clone, Debug, Default)]
pub struct Canvas {
    dabs: Vec<Dab>,
    past: Vec<Vec<Dab>>,
    future: Vec<Vec<Dab>>,
    stroke: Option<Stroke>,
}

/// A stroke that has begun and not ended.
#[derive(Clone, Debug)]
struct Stroke {
    tool: Tool,
    radius: f64,
    last: [f64; 2],
    before: Vec<Dab>,
}

impl Canvas {
    pub fn new(dabs: Vec<Dab>) -> Self {
        Self { dabs, ..Self::default() }
    }

    pub fn dabs(&self) -> &[Dab] {
        &self.dabs
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    pub fn can_clear(&self) -> bool {
        !self.dabs.is_empty()
    }

    pub fn is_stroking(&self) -> bool {
        self.stroke.is_some()
    }

    /// Puts the pointer down at `at` (in units of the plane).
    pub fn begin(&mut self, tool: Tool, radius: f64, at: [f64; 2]) {
        self.stroke = Some(Stroke { tool, radius, last: at, before: self.dabs.clone() });
        self.touch(tool, radius, at);
    }

    /// Moves the pointer to `at`; dabs fill the segment, half a radius apart.
    pub fn extend(&mut self, at: [f64; 2]) {
        let Some(Stroke { tool, radius, last, .. }) = self.stroke else {
            return;
        };
        let way = [at[0] - last[0], at[1] - last[1]];
        let spacing = 0.5 * radius;
        let touches = (way[0].hypot(way[1]) / spacing).floor();
        if touches < 1.0 {
            return;
        }
        let length = way[0].hypot(way[1]);
        let place = |i: f64| [0, 1].map(|k| last[k] + way[k] * (i * spacing / length));
        for i in 1..=touches as u32 {
            self.touch(tool, radius, place(f64::from(i)));
        }
        if let Some(stroke) = &mut self.stroke {
            stroke.last = place(touches);
        }
    }

    /// Ends the stroke; true if it changed anything.
    pub fn end(&mut self) -> bool {
        let Some(Stroke { before, .. }) = self.stroke.take() else {
            return false;
        };
        let changed = before != self.dabs;
        if changed {
            self.remember(before);
        }
        changed
    }

    /// Cancels the stroke, as if it had not begun.
    pub fn cancel(&mut self) {
        if let Some(Stroke { before, .. }) = self.stroke.take() {
            self.dabs = before;
        }
    }

    /// Removes everything; true if there was anything.
    pub fn clear(&mut self) -> bool {
        if self.dabs.is_empty() {
            return false;
        }
        let before = std::mem::take(&mut self.dabs);
        self.remember(before);
        true
    }

    /// Replaces all dabs, as one step of the history.
    pub fn replace(&mut self, dabs: Vec<Dab>) {
        if dabs != self.dabs {
            let before = std::mem::replace(&mut self.dabs, dabs);
            self.remember(before);
        }
    }

    /// Undoes a stroke; true if there was one.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else {
            return false;
        };
        self.future.push(std::mem::replace(&mut self.dabs, before));
        true
    }

    /// Redoes a stroke; true if there was one.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else {
            return false;
        };
        self.past.push(std::mem::replace(&mut self.dabs, after));
        true
    }

    fn remember(&mut self, before: Vec<Dab>) {
        if self.past.len() == HISTORY {
            self.past.remove(0);
        }
        self.past.push(before);
        self.future.clear();
    }

    fn touch(&mut self, tool: Tool, radius: f64, at: [f64; 2]) {
        match tool {
            Tool::Draw => self.dabs.push(Dab::new(at.map(|c| c.clamp(-CANVAS, CANVAS)), radius, STRENGTH)),
            Tool::Erase => self.dabs.retain(|dab| {
                let [x, y] = dab.centre();
                (x - at[0]).hypot(y - at[1]) > radius
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Canvas {
        let mut canvas = Canvas::default();
        canvas.begin(Tool::Draw, 0.4, [0.0, 0.0]);
        canvas.extend([0.05, 0.0]);
        canvas.extend([2.0, 0.0]);
        assert!(canvas.end());
        canvas
    }

    #[test]
    fn a_stroke_is_filled_half_a_radius_apart() {
        let canvas = line();
        assert_eq!(canvas.dabs().len(), 11);
        for pair in canvas.dabs().windows(2) {
            let gap = pair[1].centre()[0] - pair[0].centre()[0];
            assert!((gap - 0.2).abs() < 0.01, "{gap}");
        }
    }

    #[test]
    fn erasing_takes_what_lies_under_the_eraser_and_can_be_undone() {
        let mut canvas = line();
        canvas.begin(Tool::Erase, 0.5, [0.0, 0.0]);
        assert!(canvas.end());
        assert_eq!(canvas.dabs().len(), 8);
        assert!(canvas.undo());
        assert_eq!(canvas.dabs().len(), 11);
        assert!(canvas.redo());
        assert_eq!(canvas.dabs().len(), 8);
        assert!(canvas.clear() && canvas.dabs().is_empty());
        assert!(canvas.undo() && canvas.undo() && canvas.undo());
        assert!(!canvas.undo() && canvas.dabs().is_empty());
        assert!(canvas.can_redo());
    }

    #[test]
    fn a_stroke_that_changes_nothing_is_no_step() {
        let mut canvas = line();
        canvas.begin(Tool::Erase, 0.1, [-3.0, 3.0]);
        assert!(!canvas.end());
        canvas.begin(Tool::Draw, 0.1, [-3.0, 3.0]);
        canvas.cancel();
        assert_eq!(canvas.dabs().len(), 11);
    }

    #[test]
    fn what_lies_outside_is_drawn_on_the_edge() {
        let mut canvas = Canvas::default();
        canvas.begin(Tool::Draw, 0.4, [9.0, 0.0]);
        canvas.end();
        assert_eq!(canvas.dabs()[0].centre()[0], CANVAS);
    }

    #[test]
    fn a_drawing_that_cannot_be_read_is_said() {
        assert_eq!(read(None), Ok(Drawing::default()));
        let (_, kept) = Drawing::default().payload().unwrap_or_default();
        assert_eq!(read(Some(&kept)), Ok(Drawing::default()));
        let said = read(Some("no drawing")).unwrap_err();
        assert!(said.starts_with("What was drawn on an earlier visit cannot be read: ") && said.len() > 60, "{said}");
    }
}
