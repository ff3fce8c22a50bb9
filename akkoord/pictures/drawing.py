"""Drawing with Pillow: shapes become a PNG; the same shapes always become the same bytes."""

import math
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from akkoord.pictures.shapes import Box, Drawing, Line, Pattern, Sign, Text

if TYPE_CHECKING:  # at run time Pillow is loaded by the first picture, and need not be installed
    from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
# Shapes are drawn this much larger and made small again, so that slanted lines are smooth.
FINE = 3
# Steps between two colours that meet.
BETWEEN = 6
NEAR = 64
KNOWN_BY = 24
WHITE = "#ffffff"
WARNING = "#a8003b"
DASH, GAP = 16, 9


def measure(words: str, size: int, *, bold: bool = False) -> float:
    """Give the width of words in pixels. Raises: ImportError without Pillow."""
    return _font(size, bold=bold).getlength(words)


def knows(words: str) -> bool:
    """Say whether the font has a sign for each of these letters. Raises: ImportError without Pillow."""
    font = _font(KNOWN_BY, bold=True)

    def drawn(letter: str) -> bytes:
        return bytes(font.getmask(letter))

    # A letter that it lacks is drawn as the same empty box as this one, which nothing has.
    box = drawn("\uffff")
    return not any(drawn(letter) == box for letter in set(words) if not letter.isspace())


def png_of(drawing: Drawing) -> bytes:
    """Draw a picture. Raises: ImportError without Pillow."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only who draws needs it, and it takes time to load

    fine = Image.new("RGB", (drawing.width * FINE, drawing.height * FINE), WHITE)
    pen = ImageDraw.Draw(fine)
    for shape in drawing.shapes:
        match shape:
            case Box():
                _box(fine, pen, shape)
            case Line():
                _line(pen, shape)
            case Sign():
                _sign(pen, shape)
            case Text():
                pass
            case _ as never:
                assert_never(never)
    image = fine.reduce(FINE)
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            font = _font(shape.size, bold=shape.bold)
            pen.text((shape.x, shape.y), shape.words, font=font, fill=shape.ink, anchor=f"{shape.anchor}s")
    written = BytesIO()
    few = image.quantize(palette=_palette(drawing), dither=Image.Dither.NONE)
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def _palette(drawing: Drawing) -> "Image.Image":
    """Choose the colours of a picture: those of its shapes, and what lies between them where they meet.

    Every one is drawn as it was meant, however rare, and the file is a third of what it would be in full colour.
    """
    from PIL import Image, ImageColor  # noqa: PLC0415 - as above

    pairs = {(WARNING, WHITE)}
    for shape in drawing.shapes:
        match shape:
            case Box():
                pairs |= {(shape.fill, WHITE), (shape.ink or shape.fill, shape.fill)}
            case Line() | Text():
                pairs.add((shape.ink, WHITE))
            case _:
                pass
    colours: dict[tuple[int, ...], None] = {}
    for one, other in sorted(pairs):
        from_one, to_other = ImageColor.getrgb(one), ImageColor.getrgb(other)
        is_near = max(abs(a - b) for a, b in zip(from_one, to_other, strict=True)) < NEAR
        for step in (0, BETWEEN) if is_near else range(BETWEEN + 1):
            mixed = ((a * (BETWEEN - step) + b * step) / BETWEEN for a, b in zip(from_one, to_other, strict=True))
            colours[tuple(round(part) for part in mixed)] = None
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in list(colours)[:256] for part in colour])
    return palette


@cache
def _font(size: int, *, bold: bool) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 - as above

    file = FONTS / f"Roboto-{'Bold' if bold else 'Regular'}.ttf"
    # The basic layout is the same on every machine; the other one depends on a library that may be there or not.
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def _scaled(*numbers: float) -> tuple[int, ...]:
    return tuple(round(number * FINE) for number in numbers)


def _box(image: "Image.Image", pen: "ImageDraw.ImageDraw", box: Box) -> None:
    left, top, right, bottom = _scaled(box.left, box.top, box.right, box.bottom)
    if right <= left or bottom <= top:
        return
    pen.rectangle((left, top, right - 1, bottom - 1), fill=box.fill)
    if box.pattern is not Pattern.PLAIN:
        _fill(image, (left, top, right, bottom), box)
    if box.pattern is Pattern.STRIPES:
        pen.rectangle((left, top, right - 1, bottom - 1), outline=box.ink, width=2 * FINE)


def _fill(image: "Image.Image", space: tuple[int, int, int, int], box: Box) -> None:
    """Lay a pattern over a box; it is bound to the picture's corner, so that boxes that touch go on in each other."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - as above

    left, top, right, bottom = space
    tile = Image.new("RGB", (right - left, bottom - top), box.fill)
    pen = ImageDraw.Draw(tile)
    PATTERNS[box.pattern](pen, space, box.ink)
    image.paste(tile, (left, top))


def _stripes(pen: "ImageDraw.ImageDraw", space: tuple[int, int, int, int], ink: str) -> None:
    left, top, right, bottom = space
    step, width = 9 * FINE, 3 * FINE
    for y in range(step - top % step, bottom - top, step):
        pen.rectangle((0, y, right - left, y + width - 1), fill=ink)


def _dots(pen: "ImageDraw.ImageDraw", space: tuple[int, int, int, int], ink: str) -> None:
    left, top, right, bottom = space
    step, radius = 10 * FINE, 2.4 * FINE
    for row, y in enumerate(range(step // 2, bottom - top, step)):
        for x in range((step // 2) * (1 + row % 2), right - left + step, step):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)


def _hatch(pen: "ImageDraw.ImageDraw", space: tuple[int, int, int, int], ink: str) -> None:
    left, top, right, bottom = space
    step, width = 12 * FINE, 2 * FINE
    height = bottom - top
    for x in range(-height - (left + bottom) % step - step, right - left + step, step):
        pen.line((x, height, x + height, 0), fill=ink, width=width)


PATTERNS: dict[Pattern, Callable[["ImageDraw.ImageDraw", tuple[int, int, int, int], str], None]] = {
    Pattern.STRIPES: _stripes,
    Pattern.DOTS: _dots,
    Pattern.HATCH: _hatch,
}


def _line(pen: "ImageDraw.ImageDraw", line: Line) -> None:
    ends = _scaled(line.left, line.top, line.right, line.bottom)
    if not line.dashed:
        pen.line(ends, fill=line.ink, width=round(line.width * FINE))
        return
    length = math.hypot(line.right - line.left, line.bottom - line.top)
    across, down = (line.right - line.left) / length, (line.bottom - line.top) / length
    pen.line(ends, fill=WHITE, width=round((line.width + 4) * FINE))
    for place in range(math.ceil(length / (DASH + GAP))):
        begin = place * (DASH + GAP)
        end = min(begin + DASH, length)
        dash = (line.left + across * begin, line.top + down * begin, line.left + across * end, line.top + down * end)
        pen.line(_scaled(*dash), fill=line.ink, width=round(line.width * FINE))


def _sign(pen: "ImageDraw.ImageDraw", sign: Sign) -> None:
    half, height = sign.size / 2, sign.size * 0.9
    top = sign.bottom - height
    corners = [(sign.middle, top), (sign.middle + half, sign.bottom), (sign.middle - half, sign.bottom)]
    pen.polygon([(x * FINE, y * FINE) for x, y in corners], fill=WARNING, outline=WARNING, width=FINE)
    thick = max(2.0, sign.size * 0.11)
    stem = (sign.middle - thick / 2, top + height * 0.36, sign.middle + thick / 2, top + height * 0.68)
    dot = (sign.middle - thick / 2, top + height * 0.76, sign.middle + thick / 2, top + height * 0.76 + thick)
    for part in (stem, dot):
        left, upper, right, lower = _scaled(*part)
        pen.rectangle((left, upper, right - 1, lower - 1), fill=WHITE)
