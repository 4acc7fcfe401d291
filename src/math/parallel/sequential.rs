use super::{InTime, Method};

crate::configured! {
    /// One step after the other.
    pub struct OneByOne("sequential", "One after the other") {}
}

impl InTime for OneByOne {
    fn method(&self) -> Method {
        Method::Sequential
    }
}
