//! Arrows of a field on its grid.

use crate::ui::stage::{arrows, grids::Vectors, paint::Painter};

/// Paints `field` in the direction in which points move: against time for samples, along time for series.
pub fn draw(painter: &Painter, field: &Vectors, is_series: bool, width: f64, colour: &str) {
    let Painter { context, place, usual, .. } = painter;
    let along = if is_series { 1.0 } else { -1.0 };
    let cell = place.length(2.0 * field.grid.extent / f64::from(field.grid.size.max(1)));
    context.set_fill_style_str(colour);
    context.begin_path();
    let columns = field.grid.size.max(1) as usize;
    for (i, (&[mx, my], velocity)) in field.grid.points().iter().zip(field.velocities.chunks_exact(2)).enumerate() {
        // One path for each row: without a GPU, one path for all arrows takes three times as long.
        if i % columns == 0 {
            context.fill();
            context.begin_path();
        }
        let &[x, y] = velocity else {
            continue;
        };
        // The y axis of a canvas points down.
        let (x, y) = (along * f64::from(x) / usual, -along * f64::from(y) / usual);
        let over = x.hypot(y).max(1.0);
        if !over.is_finite() {
            continue;
        }
        let middle = [place.x(mx), place.y(my)];
        painter.outline(&arrows::corners(middle, x / over, y / over, cell, width * place.unit));
    }
    context.fill();
}
