"""Makes messages that nobody wrote out of those that somebody did, and finds one that tells a mutant from the rest."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from core.language import read
from core.language.meaning import Context
from core.language.vocabulary.entries import vocabulary_labels
from core.language.vocabulary.words import LANGUAGES
from tests.language.test_understood import SITUATIONS, all_of_them, told

JOINTS = (". ", ", ", " en ", " maar ", "; ", "\n", " - ", " ", ": ", " (", ", maar ", ", want ", " behalve ", "? ")
LONGEST = 140
# A situation, a language, and what is said.
Known = tuple[str, str, str]
# How often two messages are joined, and a word of the vocabulary is put in; otherwise one is lost or changes places.
JOINS, PUTS_IN = 0.5, 0.85


@dataclass(frozen=True)
class Tried:
    """A message with what the reader makes of it."""

    situation: str
    language: str
    words: str
    comes_to: str

    def __str__(self) -> str:
        return f"{self.situation}, {self.language}: {self.words!r}"


def messages(count: int, seed: int) -> list[Tried]:
    """Make so many messages, and read each."""
    made = _made(random.Random(seed))
    return [_tried(*next(made)) for _ in range(count)]


def near(known: Sequence[Known], labels: Collection[str], count: int, seed: int) -> list[Tried]:
    """Make at most so many messages out of these, with words that may be what these labels say in them; read each."""
    chance = random.Random(seed)
    words = {language: _saying(language, labels) for language in LANGUAGES}
    made: dict[Known, None] = {}
    for _ in range(count if known else 0):
        situation, language, said = chance.choice(known)
        others = [other for of, by, other in known if (of, by) == (situation, language)]
        text = _changed(said, others, words[language] or [[""]], chance)
        if len(text) <= LONGEST:
            made[situation, language, text] = None
    return [_tried(*one) for one in made]


def told_apart(tried: Sequence[Tried]) -> Tried | None:
    """Find the first message of which something else comes now; None when there is none."""
    return next((one for one in tried if one.comes_to != _now(one)), None)


def _tried(situation: str, language: str, words: str) -> Tried:
    return Tried(situation, language, words, _comes_to(words, SITUATIONS[situation](language)))


def _now(one: Tried) -> str:
    try:
        return _comes_to(one.words, SITUATIONS[one.situation](one.language))
    except Exception as fault:  # noqa: BLE001 - a mutant may raise anything
        return repr(fault)


def _comes_to(words: str, context: Context) -> str:
    return told(read(words, context), context)


def _made(chance: random.Random) -> Iterator[Known]:
    groups = [(situation, of, list(said)) for situation, by in all_of_them().items() for of, said in by.items()]
    weights = [len(said) for _, _, said in groups]
    words = {language: _by_label(language) for language in LANGUAGES}
    while True:
        ((situation, language, said),) = chance.choices(groups, weights)
        text = _changed(chance.choice(said), said, words[language], chance)
        if len(text) <= LONGEST:
            yield situation, language, text


def _saying(language: str, labels: Collection[str]) -> list[list[str]]:
    """Give the phrases of a language that may be one of these, by each."""
    phrases = vocabulary_labels(language)
    found = [[phrase for phrase, those in phrases if label in those] for label in sorted(labels)]
    return [of_label for of_label in found if of_label]


def _by_label(language: str) -> list[list[str]]:
    """Give the phrases of a language by what they may be."""
    found: dict[str, list[str]] = {}
    for phrase, labels in vocabulary_labels(language):
        for label in sorted(labels):
            found.setdefault(label, []).append(phrase)
    return list(found.values())


def _changed(text: str, others: Sequence[str], words: Sequence[Sequence[str]], chance: random.Random) -> str:
    how, parts = chance.random(), text.split(" ")
    at = chance.randrange(len(parts))
    if how < JOINS:
        return text + chance.choice(JOINTS) + chance.choice(others)
    if how < PUTS_IN:
        instead = chance.randrange(2)
        return " ".join([*parts[:at], chance.choice(chance.choice(words)), *parts[at + instead :]])
    if how < (1 + PUTS_IN) / 2:
        return " ".join([*parts[:at], *parts[at + 1 :]])
    return " ".join([*parts[:at], *parts[at + 1 :], parts[at]])
