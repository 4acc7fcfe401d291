// Points of the plane and their features, as inputs of the network.

struct Query {
    points: u32,
    tiles: u32,
    // Vectors of one of the two places of a panel: the input of a layer, and its output.
    wide: u32,
    scale: f32,
    // The number of features of every point's own; 0 where all points share those below.
    own: u32,
    // The features of time and condition, behind the two coordinates.
    features: array<vec4<f32>, 24>,
}

@group(0) @binding(0) var<uniform> net: Net;
@group(0) @binding(1) var<uniform> query: Query;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> points: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> scratch: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> answers: array<vec2<f32>>;
@group(0) @binding(6) var<storage, read> owned: array<f32>;

// The inputs of four rows; rows behind the last point repeat it.
fn load_points(at: u32, row: u32) {
    let end = query.points - 1u;
    let a = points[min(row, end)];
    let b = points[min(row + 1u, end)];
    let c = points[min(row + 2u, end)];
    let d = points[min(row + 3u, end)];
    scratch[at] = query.scale * vec4(a.x, b.x, c.x, d.x);
    scratch[at + 2u] = query.scale * vec4(a.y, b.y, c.y, d.y);
    for (var k = 2u; k < 8u * net.layer[0].before; k++) {
        scratch[at + 2u * k] = feature(k - 2u, row);
    }
}

// A feature of four rows; 0 behind the last of them.
fn feature(k: u32, row: u32) -> vec4<f32> {
    if query.own == 0u {
        return vec4(query.features[k / 4u][k % 4u]);
    }
    if k >= query.own {
        return vec4(0.0);
    }
    let end = query.points - 1u;
    return vec4(
        owned[min(row, end) * query.own + k],
        owned[min(row + 1u, end) * query.own + k],
        owned[min(row + 2u, end) * query.own + k],
        owned[min(row + 3u, end) * query.own + k],
    );
}

// The outputs for four rows.
fn answer(row: u32, x: vec4<f32>, y: vec4<f32>) {
    let there = min(query.points - min(row, query.points), 4u);
    if there > 0u {
        answers[row] = vec2(x.x, y.x);
    }
    if there > 1u {
        answers[row + 1u] = vec2(x.y, y.y);
    }
    if there > 2u {
        answers[row + 2u] = vec2(x.z, y.z);
    }
    if there > 3u {
        answers[row + 3u] = vec2(x.w, y.w);
    }
}
