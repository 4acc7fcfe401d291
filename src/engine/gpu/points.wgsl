// What samplers do with clouds, two points a vector.

struct Sizes {
    // The coefficients of four clouds, and how many of them count.
    coefficients: vec4<f32>,
    terms: u32,
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

// A multiple of a cloud, with the same number added to every coordinate.
@compute @workgroup_size(GROUP)
fn shifted(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i < sizes.vectors {
        result[i] = sizes.coefficients.x * first[i] + vec4(sizes.coefficients.y);
    }
}

// The dot products of two clouds, row by row, in both columns.
@compute @workgroup_size(GROUP)
fn products(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i < sizes.vectors {
        let p = first[i] * second[i];
        result[i] = vec4(vec2(p.x + p.y), vec2(p.z + p.w));
    }
}

// Row by row the point of `second` where the first column of `first` is at least 0, else that of `third`.
@compute @workgroup_size(GROUP)
fn choose(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i < sizes.vectors {
        let yes = first[i].xz >= vec2(0.0);
        result[i] = select(third[i], second[i], yes.xxyy);
    }
}
