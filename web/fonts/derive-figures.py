"""Derives the figures-only font with equal digit widths from Be Vietnam Pro (OFL, no reserved font name).

Run in web/ after `npm ci`:  python3 fonts/derive-figures.py
Needs the Python packages fonttools and brotli. Writes fonts/nhat-le-figures-{400,600}.woff2.
"""
from fontTools.ttLib import TTFont
from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.boundsPen import BoundsPen

SOURCE = 'node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-{}-normal.woff2'
TARGET = 'fonts/nhat-le-figures-{}.woff2'
# weight: (advance width of every digit, thickness of the foot of the 1), in font units of 1/1000 em
METRICS = {400: (632, 76), 600: (660, 112)}


def digits_only(weight):
    font = TTFont(SOURCE.format(weight))
    options = subset.Options()
    options.layout_features = []
    options.flavor = 'woff2'
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(range(0x30, 0x3A)))
    subsetter.subset(font)
    return font


def centred(glyphs, name, digit, width, foot):
    """Moves a digit to the middle of the common width; the 1 gets a foot, so that it fills its place."""
    bounds = BoundsPen(glyphs)
    glyphs[name].draw(bounds)
    left, _, right, _ = bounds.bounds
    shift = round((width - (right - left)) / 2 - left)
    if digit != '1':
        pen = TTGlyphPen(None)
        glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
        return pen.glyph()
    middle = round(right + shift - foot / 2)
    nudge = (width // 2 - middle) // 2
    start = max(middle - 190 + nudge, 60)
    end = min(middle + 190 + nudge, width - 40)
    pen = TTGlyphPen(None)
    glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, shift + nudge, 0)))
    pen.moveTo((start, 0))
    pen.lineTo((start, foot))
    pen.lineTo((end, foot))
    pen.lineTo((end, 0))
    pen.closePath()
    return pen.glyph()


for weight, (width, foot) in METRICS.items():
    font = digits_only(weight)
    names = font.getBestCmap()
    glyphs = font.getGlyphSet()
    drawn = {names[ord(d)]: centred(glyphs, names[ord(d)], d, width, foot) for d in '0123456789'}
    for name, glyph in drawn.items():
        font['glyf'][name] = glyph
        glyph.recalcBounds(font['glyf'])
        font['hmtx'][name] = (width, glyph.xMin)
    for record in font['name'].names:
        if record.nameID == 1:
            record.string = 'Nhat Le Figures'
    font.flavor = 'woff2'
    font.save(TARGET.format(weight))
