"""Find which weeks words are about: the weeks in reach, looked up by name, week, number of the list, or focus."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import attrgetter

from core.language.clauses.item import Item, Kind
from core.language.meaning import Context, Doubt, OpenWeek, Problem

PRONOUNS = ("it", "that", "they")
COUNTS = {"both": 2, "three": 3, "four": 4}
NOTED = frozenset({"rest", "everyone", "all", *COUNTS, *PRONOUNS})


@dataclass(slots=True)
class Scope:
    """What a clause says it is about. counts: "beide" is 2. pronoun: "dat", "die" or "ze", as its family is called.

    rest_days: "de rest van de week", which are the other days of a week and never other weeks. several: "de weken van".
    days: "alle vijf dagen" is 5.
    """

    names: list[Item] = field(default_factory=list)
    weeks: list[Item] = field(default_factory=list)
    numbers: list[Item] = field(default_factory=list)
    everything: bool = False
    everyone: bool = False
    rest: bool = False
    rest_days: bool = False
    count: int = 0
    days: int = 0
    pronoun: str = ""
    several: bool = False

    @property
    def is_explicit(self) -> bool:
        """Say whether it names weeks by itself, without leaning on what was said before."""
        return bool(self.names or self.weeks or self.numbers)

    @property
    def is_rest_of_week(self) -> bool:
        """Say whether it is "de rest van week 46": other days, or the weeks of others, as the rest of it tells."""
        return self.rest and bool(self.weeks) and not (self.names or self.numbers)

    @property
    def is_of_weeks(self) -> bool:
        """Say whether it names weeks and nothing else: whose these are was said before, or they are everybody's."""
        others = self.names or self.numbers or self.everything or self.everyone or self.rest or self.count
        return bool(self.weeks) and not others

    def note(self, parts: AbstractSet[str]) -> None:
        """Note what a word says of which weeks are meant."""
        if parts.isdisjoint(NOTED):
            return
        if "rest" in parts:
            self.rest = True
            self.rest_days = self.rest_days or "rest_days" in parts
        elif "everyone" in parts:
            self.everyone = True
        elif "all" in parts:
            self.everything = True
        for label, count in COUNTS.items():
            if label in parts:
                self.count = count
        for label in PRONOUNS:
            if label in parts and not (label in {"it", "that"} and self.pronoun):
                self.pronoun = label

    def by_turns(self) -> list["Scope"]:
        """Split "Noor 46 en Daan 47" into who goes with which week; "Noor en Daan 46" stays one."""
        named = sorted([*self.names, *self.weeks, *self.numbers], key=lambda item: item.first)
        groups: list[list[Item]] = []
        for item in named:
            begins = (item.kind is Kind.NAME) == (named[0].kind is Kind.NAME)
            follows = bool(groups) and (groups[-1][-1].kind is Kind.NAME) == (item.kind is Kind.NAME)
            if begins and not follows:
                groups.append([])
            groups[-1].append(item)
        if len(groups) < 2:  # noqa: PLR2004 - one turn is no turns
            return [self]
        return [
            replace(
                self,
                names=[item for item in group if item.kind is Kind.NAME],
                weeks=[item for item in group if item.weeks is not None],
                numbers=[item for item in group if item.numbers is not None],
            )
            for group in groups
        ]

    def names_the_same(self, other: "Scope") -> bool:
        """Say whether two clauses stand under the same words, those in front of a colon."""
        return (self.names, self.weeks, self.numbers) == (other.names, other.weeks, other.numbers)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was said of what it is about."""
        if self.names or self.weeks or self.numbers:  # what is_explicit says, asked several times of every clause
            return False
        return not (self.everything or self.everyone or self.rest or self.count or self.pronoun)

    @property
    def is_pronoun(self) -> bool:
        """Say whether no more than "hij" or "dat" says what it is about."""
        return bool(self.pronoun) and not (
            self.is_explicit or self.everything or self.everyone or self.rest or self.count
        )


# Frozen in all but name, as an item is.
@dataclass(slots=True)
class Found:
    """Weeks that words are about, in the order of the list; or why they could not be told.

    missing: something said beside it that exists for nobody ("week 11").
    """

    weeks: tuple[OpenWeek, ...] = ()
    doubt: Doubt | None = None
    missing: Doubt | None = None
    near: bool = False


class Reach:
    """The weeks one message may be about."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.by_id = {week.week_id: week for week in context.weeks}
        focus = [self.by_id[week_id] for week_id in context.focus if week_id in self.by_id]
        listed = sorted([week for week in focus if week.number is not None], key=attrgetter("number"))
        self.focus = (*listed, *[week for week in focus if week.number is None])

    @cached_property
    def order(self) -> dict[int, int]:
        """Give the place of each week in the list."""
        return {week.week_id: index for index, week in enumerate(self.context.weeks)}

    @cached_property
    def numbered(self) -> dict[int, OpenWeek]:
        """Give the weeks by their number in the list."""
        return {week.number: week for week in self.context.weeks if week.number is not None}

    def find(self, scope: Scope, topic: Sequence[OpenWeek], words: str) -> Found:
        """Find the weeks of a scope. topic: those spoken of just before, for "die" and for what is left unsaid."""
        turns = scope.by_turns() if scope.names else []
        if len(turns) > 1:
            return self._turns(turns, topic, words)
        if scope.names:
            return self._of_students(scope, words)
        if scope.numbers and scope.weeks:
            return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(topic)))
        if scope.numbers:
            return self._counted(scope, self._by_number(scope.numbers, words, None), words)
        if scope.weeks:
            return self._counted(scope, self._by_week(scope.weeks, words, None), words)
        return self._unnamed(scope, topic, words)

    def _turns(self, turns: Sequence[Scope], topic: Sequence[OpenWeek], words: str) -> Found:
        """Find the weeks of each turn; one that can't be told is a doubt about all of them."""
        found = [self.find(turn, topic, words) for turn in turns]
        weeks = self._sorted(week for one in found for week in one.weeks)
        doubt = next((one.doubt for one in found if one.doubt is not None), None)
        if doubt is None and not all(turn.names for turn in turns):
            doubt = Doubt(Problem.WHICH_STUDENT, words, (), _ids(weeks))
        if doubt is not None:
            return Found(doubt=replace(doubt, about=tuple(dict.fromkeys((*doubt.about, *_ids(weeks))))))
        missing = next((one.missing for one in found if one.missing is not None), None)
        return Found(weeks, missing=missing, near=any(one.near for one in found))

    def _unnamed(self, scope: Scope, topic: Sequence[OpenWeek], words: str) -> Found:
        if scope.everyone or scope.everything:
            students = {week.dossier_id for week in self.focus}
            others = {week.dossier_id for week in self.context.weeks if week.open} - students
            if scope.everyone and len(students) == 1 and others:
                return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(self.focus)))
            found = self._some(topic or self.focus, words) if not scope.everyone else self._some(self.focus, words)
            return self._counted(scope, found, words)
        if scope.pronoun == "that" and len(topic) > 1 and len({week.dossier_id for week in topic}) > 1:
            return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(topic), _ids(topic)))
        return self._counted(scope, self._some(topic or self.focus, words), words)

    def _some(self, weeks: Sequence[OpenWeek], words: str) -> Found:
        if not weeks:
            everyone = [week for week in self.context.weeks if week.open]
            return Found(doubt=Doubt(Problem.WHICH_WEEK, words, (), _ids(everyone)))
        return Found(tuple(weeks))

    def _counted(self, scope: Scope, found: Found, words: str) -> Found:
        """Hold "beide", "alle drie" and "alle vijf dagen" against how many there are."""
        if found.doubt is None and scope.days and any(len(week.open) != scope.days for week in found.weeks):
            return Found(doubt=Doubt(Problem.WHICH_DAY, words, _ids(found.weeks)))
        if (
            found.doubt is None
            and scope.count
            and scope.count not in {len(found.weeks), len({w.dossier_id for w in found.weeks})}
        ):
            return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(found.weeks), _ids(found.weeks)))
        return found

    def _of_students(self, scope: Scope, words: str) -> Found:
        students: set[int] = set()
        near = False
        if any(item.name is None for item in scope.names):
            named = {ids for item in scope.names if item.name is not None for ids in item.name.dossiers}
            about = [week for week in self.context.weeks if week.dossier_id in named]
            return Found(doubt=Doubt(Problem.UNKNOWN_NAME, words, _ids(about)))
        for item in scope.names:
            if item.name is None:
                continue
            if len(item.name.dossiers) != 1:
                ids = item.name.dossiers
                about = [week for week in self.context.weeks if week.dossier_id in ids]
                return Found(doubt=Doubt(Problem.WHICH_STUDENT, words, _ids(about), tuple(sorted(ids))))
            students |= item.name.dossiers
            near = near or item.name.near
        found = self._their_weeks(scope, students, words)
        return Found(found.weeks, found.doubt, found.missing, near=near)

    def _their_weeks(self, scope: Scope, students: set[int], words: str) -> Found:
        theirs = [week for week in self.context.weeks if week.dossier_id in students]
        if scope.numbers and scope.weeks:
            return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(theirs), _ids(theirs)))
        if scope.weeks:
            return self._counted(scope, self._by_week(scope.weeks, words, students), words)
        if scope.numbers:
            return self._counted(scope, self._by_number(scope.numbers, words, students), words)
        chosen: list[OpenWeek] = []
        for student in sorted(students):
            asked = [week for week in self.focus if week.dossier_id == student]
            still = asked or [week for week in theirs if week.dossier_id == student and week.open]
            if not still:
                return Found(doubt=Doubt(Problem.UNKNOWN_WEEK, words, _ids(theirs)))
            is_all = scope.everything or scope.count == len(still) or (scope.several and len(students) == 1)
            if scope.several and len(asked) == 1:
                still = [week for week in theirs if week.dossier_id == student and (week.open or week in asked)]
                is_all = scope.count == len(still)
            if len(still) > 1 and (not asked or scope.several) and not is_all:
                return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(theirs), _ids(still)))
            chosen += still
        return self._counted(scope, Found(self._sorted(chosen)), words)

    def owned(self, scope: Scope, students: AbstractSet[int], words: str, *, without: Collection[int] | None) -> Found:
        """Find a week of students who were named before. without: the weeks already spoken of, for "the other week"."""
        if scope.weeks or scope.numbers or without is None:
            return self._their_weeks(scope, set(students), words)
        theirs = [week for week in self.context.weeks if week.dossier_id in students]
        others = [week for week in theirs if week.open and week.week_id not in without]
        if len(others) != 1:
            return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(theirs), _ids(others)))
        return Found(tuple(others))

    def _by_week(self, items: Sequence[Item], words: str, students: set[int] | None) -> Found:
        """Look weeks up by ISO number or Monday: in the focus first, then among all that are open, then all."""
        chosen: list[OpenWeek] = []
        missing: list[str] = []
        wanted: list[tuple[str, int | None, date | None]] = []
        for item in items:
            if item.weeks is not None:
                wanted += [(str(number), number, None) for number in item.weeks.numbers]
                wanted += [(str(monday.isocalendar().week), None, monday) for monday in item.weeks.mondays]
        for said, number, monday in wanted:
            fitting = [
                week
                for week in self.context.weeks
                if (week.monday == monday if monday else week.monday.isocalendar().week == number)
                and (students is None or week.dossier_id in students)
            ]
            groups = [fitting]
            if students is not None:
                groups = [[week for week in fitting if week.dossier_id == student] for student in sorted(students)]
            if not fitting and monday and students is None and self._is_this_week(monday):
                return Found(self.focus, near=True)
            nearer = [week for group in groups for week in self._nearest(group)]
            missing += [said] if not all(groups) else []
            if not nearer:
                continue
            if len({week.monday for week in nearer}) > 1:
                return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(nearer), _ids(nearer)))
            is_one = students is not None or len({week.dossier_id for week in nearer}) == 1
            if not is_one and not any(week in self.focus for week in nearer):
                return Found(
                    doubt=Doubt(Problem.WHICH_STUDENT, words, _ids(nearer), tuple(week.dossier_id for week in nearer))
                )
            chosen += [week for week in nearer if week not in chosen]
        lost = Doubt(Problem.UNKNOWN_WEEK, words, candidates=_ids(self._open(students))) if missing else None
        if not chosen:
            return Found(doubt=lost or Doubt(Problem.UNKNOWN_WEEK, words))
        return Found(self._sorted(chosen), missing=lost)

    def _is_this_week(self, monday: date) -> bool:
        """Say whether "deze week" may be the one week that was shown: the week that runs can't be judged yet."""
        days = (self.context.now.date() - monday).days
        return len(self.focus) == 1 and 0 <= days < 7  # noqa: PLR2004 - a week

    def _nearest(self, weeks: Sequence[OpenWeek]) -> Sequence[OpenWeek]:
        """Give those that are asked about, else those that are open, else all."""
        among = {week.week_id for week in weeks}
        asked = [week for week in self.focus if week.week_id in among]
        return asked or [week for week in weeks if week.open] or weeks

    def _by_number(self, items: Sequence[Item], words: str, students: set[int] | None) -> Found:
        """Look bare numbers up: numbers of the list, or ISO weeks; when they may be both, it is asked."""
        numbers: list[int] = []
        explicit, odd = False, False
        for item in items:
            if item.numbers is not None:
                numbers += item.numbers.numbers
                explicit, odd = explicit or item.numbers.explicit, odd or item.numbers.odd
        listed = [self.numbered[number] for number in numbers if number in self.numbered]
        listed = [week for week in listed if students is None or week.dossier_id in students]
        dated: list[OpenWeek] = []
        for number in numbers:
            dated += [week for week in self._open(students) if week.monday.isocalendar().week == number]
        is_listed = len(listed) == len(numbers)
        is_dated = not explicit and {week.monday.isocalendar().week for week in dated} == set(numbers)
        if odd or len(set(numbers)) != len(numbers) or (is_listed and is_dated and {*_ids(listed)} != {*_ids(dated)}):
            both = [*listed, *dated]
            return Found(doubt=Doubt(Problem.WHICH_WEEK, words, _ids(both), _ids(both)))
        if is_listed or (is_dated and students is not None):
            chosen = self._sorted(listed if is_listed else dated)
            # "Daan en Noor 46", where he has no such week.
            is_whole = students is None or students == {week.dossier_id for week in chosen}
            lost = None if is_whole else Doubt(Problem.UNKNOWN_WEEK, words, candidates=_ids(self._open(students)))
            return Found(chosen, missing=lost)
        about = [*listed, *dated]
        open_ones = _ids(list(self.numbered.values()))
        return Found(doubt=Doubt(Problem.UNKNOWN_NUMBER, words, _ids(about), open_ones))

    def _open(self, students: set[int] | None) -> list[OpenWeek]:
        return [week for week in self.context.weeks if week.open and (students is None or week.dossier_id in students)]

    def _sorted(self, weeks: Iterable[OpenWeek]) -> tuple[OpenWeek, ...]:
        unique = {week.week_id: week for week in weeks}
        return tuple(sorted(unique.values(), key=lambda w: (w.number is None, w.number or 0, self.order[w.week_id])))


def _ids(weeks: Iterable[OpenWeek]) -> tuple[int, ...]:
    return tuple(dict.fromkeys([week.week_id for week in weeks]))
