"""Read who a new contact is from what was typed: "Jan de Boer, J., jan@bedrijf.nl, werkbegeleider", in any order.

Strict: every part is wholly one thing, or it is not understood and asked about. No "niet" hides in a name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.cells import CellError, read_address
from core.dossiers.names import INFIXES, split_name
from core.language.vocabulary.words import LANGUAGES, lexicon
from core.languages import having
from core.people.models import Role
from core.sheets import folded

FOLDER = Path(__file__).parent.parent / "language"
LONGEST = 400
LONGEST_NAME = 100
MOST_WORDS = 7
CUTS = re.compile(r"[,;\n()<>|]|\s[-–—]\s")
FOUND_ADDRESS = re.compile(r"(?:mailto:)?[^\s,;:<>()@]+@[^\s,;:<>()@]+")
INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[ -]?){1,8}")
BARE_INITIALS = re.compile(r"[^\W\d_]{1,4}")
# Which role a folded phrase means.
Roles = Mapping[str, Role]
NAME_WORD = re.compile(r"['’]?[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*[.]?")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a new contact. roles: of the company, in the order said. unread: what was not understood."""

    first_name: str = ""
    initials: str = ""
    infix: str = ""
    surname: str = ""
    email: str = ""
    roles: tuple[Role, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The full name as people write it."""
        return " ".join(part for part in (self.first_name or self.initials, self.infix, self.surname) if part)

    @property
    def lacks(self) -> str:
        """Name the first thing that is missing: "name", "address" or "role"; empty when all is there."""
        if not self.surname:
            return "name"
        if not self.email:
            return "address"
        return "" if self.roles else "role"

    def to_json(self) -> dict[str, Any]:
        """Write it into a question's facts."""
        parts = {name: getattr(self, name) for name in ("first_name", "initials", "infix", "surname", "email")}
        return {**parts, "roles": [str(role) for role in self.roles]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Draft":
        """Read it back."""
        first, initials, infix, surname, email = (
            str(stored.get(name, "")) for name in ("first_name", "initials", "infix", "surname", "email")
        )
        return cls(first, initials, infix, surname, email, tuple(Role(role) for role in stored.get("roles", ())))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one or more languages. roles: by folded phrase. labels: what may stand in front of a part."""

    roles: Roles
    labels: Mapping[str, str]
    titles: frozenset[str]
    joins: frozenset[str]
    denials: frozenset[str]


def read_contact(text: str, known: Draft | None = None, *, roles: Roles | None = None) -> Draft:
    """Read what was typed of a contact into what was known already; what was typed last counts.

    roles: the words for the roles that may be given; those at a company without them.

    A part that is nothing whole, or a second name or address, ends up in `unread`, and then nothing of it is taken.
    """
    draft = replace(known or Draft(), unread=())
    if len(text) > LONGEST:
        return replace(draft, unread=(text[:LONGEST],))
    found: dict[str, Any] = {}
    unread: list[str] = []
    for part in _parts(text):
        read = _read(part, roles or _words().roles)
        if read is None or not found.keys().isdisjoint(read):
            unread.append(part)
        else:
            found |= read
    if unread:
        return replace(draft, unread=tuple(unread))
    draft = replace(draft, **found)
    return replace(draft, initials=draft.initials or initials_of(draft.first_name))


def initials_of(first_name: str) -> str:
    """Make initials of a first name: "Jan" "J.", "Anne-Marie" "A.M."; none of none."""
    return "".join(f"{part[0].upper()}." for part in re.split(r"[ -]+", first_name) if part)


def read_roles(text: str, roles: Roles | None = None) -> tuple[Role, ...]:
    """Read one or more roles, and nothing else: "werkbegeleider en tekenbevoegd"; empty when it is not."""
    words = roles or _words().roles
    typed = [word for word in folded(text).split() if word not in _words().joins]
    found: list[Role] = []
    at = 0
    while at < len(typed):
        for end in range(len(typed), at, -1):
            role = words.get(" ".join(typed[at:end]))
            if role is not None:
                found += [role] if role not in found else []
                at = end
                break
        else:
            return ()
    return tuple(found)


def _parts(text: str) -> list[str]:
    """Cut what was typed into parts; an address is always a part of its own."""
    parts: list[str] = []
    for piece in CUTS.split(text):
        at = 0
        for match in FOUND_ADDRESS.finditer(piece):
            parts += [piece[at : match.start()], match.group()]
            at = match.end()
        parts.append(piece[at:])
    stripped = (part.strip(" \t.!:") if not INITIALS.fullmatch(part.strip()) else part.strip() for part in parts)
    return [part for part in stripped if part and folded(part) not in {*_words().labels, *_words().joins}]


def _read(part: str, roles: Roles) -> dict[str, Any] | None:
    """Read one part; None when it is not wholly one thing."""
    label, colon, rest = part.partition(":")
    if colon and folded(label) in _words().labels and rest.strip():
        kind = _words().labels[folded(label)]
        readers = {"name": _read_name, "initials": _read_bare_initials, "address": _read_email}
        return _read_role(rest, roles) if kind == "role" else readers[kind](rest.strip())
    if "@" in part:
        return _read_email(part)
    if INITIALS.fullmatch(part):
        return {"initials": "".join(part.split()).upper()}
    return _read_role(part, roles) or _read_name(part) or _read_name_and_role(part, roles)


def _read_email(part: str) -> dict[str, Any] | None:
    try:
        return {"email": read_address(part.lower().removeprefix("mailto:").rstrip(".:!?"))}
    except CellError:
        return None


def _read_bare_initials(part: str) -> dict[str, Any] | None:
    if INITIALS.fullmatch(part):
        return {"initials": "".join(part.split()).upper()}
    letters = part.replace(" ", "")
    return {"initials": "".join(f"{one.upper()}." for one in letters)} if BARE_INITIALS.fullmatch(letters) else None


def _read_role(part: str, roles: Roles) -> dict[str, Any] | None:
    found = read_roles(part, roles)
    return {"roles": found} if found else None


def _read_name_and_role(part: str, roles: Roles) -> dict[str, Any] | None:
    """Read "Jan de Boer als werkbegeleider"."""
    words = part.split()
    for at in range(1, len(words)):
        role, name = _read_role(" ".join(words[at:]), roles), _read_name(" ".join(words[:at]))
        if role and name:
            return {**name, **role}
    return None


def _read_name(part: str) -> dict[str, Any] | None:
    """Read a whole name with a surname: a first name or initials, infixes, and the surname."""
    words = _without_titles(part.split())
    if not 1 < len(words) <= MOST_WORDS or len(part) > LONGEST_NAME:
        return None
    initials = ""
    if INITIALS.fullmatch(words[0]):
        initials, words = words[0].upper(), words[1:]
    if not all(_is_named(word) for word in words) or all(folded(word) in INFIXES for word in words):
        return None
    is_low = not any(word[:1].isupper() for word in words)
    if is_low and initials:
        return None
    if is_low:
        words = [word if folded(word) in INFIXES else word[:1].upper() + word[1:] for word in words]
    if initials:
        start = next(at for at, word in enumerate(words) if folded(word) not in INFIXES)
        return {"initials": initials, "infix": " ".join(words[:start]), "surname": " ".join(words[start:])}
    if any(not word.lstrip("'’")[:1].isupper() and folded(word) not in INFIXES for word in words):
        return None
    name = split_name(" ".join(words))
    return {"first_name": name.first, "infix": name.infix, "surname": name.last} if name.first and name.last else None


def _without_titles(words: list[str]) -> list[str]:
    """Leave out what stands in front of a name: "mevrouw", "de heer", "dr."."""
    for length in (2, 1):
        title = folded(" ".join(words[:length])).rstrip(".")
        if len(words) > length and title in _words().titles:
            return _without_titles(words[length:])
    return words


def _is_named(word: str) -> bool:
    """Say whether a word may stand in a name: letters, and no word that means something unless with a capital."""
    plain = folded(word)
    if not NAME_WORD.fullmatch(word) or plain in _words().denials:
        return False
    return plain in INFIXES or word[:1].isupper() or all(_names_only(plain, language) for language in LANGUAGES)


def _names_only(word: str, language: str) -> bool:
    """Say whether a small word is not of the vocabulary, or a month that is a name too."""
    node = lexicon(language).root.after.get(word)
    return not lexicon(language).knows(word) or (
        node is not None and node.entry is not None and node.entry.labels <= {"month"}
    )


def company_roles() -> Roles:
    """Give the words for the roles at a company."""
    return _words().roles


@cache
def _words() -> Words:
    raw = []
    for language in having("contacts.yaml"):
        with (FOLDER / language / "contacts.yaml").open(encoding="utf-8") as file:
            raw.append(yaml.safe_load(file)["reading"])
    return Words(
        roles={folded(word): Role(role) for one in raw for role, words in one["roles"].items() for word in words},
        labels={folded(word): kind for one in raw for word, kind in one["labels"].items()},
        titles=frozenset(folded(word) for one in raw for word in one["titles"]),
        joins=frozenset(folded(word) for one in raw for word in one["joins"]),
        denials=frozenset(folded(word) for one in raw for word in one["denials"]),
    )
