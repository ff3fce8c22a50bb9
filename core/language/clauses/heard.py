"""A message as it is heard: cut into words and looked up once, however many readers and readings it has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from core.language.clauses.item import Item
from core.language.clauses.items import scan
from core.language.meaning import Context
from core.language.vocabulary.names import Names
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import clean, tokenise
from core.language.vocabulary.words import language_of, lexicon

# The desk reads one message several times in a row.
MOST_KEPT = 4
# In turn it may be said by many, each with other names.
MOST_NAMES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The words of a message in one language. text: cleaned, as its tokens count it.

    scanned: its items, by the names with which they were read.
    """

    text: str
    language: str
    said: Said
    scanned: dict[Names, Sequence[Item]] = field(default_factory=dict)

    def items(self, names: Names) -> Sequence[Item]:
        """Read it into items, with the names of these students."""
        found = self.scanned.get(names)
        if found is None:
            if len(self.scanned) >= MOST_NAMES:
                self.scanned.clear()
            found = self.scanned[names] = tuple(scan(self.said, names))
        return found


def hear(text: str, context: Context, language: str = "") -> Heard:
    """Look up the words of a message, in the language that most of them are of where none is given."""
    weeks = frozenset([week.monday.isocalendar().week for week in context.weeks])
    return _heard(text, language, context.language, context.now.date(), weeks)


@lru_cache(maxsize=MOST_KEPT)
def _heard(text: str, language: str, preferred: str, today: date, weeks: frozenset[int]) -> Heard:
    cleaned = clean(text).strip()
    tokens = tokenise(cleaned)
    language = language or language_of(tokens, preferred)
    return Heard(cleaned, language, Said(tokens, lexicon(language), today=today, weeks=weeks))


def forget() -> None:
    """Let go of what was heard last, so that the next message is looked up anew whatever it is."""
    _heard.cache_clear()
