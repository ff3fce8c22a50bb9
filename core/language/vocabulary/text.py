"""Cut a text into tokens that remember where they stood, and fold words so that spelling variants compare equal."""

import re
import sys
import unicodedata
from functools import lru_cache
from typing import ClassVar, NamedTuple

from core.language.vocabulary.named import Named

APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'"})
PIECES = re.compile(
    r"""
    [^\S\n]*
    (?:(?P<plain>[a-zA-Z]+(?=[ .,!?\n]|\Z))
    |(?P<elided>(?i:\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[aeiouyhàâæéèêëîïôöùûüœ]|\Z)))
    |(?P<word>[^\W\d_¼½¾]+(?:'[^\W\d_¼½¾]+)*'?)
    |(?P<number>[0-9]+)
    |(?P<blank>\n[ \t\r]*(?:\n[ \t\r]*)+)
    |(?P<line>\n[ \t\r]*)
    |(?P<dots>\.\.+|…)
    |(?P<other>\S))
    """,
    re.VERBOSE | re.DOTALL,
)
# A longer run of letters is nobody's word, so that nothing is kept of it.
LONGEST_WORD = 40
PLAIN_WORDS = re.compile(r"[a-z ]+")
VARIATION = "\ufe0f\ufe0e"
SKIN = re.compile("[\U0001f3fb-\U0001f3ff\u200d]")


class Sort(Named):
    """What a token is made of."""

    __slots__ = ()
    WORD: ClassVar["Sort"]
    NUMBER: ClassVar["Sort"]
    LINE: ClassVar["Sort"]
    BLANK: ClassVar["Sort"]
    DOTS: ClassVar["Sort"]
    OTHER: ClassVar["Sort"]


WORD = Sort.WORD
# What is no sign.
WRITTEN = frozenset({Sort.WORD, Sort.NUMBER})
PLAIN, ELIDED = PIECES.groupindex["plain"], PIECES.groupindex["elided"]
# A named tuple, without the call of a function that its own way to make one is.
made = tuple.__new__
# By the number of a group; 0 is none.
SORTS = (Sort.OTHER, *(WORD if name in {"plain", "elided"} else Sort.of(name) for name in PIECES.groupindex))


class Token(NamedTuple):
    """A word, a run of digits or a sign; "l'" in front of a vowel is a word of its own.

    near: it stands against the token before it. start, end: in the read text.
    """

    text: str
    folded: str
    sort: Sort
    start: int
    end: int
    near: bool


def fold(word: str) -> str:
    """Write a word without accents and capitals, with straight apostrophes."""
    if word.isascii():
        return word.lower()
    return _kept_bare(word) if len(word) <= LONGEST_WORD else _bare(word)


@lru_cache(maxsize=4096)
def _kept_bare(word: str) -> str:
    return _bare(word)


def _bare(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word.translate(APOSTROPHES))
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()


def clean(text: str) -> str:
    """Compose accents, straighten apostrophes and drop emoji variants, so that positions are those of what is read."""
    if text.isascii():
        return text.replace("\r\n", "\n")
    composed = unicodedata.normalize("NFC", text).translate(APOSTROPHES)
    return SKIN.sub("", composed.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, VARIATION))))


def tokenise(text: str) -> list[Token]:
    """Cut a cleaned text into tokens, in one linear pass; spaces are dropped, line ends are kept."""
    tokens: list[Token] = []
    end_of_last = -1
    for found in PIECES.finditer(text):
        group = found.lastindex or 0
        sort, (start, end) = SORTS[group], found.span(group)
        piece, near = text[start:end], start == end_of_last
        end_of_last = end
        if group == PLAIN:
            tokens.append(made(Token, (piece, piece.lower(), WORD, start, end, near)))
        elif sort is not WORD:
            tokens.append(made(Token, (piece, piece.strip(" \t\r"), sort, start, end, near)))
        elif piece[-1] == "'" and group != ELIDED:
            tokens.append(Token(piece[:-1], fold(piece[:-1]), WORD, start, end - 1, near))
            tokens.append(Token("'", "'", Sort.OTHER, end - 1, end, near=True))
        else:
            tokens.append(Token(piece, fold(piece), WORD, start, end, near))
    return tokens


def phrase_tokens(phrase: str) -> tuple[str, ...]:
    """Fold a phrase of the vocabulary to the tokens it is matched by."""
    if PLAIN_WORDS.fullmatch(phrase):
        return tuple(map(sys.intern, phrase.split()))
    return tuple(sys.intern(token.folded) for token in tokenise(clean(phrase)))
