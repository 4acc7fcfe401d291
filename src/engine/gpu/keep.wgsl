// What a kernel writes for a block of sums to the scratch buffer.

// The sums themselves.
fn keep_block(at: u32, z: Block) {
    keep_pair(at, z.v0, z.w0);
    keep_pair(at + 2u, z.v1, z.w1);
    keep_pair(at + 4u, z.v2, z.w2);
    keep_pair(at + 6u, z.v3, z.w3);
    keep_pair(at + 8u, z.v4, z.w4);
    keep_pair(at + 10u, z.v5, z.w5);
    keep_pair(at + 12u, z.v6, z.w6);
    keep_pair(at + 14u, z.v7, z.w7);
}

fn keep_pair(at: u32, v: vec4<f32>, w: vec4<f32>) {
    scratch[at] = v;
    scratch[at + 1u] = w;
}

// The values and the slopes of the neurons with these sums; where both have the same place, the value stays.
fn activate_block(value: u32, slope: u32, z: Block) {
    activate_pair(value, slope, z.v0, z.w0);
    activate_pair(value + 2u, slope + 2u, z.v1, z.w1);
    activate_pair(value + 4u, slope + 4u, z.v2, z.w2);
    activate_pair(value + 6u, slope + 6u, z.v3, z.w3);
    activate_pair(value + 8u, slope + 8u, z.v4, z.w4);
    activate_pair(value + 10u, slope + 10u, z.v5, z.w5);
    activate_pair(value + 12u, slope + 12u, z.v6, z.w6);
    activate_pair(value + 14u, slope + 14u, z.v7, z.w7);
}

fn activate_pair(value: u32, slope: u32, v: vec4<f32>, w: vec4<f32>) {
    let a = activate(v);
    let b = activate(w);
    scratch[slope] = a.slope;
    scratch[slope + 1u] = b.slope;
    scratch[value] = a.value;
    scratch[value + 1u] = b.value;
}

// The sums times the values at `factor`: the chain rule, forward or backward.
fn scale_block(to: u32, factor: u32, z: Block) {
    scale_pair(to, factor, z.v0, z.w0);
    scale_pair(to + 2u, factor + 2u, z.v1, z.w1);
    scale_pair(to + 4u, factor + 4u, z.v2, z.w2);
    scale_pair(to + 6u, factor + 6u, z.v3, z.w3);
    scale_pair(to + 8u, factor + 8u, z.v4, z.w4);
    scale_pair(to + 10u, factor + 10u, z.v5, z.w5);
    scale_pair(to + 12u, factor + 12u, z.v6, z.w6);
    scale_pair(to + 14u, factor + 14u, z.v7, z.w7);
}

fn scale_pair(to: u32, factor: u32, v: vec4<f32>, w: vec4<f32>) {
    scratch[to] = scratch[factor] * v;
    scratch[to + 1u] = scratch[factor + 1u] * w;
}
