"""Find the weeks of a clause where it stands: those it names, those of whoever was named before, those spoken of."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from core.language.clauses.item import Item
from core.language.clauses.judging import YESES, Act, Clause
from core.language.clauses.reach import Found, Reach
from core.language.clauses.spoken import Spoken
from core.language.meaning import Context, Doubt, OpenWeek, Problem
from core.language.values.weeks import Weeks
from core.language.verdicts.ledger import Ledger
from core.language.verdicts.owning import owned
from core.language.verdicts.pinning import pinned
from core.language.vocabulary.said import Said

# A number beyond this is no day's hours.
MOST_HOURS = 24
# What is said of these may be said of others with the same number too.
LEAVES = frozenset({Act.BACK, Act.HOLD, Act.LATER, Act.REJECT, Act.CORRECT, Act.EXCEPT})
NAMES_MORE = frozenset({*YESES, Act.SCOPE, Act.ALSO})


@dataclass(slots=True)
class Seeker:
    """Finds the weeks of clauses in turn. named: who was named last; nobody where that can't be told.

    heading: the same, where it was by name: whose weeks the numbers behind it are.
    apart: weeks of others with the number of one that was taken for his whose name came before, to be mended or left.
    """

    said: Said
    context: Context
    reach: Reach
    named: frozenset[int] | None = None
    heading: frozenset[int] = frozenset()
    apart: set[int] = field(default_factory=set)

    def remember(self, one: Spoken, topic: Sequence[OpenWeek], spoken_of: Collection[int]) -> None:
        """Keep who was named last, for "haar week 47"; nobody is, by a name that may be of several, or of none."""
        scope = one.clause.frame.scope
        if scope.names:
            whose = [item.name.dossiers if item.name is not None else frozenset() for item in scope.names]
            is_clear = all(len(ids) == 1 for ids in whose)
            self.named = self.heading = frozenset(one for ids in whose for one in ids) if is_clear else frozenset()
        elif scope.numbers:
            self.heading = frozenset()
            self.named = frozenset(week.dossier_id for week in self.find(one, topic, spoken_of).weeks)

    def find(self, one: Spoken, topic: Sequence[OpenWeek], spoken_of: Collection[int]) -> Found:
        """Find the weeks of a clause. topic, spoken_of: those of the clause before, and of all before."""
        clause, scope = one.clause, one.clause.frame.scope
        theirs = owned(self.said, clause.items)
        if theirs is None:
            is_several = "several" in self.said.labels
            scope.several = is_several and any(self.said.has(item.first, "several") for item in clause.items)
            found = self._of_order(one, self.reach.find(scope, topic, one.words))
            if _is_torn(clause, found.weeks, spoken_of):
                ids = tuple(week.week_id for week in found.weeks)
                return Found(doubt=Doubt(Problem.WHICH_WEEK, one.words, ids, ids))
            return self._of_named(one, found) if scope.is_of_weeks else found
        whose = self.named if self.named is not None else frozenset(week.dossier_id for week in topic)
        if not whose or (len(whose) > 1 and not theirs.of_many):
            about = [week.week_id for week in self.context.weeks if not whose or week.dossier_id in whose]
            return Found(doubt=Doubt(Problem.WHICH_STUDENT, one.words, tuple(about), tuple(sorted(whose))))
        return self.reach.owned(scope, whose, one.words, without=spoken_of if theirs.other else None)

    def _of_order(self, one: Spoken, found: Found) -> Found:
        """Take "Noor eerste week" for the earliest of hers; of several people's it isn't said which is meant."""
        if len(found.weeks) < 2 or "ordinal" not in self.said.labels:  # noqa: PLR2004 - of one there is no order
            return found
        number = next(filter(None, map(self._order, one.clause.items)), 0)
        if not number:
            return found
        one.clause.sure = False
        ordered = sorted(found.weeks, key=lambda week: week.monday)
        is_theirs = len({week.dossier_id for week in ordered}) == 1 and abs(number) <= len(ordered)
        if not is_theirs:
            ids = tuple(week.week_id for week in ordered)
            return Found(doubt=Doubt(Problem.WHICH_WEEK, one.words, ids, ids))
        # The last is -1; behind another it is the first that has number 1.
        return Found(((ordered[-1], *ordered)[number],), near=found.near)

    def _order(self, item: Item) -> int:
        """Give which one an ordinal is that "week" stands right behind; 0 for any other word."""
        value = self.said.value(item.first, "ordinal")
        return value[1] if value is not None and self.said.has(item.first + value[0], "week_word") else 0

    def _of_named(self, one: Spoken, wide: Found) -> Found:
        """Take "week 47" behind "Noor: week 46 akkoord." for hers, not for everybody's; ask if she has none."""
        if len(self.heading) != 1 or not wide.weeks:
            return wide
        found = self.reach.owned(one.clause.frame.scope, self.heading, one.words, without=())
        if found.doubt is not None:
            # A week that is no one's of theirs: the heading may have ended.
            return Found(doubt=replace(found.doubt, about=tuple(week.week_id for week in wide.weeks)))
        if one.clause.act in LEAVES:
            self.apart |= {week.week_id for week in wide.weeks if week not in found.weeks}
        return found

    def loses(self, ledger: Ledger) -> bool:
        """Ask whose week was meant, where others' with the same number would be approved; says if so."""
        approved = sorted(week for week in self.apart if week in ledger.pages and ledger.pages[week].approved)
        if approved:
            ledger.doubt(Doubt(Problem.WHICH_STUDENT, "", tuple(approved)))
        return bool(approved)

    def is_named_in_vain(self, one: Spoken, spoken: Sequence[Spoken], topic: Sequence[OpenWeek]) -> bool:
        """Say whether a yes that names nothing stands beside words of its sentence that name weeks not found.

        Then it may be about those, and never about what was asked.
        """
        scope = one.clause.frame.scope
        if scope.everything or scope.everyone or one.clause.act not in YESES:
            return False
        begin = bisect_left(spoken, one.sentence, key=attrgetter("sentence"))
        end = bisect_right(spoken, one.sentence, lo=begin, key=attrgetter("sentence"))
        return any(
            other is not one
            and other.explains is None
            and other.clause.act in NAMES_MORE
            and other.clause.frame.scope.is_explicit
            and self.find(other, topic, ()).doubt is not None
            for other in spoken[begin:end]
        )

    def by_its_days(self, one: Spoken, found: Found, spoken: Sequence[Spoken]) -> Found:
        """Let the days said of a student tell which of their weeks is meant, up to where the next one is named."""
        doubt = found.doubt
        if doubt is None or doubt.problem is not Problem.WHICH_WEEK or not doubt.candidates:
            return found
        weeks = [self.reach.by_id[week] for week in doubt.candidates if week in self.reach.by_id]
        if len({week.dossier_id for week in weeks}) > 1:
            return found
        after = spoken[next(index for index, other in enumerate(spoken) if other is one) + 1 :]
        figures = list(one.clause.figures)
        for following in after:
            if following.clause.frame.scope.is_explicit:
                break
            figures += following.clause.figures
        week = pinned(weeks, figures)
        return found if week is None else Found((week,), near=found.near)


def _is_torn(clause: Clause, weeks: Sequence[OpenWeek], spoken_of: Collection[int]) -> bool:
    """Say whether "week 47 goed, Noor terug" gives back a week of hers that was judged, the other one, or both."""
    scope = clause.frame.scope
    is_of_whom = bool(scope.names) and not (scope.weeks or scope.numbers or scope.rest or scope.everything)
    judged = [week.week_id in spoken_of for week in weeks]
    return clause.act is Act.BACK and is_of_whom and any(judged) and not all(judged)


def by_calendar(clause: Clause, reach: Reach) -> None:
    """Take a bare 47, no number of the list and too much for hours, for the week that waits; it only proposes."""
    scope = clause.frame.scope
    if not scope.numbers:
        return
    rows = [item.numbers for item in scope.numbers if item.numbers is not None and not item.numbers.explicit]
    told = {number for row in rows for number in row.numbers}
    waiting = {week.monday.isocalendar().week for week in reach.context.weeks if week.open}
    is_of_calendar = told and min(told) > MOST_HOURS and told <= waiting and told.isdisjoint(reach.numbered)
    if (
        len(rows) != len(scope.numbers)
        or scope.names
        or scope.weeks
        or any(row.odd for row in rows)
        or not is_of_calendar
    ):
        return
    scope.weeks = [
        replace(item, weeks=Weeks(item.last - item.first, item.numbers.numbers), numbers=None, hours=None)
        for item in scope.numbers
        if item.numbers is not None
    ]
    scope.numbers, clause.sure = [], False
