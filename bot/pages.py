"""Semantic HTML becomes Telegram's text with entities, on pages that a message can hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sulguk import transform_html
from sulguk.data import MessageEntity as Mark

from bot.trouble import Refused

PAGE_UNITS = 4096
PAGE_MARKS = 100
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LEFT_OUT = re.compile(r"<[!?]")

# Where a page may end, the best first: between paragraphs, between the points of a list, at any line, between words.
BORDERS = tuple(re.compile(border) for border in (r"\n\n(?!\xa0)", r"\n(?!\xa0)", r"\n", r"[ \n]"))


@dataclass(frozen=True, slots=True)
class Page:
    """Text for one message. marks: its entities, offsets and lengths in UTF-16 units."""

    text: str
    marks: tuple[Mark, ...]


def pages_of(html: str, *, most_units: int = PAGE_UNITS, most_marks: int = PAGE_MARKS) -> list[Page]:
    """Render HTML and cut it into pages, at the borders of paragraphs and lists; entities stay whole when they can.

    Raises: Refused for an element that has no chat form (table, dl, article), and when nothing is left to say.
    """
    html = COMMENT.sub("", html)  # sulguk would drop the words after a comment
    if LEFT_OUT.search(html):
        raise Refused("the wording holds a declaration or an open comment, after which words would get lost")
    try:
        rendered = transform_html(html)
    except (ValueError, KeyError) as error:  # what sulguk raises for elements and attributes that it can't show
        raise Refused(f"the wording can't be shown in chat: {error}") from error
    whole = clipped(rendered.text, rendered.entities, 0, len(rendered.text))
    pages = []
    while whole.text:
        end = page_end(whole, most_units=most_units, most_marks=most_marks)
        page = clipped(whole.text, whole.marks, 0, end)
        if page.text:
            pages.append(Page(page.text, page.marks[:most_marks]))
        whole = clipped(whole.text, whole.marks, end, len(whole.text))
    if not pages:
        raise Refused("there is nothing to say")
    return pages


def units(text: str) -> int:
    """Count as Telegram does, in UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, marks: Sequence[Mark], start: int, end: int) -> Page:
    """Take the characters from start to end without the white space around them, with the marks that are on them."""
    while start < end and text[start] in " \n":
        start += 1
    while start < end and text[end - 1] in " \n\xa0":
        end -= 1
    first, last = units(text[:start]), units(text[:end])
    kept = []
    for mark in marks:
        begin = max(mark["offset"], first)
        length = min(mark["offset"] + mark["length"], last) - begin
        if length > 0:
            kept.append(Mark(**{**mark, "offset": begin - first, "length": length}))
    return Page(text[start:end], tuple(sorted(kept, key=lambda mark: (mark["offset"], -mark["length"]))))


def page_end(page: Page, *, most_units: int, most_marks: int) -> int:
    """Find the character before which the first page ends: the last good border that fits.

    A lesser border in the second half goes before a better one in the first half; cutting through a mark comes last.
    """
    fits = characters_within(page.text, most_units)
    if len(page.marks) > most_marks:
        fits = min(fits, characters_within(page.text, page.marks[most_marks]["offset"]))
    if fits == len(page.text):
        return fits
    fits = max(fits, 1)
    good, possible = [], []
    for border in BORDERS:
        ends = ends_at(page.text, border, fits)
        good += [end for end in ends if not is_inside(page, end)][-1:]
        possible += ends[-1:]
    late = [end for end in good if end > fits // 2]
    return late[0] if late else max(good, default=0) or max(possible, default=0) or fits


def ends_at(text: str, border: re.Pattern[str], fits: int) -> list[int]:
    """Find every border of one kind at which a page of so many characters may end, but its very beginning."""
    return [found.start() for found in border.finditer(text, 1, fits + 3) if found.start() <= fits]


def is_inside(page: Page, end: int) -> bool:
    """Say whether an end would cut through a mark."""
    at = units(page.text[:end])
    return any(mark["offset"] < at < mark["offset"] + mark["length"] for mark in page.marks)


def characters_within(text: str, most_units: int) -> int:
    """Count the characters that fit in so many units, never half of one."""
    room = text[:most_units].encode("utf-16-le", "surrogatepass")[: 2 * most_units]
    return len(room.decode("utf-16-le", "ignore"))
