// The product of a layer for a panel of eight rows and a block of eight outputs, four inputs at a time: sixteen sums of
// four rows, for which each vector is loaded once. `vᵢ` and `wᵢ` are the upper and the lower four rows of output i.

struct Block {
    v0: vec4<f32>, w0: vec4<f32>,
    v1: vec4<f32>, w1: vec4<f32>,
    v2: vec4<f32>, w2: vec4<f32>,
    v3: vec4<f32>, w3: vec4<f32>,
    v4: vec4<f32>, w4: vec4<f32>,
    v5: vec4<f32>, w5: vec4<f32>,
    v6: vec4<f32>, w6: vec4<f32>,
    v7: vec4<f32>, w7: vec4<f32>,
}

// `Σ x m` over four times `fours` inputs.
// The inputs begin at `x` in the scratch buffer; their weights begin at `m`, `stride` apart.
fn product(x: u32, m: u32, stride: u32, fours: u32) -> Block {
    var v0 = vec4(0.0); var w0 = vec4(0.0);
    var v1 = vec4(0.0); var w1 = vec4(0.0);
    var v2 = vec4(0.0); var w2 = vec4(0.0);
    var v3 = vec4(0.0); var w3 = vec4(0.0);
    var v4 = vec4(0.0); var w4 = vec4(0.0);
    var v5 = vec4(0.0); var w5 = vec4(0.0);
    var v6 = vec4(0.0); var w6 = vec4(0.0);
    var v7 = vec4(0.0); var w7 = vec4(0.0);
    for (var k = 0u; k < fours; k++) {
        let at = x + 8u * k;
        let a = mat4x4(scratch[at], scratch[at + 2u], scratch[at + 4u], scratch[at + 6u]);
        let b = mat4x4(scratch[at + 1u], scratch[at + 3u], scratch[at + 5u], scratch[at + 7u]);
        let by = m + stride * k;
        let m0 = weights[by];
        v0 += a * m0; w0 += b * m0;
        let m1 = weights[by + 1u];
        v1 += a * m1; w1 += b * m1;
        let m2 = weights[by + 2u];
        v2 += a * m2; w2 += b * m2;
        let m3 = weights[by + 3u];
        v3 += a * m3; w3 += b * m3;
        let m4 = weights[by + 4u];
        v4 += a * m4; w4 += b * m4;
        let m5 = weights[by + 5u];
        v5 += a * m5; w5 += b * m5;
        let m6 = weights[by + 6u];
        v6 += a * m6; w6 += b * m6;
        let m7 = weights[by + 7u];
        v7 += a * m7; w7 += b * m7;
    }
    return Block(v0, w0, v1, w1, v2, w2, v3, w3, v4, w4, v5, w5, v6, w6, v7, w7);
}

// The sums plus the bias, whose eight numbers begin at `at`.
fn biased(z: Block, at: u32) -> Block {
    let a = weights[at];
    let b = weights[at + 1u];
    return Block(
        z.v0 + a.x, z.w0 + a.x, z.v1 + a.y, z.w1 + a.y, z.v2 + a.z, z.w2 + a.z, z.v3 + a.w, z.w3 + a.w,
        z.v4 + b.x, z.w4 + b.x, z.v5 + b.y, z.w5 + b.y, z.v6 + b.z, z.w6 + b.z, z.v7 + b.w, z.w7 + b.w,
    );
}
