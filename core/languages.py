"""Which languages there are: each folder of `core/language` with a `language.yaml`, which says how it is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "language"
DESCRIPTION = "language.yaml"
DEFAULT = "nl"


@dataclass(frozen=True, slots=True)
class Written:
    """How a language writes dates, hours and rows in a sentence."""

    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    decimal: str
    week: str
    hour: str
    hours: str
    conjunction: str
    alternative: str
    ordinal: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """One language. code: of its folder. name: its own. command: what people.<command> calls it.

    falls_back: where a text that it lacks comes from, in this order. borrows: languages whose words count in full in
    its messages. typed_as: letters that are also written as others ("ä" as "ae"). capital_nouns: so a capital tells no
    name. called: other names, in any language. separator: the first line of a mail.
    """

    code: str
    name: str
    command: str
    called: tuple[str, ...]
    falls_back: tuple[str, ...]
    borrows: tuple[str, ...]
    typed_as: Mapping[str, str]
    capital_nouns: bool
    separator: str
    written: Written

    @property
    def order(self) -> tuple[str, ...]:
        """Give the languages in which a text may be found, its own first."""
        return (self.code, *self.falls_back)


def _described(file: Path) -> Language:
    raw: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    written: dict[str, Any] = {
        name: tuple(said) if isinstance(said, list) else said for name, said in raw["written"].items()
    }
    return Language(
        code=file.parent.name,
        name=raw["name"],
        command=raw["command"],
        called=tuple(raw["called"]),
        falls_back=tuple(raw["falls_back"]),
        borrows=tuple(raw["borrows"]),
        typed_as=raw.get("typed_as") or {},
        capital_nouns=raw.get("capital_nouns", False),
        separator=raw["separator"],
        written=Written(**written),
    )


def _found() -> Mapping[str, Language]:
    """Find the languages, each behind those that it falls back to."""
    found = [_described(file) for file in FOLDER.glob(f"*/{DESCRIPTION}")]
    return {one.code: one for one in sorted(found, key=lambda one: (len(one.falls_back), one.code))}


LANGUAGES: Mapping[str, Language] = _found()
CODES: tuple[str, ...] = tuple(LANGUAGES)


def known(code: str) -> str:
    """Cut a code such as "de-AT" to one of our languages; "" when it is none of ours."""
    short = code.replace("_", "-").partition("-")[0].lower()
    return short if short in LANGUAGES else ""


def first_of(code: str, among: Iterable[str]) -> str:
    """Give the first language among these in which somebody of this language is served; Dutch for one we don't know."""
    there = set(among)
    order = LANGUAGES[known(code) or DEFAULT].order
    return next((one for one in order if one in there), DEFAULT)


@cache
def having(file: str) -> tuple[str, ...]:
    """Give the languages that have a file of this name in their folder."""
    return tuple(code for code in CODES if (FOLDER / code / file).exists())
