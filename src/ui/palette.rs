//! The colours of the page for its canvases. They are defined in the style sheet alone.

use plotters::style::RGBColor;

use super::browser;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, r, g, b] = value.to_be_bytes();
        Some(Self([r, g, b]))
    }

    pub fn css(self, opacity: f64) -> String {
        let [r, g, b] = self.0;
        format!("rgb({r} {g} {b} / {opacity})")
    }

    /// The mixture of this colour and a `share` of `other`.
    pub fn towards(self, other: Self, share: f64) -> Self {
        let [r, g, b] = self.0;
        let [to_r, to_g, to_b] = other.0;
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self([mix(r, to_r), mix(g, to_g), mix(b, to_b)])
    }

    pub fn plotted(self) -> RGBColor {
        let [r, g, b] = self.0;
        RGBColor(r, g, b)
    }
}

/// The colours; each has the same meaning everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Palette {
    pub data: Rgb,
    pub noise: Rgb,
    pub model: Rgb,
    pub exact: Rgb,
    pub accent: Rgb,
    pub ink: Rgb,
    pub faint: Rgb,
    pub ground: Rgb,
    /// Colours that only tell points apart.
    pub kinds: [Rgb; KINDS],
}

/// The number of colours that tell points apart.
pub const KINDS: usize = 8;

impl Palette {
    /// The present colours of the document.
    pub fn read() -> Self {
        let style = browser::document()
            .and_then(|document| document.document_element())
            .and_then(|root| browser::window()?.get_computed_style(&root).ok().flatten());
        let colour = |name: &str| {
            let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
            value.and_then(|value| Rgb::parse(&value)).unwrap_or(Rgb([128; 3]))
        };
        Self {
            data: colour("--data"),
            noise: colour("--noise"),
            model: colour("--model"),
            exact: colour("--exact"),
            accent: colour("--accent"),
            ink: colour("--ink-2"),
            faint: colour("--line"),
            ground: colour("--stage"),
            kinds: std::array::from_fn(|kind| colour(&format!("--kind-{}", kind + 1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_mixed() {
        assert_eq!(Rgb::parse(" #0a10ff"), Some(Rgb([10, 16, 255])));
        assert_eq!(Rgb::parse("red"), None);
        assert_eq!(Rgb([0, 0, 0]).towards(Rgb([200, 100, 50]), 0.5), Rgb([100, 50, 25]));
        assert_eq!(Rgb([1, 2, 3]).css(0.5), "rgb(1 2 3 / 0.5)");
    }
}
