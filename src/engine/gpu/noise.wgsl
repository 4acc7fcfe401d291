// Draws the noise of batches that were sent without it, and mixes it with their data, four rows each.

struct Deal {
    batches: u32,
    // Vectors of a batch, and of a panel in it.
    batch: u32,
    record: u32,
    // Half panels of a batch.
    halves: u32,
    inputs: u32,
}

@group(0) @binding(0) var<uniform> deal: Deal;
@group(0) @binding(1) var<storage, read_write> batches: array<vec4<u32>>;

@compute @workgroup_size(GROUP)
fn noise(@builtin(global_invocation_id) id: vec3<u32>) {
    let half_panel = id.x % deal.halves;
    let head = (id.x / deal.halves) * deal.batch;
    if id.x / deal.halves >= deal.batches {
        return;
    }
    if batches[head + 3u].x == 0u {
        return;
    }
    let seed = batches[head + 2u].xy;
    let step = batches[head + 2u].zw;
    // Every point uses three words; the first would choose the component of a mixture.
    let p = philox(3u * half_panel, step, PURPOSE, seed);
    let q = philox(3u * half_panel + 1u, step, PURPOSE, seed);
    let r = philox(3u * half_panel + 2u, step, PURPOSE, seed);
    let drawn = normals(vec4(p.y, q.x, q.w, r.z), vec4(p.z, q.y, r.x, r.w));

    let at = head + HEAD + (half_panel / 2u) * deal.record + half_panel % 2u;
    let wanted = at + 2u * deal.inputs;
    let of_data = column(wanted);
    let of_noise = column(wanted + 2u);
    let target_of_data = column(wanted + 6u);
    let target_of_noise = column(wanted + 8u);
    for (var k = 0u; k < 2u; k++) {
        let data = column(at + 2u * k);
        batches[at + 2u * k] = bitcast<vec4<u32>>(of_data * data + of_noise * drawn[k]);
        batches[wanted + 2u * k] = bitcast<vec4<u32>>(target_of_data * data + target_of_noise * drawn[k]);
    }
}

fn column(at: u32) -> vec4<f32> {
    return bitcast<vec4<f32>>(batches[at]);
}
