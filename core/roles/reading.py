"""Read which role is meant and where: "tekenbevoegde bij Bouwbedrijf Kale". Only places that are known are read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from core.access import COLLEAGUES
from core.contacts.reading import Roles, company_roles
from core.contacts.service import Where
from core.languages import having
from core.people.models import Role
from core.sheets import folded

FOLDER = Path(__file__).parent.parent / "language"
CUTS = re.compile(r"[,;\n()]")
LONGEST_PHRASE = 4
# What an admin gives; a student comes with a dossier, by file.
AT_SCHOOL = frozenset({Role.ADMIN, Role.TEACHER, Role.SCHOOL})
GIVEN = AT_SCHOOL | COLLEAGUES


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all languages. roles: by folded phrase. before_places: what stands before a place: "bij", "at"."""

    roles: Roles
    before_places: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Load the words, those for the roles at a company with them."""
    roles: dict[str, Role] = dict(company_roles())
    before: set[str] = set()
    for language in having("roles.yaml"):
        with (FOLDER / language / "roles.yaml").open(encoding="utf-8") as file:
            raw: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(file)["reading"]
        roles |= {folded(word): Role(role) for role, words in raw["roles"].items() for word in words}
        before |= set(raw["places"])
    return Vocabulary(roles, frozenset(before))


def roles_in(text: str, besides: Iterable[str]) -> tuple[Role, ...]:
    """Give the roles that stand in a request, in the order said. besides: the names in it, which are no roles."""
    for name in besides:
        text = text.replace(name, " . ")
    roles = vocabulary().roles
    words = [folded(word) for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*|\.", text)]
    found: list[Role] = []
    at = 0
    while at < len(words):
        phrases = ((length, " ".join(words[at : at + length])) for length in range(LONGEST_PHRASE, 0, -1))
        length, role = next(((n, roles[phrase]) for n, phrase in phrases if phrase in roles), (1, None))
        found += [role] if role is not None and role not in found else []
        at += length
    return tuple(found)


def cut_places(text: str, places: Sequence[Where]) -> tuple[str, list[Where]]:
    """Take the places out of what was typed: those it names wholly, behind "bij" or by themselves. Gives what is left.

    Of places that are called alike all are given.
    """
    named = [one for one in places if is_called(one, text)]
    if named:
        return "", named
    left: list[str] = []
    for part in CUTS.split(text):
        rest, found = _cut(part, places)
        named += [one for one in found if one not in named]
        left += [rest] if rest.strip() else []
    return "\n".join(left), named


def _cut(part: str, places: Sequence[Where]) -> tuple[str, list[Where]]:
    words = part.split()
    for at in range(len(words)):
        is_behind = at > 0 and folded(words[at - 1]) in vocabulary().before_places
        if at and not is_behind:
            continue
        found = [one for one in places if is_called(one, " ".join(words[at:]).rstrip(".!"))]
        if found:
            return " ".join(words[: max(at - 1, 0)]), found
    return part, []


def is_called(place: Where, name: str) -> bool:
    """Say whether a company, or the school itself, is called so."""
    return folded(name) in {folded(place.company or place.tenant.name), folded(place.name)}


__all__ = ["AT_SCHOOL", "GIVEN", "cut_places", "is_called", "roles_in", "vocabulary"]
