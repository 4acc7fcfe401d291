// Operations of samplers on clouds, two points a vector, and on one number a point, four points a vector.

struct Sizes {
    // The coefficients of four clouds, and how many of them are used.
    coefficients: vec4<f32>,
    terms: u32,
    // The number of vectors of the clouds; of the numbers, where there are no clouds.
    vectors: u32,
}

@group(0) @binding(0) var<uniform> sizes: Sizes;
@group(0) @binding(1) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> first: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> second: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> third: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> fourth: array<vec4<f32>>;

@compute @workgroup_size(GROUP)
fn lincomb(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i >= sizes.vectors {
        return;
    }
    var sum = sizes.coefficients.x * first[i];
    if sizes.terms > 1u {
        sum += sizes.coefficients.y * second[i];
    }
    if sizes.terms > 2u {
        sum += sizes.coefficients.z * third[i];
    }
    if sizes.terms > 3u {
        sum += sizes.coefficients.w * fourth[i];
    }
    result[i] = sum;
}

// A multiple of some numbers, with the same number added to each.
@compute @workgroup_size(GROUP)
fn shifted(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i < sizes.vectors {
        result[i] = sizes.coefficients.x * first[i] + vec4(sizes.coefficients.y);
    }
}

// The dot products of two clouds, one for each point.
@compute @workgroup_size(GROUP)
fn products(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = 2u * id.x;
    if i >= sizes.vectors {
        return;
    }
    // After an odd number of vectors the upper two are not read.
    let next = min(i + 1u, sizes.vectors - 1u);
    let p = first[i] * second[i];
    let q = first[next] * second[next];
    result[id.x] = vec4(p.xz + p.yw, q.xz + q.yw);
}

// The projection of each point of `first` on the line through that of `second`; 0 where that is 0.
@compute @workgroup_size(GROUP)
fn onto(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i >= sizes.vectors {
        return;
    }
    let b = second[i];
    let product = first[i] * b;
    let square = b * b;
    let length = square.xz + square.yw;
    let share = select((product.xz + product.yw) / length, vec2(0.0), length == vec2(0.0));
    result[i] = share.xxyy * b;
}

// Each point of `second` where the number of `first` is at least 0, else that of `third`.
@compute @workgroup_size(GROUP)
fn choose(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i < sizes.vectors {
        let numbers = first[i / 2u];
        let yes = select(numbers.xy, numbers.zw, (i & 1u) == 1u) >= vec2(0.0);
        result[i] = select(third[i], second[i], yes.xxyy);
    }
}

// The same for numbers.
@compute @workgroup_size(GROUP)
fn choose_numbers(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i < sizes.vectors {
        result[i] = select(third[i], second[i], first[i] >= vec4(0.0));
    }
}
