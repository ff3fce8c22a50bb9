"""Lines of text made comparable: what we sent and what comes back differ in quote marks, wrapping and odd spaces."""

import re
from collections.abc import Iterable, Sequence

from core.separator import SEPARATORS

QUOTE_MARKS = " >|\t"
WORD = re.compile(r"[^\W_]+")
LINK = re.compile(r"<?(?:https?://|mailto:|tel:)[^\s>]*>?", re.IGNORECASE)
MARKER_LIKE = re.compile(r"\[#\s?[a-z2-7]{26}\s?\]", re.IGNORECASE)
UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x34F])
SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
BREAKS = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
CLEANED = {**UNSEEN, **SPACES, **BREAKS}

MOST_LINE = 1000
MOST_OURS = 60_000
LINE_AT_LEAST = 12
LONG_LINE = 40
AHEAD = 4000


def cleaned(text: str) -> str:
    """Take out what can't be seen, and make every space and line break an ordinary one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CLEANED)


def bare(line: str) -> str:
    """Strip a line of quote marks and spacing, to compare it with what we sent."""
    return " ".join(line.lstrip(QUOTE_MARKS).split()).casefold()


def words(text: str) -> str:
    """Give only the words of a text, spaces around each; links are left out, since servers rewrite them."""
    found = WORD.findall(LINK.sub(" ", text).casefold())
    return f" {' '.join(found)} " if found else ""


class Ours:
    """The texts we ourselves sent, the likeliest first."""

    def __init__(self, sent: Sequence[str]) -> None:
        texts = [cleaned(text)[:MOST_OURS] for text in sent]
        self.lines = {bare(line) for text in texts for line in text.splitlines() if line.strip()}
        self.streams = [words(text) for text in texts]
        self.first = set(" ".join(self.streams).split())
        self.separators = {bare(text) for text in SEPARATORS.values()}

    def has(self, line: str) -> bool:
        """Say whether this is one of our lines, whole."""
        return bare(line) in self.lines

    def is_separator(self, line: str) -> bool:
        """Say whether our own separator stands in this line, whatever a mail program put around it."""
        short = bare(line[:MOST_LINE])
        return any(separator in short for separator in self.separators)

    def is_mark(self, line: str) -> bool:
        """Say whether a line holds what only our mails hold."""
        return self.is_separator(line) or MARKER_LIKE.search(line[:MOST_LINE]) is not None

    def begins_at(self, lines: Sequence[str], index: int) -> bool:
        """Say whether our own words begin here: a long line of ours, also a wrapped one, or two of ours on end."""
        line = bare(lines[index][:MOST_LINE])
        if len(line) < LINE_AT_LEAST:
            return False
        if line in self.lines:
            return len(line) >= LONG_LINE or self._follows(lines, index)
        found = words(line) if len(line) >= LONG_LINE else ""
        return bool(found) and found.split()[0] in self.first and any(found in stream for stream in self.streams)

    def _follows(self, lines: Sequence[str], index: int) -> bool:
        following = next((bare(line) for line in lines[index + 1 : index + 4] if line.strip()), "")
        return len(following) >= LINE_AT_LEAST and following in self.lines


def insertions(lines: Sequence[str], ours: Ours) -> tuple[list[tuple[str, str]], int]:
    """Compare quoted lines with what we sent: give (our line, the line that was put in below it), and where ours ends.

    The end is the index after the last line of ours, 0 when none is. Every line is looked for behind the one before it,
    so a line that was typed, changed or added to is found whichever way the quote was wrapped or marked.
    """
    best: tuple[list[tuple[str, str]], int] = ([], 0)
    most = 0
    for stream in ours.streams:
        matched, found, end = _aligned(lines, stream)
        if matched > most:
            most, best = matched, (found, end)
    return best


def _aligned(lines: Sequence[str], stream: str) -> tuple[int, list[tuple[str, str]], int]:
    found: list[tuple[str, str]] = []
    waiting: list[str] = []
    place = matched = end = 0
    above = ""
    for index, line in enumerate(lines):
        seen = words(line[:MOST_LINE])
        if not seen:
            continue
        at = stream.find(seen, place, place + AHEAD + len(seen))
        if at < 0:
            if matched:
                waiting.append(line)
            continue
        found += [(above, other.strip(QUOTE_MARKS)) for other in waiting]
        waiting = []
        place, end, above = at + len(seen) - 1, index + 1, line.strip(QUOTE_MARKS)
        matched += seen.count(" ") - 1
    return matched, found, end


def has_words(lines: Iterable[str]) -> bool:
    """Say whether anything is written in these lines."""
    return any(WORD.search(line) for line in lines)
