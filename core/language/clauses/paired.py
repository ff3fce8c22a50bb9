"""Part the pairs of "Daan: goed Sanne: terug", where nothing else does: the colon belongs to whom stands before it."""

from collections.abc import Sequence

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES
from core.language.vocabulary.said import Said

DASHES = frozenset({"-", "–", "—"})
SIGNS = DASHES | {":", "="}
ENDS = frozenset({Kind.STOP, Kind.QUESTION})
# What may reach over several pairs, so that they are no list: a question, a condition, a reason.
REACHES = frozenset({"if", "not_until", "or", "ask", "maybe", "because", "why", "but", "only", "except", "not_yet"})


def paired(said: Said, items: Sequence[Item]) -> list[Item]:
    """Put a full stop in front of each who stands before a colon, "=" or dash, from the second of a sentence on.

    Only where each sentence begins with its first pair, and nothing asks, doubts or sets a condition anywhere.
    """
    if SIGNS.isdisjoint(said.typed):
        return list(items)
    if any(item.kind is Kind.QUESTION or not item.labels.isdisjoint(REACHES) for item in items):
        return list(items)
    found: list[Item] = []
    sign: Kind | None = None
    begins = True
    for at, item in enumerate(items):
        if item.kind in ENDS:
            sign = None
        is_pair = _begins_pair(said, items, at) and (begins or sign is not None)
        begins = item.kind in ENDS or (begins and "courtesy" in item) or (begins and item.kind in PUNCTUATION)
        if not is_pair:
            found.append(item)
            continue
        ours = _sign(said, items[_behind_scopes(items, at)])
        if sign == ours and found and found[-1].kind not in PUNCTUATION and "and" not in found[-1]:
            found.append(item.as_stop())
        sign = sign or ours
        found.append(item)
    return found


def _begins_pair(said: Said, items: Sequence[Item], at: int) -> bool:
    """Say whether one or more are named here, and a colon, "=" or dash stands behind them."""
    before = items[at - 1] if at else None
    is_inside = before is not None and before.kind in SCOPES and not (before.is_amount and items[at].kind is Kind.NAME)
    if items[at].kind not in SCOPES or is_inside:
        return False
    end = _behind_scopes(items, at)
    if end == len(items) or _sign(said, items[end]) is None:
        return False
    return not items[at].is_amount or items[at + 1].kind is not Kind.NAME  # "vrijdag 6 Sanne: goed"


def _behind_scopes(items: Sequence[Item], at: int) -> int:
    while at < len(items) and items[at].kind in SCOPES:
        at += 1
    return at


def _sign(said: Said, item: Item) -> Kind | None:
    is_dash = item.kind is Kind.COMMA and said.tokens[item.first].folded in DASHES
    return item.kind if item.kind is Kind.COLON or is_dash else None
