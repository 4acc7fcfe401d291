//! How two models differ: the one on the right minus the one on the left, at the same grid and time. Pure.

use super::scene::{Heat, Scene, Vectors};
use crate::protocol::MapKind;

/// A difference, as the stage on the right draws it.
#[derive(Clone, Debug)]
pub struct Contrast {
    /// The length of the difference of the fields, or the difference of the densities, which has a sign.
    pub heat: Heat,
    /// The difference of the fields; nothing where it is of densities.
    pub arrows: Option<Vectors>,
}

/// What the models of two scenes differ by: their densities where both show one, otherwise their learned fields. `None` while
/// the two have not been asked about the same grid and time, and where either says nothing yet.
pub fn contrast(left: &Scene, right: &Scene, version: u32) -> Option<Contrast> {
    densities(left, right, version).or_else(|| fields(left, right, version))
}

fn densities(left: &Scene, right: &Scene, version: u32) -> Option<Contrast> {
    let is_density = |heat: &&Heat| heat.kind == MapKind::LearnedDensity;
    let left = left.heat.as_ref().filter(is_density)?;
    let right = right.heat.as_ref().filter(is_density)?;
    let fits = left.grid == right.grid && left.numbers.len() == right.numbers.len();
    fits.then(|| {
        let numbers = left.numbers.iter().zip(&right.numbers).map(|(left, right)| right - left).collect();
        let heat = Heat { grid: right.grid, numbers, kind: MapKind::DensityDifference, version };
        Contrast { heat, arrows: None }
    })
}

fn fields(left: &Scene, right: &Scene, version: u32) -> Option<Contrast> {
    let (left, right) = (left.learned.as_ref()?, right.learned.as_ref()?);
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
    use crate::protocol::Grid;

    const GRID: Grid = Grid { size: 1, extent: 4.0, t: 0.5 };

    fn scene(grid: Grid, velocity: [f32; 2], density: Option<f32>) -> Scene {
        let mut scene = Scene::default();
        scene.learned = Some(Vectors { grid, velocities: velocity.to_vec() });
        scene.heat = density.map(|p| Heat { grid, numbers: vec![p], kind: MapKind::LearnedDensity, version: 0 });
        scene
    }

    #[test]
    fn it_is_the_right_minus_the_left() {
        let found = contrast(&scene(GRID, [1.0, 2.0], None), &scene(GRID, [4.0, 6.0], None), 7).unwrap();
        assert_eq!((found.heat.numbers, found.heat.version), (vec![5.0], 7));
        assert_eq!(found.arrows.unwrap().velocities, [3.0, 4.0]);
        let found = contrast(&scene(GRID, [0.0; 2], Some(0.75)), &scene(GRID, [0.0; 2], Some(0.25)), 0).unwrap();
        assert_eq!((found.heat.numbers, found.heat.kind), (vec![-0.5], MapKind::DensityDifference));
        assert!(found.arrows.is_none());
    }

    #[test]
    fn two_times_are_not_compared() {
        let later = Grid { t: 0.25, ..GRID };
        assert!(contrast(&scene(GRID, [1.0; 2], None), &scene(later, [1.0; 2], None), 0).is_none());
        assert!(contrast(&scene(GRID, [1.0; 2], None), &Scene::default(), 0).is_none());
    }

    #[test]
    fn what_is_not_finite_stays_visible_as_such() {
        let found = contrast(&scene(GRID, [f32::NAN, 0.0], None), &scene(GRID, [1.0, 0.0], None), 0).unwrap();
        assert!(found.heat.numbers[0].is_nan() && found.heat.largest() == 0.0);
    }
}
