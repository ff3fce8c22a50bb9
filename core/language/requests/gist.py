"""Read loosely what a message that was not understood may be about: whose weeks, which days, which hours.

Nothing of it may act: it only helps to offer what somebody probably means.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.language.clauses.edges import without_edges
from core.language.clauses.frames import Frame
from core.language.clauses.framing import frame
from core.language.clauses.item import Item, Kind
from core.language.clauses.items import scan
from core.language.clauses.piece import Piece
from core.language.clauses.pieces import cut
from core.language.clauses.places import APPROVES
from core.language.clauses.pleasantries import without_pleasantries
from core.language.clauses.reach import Reach, Scope
from core.language.meaning import Context, DayChange, OpenWeek
from core.language.values.days import Day
from core.language.values.figures import Figures
from core.language.verdicts.placing import DAY
from core.language.vocabulary.names import names_of
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import clean, tokenise
from core.language.vocabulary.words import language_of, lexicon

LONGEST = 4_000
MOST_ITEMS = 300
MOST_WEEKS = 3
DENIES = frozenset({"not", "if", "not_until", "or", "ask", "maybe", "hold", "later", "does_later"})
SENDS_BACK = frozenset({"back", "back_whole", "wrong", "missing", "must", "less", "cuts", "lacks", "except"})


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that a message may be about. is_named: it names its weeks itself, rather than by what it answers.

    days: per week, the days named in it, with their hours where these were said. parts: what its words do elsewhere.
    """

    weeks: tuple[OpenWeek, ...] = ()
    days: tuple[tuple[OpenWeek, tuple[DayChange, ...]], ...] = ()
    parts: frozenset[str] = frozenset()
    is_named: bool = False

    @property
    def approves(self) -> bool:
        """Say whether a word in it approves, and none sends back."""
        return bool(APPROVES & self.parts) and not SENDS_BACK & self.parts

    @property
    def sends_back(self) -> bool:
        """Say whether a word in it sends back, corrects or leaves out."""
        return bool(SENDS_BACK & self.parts)


@dataclass(frozen=True, slots=True)
class Gist:
    """All of it. doubts: a word denies, asks, sets a condition or puts off, or a question mark stands there."""

    topics: tuple[Topic, ...] = ()
    doubts: bool = False


@dataclass(slots=True)
class _Spoken:
    """What neighbouring sentences say of the same students."""

    scope: Scope = field(default_factory=Scope)
    frames: list[Frame] = field(default_factory=list)


def gist_of(text: str, context: Context) -> Gist:
    """Read loosely what a message may be about. It never raises on what was typed."""
    cleaned = clean(text[:LONGEST]).strip()
    tokens = tokenise(cleaned)
    if not tokens:
        return Gist()
    language = language_of(tokens, context.language)
    said = Said(tokens, lexicon(language), today=context.now.date(), mondays=context.mondays)
    listed = frozenset(week.number for week in context.weeks if week.number is not None)
    scanned = without_edges(said, scan(said, names_of(tuple(context.known))), listed).items[:MOST_ITEMS]
    items = without_pleasantries(said, scanned)
    doubts = any(item.kind is Kind.QUESTION or not item.labels.isdisjoint(DENIES) for item in items)
    topics = tuple(_topic(one, context) for one in _spoken(items))
    return Gist(tuple(one for one in topics if one.weeks), doubts=doubts)


def _spoken(items: Sequence[Item]) -> Iterator[_Spoken]:
    """Join sentences until another student is named; days and hours belong to who was named last."""
    current = _Spoken()
    for sentence in cut(items):
        read = frame(Piece("start", [item for item in sentence.items if item.kind not in {Kind.COMMA, Kind.COLON}]))
        named = read.scope.names or read.scope.numbers
        if named and (current.scope.names or current.scope.numbers) and current.frames:
            yield current
            current = _Spoken()
        if read.scope.is_explicit:
            current.scope.names += [item for item in read.scope.names if item.name is not None]
            current.scope.weeks += read.scope.weeks
            current.scope.numbers += [item for item in read.scope.numbers if not read.has_days]
        current.frames.append(read)
    if current.frames:
        yield current


def _topic(spoken: _Spoken, context: Context) -> Topic:
    scope = spoken.scope
    is_named = scope.is_explicit
    parts = frozenset().union(*(one.labels for one in spoken.frames))
    weeks = _weeks(scope, context)
    figures = [figures for one in spoken.frames for figures in _with_their_hours(one.figures)]
    found = ((week, tuple(_changes(week, figures))) for week in weeks)
    days = tuple((week, changes) for week, changes in found if changes)
    return Topic(weeks, days, parts, is_named=is_named)


def _weeks(scope: Scope, context: Context) -> tuple[OpenWeek, ...]:
    """Give the weeks that wait for a verdict and may be meant; none when that may be too many."""
    reach = Reach(context)
    found = reach.find(scope, (), "") if scope.is_explicit else None
    weeks: Sequence[OpenWeek] = reach.focus
    if found is not None:
        in_doubt = dict.fromkeys((*found.doubt.about, *found.doubt.candidates)) if found.doubt is not None else ()
        weeks = found.weeks or [reach.by_id[one] for one in in_doubt if one in reach.by_id]
        if not weeks and scope.names:
            students = {one for item in scope.names if item.name is not None for one in item.name.dossiers}
            weeks = [week for week in context.weeks if week.dossier_id in students]
    open_ones = tuple(week for week in weeks if week.open)
    return open_ones if len(open_ones) <= MOST_WEEKS else ()


def _with_their_hours(every: Sequence[Figures]) -> Iterator[Figures]:
    """Give days the hours that stand loose right behind them; "dinsdag was anders, dat moet 6 zijn"."""
    owner: Figures | None = None
    for figures in every:
        if figures.days:
            if owner is not None:
                yield owner
            owner = Figures(figures.days, figures.target, figures.was, figures.delta)
        elif owner is not None and not owner.has_hours:
            owner.target, owner.was, owner.delta = figures.target, figures.was, figures.delta
    if owner is not None:
        yield owner


def _changes(week: OpenWeek, every: Sequence[Figures]) -> Iterator[DayChange]:
    """Give the days named that are open in a week, each with what it should be where that can be reckoned."""
    named: set[date] = set()
    for figures in every:
        for day in figures.days:
            on = _date_in(day, week)
            if on is None or on not in week.open or on in named:
                continue
            named.add(on)
            yield DayChange(on, None if day.half else _minutes(week.minutes.get(on), figures))


def _date_in(day: Day, week: OpenWeek) -> date | None:
    if day.wrong:
        return None
    on = day.on or week.monday + timedelta(days=day.weekday or 0)
    return on if week.monday <= on < week.monday + timedelta(days=7) else None


def _minutes(shown: int | None, figures: Figures) -> int | None:
    """Reckon what a day should be; nothing where what is said to stand there does not, or nothing would change."""
    if figures.was is not None and figures.was.minutes != shown:
        return None
    total = figures.target.minutes if figures.target is not None else None
    if figures.delta is not None:
        total = None if shown is None else shown + figures.delta
    return total if total is not None and 0 <= total <= DAY and total != shown else None


__all__ = ["Gist", "Topic", "gist_of"]
