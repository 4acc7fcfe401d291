//! Draws thousands of dots of one colour as one picture.
//!
//! A canvas without a GPU takes thirty times as long to draw them one by one.

use wide::u16x8;

use crate::ui::palette::Rgb;

/// The number of positions within a pixel along each side.
const PHASES: usize = 4;
/// The number of pixels that are blended at once.
const LANES: usize = 8;

/// The unit of optical depth `−ln(1 − opacity)`. Depths of layers add up, and a sum is cheaper than a product.
pub(super) const DEPTH: f64 = 8192.0;
/// The margin of a picture that begins with lines.
const ROOM: usize = 16;
/// The parts of a pixel in which lines count.
const FIXED: f64 = 65_536.0;
/// The optical depth of an opacity from 0 to 1; at most the largest, which looks opaque.
fn depth(opacity: f64) -> u16 {
    // The conversion saturates.
    (-DEPTH * (1.0 - opacity.clamp(0.0, 1.0)).ln()).round() as u16
}

/// A picture of overlapping dots of one colour.
#[derive(Debug, Default)]
pub struct Dots {
    /// Pixels along a side.
    size: usize,
    /// Pixels around the square that a dot at its edge may cover, a multiple of [`LANES`].
    margin: usize,
    /// `[size + 2 margin, size + 2 margin]` optical depths from the top, where [`DEPTH`] is 1; 0 where there is no dot.
    cover: Vec<u16>,
    colour: [u8; 3],
    /// The corners of the smallest rectangle around all dots, `[column, row]`, with the margin; the second lies outside.
    bounds: Option<[[usize; 2]; 2]>,
    stamp: Stamp,
}

/// A rectangle of the square, in pixels from the top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
}

impl Window {
    /// The smallest window around both.
    pub fn with(self, other: Self) -> Self {
        let [left, top] = [self.left.min(other.left), self.top.min(other.top)];
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Self { left, top, width: right - left, height: bottom - top }
    }
}

/// The optical depth of each pixel of a dot, for every position within a pixel.
#[derive(Debug, Default)]
struct Stamp {
    /// The radius in quarters of a pixel, and the opacity of a pixel that the dot covers wholly.
    key: (u32, u32),
    /// The rows of a dot.
    side: usize,
    /// The pixels of a row, a multiple of [`LANES`].
    width: usize,
    /// `[PHASES, PHASES, side, width]`.
    depths: Vec<u16>,
}

impl Dots {
    /// Draws dots of this `radius` on a square of `size` pixels, and returns the window that they cover.
    /// With `goes_on` they are added to the last picture, which has their size and colour.
    ///
    /// Points and radius are in pixels from the top left corner. Points that are outside or not finite are left out.
    pub fn draw(
        &mut self,
        size: usize,
        (colour, opacity): (Rgb, f64),
        radius: f64,
        goes_on: bool,
        points: impl FnOnce(&mut dyn FnMut(f64, f64)),
    ) -> Option<Window> {
        self.stamp.prepare(radius, opacity);
        // A picture whose margin is too small for the dots cannot go on.
        if !goes_on || self.margin < self.stamp.width {
            self.clear(size, colour, self.stamp.width);
        }
        points(&mut |x, y| self.dot([x, y]));
        self.window()
    }

    /// Draws lines of this `width` from point to point, `(from, to, opacity)`, and returns the window that they cover.
    ///
    /// Points and width are in pixels. Lines that leave the square by more than its side are left out.
    pub fn draw_lines(
        &mut self,
        size: usize,
        (colour, width): (Rgb, f64),
        goes_on: bool,
        lines: impl FnOnce(&mut dyn FnMut([f64; 2], [f64; 2], f64)),
    ) -> Option<Window> {
        if !goes_on {
            // Room for the dots that may follow.
            self.clear(size, colour, self.margin.max(ROOM));
        }
        let width = width.round().max(1.0) as i32;
        lines(&mut |from, to, opacity| self.line([from, to], width, depth(opacity)));
        self.window()
    }

    fn line(&mut self, [from, to]: [[f64; 2]; 2], width: i32, depth: u16) {
        let size = self.size as f64;
        // A comparison with NaN is false, so such a line is left out.
        if depth == 0 || !from.iter().chain(&to).all(|c| (-size..2.0 * size).contains(c)) {
            return;
        }
        let way = [to[0] - from[0], to[1] - from[1]];
        let steps = way[0].abs().max(way[1].abs()).ceil().max(1.0);
        // Thick across the direction in which it goes.
        let across = if way[0].abs() > way[1].abs() { [0, 1] } else { [1, 0] };
        let fixed = |c: f64| (FIXED * c) as i32;
        let pixel =
            |at: [i32; 2], side: i32| [0, 1].map(|k| at[k].div_euclid(FIXED as i32) + across[k] * (side - width / 2));
        let (mut at, step) = (from.map(fixed), way.map(|c| fixed(c / steps)));
        for _ in 0..steps as usize {
            (0..width).for_each(|side| self.darken(pixel(at, side), depth));
            at = [0, 1].map(|k| at[k] + step[k]);
        }
        // From the first pixel to the last, as far as they lie in the square.
        let ends = [pixel(from.map(fixed), 0), pixel([0, 1].map(|k| at[k] - step[k]), 0)];
        let edge = self.size as i32;
        let low = [0, 1].map(|k| ends[0][k].min(ends[1][k]).clamp(0, edge));
        let high = [0, 1].map(|k| (ends[0][k].max(ends[1][k]) + 1 + across[k] * (width - 1)).clamp(0, edge));
        if low[0] < high[0] && low[1] < high[1] {
            self.widen(low.map(|c| c as usize + self.margin), high.map(|c| c as usize + self.margin));
        }
    }

    /// Adds to the depth of a pixel, if it lies in the square.
    fn darken(&mut self, [x, y]: [i32; 2], depth: u16) {
        // What is negative is larger than every size.
        let [x, y] = [x as usize, y as usize];
        if x < self.size && y < self.size {
            let place = (y + self.margin) * self.stride() + x + self.margin;
            if let Some(cover) = self.cover.get_mut(place) {
                *cover = cover.saturating_add(depth);
            }
        }
    }

    /// Red, green and blue.
    pub(super) fn colour(&self) -> [u8; 3] {
        self.colour
    }

    /// The depths of the rows of this window.
    pub(super) fn rows(&self, window: Window) -> impl Iterator<Item = &[u16]> {
        let start = self.margin + window.left;
        let rows = self.cover.chunks_exact(self.stride().max(1)).skip(self.margin + window.top).take(window.height);
        rows.map(move |row| row.get(start..start + window.width).unwrap_or_default())
    }

    /// The pixels from one row to the next.
    fn stride(&self) -> usize {
        self.size + 2 * self.margin
    }

    fn clear(&mut self, size: usize, Rgb(colour): Rgb, margin: usize) {
        self.colour = colour;
        let bounds = self.bounds.take();
        // The largest dots so far decide, so that layers with dots of two sizes share one picture.
        let margin = if self.size == size { margin.max(self.margin) } else { margin };
        if (self.size, self.margin) != (size, margin) {
            (self.size, self.margin) = (size, margin);
            self.cover = vec![0; self.stride() * self.stride()];
        } else if let Some([[left, top], [right, bottom]]) = bounds {
            let stride = self.stride();
            let rows = self.cover.chunks_exact_mut(stride).take(bottom).skip(top);
            rows.for_each(|row| row[left..right].fill(0));
        }
    }

    /// Widens the bounds by a rectangle.
    fn widen(&mut self, [left, top]: [usize; 2], [right, bottom]: [usize; 2]) {
        let [from, to] = self.bounds.unwrap_or([[left, top], [right, bottom]]);
        self.bounds = Some([[from[0].min(left), from[1].min(top)], [to[0].max(right), to[1].max(bottom)]]);
    }

    /// The part of the bounds that lies in the square.
    fn window(&self) -> Option<Window> {
        let [from, to] = self.bounds?.map(|corner| corner.map(|c| c.saturating_sub(self.margin).min(self.size)));
        let [width, height] = [0, 1].map(|k| to[k] - from[k]);
        (width > 0 && height > 0).then_some(Window { left: from[0], top: from[1], width, height })
    }

    fn dot(&mut self, middle: [f64; 2]) {
        let (side, width) = (self.stamp.side, self.stamp.width);
        let reach = side as f64 / 2.0;
        let corner = middle.map(|c| c - reach);
        // A comparison with NaN is false, so such a point is left out.
        if !corner.iter().all(|c| (-(side as f64)..self.size as f64).contains(c)) {
            return;
        }
        // No corner is left of the margin, which is as wide as a dot.
        let inside = corner.map(|c| c + self.margin as f64);
        let [left, top] = inside.map(|c| c as usize);
        let phase = [(inside[0], left), (inside[1], top)]
            .map(|(c, cell)| (((c - cell as f64) * PHASES as f64) as usize).min(PHASES - 1));
        let stride = self.stride();
        let stamp = &self.stamp.depths[(phase[1] * PHASES + phase[0]) * side * width..][..side * width];
        for (row, depths) in stamp.chunks_exact(width).enumerate() {
            let line = &mut self.cover[(top + row) * stride + left..][..width];
            for (cover, depth) in line.as_chunks_mut::<LANES>().0.iter_mut().zip(depths.as_chunks::<LANES>().0) {
                *cover = u16x8::from(*cover).saturating_add(u16x8::from(*depth)).to_array();
            }
        }
        self.widen([left, top], [left + width, top + side]);
    }
}

impl Stamp {
    fn prepare(&mut self, radius: f64, opacity: f64) {
        let key = ((radius * 4.0).round() as u32, (opacity.clamp(0.0, 1.0) * 255.0).round() as u32);
        if self.key == key && !self.depths.is_empty() {
            return;
        }
        let radius = f64::from(key.0) / 4.0;
        let side = (2.0 * radius).ceil() as usize + 2;
        let width = side.next_multiple_of(LANES);
        let middle = side as f64 / 2.0;
        let mut depths = Vec::with_capacity(PHASES * PHASES * side * width);
        for phase in 0..PHASES * PHASES {
            let shift = [phase % PHASES, phase / PHASES].map(|k| (k as f64 + 0.5) / PHASES as f64);
            for pixel in 0..side * width {
                let x = (pixel % width) as f64 + 0.5 - middle - shift[0];
                let y = (pixel / width) as f64 + 0.5 - middle - shift[1];
                // The edge is as soft as a pixel is wide.
                let covered = (radius + 0.5 - x.hypot(y)).clamp(0.0, 1.0);
                depths.push(depth(covered * f64::from(key.1) / 255.0));
            }
        }
        *self = Self { key, side, width, depths };
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sheet::Sheet, *};

    const RED: Rgb = Rgb([200, 10, 20]);

    fn drawn(points: &[[f64; 2]], opacity: f64) -> (Dots, Option<Window>) {
        let mut dots = Dots::default();
        let window = dots.draw(40, (RED, opacity), 3.0, false, |dot| points.iter().for_each(|&[x, y]| dot(x, y)));
        (dots, window)
    }

    /// The opacities of the square, without its margin.
    fn covered(dots: &mut Dots) -> Vec<f64> {
        let whole = Window { left: 0, top: 0, width: 40, height: 40 };
        Sheet::default()
            .pixels(whole, (dots, 256), None)
            .as_chunks::<4>()
            .0
            .iter()
            .map(|pixel| f64::from(pixel[3]) / 255.0)
            .collect()
    }

    fn mass(dots: &mut Dots) -> f64 {
        covered(dots).iter().sum()
    }

    #[test]
    fn a_dot_covers_its_disc_around_its_middle_wherever_it_lies_in_its_pixel() {
        for shift in [0.0, 0.3, 0.5, 0.9] {
            let (mut dots, window) = drawn(&[[20.0 + shift, 11.0]], 1.0);
            let covered = covered(&mut dots);
            let mass: f64 = covered.iter().sum();
            assert!((mass - std::f64::consts::PI * 9.0).abs() < 1.0, "{mass}");
            let Window { left, top, width, height } = window.unwrap();
            assert!(top >= 7 && top + height <= 16 && left >= 16 && left + width <= 25, "{window:?}");
            let moment = |axis: usize| {
                let of_pixel = |(i, opacity): (usize, &f64)| opacity * ([i % 40, i / 40][axis] as f64 + 0.5);
                covered.iter().enumerate().map(of_pixel).sum::<f64>() / mass
            };
            assert!((moment(0) - 20.0 - shift).abs() < 0.2 && (moment(1) - 11.0).abs() < 0.2);
        }
    }

    #[test]
    fn lines_go_from_point_to_point_and_end_at_the_edge() {
        let mut dots = Dots::default();
        let mut drawn = |from: [f64; 2], to: [f64; 2], width: f64| {
            let window = dots.draw_lines(40, (RED, width), false, |line| line(from, to, 0.5));
            (mass(&mut dots), window.map(|window| [window.left, window.top, window.width, window.height]))
        };
        let (mass, window) = drawn([5.0, 10.0], [25.0, 10.0], 1.0);
        assert!((mass - 10.0).abs() < 0.1, "{mass}");
        assert_eq!(window, Some([5, 10, 20, 1]));
        assert_eq!(drawn([5.0, 10.0], [5.0, 30.0], 2.0).1, Some([4, 10, 2, 20]));
        assert_eq!(drawn([35.0, 35.0], [60.0, 60.0], 1.0).1, Some([35, 35, 5, 5]));
        assert_eq!(drawn([-30.0, 5.0], [-20.0, 5.0], 1.0), (0.0, None));
        for far in [f64::NAN, 1e9] {
            assert_eq!(drawn([5.0, 5.0], [far, 5.0], 1.0).1, None);
        }
    }

    #[test]
    fn dots_that_cover_one_another_are_less_transparent_and_keep_their_colour() {
        let (dots, _) = drawn(&[[20.0, 20.0], [20.0, 20.0]], 0.5);
        let [red, green, blue, opacity] = Sheet::default()
            .pixels(Window { left: 18, top: 20, width: 4, height: 1 }, (&dots, 256), None)
            .as_chunks::<4>()
            .0[2];
        assert_eq!([red, green, blue], [200, 10, 20]);
        assert!(opacity.abs_diff(191) <= 1, "{opacity}");
    }

    #[test]
    fn what_lies_outside_is_cut_off_and_what_is_not_finite_is_nowhere() {
        let (mut dots, window) =
            drawn(&[[0.0, 20.0], [39.9, 39.9], [1e9, 3.0], [f64::NAN, 3.0], [3.0, f64::INFINITY]], 1.0);
        assert!(mass(&mut dots) > 0.6 * std::f64::consts::PI * 9.0);
        let Window { left, top, width, height } = window.unwrap();
        assert_eq!([left, left + width, top + height], [0, 40, 40]);
        assert_eq!(drawn(&[[-9.0, 3.0], [50.0, 50.0]], 1.0).1, None);
    }

    #[test]
    fn a_picture_begins_empty() {
        let (mut dots, _) = drawn(&[[20.0, 20.0]], 1.0);
        assert_eq!(dots.draw(40, (RED, 1.0), 3.0, false, |_| ()), None);
        assert_eq!(mass(&mut dots), 0.0);
    }
}
