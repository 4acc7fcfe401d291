//! The optimal one-to-one matching of two clouds.

/// The permutation `π` that minimises `Σ ‖aᵢ − b_π(i)‖²`, exactly.
///
/// `a` and `b` are `[n, 2]`. Between two clouds of equal weights this is exact optimal transport, since the extreme points
/// of the couplings are the permutations (Birkhoff, 1946). `None` when the sizes differ, or when squared distances are not
/// finite.
///
/// Prices come from an auction with a falling ε (Bertsekas, 1988), which pairs nearly all points nearly optimally. Pairs
/// that are not optimal at these prices are dissolved, and every remaining point is paired along a shortest augmenting path
/// (Jonker and Volgenant, 1987; Crouse, 2016). Time is O(n³) at worst and little more than O(n²) for clouds of the plane.
/// Distances are computed when they are needed, so that memory is O(n).
pub fn optimal_assignment(a: &[[f64; 2]], b: &[[f64; 2]]) -> Option<Vec<usize>> {
    let n = a.len();
    // NaN is not below the bound either.
    let is_fit = a.iter().chain(b).flatten().all(|c| c.abs() < MAX_COORDINATE);
    if n != b.len() || !is_fit {
        return None;
    }
    let mut market = Market::new(a, b);
    if n > 1 {
        market.auction();
    }
    for row in market.unpaired() {
        market.augment(row);
    }
    Some(market.column_of.iter().map(|&place| market.columns[place]).collect())
}

/// `‖p − q‖²`.
pub fn squared_distance(p: [f64; 2], q: [f64; 2]) -> f64 {
    let [x, y] = [p[0] - q[0], p[1] - q[1]];
    x * x + y * y
}

/// Above this, sums of squared distances might overflow.
const MAX_COORDINATE: f64 = 1e140;
/// ε begins at this share of the mean squared distance, falls by this factor, and ends at the last share over n. Measured
/// to be quick for 64 to 10,000 points.
const FIRST_EPSILON: f64 = 0.125;
const FALL: f64 = 6.0;
const LAST_EPSILON: f64 = 1.0;
/// The most bids for each row in one round of the auction; rows without a column after it are left to the paths.
const MAX_BIDS: usize = 100;
/// Marks a row or column without a partner.
const NONE: usize = usize::MAX;
/// Numbers that are compared side by side on every machine, so that ties are always broken the same way.
const LANES: usize = 8;

/// Rows are points of `a`, columns points of `b` in an order that changes. The *reduced distance* of a row from a column
/// is the squared distance less the price of the column; a pair is *tight* where no other column is closer to its row.
struct Market<'a> {
    rows: &'a [[f64; 2]],
    /// The point of `b` at each place, its coordinates and its price.
    columns: Vec<usize>,
    x: Vec<f64>,
    y: Vec<f64>,
    price: Vec<f64>,
    row_at: Vec<usize>,
    column_of: Vec<usize>,
    /// For each place the length of the shortest path to it, and the row that the path comes from.
    length: Vec<f64>,
    from: Vec<u64>,
}

impl<'a> Market<'a> {
    fn new(a: &'a [[f64; 2]], b: &[[f64; 2]]) -> Self {
        let n = a.len();
        Self {
            rows: a,
            columns: (0..n).collect(),
            x: b.iter().map(|q| q[0]).collect(),
            y: b.iter().map(|q| q[1]).collect(),
            price: vec![0.0; n],
            row_at: vec![NONE; n],
            column_of: vec![NONE; n],
            length: vec![0.0; n],
            from: vec![0; n],
        }
    }

    /// The rows without a column.
    fn unpaired(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|&row| self.column_of[row] == NONE).collect()
    }

    fn distance(&self, row: usize, place: usize) -> f64 {
        squared_distance(self.rows[row], [self.x[place], self.y[place]]) - self.price[place]
    }

    /// The place closest to `row`, its reduced distance, and the next larger one.
    fn closest(&mut self, row: usize) -> (usize, f64, f64) {
        let (least, next) = two_least(&self.x, &self.y, &self.price, self.rows[row], &mut self.length);
        (position(&self.length, least), least, next)
    }

    /// Computes prices at which most rows have a column, and all pairs are tight.
    fn auction(&mut self) {
        let n = self.rows.len();
        let mean = (0..n).map(|i| self.distance(i, i)).sum::<f64>() / n as f64;
        let last = LAST_EPSILON * mean / n as f64;
        let mut epsilon = FIRST_EPSILON * mean;
        while epsilon > 0.0 {
            epsilon = if epsilon > last { epsilon } else { last };
            self.column_of.fill(NONE);
            self.row_at.fill(NONE);
            self.bid(epsilon, MAX_BIDS * n);
            if epsilon == last {
                break;
            }
            epsilon /= FALL;
        }
        for row in 0..n {
            let place = self.column_of[row];
            if place != NONE && self.distance(row, place) > self.closest(row).1 {
                self.column_of[row] = NONE;
                self.row_at[place] = NONE;
            }
        }
        // Bids without ε keep pairs tight.
        self.bid(0.0, 2 * n);
    }

    /// Lets rows without a column bid for the closest one.
    /// A bid lowers the column's price until the next column is as close, and by `epsilon` more. The row that loses the
    /// column bids again.
    fn bid(&mut self, epsilon: f64, most: usize) {
        let mut waiting = self.unpaired();
        waiting.reverse();
        for _ in 0..most {
            let Some(row) = waiting.pop() else {
                return;
            };
            let (place, least, next) = self.closest(row);
            self.price[place] -= next - least + epsilon;
            let before = std::mem::replace(&mut self.row_at[place], row);
            self.column_of[row] = place;
            if before != NONE {
                self.column_of[before] = NONE;
                waiting.push(before);
            }
        }
    }

    /// Gives `start` a column along the shortest alternating path to a free one (Dijkstra).
    /// Moves the prices so that all pairs are tight. Completed places come first.
    fn augment(&mut self, start: usize) {
        self.length.fill(f64::INFINITY);
        let (mut done, mut row, mut offset) = (0, start, 0.0);
        let (end, shortest) = loop {
            let open = &mut self.length[done..];
            let (x, y, price) = (&self.x[done..], &self.y[done..], &self.price[done..]);
            let shortest = relax(x, y, price, (self.rows[row], row as u64), offset, open, &mut self.from[done..]);
            let place = done + position(open, shortest);
            let next = self.row_at[place];
            if next == NONE {
                break (place, shortest);
            }
            self.exchange(done, place);
            offset = self.distance(next, done) - shortest;
            row = next;
            done += 1;
        };
        for (price, length) in self.price.iter_mut().zip(&self.length).take(done) {
            *price += length - shortest;
        }
        let mut place = end;
        loop {
            let row = self.from[place] as usize;
            self.row_at[place] = row;
            place = std::mem::replace(&mut self.column_of[row], place);
            if row == start {
                return;
            }
        }
    }

    /// Exchanges two places.
    fn exchange(&mut self, i: usize, j: usize) {
        for numbers in [&mut self.x, &mut self.y, &mut self.price, &mut self.length] {
            numbers.swap(i, j);
        }
        self.columns.swap(i, j);
        self.row_at.swap(i, j);
        self.from.swap(i, j);
        for place in [i, j] {
            if let Some(column) = self.column_of.get_mut(self.row_at[place]) {
                *column = place;
            }
        }
    }
}

/// The first position of `value`.
fn position(numbers: &[f64], value: f64) -> usize {
    numbers.iter().position(|&number| number == value).unwrap_or(0)
}

/// The reduced distances of `point` from all columns, written to `found`, and the two least of them.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn two_least(x: &[f64], y: &[f64], price: &[f64], point: [f64; 2], found: &mut [f64]) -> (f64, f64) {
    let (mut first, mut second) = ([f64::INFINITY; LANES], [f64::INFINITY; LANES]);
    let mut look = |x: &[f64; LANES], y: &[f64; LANES], price: &[f64; LANES]| -> [f64; LANES] {
        let distance: [f64; LANES] = std::array::from_fn(|lane| {
            let (x, y) = (x[lane] - point[0], y[lane] - point[1]);
            x * x + y * y - price[lane]
        });
        let other: [f64; LANES] = std::array::from_fn(|lane| larger(distance[lane], first[lane]));
        first = std::array::from_fn(|lane| smaller(distance[lane], first[lane]));
        second = std::array::from_fn(|lane| smaller(other[lane], second[lane]));
        distance
    };
    let ((xs, x), (ys, y), (prices, price)) = (x.as_chunks(), y.as_chunks(), price.as_chunks());
    let (all_found, found) = found.as_chunks_mut();
    for (((x, y), price), found) in xs.iter().zip(ys).zip(prices).zip(all_found) {
        *found = look(x, y, price);
    }
    // The remainder, padded with columns at infinite distance.
    let fill = |rest: &[f64]| std::array::from_fn(|lane| rest.get(lane).copied().unwrap_or(f64::INFINITY));
    let rest = look(&fill(x), &fill(y), &std::array::from_fn(|lane| price.get(lane).copied().unwrap_or(0.0)));
    found.copy_from_slice(&rest[..found.len()]);
    let (mut least, mut next) = (f64::INFINITY, f64::INFINITY);
    for distance in first.into_iter().chain(second) {
        next = smaller(next, larger(distance, least));
        least = smaller(distance, least);
    }
    (least, next)
}

/// The smaller of two numbers, in one instruction; neither may be NaN.
#[inline(always)]
fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger of two numbers.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// Shortens the paths to all columns through `row` at `point`; gives the shortest of all paths.
/// `offset` is the length that the row's own path saves.
#[multiversion::multiversion(targets("x86_64+avx2"))]
fn relax(
    x: &[f64],
    y: &[f64],
    price: &[f64],
    (point, row): ([f64; 2], u64),
    offset: f64,
    length: &mut [f64],
    from: &mut [u64],
) -> f64 {
    for ((((x, y), price), length), from) in x.iter().zip(y).zip(price).zip(length.iter_mut()).zip(from) {
        let (x, y) = (x - point[0], y - point[1]);
        let by_row = x * x + y * y - price - offset;
        let is_shorter = by_row < *length;
        *length = if is_shorter { by_row } else { *length };
        *from = if is_shorter { row } else { *from };
    }
    let (lengths, rest) = length.as_chunks::<LANES>();
    let mut least = [f64::INFINITY; LANES];
    for length in lengths {
        least = std::array::from_fn(|lane| smaller(length[lane], least[lane]));
    }
    least.into_iter().chain(rest.iter().copied()).fold(f64::INFINITY, smaller)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        extremes::smallest,
        points::Cloud,
        rng::{self, Purpose, Stream},
    };

    fn cost(a: &Cloud, b: &Cloud, partners: &[usize]) -> f64 {
        partners.iter().enumerate().map(|(i, &j)| squared_distance(a[i], b[j])).sum()
    }

    /// Calls `visit` with every permutation of `items[fixed..]`.
    fn permutations(items: &mut Vec<usize>, fixed: usize, visit: &mut dyn FnMut(&[usize])) {
        if fixed == items.len() {
            return visit(items);
        }
        for i in fixed..items.len() {
            items.swap(fixed, i);
            permutations(items, fixed + 1, visit);
            items.swap(fixed, i);
        }
    }

    #[test]
    fn no_permutation_costs_less() {
        for step in 0..20 {
            let mut rng = Stream::new(1, Purpose::Data, step);
            let mut draw = || -> Cloud { (0..6).map(|_| rng::normal(&mut rng)).collect() };
            let (a, b) = (draw(), draw());
            let mut costs = Vec::new();
            permutations(&mut (0..6).collect(), 0, &mut |p| costs.push(cost(&a, &b, p)));
            let least = smallest(costs);
            assert!((cost(&a, &b, &optimal_assignment(&a, &b).unwrap()) - least).abs() < 1e-12);
        }
    }

    /// Shortest augmenting paths alone, in n³, from prices of 0.
    fn by_paths_alone(a: &Cloud, b: &Cloud) -> f64 {
        let mut market = Market::new(a, b);
        (0..a.len()).for_each(|row| market.augment(row));
        let partners: Vec<_> = market.column_of.iter().map(|&place| market.columns[place]).collect();
        cost(a, b, &partners)
    }

    #[test]
    fn prices_prove_that_a_matching_is_optimal() {
        // By duality no permutation costs less than the least reduced distances of all rows and the prices together.
        for (n, step) in [(2, 0), (33, 1), (200, 2), (500, 3)] {
            let mut rng = Stream::new(2, Purpose::Data, step);
            let mut draw = |far: f64| -> Cloud { (0..n).map(|_| rng::normal(&mut rng).map(|c| far + c)).collect() };
            let (a, b) = (draw(0.0), draw(3.0));
            let mut market = Market::new(&a, &b);
            market.auction();
            for row in market.unpaired() {
                market.augment(row);
            }
            let bound: f64 = (0..n).map(|row| market.closest(row).1).sum::<f64>() + market.price.iter().sum::<f64>();
            let partners = optimal_assignment(&a, &b).unwrap();
            let found = cost(&a, &b, &partners);
            assert!((found - bound).abs() < 1e-10 * bound, "{n}: {found} against {bound}");
            assert!((found - by_paths_alone(&a, &b)).abs() < 1e-10 * bound);
        }
    }

    #[test]
    fn points_in_one_place_are_matched_too() {
        let a = vec![[1.0, 2.0]; 40];
        let mut partners = optimal_assignment(&a, &a).unwrap();
        partners.sort_unstable();
        assert_eq!(partners, (0..40).collect::<Vec<_>>());
        let b: Cloud = (0..40).map(|i| [f64::from(i % 3), 0.0]).collect();
        let partners = optimal_assignment(&b, &b).unwrap();
        assert!(cost(&b, &b, &partners) == 0.0);
    }

    #[test]
    fn what_cannot_be_matched_is_refused() {
        assert_eq!(optimal_assignment(&[[0.0; 2]], &[]), None);
        assert_eq!(optimal_assignment(&[[f64::NAN, 0.0]], &[[0.0; 2]]), None);
        assert_eq!(optimal_assignment(&[[1e200, 0.0]], &[[0.0; 2]]), None);
        assert_eq!(optimal_assignment(&[], &[]), Some(Vec::new()));
    }
}
