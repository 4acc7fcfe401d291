use super::geometry::distance;

/// Points in the order of x, so that only those near in x are compared.
pub struct Nearest {
    points: Vec<[f64; 2]>,
}

impl Nearest {
    pub fn new(points: impl IntoIterator<Item = [f64; 2]>) -> Self {
        let mut points: Vec<[f64; 2]> = points.into_iter().collect();
        points.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]));
        Self { points }
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The distance from `to` to the nearest point; infinite where there is none.
    pub fn distance(&self, to: [f64; 2]) -> f64 {
        let middle = self.points.partition_point(|point| point[0] < to[0]);
        let (left, right) = self.points.split_at(middle);
        let least = nearest(left.iter().rev(), to, f64::INFINITY);
        nearest(right.iter(), to, least)
    }
}

/// The least of `least` and the distances to `points`, which are sorted by their distance in x.
fn nearest<'a>(points: impl Iterator<Item = &'a [f64; 2]>, to: [f64; 2], mut least: f64) -> f64 {
    for point in points {
        if (point[0] - to[0]).abs() >= least {
            break;
        }
        least = least.min(distance(*point, to));
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        extremes::smallest,
        rng::{Purpose, Stream, normal},
    };

    #[test]
    fn it_finds_what_a_look_at_all_points_finds() {
        let mut rng = Stream::new(1, Purpose::World, 0);
        let points: Vec<_> = (0..300).map(|_| normal(&mut rng)).collect();
        let index = Nearest::new(points.clone());
        for _ in 0..200 {
            let to = normal(&mut rng);
            let all = smallest(points.iter().map(|point| distance(*point, to)));
            assert_eq!(index.distance(to), all);
        }
        assert_eq!(Nearest::new([]).distance([0.0; 2]), f64::INFINITY);
    }
}
