use super::{InTime, Method};

crate::configured! {
    /// Newton's method on the whole trajectory (DEER; Lim et al., 2024, eq. 3): every sweep evaluates all steps with their Jacobians and
    /// solves the linear chain that they make. The Jacobians of a network are central differences, those of an exact field exact. On one
    /// processor this saves rounds, not time.
    pub struct Newton("newton", "Newton, in parallel") {
        /// A state has settled when none of its points moves further than this in a sweep.
        tolerance: f64 = 0.001, "Tolerance", "τ", "", 1e-9..=0.1, Log;
        /// Only the diagonal of each Jacobian (quasi-Newton; Gonzalez et al., 2024).
        diagonal: bool = false, "Diagonal alone", "", "", 0..=1, Linear;
    }
}

impl InTime for Newton {
    fn method(&self) -> Method {
        Method::Newton { tolerance: self.tolerance, is_diagonal: self.diagonal }
    }
}
