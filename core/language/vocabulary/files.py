"""Read the files of a vocabulary: every phrase as it is written, with the label that its group gives it."""

from collections.abc import Iterator, Mapping, Sequence
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
    yield from listed_of(raw)
    for label, opening, following in made_of(raw):
        for last in following:
            yield joined(opening, last), (label,), None


def listed_of(raw: Mapping[str, Any]) -> Iterator[Part]:
    """Give the same of each phrase that is written whole."""
    for group, label in NUMBERED.items():
        for phrase, value in (raw.get(group) or {}).items():
            yield str(phrase), (label,), int(value)
    for phrase, label in _listed(raw):
        yield phrase, (label,), None
    for day, weekday in raw["days"].items():
        for part in raw["day_parts"]:
            for joint in ("", " "):
                yield f"{day}{joint}{part}", ("day", "half_day"), int(weekday)


def made_of(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Give the phrases that are made of parts, such as "naast de planning" or "doet het erg goed", by their first part.

    Each as its label, that part, and all that may follow it; a part that may be left out is the first of none.
    """
    for group, (label, names) in MADE_OF.items():
        first, *others = ((raw.get(group) or {}).get(name, ()) for name in names)
        following = [joined(*words) for words in product(*others)]
        for opening in first:
            if opening:
                yield label, opening, following
            else:
                yield from ((label, last, [""]) for last in following)


def joined(*words: str) -> str:
    """Write parts as one phrase."""
    return " ".join(word for word in words if word)


def _listed(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group, label in LISTED.items():
        for phrase in raw.get(group) or ():
            yield str(phrase), label
    for label, phrases in raw["families"].items():
        for phrase in phrases:
            yield str(phrase), label
