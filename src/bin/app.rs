//! The page.

use scorefield::lesson::{self, LessonCtx};

fn main() {
    console_error_panic_hook::set_once();
    let lesson = lesson::first();
    scorefield::ui::mount(lesson.preset, move |pane| (lesson.view)(LessonCtx { pane }));
}
