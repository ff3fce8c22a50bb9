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
        if verdict is not None and _tells(said, one, before, is_told=bool(found) and found[-1][0] is before):
            found.append((one, verdict))
    return found


def _is_silent(one: Spoken) -> bool:
    return not (one.clause.frame.approves or one.clause.frame.has("yes", "rest"))


def _tells(said: Said, one: Spoken, before: Spoken, *, is_told: bool) -> bool:
    """Say whether a clause begins a story, or goes on with it in its sentence."""
    clause = one.clause
    content = [item for item in clause.items if not (item.kind is Kind.WORD and item.labels <= PASSED)]
    if one.problem is not None or one.joins is not None or not content or not all(_is_told(item) for item in content):
        return False
    if clause.frame.nots >= FREE or (clause.frame.approves and not clause.frame.nots):
        return False
    if is_told and one.sentence == before.sentence:
        return clause.frame.piece.lead in LEADS
    is_apart = clause.frame.piece.lead == "start"
    return is_apart and len(content) > FREE and said.has(content[0].first, "person") > 0


def _is_told(item: Item) -> bool:
    is_held = not item.labels.isdisjoint(HOLDS) and "yet" not in item
    return item.kind in KINDS and item.labels.isdisjoint(BARS) and not is_held
