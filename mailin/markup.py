"""HTML as lines: what mail programs mark as quoted gets quote marks, as it has in plain text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.etree  # type: ignore[import-untyped]  # lxml publishes no types
import lxml.html  # type: ignore[import-untyped]  # as above

from mailin.lines import WORD, cleaned
from mailin.marks import HTML_QUOTE, HTML_REST

MOST_HTML = 400_000
MOST_LINES = 4000
MOST_QUOTES = 8
MOST_DIGITS = 6
MOST_SIGN = 8
LISTS = {"ol", "ul"}
QUOTE_CLASSES = {
    "gmail_quote",
    "gmail_quote_container",
    "yahoo_quoted",
    "moz-cite-prefix",
    "moz-forward-container",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",
    "OutlookMessageHeader",
    "ms-outlook-mobile-reference-message",
    "AppleOriginalContents",
}
REST_IDS = {
    "divRplyFwdMsg",
    "appendonsend",
    "reply-intro",
    "mail-editor-reference-message-container",
    "stopSpelling",
    "isForwardContent",
    "orig-email",
    "ms-outlook-mobile-body-separator-line",
}
SIGNATURE_CLASSES = {"gmail_signature", "moz-signature", "protonmail_signature_block"}
SIGNATURE_IDS = {"Signature", "ms-outlook-mobile-signature", "AppleMailSignature"}
UNSEEN_TAGS = {"script", "style", "head", "title", "template", "noscript", "object", "svg"}
BLOCKS = {"p", "div", "li", "tr", "table", "ul", "ol", "blockquote", "section", "article", "pre", "center", "form"} | {
    f"h{size}" for size in range(1, 7)
}
CELLS = {"td", "th"}
STRUCK_TAGS = {"s", "strike", "del"}
UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
STRUCK_STYLE = re.compile(r"line-through", re.IGNORECASE)
BORDER = re.compile(r"border-left(?:-width)?\s*:\s*(?!0|none)", re.IGNORECASE)
OUTLOOK_RULE = re.compile(r"border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)", re.IGNORECASE)
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Page:
    """HTML as lines, no more than a person writes. is_whole: False when lines were left out."""

    lines: tuple[str, ...] = ()
    has_struck: bool = False
    is_whole: bool = True


def page_of(html: str) -> Page:
    """Turn HTML into a page, which takes far longer than to look through one."""
    lines, has_struck = html_lines(html) if html.strip() else ([], False)
    is_whole = len(html) < MOST_HTML and len(lines) <= MOST_LINES
    return Page(tuple(lines[:MOST_LINES]), has_struck, is_whole)


def html_lines(html: str) -> tuple[list[str], bool]:
    """Turn HTML into lines of text, those in quotes with ">" before them; and say whether words were struck through."""
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        tree = lxml.html.document_fromstring(html[:MOST_HTML].encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError, AssertionError):
        return [], False
    writer = _Writer()
    for event, element in _walk(tree):
        if event == "start":
            writer.open(element)
        else:
            writer.close(element)
    writer.end_line()
    return cleaned("\n".join(writer.lines)).split("\n"), writer.has_struck


def _walk(tree: lxml.html.HtmlElement) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Walk a tree without recursion; what is not seen is passed over, except for the text behind it."""
    stack = [("start", tree)]
    while stack:
        event, element = stack.pop()
        yield event, element
        if event == "start":
            stack.append(("end", element))
            if not _is_unseen(element):
                stack.extend(("start", child) for child in reversed(element))


def _is_unseen(element: lxml.html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in UNSEEN_TAGS:
        return True
    return UNSEEN_STYLE.search(element.get("style") or "") is not None


def _names(element: lxml.html.HtmlElement) -> tuple[set[str], str]:
    """Give an element's classes and id, without the "x_" that Outlook puts before those of others."""
    classes = {name.removeprefix("x_") for name in (element.get("class") or "").split()}
    return classes, (element.get("id") or "").removeprefix("x_")


class _Writer:
    """Writes lines as a reader would see them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.depth = 0
        self.struck = 0
        self.has_struck = False
        self.kept_spaces = 0
        self.lists: list[int | None] = []

    def open(self, element: lxml.html.HtmlElement) -> None:
        if _is_unseen(element):
            return
        if element.tag == "br":
            self.lines.append(f"{self._prefix()}{self.line.strip()}")
            self.line = ""
        elif element.tag in BLOCKS or element.tag == "hr":
            self.end_line()
        elif element.tag in CELLS and self.line.strip():
            self.line += "  "
        self._mark(element)
        if element.tag == "blockquote" and _is_quote(element):
            self.depth += 1
        if element.tag == "p" and self.lines and self.lines[-1].strip(" >"):
            self.lines.append(self._prefix().rstrip())
        if _is_struck(element):
            self.struck += 1
        self._number(element)
        if element.tag == "img" and is_sign(element.get("alt") or ""):
            self._write(element.get("alt"))
        self.kept_spaces += element.tag == "pre"
        self._write(element.text)

    def close(self, element: lxml.html.HtmlElement) -> None:
        if not _is_unseen(element):
            if element.tag in BLOCKS or element.tag == "hr":
                self.end_line()
            if element.tag == "blockquote" and _is_quote(element):
                self.depth -= 1
            if _is_struck(element):
                self.struck -= 1
            if element.tag in LISTS and self.lists:
                self.lists.pop()
            self.kept_spaces -= element.tag == "pre"
        self._write(element.tail)

    def end_line(self) -> None:
        """End the line, if one was begun."""
        if self.line.strip():
            self.lines.append(f"{self._prefix()}{self.line.strip()}")
        self.line = ""

    def _number(self, element: lxml.html.HtmlElement) -> None:
        """Count in lists as the reader sees it: somebody who answers in a numbered list means the numbers."""
        if element.tag in LISTS:
            self.lists.append(_number_in(element, "start", 1) if element.tag == "ol" else None)
        elif element.tag == "li" and self.lists:
            number = self.lists[-1]
            if number is not None:
                number = _number_in(element, "value", number)
                self.lists[-1] = number + 1
            self.line += "- " if number is None else f"{number}. "

    def _prefix(self) -> str:
        return "> " * min(self.depth, MOST_QUOTES)

    def _mark(self, element: lxml.html.HtmlElement) -> None:
        """Write a line for what a program marks as the beginning of its quote, or of a signature."""
        classes, name = _names(element)
        mark = ""
        if classes & QUOTE_CLASSES or element.get("data-marker") == "__QUOTED_TEXT__":
            mark = HTML_QUOTE
        elif name in REST_IDS or element.get("name") == "messageReplySection" or _is_outlooks_rule(element):
            mark = HTML_REST
        elif classes & SIGNATURE_CLASSES or name in SIGNATURE_IDS:
            mark = "-- "
        if mark and not self.depth:
            self.end_line()
            self.lines.append(mark)

    def _write(self, text: str | None) -> None:
        if not text:
            return
        text = text.replace(HTML_QUOTE, "").replace(HTML_REST, "")
        if self.struck and text.strip() and not self.depth:
            self.has_struck = True
        if self.kept_spaces:
            first, *rest = text.split("\n")
            self.line += first
            for line in rest:
                self.lines.append(f"{self._prefix()}{self.line.rstrip()}")
                self.line = line
            return
        self.line += SPACE.sub(" ", text) if self.line else SPACE.sub(" ", text).lstrip()


def _number_in(element: lxml.html.HtmlElement, name: str, otherwise: int) -> int:
    written = (element.get(name) or "").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < MOST_DIGITS else otherwise


def is_sign(text: str) -> bool:
    """Say whether a picture's text is a sign, such as a thumb, and not a name or a description."""
    return 0 < len(text) <= MOST_SIGN and WORD.search(text) is None


def _is_struck(element: lxml.html.HtmlElement) -> bool:
    return element.tag in STRUCK_TAGS or STRUCK_STYLE.search(element.get("style") or "") is not None


def _is_outlooks_rule(element: lxml.html.HtmlElement) -> bool:
    return element.tag == "div" and OUTLOOK_RULE.search(element.get("style") or "") is not None


def _is_quote(element: lxml.html.HtmlElement) -> bool:
    """Tell a quote from an indent, for which some programs use a blockquote too."""
    classes, _ = _names(element)
    return (
        element.get("type") == "cite"
        or bool(element.get("cite"))
        or bool(classes)
        or not element.get("style")
        or BORDER.search(element.get("style") or "") is not None
    )
