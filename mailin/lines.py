"""Lines of text made comparable: what we sent and what comes back differ in quote marks, wrapping and odd spaces."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from core.incoming import Place
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
AHEAD = 20_000


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
        self.texts = [cleaned(text)[:MOST_OURS] for text in sent]
        self.lines = {bare(line) for text in self.texts for line in text.splitlines() if line.strip()}
        self.streams = [words(text) for text in self.texts]
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


@dataclass(frozen=True, slots=True)
class Insertion:
    """A line put into a text of ours. above: the line over it, as quoted; line: what was put in, with its marks."""

    above: str
    line: str
    place: Place


@dataclass(frozen=True, slots=True)
class Compared:
    """Quoted lines next to what we sent. begin, end: the indices of the first line of ours and after the last, 0: none.

    last: the place below the last line of ours; None when that ends our text, or nothing is ours.
    """

    put_in: tuple[Insertion, ...] = ()
    begin: int = 0
    end: int = 0
    last: Place | None = None


@dataclass(slots=True)
class _Alignment:
    """Quoted lines against one text that we sent, word by word.

    begin, end: the indices of the first line of ours and after the last. spans: the words of our text that each is.
    """

    sent: int
    matched: int = 0
    place: int = 0
    begin: int = 0
    end: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)
    found: list[tuple[str, str, int]] = field(default_factory=list)


def compared(lines: Sequence[str], ours: Ours) -> Compared:
    """Compare quoted lines with what we sent, to find those that were put in.

    Every line is looked for behind the one before it, so a line that was typed, changed or added to is found whichever
    way the quote was wrapped or marked. A short line, and one without the marks that others have, is ours only where
    our text goes on with it: "akkoord" stands in our own examples too.
    """
    best = _Alignment(0)
    has_marks = any(_has_mark(line) for line in lines)
    for sent, stream in enumerate(ours.streams):
        aligned = _aligned(lines, stream, sent, has_marks=has_marks)
        if aligned.matched > best.matched:
            best = aligned
    if not best.spans:
        return Compared()
    places = _Places(best, ours)
    put_in = tuple(Insertion(above, line, places.below(span)) for above, line, span in best.found)
    is_whole = not ours.streams[best.sent][best.place :].strip()
    return Compared(put_in, best.begin, best.end, None if is_whole else places.below(len(best.spans) - 1))


def _has_mark(line: str) -> bool:
    return line.lstrip()[:1] in {">", "|"}


def _aligned(lines: Sequence[str], stream: str, sent: int, *, has_marks: bool) -> _Alignment:
    aligned = _Alignment(sent)
    waiting: list[str] = []
    place = word = 0
    above = ""
    for index, line in enumerate(lines):
        seen = words(line[:MOST_LINE])
        if not seen:
            continue
        if has_marks and not aligned.spans and not _has_mark(line):
            continue
        goes_on = bool(aligned.spans) and (len(seen) < LINE_AT_LEAST or (has_marks and not _has_mark(line)))
        at = stream.find(seen, place, place + (0 if goes_on else AHEAD) + len(seen))
        if at < 0:
            if aligned.matched:
                waiting.append(line)
            continue
        aligned.found += [(above, other, len(aligned.spans) - 1) for other in waiting]
        waiting = []
        first, count = word + stream.count(" ", place, at), seen.count(" ") - 1
        aligned.spans.append((first, first + count))
        place, word, above = at + len(seen) - 1, first + count, line.strip(QUOTE_MARKS)
        aligned.begin = aligned.begin if aligned.matched else index
        aligned.matched += count
        aligned.end, aligned.place = index + 1, place
    return aligned


class _Places:
    """Says where in one of our texts the quoted lines stand."""

    def __init__(self, aligned: _Alignment, ours: Ours) -> None:
        self.sent, self.spans = aligned.sent, aligned.spans
        self.lines = tuple(ours.texts[self.sent].split("\n"))
        self.words = ours.streams[self.sent].split()
        self.starts = [0, *accumulate(len(words(line).split()) for line in self.lines)][:-1]
        lines = [(self._line_of(first), self._line_of(last - 1)) for first, last in self.spans]
        self.quoted = tuple(sorted({line for first, last in lines for line in range(first, last + 1)}))

    def below(self, span: int) -> Place:
        """Give the place below one quoted line, with all that is quoted above it of the line of ours that it ends."""
        first, last = self.spans[span]
        line = self._line_of(last - 1)
        least = self.starts[line]
        while span and first > least and self.spans[span - 1][1] == first:
            span -= 1
            first = self.spans[span][0]
        part = " ".join(self.words[max(first, least) : last])
        return Place(self.sent, self.lines, line, part, self.quoted)

    def _line_of(self, word: int) -> int:
        return bisect_right(self.starts, word) - 1


def has_words(lines: Iterable[str]) -> bool:
    """Say whether anything is written in these lines."""
    return any(WORD.search(line) for line in lines)
