"""Take what is told of whoever's hours go back, in a sentence of its own, for why: "Hij telde zijn pauzes mee"."""

from collections.abc import Sequence
from itertools import pairwise

from core.language.clauses.item import Item, Kind
from core.language.clauses.judging import Act
from core.language.clauses.reasons import is_complete
from core.language.clauses.spoken import Spoken
from core.language.vocabulary.said import Said

# What a story may not have: with one of these it asks, judges, puts off or is of somebody else.
BARS = frozenset(
    {
        *("if", "not_until", "irony", "or", "ask", "maybe", "except", "only", "until", "then", "first"),
        *("back", "back_whole", "by_student", "later", "does_later", "reminder", "approve_act", "unsure_approve"),
        *(
            "yes",
            "rest",
            "everyone",
            "both",
            "three",
            "four",
            "count",
            "contrast",
            "take_over",
            "disregard",
            "takes_back",
        ),
        *("hearsay", "i_you", "mine", "consult", "next_time", "for_now"),
    }
)
HOLDS = frozenset({"hold", "not_yet"})
PASSED = frozenset({"sign", "courtesy"})
KINDS = frozenset({Kind.WORD, Kind.UNKNOWN, Kind.TIMES})
LEADS = frozenset({"comma", "but", "and", "new", "colon"})
LEADING = frozenset({Act.BACK, Act.CORRECT, Act.SCOPE, Act.NOTHING})
GIVES_BACK = frozenset({Act.BACK, Act.CORRECT})
FREE = 2


def stories_of(said: Said, spoken: Sequence[Spoken]) -> list[tuple[Spoken, Spoken]]:
    """Find each sentence that tells of a student, with what gives back the hours before it.

    It begins with "hij" or "she", and nothing in it judges or asks. Beside a yes only a whole week that goes back may
    have one: of a day that is left out it might say more.
    """
    if "person" not in said.labels:
        return []
    found: list[tuple[Spoken, Spoken]] = []
    verdict: Spoken | None = None
    alone = all(one.problem is None and (one.clause.act in GIVES_BACK or _is_silent(one)) for one in spoken)
    for before, one in pairwise(spoken):
        if is_complete(before.clause) and before.problem is None:
            is_whole = before.clause.act is Act.BACK and not before.clause.frame.has_days
            verdict = before if alone or (is_whole and before.clause.frame.scope.names) else None
        elif before.clause.act is not Act.NOTHING and (not found or found[-1][0] is not before):
            verdict = None
        reaches = verdict is not None and verdict.clause.frame.has_days and one.clause.frame.has("all")
        if verdict is not None and not reaches and _tells(said, one, before, is_told=_is_begun(found, before)):
            found.append((one, verdict))
    return found


def let_stories_lead(spoken: Sequence[Spoken]) -> None:
    """Take "Sanne telde haar reistijd mee." in front of what gives her hours back for whom that is about, and why.

    Only where the message does no more than that.
    """
    if any(one.problem is not None or not (one.clause.act in LEADING or _is_silent(one)) for one in spoken):
        return
    for one, following in pairwise(spoken):
        clause, verdict = one.clause, following.clause
        is_whose = clause.act is Act.SCOPE and not clause.sure and len(clause.frame.scope.names) == 1
        if (
            not is_whose
            or clause.frame.strangers
            or verdict.act not in GIVES_BACK
            or one.sentence == following.sentence
        ):
            continue
        is_same = not verdict.frame.scope.names or verdict.frame.scope.names_the_same(clause.frame.scope)
        content = [item for item in clause.items if item.kind is not Kind.NAME]
        is_told = all(_is_told(item) for item in content) and not (clause.frame.nots or clause.frame.approves)
        if is_same and is_told and verdict.sure:
            clause.sure = True


def _is_begun(found: Sequence[tuple[Spoken, Spoken]], before: Spoken) -> bool:
    """Say whether the clause before is of a story, or tells when somebody came or went on the day that goes back."""
    return before.joins is not None or (bool(found) and found[-1][0] is before)


def _is_silent(one: Spoken) -> bool:
    read = one.clause.frame
    return not ((read.approves and read.nots != 1) or read.has("yes", "rest"))


def _tells(said: Said, one: Spoken, before: Spoken, *, is_told: bool) -> bool:
    """Say whether a clause begins a story, or goes on with it in its sentence."""
    clause = one.clause
    content = [item for item in clause.items if item.kind is not Kind.WORD or item.labels - PASSED]
    denies = is_told and clause.frame.nots == 1 and clause.frame.approves and not clause.frame.has_days
    is_open = all(_is_told(item) or (denies and _is_denied(item)) for item in content)
    if one.problem is not None or one.joins is not None or not content or not is_open:
        return False
    if clause.frame.nots >= FREE or (clause.frame.approves and not clause.frame.nots):
        return False
    if is_told and one.sentence == before.sentence:
        return clause.frame.piece.lead in LEADS
    is_apart = clause.frame.piece.lead == "start" or (
        clause.frame.piece.lead == "comma" and is_complete(before.clause) and not before.clause.frame.has_days
    )
    return is_apart and len(content) > FREE and said.has(content[0].first, "person") > 0


def _is_denied(item: Item) -> bool:
    """Say whether it is the "8 uur" or the "klopt" of "dus die 8 uur klopt niet"."""
    return item.kind is Kind.HOURS or not item.labels.isdisjoint({"approve", "unsure_approve"})


def _is_told(item: Item) -> bool:
    is_held = not item.labels.isdisjoint(HOLDS) and "yet" not in item
    return item.kind in KINDS and item.labels.isdisjoint(BARS) and not is_held
