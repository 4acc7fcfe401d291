//! The page that the address names.

use super::browser;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The course: its map, the playground, a lesson.
    Course,
    /// The benchmark of this device.
    Benchmark,
}

impl Route {
    /// The page of this name, `page` in the address; the course if there is none.
    fn named(page: Option<&str>) -> Self {
        match page {
            Some("benchmark") => Self::Benchmark,
            _ => Self::Course,
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
    fn an_unknown_page_is_the_course() {
        assert_eq!(Route::named(Some("benchmark")), Route::Benchmark);
        assert_eq!([None, Some(""), Some("else")].map(Route::named), [Route::Course; 3]);
    }
}
