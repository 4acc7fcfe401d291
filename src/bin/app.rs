//! The program of the page.

fn main() {
    console_error_panic_hook::set_once();
    scorefield::ui::mount(scorefield::lesson::COURSE, option_env!("SCOREFIELD_BUILD").unwrap_or_default());
}
