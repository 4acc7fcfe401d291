//! The layer with the samples in the colours of the places where they started.

use super::entry::{LayerEntry, Swatch};
use crate::{
    protocol::Task,
    ui::{
        palette::KINDS,
        stage::{paint::Painter, scene::Scene},
    },
};

pub const LAYER: LayerEntry = LayerEntry {
    id: "starts",
    title: "By start",
    help: "Samples in the colour of the direction in which they started.",
    swatch: Some(Swatch { colour: "model", shape: "dots" }),
    is_on: false,
    needs_exact: false,
    compares: false,
    depth: 34,
    applies: Task::generates,
    draw,
};

fn draw(painter: &mut Painter, scene: &Scene) {
    let (samples, t) = (&scene.samples, painter.t);
    let kinds: Vec<usize> = samples.at_step(0).as_chunks::<2>().0.iter().map(direction).collect();
    for (kind, colour) in scene.palette.kinds.into_iter().enumerate() {
        painter.stamp(colour, 0.8, |dot| {
            let mut index = 0;
            samples.each_at(t, |x, y| {
                if kinds.get(index) == Some(&kind) {
                    dot(f64::from(x), f64::from(y));
                }
                index += 1;
            });
        });
    }
}

/// The sector around the centre in which a point lies, counted from the right against the clock.
fn direction([x, y]: &[f32; 2]) -> usize {
    let turn = y.atan2(*x) / std::f32::consts::TAU;
    ((turn.rem_euclid(1.0) * KINDS as f32) as usize).min(KINDS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_direction_has_a_sector() {
        assert_eq!(
            [[1.0, 0.1], [0.1, 1.0], [-1.0, 0.1], [1.0, -0.1], [0.0, 0.0]].map(|at| direction(&at)),
            [0, 1, 3, 7, 0]
        );
        assert_eq!(direction(&[f32::NAN, 0.0]), 0);
    }
}
