"""Words for days and hours that were not worked: "vrij", "ziek", "day off"; "gepland", "wil", "supposed to"."""

from functools import cache

import yaml

from core.language.vocabulary.said import Said
from core.language.vocabulary.text import phrase_tokens
from core.languages import FOLDER, having

FILE = "absence.yaml"


@cache
def _phrases(kind: str) -> tuple[tuple[str, ...], ...]:
    found: set[tuple[str, ...]] = set()
    for language in having(FILE):
        with (FOLDER / language / FILE).open(encoding="utf-8") as file:
            raw = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes strings only: no "off" is False here
        found.update(phrase_tokens(phrase) for phrase in raw[kind])
    return tuple(sorted(found, key=len, reverse=True))


def absence_at(said: Said, at: int) -> int:
    """Say how many tokens the longest word for a day without hours has that starts here; 0 for none."""
    return _longest(said, at, "absence")


def is_unworked_at(said: Said, at: int) -> bool:
    """Say whether a word starts here for hours that are wished, planned or taken away rather than worked."""
    return _longest(said, at, "unworked") > 0


def is_shared_at(said: Said, at: int) -> bool:
    """Say whether a word starts here for hours of several days together: "samen", "in total"."""
    return _longest(said, at, "shared") > 0


def asks_at(said: Said, at: int) -> bool:
    """Say whether words start here that ask when they stand first: "heb ik", "did I"."""
    return _longest(said, at, "asking") > 0


def is_counted_at(said: Said, at: int) -> bool:
    """Say whether a word starts here for what is counted otherwise than in hours: "klanten", "miles"."""
    return _longest(said, at, "counted") > 0


def _longest(said: Said, at: int, kind: str) -> int:
    for phrase in _phrases(kind):
        if tuple(token.folded for token in said.tokens[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0
