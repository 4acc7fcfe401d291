// Elementary functions, written by hand: the built-in ones may be less exact, and may overflow. See `nn/elementary.rs`.

struct Activated {
    value: vec4<f32>,
    slope: vec4<f32>,
}

// `eˣ` with a relative error of 2·10⁻⁷; `x` is clamped to the range from −87 to 88.
//
// `x = n ln 2 + r` with `|r| ≤ ½ ln 2`, a polynomial for `eʳ` (Cephes), and `2ⁿ` in the exponent bits.
fn exponential(x: vec4<f32>) -> vec4<f32> {
    // NaN stays NaN: no comparison with it is true, and `clamp` may give either bound.
    let y = select(select(x, vec4(-87.0), x < vec4(-87.0)), vec4(88.0), x > vec4(88.0));
    let n = floor(y * 1.442695 + 0.5);
    let r = (y - n * 0.6933594) + n * 2.1219444e-4;
    var p = vec4(1.9875691e-4);
    p = p * r + 1.3981999e-3;
    p = p * r + 8.333452e-3;
    p = p * r + 4.1665796e-2;
    p = p * r + 0.16666665;
    p = p * r + 0.5;
    let series = p * (r * r) + r + 1.0;
    return bitcast<vec4<f32>>(bitcast<vec4<i32>>(series) + (vec4<i32>(n) << vec4(23u)));
}

// `1/(1 + e^{−x})`.
fn sigmoid(x: vec4<f32>) -> vec4<f32> {
    return 1.0 / (1.0 + exponential(-x));
}

// `ln(1 + eˣ)`: the larger of `x` and 0, plus `ln(1 + u) = 2 artanh(u/(2 + u))` with `u = e^{−|x|}`.
fn logarithm_of_sum(x: vec4<f32>) -> vec4<f32> {
    let u = exponential(-abs(x));
    let z = u / (2.0 + u);
    let s = z * z;
    let series = 1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0 + s * (1.0 / 9.0 + s * (1.0 / 11.0 + s / 13.0)))));
    return select(vec4<f32>(0.0), x, x > vec4(0.0)) + 2.0 * z * series;
}

// The distribution function of the standard normal (Abramowitz and Stegun, 1964, 7.1.26) in `value`, its density in
// `slope`.
fn normal(x: vec4<f32>) -> Activated {
    let bell = exponential(-0.5 * x * x);
    let t = 1.0 / (1.0 + 0.23164189 * abs(x));
    var p = vec4(1.0614054);
    p = p * t - 1.453152;
    p = p * t + 1.4214137;
    p = p * t - 0.28449674;
    p = p * t + 0.2548296;
    let tail = 0.5 * p * t * bell;
    return Activated(select(tail, 1.0 - tail, x > vec4(0.0)), bell * 0.3989423);
}
