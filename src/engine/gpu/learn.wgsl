// Forward pass, loss and backward pass for a tile of the batch: every group takes some panels through all layers.

@group(0) @binding(0) var<uniform> net: Net;
@group(0) @binding(1) var<uniform> part: Part;
@group(0) @binding(2) var<storage, read> batch: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> scratch: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> rows: array<vec4<f32>>;

@compute @workgroup_size(GROUP)
fn learn(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) me: u32) {
    let first = group.x * part.tile;
    let panels = min(part.tile, part.panels - first);
    let last = net.layers - 1u;

    let loaded = 2u * net.layer[0].inputs;
    for (var i = me; i < panels * loaded; i += GROUP) {
        let panel = first + i / loaded;
        let k = i % loaded;
        scratch[panel * net.panel + net.layer[0].value + k] = batch[HEAD + (part.first + panel) * net.record + k];
    }
    storageBarrier();

    for (var l = 0u; l <= last; l++) {
        let after = net.layer[l].after;
        let matrix = net.layer[l].matrix;
        let bias = net.layer[l].bias;
        let start = first * net.panel + net.layer[l].value;
        let to = first * net.panel + net.layer[l].delta;
        for (var i = me; i < panels * after; i += GROUP) {
            let base = (i / after) * net.panel;
            let column = i % after;
            let sums = product(start + base, matrix + 8u * column, 8u * after, 2u * net.layer[l].before);
            let z = biased(sums, bias + 2u * column);
            let at = to + base + 16u * column;
            if l < last {
                // The output is stored behind the gradient in it.
                activate_block(at + 16u * after, at, z);
            } else {
                keep_block(at, z);
            }
        }
        storageBarrier();
    }

    // ∂/∂y of w ‖y − target‖²/(2 rows) is w (y − target)/rows.
    for (var i = me; i < 2u * panels; i += GROUP) {
        let panel = first + i / 2u;
        let at = panel * net.panel + net.layer[last].delta + i % 2u;
        let wanted = HEAD + (part.first + panel) * net.record + loaded + i % 2u;
        let outputs = net.layer[last].outputs;
        let weight = batch[wanted + 2u * outputs];
        let share = weight * batch[0].x;
        var square = vec4(0.0);
        for (var k = 0u; k < outputs; k++) {
            let error = scratch[at + 2u * k] - batch[wanted + 2u * k];
            square += error * error;
            scratch[at + 2u * k] = share * error;
        }
        rows[2u * (u32(batch[1].w) * part.whole + part.first + panel) + i % 2u] = 0.5 * weight * square;
    }
    storageBarrier();

    for (var l = last; l > 0u; l--) {
        let before = net.layer[l].before;
        let turned = net.layer[l].turned;
        let start = first * net.panel + net.layer[l].delta;
        let to = first * net.panel + net.layer[l - 1u].delta;
        for (var i = me; i < panels * before; i += GROUP) {
            let base = (i / before) * net.panel;
            let column = i % before;
            let z = product(start + base, turned + 8u * column, 8u * before, 2u * net.layer[l].after);
            // The position of the slope.
            let at = to + base + 16u * column;
            scale_block(at, at, z);
        }
        storageBarrier();
    }
}
