//! The playground: everything at hand, nothing in the way.

use leptos::prelude::*;

use super::{Lesson, LessonCtx};
use crate::{protocol::Experiment, ui::Shell};

pub const LESSON: Lesson = Lesson { id: "playground", title: "Playground", preset: Experiment::default, view };

fn view(_: LessonCtx) -> AnyView {
    view! { <Shell/> }.into_any()
}
