// The gradient of the weights, `Σ x dᵀ` over some panels of the batch: a block of eight inputs and eight outputs each.

@group(0) @binding(0) var<uniform> net: Net;
@group(0) @binding(1) var<uniform> part: Part;
@group(0) @binding(2) var<storage, read> batch: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> scratch: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> partials: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> rows: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> sums: array<vec4<f32>>;

@compute @workgroup_size(GROUP)
fn gradient(@builtin(global_invocation_id) id: vec3<u32>) {
    let chunk = id.x / net.blocks;
    var block = id.x % net.blocks;
    if chunk >= part.chunks {
        add_up(id.x - part.chunks * net.blocks);
        return;
    }
    var l = 0u;
    // The row of blocks after those of the matrix is the bias.
    while block >= (net.layer[l].before + 1u) * net.layer[l].after {
        block -= (net.layer[l].before + 1u) * net.layer[l].after;
        l++;
    }
    let after = net.layer[l].after;
    let row = block / after;
    let column = block % after;
    let first = chunk * part.depth;
    let panels = min(part.depth, part.panels - first);
    let to = (part.chunk + chunk) * net.partial + net.layer[l].partial + (8u * row * after + column) * 2u;
    let d = first * net.panel + net.layer[l].delta + 16u * column;
    if row == net.layer[l].before {
        bias(d, panels, to);
    } else {
        matrix(first * net.panel + net.layer[l].value + 16u * row, d, panels, to, 2u * after);
    }
}

fn matrix(x: u32, d: u32, panels: u32, to: u32, stride: u32) {
    var v0 = vec4(0.0); var w0 = vec4(0.0);
    var v1 = vec4(0.0); var w1 = vec4(0.0);
    var v2 = vec4(0.0); var w2 = vec4(0.0);
    var v3 = vec4(0.0); var w3 = vec4(0.0);
    var v4 = vec4(0.0); var w4 = vec4(0.0);
    var v5 = vec4(0.0); var w5 = vec4(0.0);
    var v6 = vec4(0.0); var w6 = vec4(0.0);
    var v7 = vec4(0.0); var w7 = vec4(0.0);
    for (var k = 0u; k < 2u * panels; k++) {
        let shift = (k >> 1u) * net.panel + (k & 1u);
        let at = d + shift;
        let a = mat4x4(scratch[at], scratch[at + 2u], scratch[at + 4u], scratch[at + 6u]);
        let b = mat4x4(scratch[at + 8u], scratch[at + 10u], scratch[at + 12u], scratch[at + 14u]);
        let xs = x + shift;
        let x0 = scratch[xs];
        v0 += x0 * a; w0 += x0 * b;
        let x1 = scratch[xs + 2u];
        v1 += x1 * a; w1 += x1 * b;
        let x2 = scratch[xs + 4u];
        v2 += x2 * a; w2 += x2 * b;
        let x3 = scratch[xs + 6u];
        v3 += x3 * a; w3 += x3 * b;
        let x4 = scratch[xs + 8u];
        v4 += x4 * a; w4 += x4 * b;
        let x5 = scratch[xs + 10u];
        v5 += x5 * a; w5 += x5 * b;
        let x6 = scratch[xs + 12u];
        v6 += x6 * a; w6 += x6 * b;
        let x7 = scratch[xs + 14u];
        v7 += x7 * a; w7 += x7 * b;
    }
    put(to, v0, w0);
    put(to + stride, v1, w1);
    put(to + 2u * stride, v2, w2);
    put(to + 3u * stride, v3, w3);
    put(to + 4u * stride, v4, w4);
    put(to + 5u * stride, v5, w5);
    put(to + 6u * stride, v6, w6);
    put(to + 7u * stride, v7, w7);
}

fn bias(d: u32, panels: u32, to: u32) {
    var v = vec4(0.0);
    var w = vec4(0.0);
    let one = vec4(1.0);
    for (var k = 0u; k < 2u * panels; k++) {
        let at = d + (k >> 1u) * net.panel + (k & 1u);
        v += one * mat4x4(scratch[at], scratch[at + 2u], scratch[at + 4u], scratch[at + 6u]);
        w += one * mat4x4(scratch[at + 8u], scratch[at + 10u], scratch[at + 12u], scratch[at + 14u]);
    }
    put(to, v, w);
}

fn put(to: u32, v: vec4<f32>, w: vec4<f32>) {
    partials[to] = v;
    partials[to + 1u] = w;
}

// Sums the losses of some rows, four at a time.
fn add_up(index: u32) {
    let first = index * LOSSES;
    let last = min(first + LOSSES, 2u * part.panels);
    if first >= last {
        return;
    }
    let start = 2u * (u32(batch[1].w) * part.whole + part.first);
    var sum = vec4(0.0);
    for (var i = first; i < last; i++) {
        sum += rows[start + i];
    }
    sums[2u * part.first / LOSSES + index] = sum;
}
