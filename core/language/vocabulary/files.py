"""Read the files of a vocabulary: every phrase as it is written, with the label that its group gives it."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

import yaml

from core.language.vocabulary.families import LISTED, MADE_OF, NUMBERED
from core.languages import FOLDER

# A phrase, its labels, and the number that the first of these stands for.
Part = tuple[str, tuple[str, ...], int | None]


@cache
def vocabulary(language: str) -> dict[str, Any]:
    """Read the vocabulary of one language, of which each file has a subject; a list may go on in another file."""
    found: dict[str, Any] = {}
    for path in sorted((FOLDER / language / "words").glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            _join(found, yaml.load(file, Loader=yaml.CBaseLoader))  # noqa: S506 - it makes strings only: no "no" is False here
    return found


def _join(found: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping):
            _join(found.setdefault(key, {}), value)
        elif isinstance(value, list):
            found[key] = [*found.get(key, ()), *value]
        else:
            found[key] = value


def parts_of(raw: Mapping[str, Any]) -> Iterator[Part]:
    """Give each phrase of a vocabulary with its labels, and the number that the first of these stands for."""
    for group, label in NUMBERED.items():
        for phrase, value in (raw.get(group) or {}).items():
            yield str(phrase), (label,), int(value)
    for phrase, label in _listed(raw):
        yield phrase, (label,), None
    for label, phrase in _joined(raw):
        yield phrase, (label,), None
    for day, weekday in raw["days"].items():
        for part in raw["day_parts"]:
            for joint in ("", " "):
                yield f"{day}{joint}{part}", ("day", "half_day"), int(weekday)


def _joined(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each phrase that is made of parts, such as "naast de planning" or "doet het erg goed", with its label."""
    for group, (label, names) in MADE_OF.items():
        parts = raw.get(group) or {}
        for words in product(*(parts.get(name, ()) for name in names)):
            yield label, " ".join(word for word in words if word)


def _listed(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group, label in LISTED.items():
        for phrase in raw.get(group) or ():
            yield str(phrase), label
    for label, phrases in raw["families"].items():
        for phrase in phrases:
            yield str(phrase), label
