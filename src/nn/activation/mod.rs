//! Activations: the functions that neurons apply to their sums.

use super::elementary as e;

macro_rules! activations {
    ($($(#[doc = $about:expr])+ $variant:ident($id:literal, $label:literal) = $apply:expr, $host:expr, $bend:expr;)+) => {
        $(crate::configured! {
            $(#[doc = $about])+
            pub struct $variant($id, $label) {}
        }

        impl Activation for $variant {
            #[cfg(feature = "reference")]
            fn apply(&self, x: burn::tensor::Tensor<2>) -> burn::tensor::Tensor<2> {
                $apply(x)
            }

            fn apply_in_place(&self, values: &mut [f32], slopes: &mut [f32]) {
                #[multiversion::multiversion(targets("x86_64+avx2"))]
                fn each(values: &mut [f32], slopes: &mut [f32]) {
                    let function = $host;
                    for (value, slope) in values.iter_mut().zip(slopes) {
                        (*value, *slope) = function(*value);
                    }
                }
                each(values, slopes);
            }

            fn curvatures(&self, sums: &[f32], curvatures: &mut [f32]) {
                #[multiversion::multiversion(targets("x86_64+avx2"))]
                fn each(sums: &[f32], curvatures: &mut [f32]) {
                    let function = $bend;
                    for (sum, curvature) in sums.iter().zip(curvatures) {
                        *curvature = function(*sum);
                    }
                }
                each(sums, curvatures);
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

/// A smooth or kinked function applied to every neuron. NaN gives NaN.
pub trait Activation {
    /// The function, element by element; the shape `[n, width]` stays.
    #[cfg(feature = "reference")]
    fn apply(&self, x: burn::tensor::Tensor<2>) -> burn::tensor::Tensor<2>;

    /// Replaces each value by the function of it, and writes the slope there, on the host.
    fn apply_in_place(&self, values: &mut [f32], slopes: &mut [f32]);

    /// The second derivative at each of the `sums`, on the host; 0 at a kink.
    fn curvatures(&self, sums: &[f32], curvatures: &mut [f32]);
}

#[cfg(feature = "reference")]
use burn::tensor::activation as f;

/// The constants of SELU (Klambauer et al., 2017, eq. 14).
const SELU_SCALE: f32 = 1.050_701;
const SELU_ALPHA: f32 = 1.673_263_2;

/// `scale x` above 0 and `scale alpha (eˣ − 1)` below, with the slope.
#[inline(always)]
fn exponential_linear(x: f32, scale: f32, alpha: f32) -> (f32, f32) {
    let rise = scale * alpha * e::exp(if x > 0.0 { 0.0 } else { x });
    if x > 0.0 { (scale * x, scale) } else { (rise - scale * alpha, rise) }
}

/// The larger of `x` and 0, with the slope, which is 0 at the kink.
#[inline(always)]
fn rectified(x: f32) -> (f32, f32) {
    // NaN is neither at most 0 nor above it.
    let value = if x <= 0.0 { 0.0 } else { x };
    (value, if x > 0.0 { 1.0 } else { value })
}

/// The second derivative of [`exponential_linear`].
#[inline(always)]
fn exponential_linear_bend(x: f32, scale: f32, alpha: f32) -> f32 {
    if x > 0.0 { 0.0 } else { scale * alpha * e::exp(x) }
}

activations! {
    /// x · sigmoid(x), also called swish (Hendrycks and Gimpel, 2016; Ramachandran et al., 2017).
    Silu("silu", "SiLU") = f::silu, |x: f32| {
        let s = e::sigmoid(x);
        (x * s, s * (1.0 + x * (1.0 - s)))
    }, |x: f32| {
        let s = e::sigmoid(x);
        s * (1.0 - s) * (2.0 + x * (1.0 - 2.0 * s))
    };
    /// Scaled exponential linear unit, which keeps mean 0 and variance 1 (Klambauer et al., 2017).
    Selu("selu", "SELU") = f::selu, |x: f32| exponential_linear(x, SELU_SCALE, SELU_ALPHA),
        |x: f32| exponential_linear_bend(x, SELU_SCALE, SELU_ALPHA);
    /// x · Φ(x), with the normal distribution function (Hendrycks and Gimpel, 2016).
    Gelu("gelu", "GELU") = f::gelu, |x: f32| {
        let (share, density) = e::normal(x);
        (x * share, share + x * density)
    }, |x: f32| e::normal(x).1 * (2.0 - x * x);
    /// x above 0, e^x − 1 below (Clevert et al., 2016).
    Elu("elu", "ELU") = |x| f::elu(x, 1.0), |x: f32| exponential_linear(x, 1.0, 1.0),
        |x: f32| exponential_linear_bend(x, 1.0, 1.0);
    /// The larger of x and 0.
    Relu("relu", "ReLU") = f::relu, rectified, |x: f32| if x.is_nan() { x } else { 0.0 };
    /// The hyperbolic tangent.
    Tanh("tanh", "tanh") = f::tanh, |x: f32| {
        let y = 2.0 * e::sigmoid(2.0 * x) - 1.0;
        (y, 1.0 - y * y)
    }, |x: f32| {
        let y = 2.0 * e::sigmoid(2.0 * x) - 1.0;
        -2.0 * y * (1.0 - y * y)
    };
    /// ln(1 + e^x), a smooth ReLU.
    Softplus("softplus", "softplus") = |x| f::softplus(x, 1.0), |x: f32| (e::softplus(x), e::sigmoid(x)), |x: f32| {
        let s = e::sigmoid(x);
        s * (1.0 - s)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_and_curvatures_agree_with_differences() {
        let h = 1e-2_f32;
        for activation in ActivationConfig::all() {
            // None of these lies within h of the kink at 0.
            let x: Vec<f32> = (0..37).map(|i| (i as f32 - 18.0) * 0.33 + 0.1).collect();
            let at = |shift: f32| {
                let mut values: Vec<f32> = x.iter().map(|x| x + shift).collect();
                let mut slopes = vec![0.0; values.len()];
                activation.apply_in_place(&mut values, &mut slopes);
                [values, slopes]
            };
            let (below, above, [_, slopes]) = (at(-h), at(h), at(0.0));
            let mut curvatures = vec![0.0; x.len()];
            activation.curvatures(&x, &mut curvatures);
            for (order, derivatives) in [slopes, curvatures].iter().enumerate() {
                for i in 0..x.len() {
                    let difference = (above[order][i] - below[order][i]) / (2.0 * h);
                    let found = derivatives[i];
                    assert!((difference - found).abs() < 1e-4, "{activation:?} at {}: {difference} {found}", x[i]);
                }
            }
        }
    }

    #[test]
    fn nan_gives_nan() {
        for activation in ActivationConfig::all() {
            // As many as fill whole vectors, and some more.
            for nan in [f32::NAN, -f32::NAN] {
                let (mut values, mut slopes, mut curvatures) = (vec![1.0; 37], vec![0.0; 37], vec![0.0; 37]);
                values.iter_mut().step_by(2).for_each(|value| *value = nan);
                activation.curvatures(&values, &mut curvatures);
                activation.apply_in_place(&mut values, &mut slopes);
                for part in [values, slopes, curvatures] {
                    let is_kept = |(i, x): (usize, &f32)| x.is_nan() == (i % 2 == 0);
                    assert!(part.iter().enumerate().all(is_kept), "{activation:?}: {part:?}");
                }
            }
        }
    }

    #[test]
    fn zero_and_its_negative_keep_their_bits() {
        for x in [0.0_f32, -0.0] {
            assert_eq!([rectified(x).0, rectified(x).1].map(f32::to_bits), [0, 0]);
            let (value, slope) = exponential_linear(x, 1.0, 1.0);
            assert_eq!([value, slope].map(f32::to_bits), [0.0_f32, 1.0].map(f32::to_bits));
        }
    }

    #[cfg(feature = "reference")]
    #[test]
    fn host_and_device_agree() {
        use burn::tensor::{Device, Tensor, TensorData};
        let x: Vec<f32> = (0..400).map(|i| (i as f32 - 200.0) * 0.05).collect();
        for activation in ActivationConfig::all() {
            let tensor = Tensor::<2>::from_data(TensorData::new(x.clone(), [400, 1]), &Device::flex());
            let device = crate::nn::read_now(activation.apply(tensor)).unwrap();
            let (mut values, mut slopes) = (x.clone(), vec![0.0; x.len()]);
            activation.apply_in_place(&mut values, &mut slopes);
            for (i, (host, device)) in values.iter().zip(device).enumerate() {
                assert!(
                    (host - device).abs() < 2e-6 * (1.0 + device.abs()),
                    "{activation:?} at {}: {host} {device}",
                    x[i]
                );
            }
        }
    }
}
