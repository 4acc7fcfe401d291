// Adam with decoupled weight decay and the running average, for four parameters of a row each; and the loss of the batch.

// Adam's constants (Kingma and Ba, 2015, section 2).
const FIRST: f32 = 0.9;
const SECOND: f32 = 0.999;
const LEAST: f32 = 1e-8;

@group(0) @binding(0) var<uniform> net: Net;
// The number of partial gradients, and of partial sums of losses.
@group(0) @binding(1) var<uniform> terms: vec4<u32>;
@group(0) @binding(2) var<storage, read> batch: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> partials: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> sums: array<vec4<f32>>;
// Weights, first moment, second moment and average, one after the other.
@group(0) @binding(5) var<storage, read_write> state: array<f32>;
@group(0) @binding(6) var<storage, read_write> packed: array<f32>;
@group(0) @binding(7) var<storage, read_write> losses: array<f32>;

@compute @workgroup_size(GROUP)
fn update(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = id.x;
    if index == net.partial {
        total();
    }
    if index >= net.partial {
        return;
    }
    let place = find(index);
    if !place.used {
        return;
    }
    var sum = vec4(0.0);
    for (var k = 0u; k < terms.x; k++) {
        sum += partials[index + k * net.partial];
    }
    let constants = Constants(batch[0].y, batch[0].z, batch[0].w, batch[1].xy, batch[3].y);
    var weights = vec4(0.0);
    weights.x = move_one(place.flat, sum.x, constants);
    if place.columns > 1u {
        weights.y = move_one(place.flat + 1u, sum.y, constants);
    }
    if place.columns > 2u {
        weights.z = move_one(place.flat + 2u, sum.z, constants);
    }
    if place.columns > 3u {
        weights.w = move_one(place.flat + 3u, sum.w, constants);
    }
    pack(place, weights);
}

struct Constants {
    rate: f32,
    // The factor of a weight that weight decay leaves.
    left: f32,
    // The share of itself that the running average keeps.
    keep: f32,
    // The inverse bias corrections.
    bias: vec2<f32>,
    // The factor of the rate for the first matrix.
    gain: f32,
}

// A parameter after the step.
fn move_one(index: u32, gradient: f32, c: Constants) -> f32 {
    let n = net.parameters;
    let first = FIRST * state[n + index] + (1.0 - FIRST) * gradient;
    let second = SECOND * state[2u * n + index] + (1.0 - SECOND) * (gradient * gradient);
    let rate = select(c.rate, c.gain * c.rate, index < net.first);
    let weight = c.left * state[index] - rate * (first * c.bias.x) / (sqrt(second * c.bias.y) + LEAST);
    state[index] = weight;
    state[n + index] = first;
    state[2u * n + index] = second;
    state[3u * n + index] = c.keep * state[3u * n + index] + (1.0 - c.keep) * weight;
    return weight;
}

// The mean loss of the batch, summed in a fixed order.
fn total() {
    var sum = vec4(0.0);
    for (var i = 0u; i < terms.y; i++) {
        sum += sums[i];
    }
    losses[u32(batch[1].z)] = ((sum.x + sum.y) + (sum.z + sum.w)) * batch[0].x;
}
