// The activations of `nn/activation`, by their ids: value and slope.

fn silu(x: vec4<f32>) -> Activated {
    let s = sigmoid(x);
    return Activated(x * s, s * (1.0 + x * (1.0 - s)));
}

// `scale x` above 0 and `scale alpha (eˣ − 1)` below.
fn exponential_linear(x: vec4<f32>, scale: f32, alpha: f32) -> Activated {
    let rise = scale * alpha * exponential(select(x, vec4(0.0), x > vec4(0.0)));
    let above = x > vec4(0.0);
    return Activated(select(rise - scale * alpha, scale * x, above), select(rise, vec4(scale), above));
}

// The constants of SELU (Klambauer et al., 2017, eq. 14).
fn selu(x: vec4<f32>) -> Activated {
    return exponential_linear(x, 1.050701, 1.6732632);
}

fn elu(x: vec4<f32>) -> Activated {
    return exponential_linear(x, 1.0, 1.0);
}

fn gelu(x: vec4<f32>) -> Activated {
    let law = normal(x);
    return Activated(x * law.value, law.value + x * law.slope);
}

fn relu(x: vec4<f32>) -> Activated {
    // NaN is neither at most 0 nor above it.
    let value = select(x, vec4(0.0), x <= vec4(0.0));
    return Activated(value, select(value, vec4(1.0), x > vec4(0.0)));
}

fn tangent(x: vec4<f32>) -> Activated {
    let y = 2.0 * sigmoid(2.0 * x) - 1.0;
    return Activated(y, 1.0 - y * y);
}

fn softplus(x: vec4<f32>) -> Activated {
    return Activated(logarithm_of_sum(x), sigmoid(x));
}

fn activate(x: vec4<f32>) -> Activated {
    return ACTIVATION(x);
}
