//! The playground: everything at hand, nothing in the way.

use leptos::prelude::*;

use super::{Lesson, LessonCtx};
use crate::{protocol::Task, ui::Shell};

pub const LESSON: Lesson = Lesson { id: "playground", title: "Playground", preset: Task::default, view };

fn view(_: LessonCtx) -> AnyView {
    view! { <Shell/> }.into_any()
}
