"""What the sender typed: without quote, signature and footer, found by what we sent and by how programs quote."""

from collections.abc import Sequence

import lxml.etree  # type: ignore[import-untyped]  # lxml publishes no types
import lxml.html  # type: ignore[import-untyped]  # as above
import quotequail
from inscriptis import get_text
from inscriptis.model.config import ParserConfig

from core.incoming import Typed
from mailin.marks import QUOTED, bare, first_mark
from mailin.signatures import without_signature

MOST_LINES = 4000
MOST_FOR_SECOND = 20_000
MOST_HTML = 300_000
QUOTE_CLASSES = ("gmail_quote", "gmail_extra", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra")
QUOTE_IDS = (
    "divRplyFwdMsg",
    "appendonsend",
    "x_divRplyFwdMsg",
    "x_appendonsend",
    "reply-intro",
    "mail-editor-reference-message-container",
)


def extract(text: str, html: str, sent: Sequence[str]) -> Typed:
    """Find what was typed in a mail's text, or in its HTML when it has no text.

    sent: texts of ours that it may quote. agreed is False when a second opinion takes some of the typed words for a
    quote, when the words stand below the quote, or when nothing but HTML says where the quote is.
    """
    rule = ""
    if not text.strip() and html:
        text, rule = html_typed(html)
    lines = text[: MOST_LINES * 200].splitlines()[:MOST_LINES]
    cut, mark = first_mark(lines, sent)
    above, closing = without_signature(lines[:cut])
    typed = "\n".join(above).strip()
    corrections = _corrections(lines, cut, sent) if mark == "quote marks" else ()
    rules = " + ".join(part for part in (rule, mark, closing) if part)
    if typed:
        agreed = not corrections and _second_opinion_agrees(text, typed)
        return Typed(typed, agreed=agreed, cut=rules, corrections=corrections)
    below = _below(lines, cut, sent) if mark in {"quote marks", "an attribution"} else ""
    if below:
        return Typed(below, agreed=False, cut=f"{rules}, words below", corrections=corrections)
    return Typed("", cut=rules)


def html_typed(html: str) -> tuple[str, str]:
    """Turn HTML into text without what programs mark as quoted."""
    try:
        tree = lxml.html.document_fromstring(html[:MOST_HTML])
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError, AssertionError):
        return "", "unreadable HTML"
    rule = ""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        classes = str(element.get("class") or "").split()
        is_cite = element.tag == "blockquote"
        if is_cite or any(name in classes for name in QUOTE_CLASSES):
            _drop(element)
            rule = "HTML quote"
        elif element.get("id") in QUOTE_IDS:
            for following in list(element.itersiblings()):
                _drop(following)
            _drop(element)
            rule = "HTML reply headers"
    return get_text(lxml.html.tostring(tree, encoding="unicode"), ParserConfig(display_links=False)), rule


def _drop(element: lxml.html.HtmlElement) -> None:
    """Take an element away and leave the text behind it."""
    parent = element.getparent()
    if parent is not None:
        element.tail = None if element.tail is None or not element.tail.strip() else element.tail
        element.drop_tree()


def _second_opinion_agrees(text: str, typed: str) -> bool:
    """Ask quotequail; it disagrees when it takes words for a quote that we think were typed."""
    if len(text) > MOST_FOR_SECOND:
        return True
    chunks = quotequail.quote(text)
    if not chunks:
        return True
    shown = " ".join(chunk for is_typed, chunk in chunks if is_typed).split()
    return all(word in shown for word in typed.split())


def _ours(sent: Sequence[str]) -> set[str]:
    return {bare(line) for text in sent for line in text.splitlines() if line.strip()}


def _corrections(lines: Sequence[str], cut: int, sent: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Give each line that was typed between quoted lines, with the quoted line above it."""
    ours = _ours(sent)
    last_quoted = max((index for index, line in enumerate(lines) if QUOTED.match(line)), default=cut)
    found: list[tuple[str, str]] = []
    quoted = ""
    for line in lines[cut:last_quoted]:
        if QUOTED.match(line):
            quoted = line.lstrip(" >|\t") or quoted
        elif line.strip() and quoted and bare(line) not in ours:
            found.append((quoted.strip(), line.strip()))
    return tuple(found)[:50]


def _below(lines: Sequence[str], cut: int, sent: Sequence[str]) -> str:
    """Give what was typed below the quote, by those who answer underneath."""
    ours = _ours(sent)
    quoted = [index for index in range(cut, len(lines)) if QUOTED.match(lines[index])]
    if not quoted:
        return ""
    rest = [line for line in lines[quoted[-1] + 1 :] if bare(line) not in ours or not line.strip()]
    kept, _ = without_signature(rest)
    return "\n".join(kept).strip()
