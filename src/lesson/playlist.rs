//! The order of the lessons: that of the course, or one that the address names, as in `?course=flow,behaviour`.

use super::{LESSONS, find, kit::Lesson};
use crate::ui::browser;

/// The key of the address.
const KEY: &str = "course";
/// The orders with a name of their own: their lessons come first, the others follow in the order of the course.
const NAMED: [(&str, &[&str]); 1] = [("flow-first", &["problem", "flow", "couplings", "source"])];

/// Lessons in an order.
#[derive(Clone, Debug)]
pub struct Playlist {
    pub lessons: Vec<&'static Lesson>,
    /// The names in the address that no lesson has.
    pub unknown: Vec<String>,
    /// Whether it is the order of the course.
    pub is_course: bool,
}

impl Playlist {
    /// The order that the address asks for.
    pub fn current() -> Self {
        browser::query(KEY).map_or_else(Self::course, |text| Self::read(&text))
    }

    fn course() -> Self {
        Self { lessons: LESSONS.iter().collect(), unknown: Vec::new(), is_course: true }
    }

    /// Reads the name of an order, or the names of lessons between commas.
    fn read(text: &str) -> Self {
        if let Some((_, first)) = NAMED.iter().find(|(name, _)| *name == text) {
            let mut lessons: Vec<_> = first.iter().filter_map(|id| find(id)).collect();
            lessons.extend(LESSONS.iter().filter(|lesson| !first.contains(&lesson.id)));
            return Self { lessons, unknown: Vec::new(), is_course: false };
        }
        let names = || text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let lessons: Vec<_> = names().filter_map(find).collect();
        let unknown = names().filter(|name| find(name).is_none()).map(str::to_owned).collect();
        if lessons.is_empty() {
            return Self { unknown, ..Self::course() };
        }
        Self { lessons, unknown, is_course: false }
    }

    /// The lesson that follows.
    pub fn after(&self, lesson: &Lesson) -> Option<&'static Lesson> {
        self.lessons.iter().skip_while(|known| known.id != lesson.id).nth(1).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(playlist: &Playlist) -> Vec<&str> {
        playlist.lessons.iter().map(|lesson| lesson.id).collect()
    }

    #[test]
    fn the_address_orders_the_lessons() {
        let playlist = Playlist::read("behaviour, flow,nothing");
        assert_eq!((ids(&playlist), playlist.unknown.clone()), (vec!["behaviour", "flow"], vec!["nothing".to_owned()]));
        assert_eq!(playlist.after(find("behaviour").unwrap()).map(|lesson| lesson.id), Some("flow"));
        assert!(playlist.after(find("flow").unwrap()).is_none() && !playlist.is_course);
        let course = Playlist::read("nothing");
        assert!(course.is_course && course.lessons.len() == LESSONS.len() && course.unknown.len() == 1);
    }

    #[test]
    fn every_order_with_a_name_has_all_lessons() {
        for (name, first) in NAMED {
            let playlist = Playlist::read(name);
            assert_eq!(playlist.lessons.len(), LESSONS.len(), "{name}");
            assert!(first.iter().all(|id| find(id).is_some()), "{name}");
            assert!(ids(&playlist).starts_with(first), "{name}");
        }
    }
}
