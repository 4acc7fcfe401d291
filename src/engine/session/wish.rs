use web_time::Instant;

/// A standing request of the page, and whether the present weights still owe it an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<T> {
    pub(super) request: Option<T>,
    pub(super) due: bool,
    /// While training, no answer before this time.
    pub(super) not_before: Instant,
}

impl<T: Copy> Wish<T> {
    pub(super) fn none() -> Self {
        Self { request: None, due: false, not_before: Instant::now() }
    }

    pub(super) fn set(&mut self, request: Option<T>) {
        *self = Self { request, due: request.is_some(), not_before: Instant::now() };
    }

    /// The request, if it is time to answer it.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<T> {
        let request = self.request.filter(|_| self.due && now >= self.not_before)?;
        self.due = false;
        Some(request)
    }
}
