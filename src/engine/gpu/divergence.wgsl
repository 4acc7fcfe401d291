// The network's output and its divergence, ∂/∂x of the first coordinate plus ∂/∂y of the second. Each panel is accompanied by
// its derivatives in both coordinates (forward differentiation; Griewank and Walther, 2008, section 3.1).

@group(0) @binding(7) var<storage, read_write> divergences: array<f32>;

@compute @workgroup_size(GROUP)
fn divergence(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) me: u32,
) {
    let panel = 6u * query.wide;
    let start = group.x * TILE * panel;
    let last = net.layers - 1u;
    for (var tile = group.x; tile < query.tiles; tile += groups.x) {
        let first = tile * TILE;
        for (var i = me; i < TILE * 2u; i += GROUP) {
            let at = start + (i / 2u) * panel + i % 2u;
            load_points(at, 8u * (first + i / 2u) + 4u * (i % 2u));
            for (var k = 0u; k < 8u * net.layer[0].before; k++) {
                scratch[at + 2u * query.wide + 2u * k] = vec4(select(0.0, query.scale, k == 0u));
                scratch[at + 4u * query.wide + 2u * k] = vec4(select(0.0, query.scale, k == 1u));
            }
        }
        storageBarrier();
        for (var l = 0u; l <= last; l++) {
            let after = net.layer[l].after;
            let fours = 2u * net.layer[l].before;
            let place = (l % 2u) * query.wide;
            for (var i = me; i < TILE * after; i += GROUP) {
                let base = start + (i / after) * panel;
                let column = i % after;
                let m = net.layer[l].matrix + 8u * column;
                let z = biased(product(base + place, m, 8u * after, fours), net.layer[l].bias + 2u * column);
                let by_x = product(base + place + 2u * query.wide, m, 8u * after, fours);
                let by_y = product(base + place + 4u * query.wide, m, 8u * after, fours);
                if l < last {
                    let to = base + query.wide - place + 16u * column;
                    let slope = to + 2u * query.wide;
                    activate_block(to, slope, z);
                    scale_block(to + 4u * query.wide, slope, by_y);
                    scale_block(slope, slope, by_x);
                } else {
                    let row = 8u * (first + i / after);
                    answer(row, z.v0, z.v1);
                    answer(row + 4u, z.w0, z.w1);
                    diverge(row, by_x.v0 + by_y.v1);
                    diverge(row + 4u, by_x.w0 + by_y.w1);
                }
            }
            storageBarrier();
        }
    }
}

// The divergence in four rows.
fn diverge(row: u32, d: vec4<f32>) {
    for (var k = 0u; k < 4u; k++) {
        if row + k < query.points {
            divergences[row + k] = d[k];
        }
    }
}
