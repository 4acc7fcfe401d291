use super::{Coordinate, Noise, Points, StreamNoise, combined, norm, projection};

/// Points of any dimension, `[n, d]`, row by row in one list: sequences of actions, or examples of sixteen numbers.
///
/// With `d = 2` they hold what a [`Cloud`](super::Cloud) holds, and samplers give the same numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows<T> {
    values: Vec<T>,
    width: usize,
    count: usize,
}

impl<T> Rows<T> {
    /// Rows of `width` numbers each; `None` unless the `values` are whole rows of at least one number.
    pub fn new(values: Vec<T>, width: usize) -> Option<Self> {
        let count = values.len().checked_div(width)?;
        (count * width == values.len()).then_some(Self { values, width, count })
    }

    /// So many rows of width 0: the points of a network whose only inputs are features.
    pub fn empty(count: usize) -> Self {
        Self { values: Vec::new(), width: 0, count }
    }

    /// The number of rows.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The width of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// All numbers, row by row.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    pub fn into_values(self) -> Vec<T> {
        self.values
    }

    /// The numbers of every row.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.count).map(|row| &self.values[row * self.width..][..self.width])
    }

    /// Other numbers in rows of the same shape.
    fn with<U>(&self, values: Vec<U>) -> Rows<U> {
        Rows { values, width: self.width, count: self.count }
    }
}

impl<T: Coordinate> Points for Rows<T> {
    type Scalars = Vec<T>;

    const LEAST_TOLERANCE: f64 = T::LEAST_TOLERANCE;

    fn lincomb((c, first): (f64, &Self), rest: &[(f64, &Self)]) -> Self {
        first.with(combined((c, &first.values), rest.iter().map(|(c, rows)| (*c, rows.values.as_slice()))))
    }

    fn dimension(&self) -> usize {
        self.width
    }

    fn dot(a: &Self, b: &Self) -> Vec<T> {
        let product = |(a, b): (&[T], &[T])| a.iter().zip(b).map(|(a, b)| (*a).into() * (*b).into()).sum::<f64>();
        a.iter().zip(b.iter()).map(product).map(T::rounded).collect()
    }

    fn onto(a: &Self, b: &Self) -> Self {
        let project = |(a, b): (&[T], &[T])| {
            let share = projection(a.iter().zip(b).map(|(a, b)| ((*a).into(), (*b).into())));
            b.iter().map(|c| T::rounded(share * (*c).into())).collect::<Vec<_>>()
        };
        b.with(a.iter().zip(b.iter()).flat_map(project).collect())
    }

    fn choose(when: &Vec<T>, yes: &Self, no: &Self) -> Self {
        let rows = when.iter().zip(yes.iter().zip(no.iter()));
        let chosen = rows.flat_map(|(when, (yes, no))| if (*when).into() >= 0.0 { yes } else { no });
        yes.with(chosen.copied().collect())
    }

    fn error_norm(error: &Self, a: &Self, b: &Self, absolute: f64, relative: f64) -> Option<f64> {
        Some(norm(&error.values, [&a.values, &b.values], absolute, relative))
    }
}

impl<T: Coordinate> Noise<Rows<T>> for StreamNoise<'_> {
    /// Numbers are drawn in pairs, as in the plane, and run on from row to row.
    fn normal_like(&mut self, like: &Rows<T>) -> Rows<T> {
        let pairs = self.normals(like.values.len().div_ceil(2)).into_iter().flatten();
        like.with(pairs.take(like.values.len()).map(T::rounded).collect())
    }

    fn exponential_like(&mut self, like: &Rows<T>) -> Vec<T> {
        self.exponentials(like.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        points::Scalars,
        rng::{Purpose, Stream},
    };

    #[test]
    fn only_whole_rows_are_rows() {
        assert!(Rows::new(vec![1.0; 6], 4).is_none());
        assert!(Rows::new(vec![1.0; 6], 0).is_none());
        assert!(Rows::new(Vec::<f64>::new(), 0).is_none());
        let rows = Rows::new(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3).unwrap();
        assert_eq!((rows.count(), rows.width()), (2, 3));
        assert_eq!(rows.iter().map(|row| row[2]).collect::<Vec<_>>(), [3.0, 6.0]);
        let empty = Rows::<f32>::empty(3);
        assert_eq!((empty.count(), empty.width(), empty.iter().count()), (3, 0, 3));
    }

    #[test]
    fn products_and_choices_go_row_by_row() {
        let a = Rows::new(vec![1.0, 2.0, 3.0, -1.0, 0.0, 2.0], 3).unwrap();
        let b = Rows::new(vec![2.0, 0.5, 1.0, 4.0, 7.0, 1.0], 3).unwrap();
        let dot = Rows::dot(&a, &b);
        assert_eq!(dot, [6.0, -2.0]);
        assert_eq!(Scalars::shifted((2.0, &dot), 1.0), [13.0, -3.0]);
        assert_eq!(Rows::choose(&dot, &a, &b).values(), [1.0, 2.0, 3.0, 4.0, 7.0, 1.0]);
        let onto = Rows::onto(&a, &b);
        // Each row less its projection is orthogonal to the other.
        let rest = Rows::lincomb((1.0, &a), &[(-1.0, &onto)]);
        assert!(Rows::dot(&rest, &b).iter().all(|product: &f64| product.abs() < 1e-12));
        assert_eq!(Rows::onto(&a, &b.with(vec![0.0; 6])).values(), [0.0; 6]);
        // NaN chooses the second.
        assert_eq!(Rows::choose(&vec![f64::NAN; 2], &a, &b), b);
        assert_eq!(Rows::error_norm(&a, &a, &a, 0.0, 1.0).map(f64::is_nan), Some(true));
    }

    #[test]
    fn noise_has_the_moments_of_its_law() {
        let mut rng = Stream::new(3, Purpose::Sampling, 1);
        let like = Rows::new(vec![0.0_f64; 5 * 20_000], 5).unwrap();
        let mut noise = StreamNoise::new(&mut rng);
        let normal = noise.normal_like(&like);
        let mean = |numbers: &mut dyn Iterator<Item = f64>, n: usize| numbers.sum::<f64>() / n as f64;
        // The means of 100,000 squares and of 20,000 exponentials are known to 0.45 % and 0.7 %: four standard errors.
        assert!((mean(&mut normal.values().iter().map(|x| x * x), 100_000) - 1.0).abs() < 0.018);
        let exponential = noise.exponential_like(&like);
        assert!((mean(&mut exponential.iter().copied(), 20_000) - 1.0).abs() < 0.028);
        assert_eq!(exponential.len(), 20_000);
    }
}
