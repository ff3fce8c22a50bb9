"""Leave out what a letter says beside its subject: "Bedankt voor uw mail", "Als er vragen zijn hoor ik het graag"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import yaml

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort, Token, clean, tokenise
from core.language.vocabulary.words import LANGUAGES
from core.languages import FOLDER

FILE = "pleasantries.yaml"
# Digits stand for any number, as of a telephone or a day.
NUMBER = "#"
# A sign that no pleasantry has, so that one with it is none.
UNSAID = "\0"
JOINTS = frozenset({Kind.COMMA, Kind.COLON})
SILENT = frozenset({Kind.OPEN, Kind.ASIDE})
MOST_PARTS = 4
MOST_WORDS = 40
PARTS = re.compile(r"<(?P<rule>\w+)>|(?P<sign>[()\[\]|#])|(?P<words>[^<>()\[\]|#]+)")
SIGNS = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|", NUMBER: "(?:# )+"}


@dataclass(frozen=True, slots=True)
class Patterns:
    """The pleasantries of one language. whole: sentences, and parts between commas. asked: those that are questions.

    leads: what only leads to what is said, up to its "dat".
    """

    whole: re.Pattern[str]
    asked: re.Pattern[str]
    leads: re.Pattern[str]


def without_pleasantries(said: Said, items: Sequence[Item]) -> list[Item]:
    """Leave out each sentence or part between commas that is wholly a pleasantry, unless nothing else is said.

    None of them judges, denies or asks anything of hours: with any other word in it a sentence is none.
    """
    kept: list[Item] = []
    at = 0
    while at < len(items):
        begins = not kept or kept[-1].kind in JOINTS | {Kind.STOP, Kind.QUESTION}
        end = _pleasantry(said, items, at) if begins else at
        if end == at:
            at = _behind_lead(said, items, at) if begins else at
            kept.append(items[at])
            at += 1
            continue
        if kept and kept[-1].kind in JOINTS:
            joint = kept.pop()
            at = end
            if end < len(items) and items[end].kind in JOINTS:
                # What stood on either side of it is no list: "Noor, bedankt, Daan is akkoord".
                kept.append(replace(joint, kind=Kind.STOP, labels=frozenset()))
                at += 1
        else:
            at = min(end + 1, len(items))
    return kept if any(item.kind is not Kind.STOP for item in kept) else list(items)


def only_nods(said: Said, items: Sequence[Item]) -> bool:
    """Say whether what is left is no more than "ok" or "prima"."""
    content = [item for item in items if item.kind not in PUNCTUATION]
    return bool(content) and all(said.has(item.first, "nod") >= item.last - item.first for item in content)


def warm() -> None:
    """Read the pleasantries of every language, so that the first message is not the slow one."""
    _all()


def _pleasantry(said: Said, items: Sequence[Item], at: int) -> int:
    """Say where the longest pleasantry that begins here ends; here when there is none."""
    words: list[str] = []
    found, parts = at, 0
    for end in range(at, len(items) + 1):
        kind = items[end].kind if end < len(items) else Kind.STOP
        if kind in JOINTS or kind in {Kind.STOP, Kind.QUESTION}:
            is_asked = kind is Kind.QUESTION
            found = end if words and _fits(words, is_asked=is_asked) else found
            parts += 1
            if kind not in JOINTS or parts == MOST_PARTS:
                break
        else:
            words += _words(said, items[end])
        if len(words) > MOST_WORDS:
            break
    return found


def _behind_lead(said: Said, items: Sequence[Item], at: int) -> int:
    """Say where what is said begins, behind words that only lead to it."""
    words: list[str] = []
    found = at
    for end in range(at, len(items) - 1):
        if items[end].kind in JOINTS | {Kind.STOP, Kind.QUESTION} or len(words) > MOST_WORDS:
            break
        words += _words(said, items[end])
        text = _text(words)
        found = end + 1 if any(one.leads.fullmatch(text) for one in _all()) else found
    return found


def _fits(words: Sequence[str], *, is_asked: bool) -> bool:
    text = _text(words)
    return any((one.asked if is_asked else one.whole).fullmatch(text) for one in _all())


def _text(words: Sequence[str]) -> str:
    return "".join(f"{word} " for word in words)


def _words(said: Said, item: Item) -> Iterator[str]:
    """Give the words of an item as patterns are matched; an emoji that greets and a bracket are none."""
    is_mute = item.kind in SILENT or item.labels >= {"emoji", "courtesy"} or item.labels == {"plain", "sign"}
    for token in () if is_mute else said.tokens[item.first : item.last]:
        word = _word(token)
        if word:
            yield word


def _word(token: Token) -> str:
    if token.sort is Sort.WORD:
        return token.folded.replace("'", "")
    if token.sort is Sort.NUMBER:
        return NUMBER
    # Within "e-mail" and a telephone number.
    return "" if token.folded in {"-", "/", "+"} and token.sort is Sort.OTHER else UNSAID


@cache
def _all() -> tuple[Patterns, ...]:
    return tuple(_patterns(language) for language in LANGUAGES if (FOLDER / language / FILE).exists())


def _patterns(language: str) -> Patterns:
    raw = yaml.load((FOLDER / language / FILE).read_text("utf-8"), Loader=yaml.CSafeLoader)
    rules = raw.get("rules") or {}

    def joined(group: str) -> re.Pattern[str]:
        return re.compile("|".join(_compiled(line, rules) for line in raw.get(group) or ()) or r"(?!)")

    return Patterns(joined("whole"), joined("asked"), joined("leads"))


def _compiled(template: str, rules: Mapping[str, str]) -> str:
    """Write a template as a pattern of words with a blank behind each: "(a|b)" is a choice, "[a]" may be left out."""
    found: list[str] = []
    for part in PARTS.finditer(template):
        if part["rule"]:
            found.append(f"(?:{_compiled(rules[part['rule']], rules)})")
        elif part["sign"]:
            found.append(SIGNS[part["sign"]])
        else:
            words = (_word(token) for token in tokenise(clean(part["words"])))
            found += [f"{word} " for word in words if word]
    return "".join(found)
