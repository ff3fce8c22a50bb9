"""Read loosely what a message that was not understood may be about: whose weeks, which days and hours, which verdict.

Nothing of it may act: it only helps to offer what somebody probably means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.language.clauses.edges import without_edges
from core.language.clauses.heard import Heard, hear
from core.language.clauses.item import Item, Kind
from core.language.clauses.piece import Piece
from core.language.clauses.pieces import cut
from core.language.clauses.places import APPROVES
from core.language.clauses.pleasantries import without_pleasantries
from core.language.clauses.reach import COUNTS
from core.language.clauses.rewording import reworded
from core.language.meaning import Context, OpenWeek
from core.language.requests.amounts import Told, is_hours, told_in
from core.language.values.days import Day
from core.language.values.hours import HOUR, Hours
from core.language.values.weeks import Weeks
from core.language.vocabulary.names import names_of
from core.languages import known

LONGEST = 4_000
MOST_ITEMS = 300
MOST_HOURS = 16
LEAST_IN_ROW = 3
# Of more than these three buttons can't be the sum.
MOST_REMARKS = 12
DENIES = frozenset({"not", "if", "not_until", "or", "ask", "maybe", "hold", "later", "does_later"})
SENDS_BACK = frozenset({"back", "back_whole", "wrong", "missing", "must", "less", "cuts", "lacks", "amiss"})
HOLDS = frozenset({"hold", "later", "not_yet", "not_until", "does_later"})
SAYS_YES = APPROVES | {"yes", "asserts", "contrast", "take_over"}
WIDE = frozenset({"all", "everyone", "rest"})
SUBJECTS = frozenset({Kind.NAME, Kind.WEEKS, Kind.NUMBERS})


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was said, of the same weeks. days: those it names. labels: the parts that its words play.

    is_named: it names its weeks itself, or goes on about who was named. is_own: it names them itself.
    is_apart: "behalve" or "alleen" stands in front.
    """

    weeks: tuple[OpenWeek, ...] = ()
    days: tuple[Told, ...] = ()
    labels: frozenset[str] = frozenset()
    is_named: bool = False
    is_own: bool = False
    is_apart: bool = False

    @property
    def denies(self) -> bool:
        """Say whether a word takes its verdict away."""
        return not self.labels.isdisjoint({"not", "instead"})

    @property
    def approves(self) -> bool:
        """Say whether a word in it approves, and none takes that away."""
        return not self.labels.isdisjoint(SAYS_YES) and not self.denies and not self.is_apart

    @property
    def holds(self) -> bool:
        """Say whether it leaves its weeks as they are."""
        return not self.labels.isdisjoint(HOLDS)

    @property
    def sends_back(self) -> bool:
        """Say whether a word in it sends back, corrects or denies a yes."""
        is_denied = self.denies and not self.labels.isdisjoint(APPROVES)
        return is_denied or not self.labels.isdisjoint(SENDS_BACK)

    @property
    def says_something(self) -> bool:
        """Say whether it names or judges anything."""
        judges = self.approves or self.sends_back or self.holds or self.denies
        return judges or self.is_own or bool(self.days) or not self.labels.isdisjoint(WIDE | set(COUNTS))


@dataclass(frozen=True, slots=True)
class Gist:
    """All of it. doubts: a word denies, asks, sets a condition or puts off, or a question mark stands there."""

    remarks: tuple[Remark, ...] = ()
    doubts: bool = False
    puts_off: bool = False


def gist_of(text: str, context: Context) -> Gist:
    """Read loosely what a message may be about. It never raises on what was typed."""
    items = items_of(text, context)
    doubts = any(item.kind is Kind.QUESTION or not item.labels.isdisjoint(DENIES) for item in items)
    puts_off = any(not item.labels.isdisjoint(HOLDS) for item in items)
    return Gist(tuple(_Walk(context).remarks(items)), doubts=doubts, puts_off=puts_off)


def items_of(text: str, context: Context) -> list[Item]:
    """Give the items of a message without what opens and closes a letter.

    It is read in the language it seems to be of, or in the speaker's own where that finds more: "woensdag c'était 6u".
    """
    words = text[:LONGEST]
    heard = hear(words, context)
    own = known(context.language) or heard.language
    every = (heard,) if own == heard.language else (heard, hear(words, context, own))
    return max((_read(one, context) for one in every if one.said.tokens), key=_found, default=[])


def _read(heard: Heard, context: Context) -> list[Item]:
    listed = frozenset(week.number for week in context.weeks if week.number is not None)
    scanned = heard.items(names_of(tuple(context.known)))
    written = without_edges(heard.said, scanned, listed, context.speaker).items
    return reworded(heard.said, without_pleasantries(heard.said, written[:MOST_ITEMS]))


def _found(items: Sequence[Item]) -> tuple[int, int]:
    """Say how much was read: days and hours first, then as few words as may be of which nothing is known."""
    values = sum(item.kind in {Kind.DAYS, Kind.HOURS, Kind.TIMES} for item in items)
    return values, -sum(item.kind is Kind.UNKNOWN for item in items)


def _stretches(items: Sequence[Item]) -> Iterator[Piece]:
    """Cut a message into stretches about one student each: at every sign and joint, and where another is named."""
    for sentence in cut(items):
        for piece in sentence.pieces:
            current = Piece(piece.lead)
            for item in piece.items:
                if item.kind in SUBJECTS and _is_full(current, item):
                    yield current
                    current = Piece("new")
                current.items.append(item)
            yield current


def _is_full(piece: Piece, item: Item) -> bool:
    """Say whether a stretch has its student and a verdict or a day, so that another one begins the next."""
    is_again = item.kind is not Kind.NUMBERS and piece.any(item.kind)
    return is_again and (piece.any(Kind.DAYS) or piece.has(*APPROVES, *SENDS_BACK, "not"))


class _Walk:
    """Goes through a message, and keeps whom it speaks of."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.open = [week for week in context.weeks if week.open]
        focus = set(context.focus)
        self.focus = tuple(week for week in self.open if week.week_id in focus) or tuple(self.open)
        self.listed = {week.number: week for week in self.open if week.number is not None}
        self.whose: frozenset[int] = frozenset()
        self.weeks: tuple[OpenWeek, ...] = ()
        self.told: Told | None = None
        self.loose = Told()

    def remarks(self, items: Sequence[Item]) -> list[Remark]:
        """Give what is said, in the order said; days that are told again with hours are told once."""
        every = [self._remark(piece) for piece in _stretches([*self._apart(self._day_by_day(items))])]
        found = [one for one in every if one.says_something][:MOST_REMARKS] or every[:1]
        return [replace(one, days=_told_once(one, found[at:])) for at, one in enumerate(found)]

    def _remark(self, piece: Piece) -> Remark:
        has_day = piece.any(Kind.DAYS) or (self.told is not None and not self.told.has_hours)
        names = [item.name for item in piece.items if item.name is not None]
        weeks = self._by_week([item for item in piece.items if item.weeks is not None])
        numbers, items = self._numbers(piece.items, has_names=bool(names), has_day=has_day)
        labels = _labels(items)
        own = bool(names or weeks or numbers)
        is_new = own and bool(self.weeks)
        if own:
            self._turn_to(frozenset(one for name in names for one in name.dossiers), weeks, numbers)
        # "Mardi, Amina est partie plus tôt, donc 5h30": who is named first may be whose day was named already.
        self.told = None if is_new else self.told
        loose, days = told_in(items, self.told, self.loose)
        self.loose = Told() if days else loose
        self.told = days[-1] if days else self.told
        is_wide = not own and not labels.isdisjoint(WIDE)
        about = self.focus if is_wide or not self.weeks else self.weeks
        is_apart = piece.lead in {"except", "only"} or not labels.isdisjoint({"except", "only"})
        return Remark(about, tuple(days), labels, bool(self.weeks) and not is_wide, own, is_apart)

    def _turn_to(self, whose: frozenset[int], weeks: Sequence[OpenWeek], numbers: Sequence[OpenWeek]) -> None:
        """Take what is named now for what is spoken of: a week of who was named before, else of those asked about."""
        if whose:
            theirs = tuple(week for week in self.open if week.dossier_id in whose)
            named = [week for week in theirs if week in weeks or week in numbers]
            self.whose, self.weeks = whose, tuple(named) or theirs
            return
        every = {week.week_id: week for week in (*weeks, *numbers)}
        theirs = tuple(week for week in every.values() if week.dossier_id in self.whose)
        asked = tuple(week for week in every.values() if week in self.focus)
        self.weeks = theirs or asked or tuple(every.values())
        self.whose = self.whose if theirs else frozenset()

    def _by_week(self, items: Sequence[Item]) -> tuple[OpenWeek, ...]:
        numbers = {number for item in items if item.weeks for number in item.weeks.numbers}
        mondays = {monday for item in items if item.weeks for monday in item.weeks.mondays}
        return tuple(week for week in self.open if week.monday in mondays or week.monday.isocalendar().week in numbers)

    def _day_by_day(self, items: Sequence[Item]) -> list[Item]:
        """Give each number of "8 8 7 8 8" its day, where it has as many as that week has days, or as were named."""
        found: list[Item] = []
        is_named = any(item.kind is Kind.DAYS for item in items)
        asked = sorted(self.focus[0].open) if len(self.focus) == 1 and not is_named else []
        for item in items:
            numbers = item.numbers.numbers if item.numbers is not None and not item.numbers.explicit else ()
            is_behind = bool(found) and found[-1].kind is Kind.DAYS and len(found[-1].days) == len(numbers)
            days = found[-1].days if is_behind else tuple(Day(on=on) for on in asked)
            is_row = LEAST_IN_ROW <= len(numbers) == len(days) and list(numbers) != sorted(set(numbers))
            if not is_row or max(numbers) > MOST_HOURS:
                found.append(item)
                continue
            found = found[:-1] if is_behind else found
            for day, number in zip(days, numbers, strict=True):
                found.append(Item(Kind.DAYS, item.first, item.last, days=(day,)))
                found.append(Item(Kind.HOURS, item.first, item.last, hours=Hours(1, number * HOUR)))
        return found

    def _apart(self, items: Sequence[Item]) -> Iterator[Item]:
        """Part the 7 of "donderdag wk 47 7 ipv 8" and "in 47 donderdag 7, 46 niet" from the weeks beside it."""
        waiting = {week.monday.isocalendar().week for week in self.open}
        has_day = False
        for item in items:
            has_day = item.kind is Kind.DAYS or (has_day and item.kind is not Kind.STOP)
            row = item.weeks or item.numbers
            numbers = row.numbers if row is not None else ()
            amounts = [number for number in numbers if number not in waiting and 0 < number <= MOST_HOURS]
            weeks = tuple(number for number in numbers if number in waiting)
            if not has_day or not amounts or not weeks:
                yield item
                continue
            hours = [Item(Kind.HOURS, item.last - 1, item.last, hours=Hours(1, one * HOUR)) for one in amounts]
            named = Item(Kind.WEEKS, item.first, item.last, weeks=Weeks(item.last - item.first, weeks))
            yield from (named, *hours) if numbers[0] in waiting else (*hours, named)

    def _numbers(
        self, items: Sequence[Item], *, has_names: bool, has_day: bool
    ) -> tuple[tuple[OpenWeek, ...], list[Item]]:
        """Tell bare numbers of weeks and of the list from hours; gives their weeks, and the items without these."""
        weeks: list[OpenWeek] = []
        kept: list[Item] = []
        seen_day = has_day and not any(item.kind is Kind.DAYS for item in items)
        for item in items:
            seen_day = seen_day or item.kind is Kind.DAYS
            found = self._numbered(item, has_names=has_names, is_behind_day=seen_day)
            if found:
                weeks += found
            else:
                kept.append(item)
        return tuple(weeks), kept

    def _numbered(self, item: Item, *, has_names: bool, is_behind_day: bool) -> list[OpenWeek]:
        if item.numbers is None:
            return []
        numbers = item.numbers.numbers
        dated = [week for week in self.open if week.monday.isocalendar().week in numbers]
        if dated and not any(number in self.listed for number in numbers):
            return dated
        is_of_one = self.told is not None and len({week.dossier_id for week in self.focus}) == 1
        is_hours_here = is_hours(item) and not item.numbers.explicit and (is_behind_day or has_names or is_of_one)
        return [] if is_hours_here else [self.listed[number] for number in numbers if number in self.listed]


def _told_once(remark: Remark, following: Sequence[Remark]) -> tuple[Told, ...]:
    """Leave out days without hours that are told again with hours: "do en vr waren verkeerd om, do 6 en vr 8"."""
    same = [one for one in following if one.weeks == remark.weeks]
    told = {day for one in same for later in one.days if later.has_hours for day in later.days}
    return tuple(one for one in remark.days if one.has_hours or not told.issuperset(one.days))


def _labels(items: Sequence[Item]) -> frozenset[str]:
    """Give the parts that words play; a "niet" right in front of hours denies no verdict."""
    found: set[str] = set()
    for at, item in enumerate(items):
        following = items[at + 1] if at + 1 < len(items) else None
        is_of_hours = "instead" in item and following is not None and (is_hours(following) or "instead" in following)
        if item.kind is Kind.WORD and not is_of_hours and "cause" not in item:
            found |= item.labels
    return frozenset(found)


__all__ = ["Gist", "Remark", "gist_of", "items_of"]
