"""Take a bare verdict in front of who is named for what it opens: "ok, Daan is goed" is no yes to everybody."""

from collections.abc import Sequence
from itertools import pairwise

from core.language.clauses.joining import SETS_APART
from core.language.clauses.judging import FAULTS, PUTS_OFF, Act, Clause
from core.language.clauses.spoken import Spoken
from core.language.meaning import Problem
from core.language.verdicts.asking import ask
from core.language.vocabulary.said import Said

VERDICTS = ("approve", "approve_act", "unsure_approve", "yes")
NODDING = frozenset({"approve", "yes", "courtesy", "plain", "sign", "emoji"})
# Of a clause that does no more than point: "die", "hij".
POINTING = frozenset({"that", "it", "they", "why", "plain", "sign"})
OPENS = frozenset({Act.APPROVE, Act.BACK, Act.REJECT})
MENDED = frozenset({Act.BACK, Act.CORRECT, Act.REJECT})


def let_openings_be(said: Said, spoken: Sequence[Spoken], asked: int) -> None:
    """Let a bare yes, and a bare "terug", be of those who are named behind it. asked: how many weeks it answers."""
    _ask_about_exceptions(spoken)
    _let_nods_be(said, spoken)
    _let_pronouns_be(spoken)
    naming = [one for one in spoken if one.clause.frame.scope.is_explicit]
    passed = 0
    for index, one in enumerate(spoken):
        clause = one.clause
        passed += passed < len(naming) and naming[passed] is one
        if clause.act not in OPENS or not _is_bare(clause) or clause.frame.has_days:
            continue
        if passed == len(naming):
            break
        named = [other.clause for other in naming[passed:]]
        lost = next(filter(_is_lost, named), None)
        if lost is not None:
            # "Ja. Daan akkoord Ben": of him it was said as well.
            ask(clause, lost.problem or Problem.UNFINISHED)
        elif clause.act is Act.APPROVE:
            has_rest = any(other.clause.frame.scope.rest for other in spoken[index + 1 :])
            _let_yes_be(said, clause, named, asked, has_rest=has_rest)
        elif not clause.whole:
            _let_return_be(clause, named, asked)


def _let_pronouns_be(spoken: Sequence[Spoken]) -> None:
    """Let the yes of "die, akkoord" be of what its "die" is of, as that of "die akkoord" is."""
    for before, one in pairwise(spoken):
        scope, yes = before.clause.frame.scope, one.clause
        is_only = before.clause.act is Act.NOTHING and scope.is_pronoun and before.clause.frame.labels <= POINTING
        if is_only and before.sentence == one.sentence and yes.act is Act.APPROVE and yes.frame.scope.is_empty:
            yes.frame.scope.pronoun = scope.pronoun


def _is_lost(clause: Clause) -> bool:
    """Say whether a verdict was given that is not wholly understood."""
    read = clause.frame
    return clause.act is Act.DOUBT and (read.approves or read.nots > 0 or read.has(*FAULTS) or read.has_hours)


def _is_bare(clause: Clause) -> bool:
    """Say whether a verdict names nothing itself; a yes may say "dat klopt"."""
    scope = clause.frame.scope
    is_pointed = clause.act is Act.APPROVE and scope.is_pronoun and scope.pronoun != "they"
    return scope.is_empty or is_pointed


def _let_nods_be(said: Said, spoken: Sequence[Spoken]) -> None:
    """Take "oki merci" in front of "bekijk ik vanavond" for no more than that it was read."""
    others = [one.clause for one in spoken[1:]]
    if not others or any(one.act not in PUTS_OFF and not _promises(one) for one in others):
        return
    first = spoken[0].clause
    told = [item for item in first.items if not item.labels.isdisjoint(VERDICTS)]
    is_small = (
        first.act is Act.APPROVE and first.sure and first.frame.scope.is_empty and not first.frame.labels - NODDING
    )
    is_bare = all((one.frame.scope.is_empty or one.frame.scope.pronoun) and not one.frame.has_days for one in others)
    if is_small and is_bare and all(said.has(item.first, "nod") for item in told):
        first.act = Act.NOTHING


def _promises(clause: Clause) -> bool:
    """Say whether a clause only tells what will be done, or why not now: "ben ermee bezig", "zit in vergadering"."""
    return clause.act is Act.NOTHING and clause.frame.has("does_later", "busy")


def opens_with_exception(spoken: Sequence[Spoken], index: int) -> bool:
    """Say whether a message begins by leaving days out of a yes right behind them: "op vrijdag na klopt alles"."""
    one = spoken[index]
    read, scope = one.clause.frame, one.clause.frame.scope
    is_first = all(other.clause.act is Act.NOTHING for other in spoken[:index])
    if not is_first or not one.clause.sure or not read.has_days or scope.everything or scope.everyone or scope.rest:
        return False
    if scope.is_explicit:
        # "Op vrijdag na klopt de week van Daan"; in "op Daan vrijdag na alles goed" the "alles" is of more.
        yes = next((item.first for item in one.clause.items if not item.labels.isdisjoint(VERDICTS)), None)
        return yes is not None and all(item.first > yes for item in (*scope.names, *scope.weeks, *scope.numbers))
    if read.approves:
        return True
    following = spoken[index + 1] if index + 1 < len(spoken) else one
    behind = following.clause.frame.scope
    is_yes = following.clause.act is Act.APPROVE and following.clause.sure and following.sentence == one.sentence
    return is_yes and not (behind.is_explicit or behind.everyone or behind.rest or following.clause.frame.has_days)


def is_talked_over(clause: Clause) -> bool:
    """Say whether it is "ik heb het met Daan doorgenomen", which says nothing of his hours by itself."""
    read = clause.frame
    return read.has("checked") and read.has("consult") and read.has("i_you") and not (read.strange or read.nots)


def _let_yes_be(said: Said, clause: Clause, named: Sequence[Clause], asked: int, *, has_rest: bool) -> None:
    """Take a yes in front of who is approved for none by itself: whoever approves all names nobody behind it.

    Where one week was asked about "akkoord, Daan ook" is both; where several were, the others are said back. So they
    are behind a nod to what should be otherwise: "prima, stuur Daan maar terug".
    """
    yeses = [one for one in named if one.act in {Act.APPROVE, Act.ALSO} and not one.frame.has_days]
    adds = any(one.act is Act.ALSO or one.frame.has("also") for one in yeses)
    told = [item for item in clause.items if not item.labels.isdisjoint(VERDICTS)]
    is_nod = all(said.has(item.first, "nod") for item in told) and named[0].frame.piece.lead not in SETS_APART
    if (yeses and not adds) or (is_nod and has_rest):
        clause.act, clause.figures = Act.NOTHING, []
    elif (yeses and asked > 1) or (is_nod and named[0].act in {Act.BACK, Act.CORRECT}):
        clause.sure = False


def _let_return_be(clause: Clause, named: Sequence[Clause], asked: int) -> None:
    """Take "terug" in front of whose hours are not right for what should become of those; else ask what goes back."""
    first = named[0]
    if first.act in MENDED:
        first.act = Act.BACK if first.act is Act.REJECT and clause.act is Act.BACK else first.act
        clause.act, clause.figures = Act.NOTHING, []
    elif asked > 1 and (clause.act is Act.BACK or first.act is Act.SCOPE):
        # "Stop maar met Daan": of him nothing more is said.
        ask(clause, Problem.UNFINISHED)


def _ask_about_exceptions(spoken: Sequence[Spoken]) -> None:
    """Ask about "iedereen behalve Daan terug": it is the others that go back, and not he.

    So it is of "alle overuren maar die van Daan terug".
    """
    for before, one in pairwise(spoken):
        lead, whole = one.clause.frame.piece.lead, before.clause.frame.scope
        is_of_whole = before.clause.act in {Act.SCOPE, Act.REASON} and (whole.everything or whole.everyone)
        if is_of_whole and lead in {"except", "but"} and one.clause.act is Act.BACK:
            ask(one.clause, Problem.NEGATION)
