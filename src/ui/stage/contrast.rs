//! The difference of two models, right minus left, at the same grid and time. Pure.

use super::grids::{Heat, Vectors};
use crate::protocol::MapKind;

/// The difference that the stage on the right draws.
#[derive(Clone, Debug)]
pub struct Contrast {
    /// The length of the difference of the fields, or the signed difference of the densities.
    pub heat: Heat,
    /// The difference of the fields; `None` for densities.
    pub arrows: Option<Vectors>,
}

/// The answers of a model on its grids, as far as they have arrived.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModelGrids<'a> {
    /// The map that is shown: a density or something else.
    pub density: Option<&'a Heat>,
    /// The field that it has learned.
    pub field: Option<&'a Vectors>,
}

/// The difference of two models: of their densities if both show one, otherwise of their learned fields.
///
/// `None` while answers of both for the same grid and time are missing.
pub fn contrast(left: ModelGrids, right: ModelGrids, version: u32) -> Option<Contrast> {
    densities(left, right, version).or_else(|| fields(left, right, version))
}

fn densities(left: ModelGrids, right: ModelGrids, version: u32) -> Option<Contrast> {
    let is_density = |heat: &&Heat| heat.kind == MapKind::LearnedDensity;
    let left = left.density.filter(is_density)?;
    let right = right.density.filter(is_density)?;
    let fits = left.grid == right.grid && left.numbers.len() == right.numbers.len();
    fits.then(|| {
        let numbers = left.numbers.iter().zip(&right.numbers).map(|(left, right)| right - left).collect();
        let heat = Heat { grid: right.grid, numbers, kind: MapKind::DensityDifference, version };
        Contrast { heat, arrows: None }
    })
}

fn fields(left: ModelGrids, right: ModelGrids, version: u32) -> Option<Contrast> {
    let (left, right) = (left.field?, right.field?);
    let fits = left.grid == right.grid && left.velocities.len() == right.velocities.len();
    fits.then(|| {
        let velocities: Vec<f32> = left.velocities.iter().zip(&right.velocities).map(|(l, r)| r - l).collect();
        let (vectors, _) = velocities.as_chunks::<2>();
        let numbers = vectors.iter().map(|[x, y]| x.hypot(*y)).collect();
        let heat = Heat { grid: right.grid, numbers, kind: MapKind::VelocityError, version };
        Contrast { heat, arrows: Some(Vectors { grid: right.grid, velocities }) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::PlaneGrid;

    const GRID: PlaneGrid = PlaneGrid { size: 1, extent: 4.0, t: 0.5 };

    fn answers<'a>(field: &'a Vectors, density: Option<&'a Heat>) -> ModelGrids<'a> {
        ModelGrids { density, field: Some(field) }
    }

    fn field(grid: PlaneGrid, velocity: [f32; 2]) -> Vectors {
        Vectors { grid, velocities: velocity.to_vec() }
    }

    fn density(p: f32) -> Heat {
        Heat { grid: GRID, numbers: vec![p], kind: MapKind::LearnedDensity, version: 0 }
    }

    #[test]
    fn it_is_the_right_minus_the_left() {
        let (left, right) = (field(GRID, [1.0, 2.0]), field(GRID, [4.0, 6.0]));
        let found = contrast(answers(&left, None), answers(&right, None), 7).unwrap();
        assert_eq!((found.heat.numbers, found.heat.version), (vec![5.0], 7));
        assert_eq!(found.arrows.unwrap().velocities, [3.0, 4.0]);
        let (likely, unlikely) = (density(0.75), density(0.25));
        let found = contrast(answers(&left, Some(&likely)), answers(&right, Some(&unlikely)), 0).unwrap();
        assert_eq!((found.heat.numbers, found.heat.kind), (vec![-0.5], MapKind::DensityDifference));
        assert!(found.arrows.is_none());
    }

    #[test]
    fn two_times_are_not_compared() {
        let (now, later) = (field(GRID, [1.0; 2]), field(PlaneGrid { t: 0.25, ..GRID }, [1.0; 2]));
        assert!(contrast(answers(&now, None), answers(&later, None), 0).is_none());
        assert!(contrast(answers(&now, None), ModelGrids::default(), 0).is_none());
    }

    #[test]
    fn what_is_not_finite_stays_visible_as_such() {
        let (left, right) = (field(GRID, [f32::NAN, 0.0]), field(GRID, [1.0, 0.0]));
        let found = contrast(answers(&left, None), answers(&right, None), 0).unwrap();
        assert!(found.heat.numbers[0].is_nan() && found.heat.largest() == 0.0);
    }
}
