#!/usr/bin/env python3
"""Makes public/fonts/stix-two-math.woff2, the part of STIX Two Math that the page's formulas need, or checks it.

    python3 -m venv venv && . venv/bin/activate
    pip install fonttools==4.68.0 brotli==1.2.1
    npm pack @fontsource/stix-two-math@5.3.0 && tar xf fontsource-stix-two-math-5.3.0.tgz
    python tools/math_font.py package      # writes the font and its licence
    python tools/math_font.py --check      # every character of a formula in src/lesson is in the font
"""

import argparse
import hashlib
import html
import re
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "public/fonts"
FONT = FOLDER / "stix-two-math.woff2"
# Version 2.12 b168a of the font. Of the features of layout this file has only ccmp, locl and kern, so no forms for scripts (ssty).
SOURCE = "files/stix-two-math-latin-400-normal.woff2"
SHA256 = "8b2a6834cfe1f4e0f3724ffa59fe92000013fc5a4c41e6a3f438006c26c60f0d"
LIMIT = 100_000


def span(first, last):
    return {chr(code) for code in range(ord(first), ord(last) + 1)}


LATIN = span("A", "Z") | span("a", "z")
GREEK = (span("Α", "Ω") | span("α", "ω")) - {"\u03a2"} | set("ϑϕϖϰϱϵ∂∇")

CHARACTERS = (
    span(" ", "~")
    # Letters of names with accents, and the signs of Latin-1.
    | span("À", "ÿ") | set("¬±·°¹²³«»¯´¨¼½¾\u00a0")
    | GREEK
    # Spaces and what is not seen: function application, times, separator, plus.
    | set("\u2002\u2003\u2004\u2005\u2006\u2009\u200a\u200b\u2061\u2062\u2063\u2064")
    | set("…⋯⋮⋱–—‘’“”′″‴†‡•ıȷℓℎℏℐℑℒℓ℘ℛℜℬℰℱℋℳ")
    | set("−×·⋅÷±∓∗∘∙⋆⊕⊖⊗⊙∧∨∩∪∖⊤⊥¬")
    | set("=≠≈≉∼≁≃≅≡≢≔≕≜≝≤≥≪≫≲≳<>∝∞∈∉∋⊂⊃⊆⊇∅∀∃∄∴∵≺≻⊢⊨")
    | set("←→↔↑↓⇐⇒⇔↦↪⟵⟶⟷⟸⟹⟺⟼↝↗↘⇌")
    | set("∫∬∮∑∏∐√∛⋃⋂⨁⨂")
    | set("|∣∥‖()[]{}⟨⟩⌈⌉⌊⌋⟦⟧")
    # Accents, apart and combining; lines and braces over and under.
    | set("^~ˆ˜¯˙¨ˇ˘´`‾_⏞⏟⏜⏝⎴⎵")
    | {chr(code) for code in (0x302, 0x303, 0x304, 0x305, 0x306, 0x307, 0x308, 0x30C, 0x332, 0x338, 0x20D6, 0x20D7)}
    # Black-board letters.
    | set("ℂℕℙℚℝℤ𝔼𝔻𝕀𝕍𝟙𝟘")
)


def italic(letter):
    """The letter that a browser draws for a single `letter` in <mi>."""
    for first, start, count in (("A", 0x1D434, 26), ("a", 0x1D44E, 26), ("Α", 0x1D6E2, 25), ("α", 0x1D6FC, 25)):
        if 0 <= ord(letter) - ord(first) < count:
            return "ℎ" if letter == "h" else chr(start + ord(letter) - ord(first))
    others = {"ı": 0x1D6A4, "ȷ": 0x1D6A5, "ϴ": 0x1D6F3, "∇": 0x1D6FB}
    others |= {letter: 0x1D715 + at for at, letter in enumerate("∂ϵϑϰϕϱϖ")}
    return chr(others.get(letter, ord(letter)))


def bold(letter):
    """Upright bold, for vectors and matrices."""
    return chr((0x1D400 if letter < "a" else 0x1D41A - 32) + ord(letter) - ord("A"))


def script(letter):
    """Script capitals: the normal distribution, losses. Some are in an older block."""
    old = dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ"))
    return old.get(letter, chr(0x1D49C + ord(letter) - ord("A")))


CHARACTERS |= {italic(letter) for letter in LATIN | GREEK | set("ıȷ")}
CHARACTERS |= {bold(letter) for letter in LATIN} | {script(letter) for letter in span("A", "Z")}


def repair(font):
    """Lets → ↔ ↦ be stretched: their heads give the length of the connector on the wrong side, and browsers refuse them."""
    variants = font["MATH"].table.MathVariants
    for construction in variants.HorizGlyphConstruction:
        head = construction.GlyphAssembly.PartRecords[-1] if construction.GlyphAssembly else None
        if head and head.StartConnectorLength == 0:
            head.StartConnectorLength, head.EndConnectorLength = head.EndConnectorLength, 0


def make(package):
    source = package / SOURCE
    if hashlib.sha256(source.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{source} is another version of the font")
    options = subset.Options()
    options.flavor = "woff2"
    # The table MATH keeps the larger and the stretched forms of every character that remains.
    options.layout_features = ["ccmp", "kern", "locl"]
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.recalc_timestamp = False
    font = subset.load_font(source, options)
    repair(font)
    missing = CHARACTERS - set(map(chr, font.getBestCmap()))
    if missing:
        sys.exit(f"STIX Two Math lacks {' '.join(f'U+{ord(c):04X} {c}' for c in sorted(missing))}")
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(CHARACTERS))
    subsetter.subset(font)
    FOLDER.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, FONT, options)
    shutil.copyfile(package / "LICENSE", FOLDER / "OFL.txt")
    size = FONT.stat().st_size
    print(f"{FONT.relative_to(ROOT)}: {size} bytes, {len(CHARACTERS)} characters, {len(font.getGlyphOrder())} glyphs")
    if size > LIMIT:
        sys.exit(f"more than {LIMIT} bytes")


def check():
    font = TTFont(FONT)
    there = set(map(chr, font.getBestCmap()))
    problems = [] if "MATH" in font else ["the font has no table MATH"]
    token = re.compile(r"<(mi|mo|mn|ms|mtext)\b[^>]*>([^<]*)</\1>")
    formulas = 0
    for path in sorted((ROOT / "src/lesson").rglob("*.rs")):
        for element, text in token.findall(path.read_text(encoding="utf-8")):
            formulas += 1
            text = html.unescape(re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), text))
            needed = set(text) | ({italic(text)} if element == "mi" and len(text) == 1 else set())
            problems += [f"{path.relative_to(ROOT)}: <{element}>{text}: U+{ord(c):04X} {c}" for c in sorted(needed - there)]
    print(f"{formulas} signs of formulas")
    sys.exit("\n".join(problems) or None)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", nargs="?", type=Path, help="the folder of the unpacked package")
    parser.add_argument("--check", action="store_true", help="check the present font instead")
    arguments = parser.parse_args()
    if arguments.check == bool(arguments.package):
        parser.error("name the folder of the package, or --check")
    check() if arguments.check else make(arguments.package)
