"""Set aside what opens and closes a message: "Beste Akkoord," in front, "Met vriendelijke groet, Sanne" behind."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.signatures import names_after_greeting, without_own_name, without_signatures
from core.language.vocabulary.said import Said

SALUTATION = 5
TO_SOMEBODY = frozenset({"beste", "geachte", "dear"})
ENDS = frozenset({Kind.COMMA, Kind.STOP, Kind.COLON})


# Frozen in all but name, as an item is.
@dataclass(slots=True)
class Edges:
    """What is left. is_sure: False when a greeting runs on into "akkoord", our name too, or a sign-off into a name.

    is_torn: who is judged how can't be told.
    """

    items: list[Item]
    is_sure: bool = True
    is_torn: bool = False


def without_edges(said: Said, items: Sequence[Item], listed: AbstractSet[int], speaker: Sequence[str] = ()) -> Edges:
    """Leave out a salutation and what closes it. listed: numbers that may be meant. speaker: the names of who signs."""
    kept = without_own_name(said, without_signatures(said, items, listed), speaker)
    begin = _salutations(said, kept)
    begin = _behind_aside(said, kept, begin)
    is_sure = not (begin == 0 and _runs_on(said, kept)) and not names_after_greeting(said, kept)
    return Edges(kept[begin:], is_sure)


def _behind_aside(said: Said, items: Sequence[Item], begin: int) -> int:
    """Pass over the "maar goed" that only turns to what is said, and its comma."""
    length = said.has(items[begin].first, "aside_word") if begin < len(items) else 0
    last = items[begin].first + length if length else 0
    while begin < len(items) and (items[begin].last <= last or (length and items[begin].kind in ENDS)):
        begin += 1
    return begin


def _greets(item: Item) -> bool:
    return item.kind is Kind.WORD and "courtesy" in item.labels


def _salutations(said: Said, items: Sequence[Item]) -> int:
    """Say how many items all salutations take: "Goedemorgen,", a new line, "Beste Akkoord,"."""
    begin = end = 0
    while end < len(items):
        taken = _salutation(said, items[end : end + SALUTATION + 2])
        if taken:
            begin = end = end + taken
        elif _greets(items[end]) or items[end].kind in ENDS:
            end += 1
        else:
            break
    return begin


def _salutation(said: Said, items: Sequence[Item]) -> int:
    """Say how many items a salutation takes: a greeting, who is greeted, and the comma or line end behind it."""
    if not items or said.has(items[0].first, "plea") or not (_greets(items[0]) or _is_greeting(said, items[0])):
        return 0
    named = 0
    for index, item in enumerate(items[: SALUTATION + 1]):
        if item.kind in ENDS:
            return index + 1 if named and index + 1 < len(items) else 0
        is_named = bool(said.has(item.first, "salutation_word")) or item.kind in {Kind.UNKNOWN, Kind.NAME}
        if not (_greets(item) or is_named):
            return 0
        named += is_named and index > 0
    return 0


def _runs_on(said: Said, items: Sequence[Item]) -> bool:
    """Say whether a greeting is followed by our name without a comma: "goedemorgen akkoord"."""
    if len(items) < 2 or not _is_greeting(said, items[0]):  # noqa: PLR2004 - it and our name
        return False
    # Behind "beste" a name stands, also where a comma came in between: "Beste; Akkoord,".
    is_apart = items[1].kind in ENDS and said.tokens[items[0].first].folded in TO_SOMEBODY
    named = items[1 + is_apart : 3 + is_apart]
    is_ours = bool(named) and said.tokens[named[0].first].folded == "akkoord"
    return is_ours and (not is_apart or (len(named) > 1 and named[1].kind in ENDS))


def _is_greeting(said: Said, item: Item) -> bool:
    return said.has(item.first, "greeting") > 0


def without_courtesies(items: Sequence[Item]) -> Sequence[Item]:
    """Leave out a greeting in front and thanks behind; "is goed zo" may be either thanks or a yes, and stays."""
    content = [
        at
        for at, item in enumerate(items)
        if ("courtesy" not in item.labels or "approve" in item.labels) and item.kind not in PUNCTUATION
    ]
    return items[content[0] : content[-1] + 1] if content else items
