"""The letter itself: what is said, within the layout, as HTML and as the text that a reply will quote."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import css_inline
import lxml.html  # type: ignore[import-untyped]  # lxml publishes no types
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from core.languages import CODES, first_of
from core.separator import marker, separator
from core.wording import TEMPLATES, Said

INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
CONFIG = ParserConfig(css=CSS_PROFILES["strict"], table_cell_separator="  ")


@dataclass(frozen=True, slots=True)
class Letter:
    """Both faces of a mail's body. text: one line a paragraph, links in angle brackets, no hidden text."""

    html: str
    text: str


def lay_out(
    said: Said,
    *,
    language: str,
    token: str,
    choices: Sequence[str] = (),
    unsubscribe_url: str = "",
    picture: tuple[str, str] | None = None,
) -> Letter:
    """Lay out what is said: readable without images, in light and dark, on a phone, and as plain text.

    picture: the content id of one that the mail carries, and what it shows in words; it is no part of the text.
    """
    template = _environment(TEMPLATES / "mail").get_template(f"{first_of(language, _languages())}.html")
    html = template.render(
        html=Markup(said.html),  # noqa: S704 - rendered by core.wording with autoescape on
        subject=said.subject,
        preheader=said.preheader,
        separator=separator(language),
        marker=marker(token),
        choices=choices,
        unsubscribe_url=unsubscribe_url,
        picture=picture,
        language=language,
    )
    return Letter(INLINER.inline(html), _text(html))


@cache
def _languages() -> tuple[str, ...]:
    """Give the languages that have a layout of their own; another one's mail has that of the one it falls back to."""
    return tuple(code for code in CODES if (TEMPLATES / "mail" / f"{code}.html").exists())


def _text(html: str) -> str:
    """Write the body of a document as plain text, before styles could indent it."""
    body = lxml.html.document_fromstring(html).find("body")
    if body is None:
        raise ValueError("a letter without a body")
    for hidden in body.find_class("preheader"):
        hidden.drop_tree()
    for link in list(body.iter("a")):
        _write_out(link)
    text = Inscriptis(body, CONFIG).get_text()
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept).strip("\n") + "\n"


def _write_out(link: lxml.html.HtmlElement) -> None:
    """Put a link's address behind its words, unless the words are the address."""
    address = link.get("href", "")
    words = link.text_content().strip()
    if address.removeprefix("mailto:") != words:
        link.tail = f" <{address}>{link.tail or ''}"


@cache
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
