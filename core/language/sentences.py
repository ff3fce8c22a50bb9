"""Match whole sentences against the commands' templates (hassil); values were read before, by our own readers.

Names, weeks, numbers and days stand in the matched text as "someone", "someweek", "somenumber" and "someday", so that
no open slot can swallow a "niet" and a template is matched against words that were all typed.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from hassil import Intents, recognize_all

from core.language.items import QUIET, Item, Kind
from core.language.said import Said
from core.language.text import Sort, Token
from core.language.words import LANGUAGES

HERE = Path(__file__).parent
# Of these files each command is a request: only ever a whole message, with its values as fields.
REQUEST_FILES: tuple[str, ...] = (
    "people.yaml",
    "problems.yaml",
    "contacts.yaml",
    "tenants.yaml",
    "operations.yaml",
    "files.yaml",
    "roles.yaml",
)
FILES = ("desk.yaml", "logbook.yaml", *REQUEST_FILES)
PLACES = {Kind.NAME: "someone", Kind.WEEKS: "someweek", Kind.NUMBERS: "somenumber", Kind.DAYS: "someday"}
SILENT = frozenset({Kind.COMMA, Kind.COLON, Kind.STOP, Kind.QUESTION, Kind.OPEN, Kind.ASIDE})
LONGEST = 20
SAID = frozenset({Sort.WORD, Sort.NUMBER})
# Stands for a sign that means something ("…", a crossed-out emoji); the matcher would leave it out.
UNSAID = "somesign"
STANDING_IN = frozenset(
    {"someone", "somebody", "someweek", "somenumber", "someday", "somedays", "somepast", "sometime", "someaddress"}
    | {"sometext"}
)
RULE_NAME = re.compile(r"<[^>]*>")


def skeleton(said: Said, items: Sequence[Item]) -> str:
    """Write items as the text that templates are matched against; empty when too long to be a command."""
    words: list[str] = []
    for item in items:
        if item.kind in SILENT or {"emoji", "courtesy"} <= item.labels:
            continue
        place = PLACES.get(item.kind)
        if place is not None:
            words.append(place)
            continue
        words += [
            _as_typed(token) if token.sort in SAID else UNSAID
            for token in said.tokens[item.first : item.last]
            if token.sort is Sort.WORD or token.folded not in QUIET
        ]
    return " ".join(words) if len(words) <= LONGEST else ""


def _as_typed(token: Token) -> str:
    """Write a word as it is matched; who types what stands for a value ("someone") gives none."""
    return UNSAID if token.folded in STANDING_IN else "".join(letter for letter in token.folded if letter != "'")


def command_of(text: str, language: str) -> str:
    """Give the one command a sentence means, in this language before the others; empty when none or several."""
    for name in (language, *(other for other in LANGUAGES if other != language)):
        found = _matches(text, name)
        if found:
            return next(iter(found)) if len(found) == 1 else ""
    return ""


@lru_cache(maxsize=4096)
def _matches(text: str, language: str) -> frozenset[str]:
    return frozenset(result.intent.name for result in recognize_all(text, _intents(language))) if text else frozenset()


@cache
def _intents(language: str) -> Intents:
    merged: dict[str, Any] = {"language": language, "intents": {}, "expansion_rules": {}}
    for file in FILES:
        raw = _load(language, file)
        merged["intents"] |= {name: {"data": intent["data"]} for name, intent in raw["intents"].items()}
        merged["expansion_rules"] |= raw.get("expansion_rules") or {}
    return Intents.from_dict(merged)


@cache
def requests() -> frozenset[str]:
    """Give the commands that are requests."""
    return frozenset(
        name for language in LANGUAGES for file in REQUEST_FILES for name in _load(language, file)["intents"]
    )


@cache
def own_words(language: str) -> frozenset[str]:
    """Give every word that the templates of requests hold, as it is matched; what stands for a value is none."""
    templates: list[str] = []
    for file in REQUEST_FILES:
        raw = _load(language, file)
        templates += (raw.get("expansion_rules") or {}).values()
        templates += (line for intent in raw["intents"].values() for one in intent["data"] for line in one["sentences"])
    words = re.findall(r"[^\W_]+", " ".join(RULE_NAME.sub(" ", template) for template in templates))
    return frozenset(words) - STANDING_IN


def examples(language: str) -> dict[str, list[str]]:
    """Give what one can say, by command, as its files say it."""
    return {
        name: [str(example) for example in intent["examples"]]
        for file in FILES
        for name, intent in _load(language, file)["intents"].items()
    }


def _load(language: str, file: str) -> dict[str, Any]:
    with (HERE / language / file).open(encoding="utf-8") as opened:
        return dict(yaml.safe_load(opened))


def warm() -> None:
    """Parse and expand every template once, so that the first message is not the slow one."""
    for language in LANGUAGES:
        _matches("warm", language)
