"""Take the "verder niets" that closes a message for a courtesy: it denies nothing of what stands in front."""

from collections.abc import Sequence

from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES, WHOLES
from core.language.vocabulary.said import Said

COURTESY = frozenset({"courtesy"})
THANKS = frozenset({"courtesy", "sign"})
# It may close what was said, or be what that is of.
EITHER = frozenset({"not", "or"})
JUDGES = frozenset({"approve", "approve_act", "unsure_approve", "yes", "back", "back_whole"})
PAUSES = frozenset({Kind.COMMA, Kind.STOP, Kind.ASIDE})
VALUES = frozenset({*SCOPES, Kind.DAYS, Kind.HOURS})


def closed(said: Said, items: list[Item]) -> list[Item]:
    """Make it one where a verdict stands in front that has all it needs: "Daan akkoord verder niets"."""
    found: list[Item] = []
    behind = 0
    for at, item in enumerate(items):
        last = item.first + said.has(item.first, "nothing_else")
        is_closing = item.first >= behind and item.last <= last and _closes(items, at, last)
        if is_closing and _is_told(found):
            found.append(Item(Kind.WORD, item.first, last, EITHER if _has_open_verb(said, found) else COURTESY))
            behind = last
        elif item.first >= behind:
            found.append(item)
    return found


def _closes(items: Sequence[Item], at: int, last: int) -> bool:
    """Say whether nothing but thanks follows in its clause."""
    rest = [item for item in items[at:] if item.first >= last]
    end = next((index for index, item in enumerate(rest) if item.kind in PUNCTUATION), len(rest))
    asks = end < len(rest) and rest[end].kind is Kind.QUESTION
    return not asks and all(not item.labels.isdisjoint(THANKS) for item in rest[:end])


def _is_told(before: Sequence[Item]) -> bool:
    """Say whether a verdict stands in front that doesn't lack what it is of, as "keur goed" or "approve" would."""
    begin = next((at + 1 for at in reversed(range(len(before) - 1)) if before[at].kind is Kind.STOP), 0)
    told = [item for item in before[begin:] if "and" not in item and "sign" not in item]
    if all(item.labels.isdisjoint(JUDGES) and item.kind is not Kind.HOURS for item in told):
        return False
    is_verb = any("approve_act" in item for item in told)
    if is_verb and all(item.kind not in VALUES and item.labels.isdisjoint(WHOLES) for item in told):
        return False
    last = told[-1]
    # Behind "Daan akkoord Sanne" it is of her.
    named = [item for item in told if item.kind in VALUES]
    yes = next((at for at, item in enumerate(told) if "approve" in item), 0)
    is_named = named[-1:] == [last] and (len(named) == 1 or not any(item.kind in VALUES for item in told[:yes]))
    return last.kind in PAUSES or is_named or not last.labels.isdisjoint({*JUDGES, "courtesy"})


def _has_open_verb(said: Said, before: Sequence[Item]) -> bool:
    """Say whether "niets" may be what a verb is of: "bij Daan klopt verder niets", "send back nothing else"."""
    begin = next((at + 1 for at in reversed(range(len(before))) if before[at].kind in PUNCTUATION), 0)
    told = before[begin:]
    is_yes = any(item.labels >= {"approve", "be"} or "approve_act" in item for item in told)
    backs = [item for item in told if not item.labels.isdisjoint({"back", "back_whole"})]
    return is_yes or any(not said.has(item.first, "comes_back") for item in backs)
