"""Cues: word groups by which a sentence that was not wholly read is known to be about a topic; data per language.

A topic is only ever answered, or said back and asked: what leads to an act is read word by word (reader.py).
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.language.vocabulary.text import LONGEST_WORD, clean, tokenise
from core.language.vocabulary.words import LANGUAGES
from core.languages import FOLDER

FILES = "cues*.yaml"
ANY = "*"
NO_PATTERN = -1
# A bound on the words of which it is kept what begins with them.
MOST_LOOKED_UP = 4_000
Topic = tuple[str, str]
# The first word, and behind the last.
Place = tuple[int, int]
# The numbers of patterns, in order: a tuple takes a fifth of what a set does.
Group = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """One way to know a topic. groups: of each one pattern must occur. bars: of these none may.

    asks: "yes" for only in a question, "plainly" for only in one that begins or ends as such, "no" for never in such a
    one. is_whole: looked for in all of the message at once. yields: gives way to any other topic. most: of no more
    words than this; 0 for any number. by: "student", "others", or "" for anybody. is_unasked: only where the message
    answers no hours.
    """

    command: str
    topic: str
    groups: tuple[Group, ...]
    bars: Group
    asks: str = ""
    is_whole: bool = False
    yields: bool = False
    most: int = 0
    by: str = ""
    is_unasked: bool = False

    @property
    def about(self) -> Topic:
        """Its command and topic."""
        return self.command, self.topic


@dataclass(frozen=True, slots=True)
class Example:
    """What one may say. cue: of which it is an example."""

    cue: Cue
    text: str


@dataclass(frozen=True, slots=True)
class Fit:
    """A cue that fits. words: which words of each group were found, as typed and folded."""

    cue: Cue
    words: tuple[str, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """How specific it is: by the number of groups, then of words."""
        return len(self.cue.groups), sum(len(found.split()) for found in self.words)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, ready for the cues. words: folded; what was read as a value is one word, such as "someday".

    values: by the place of a word that may also be a value, that value; a name spelled otherwise, for one.
    """

    words: Sequence[str]
    asks: bool
    values: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """The patterns that may begin with a word. whole: those that end with it. longer: by their second word.

    starred: those of which the second word has a star.
    """

    whole: tuple[int, ...] = ()
    longer: Mapping[str, Sequence[int]] = field(default_factory=dict)
    starred: tuple[int, ...] = ()


NO_PATTERNS = Begun()


@dataclass(slots=True)
class Patterns:
    """All patterns of a language: words, stems ("vakantie*"), ends ("*vakantie"), middles and phrases of these.

    known: the number of each while they are collected.
    """

    known: dict[tuple[str, ...], int] = field(default_factory=dict)
    first: dict[str, tuple[int, ...]] = field(default_factory=dict)
    middles: dict[str, tuple[int, ...]] = field(default_factory=dict)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    looked_up: dict[str, Begun] = field(default_factory=dict)

    def add(self, written: str) -> int:
        """Give the number of a pattern, a new one when it was not there yet."""
        phrase = tuple(sys.intern(_folded(word)) for word in written.split())
        number = self.known.get(phrase)
        if number is None:
            number = self.known[phrase] = len(self.phrases)
            self.phrases.append(phrase)
            head = phrase[0]
            if head.startswith(ANY) and head.endswith(ANY):
                self.middles[head.strip(ANY)] = (*self.middles.get(head.strip(ANY), ()), number)
            else:
                self.first[head] = (*self.first.get(head, ()), number)
        return number

    def found(self, heard: Heard) -> dict[int, Place]:
        """Give the patterns that occur, each with the first place where it stands: (first word, behind the last)."""
        hits: dict[int, Place] = {}
        words = heard.words
        last = len(words) - 1
        for at, word in enumerate(words):
            begun = self.looked_up.get(word) or self._beginning(word)
            if begun is NO_PATTERNS and at in heard.values:
                begun = self._begun(self.first.get(heard.values[at], ()))
            if begun is NO_PATTERNS:
                continue
            for number in begun.whole:
                hits.setdefault(number, (at, at + 1))
            longer = begun.longer.get(words[at + 1], ()) if at < last else ()
            for number in (*longer, *begun.starred) if begun.starred else longer:
                if number not in hits and _goes_on(phrase := self.phrases[number], words, at):
                    hits[number] = (at, at + len(phrase))
        return hits

    def knows(self, word: str) -> bool:
        """Say whether a pattern may begin with this word; then it is no name with a letter wrong."""
        return self._beginning(word) is not NO_PATTERNS

    def _beginning(self, word: str) -> Begun:
        """Give the patterns that may begin with this word, each word looked up once."""
        word = word[:LONGEST_WORD]
        found = self.looked_up.get(word)
        if found is None:
            if len(self.looked_up) >= MOST_LOOKED_UP:
                self.looked_up.clear()
            found = self.looked_up[word] = self._begun(tuple(self._look_up(word)))
        return found

    def _begun(self, numbers: Sequence[int]) -> Begun:
        """Sort the patterns that may begin with a word by what has to follow it."""
        longer: dict[str, list[int]] = {}
        for number in numbers:
            longer.setdefault("".join(self.phrases[number][1:2]), []).append(number)
        whole = longer.pop("", ())
        starred = [number for word in longer for number in longer[word] if ANY in word]
        return Begun(tuple(whole), longer, tuple(starred)) if numbers else NO_PATTERNS

    def _look_up(self, word: str) -> Iterator[int]:
        yield from self.first.get(word, ())
        for end in range(1, len(word) + 1):
            yield from self.first.get(word[:end] + ANY, ())
            yield from self.first.get(ANY + word[-end:], ())
        for middle, numbers in self.middles.items():
            if middle in word:
                yield from numbers


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one language.

    openers: the words by which a question without a mark is known, in front. inversions: those that show one anywhere.
    by_pattern: which cues have a pattern in their first group; those without groups are under NO_PATTERN.
    """

    patterns: Patterns
    cues: tuple[Cue, ...]
    openers: frozenset[int]
    inversions: frozenset[int]
    by_pattern: Mapping[int, Sequence[int]]

    def fits(self, heard: Heard, *, whole: bool, by: str, is_asked: bool) -> tuple[list[Fit], set[Topic]]:
        """Give every cue that fits, the most specific first, and the topics that only a barring word kept out.

        whole: of the cues for a message at once, else of the others. by: "student" or "others". is_asked: it answers a
        question about hours.
        """
        hits = self.patterns.found(heard)
        asks = self._asks(hits, heard)
        found: list[Fit] = []
        barred: set[Topic] = set()
        for cue in self._likely(hits):
            is_meant = cue.is_whole == whole and cue.by in {"", by} and (not cue.asks or cue.asks in asks)
            is_meant = is_meant and not (is_asked and cue.is_unasked)
            if not is_meant or [group for group in cue.groups if hits.keys().isdisjoint(group)]:
                continue
            places = _apart(
                [sorted({hits[number] for number in group if number in hits}, key=_length) for group in cue.groups]
            )
            if not places:
                continue
            if not hits.keys().isdisjoint(cue.bars):
                barred.add(cue.about)
            elif not cue.most or len(heard.words) <= cue.most:
                found.append(Fit(cue, tuple(" ".join(heard.words[first:end]) for first, end in places)))
        firm = [fit for fit in found if not fit.cue.yields]
        return sorted(firm or found, key=lambda fit: fit.weight, reverse=True), barred

    def _likely(self, hits: Mapping[int, Place]) -> Iterator[Cue]:
        """Give the cues of which the first group occurs, in the order of the files."""
        some = [self.by_pattern[number] for number in (*hits, NO_PATTERN) if number in self.by_pattern]
        return map(self.cues.__getitem__, sorted(set().union(*some)))

    def _asks(self, hits: Mapping[int, Place], heard: Heard) -> AbstractSet[str]:
        """Say as what sort of question it may count; a word that shows one somewhere inside leaves both open."""
        if heard.asks or any(hits[number][0] == 0 for number in self.openers & hits.keys()):
            return {"yes", "plainly"}
        return {"no"} if self.inversions.isdisjoint(hits) else {"yes", "no"}


def best(fits: Sequence[Fit]) -> Fit | None:
    """Give the one that fits best; None when two topics fit equally well."""
    if not fits:
        return None
    top = [fit for fit in fits if fit.weight == fits[0].weight]
    return fits[0] if len({fit.cue.about for fit in top}) == 1 else None


def _apart(choices: Sequence[Sequence[Place]]) -> tuple[Place, ...]:
    """Choose for each group a place of its own, the longest first; nothing when one word would have to serve twice."""
    taken: list[Place] = []
    return tuple(taken) if _choose(choices, taken) else ()


def _choose(choices: Sequence[Sequence[Place]], taken: list[Place]) -> bool:
    """Choose a place for each group that has none yet, beside those that are taken; says whether all have one."""
    if len(taken) == len(choices):
        return True
    for place in choices[len(taken)]:
        if all(place[1] <= other[0] or other[1] <= place[0] for other in taken):
            taken.append(place)
            if _choose(choices, taken):
                return True
            taken.pop()
    return False


def _length(place: Place) -> int:
    return place[0] - place[1]


def _goes_on(phrase: Sequence[str], words: Sequence[str], at: int) -> bool:
    """Say whether a phrase that may begin at a word goes on as it should."""
    return at + len(phrase) <= len(words) and all(map(_is_like, phrase[1:], words[at + 1 : at + len(phrase)]))


def _is_like(pattern: str, word: str) -> bool:
    """Say whether a word is this one, or begins or ends as its star says."""
    stem = pattern.strip(ANY)
    if pattern.startswith(ANY):
        return stem in word if pattern.endswith(ANY) else word.endswith(stem)
    return word.startswith(stem) if pattern.endswith(ANY) else word == stem


def _folded(word: str) -> str:
    """Fold a word of the files to what is matched; its star stays."""
    stem = word.strip(ANY)
    folded = "".join(plain(token.folded) for token in tokenise(clean(stem)))
    return word.replace(stem, folded) if stem else word


def plain(word: str) -> str:
    """Write a folded word without apostrophes: "can't" is "cant" to half of us."""
    return word.replace("'", "")


@cache
def cues_of(language: str) -> Cues | None:
    """Read the cues of a language from all its files, once; None for a language that has none.

    Raises: ValueError for a family that is not there, or that is there twice.
    """
    files = _files(language)
    if not files:
        return None
    families = _families(files)
    patterns = Patterns()
    cues = [cue for raw in files for one in raw.get("cues") or () for cue in _cues(one, families, patterns)]
    openers = _numbers([word for raw in files for word in raw.get("opens") or ()], families, patterns)
    inversions = _numbers([word for raw in files for word in raw.get("asks") or ()], families, patterns)
    patterns.known.clear()
    return Cues(patterns, tuple(cues), frozenset(openers), frozenset(inversions), _by_pattern(cues))


def examples_of(language: str) -> Iterator[Example]:
    """Read from the files of a language what one may say of each topic."""
    files = _files(language)
    families, patterns = _families(files), Patterns()
    for raw in files:
        for one in raw.get("cues") or ():
            for text in one.get("examples", ()):
                yield Example(next(_cues(one, families, patterns)), text)


def _files(language: str) -> list[dict[str, Any]]:
    return [_load(path) for path in sorted((FOLDER / language).glob(FILES))]


def _by_pattern(cues: Sequence[Cue]) -> Mapping[int, Sequence[int]]:
    found: dict[int, tuple[int, ...]] = {}
    for index, cue in enumerate(cues):
        for number in cue.groups[0] if cue.groups else {NO_PATTERN}:
            found[number] = (*found.get(number, ()), index)
    # The words of a family are all of the same cues.
    once = {indexes: indexes for indexes in found.values()}
    return {number: once[indexes] for number, indexes in found.items()}


def _families(files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Join the families of all files; one that is written twice would silently take the place of the other."""
    found: dict[str, Any] = {}
    for raw in files:
        for name, words in (raw.get("families") or {}).items():
            if name in found:
                raise ValueError(f"two families of words are called {name}")
            found[name] = words
    return found


def _cues(raw: Mapping[str, Any], families: Mapping[str, Any], patterns: Patterns) -> Iterator[Cue]:
    for groups in raw["fits"]:
        yield Cue(
            raw["means"],
            raw.get("topic", ""),
            tuple(_numbers(group, families, patterns) for group in groups),
            _numbers(raw.get("bars", ()), families, patterns),
            asks=raw.get("asks", ""),
            is_whole=raw.get("of") == "message",
            yields=raw.get("yields") == "yes",
            most=int(raw.get("most", 0)),
            by=raw.get("by", ""),
            is_unasked=raw.get("unasked") == "yes",
        )


def _numbers(written: str | Sequence[str], families: Mapping[str, Any], patterns: Patterns) -> Group:
    """Give the patterns of a group: words, and families written as "<name>"."""
    found: set[int] = set()
    for one in [written] if isinstance(written, str) else written:
        if not one.startswith("<"):
            found.add(patterns.add(one))
        elif one[1:-1] in families:
            found.update(_numbers(families[one[1:-1]], families, patterns))
        else:
            raise ValueError(f"no family of words is called {one}")
    return _alike(tuple(sorted(found)))


@cache
def _alike(group: Group) -> Group:
    """Give one group for all that are equal: many cues share theirs."""
    return group


class _Loader(yaml.CBaseLoader):
    """Makes strings only, so that no "no" is False; and refuses a key that is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        names = [key.value for key, _ in node.value]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"written twice: {', '.join(sorted(twice))}")
        return super().construct_mapping(node, deep=deep)


def _load(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=_Loader))  # noqa: S506 - it makes strings only


def warm() -> None:
    """Read every file once, so that the first message is not the slow one."""
    for language in LANGUAGES:
        cues_of(language)
    _alike.cache_clear()
