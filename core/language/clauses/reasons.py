"""Tell words that explain why hours go back from words that could change what is done with them."""

from collections.abc import Sequence
from enum import IntEnum

from core.language.clauses.item import Item, Kind
from core.language.clauses.judging import MOVES, Act, Clause
from core.language.vocabulary.said import Said

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
LEADS = frozenset({"comma", "new", "colon", "start", "and"})
SMALL = frozenset({"plain", "courtesy", "sign", "and", "it", "that", "they", "be"})
# Words of our own that have a place in a reason of which every word is known.
SAYS = SMALL | {
    "third_party",
    "was",
    "must",
    "why",
    "because",
    "to",
    "presence",
    "clocking",
    "stands",
    "checked",
    "emoji",
    "clock",
}
ACTING = frozenset({"clocking", "presence", "causing"})
OWNERS = frozenset({Kind.NAME, Kind.WEEKS})
COURTESY = frozenset({"courtesy"})
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


def explains(said: Said, clause: Clause, verdict: Clause, *, alone: bool) -> bool:
    """Say whether every word of a clause has a place in a reason, and none could reach further than the verdict does.

    alone: the whole message only gives hours back, which takes nothing on trust; then it may deny something as well.
    """
    read = clause.frame
    if read.asks or (clause.problem is not None and clause.act is not Act.DOUBT):
        return False
    is_whole = alone and verdict.act is Act.BACK and not verdict.frame.has_days
    denies = len([item for item in clause.items if "not" in item.labels or "instead" in item.labels])
    told, at = False, 0
    for item in clause.items:
        if item.first < at:
            continue
        at = item.last
        cause = said.has(item.first, "cause")
        misplaced = said.has(item.first, "misplaced") if alone else 0
        if said.has(item.first, "period") and not (is_whole or cause or misplaced):
            return False
        cause = max(cause, misplaced)
        if denies and said.has(item.first, "retract") and not cause:
            return False
        if cause or "cause" in item:
            told, at = True, max(at, item.first + cause)
        elif item.kind is Kind.TIMES:
            told = True
        elif not _has_place(said, item, alone=alone, is_whole=is_whole):
            return False
        told = told or not item.labels.isdisjoint(("clocking", "presence"))
    return told and denies < FREE


def _has_place(said: Said, item: Item, *, alone: bool, is_whole: bool) -> bool:
    if said.has(item.first, "reason_word") >= item.last - item.first:
        return True
    if item.kind is not Kind.WORD:
        return False
    if "us" in item:
        return True  # "toen waren we al dicht"
    extra = {"not", "instead", "wrong"} if alone else set()
    extra |= {"all"} if is_whole else set()
    extra |= {"more", "less"} if "plain" in item else set()
    return bool(item.labels) and item.labels <= SAYS | extra


def fit(said: Said, clause: Clause, verdict: Clause, *, alone: bool) -> Fit:
    """Say whether a clause is the reason of the verdict before it.

    alone: the whole message only gives hours back, which takes nothing on trust.
    """
    read = clause.frame
    if read.piece.lead in LEADS and explains(said, clause, verdict, alone=alone):
        return Fit.SURE
    knows = [item for item in read.scope.names if item.name is not None] or read.scope.weeks or read.has_days
    is_other = read.piece.lead not in LEADS - {"start", "and"} or read.asks or read.has(*BARS)
    return Fit.NO if is_other or knows or not _tells(clause) else _fit_of_unknown(clause, verdict, alone=alone)


def _fit_of_unknown(clause: Clause, verdict: Clause, *, alone: bool) -> Fit:
    """Say whether words that are not known, or a number, may explain the verdict before them."""
    read = clause.frame
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
    acts = read.has("because", "wrong", "less", "more", *ACTING)
    return clause.has_unknown or acts or (read.has("why") and read.has("was"))


def why_of(items: Sequence[Item]) -> Sequence[Item]:
    """Give the words of a correction that tell why: from the day, or behind whoever is named, on; none when none do."""
    first = next((at for at, item in enumerate(items) if item.kind is Kind.TIMES or _is_cause(item)), None)
    if first is None:
        return ()
    begin = next((at + 1 for at in reversed(range(first)) if items[at].kind in OWNERS), 0)
    days = [at for at in range(begin, first) if items[at].kind is Kind.DAYS]
    begin = days[-1] if days else begin
    if begin and any(day.onward for day in items[begin].days):
        begin -= 1  # the "vanaf" of "vanaf dinsdag ziek"
    end = next((at for at in range(first, len(items)) if items[at].kind in OWNERS), len(items))
    while items[begin].labels == COURTESY:
        begin += 1
    return items[begin:end]


def _is_cause(item: Item) -> bool:
    return item.kind is Kind.UNKNOWN and "cause" in item


__all__ = ["Fit", "explains", "fit", "is_complete", "why_of"]
