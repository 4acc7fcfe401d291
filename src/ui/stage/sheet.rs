//! The pixels of pictures of dots, as a canvas takes them.

use std::f64::consts::E;

use super::dots::{DEPTH, Dots, Window};

/// Depths whose opacity is looked up together.
const COARSE: u16 = 8;
const OPACITIES: usize = (1 << 16) / COARSE as usize;

/// The pixels of one picture of dots, or of two over one another.
#[derive(Debug)]
pub struct Sheet {
    /// The opacity of every depth, in steps of [`COARSE`].
    opacity_of: Box<[u8; OPACITIES]>,
    /// Red, green, blue and opacity.
    pixels: Vec<u8>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { opacity_of: opacities(), pixels: Vec::new() }
    }
}

/// What an opacity is multiplied by, in parts of 256.
pub type Strength = u32;

impl Sheet {
    /// The pixels of this window; `over` lies over `dots`. Both have the same square.
    pub fn pixels(&mut self, window: Window, dots: (&Dots, Strength), over: Option<(&Dots, Strength)>) -> &[u8] {
        self.pixels.resize(4 * window.width * window.height, 0);
        let opacity_of = &self.opacity_of;
        let opacity =
            |depth: u16, strength: Strength| u32::from(opacity_of[usize::from(depth / COARSE)]) * strength / 256;
        let [red, green, blue] = dots.0.colour();
        let rgb = u32::from_le_bytes([red, green, blue, 0]);
        let lines = self.pixels.chunks_exact_mut(4 * window.width.max(1));
        match over {
            None => lines.zip(dots.0.rows(window)).for_each(|(line, row)| {
                for (pixel, &depth) in line.as_chunks_mut::<4>().0.iter_mut().zip(row) {
                    *pixel = (rgb | opacity(depth, dots.1) << 24).to_le_bytes();
                }
            }),
            Some(over) => lines.zip(dots.0.rows(window).zip(over.0.rows(window))).for_each(|(line, (row, upper))| {
                for ((pixel, &depth), &above) in line.as_chunks_mut::<4>().0.iter_mut().zip(row).zip(upper) {
                    *pixel = match depth | above {
                        0 => [0; 4],
                        _ => {
                            mixed((dots.0.colour(), opacity(depth, dots.1)), (over.0.colour(), opacity(above, over.1)))
                        }
                    };
                }
            }),
        }
        &self.pixels
    }
}

/// A colour over another, with their opacities from 0 to 255.
fn mixed((under, below): ([u8; 3], u32), (over, above): ([u8; 3], u32)) -> [u8; 4] {
    let rest = below * (255 - above) / 255;
    let all = above + rest;
    let channel = |k: usize| match (above, rest) {
        (_, 0) => over[k],
        (0, _) => under[k],
        _ => ((u32::from(over[k]) * above + u32::from(under[k]) * rest) / all) as u8,
    };
    [channel(0), channel(1), channel(2), all as u8]
}

/// The opacity of every depth, in steps of [`COARSE`].
fn opacities() -> Box<[u8; OPACITIES]> {
    let opacity = |step: usize| {
        let depth = step as f64 * f64::from(COARSE);
        (255.0 * (1.0 - E.powf(-depth / DEPTH))).round() as u8
    };
    Box::new(std::array::from_fn(opacity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::palette::Rgb;

    #[test]
    fn one_picture_lies_over_another() {
        assert_eq!(mixed(([10, 20, 30], 100), ([1, 2, 3], 0)), [10, 20, 30, 100]);
        assert_eq!(mixed(([10, 20, 30], 0), ([1, 2, 3], 200)), [1, 2, 3, 200]);
        assert_eq!(mixed(([10, 20, 30], 255), ([1, 2, 3], 255)), [1, 2, 3, 255]);
        let [red, .., opacity] = mixed(([200, 0, 0], 128), ([0, 0, 0], 128));
        assert!(red.abs_diff(66) <= 2 && opacity.abs_diff(191) <= 1, "{red} {opacity}");
        // Pictures with margins of their own.
        let mut below = Dots::default();
        below.draw(40, (Rgb([200, 10, 20]), 0.5), 3.0, false, |dot| dot(20.0, 20.0));
        let mut above = Dots::default();
        above.draw(40, (Rgb([0, 0, 255]), 1.0), 9.0, false, |dot| dot(20.0, 20.0));
        let whole = Window { left: 0, top: 0, width: 40, height: 40 };
        let mut sheet = Sheet::default();
        let pixels = sheet.pixels(whole, (&below, 256), Some((&above, 128))).as_chunks::<4>().0;
        let [red, _, blue, opacity] = pixels[20 * 40 + 20];
        assert!(red > 50 && blue > 100 && opacity.abs_diff(191) <= 2, "{red} {blue} {opacity}");
        assert_eq!(pixels[0], [0; 4]);
    }
}
