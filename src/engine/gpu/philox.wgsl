// Counter-based random numbers, as in `math/rng.rs`: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011), and points of
// the standard normal (Box and Muller, 1958) in single precision.

fn philox(block: u32, step: vec2<u32>, purpose: u32, seed: vec2<u32>) -> vec4<u32> {
    var counter = vec4(block, step, purpose);
    var key = seed;
    for (var round = 0u; round < 10u; round++) {
        let low = multiply(0xD2511F53u, counter.x);
        let high = multiply(0xCD9E8D57u, counter.z);
        counter = vec4(high.y ^ counter.y ^ key.x, high.x, low.y ^ counter.w ^ key.y, low.x);
        key += vec2(0x9E3779B9u, 0xBB67AE85u);
    }
    return counter;
}

// The product of two numbers in 64 bits, the low word first.
fn multiply(a: u32, b: u32) -> vec2<u32> {
    let a0 = a & 0xFFFFu;
    let a1 = a >> 16u;
    let b0 = b & 0xFFFFu;
    let b1 = b >> 16u;
    let low = a0 * b0;
    let middle = a1 * b0 + (low >> 16u);
    let other = a0 * b1 + (middle & 0xFFFFu);
    return vec2(a * b, a1 * b1 + (middle >> 16u) + (other >> 16u));
}

// Four points, each from two words: radii from `a`, angles from `b`. The first vector has the abscissas.
fn normals(a: vec4<u32>, b: vec4<u32>) -> mat2x4<f32> {
    let radius = sqrt(-2.0 * logarithm(a));
    let circle = turn(b);
    return mat2x4(radius * circle[0], radius * circle[1]);
}

const WORD: f32 = 2.3283064365386963e-10; // 2⁻³²

// `ln((word + ½)/2³²)` to 2·10⁻⁷, relatively, near 0 as well as near 1.
//
// Below ½ it is `e ln 2 + ln m` with `m` between √½ and √2, above it `ln(1 − v)`; both logarithms are
// `2 artanh z = 2z (1 + z²/3 + z⁴/5 + …)`.
fn logarithm(word: vec4<u32>) -> vec4<f32> {
    let upper = word >= vec4(0x80000000u);
    let u = (vec4<f32>(select(word, ~word, upper)) + 0.5) * WORD;
    let bits = bitcast<vec4<u32>>(u) - 0x3F3504F3u;
    let exponent = select(vec4<f32>(bitcast<vec4<i32>>(bits) >> vec4(23u)), vec4(0.0), upper);
    let m = bitcast<vec4<f32>>((bits & vec4(0x7FFFFFu)) + 0x3F3504F3u);
    let z = select((m - 1.0) / (m + 1.0), -u / (2.0 - u), upper);
    let s = z * z;
    var p = vec4(1.0 / 17.0);
    p = p * s + 1.0 / 15.0;
    p = p * s + 1.0 / 13.0;
    p = p * s + 1.0 / 11.0;
    p = p * s + 1.0 / 9.0;
    p = p * s + 1.0 / 7.0;
    p = p * s + 0.2;
    p = p * s + 1.0 / 3.0;
    // ln 2 in two parts, the first of nine bits.
    return (exponent * -2.1219444e-4 + 2.0 * (z + z * s * p)) + exponent * 0.693359375;
}

// Cosine and sine of `(word + ½)/2³²` of a turn: to the next quarter, and polynomials for the rest (Cephes).
fn turn(word: vec4<u32>) -> mat2x4<f32> {
    let quarter = (word + 0x20000000u) >> vec4(30u);
    let rest = bitcast<vec4<i32>>(word - (quarter << vec4(30u)));
    let x = (vec4<f32>(rest) + 0.5) * (6.283185307179586 * WORD);
    let s = x * x;
    let sine = x + x * s * (-0.16666655 + s * (8.332161e-3 - s * 1.9515296e-4));
    let cosine = 1.0 - 0.5 * s + s * s * (4.1666646e-2 + s * (-1.3887316e-3 + s * 2.4433157e-5));
    let odd = (quarter & vec4(1u)) == vec4(1u);
    let a = select(cosine, sine, odd);
    let b = select(sine, cosine, odd);
    let left = ((quarter + 1u) & vec4(2u)) == vec4(2u);
    let below = quarter >= vec4(2u);
    return mat2x4(select(a, -a, left), select(b, -b, below));
}
