"""Set aside what opens and closes a message: "Beste Akkoord," in front, "Met vriendelijke groet, Sanne" behind."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.language.items import Item, Kind
from core.language.said import Said
from core.language.text import Sort

SALUTATION = 5
SIGNATURE = 6
ENDS = frozenset({Kind.COMMA, Kind.STOP, Kind.COLON})


@dataclass(frozen=True, slots=True)
class Edges:
    """What is left. is_sure: False when a greeting runs on into "akkoord", which is our name as well as a verdict."""

    items: list[Item]
    is_sure: bool = True


def without_edges(said: Said, items: Sequence[Item]) -> Edges:
    """Leave out a salutation and a closing with a name."""
    kept = list(items[: _closing(said, items)])
    begin = _salutation(said, kept)
    is_sure = not (begin == 0 and _runs_on(said, kept))
    return Edges(kept[begin:], is_sure)


def _greets(item: Item) -> bool:
    return item.kind is Kind.WORD and "courtesy" in item


def _salutation(said: Said, items: Sequence[Item]) -> int:
    """Say how many items a salutation takes: a greeting, who is greeted, and the comma or line end behind it."""
    if not items or not _greets(items[0]):
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
    return (
        len(items) > 1
        and _greets(items[0])
        and _is_greeting(said, items[0])
        and said.tokens[items[1].first].folded == "akkoord"
    )


def _is_greeting(said: Said, item: Item) -> bool:
    return said.has(item.first, "greeting") > 0


def _closing(said: Said, items: Sequence[Item]) -> int:
    """Say where a closing with a name begins: after a sign-off only a few words that are nothing else may follow."""
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if not said.has(item.first, "sign_off") or item.kind is not Kind.WORD:
            continue
        begins = index == 0 or items[index - 1].kind in ENDS | {Kind.OPEN} or _greets(items[index - 1])
        after = [one for one in items[index + 1 :] if one.kind not in ENDS | {Kind.OPEN}]
        is_name = all(_is_name(said, one) for one in after) and len(after) <= SIGNATURE
        if begins and index and is_name:
            return index
    return len(items)


def _is_name(said: Said, item: Item) -> bool:
    """Say whether an item may be part of whoever signs: a capital and no other meaning, or a courtesy."""
    if item.kind is Kind.WORD and "courtesy" in item:
        return True
    token = said.tokens[item.first]
    if item.kind is Kind.WORD:
        return "sign" in item or ("plain" in item and token.folded in {"van", "de", "der", "den", "het", "te"})
    return (
        item.kind in {Kind.UNKNOWN, Kind.NAME}
        and token.sort is Sort.WORD
        and (token.text[:1].isupper() or len(token.text) == 1)
    )
