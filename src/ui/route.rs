//! Which page the address asks for.

use super::browser;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// A lesson, with all that belongs to it.
    Lesson,
    /// How fast this device is.
    Benchmark,
}

impl Route {
    /// The page of this name, `page` in the address; a lesson where there is none.
    fn named(page: Option<&str>) -> Self {
        match page {
            Some("benchmark") => Self::Benchmark,
            _ => Self::Lesson,
        }
    }

    pub fn current() -> Self {
        Self::named(browser::query("page").as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_page_is_a_lesson() {
        assert_eq!(Route::named(Some("benchmark")), Route::Benchmark);
        assert_eq!([None, Some(""), Some("else")].map(Route::named), [Route::Lesson; 3]);
    }
}
