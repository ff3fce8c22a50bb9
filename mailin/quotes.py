"""What the sender typed: without quote, signature and footer, found by what we sent and by how programs quote."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.incoming import Place, Typed
from mailin.lines import QUOTE_MARKS, Compared, Insertion, Ours, bare, cleaned, compared, has_words
from mailin.marks import (
    BANNER,
    HTML_QUOTE,
    HTML_REST,
    LABEL,
    PLAIN_BANNER,
    QUOTED,
    WRAPPED_OVER,
    first_mark,
)
from mailin.markup import MOST_LINES, Page, page_of
from mailin.second import faces_agree, quotequail_agrees
from mailin.signatures import RULE, is_silent, may_hold_words, without_signature

MOST_CHARACTERS = 400_000
MOST_CORRECTIONS = 50


@dataclass(frozen=True, slots=True)
class _Between:
    """What was typed inside a quote and below it. is_known: nothing else stands there that we did not send.

    is_marked: the quote has marks, and every line that was put in stands outside them: only its sender did that.
    """

    corrections: tuple[tuple[str, str], ...] = ()
    places: tuple[Place | None, ...] = ()
    below: str = ""
    is_known: bool = True
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What one face of a mail holds. is_sure: False when words that were typed may have been left out.

    above: what stands above the quote, where text also has what stands below.
    """

    text: str
    rule: str
    is_sure: bool
    above: str = ""
    between: _Between = field(default_factory=_Between)
    is_all: bool = False
    signature: str = ""

    @property
    def everything(self) -> str:
        """Give all words that were found typed, wherever."""
        return "\n".join([self.text, *(line for _, line in self.between.corrections)])


def extract(text: str, html: str, sent: Sequence[str], *, name: str = "") -> Typed:
    """Find what was typed in a mail's text, or in its HTML when it has no text.

    sent: texts of ours that it may quote, the likeliest first. name: the sender's own, which may end their words.
    agreed is False whenever words that were typed may have been left out or misread: a second opinion says so, words
    stand below or inside the quote, a signature holds more than signatures do, or the mail's two faces differ.
    """
    return typed_in(text, page_of(html), sent, name=name)


def typed_in(text: str, page: Page, sent: Sequence[str], *, name: str = "") -> Typed:
    """Find what was typed, like extract(), when the HTML was made lines of before."""
    ours = Ours(sent)
    if not text.strip():
        found = _found(page.lines, ours, name)
        is_seen = not page.has_struck and (page.is_whole or bool(found.rule))
        rule = " + ".join(part for part in ("HTML", found.rule) if part)
        return _typed(found, rule, agreed=found.is_sure and is_seen, is_all=found.is_all and is_seen)
    lines = text_lines(text)
    is_whole = len(text) < MOST_CHARACTERS and len(lines) <= MOST_LINES
    lines = lines[:MOST_LINES]
    found = _found(lines, ours, name)
    agreed = found.is_sure and (is_whole or bool(found.rule)) and quotequail_agrees(lines, found.text)
    is_all = found.is_all and is_whole and quotequail_agrees(lines, found.above)
    if (agreed or is_all) and page.lines:
        other = _found(page.lines, ours, name)
        agreed = agreed and not page.has_struck and faces_agree(found.text, other.text)
        is_all = is_all and not page.has_struck and faces_agree(found.everything, other.everything)
    return _typed(found, found.rule, agreed=agreed, is_all=is_all)


def _typed(found: _Found, rule: str, *, agreed: bool, is_all: bool) -> Typed:
    return Typed(
        found.text,
        agreed=agreed,
        cut=rule,
        corrections=found.between.corrections,
        places=found.between.places,
        is_all=is_all,
        signature=found.signature,
    )


def text_lines(text: str) -> list[str]:
    """Make lines of plain text, without anything that only our own reading of HTML puts there."""
    return cleaned(text[:MOST_CHARACTERS].translate({ord(HTML_QUOTE): None, ord(HTML_REST): None})).split("\n")


def _found(lines: Sequence[str], ours: Ours, name: str) -> _Found:
    mark = first_mark(lines, ours)
    signed = without_signature(lines[: mark.at], name)
    typed = above = "\n".join(signed.lines).strip()
    between = _in_quote(lines[mark.at :], ours)
    below = between.below
    rule = " + ".join(part for part in (mark.rule, signed.rule) if part)
    is_sure = signed.is_sure and between.is_known
    is_sure = is_sure and (mark.is_sure or _is_explained(lines[mark.below :], ours))
    is_sure = is_sure and not any(QUOTED.match(line) or ours.has(line) for line in signed.lines if line.strip())
    if below and (not typed or ours.streams):
        typed = "\n\n".join(part for part in (typed, below) if part)
        rule = f"{rule}, words below"
    is_only_above = not between.corrections and not below
    return _Found(
        typed,
        rule,
        is_sure and is_only_above,
        above,
        between,
        is_all=is_sure and (is_only_above or between.is_marked),
        signature="\n".join(signed.tail).strip(),
    )


def _in_quote(quote: Sequence[str], ours: Ours) -> _Between:
    """Look for what was typed inside a quote and below it.

    Knowing what we sent, every line is compared with it. Without, only the quote marks tell. What a mail program marked
    as quoted was not typed by its sender, also where we did not send it: they, or somebody before them, changed it.
    """
    known = compared(quote, ours)
    marked = [index for index, line in enumerate(quote) if QUOTED.match(line)]
    if not marked:
        return _in_open_quote(quote, known, ours)
    typed = [one for one in known.put_in if not QUOTED.match(one.line)]
    attached, end = _attached(quote, marked[-1] + 1, known)
    strange = (*_between_marks(quote, marked, 0, known.begin), *_between_marks(quote, marked, known.end, len(quote)))
    corrections = (*strange, *((one.above, one.line.strip(QUOTE_MARKS)) for one in (*typed, *attached)))
    places = (*(None for _ in strange), *(one.place for one in (*typed, *attached)))
    is_few = len(corrections) <= MOST_CORRECTIONS
    below = [line for line in quote[end:] if not ours.has(line) and not ours.is_mark(line)]
    written = without_signature(_until_rule(below))
    words = "\n".join(written.lines).strip() if has_words(written.lines) else ""
    is_known = is_few and len(typed) == len(known.put_in)
    is_marked = written.is_sure and _is_one_deep(quote, marked) and not _is_forwarded(quote[: marked[0]])
    is_marked = is_marked and not has_words(quote[index] for index in marked if index >= known.end)
    return _Between(corrections if is_few else (), places if is_few else (), words, is_known, is_marked)


def _in_open_quote(quote: Sequence[str], known: Compared, ours: Ours) -> _Between:
    """Look through a quote without marks: only what we sent tells what of it is not ours."""
    typed = [one for one in known.put_in if not LABEL.match(one.line)]
    below = [line for line in quote[known.end :] if not ours.has(line) and not ours.is_mark(line)]
    # What a program writes of a mail inside ours is no word of theirs; "van: 8 uur" may be.
    is_only_head = not may_hold_words([one.line for one in known.put_in if LABEL.match(one.line)])
    is_silent_below = not known.end or is_silent(below[: first_mark(below, ours).at])
    if len(typed) > MOST_CORRECTIONS:
        return _Between(is_known=False)
    corrections = tuple((one.above, one.line.strip(QUOTE_MARKS)) for one in typed)
    return _Between(corrections, tuple(one.place for one in typed), is_known=is_silent_below and is_only_head)


def _attached(quote: Sequence[str], begin: int, known: Compared) -> tuple[list[Insertion], int]:
    """Give what was typed straight under the last line of a quote that breaks off, and where that ends.

    It is said of that line. Below an empty line, or the end of our text, it is said of all.
    """
    if known.last is None or known.end != begin:
        return [], begin
    end = begin
    while end < len(quote) and has_words([quote[end]]):
        end += 1
    above = quote[begin - 1].strip(QUOTE_MARKS)
    written = without_signature(quote[begin:end])
    if not written.is_sure:
        return [], begin
    return [Insertion(above, line, known.last) for line in written.lines], end


def _is_one_deep(quote: Sequence[str], marked: Sequence[int]) -> bool:
    """Say whether nothing is quoted inside the quote: then nobody else can have typed what stands outside its marks."""
    shown = (quote[index].replace(" ", "") for index in marked)
    return len({len(line) - len(line.lstrip(">")) for line in shown if line.strip(">")}) == 1


def _is_forwarded(lead: Sequence[str]) -> bool:
    """Say whether above a quote's marks more stands than an attribution: then somebody else may have answered in it."""
    is_headed = any(LABEL.match(line) or BANNER.match(line) or PLAIN_BANNER.match(line) for line in lead)
    return is_headed or sum(has_words([line]) for line in lead) > WRAPPED_OVER


def _between_marks(quote: Sequence[str], marked: Sequence[int], begin: int, end: int) -> tuple[tuple[str, str], ...]:
    """Give each line without mark between marked ones in a part that is not ours, with the quoted line over it."""
    found: list[tuple[str, str]] = []
    above = ""
    for index in range(marked[0], min(end, marked[-1])):
        line = quote[index]
        if QUOTED.match(line):
            above = line.lstrip(QUOTE_MARKS).strip() or above
        elif index >= begin and line.strip() and above:
            found.append((above, line.strip()))
    return tuple(found)


def _until_rule(lines: Sequence[str]) -> list[str]:
    """Give the lines above a drawn line: below it stand the footers of mailing lists."""
    end = next((index for index, line in enumerate(lines) if RULE.match(line)), len(lines))
    return list(lines[:end])


def _is_explained(below: Sequence[str], ours: Ours) -> bool:
    """Say whether what stands below an attribution can be nothing but a quote: it is marked so, or ours, or nothing."""
    first = next((line for line in below if line.strip()), None)
    if first is None or QUOTED.match(first) or first.startswith((HTML_QUOTE, HTML_REST)):
        return True
    return ours.is_mark(first) or (len(bare(first)) > 3 and ours.has(first))  # noqa: PLR2004 - more than "1." or a dash
