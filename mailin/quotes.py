"""What the sender typed: without quote, signature and footer, found by what we sent and by how programs quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.incoming import Typed
from mailin.lines import Ours, bare, cleaned, has_words, insertions
from mailin.marks import HTML_QUOTE, HTML_REST, LABEL, QUOTED, first_mark
from mailin.markup import MOST_LINES, Page, page_of
from mailin.second import faces_agree, quotequail_agrees
from mailin.signatures import RULE, is_silent, without_signature

MOST_CHARACTERS = 400_000
MOST_CORRECTIONS = 50


@dataclass(frozen=True, slots=True)
class _Found:
    """What one face of a mail holds. is_sure: False when words that were typed may have been left out."""

    text: str
    rule: str
    is_sure: bool
    corrections: tuple[tuple[str, str], ...] = ()
    signature: str = ""


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
        return Typed(
            found.text,
            agreed=found.is_sure and not page.has_struck and (page.is_whole or bool(found.rule)),
            cut=" + ".join(part for part in ("HTML", found.rule) if part),
            corrections=found.corrections,
            signature=found.signature,
        )
    lines = text_lines(text)
    is_whole = len(text) < MOST_CHARACTERS and len(lines) <= MOST_LINES
    lines = lines[:MOST_LINES]
    found = _found(lines, ours, name)
    agreed = found.is_sure and (is_whole or bool(found.rule)) and quotequail_agrees(lines, found.text)
    if agreed and page.lines:
        agreed = not page.has_struck and faces_agree(found.text, _found(page.lines, ours, name).text)
    return Typed(found.text, agreed=agreed, cut=found.rule, corrections=found.corrections, signature=found.signature)


def text_lines(text: str) -> list[str]:
    """Make lines of plain text, without anything that only our own reading of HTML puts there."""
    return cleaned(text[:MOST_CHARACTERS].translate({ord(HTML_QUOTE): None, ord(HTML_REST): None})).split("\n")


def _found(lines: Sequence[str], ours: Ours, name: str) -> _Found:
    mark = first_mark(lines, ours)
    signed = without_signature(lines[: mark.at], name)
    typed = "\n".join(signed.lines).strip()
    quote = lines[mark.at :]
    corrections, below, is_all_ours = _in_quote(quote, ours)
    rule = " + ".join(part for part in (mark.rule, signed.rule) if part)
    is_sure = signed.is_sure and not corrections and is_all_ours and not below
    is_sure = is_sure and (mark.is_sure or _is_explained(lines[mark.below :], ours))
    is_sure = is_sure and not any(QUOTED.match(line) or ours.has(line) for line in signed.lines if line.strip())
    if below and (not typed or ours.streams):
        typed = "\n\n".join(part for part in (typed, below) if part)
        rule = f"{rule}, words below"
    return _Found(typed, rule, is_sure, corrections, "\n".join(signed.tail).strip())


def _in_quote(quote: Sequence[str], ours: Ours) -> tuple[tuple[tuple[str, str], ...], str, bool]:
    """Look for what was typed inside a quote and below it: (corrections, words below, whether nothing else is there).

    Knowing what we sent, every line is compared with it. Without, only the quote marks tell.
    """
    put_in, end = insertions(quote, ours)
    marked = [index for index, line in enumerate(quote) if QUOTED.match(line)]
    corrections = tuple((above, line) for above, line in put_in if line and not LABEL.match(line))
    if not ours.streams and marked:
        corrections = _between_marks(quote, marked)
    is_few = len(corrections) <= MOST_CORRECTIONS
    rest = quote[marked[-1] + 1 :] if marked else quote[end:] if end else []
    below = [line for line in rest if not ours.has(line) and not ours.is_mark(line)]
    if marked:
        kept = without_signature(_until_rule(below)).lines
        return corrections if is_few else (), "\n".join(kept).strip() if has_words(kept) else "", is_few
    further = first_mark(below, ours)
    return corrections if is_few else (), "", is_few and is_silent(below[: further.at])


def _between_marks(quote: Sequence[str], marked: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Give each line that stands between quoted lines, with the quoted line above it."""
    found: list[tuple[str, str]] = []
    above = ""
    for line in quote[marked[0] : marked[-1]]:
        if QUOTED.match(line):
            above = line.lstrip(" >|\t").strip() or above
        elif line.strip() and above:
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
