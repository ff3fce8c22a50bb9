"""Tell whether what must happen first ("ik wil eerst Kees spreken") holds up a yes elsewhere in the message."""

from collections.abc import Sequence

from core.language.clauses.judging import Act, Clause
from core.language.clauses.spoken import Spoken
from core.language.meaning import Problem

YESES = frozenset({Act.APPROVE, Act.DAYS_FINE, Act.EXCEPT})
PUT_OFF = frozenset({Act.HOLD, Act.LATER})
SPEAKS = YESES | PUT_OFF


def let_yeses_wait(spoken: Sequence[Spoken]) -> bool:
    """Take what must come first for a condition of the yes beside it; says whether it is.

    It is none when each of them says whose hours it is about.
    """
    waiting = [one.clause for one in spoken if one.clause.waits]
    heard = [one.clause for one in spoken if one.clause.act in SPEAKS]
    if not waiting or all(clause.frame.scope.is_explicit for clause in (*heard, *waiting)):
        return False
    for clause in waiting:
        clause.act, clause.problem, clause.sure = Act.DOUBT, Problem.CONDITION, False
    return True


def is_apart(clause: Clause, spoken: Sequence[Spoken]) -> bool:
    """Say whether what is put off by name can't be lost from any yes: each of those says whose hours it approves."""
    yeses = [one.clause.frame.scope for one in spoken if one.clause.act in YESES]
    scope = clause.frame.scope
    is_named = clause.act in PUT_OFF and (scope.is_explicit or scope.rest) and not clause.frame.nots
    return is_named and all(scope.is_explicit and not scope.rest for scope in yeses)
