"""The vocabulary: every phrase that has a part to play, per language, in one trie over folded tokens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import itemgetter

from rapidfuzz.distance import OSA

from core import languages
from core.language.vocabulary.entries import (
    NO_LABELS,
    Entry,
    Phrase,
    abroad,
    away,
    beginning_with,
    beginnings,
    forget,
    kept,
    own_words,
    plain,
    typed,
)
from core.language.vocabulary.families import AGREES, STRUCTURAL
from core.language.vocabulary.files import vocabulary
from core.language.vocabulary.text import LONGEST_WORD, Token, fold

LANGUAGES = languages.CODES
SHORTEST_DAY = 5
SHORTEST_DENIAL = 3
DENIES = frozenset({"not", "not_yet", "except", "if"})
# A bound on what is kept of phrases that were found.
MOST_PHRASES = 4_096
# Sums of shares that differ by less are alike.
NEARLY = 0.01


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every phrase that starts at one place. matches: the longest first, as (how many tokens, what it may be).

    labels: of all of them. lengths: by label, how many tokens its longest phrase has. values: by label, that and the
    number it stands for.
    spoken: what the longest is that plays a part by itself: (how many tokens, its parts, how many days from now).
    """

    matches: tuple[tuple[int, Entry], ...] = ()
    labels: frozenset[str] = NO_LABELS
    lengths: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    spoken: tuple[int, frozenset[str], int | None] = (0, NO_LABELS, None)

    @classmethod
    def of(cls, matches: Iterable[tuple[int, Entry]]) -> "Phrases":
        """Collect phrases, given the shortest first."""
        found = tuple(matches)
        labels = found[0][1].labels if len(found) == 1 else NO_LABELS.union(*(entry.labels for _, entry in found))
        spoken = (
            (length, parts, entry.values.get("later_day"))
            for length, entry in found[::-1]
            if (parts := _by_itself(entry.labels))
        )
        lengths = {label: length for length, entry in found for label in entry.labels}
        values = {label: (length, value) for length, entry in found for label, value in entry.values.items()}
        return cls(found[::-1], labels, lengths, values, next(spoken, (0, NO_LABELS, None)))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One step through the phrases; places from which the same words lead to the same share it.

    after: by the next word; NO_WAY_ON where it ends, or goes on in one way only. entry: what it is that ends here.
    tail, end: of that one way, all the words that are left of its phrase, and what it may be.
    """

    after: Mapping[str, "Node"]
    entry: Entry | None = None
    tail: tuple[str, ...] = ()
    end: Entry | None = None


NO_WAY_ON: Mapping[str, Node] = {}
NO_PHRASES = Phrases()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words with which messages of one language are read.

    inside: the words that only stand within phrases, and begin none. weekdays: the longer single words for one.
    denials: its own single words that deny, except or set a condition.
    split: heads of verbs that come apart, with the tails that belong to them.
    around: the same of what stands around something, "op ... na": by its first word, the last ones, each with a label.
    capital_nouns: so a capital tells no name. half_endings: of a number and its half in one word, the longest first.
    has_dotted_dates: "4.3." is a day of March. letters: those that are also typed otherwise.
    """

    language: str
    root: Node
    split: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    around: Mapping[str, Sequence[tuple[str, str]]]
    inside: frozenset[str]
    weekdays: frozenset[str]
    denials: frozenset[str]
    capital_nouns: bool
    half_endings: tuple[str, ...]
    has_dotted_dates: bool
    letters: frozenset[str]

    def knows(self, word: str) -> bool:
        """Say whether a word is in any phrase."""
        return word in self.root.after or word in self.inside

    def is_like_a_weekday(self, word: str) -> bool:
        """Say whether a word may be a weekday with a letter wrong, or two of them changed about."""
        return bool(self.like_weekdays(word))

    def like_weekdays(self, word: str) -> Sequence[str]:
        """Give the weekdays that a word may be, with a letter wrong; too short ones could be anything."""
        return _like(word, self.weekdays) if SHORTEST_DAY <= len(word) <= LONGEST_WORD else ()

    def is_like_a_denial(self, word: str) -> bool:
        """Say whether a word may be a "niet" or a "behalve" with a letter wrong behind its first, or two changed about.

        Of one as short as "not" only letters that changed places tell.
        """
        if not SHORTEST_DENIAL <= len(word) <= LONGEST_WORD:
            return False
        near = _like(word, self.denials)
        return any((one[0] == word[0] and len(one) > SHORTEST_DENIAL) or sorted(one) == sorted(word) for one in near)

    def weekday(self, word: str) -> int | None:
        """Give the number of a weekday that is one word."""
        node = self.root.after.get(word)
        return None if node is None or node.entry is None else node.entry.values.get("day")

    def _word(self, token: Token) -> str:
        """Give a token as it is looked up; a word that is typed with its umlaut is no other."""
        if not token.text.isascii() and not self.letters.isdisjoint(token.text.lower()):
            return kept(token.text, self.letters)
        return token.folded

    def phrases(self, tokens: Sequence[Token]) -> list[Phrases]:
        """Give, for each token, every phrase that starts there."""
        words = [self._word(token) for token in tokens] if self.letters else [token.folded for token in tokens]
        first = self.root.after
        return [
            NO_PHRASES if (node := first.get(word)) is None else self._behind(node, words, at)
            for at, word in enumerate(words)
        ]

    def _behind(self, node: Node, words: Sequence[str], at: int) -> Phrases:
        """Give every phrase that starts at a word. node: where that word leads to."""
        index, end = at + 1, len(words)
        if node.end is None and (index == end or words[index] not in node.after):
            return NO_PHRASES if node.entry is None else _alone(node.entry)
        found: list[tuple[int, Entry]] = []
        if node.entry is not None:
            found.append((1, node.entry))
        while index < end and (following := node.after.get(words[index])) is not None:
            node, index = following, index + 1
            if node.entry is not None:
                found.append((index - at, node.entry))
        if node.end is not None and node.tail == tuple(words[index : index + len(node.tail)]):
            found.append((index - at + len(node.tail), node.end))
        return _phrases(tuple(found)) if found else NO_PHRASES


@lru_cache(maxsize=MOST_PHRASES)
def _by_itself(labels: frozenset[str]) -> frozenset[str]:
    """Give the parts that a word can play by itself."""
    return labels - STRUCTURAL


@lru_cache(maxsize=MOST_PHRASES)
def _alone(entry: Entry) -> Phrases:
    """Give a phrase of one word that nothing longer was found with, which most are."""
    return Phrases.of(((1, entry),))


@lru_cache(maxsize=MOST_PHRASES)
def _phrases(matches: tuple[tuple[int, Entry], ...]) -> Phrases:
    """Give phrases that were found together; the same ones come again and again."""
    return Phrases.of(matches)


@lru_cache(maxsize=2048)
def _like(word: str, words: frozenset[str]) -> Sequence[str]:
    """Give those that differ in one letter, or in two that changed places."""
    return tuple(one for one in words if OSA.distance(word, one, score_cutoff=1) <= 1)


@cache
def lexicon(language: str) -> Lexicon:
    """Give the vocabulary of a language: its own words, those that it borrows, and every word that takes away.

    And of every other one what is said abroad, such as its weekdays.
    """
    after: dict[str, Node] = {}
    words: set[str] = set()
    weekdays: set[str] = set()
    denials: set[str] = set()
    others, guests = _away_from(language), _from_abroad(language)
    every = (beginnings(name) for name in (language, *borrowed(language)))
    for word in sorted({*others, *guests}.union(*every)):
        phrases = _beginning_with(word, language, others.get(word, ()))
        alone = phrases.get((word,))
        if alone is not None and "day" in {*alone.labels, *alone.values}:
            weekdays.add(word)
        if alone is not None and not alone.labels.isdisjoint(DENIES) and (word,) in beginning_with(word, language):
            denials.add(word)
        _add_abroad(phrases, guests.get(word, ()))
        after[word] = _behind(sorted(phrases.items(), key=itemgetter(0)), 1)
        words.update(*phrases)
    return Lexicon(
        language=language,
        root=Node(after),
        split=_splits(language),
        around=_around(language),
        inside=_one_of_alike(frozenset(words - after.keys())),
        weekdays=frozenset(one for one in weekdays if len(one) >= SHORTEST_DAY),
        denials=frozenset(one for one in denials if len(one) >= SHORTEST_DENIAL),
        capital_nouns=languages.LANGUAGES[language].capital_nouns,
        half_endings=tuple(sorted(_endings(language), key=len, reverse=True)),
        has_dotted_dates=languages.LANGUAGES[language].written.ordinal == ".",
        letters=frozenset(languages.LANGUAGES[language].typed_as),
    )


def _beginning_with(word: str, language: str, others: Iterable[tuple[Phrase, Entry]]) -> dict[Phrase, Entry]:
    """Give every phrase that begins with this word. others: those of other languages that take something away.

    What a word means in the language itself stands, save that no yes of it outweighs a no of another (ADR 0024).
    """
    own = beginning_with(word, language)
    found = dict(own)
    for name in borrowed(language):
        for phrase, entry in beginning_with(word, name).items():
            found.setdefault(phrase, entry)
    for phrase, entry in others:
        before = found.get(phrase)
        if before is None:
            found[phrase] = entry
        elif before.labels & AGREES or phrase not in own:
            both = entry.labels | before.labels
            found[phrase] = Entry(both, before.values) if before.values else plain(both)
    return found


def _away_from(language: str) -> Mapping[str, Sequence[tuple[Phrase, Entry]]]:
    """Give, by first word, the phrases that take something away of all languages whose words don't count in full."""
    found: dict[str, list[tuple[Phrase, Entry]]] = {}
    for name in LANGUAGES:
        for phrase, entry in away(name).items() if name not in {language, *borrowed(language)} else ():
            key = tuple(fold(word) for word in phrase)  # as the readers of this language fold it
            found.setdefault(key[0], []).append((key, entry))
    return found


def _from_abroad(language: str) -> Mapping[str, Sequence[tuple[Phrase, Entry]]]:
    """Give, by first word, what is said abroad of all other languages."""
    found: dict[str, list[tuple[Phrase, Entry]]] = {}
    for name in LANGUAGES:
        for phrase, entry in abroad(name).items() if name != language else ():
            found.setdefault(phrase[0], []).append((phrase, entry))
    return found


def _add_abroad(phrases: dict[Phrase, Entry], guests: Iterable[tuple[Phrase, Entry]]) -> None:
    """Add what is said abroad of other languages, where a language has no words of its own for it."""
    for phrase, entry in guests:
        before = phrases.get(phrase)
        if before is None:
            phrases[phrase] = entry
        elif not before.values and before.labels <= STRUCTURAL:
            phrases[phrase] = Entry(before.labels | entry.labels, entry.values)


def _around(language: str) -> dict[str, list[tuple[str, str]]]:
    """Give, by the first word of what stands around something, the (last word, label) that may belong to it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in (language, *borrowed(language)):
        for label, pairs in (vocabulary(name).get("around") or {}).items():
            for opening, closing in pairs:
                found.setdefault(opening, []).append((closing, label))
    return found


def _behind(phrases: Sequence[tuple[tuple[str, ...], Entry]], at: int) -> Node:
    """Give what follows so many words that these phrases have in common."""
    entry = next((what for phrase, what in phrases if len(phrase) == at), None)
    longer = [(phrase, what) for phrase, what in phrases if len(phrase) > at]
    if len(longer) == 1:
        ((phrase, end),) = longer
        return _node((), entry, phrase[at:], end)
    by_next: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for phrase, what in longer:
        by_next.setdefault(phrase[at], []).append((phrase, what))
    return _node(tuple((word, _behind(some, at + 1)) for word, some in by_next.items()), entry, (), None)


@cache
def _node(after: tuple[tuple[str, Node], ...], entry: Entry | None, tail: tuple[str, ...], end: Entry | None) -> Node:
    """Give the one node from which these words lead there."""
    return Node(dict(after) if after else NO_WAY_ON, entry, tail, end)


def borrowed(language: str) -> tuple[str, ...]:
    """Give the languages whose words count in full in messages of this one."""
    return languages.LANGUAGES[language].borrows


def _endings(language: str) -> set[str]:
    """Give the endings of a number with its half in one word, "zeseneenhalf" or "siebeneinhalb"."""
    return {ending for name in (language, *borrowed(language)) for ending in vocabulary(name).get("half_endings") or ()}


@cache
def _one_of_alike(words: frozenset[str]) -> frozenset[str]:
    """Give one set for all that are equal: languages that borrow from each other have the same words."""
    return words


@cache
def _languages_of() -> Mapping[str, tuple[str, ...]]:
    """Give the languages that have a word, for each that not all of them have."""
    found: dict[str, tuple[str, ...]] = {}
    for name in LANGUAGES:
        for word in own_words(name):
            found[word] = (*found.get(word, ()), name)
    once = {names: names for names in found.values()}
    return {word: once[names] for word, names in found.items() if len(names) < len(LANGUAGES)}


def warm() -> None:
    """Build every vocabulary, and let go of what each was built from before the next one is."""
    for prepare in (_lend, lexicon):
        for name in LANGUAGES:
            prepare(name)
            # What all lists of a language take is more than what is made of them.
            beginnings.cache_clear()
            vocabulary.cache_clear()
    _languages_of()
    forget()
    _one_of_alike.cache_clear()
    _node.cache_clear()


def _lend(language: str) -> None:
    """Collect what the vocabularies of other languages take from this one."""
    away(language)
    abroad(language)
    own_words(language)


def _splits(language: str) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Give, by the head of a verb that comes apart, the (label, tail) pairs it may close with."""
    found: dict[str, dict[tuple[str, tuple[str, ...]], None]] = {}
    for name in (language, *borrowed(language)):
        for label, pairs in (vocabulary(name).get("split") or {}).items():
            for head, tail in pairs:
                for one in typed(head, name):
                    found.setdefault(one[0], {}).update(
                        dict.fromkeys((label, key) for key in sorted(typed(tail, name)))
                    )
    return {head: tuple(tails) for head, tails in found.items()}


def language_of(tokens: Sequence[Token], preferred: str) -> str:
    """Tell which of our languages most words belong to; the preferred one when it is a tie."""
    best = languages.known(preferred) or LANGUAGES[0]
    known = _languages_of()
    counts = dict.fromkeys(LANGUAGES, 0.0)
    said: dict[tuple[str, ...], int] = {}
    for token in tokens:
        names = known.get(token.folded)
        if names is not None:
            said[names] = said.get(names, 0) + 1
    for names, words in said.items():
        # A word speaks wholly for one language, less for each where several share it.
        share = words / len(names)
        for name in names:
            counts[name] += share
    top = max(counts.values())
    return best if counts[best] > top - NEARLY else next(name for name in LANGUAGES if counts[name] > top - NEARLY)
