"""Tell words that explain why hours go back from words that could change what is done with them."""

from enum import IntEnum

from core.language.clauses import MOVES, Act, Clause
from core.language.items import Kind

AGREEING = frozenset({"not", "wrong"})
# With one of these it may be more than an explanation.
BARS = (frozenset(MOVES) - AGREEING) | {
    "yes",
    "but",
    "only",
    "also",
    "rest",
    "everyone",
    "both",
    "three",
    "four",
    "reminder",
}
TELLING = frozenset({"because", "why"})
LEADS = frozenset({"comma", "new", "colon"})
SMALL = frozenset({"plain", "courtesy", "sign", "and", "it", "that", "they", "be"})
FREE = 2


class Fit(IntEnum):
    """NO: it may be a verdict. UNSURE: it may only be proposed, with these words shown. SURE: it explains, no more."""

    NO = 0
    UNSURE = 1
    SURE = 2


def is_complete(clause: Clause) -> bool:
    """Say whether a clause says all of what goes back, so that what follows may be the reason."""
    if clause.frame.strange or clause.frame.strangers or not clause.sure:
        return False
    return clause.act is Act.BACK or (clause.act in {Act.CORRECT, Act.EXCEPT} and clause.frame.has_days)


def fit(clause: Clause, verdict: Clause, *, alone: bool) -> Fit:
    """Say whether a clause is the reason of the verdict before it.

    alone: the whole message only gives hours back, which takes nothing on trust.
    """
    read = clause.frame
    knows = [item for item in read.scope.names if item.name is not None] or read.scope.weeks or read.has_days
    if read.piece.lead not in LEADS or read.asks or read.has(*BARS) or knows or not _tells(clause):
        return Fit.NO
    counts = read.has_hours or read.scope.numbers or read.strangers or read.scope.everything
    if read.nots or counts:
        return Fit.UNSURE if alone or (read.has("because") and not read.nots) else Fit.NO
    if read.has("wrong") and verdict.act is Act.EXCEPT:
        return Fit.NO
    if read.has(*TELLING):
        # In a week of which the rest is approved it may take back more: "want ze heeft elke dag gespijbeld".
        return Fit.SURE if alone or verdict.act is Act.BACK else Fit.UNSURE
    # A single word that is not known may be a day or a name that was mistyped.
    if not alone:
        return Fit.NO
    words = [item for item in clause.items if item.kind is Kind.UNKNOWN or not item.labels <= SMALL]
    return Fit.SURE if len(words) >= FREE or read.has("wrong") else Fit.UNSURE


def _tells(clause: Clause) -> bool:
    """Say whether there is more in it than function words."""
    read = clause.frame
    return clause.has_unknown or read.has("because", "wrong", "less", "more") or (read.has("why") and read.has("was"))
