"""Second opinions on what was typed: another program's, and the mail's other face."""

import re
from collections import Counter
from collections.abc import Sequence

import quotequail

from mailin.lines import LINK, WORD

MOST_FOR_SECOND = 20_000
MOST_LINE = 300
# Each line costs it dozens of patterns, also joined with those below it; nobody types so many.
MOST_LINES = 200
WRAPS_OVER = 8
IMAGE = re.compile(r"\[(?:cid|image|afbeelding|inline image)\s?:[^\]\n]{0,200}\]", re.IGNORECASE)


def quotequail_agrees(lines: Sequence[str], typed: str) -> bool:
    """Ask quotequail: it disagrees when it takes words for a quote that we think were typed."""
    asked = _holding(lines, typed[:MOST_FOR_SECOND])
    if len(asked) > MOST_LINES:
        return False
    chunks = quotequail.quote("\n".join(line[:MOST_LINE] for line in asked)[:MOST_FOR_SECOND])
    if not chunks or all(is_typed for is_typed, _ in chunks):
        return True
    shown = _words("\n".join(chunk for is_typed, chunk in chunks if is_typed))
    return not _words(typed[:MOST_FOR_SECOND]) - shown


def _holding(lines: Sequence[str], typed: str) -> Sequence[str]:
    """Give the lines from the top that hold all that was typed, and those below that a mark may go on in.

    Where it finds the quote below them, that says nothing of what was typed.
    """
    wanted = _words(typed)
    for index, line in enumerate(lines[: MOST_LINES + 1]):
        if not wanted:
            return lines[: index + WRAPS_OVER]
        wanted -= _words(line[:MOST_LINE])
    return lines


def faces_agree(typed: str, other: str) -> bool:
    """Say whether the plain text and the HTML of one mail hold the same typed words."""
    return not other.strip() or _words(typed) == _words(other)


def _words(text: str) -> Counter[str]:
    """Count the words; what only one face of a mail can hold, links and pictures, is left out."""
    return Counter(WORD.findall(LINK.sub(" ", IMAGE.sub(" ", text)).casefold()))
