//! Lines along a vector field. Pure: vectors in, lines out.
//!
//! The lines keep a distance from one another, as those of Jobard and Lefer (1997), Creating evenly-spaced streamlines of
//! arbitrary density, so that no part of the plane is crowded.

use super::grids::Vectors;

/// The least distance between two lines, in cells of the grid.
const APART: f64 = 0.7;
/// The length of a step along a line, in cells of the grid.
const STRIDE: f64 = 0.2;
/// The most steps of a line in one direction.
const STEPS: usize = 120;
/// A line with fewer points is not shown.
const SHORTEST: usize = 8;

/// A line of the field, in the direction of its vectors.
pub type Line = Vec<[f64; 2]>;

/// Lines of `field` that fill its square.
pub fn lines(field: &Vectors) -> Vec<Line> {
    let Some(walk) = Walk::new(field) else {
        return Vec::new();
    };
    let mut taken = Taken::new(walk.size);
    let mut lines = Vec::new();
    // Seeds in the order of a coarse and then a finer grid, so that long lines are found first.
    let (size, mut seeds) = (walk.size, Vec::new());
    for stride in [4, 2, 1] {
        let offset = stride / 2;
        seeds.extend(
            (offset..size)
                .step_by(stride)
                .flat_map(|y| (offset..size).step_by(stride).map(move |x| [x as f64 + 0.5, y as f64 + 0.5])),
        );
    }
    for seed in seeds {
        if !taken.is_free(seed) {
            continue;
        }
        let mut line: Line = walk.follow(seed, -1.0, &taken);
        line.reverse();
        line.push(seed);
        line.extend(walk.follow(seed, 1.0, &taken));
        if line.len() >= SHORTEST {
            line.iter().for_each(|&at| taken.take(at));
            lines.push(line.into_iter().map(|at| walk.place(at)).collect());
        }
    }
    lines
}

/// A field in units of its cells, with the origin in the corner of the least coordinates.
struct Walk<'a> {
    field: &'a Vectors,
    size: usize,
}

impl<'a> Walk<'a> {
    fn new(field: &'a Vectors) -> Option<Self> {
        let size = field.grid.size as usize;
        (size > 1 && field.velocities.len() == 2 * size * size).then_some(Self { field, size })
    }

    /// The direction of the field at a place between the grid points, by bilinear interpolation; `None` where it has none.
    fn direction(&self, at: [f64; 2]) -> Option<[f64; 2]> {
        // Values belong to the middles of the cells.
        let last = (self.size - 1) as f64;
        let [x, y] = at.map(|c| (c - 0.5).clamp(0.0, last));
        let [left, low] = [x, y].map(|c| (c.floor() as usize).min(self.size - 2));
        let (right, up) = (x - left as f64, y - low as f64);
        let value = |column: usize, row: usize, axis: usize| {
            f64::from(self.field.velocities[2 * ((low + row) * self.size + left + column) + axis])
        };
        let [vx, vy] = [0, 1].map(|axis| {
            let below = value(0, 0, axis) * (1.0 - right) + value(1, 0, axis) * right;
            let above = value(0, 1, axis) * (1.0 - right) + value(1, 1, axis) * right;
            below * (1.0 - up) + above * up
        });
        let length = vx.hypot(vy);
        (length.is_finite() && length > 1e-9).then(|| [vx / length, vy / length])
    }

    /// The points of the line through `from`, without `from`, until it leaves the square, comes near a line, or ends.
    fn follow(&self, from: [f64; 2], sign: f64, taken: &Taken) -> Line {
        let mut at = from;
        let mut line = Line::new();
        for _ in 0..STEPS {
            // The midpoint method.
            let moved = |at: [f64; 2], by: f64, [x, y]: [f64; 2]| [at[0] + by * x, at[1] + by * y];
            let Some(middle) = self.direction(at).map(|way| moved(at, sign * STRIDE / 2.0, way)) else { break };
            let Some(next) = self.direction(middle).map(|way| moved(at, sign * STRIDE, way)) else { break };
            let size = self.size as f64;
            if !next.iter().all(|c| (0.0..size).contains(c)) || !taken.is_free(next) {
                break;
            }
            // A line that goes to and fro has come to rest.
            if line.len() > 2 && (next[0] - line[line.len() - 2][0]).hypot(next[1] - line[line.len() - 2][1]) < STRIDE {
                break;
            }
            line.push(next);
            at = next;
            // A closed line is followed once.
            if line.len() > 10 && (at[0] - from[0]).hypot(at[1] - from[1]) < STRIDE {
                break;
            }
        }
        line
    }

    /// A place in the plane.
    fn place(&self, at: [f64; 2]) -> [f64; 2] {
        at.map(|c| self.field.grid.extent * (2.0 * c / self.size as f64 - 1.0))
    }
}

/// The cells of side [`APART`] that lines pass through.
struct Taken {
    size: usize,
    cells: Vec<bool>,
}

impl Taken {
    fn new(size: usize) -> Self {
        let size = (size as f64 / APART).ceil() as usize + 1;
        Self { size, cells: vec![false; size * size] }
    }

    fn index(&self, at: [f64; 2]) -> usize {
        let [x, y] = at.map(|c| ((c / APART).max(0.0) as usize).min(self.size - 1));
        y * self.size + x
    }

    fn is_free(&self, at: [f64; 2]) -> bool {
        !self.cells[self.index(at)]
    }

    fn take(&mut self, at: [f64; 2]) {
        let index = self.index(at);
        self.cells[index] = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        math::extremes::{largest, smallest},
        protocol::PlaneGrid,
    };

    fn field(size: u32, velocity: impl Fn([f64; 2]) -> [f64; 2]) -> Vectors {
        let grid = PlaneGrid { size, extent: 2.0, t: 0.0 };
        let velocities = grid.points().iter().flat_map(|&at| velocity(at).map(|c| c as f32)).collect();
        Vectors { grid, velocities }
    }

    #[test]
    fn lines_of_a_rotation_are_circles() {
        let lines = lines(&field(24, |[x, y]| [-y, x]));
        assert!(lines.len() > 5, "{}", lines.len());
        for line in &lines {
            let radii: Vec<f64> = line.iter().map(|[x, y]| x.hypot(*y)).collect();
            let (least, most) = (smallest(radii.iter().copied()), largest(radii.iter().copied()));
            assert!(most - least < 0.06, "{least} {most}");
            let [a, b] = [line[0], line[1]];
            assert!(a[0] * b[1] - a[1] * b[0] > 0.0, "against the clock");
        }
    }

    #[test]
    fn lines_keep_apart_and_stay_inside() {
        let lines = lines(&field(20, |_| [1.0, 0.0]));
        assert!((15..=30).contains(&lines.len()), "{}", lines.len());
        assert!(lines.iter().flatten().flatten().all(|c| c.abs() <= 2.0));
    }

    #[test]
    fn a_field_without_a_direction_has_no_lines() {
        assert!(lines(&field(10, |_| [0.0, 0.0])).is_empty());
        assert!(lines(&field(10, |_| [f64::NAN, 1.0])).is_empty());
        let broken = Vectors { velocities: vec![1.0], ..field(10, |_| [1.0, 0.0]) };
        assert!(lines(&broken).is_empty());
    }
}
