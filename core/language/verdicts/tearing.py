"""Ask about what may be cut in two ways, over the clauses of a message."""

from collections.abc import Sequence
from itertools import pairwise

from core.language.clauses.item import Kind
from core.language.clauses.judging import YESES, Act, Clause
from core.language.clauses.withheld import agrees_behind
from core.language.meaning import Problem
from core.language.verdicts.asking import ask

LEAVES = frozenset({Act.HOLD, Act.LATER, Act.REJECT, Act.BACK, Act.CORRECT})
CHANGES = frozenset({Act.BACK, Act.CORRECT, Act.EXCEPT})
NOES = frozenset({"not", "nay", "courtesy", "instead"})


def torn_apart(clauses: Sequence[Clause]) -> None:
    """Ask about what may be cut in two ways, over the clauses of a message.

    "Alles behalve Daan laten staan": all but his are left, or his alone? "Alles behalve vrijdag klopt bij Daan": all of
    his, or all? "Nee, Daan is goed": are the others not, or isn't it so? "Sanne terug: nee": is she?
    """
    for clause in clauses:
        if clause.act in LEAVES and (agrees_behind(clause.frame) or _excepts_in_a_row(clause)):
            ask(clause, Problem.NEGATION)
    for before, clause in pairwise(clauses):
        is_of_all = before.act is Act.SCOPE and (before.frame.scope.everything or before.frame.scope.everyone)
        is_excepted = clause.frame.piece.lead == "except" and is_of_all
        if is_excepted and (clause.act in {Act.HOLD, Act.LATER} or _names_behind_yes(clause)):
            ask(clause, Problem.NEGATION)
        elif _only_denies(before) and clause.act in YESES and clause.frame.scope.is_explicit:
            ask(before, Problem.NEGATION)
        elif _takes_back(before, clause):
            ask(clause, Problem.NEGATION)


def _takes_back(before: Clause, clause: Clause) -> bool:
    """Say whether a "nee" follows what is to be changed, or a "klopt niet" what is right for the rest."""
    is_of_rest = before.act is Act.APPROVE and before.frame.scope.rest
    return _only_denies(clause) if before.act in CHANGES else is_of_rest and _is_bare_no(clause)


def _excepts_in_a_row(clause: Clause) -> bool:
    """Say whether it is "behalve Noor Sanne terug": both are left out, or one of them is given back?"""
    is_excepted = clause.frame.piece.lead == "except"
    return is_excepted and any(before.kind is item.kind is Kind.NAME for before, item in pairwise(clause.items))


def _names_behind_yes(clause: Clause) -> bool:
    """Say whether days stand in front of a yes, and whose they are behind it."""
    yes = next((at for at, item in enumerate(clause.items) if "approve" in item), len(clause.items))
    days = any(item.kind is Kind.DAYS for item in clause.items[:yes])
    named = [any(item.kind is Kind.NAME for item in part) for part in (clause.items[:yes], clause.items[yes:])]
    return days and named == [False, True]


def _only_denies(clause: Clause) -> bool:
    """Say whether it is no more than "nee"."""
    if not _is_bare_no(clause) or not clause.frame.piece.has("not"):
        return False
    return all("sign" in item or item.labels <= NOES for item in clause.items)


def _is_bare_no(clause: Clause) -> bool:
    """Say whether it refuses what was said of, and names nothing."""
    is_bare = clause.frame.scope.is_empty and not (clause.frame.has_days or clause.frame.has_hours)
    return clause.act is Act.REJECT and is_bare
