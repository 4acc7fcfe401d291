// Packs the weights of a flat state.

@group(0) @binding(0) var<uniform> net: Net;
@group(0) @binding(1) var<storage, read> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> packed: array<f32>;

@compute @workgroup_size(GROUP)
fn initial(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= net.partial {
        return;
    }
    let place = find(id.x);
    if !place.used {
        return;
    }
    let at = place.flat;
    var w = vec4(state[at], 0.0, 0.0, 0.0);
    if place.columns > 1u {
        w.y = state[at + 1u];
    }
    if place.columns > 2u {
        w.z = state[at + 2u];
    }
    if place.columns > 3u {
        w.w = state[at + 3u];
    }
    pack(place, w);
}
