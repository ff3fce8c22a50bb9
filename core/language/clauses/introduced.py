"""Leave out how a spoken message begins: "hallo met Ria van de zorg", "ik sta op de werf dus ik dicteer even"."""

from collections.abc import Sequence

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.vocabulary.said import Said

MAYBE = frozenset({"maybe"})
COURTESY = frozenset({"courtesy"})
# What may stand in front of "ik spreek het even in".
SMALL = frozenset(
    {"courtesy", "plain", "yes", "maybe", "i_you", "mine", "busy", "it", "that", "be", "why", "sign", "and"}
)
GREETS = frozenset({"courtesy", "yes", "maybe", "plain"})
LONGEST = 16


def introduced(said: Said, items: list[Item]) -> list[Item]:
    """Make a greeting of all that comes before what is said, and let a pause follow it."""
    dictates = _behind_dictating(said, items)
    end = dictates or _behind_name(said, items)
    if not end or end == len(items):
        return items
    # Of a student's name it can't be told whether it is the speaker's as well.
    is_told = all(item.kind is not Kind.NAME for item in items[:end])
    is_told = is_told and (dictates > 0 or not any(_may_be_no_name(said, item) for item in items[:end]))
    labels = COURTESY if is_told else MAYBE
    opening = Item(Kind.WORD, items[0].first, items[end - 1].last, labels)
    pause = [] if items[end].kind in PUNCTUATION else [Item(Kind.COMMA, items[end].first, items[end].first)]
    return [opening, *pause, *items[end:]]


def _may_be_no_name(said: Said, item: Item) -> bool:
    """Say whether an unknown word may be any other, as in "hoi met reserves" and "hello this is odd"."""
    is_capital = said.tokens[item.first].text[:1].isupper() and not said.words.capital_nouns
    return item.kind is Kind.UNKNOWN and not item.labels and not is_capital


def _behind_dictating(said: Said, items: Sequence[Item]) -> int:
    """Give where "ik spreek het even in" ends, with nothing of hours in front of it; 0 where it is not said."""
    for at, item in enumerate(items[:LONGEST]):
        length = said.has(item.first, "dictating")
        if length:
            return next((index for index in range(at, len(items)) if items[index].first >= item.first + length), 0)
        if item.kind not in PUNCTUATION and not (item.kind is Kind.WORD and item.labels <= SMALL):
            return 0
    return 0


def _greets(said: Said, item: Item) -> bool:
    return item.kind is Kind.WORD and item.labels <= GREETS and not said.has(item.first, "introducing")


def _behind_name(said: Said, items: Sequence[Item]) -> int:
    """Give where "hallo met Ria van de zorg" ends; 0 where a message begins otherwise."""
    at = next((index for index, item in enumerate(items) if not _greets(said, item)), len(items))
    if at + 1 >= len(items) or not said.has(items[at].first, "introducing"):
        return 0
    greets = any(said.has(token, "greeting") for token in range(items[0].first, items[at].first))
    is_other = items[at + 1].kind is Kind.NAME and any(one.kind is Kind.NAME for one in items[at + 2 :])
    if not greets or not (is_other or items[at + 1].kind is Kind.UNKNOWN):
        return 0
    end = at + 2
    if end < len(items) and said.has(items[end].first, "owner_lead"):
        place = end + 1
        while place < len(items) and said.has(items[place].first, "article") and items[place].labels == {"plain"}:
            place += 1
        is_place = (
            place < len(items)
            and items[place].kind in {Kind.UNKNOWN, Kind.WORD}
            and not said.has(items[place].first, "article")
        )
        end = place + 1 if is_place else end
    return end
