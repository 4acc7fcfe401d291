// The weights in the order of the products: every matrix and its transpose, in whole blocks, with four numbers that are summed
// over side by side.

// Four numbers of a gradient, and their position.
struct Place {
    layer: u32,
    row: u32,
    column: u32,
    // How many of the four are parameters, and the position of the first in the flat state.
    columns: u32,
    flat: u32,
    used: bool,
}

fn find(index: u32) -> Place {
    var l = net.layers - 1u;
    while net.layer[l].partial > index {
        l--;
    }
    let within = index - net.layer[l].partial;
    let fours = 2u * net.layer[l].after;
    let inputs = net.layer[l].inputs;
    let outputs = net.layer[l].outputs;
    let padded = within / fours;
    let column = 4u * (within % fours);
    // The bias is behind the last whole block of rows.
    let is_bias = padded == 8u * net.layer[l].before;
    let row = select(padded, inputs, is_bias);
    let used = column < outputs && (padded < inputs || is_bias);
    return Place(l, row, column, min(outputs - column, 4u), net.layer[l].start + row * outputs + column, used);
}

fn pack(place: Place, w: vec4<f32>) {
    let l = place.layer;
    if place.row == net.layer[l].inputs {
        put(4u * net.layer[l].bias + place.column, 1u, w);
        return;
    }
    put(4u * (net.layer[l].matrix + (place.row / 4u) * 8u * net.layer[l].after + place.column) + place.row % 4u, 4u, w);
    put(4u * (net.layer[l].turned + place.column / 4u * 8u * net.layer[l].before + place.row), 1u, w);
}

fn put(at: u32, stride: u32, w: vec4<f32>) {
    packed[at] = w.x;
    packed[at + stride] = w.y;
    packed[at + 2u * stride] = w.z;
    packed[at + 3u * stride] = w.w;
}
