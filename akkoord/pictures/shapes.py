"""The few shapes that a picture is made of, in pixels from its upper left corner, in the order they are drawn."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

Colour = str
Anchor = Literal["l", "m", "r"]


class Pattern(StrEnum):
    """What fills a box, so that no meaning hangs on colour alone."""

    PLAIN = "plain"
    STRIPES = "stripes"
    DOTS = "dots"
    HATCH = "hatch"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle. means: what it stands for, by the name of its words. ink: the colour of pattern and edge."""

    left: float
    top: float
    right: float
    bottom: float
    fill: Colour
    pattern: Pattern = Pattern.PLAIN
    ink: Colour = ""
    means: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line. dashed: in dashes, with a light edge so that it shows on dark and on light."""

    left: float
    top: float
    right: float
    bottom: float
    ink: Colour
    width: float = 2
    dashed: bool = False
    means: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A triangle with an exclamation mark, standing on (middle, bottom)."""

    middle: float
    bottom: float
    size: float
    means: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; (x, y) is on its baseline at the anchor: left, middle or right."""

    x: float
    y: float
    words: str
    size: int
    ink: Colour
    bold: bool = False
    anchor: Anchor = "l"


Shape = Box | Line | Sign | Text


class Measure(Protocol):
    """Who knows how wide words will be."""

    def __call__(self, words: str, size: int, *, bold: bool = False) -> float:
        """Give the width of words in pixels."""
        ...


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture before it is drawn."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def space_of(text: Text, measure: Measure) -> tuple[float, float, float, float]:
    """Give the room that words take: left, top, right, bottom."""
    width = measure(text.words, text.size, bold=text.bold)
    left = text.x - {"l": 0, "m": width / 2, "r": width}[text.anchor]
    return left, text.y - text.size * 0.75, left + width, text.y + text.size * 0.2
