"""Tell a yes that leaves somebody out in words that say so by their sound or their place alone."""

from itertools import pairwise

from core.language.clauses.item import Kind
from core.language.clauses.judging import Clause
from core.language.clauses.piece import SCOPES
from core.language.vocabulary.said import Said

WHOSE = frozenset({*SCOPES, Kind.DAYS})


def may_except(said: Said, clause: Clause) -> bool:
    """Say whether a word that sounds like "except" leads from a yes to somebody: "all good accept Daan"."""
    end, is_yes = 0, False
    for item in clause.items:
        length = said.has(item.first, "sound_alike")
        if length and is_yes:
            end = item.first + length
        elif "plain" not in item and item.first >= end:
            if end and item.kind in WHOSE:
                return True
            end, is_yes = 0, not item.labels.isdisjoint({"approve", "approve_act"})
    return False


def is_less(_: Said, clause: Clause) -> bool:
    """Say whether somebody is taken off a yes: "tout est bon moins Daan"."""
    items = clause.items
    yes = next((at for at, item in enumerate(items) if "approve" in item), len(items))
    return any("less" in before and item.kind in SCOPES for before, item in pairwise(items[yes + 1 :]))


def goes_on(said: Said, clause: Clause) -> bool:
    """Say whether a yes to all else follows a "niet", with no sign in between: "Daan niet verder klopt alles"."""
    items = clause.items
    denied = next((at for at, item in enumerate(items) if "not" in item), len(items))
    further = next((at for at in range(denied, len(items)) if said.has(items[at].first, "further")), len(items))
    return any(not item.labels.isdisjoint({"approve", "unsure_approve"}) for item in items[further:])


def is_of_hours(_: Said, clause: Clause) -> bool:
    """Say whether hours alone are excepted, "dinsdag behalve 2 uur": these go off, or are all that is left."""
    kinds = {item.kind for item in clause.items}
    return clause.frame.piece.lead == "except" and Kind.HOURS in kinds and Kind.DAYS not in kinds
