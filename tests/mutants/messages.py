"""Messages with what the reader makes of them: those that are written down, and others, made of these by chance."""

import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from core.language import read
from core.language.clauses.faces import EMOJI
from core.language.clauses.heard import hear
from core.language.clauses.items import QUIET
from core.language.meaning import Context
from core.language.vocabulary.entries import vocabulary_labels
from tests.language.test_understood import FILES, SITUATIONS, all_of_them, told
from tests.mutants.mistakes import ROOT, Mutant
from tests.mutants.reach import Reach, measured

READER = ROOT / "core" / "language"
JOINTS = (". ", ", ", " en ", " maar ", "; ", "\n", " - ", " ", ": ", " (", ", maar ", ", want ", " behalve ", "? ")
LONGEST = 110
# How often two messages are joined, and a word of the vocabulary is put in; otherwise one is lost or changes places.
JOINS, PUTS_IN = 0.5, 0.85
# Of those that reach a line so many are tried.
MOST_TRIED = 6000
# Measuring keeps all that it sees until it ends.
AT_ONCE = 2000
# A situation, a language, and what is said.
Said = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """A message with what the reader makes of it. labels: of its words."""

    situation: str
    language: str
    words: str
    comes_to: str
    labels: frozenset[str]

    def __str__(self) -> str:
        return f"{self.situation}, {self.language}: {self.words!r}"

    def as_read(self) -> dict[str, str]:
        return {"situation": self.situation, "language": self.language, "words": self.words, "comes_to": self.comes_to}

    def is_read_otherwise(self) -> bool:
        """Say whether something else comes of it now."""
        try:
            context = _context(self.situation, self.language)
            return told(read(self.words, context), context) != self.comes_to
        except Exception:  # noqa: BLE001 - a mistake may raise anything
            return True


@dataclass
class Messages:
    """tried: first those that are written down, so many; then others, the shortest first. reach: which run a line."""

    tried: list[Tried]
    written: int
    reach: Reach

    def that_reach(self, mutant: Mutant) -> tuple[list[Tried], list[Tried]]:
        """Give those that run a mutant's line and may see its mistake: those written down, and the others."""
        known: list[Tried] = []
        others: list[Tried] = []
        for number in self.reach.of(mutant):
            (known if number < self.written else others).append(self.tried[number])
        with_label = [one for one in others if mutant.label in one.labels]
        return sorted(known, key=lambda one: mutant.label not in one.labels), (with_label or others)[:MOST_TRIED]


def gathered(kept: Path, count: int, seed: int) -> Messages:
    """Gather the messages that are written down, and so many others; what was gathered of the same is kept there."""
    files = [*READER.rglob("*.py"), *READER.rglob("*.yaml"), *FILES]
    of = sha256(b"".join(path.read_bytes() for path in sorted(files)) + f"{count} {seed}".encode()).hexdigest()
    if kept.exists():
        found: tuple[str, Messages] = pickle.loads(kept.read_bytes())
        if found[0] == of:
            return found[1]
    messages = _gathered(count, seed)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps((of, messages)))
    return messages


def near(known: Sequence[Tried], label: str, count: int, seed: int) -> Iterator[Tried]:
    """Make so many messages out of these, with words that may be what this label says."""
    chance = random.Random(seed)
    for one in chance.choices(known, k=count if known else 0):
        others = _written()[one.situation, one.language]
        words = [_by_label(one.language)[label]] if label in _by_label(one.language) else _phrases(one.language)
        text = _changed(one.words, others, words, chance, joins=0 if label else JOINS)
        if len(text) <= LONGEST:
            yield _tried(one.situation, one.language, text)


def _gathered(count: int, seed: int) -> Messages:
    written = [(*of, said) for of, lines in _written().items() for said in lines]
    made = sorted(_made(count, seed, set(written)), key=lambda said: len(said[2]))
    tried = [_tried(*said) for said in (*written, *made)]
    reach = Reach()
    for begin in range(0, len(tried), AT_ONCE):
        some = tried[begin : begin + AT_ONCE]
        reach.add(measured([partial(read, one.words, _context(one.situation, one.language)) for one in some]), begin)
    return Messages(tried, len(written), reach)


def _tried(situation: str, language: str, words: str) -> Tried:
    context = _context(situation, language)
    labels = hear(words, context).said.labels
    return Tried(situation, language, words, told(read(words, context), context), labels)


def _made(count: int, seed: int, known: set[Said]) -> Iterator[Said]:
    chance, seen = random.Random(seed), set(known)
    groups = list(_written())
    weights = [len(lines) for lines in _written().values()]
    while len(seen) < len(known) + count:
        ((situation, language),) = chance.choices(groups, weights)
        lines = _written()[situation, language]
        said = (situation, language, _changed(chance.choice(lines), lines, _phrases(language), chance))
        if len(said[2]) <= LONGEST and said not in seen:
            seen.add(said)
            yield said


@cache
def _context(situation: str, language: str) -> Context:
    return SITUATIONS[situation](language)


@cache
def _written() -> dict[tuple[str, str], list[str]]:
    """Give the messages that are written down, by situation and language."""
    return {(situation, of): list(said) for situation, by in all_of_them().items() for of, said in by.items()}


@cache
def _by_label(language: str) -> dict[str, list[str]]:
    """Give the phrases of a language, signs and faces by what they may be."""
    found: dict[str, list[str]] = {"sign": sorted(QUIET), "emoji": sorted(EMOJI)}
    for phrase, labels in vocabulary_labels(language):
        for label in sorted(labels):
            found.setdefault(label, []).append(phrase)
    return found


@cache
def _phrases(language: str) -> list[list[str]]:
    return list(_by_label(language).values())


def _changed(
    text: str, others: Sequence[str], words: Sequence[Sequence[str]], chance: random.Random, joins: float = JOINS
) -> str:
    how, parts = chance.random(), text.split(" ")
    at = chance.randrange(len(parts))
    if how < joins:
        return text + chance.choice(JOINTS) + chance.choice(others)
    if how < PUTS_IN:
        instead = chance.randrange(2)
        return " ".join([*parts[:at], chance.choice(chance.choice(words)), *parts[at + instead :]])
    if how < (1 + PUTS_IN) / 2:
        return " ".join([*parts[:at], *parts[at + 1 :]])
    return " ".join([*parts[:at], *parts[at + 1 :], parts[at]])
