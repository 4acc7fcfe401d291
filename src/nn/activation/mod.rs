//! What a neuron does with its sum.

macro_rules! activations {
    ($($(#[doc = $about:expr])+ $variant:ident($id:literal, $label:literal) = $apply:expr;)+) => {
        $(crate::configured! {
            $(#[doc = $about])+
            pub struct $variant($id, $label) {}
        }

        impl Activation for $variant {
            #[cfg(feature = "engine")]
            fn apply(&self, x: burn::tensor::Tensor<2>) -> burn::tensor::Tensor<2> {
                $apply(x)
            }
        })+

        crate::registry! {
            /// The registry of activations.
            pub enum ActivationConfig("activations"): Activation {
                $($variant($id) = $variant,)+
            }
        }
    };
}

/// A smooth or kinked function applied to every neuron.
pub trait Activation {
    /// The function, element by element; the shape `[n, width]` stays.
    #[cfg(feature = "engine")]
    fn apply(&self, x: burn::tensor::Tensor<2>) -> burn::tensor::Tensor<2>;
}

#[cfg(feature = "engine")]
use burn::tensor::activation as f;

activations! {
    /// x · sigmoid(x), also called swish (Hendrycks and Gimpel, 2016; Ramachandran et al., 2017).
    Silu("silu", "SiLU") = f::silu;
    /// Scaled exponential linear unit, which keeps mean 0 and variance 1 (Klambauer et al., 2017).
    Selu("selu", "SELU") = f::selu;
    /// x · Φ(x), with the normal distribution function (Hendrycks and Gimpel, 2016).
    Gelu("gelu", "GELU") = f::gelu;
    /// x above 0, e^x − 1 below (Clevert et al., 2016).
    Elu("elu", "ELU") = |x| f::elu(x, 1.0);
    /// The larger of x and 0.
    Relu("relu", "ReLU") = f::relu;
    /// The hyperbolic tangent.
    Tanh("tanh", "tanh") = f::tanh;
    /// ln(1 + e^x), a smooth ReLU.
    Softplus("softplus", "softplus") = |x| f::softplus(x, 1.0);
}
