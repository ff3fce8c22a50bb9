"""The vocabulary: every phrase that has a part to play, per language, in one trie over folded tokens."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import Levenshtein

from core.language.text import Token, clean, tokenise

LANGUAGES = ("nl", "en")
HERE = Path(__file__).parent
NUMBERED = {
    "days": "day",
    "months": "month",
    "numbers": "number",
    "relative_days": "relative_day",
    "relative_weeks": "relative_week",
    "later_days": "later_day",
    "halves_of_day": "half_of_day",
    "clock_names": "clock_name",
}
LISTED = {
    "weak_days": "weak",
    "day_parts": "day_part",
    "hour_words": "hour",
    "minute_words": "minute",
    "half_words": "half",
    "half_hours": "half_hour",
    "quarters": "quarter",
    "three_quarters": "three_quarters",
    "one_and_a_half": "one_and_a_half",
    "and_a_half": "and_a_half",
    "one_hour": "one_hour",
    "week_words": "week_word",
    "week_of": "week_of",
    "item_words": "item_word",
    "through": "through",
    "list_and": "list_and",
    "last_words": "last",
    "sign_off": "sign_off",
    "disclaimers": "disclaimer",
    "salutation_words": "salutation_word",
    "greetings": "greeting",
    "no_words": "no",
    "insists": "insist",
    "infixes": "infix",
    "articles": "article",
    "name_leads": "name_lead",
    "owner_leads": "owner_lead",
    "determiners": "determiner",
    "possessives": "possessive",
    "owned": "owned",
    "count_leads": "counts",
    "count_pointers": "points",
    "several": "several",
    "day_words": "day_word",
    "time_since": "time_since",
    "time_from_on": "time_from_on",
    "time_until": "time_until",
    "time_at": "time_at",
    "time_held": "time_held",
    "time_vague": "time_vague",
    "time_through": "time_through",
    "time_till": "time_till",
    "time_to": "time_to",
    "time_less": "time_less",
    "time_without": "time_without",
    "time_of": "time_of",
    "breaks": "break",
    "clock_words": "clock_word",
    "half_to": "half_to",
    "half_past": "half_past",
    "quarter_to": "quarter_to",
    "quarter_past": "quarter_past",
    "minutes_to": "minutes_to",
    "minutes_past": "minutes_past",
    "speakers": "speaker",
    "causes": "cause",
    "reason_words": "reason_word",
    "periods": "period",
    "retracts": "retract",
    "place_leads": "place_lead",
    "wishing": "wishing",
    "afterwards": "afterwards",
}
SHORTEST_DAY = 5
SINGLE_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase may be. labels: its parts. values: by label, the weekday, month or number it stands for."""

    labels: frozenset[str]
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Node:
    """One step of the trie."""

    after: dict[str, "Node"] = field(default_factory=dict)
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, with those of the others wherever they mean nothing else in this one.

    own: single words that only this language has, to tell languages apart. compounds: words made of a weekday and a
    part of the day ("vrijdagmiddag"). weekdays: the single words for one. split: heads of verbs that come apart, with
    the tails that belong to them.
    """

    language: str
    root: Node
    own: frozenset[str]
    split: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    around: tuple[tuple[str, str, str], ...]
    known: frozenset[str]
    weekdays: frozenset[str]

    def is_like_a_weekday(self, word: str) -> bool:
        """Say whether a word may be a weekday with a letter wrong; too short ones could be anything."""
        return len(word) >= SHORTEST_DAY and any(
            Levenshtein.distance(word, day, score_cutoff=1) <= 1 for day in self.weekdays
        )

    def matches(self, tokens: Sequence[Token], at: int) -> list[tuple[int, Entry]]:
        """Give every phrase that starts at a token, as (how many tokens, what it may be), longest first."""
        found: list[tuple[int, Entry]] = []
        node, index = self.root, at
        while index < len(tokens):
            following = node.after.get(tokens[index].folded)
            if following is None:
                break
            node, index = following, index + 1
            if node.entry is not None:
                found.append((index - at, node.entry))
        found.reverse()
        return found


def phrase_tokens(phrase: str) -> tuple[str, ...]:
    """Fold a phrase of the vocabulary to the tokens it is matched by."""
    return tuple(token.folded for token in tokenise(clean(phrase)))


@cache
def lexicon(language: str) -> Lexicon:
    """Give the vocabulary of a language; read from its files once."""
    raw = {name: _load(name) for name in LANGUAGES}
    entries: dict[tuple[str, ...], Entry] = {}
    for name in (language, *(other for other in LANGUAGES if other != language)):
        for phrase, entry in _entries(raw[name]).items():
            entries.setdefault(phrase, entry)
    root = Node()
    for phrase, entry in entries.items():
        node = root
        for word in phrase:
            node = node.after.setdefault(word, Node())
        node.entry = entry
    words = {name: {word for phrase in _entries(raw[name]) for word in phrase} for name in LANGUAGES}
    others = set().union(*(words[name] for name in LANGUAGES if name != language))
    return Lexicon(
        language=language,
        root=root,
        own=frozenset(words[language] - others),
        split=_splits(raw, language),
        around=tuple(
            (opening, closing, label)
            for name in LANGUAGES
            for label, pairs in (raw[name].get("around") or {}).items()
            for opening, closing in pairs
        ),
        known=frozenset(word for phrase in entries for word in phrase),
        weekdays=frozenset(
            phrase[0]
            for phrase, entry in entries.items()
            if len(phrase) == 1 and "day" in {*entry.labels, *entry.values}
        ),
    )


def _load(language: str) -> dict[str, Any]:
    """Read the vocabulary of one language, of which each file has a subject; a list may go on in another file."""
    found: dict[str, Any] = {}
    for path in sorted((HERE / language / "words").glob("*.yaml")):
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


def _entries(raw: Mapping[str, Any]) -> dict[tuple[str, ...], Entry]:
    """Collect what each phrase of one language may be."""
    labels: dict[tuple[str, ...], set[str]] = {}
    values: dict[tuple[str, ...], dict[str, int]] = {}
    for group, label in NUMBERED.items():
        for phrase, value in raw.get(group, {}).items():
            key = phrase_tokens(str(phrase))
            labels.setdefault(key, set()).add(label)
            values.setdefault(key, {})[label] = int(value)
    for phrase, label in _listed(raw):
        labels.setdefault(phrase_tokens(phrase), set()).add(label)
    for phrase in _held_against(raw):
        labels.setdefault(phrase_tokens(phrase), set()).add("checked")
    for day, weekday in raw["days"].items():
        for part in raw["day_parts"]:
            for written in (f"{day}{part}", f"{day} {part}"):
                key = phrase_tokens(written)
                labels.setdefault(key, set()).update(("day", "half_day"))
                values.setdefault(key, {})["day"] = int(weekday)
    return {key: Entry(frozenset(found), values.get(key, {})) for key, found in labels.items()}


def _held_against(raw: Mapping[str, Any]) -> Iterator[str]:
    """Give "naast de planning", "with our rota": what someone held hours against, each lead with each list."""
    parts = raw.get("held_against") or {}
    for lead, article, one in product(*(parts.get(part, ()) for part in ("leads", "articles", "lists"))):
        yield " ".join(word for word in (lead, article, one) if word)


def _listed(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group, label in LISTED.items():
        for phrase in raw.get(group, ()):
            yield str(phrase), label
    for label, phrases in raw["families"].items():
        for phrase in phrases:
            yield str(phrase), label


def _splits(raw: Mapping[str, Any], language: str) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Give, by the head of a verb that comes apart, the (label, tail) pairs it may close with."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name in (language, *(other for other in LANGUAGES if other != language)):
        for label, pairs in raw[name]["split"].items():
            for head, tail in pairs:
                found.setdefault(head, []).append((label, phrase_tokens(tail)))
    return {head: tuple(tails) for head, tails in found.items()}


def language_of(tokens: Sequence[Token], preferred: str) -> str:
    """Tell which of our languages most words belong to; the preferred one when it is a tie."""
    first = preferred.partition("-")[0].lower()
    best = first if first in LANGUAGES else LANGUAGES[0]
    counts = {name: sum(token.folded in lexicon(name).own for token in tokens) for name in LANGUAGES}
    top = max(counts.values())
    return best if counts[best] == top else next(name for name in LANGUAGES if counts[name] == top)
