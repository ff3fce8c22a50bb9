"""What each phrase of a vocabulary may be, by the word that it begins with, so that never all are held at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from core import languages
from core.language.vocabulary.families import TAKES_AWAY
from core.language.vocabulary.files import joined, listed_of, made_of, parts_of, vocabulary
from core.language.vocabulary.text import clean, fold, phrase_tokens, tokenise

NO_LABELS: frozenset[str] = frozenset()
Phrase = tuple[str, ...]
# A phrase as it is matched, its labels, and the number that the first of these stands for.
Folded = tuple[Phrase, tuple[str, ...], int | None]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What a phrase may be, shared by all that are alike. values: by label, the weekday or number it stands for.

    labels: its parts.
    """

    labels: frozenset[str]
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Beginning:
    """What begins with one word. phrases: those that are written whole. made: the others by what they begin with.

    Of these the label stands in front, and behind it all that may follow.
    """

    phrases: list[Folded] = field(default_factory=list)
    made: list[tuple[str, str, Sequence[str]]] = field(default_factory=list)


@cache
def beginnings(language: str) -> Mapping[str, Beginning]:
    """Sort the vocabulary of a language by the words that its phrases begin with."""
    found: dict[str, Beginning] = {}
    raw = vocabulary(language)
    for phrase, labels, value in listed_of(raw):
        for key in folded(phrase, language):
            found.setdefault(key[0], Beginning()).phrases.append((key, labels, value))
    for label, opening, following in made_of(raw):
        for word in {key[0] for key in (*typed(opening, language), _kept(opening, language))}:
            found.setdefault(word, Beginning()).made.append((label, opening, following))
    return found


def beginning_with(word: str, language: str) -> Mapping[Phrase, Entry]:
    """Collect what each phrase of a language that begins with this word may be."""
    begun = beginnings(language).get(word)
    if begun is None:
        return {}
    made = (
        (key, (label,), None)
        for label, opening, following in begun.made
        for last in following
        for key in folded(joined(opening, last), language)
        if key[0] == word
    )
    return _collected((*begun.phrases, *made))


@cache
def own_words(language: str) -> frozenset[str]:
    """Give the words that a language has itself."""
    found: set[str] = set()
    for begun in beginnings(language).values():
        found.update(*(phrase for phrase, _, _ in begun.phrases))
        for _, opening, following in begun.made:
            # With something behind it: only there "d'" is cut as it stands within a phrase.
            parts = (joined(opening, following[0]), *following)
            found.update(*(key for part in parts for key in folded(part, language)))
    return frozenset(word for word in found if word[0].isalpha())


@cache
def away(language: str) -> Mapping[Phrase, Entry]:
    """Collect the phrases of one language that take something away, for the messages of others."""
    parts = (part for part in parts_of(vocabulary(language)) if not TAKES_AWAY.isdisjoint(part[1]))
    return _collected((key, labels, value) for phrase, labels, value in parts for key in folded(phrase, language))


@cache
def abroad(language: str) -> Mapping[Phrase, Entry]:
    """Collect the phrases of one language that are also said in messages of others, as those fold them."""
    raw = vocabulary(language)
    said = frozenset(raw.get("abroad") or ())
    parts = (part for part in parts_of(raw) if part[0] in said)
    found = _collected((key, labels, value) for phrase, labels, value in parts for key in folded(phrase, language))
    return {tuple(fold(word) for word in phrase): entry for phrase, entry in found.items()}


@cache
def entries(language: str) -> dict[Phrase, Entry]:
    """Collect what each phrase of one language may be, all of them at once."""
    return {phrase: entry for word in beginnings(language) for phrase, entry in beginning_with(word, language).items()}


def _collected(parts: Iterable[Folded]) -> dict[Phrase, Entry]:
    """Collect what each of these phrases may be."""
    found: dict[Phrase, Entry] = {}
    for key, labels, value in parts:
        before = found.get(key)
        if value is not None:
            values = {**(before.values if before else {}), labels[0]: value}
            found[key] = Entry(_both(before.labels if before else NO_LABELS, labels), values)
        elif before is None or not before.values:
            found[key] = plain(_both(before.labels if before else NO_LABELS, labels))
        else:
            found[key] = Entry(_both(before.labels, labels), before.values)
    return found


def folded(phrase: str, language: str) -> set[Phrase]:
    """Fold a phrase as its words are matched, also as its letters are typed otherwise.

    A word without its umlaut is taken for the one with it only where it is no word by itself: "waren" is not "wären".
    """
    keys = typed(phrase, language)
    if not _has_letters(phrase, language):
        return keys
    alone = _bare(language)
    return {_kept(phrase, language), *(key for key in keys if key not in alone)}


@cache
def _bare(language: str) -> frozenset[tuple[str, ...]]:
    """Give the phrases of a language that have no letter that is also typed otherwise; none where no letter is."""
    parts = parts_of(vocabulary(language)) if languages.LANGUAGES[language].typed_as else ()
    return frozenset(phrase_tokens(phrase) for phrase, _, _ in parts if not _has_letters(phrase, language))


@cache
def _both(labels: frozenset[str], more: tuple[str, ...]) -> frozenset[str]:
    return labels.union(more)


@cache
def plain(labels: frozenset[str]) -> Entry:
    """Give what phrases may be that play these parts and stand for no number."""
    return Entry(labels)


def vocabulary_labels(language: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Give every phrase of a language's own vocabulary, folded, with what it may be."""
    return ((" ".join(phrase).replace("' ", "'"), entry.labels) for phrase, entry in entries(language).items())


def typed(phrase: str, language: str) -> set[tuple[str, ...]]:
    """Give a phrase of the vocabulary folded, and as it is folded when its letters are typed otherwise: "fuer"."""
    otherwise = phrase.lower()
    for letter, typed in languages.LANGUAGES[language].typed_as.items():
        otherwise = otherwise.replace(letter, typed)
    return {phrase_tokens(one) for one in {phrase, otherwise}}


def _has_letters(phrase: str, language: str) -> bool:
    """Say whether a phrase has a letter that is also typed otherwise."""
    return not languages.LANGUAGES[language].typed_as.keys().isdisjoint(phrase.lower())


def _kept(phrase: str, language: str) -> tuple[str, ...]:
    """Fold a phrase, save for the letters that are also typed otherwise."""
    letters = languages.LANGUAGES[language].typed_as
    return tuple(kept(token.text, letters) for token in tokenise(clean(phrase)))


def kept(word: str, letters: Iterable[str]) -> str:
    """Fold a word, save for these letters."""
    return "".join(letter if letter in letters else fold(letter) for letter in word.lower())


def forget() -> None:
    """Let go of what only serves to build the vocabularies."""
    for built in (vocabulary, beginnings, own_words, away, abroad, entries, plain, _bare, _both):
        built.cache_clear()
