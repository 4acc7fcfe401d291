// The network's output for any number of points at one time: every group takes one tile after the other.

@compute @workgroup_size(GROUP)
fn predict(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) me: u32,
) {
    let start = group.x * TILE * 2u * query.wide;
    let last = net.layers - 1u;
    for (var tile = group.x; tile < query.tiles; tile += groups.x) {
        let first = tile * TILE;
        for (var i = me; i < TILE * 2u; i += GROUP) {
            load_points(start + (i / 2u) * 2u * query.wide + i % 2u, 8u * (first + i / 2u) + 4u * (i % 2u));
        }
        storageBarrier();
        for (var l = 0u; l <= last; l++) {
            let after = net.layer[l].after;
            let place = (l % 2u) * query.wide;
            for (var i = me; i < TILE * after; i += GROUP) {
                let base = start + (i / after) * 2u * query.wide;
                let column = i % after;
                let m = net.layer[l].matrix + 8u * column;
                let z = biased(product(base + place, m, 8u * after, 2u * net.layer[l].before), net.layer[l].bias + 2u * column);
                if l < last {
                    let to = base + query.wide - place + 16u * column;
                    activate_block(to, to, z);
                } else {
                    answer(8u * (first + i / after), z.v0, z.v1);
                    answer(8u * (first + i / after) + 4u, z.w0, z.w1);
                }
            }
            storageBarrier();
        }
    }
}
