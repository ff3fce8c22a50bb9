"""Tell what "de rest" is: the weeks that nothing was said of, or only the other days of those that were spoken of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.language.clauses.frames import Frame
from core.language.clauses.item import Kind
from core.language.clauses.joining import SETS_APART
from core.language.clauses.judging import Act, Clause
from core.language.clauses.reach import Reach, Scope
from core.language.clauses.spoken import Spoken
from core.language.meaning import Doubt, OpenWeek, Problem
from core.language.verdicts.ledger import Page
from core.language.vocabulary.said import Said


@dataclass(frozen=True, slots=True)
class Rest:
    """weeks: of which nothing was said. problem: why it can't be told. reaches: then nothing may be done at all."""

    weeks: tuple[OpenWeek, ...] = ()
    problem: Problem | None = None
    reaches: bool = False


def rest_of(
    read: Frame,
    act: Act | None,
    *,
    scopes: Sequence[Scope],
    pages: Mapping[int, Page],
    reach: Reach,
    spoken_of: Sequence[OpenWeek],
) -> Rest:
    """Find the rest. scopes: of every clause. spoken_of: the weeks that a "de rest van week 46" names, else all."""
    if act is Act.SCOPE or act is None or read.has_days:
        return Rest(problem=Problem.UNFINISHED)
    corrected = {page.week.week_id for page in pages.values() if page.changes or page.fine}
    if read.scope.is_explicit or (read.scope.rest_days and (pages or any(scope.is_explicit for scope in scopes))):
        # The other days of the weeks whose days were spoken of: nobody else's week is meant.
        is_told = corrected and corrected <= {week.week_id for week in spoken_of}
        return Rest() if is_told else Rest(problem=Problem.WHICH_WEEK)
    if len(corrected) == 1 == len(pages) and any(scope.weeks for scope in scopes) and not read.has("other_one"):
        # Of one named week some days were judged: the rest are its other days, unless other weeks are named too.
        return Rest()
    near = reach.focus if act is Act.APPROVE else [week for week in reach.context.weeks if week.open]
    others = tuple(week for week in near if week.week_id not in pages)
    if act is Act.BACK:
        # What goes back changes: of weeks that were shown, as long as any of those is left.
        others = tuple(week for week in others if week in reach.focus) or others
    changes = act in {Act.APPROVE, Act.BACK}
    # "Sanne alleen vrijdag goed, rest terug": her other days, or everybody else's?
    is_torn = act is Act.BACK and bool(corrected and others)
    if is_torn or _is_of_which(read, act, scopes=scopes, reach=reach, is_begun=bool(pages), several=len(others) > 1):
        return Rest(problem=Problem.WHICH_WEEK, reaches=changes)
    if corrected and len(reach.focus) == 1 and len(others) == len(near):
        # One week was asked about, and the days of another were judged: the rest are that one's other days.
        return Rest()
    return Rest(others)


def _is_of_which(
    read: Frame, act: Act, *, scopes: Sequence[Scope], reach: Reach, is_begun: bool, several: bool
) -> bool:
    """Say whether it can't be told whose "de andere" are: that person's other week, or everybody else's.

    is_begun: of some weeks it was said what becomes of them. several: more than one is left.
    """
    is_first = not is_begun and not any(scope.is_explicit for scope in scopes)
    if is_first and (act is Act.BACK or read.has("other_one")):
        return True  # another than which?
    is_of_some = any(scope.names and (scope.weeks or scope.numbers) for scope in scopes)
    is_other = read.has("other_one") or (is_of_some and act is Act.BACK)
    is_single = read.has("single_other") or (read.has("other_one") and _has_two(scopes, reach))
    return is_other and several and (is_single or is_of_some or not any(scope.names for scope in scopes))


def _has_two(scopes: Sequence[Scope], reach: Reach) -> bool:
    """Say whether one person was named, of whom several weeks were shown."""
    named = {ids for scope in scopes for item in scope.names if item.name is not None for ids in item.name.dossiers}
    return len(named) == 1 and sum(week.dossier_id in named for week in reach.focus) > 1


def may_lose_days(said: Said, clause: Clause) -> bool:
    """Say whether it can't be told what days should be, or a word may be an unread day: "Daan: jeu"."""
    is_doubted = clause.act is Act.DOUBT and clause.frame.has_days
    return is_doubted or any(
        item.kind is not Kind.DAYS and said.value(item.first, "day") is not None for item in clause.items
    )


def loses_exception(spoken: Sequence[Spoken], doubts: Sequence[Doubt]) -> bool:
    """Say whether days or an exception were named that were not understood: "the rest" may be that of their week."""
    lost = {doubt.words for doubt in doubts}
    narrows = (one for one in spoken if one.clause.frame.has_days or one.clause.frame.piece.lead in SETS_APART)
    return any(one.words in lost for one in narrows)


def parts_somebody(others: Sequence[OpenWeek], scopes: Iterable[Scope]) -> bool:
    """Say whether the rest holds weeks of somebody who was named, and of others as well."""
    named = {one for scope in scopes for item in scope.names if item.name is not None for one in item.name.dossiers}
    return len({week.dossier_id in named for week in others}) > 1
