"""Tell whether what must happen first ("ik wil eerst Kees spreken"), or may be why, holds up a yes beside it."""

from collections.abc import Sequence
from itertools import pairwise

from core.language.clauses.judging import PUTS_OFF, Act, Clause
from core.language.clauses.spoken import Spoken
from core.language.clauses.wording import within
from core.language.meaning import Problem
from core.language.verdicts.asking import ask, ask_anew
from core.language.vocabulary.said import Said

YESES = frozenset({Act.APPROVE, Act.DAYS_FINE, Act.EXCEPT})
SPEAKS = YESES | PUTS_OFF
LEAVES = frozenset({Act.HOLD, Act.NOTHING, Act.REASON, Act.SCOPE})
HEADS = SPEAKS | {Act.BACK, Act.REJECT}


def let_yeses_wait(spoken: Sequence[Spoken]) -> bool:
    """Say whether something holds up every yes of a message: what must come first.

    Beside what may be why it is right, "woensdag was hij ziek", each is said back.
    """
    is_held = _must_wait(spoken)
    away = [one.clause for one in spoken if one.clause.is_absence]
    for clause in away:
        # "Ma en di ziek, de rest klopt": what stands there is no part of that.
        clause.sure = clause.sure and _is_beside_rest(spoken)
    if away and not _sets_rest_apart(spoken):
        for one in spoken:
            one.clause.sure = one.clause.sure and one.clause.act not in YESES
    return is_held


def let_records_be(said: Said, spoken: Sequence[Spoken], *, approves: bool) -> None:
    """Take "ma ziek zoals ingevuld" for a day that is right: beside a yes that is said back, else it is asked."""
    if "as_written" not in said.labels:
        return
    for at, one in enumerate(spoken):
        clause = one.clause
        behind = spoken[at + 1 : at + 2]
        tails = [other.clause for other in behind if _is_as_written(said, other.clause)]
        is_of_day = clause.is_absence or (clause.act is Act.CORRECT and not clause.frame.has_hours)
        is_denied = clause.frame.nots > 0 or clause.frame.has("wrong")
        if not is_of_day or is_denied or not (tails or _has_as_written(said, clause)):
            continue
        clause.sure = False
        if approves:
            clause.act, clause.problem, clause.figures = Act.DAYS_FINE, None, clause.frame.figures
        else:
            ask_anew(clause, Problem.UNFINISHED)
        for tail in tails:
            tail.act, tail.sure = Act.NOTHING, True


def _is_as_written(said: Said, clause: Clause) -> bool:
    """Say whether a clause is no more than that: ", zoals ingevuld"."""
    items = clause.items
    return bool(items) and said.has(items[0].first, "as_written") >= items[-1].last - items[0].first


def _has_as_written(said: Said, clause: Clause) -> bool:
    return any(within(said, item, "as_written") for item in clause.items)


def _is_beside_rest(spoken: Sequence[Spoken]) -> bool:
    """Say whether each yes is for the rest, and for no more."""
    yeses = [one.clause for one in spoken if one.clause.act in YESES]
    return bool(yeses) and all(clause.frame.scope.rest or clause.frame.scope.rest_days for clause in yeses)


def _sets_rest_apart(spoken: Sequence[Spoken]) -> bool:
    """Say whether a yes is for the rest, or for all but what was said; else "woensdag was hij ziek" may be why."""
    is_set_apart = any(
        one.clause.frame.scope.rest or one.clause.frame.piece.lead in {"except", "only"} for one in spoken
    )
    # "Ma t/m do ok, vrijdag verlof."
    yeses = [one.clause for one in spoken if one.clause.act in YESES]
    if is_set_apart or all(clause.act is Act.DAYS_FINE and clause.frame.has_days for clause in yeses):
        return True
    away = [one.clause for one in spoken if one.clause.is_absence]
    each = [[_named(clause) for clause in clauses] for clauses in (yeses, away)]
    return all(each[0]) and all(each[1]) and frozenset().union(*each[0]).isdisjoint(frozenset().union(*each[1]))


def _named(clause: Clause) -> frozenset[str]:
    """Give whom or which weeks a clause names, where it names them all in the same way."""
    scope = clause.frame.scope
    names = [f"name {item.name.dossiers}" for item in scope.names if item.name is not None]
    weeks = [f"week {number}" for item in scope.weeks if item.weeks is not None for number in item.weeks.numbers]
    return frozenset(names or weeks)


def _must_wait(spoken: Sequence[Spoken]) -> bool:
    """Take what must come first for a condition of the yes beside it; says whether it is.

    It is none when each of them says whose hours it is about.
    """
    apart = _of_excepted(spoken)
    waiting = [one.clause for one in spoken if one.clause.waits and all(one is not other for other in apart)]
    heard = [one.clause for one in spoken if one.clause.act in SPEAKS]
    if not waiting or all(clause.frame.scope.is_explicit for clause in (*heard, *waiting)):
        return False
    for clause in waiting:
        ask(clause, Problem.CONDITION)
    return True


def _of_excepted(spoken: Sequence[Spoken]) -> list[Spoken]:
    """Find the "met hem wil ik eerst praten" right behind "behalve Daan": it tells why he is left out, and no more."""
    found: list[Spoken] = []
    for before, one in pairwise(spoken):
        read = one.clause.frame
        is_left = before.clause.act is Act.EXCEPT and bool(before.clause.frame.scope.names)
        is_open = read.scope.is_explicit or read.scope.everything or read.scope.everyone or read.scope.rest
        is_of_one = one.clause.waits and one.sentence == before.sentence and read.has("i_you", "hold")
        if is_left and is_of_one and not (is_open or read.approves or read.has("yes") or before.clause.frame.has_days):
            one.clause.sure = True
            found.append(one)
    return found


def only_leaves(spoken: Sequence[Spoken]) -> bool:
    """Say whether a message does no more than leave hours as they are; what else it tells loses nothing then."""
    held = [one.clause for one in spoken if one.clause.act is Act.HOLD]
    is_known = any(clause.sure or clause.waits for clause in held)
    return is_known and all(one.problem is None and one.clause.act in LEAVES for one in spoken)


def is_apart(clause: Clause, spoken: Sequence[Spoken]) -> bool:
    """Say whether what is put off by name can't be lost from any yes: each of those says whose hours it approves."""
    yeses = [one.clause.frame.scope for one in spoken if one.clause.act in YESES]
    scope = clause.frame.scope
    is_named = clause.act in PUTS_OFF and (scope.is_explicit or scope.rest) and not clause.frame.nots
    return is_named and all(scope.is_explicit and not scope.rest for scope in yeses)


def only_proposes(clause: Clause, spoken: Sequence[Spoken]) -> bool:
    """Say whether what takes away and was not understood stands beside yeses that name others: they are said back."""
    scope = clause.frame.scope
    yeses = [one.clause.frame.scope for one in spoken if one.clause.act in YESES]
    named = {item.name for item in scope.names}
    is_first = bool(scope.names) and not (scope.rest or scope.everything or scope.everyone)
    is_others = all(one.names and named.isdisjoint(item.name for item in one.names) for one in yeses)
    return is_first and not clause.frame.strangers and is_others


def heads_what_is_lost(clauses: Sequence[Clause]) -> bool:
    """Say whether a bare verdict is of those behind it that were not understood: "terug: Daan (die ene), Sanne".

    Or of those in front of an "only" that ends the sentence: "all approved, Daan only".
    """
    if [one for one in clauses if one.frame.piece.lead == "only" and not one.items]:
        return True
    return any(
        one.act in HEADS
        and one.sure
        and one.frame.piece.lead == "start"
        and one.frame.scope.is_empty
        and not one.frame.has_days
        and following.frame.piece.lead == "colon"
        and following.frame.scope.is_explicit
        for one, following in pairwise(clauses)
    )
