//! Elementary functions in single precision, without a branch or a call, so that loops over them vectorise.
//!
//! They give the same bits natively and in wasm: nothing here is fused or left to the platform. NaN gives NaN: a comparison
//! with NaN is false, and every choice here keeps the compared value where the comparison is false.

/// `eˣ` with a relative error of 2·10⁻⁷; `x` is clamped to the range from −87 to 88.
///
/// `x = n ln 2 + r` with `|r| ≤ ½ ln 2`, a polynomial for `eʳ` (Cephes), and `2ⁿ` added into the exponent bits.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const MAGIC: f32 = 12_582_912.0; // 1.5 · 2²³: adding it rounds to a whole number in the low bits.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = if x < -87.0 { -87.0 } else { x };
    let x = if x > 88.0 { 88.0 } else { x };
    let shifted = x * std::f32::consts::LOG2_E + MAGIC;
    let n = shifted - MAGIC;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
    let series = p * (r * r) + r + 1.0;
    f32::from_bits(series.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// `1/(1 + e^{−x})`.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// `ln(1 + eˣ)` to 10⁻⁷: the larger of `x` and 0, plus `ln(1 + u) = 2 artanh(u/(2 + u))` with `u = e^{−|x|}`.
#[inline(always)]
pub fn softplus(x: f32) -> f32 {
    let u = exp(-x.abs());
    let z = u / (2.0 + u);
    let s = z * z;
    let series = 1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0 + s * (1.0 / 9.0 + s * (1.0 / 11.0 + s / 13.0)))));
    (if x > 0.0 { x } else { 0.0 }) + 2.0 * z * series
}

/// The distribution function of the standard normal, to 10⁻⁷ (Abramowitz and Stegun, 1964, 7.1.26), and its density.
#[inline(always)]
pub fn normal(x: f32) -> (f32, f32) {
    let bell = exp(-0.5 * x * x);
    let t = 1.0 / (1.0 + 0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2 * x.abs());
    let p = 1.061_405_4;
    let p = p * t - 1.453_152;
    let p = p * t + 1.421_413_7;
    let p = p * t - 0.284_496_74;
    let p = p * t + 0.254_829_6;
    let tail = 0.5 * p * t * bell;
    (if x > 0.0 { 1.0 - tail } else { tail }, bell * 0.398_942_3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_double_precision() {
        for i in -4000..=4000 {
            let x = i as f32 * 0.02;
            let y = f64::from(x);
            let relative = |found: f32, exact: f64| (f64::from(found) / exact - 1.0).abs();
            let absolute = |found: f32, exact: f64| (f64::from(found) - exact).abs();
            assert!(relative(exp(x), y.exp()) < 3e-7, "exp {x}");
            assert!(relative(sigmoid(x), 1.0 / (1.0 + (-y).exp())) < 5e-7, "sigmoid {x}");
            let exact = y.max(0.0) + (-y.abs()).exp().ln_1p();
            assert!(absolute(softplus(x), exact) < 3e-7 * (1.0 + exact), "softplus {x}");
            assert!(absolute(normal(x).0, 0.5 * libm::erfc(-y / 2f64.sqrt())) < 3e-7, "normal {x}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(-1e30) < 1e-37 && exp(1e30).is_finite());
    }

    #[test]
    fn nan_gives_nan() {
        for nan in [f32::NAN, -f32::NAN] {
            assert!(exp(nan).is_nan() && sigmoid(nan).is_nan() && softplus(nan).is_nan());
            assert!(normal(nan).0.is_nan() && normal(nan).1.is_nan());
        }
    }
}
