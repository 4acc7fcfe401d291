//! Draws thousands of dots of one colour as one picture.
//!
//! A canvas without a GPU takes thirty times as long to draw them one by one.

use crate::ui::palette::Rgb;

/// The number of positions within a pixel along each side.
const PHASES: usize = 4;

/// A picture of overlapping dots of one colour.
#[derive(Debug, Default)]
pub struct Dots {
    /// Pixels along a side.
    size: usize,
    /// `[size, size]` opacities, from the top; 0 where there is no dot.
    cover: Vec<u8>,
    /// The pixels of the rows that were asked for last: red, green, blue and opacity.
    pixels: Vec<u8>,
    colour: [u8; 3],
    /// The first and the last row with a dot.
    rows: Option<(usize, usize)>,
    stamp: Stamp,
}

/// The opacity of each pixel of a dot, for every position within a pixel.
#[derive(Debug, Default)]
struct Stamp {
    /// The radius in quarters of a pixel, and the opacity of a pixel that the dot covers wholly.
    key: (u32, u32),
    side: usize,
    /// `[PHASES, PHASES, side, side]`, from 0 to 255.
    opacities: Vec<u8>,
}

impl Dots {
    /// Draws dots of this `radius` on a square of `size` pixels, and returns the rows that they cover, `(first, count)`.
    ///
    /// Points and radius are in pixels from the top left corner. Points that are outside or not finite are left out.
    pub fn draw(
        &mut self,
        size: usize,
        (colour, opacity): (Rgb, f64),
        radius: f64,
        points: impl FnOnce(&mut dyn FnMut(f64, f64)),
    ) -> Option<(usize, usize)> {
        self.clear(size, colour);
        self.stamp.prepare(radius, opacity);
        points(&mut |x, y| self.dot([x, y]));
        self.rows.map(|(first, last)| (first, last + 1 - first))
    }

    /// Draws lines of this `width` from point to point, `(from, to, opacity)`, and returns the rows that they cover.
    ///
    /// Points and width are in pixels. Lines that leave the square by more than its side are left out.
    pub fn draw_lines(
        &mut self,
        size: usize,
        colour: Rgb,
        width: f64,
        lines: impl FnOnce(&mut dyn FnMut([f64; 2], [f64; 2], f64)),
    ) -> Option<(usize, usize)> {
        self.clear(size, colour);
        let width = width.round().max(1.0) as isize;
        lines(&mut |from, to, opacity| self.line([from, to], width, (255.0 * opacity.clamp(0.0, 1.0)) as u8));
        self.rows.map(|(first, last)| (first, last + 1 - first))
    }

    fn line(&mut self, [from, to]: [[f64; 2]; 2], width: isize, opacity: u8) {
        let size = self.size as f64;
        // A comparison with NaN is false, so such a line is left out.
        if opacity == 0 || !from.iter().chain(&to).all(|c| (-size..2.0 * size).contains(c)) {
            return;
        }
        let way = [to[0] - from[0], to[1] - from[1]];
        let steps = way[0].abs().max(way[1].abs()).ceil().max(1.0);
        // Thick across the direction in which it goes.
        let across = if way[0].abs() > way[1].abs() { [0, 1] } else { [1, 0] };
        for step in 0..steps as usize {
            let share = step as f64 / steps;
            let at = [0, 1].map(|k| (from[k] + share * way[k]).floor() as isize);
            for side in 0..width {
                self.blend([0, 1].map(|k| at[k] + across[k] * (side - width / 2)), opacity);
            }
        }
    }

    fn blend(&mut self, [x, y]: [isize; 2], opacity: u8) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x >= self.size || y >= self.size {
            return;
        }
        if let Some(cover) = self.cover.get_mut(y * self.size + x) {
            *cover = over(*cover, opacity);
            let (first, last) = self.rows.unwrap_or((y, y));
            self.rows = Some((first.min(y), last.max(y)));
        }
    }

    /// The pixels of these rows.
    pub fn rows(&mut self, (first, count): (usize, usize)) -> &[u8] {
        let cover = self.cover.get(self.size * first..self.size * (first + count)).unwrap_or_default();
        let [red, green, blue] = self.colour;
        let colour = u32::from_le_bytes([red, green, blue, 0]);
        self.pixels.resize(4 * cover.len(), 0);
        for (pixel, &opacity) in self.pixels.as_chunks_mut::<4>().0.iter_mut().zip(cover) {
            *pixel = (colour | u32::from(opacity) << 24).to_le_bytes();
        }
        &self.pixels
    }

    fn clear(&mut self, size: usize, Rgb(colour): Rgb) {
        self.colour = colour;
        if self.size != size {
            *self = Self { size, cover: vec![0; size * size], colour, ..Self::default() };
        } else if let Some((first, last)) = self.rows.take() {
            self.cover[size * first..size * (last + 1)].fill(0);
        }
    }

    fn dot(&mut self, middle: [f64; 2]) {
        let Stamp { side, opacities, .. } = &self.stamp;
        let (side, size) = (*side, self.size);
        let reach = side as f64 / 2.0;
        let corner = middle.map(|c| c - reach);
        // A comparison with NaN is false, so such a point is left out.
        if !corner.iter().all(|c| (-(side as f64)..size as f64).contains(c)) {
            return;
        }
        let cell = corner.map(f64::floor);
        let phase = [0, 1].map(|k| (((corner[k] - cell[k]) * PHASES as f64) as usize).min(PHASES - 1));
        let stamp = &opacities[(phase[1] * PHASES + phase[0]) * side * side..][..side * side];
        let [left, top] = cell.map(|c| c as isize);
        let inside = |start: isize| (0.max(-start) as usize)..(side.min((size as isize - start).max(0) as usize));
        let columns = inside(left);
        for row in inside(top) {
            let y = (top + row as isize) as usize;
            let start = y * size + (left + columns.start as isize) as usize;
            let line = &mut self.cover[start..start + columns.len()];
            for (cover, &opacity) in line.iter_mut().zip(&stamp[row * side..][columns.clone()]) {
                *cover = over(*cover, opacity);
            }
            let (first, last) = self.rows.unwrap_or((y, y));
            self.rows = Some((first.min(y), last.max(y)));
        }
    }
}

/// The opacity of one dot over another, `1 − (1 − a)(1 − b)`, where 255 is opaque.
fn over(under: u8, opacity: u8) -> u8 {
    let (a, b) = (u16::from(under), u16::from(opacity));
    // The product over 255, rounded.
    let product = a * b + 128;
    let shared = (product + (product >> 8)) >> 8;
    (a + b - shared) as u8
}

impl Stamp {
    fn prepare(&mut self, radius: f64, opacity: f64) {
        let key = ((radius * 4.0).round() as u32, (opacity.clamp(0.0, 1.0) * 255.0).round() as u32);
        if self.key == key && !self.opacities.is_empty() {
            return;
        }
        let radius = f64::from(key.0) / 4.0;
        let side = (2.0 * radius).ceil() as usize + 2;
        let middle = side as f64 / 2.0;
        let mut opacities = Vec::with_capacity(PHASES * PHASES * side * side);
        for phase in 0..PHASES * PHASES {
            let shift = [phase % PHASES, phase / PHASES].map(|k| (k as f64 + 0.5) / PHASES as f64);
            for pixel in 0..side * side {
                let x = (pixel % side) as f64 + 0.5 - middle - shift[0];
                let y = (pixel / side) as f64 + 0.5 - middle - shift[1];
                // The edge is as soft as a pixel is wide.
                let covered = (radius + 0.5 - x.hypot(y)).clamp(0.0, 1.0);
                opacities.push((covered * f64::from(key.1)).round() as u8);
            }
        }
        *self = Self { key, side, opacities };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgb = Rgb([200, 10, 20]);

    fn drawn(points: &[[f64; 2]], opacity: f64) -> (Dots, Option<(usize, usize)>) {
        let mut dots = Dots::default();
        let rows = dots.draw(40, (RED, opacity), 3.0, |dot| points.iter().for_each(|&[x, y]| dot(x, y)));
        (dots, rows)
    }

    fn mass(dots: &Dots) -> f64 {
        dots.cover.iter().map(|&opacity| f64::from(opacity) / 255.0).sum()
    }

    #[test]
    fn a_dot_covers_its_disc_around_its_middle_wherever_it_lies_in_its_pixel() {
        for shift in [0.0, 0.3, 0.5, 0.9] {
            let (dots, rows) = drawn(&[[20.0 + shift, 11.0]], 1.0);
            assert!((mass(&dots) - std::f64::consts::PI * 9.0).abs() < 1.0, "{}", mass(&dots));
            let (first, count) = rows.unwrap();
            assert!(first >= 7 && first + count <= 16, "{rows:?}");
            let moment = |axis: usize| {
                let of_pixel =
                    |(i, &opacity): (usize, &u8)| f64::from(opacity) / 255.0 * ([i % 40, i / 40][axis] as f64 + 0.5);
                dots.cover.iter().enumerate().map(of_pixel).sum::<f64>() / mass(&dots)
            };
            assert!((moment(0) - 20.0 - shift).abs() < 0.2 && (moment(1) - 11.0).abs() < 0.2);
        }
    }

    #[test]
    fn lines_go_from_point_to_point_and_end_at_the_edge() {
        let mut dots = Dots::default();
        let mut drawn = |from: [f64; 2], to: [f64; 2], width: f64| {
            let rows = dots.draw_lines(40, RED, width, |line| line(from, to, 0.5));
            (mass(&dots), rows)
        };
        let (mass, rows) = drawn([5.0, 10.0], [25.0, 10.0], 1.0);
        assert!((mass - 10.0).abs() < 0.1, "{mass}");
        assert_eq!(rows, Some((10, 1)));
        assert_eq!(drawn([5.0, 10.0], [5.0, 30.0], 2.0).1, Some((10, 20)));
        assert_eq!(drawn([35.0, 35.0], [60.0, 60.0], 1.0).1, Some((35, 5)));
        for far in [f64::NAN, 1e9] {
            assert_eq!(drawn([5.0, 5.0], [far, 5.0], 1.0).1, None);
        }
    }

    #[test]
    fn dots_that_cover_one_another_are_less_transparent_and_keep_their_colour() {
        let (mut dots, _) = drawn(&[[20.0, 20.0], [20.0, 20.0]], 0.5);
        let [red, green, blue, opacity] = dots.rows((20, 1)).as_chunks::<4>().0[20];
        assert_eq!([red, green, blue], [200, 10, 20]);
        assert!(opacity.abs_diff(191) <= 1, "{opacity}");
    }

    #[test]
    fn what_lies_outside_is_cut_off_and_what_is_not_finite_is_nowhere() {
        let (dots, rows) = drawn(&[[0.0, 20.0], [39.9, 39.9], [1e9, 3.0], [f64::NAN, 3.0], [3.0, f64::INFINITY]], 1.0);
        assert!(mass(&dots) > 0.6 * std::f64::consts::PI * 9.0);
        assert_eq!(rows.unwrap().0 + rows.unwrap().1, 40);
        assert_eq!(drawn(&[[-9.0, 3.0], [50.0, 50.0]], 1.0).1, None);
    }

    #[test]
    fn a_picture_begins_empty() {
        let (mut dots, _) = drawn(&[[20.0, 20.0]], 1.0);
        assert_eq!(dots.draw(40, (RED, 1.0), 3.0, |_| ()), None);
        assert_eq!(mass(&dots), 0.0);
    }
}
