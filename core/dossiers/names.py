"""Names in a file: splitting one cell, and telling a corrected name from another person."""

import re
from dataclasses import dataclass

from core.people.models import Person
from core.sheets import folded

INFIXES = frozenset(
    ("van", "von", "vom", "de", "den", "der", "het", "'t", "’t", "ten", "ter", "te", "op", "in", "aan", "bij", "onder",
     "over", "uit", "la", "le", "el", "al", "da", "di", "do", "dos", "du", "des", "ben", "bin", "d'", "'s", "zu")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name."""

    first: str
    infix: str
    last: str

    @property
    def full(self) -> str:
        """As people write it."""
        return " ".join(part for part in (self.first, self.infix, self.last) if part)

    def is_like(self, other: "Name") -> bool:
        """Say whether it is the same name, spelling of accents and capitals aside."""
        return _plain(self.full) == _plain(other.full)

    def may_be(self, other: "Name") -> bool:
        """Say whether it can be the same person under a corrected name.

        One of the two is unknown, a surname with a first name that begins alike, or a first name with another surname.
        """
        if not self.full or not other.full or self.is_like(other):
            return True
        mine, theirs = _plain(self.first), _plain(other.first)
        if _plain(self.last) == _plain(other.last):
            return not mine or not theirs or mine[0] == theirs[0]
        return bool(mine) and len(mine) > 1 and mine == theirs


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", folded(text)).split())


def name_of(person: Person) -> Name:
    """Give a known person's name."""
    return Name(person.first_name or person.initials, person.infix, person.surname)


def split_name(text: str) -> Name:
    """Split "Noor van den Berg" or "Berg, Noor van den" into first name, infix and surname."""
    last, comma, rest = text.partition(",")
    words = rest.split() if comma else text.split()
    if comma:
        start = next((at for at, word in enumerate(words) if word.lower() in INFIXES), len(words))
        return Name(" ".join(words[:start]), " ".join(words[start:]), last.strip())
    if len(words) == 1:
        return Name("", "", words[0])
    start = next((at for at, word in enumerate(words) if at and word.lower() in INFIXES), 0)
    if not start:
        return Name(words[0], "", " ".join(words[1:]))
    end = start
    while end < len(words) - 1 and words[end].lower() in INFIXES:
        end += 1
    return Name(" ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:]))
