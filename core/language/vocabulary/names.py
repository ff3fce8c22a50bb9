"""Read names from the closed list of who the speaker may see; a near miss is found, but only ever to be proposed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from core.language.meaning import Known
from core.language.vocabulary.text import Sort, Token, phrase_tokens

SHORTEST_GUESS = 4
# What is longer looks like no name, and nothing is kept of it.
LONGEST_GUESS = 100
LIKENESS = 78
# A bound on what is kept for one list of names.
MOST_GUESSES = 2_000


@dataclass(frozen=True, slots=True)
class Name:
    """A name that was found. length: how many tokens. dossiers: whose it may be. near: spelled differently."""

    length: int
    dossiers: frozenset[int]
    near: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The names of one speaker's students. forms: by folded tokens, whose they are. words: single ones, to guess.

    first: the first word of each form. guesses: what each word that is none of these looks most like, once looked up.
    """

    forms: dict[tuple[str, ...], frozenset[int]]
    people: dict[int, tuple[str, ...]]
    longest: int
    words: dict[str, frozenset[int]]
    first: frozenset[str]
    guesses: dict[str, Name | None] = field(default_factory=dict)


@lru_cache(maxsize=512)
def names_of(known: tuple[Known, ...]) -> Names:
    """Collect the forms each student goes by: first name, surname with and without infix, and all of it."""
    forms: dict[tuple[str, ...], set[int]] = {}
    people: dict[int, tuple[str, ...]] = {}
    for one in known:
        first, infix, surname = (_folded(part) for part in (one.first_name, one.infix, one.surname))
        people[one.dossier_id] = first + infix + surname
        for form in {first, infix + surname, surname, first + infix + surname, first + surname, (first + surname)[:1]}:
            if form and any(len(word) > 1 for word in form):
                forms.setdefault(form, set()).add(one.dossier_id)
        if first and surname:
            forms.setdefault((*first, surname[0][:1]), set()).add(one.dossier_id)
    frozen = {form: frozenset(ids) for form, ids in forms.items()}
    words = {form[0]: ids for form, ids in frozen.items() if len(form) == 1}
    longest = max((len(form) for form in frozen), default=0)
    return Names(frozen, people, longest, words, frozenset(form[0] for form in frozen))


def _folded(name: str) -> tuple[str, ...]:
    return tuple(word for word in phrase_tokens(name) if word not in {"-", "'", "."})


def may_begin_name(names: Names, word: str) -> bool:
    """Say whether a name may begin with a word, be it as a genitive; most words begin none."""
    return word in names.first or (word.endswith("s") and not names.first.isdisjoint(_without_genitive(word)))


def read_name(names: Names, tokens: Sequence[Token], at: int) -> Name | None:
    """Read the longest name that starts at a token, genitives included ("Sanders", "Bilal's", "Joris'")."""
    if not may_begin_name(names, tokens[at].folded):
        return None
    taken: list[tuple[str, int]] = []
    index = at
    while index < len(tokens) and len(taken) < names.longest:
        token = tokens[index]
        if token.sort is Sort.WORD:
            taken.append((token.folded, index + 1))
        elif not (taken and (token.folded == "'" or (token.folded in {"-", "."} and token.near))):
            break
        index += 1
    words = [word for word, _ in taken]
    for count in range(len(taken), 0, -1):
        before, (last, end) = words[: count - 1], taken[count - 1]
        for ending in (last, *_without_genitive(last)):
            variant = (*before, ending)
            if variant in names.forms:
                if end < len(tokens) and tokens[end].folded == "'" and tokens[end].near:
                    end += 1
                return Name(end - at, names.forms[variant])
    return None


def _without_genitive(word: str) -> list[str]:
    """Give what a word may be the genitive of."""
    if not word.endswith("s"):
        return []
    endings = ("'s", "s") if word.endswith("'s") else ("s",)
    return [word.removesuffix(ending) for ending in endings if len(word) > len(ending) + 1]


def guess_name(names: Names, token: Token) -> Name | None:
    """Find whose name a word looks most like, or None; what is found may only be proposed."""
    word = token.folded.removesuffix("'s")
    if token.sort is not Sort.WORD or not SHORTEST_GUESS <= len(word) <= LONGEST_GUESS:
        return None
    if word not in names.guesses:
        if len(names.guesses) >= MOST_GUESSES:
            names.guesses.clear()
        names.guesses[word] = _looks_like(names, word)
    return names.guesses[word]


def _looks_like(names: Names, word: str) -> Name | None:
    best = process.extract(word, names.words.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return Name(1, names.words[best[0][0]], near=True)
