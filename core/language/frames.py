"""Read one piece of a sentence into a frame: what it is about, which days and hours, and the parts its words play."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.language.days import Day
from core.language.hours import Hours
from core.language.items import Item, Kind
from core.language.pieces import Piece
from core.language.reach import Scope

ALWAYS_FIT = frozenset(
    [
        "plain",
        "courtesy",
        "checked",
        "approve",
        "approve_act",
        "unsure_approve",
        "wrong",
        "back",
        "back_whole",
        "hold",
        "later",
        "not",
        "if",
        "not_until",
        "maybe",
        "or",
        "ask",
        "yes",
        "also",
        "all",
        "everyone",
        "rest",
        "both",
        "three",
        "four",
        "it",
        "that",
        "they",
        "must",
        "stands",
        "instead",
        "was",
        "to",
        "and",
        "head",
        "tail",
        "sign",
        "around",
        "only",
        "why",
        "because",
        "does_later",
        "reminder",
        "by_student",
        "clock",
    ]
)
PRONOUNS = ("it", "that", "they")
COUNTS = {"both": 2, "three": 3, "four": 4}
SUBJECTS = frozenset(["all", "everyone", "rest", "it", "that", "they", "both", "three", "four"])


@dataclass(slots=True)
class Figures:
    """Days with the hours said of them. target: what it should be. was: what is said to stand there. delta: signed."""

    days: tuple[Day, ...] = ()
    target: Hours | None = None
    was: Hours | None = None
    delta: int | None = None
    stated: bool = False

    @property
    def has_hours(self) -> bool:
        return self.target is not None or self.was is not None or self.delta is not None


@dataclass(slots=True)
class Frame:
    """A piece, read. figures: one for each group of days, or one without days. nots: how many times it says no.

    strange: items without a place. asks: it is worded as a question. names_stranger: it names nobody in reach, and a
    capital or an ending says that it does name someone.
    """

    piece: Piece
    scope: Scope = field(default_factory=Scope)
    figures: list[Figures] = field(default_factory=list)
    labels: frozenset[str] = frozenset()
    nots: int = 0
    strange: list[Item] = field(default_factory=list)
    asks: bool = False
    names_stranger: bool = False

    def has(self, *labels: str) -> bool:
        """Say whether a word with one of these parts is in it."""
        return not self.labels.isdisjoint(labels)

    @property
    def has_days(self) -> bool:
        return any(figures.days for figures in self.figures)

    @property
    def has_hours(self) -> bool:
        return any(figures.has_hours for figures in self.figures)

    @property
    def approves(self) -> bool:
        return self.has("approve", "approve_act", "unsure_approve")


def frame(piece: Piece) -> Frame:
    """Give every item of a piece its place, or put it among the strange."""
    read = Frame(piece)
    labels: set[str] = set()
    mode = "target"
    marked = False
    items = piece.items
    for index, item in enumerate(items):
        before, after = _beside(items, index)
        if item.kind is Kind.DAYS:
            read.figures.append(Figures(item.days))
            mode, marked = (mode, marked) if mode == "was" else ("target", False)
        elif item.kind is Kind.HOURS or (
            item.kind is Kind.NUMBERS and _is_hours(read, items[index:], before, after, marked=marked)
        ):
            if not _put_hours(read, item, mode):
                read.strange.append(item)
            mode, marked = "target", False
        elif item.kind is Kind.NAME:
            read.scope.names.append(item)
        elif item.kind is Kind.WEEKS:
            read.scope.weeks.append(item)
        elif item.kind is Kind.NUMBERS:
            read.scope.numbers.append(item)
            if read.has_days:
                read.strange.append(item)
        elif item.kind is Kind.WORD:
            mode, marked = _word(read, item, before, after, labels, mode, marked=marked)
        else:
            read.strange.append(item)
    read.labels = frozenset(labels)
    read.asks = _asks(piece)
    return read


def _beside(items: list[Item], index: int) -> tuple[Item | None, Item | None]:
    """Give the items before and after one, leaving function words out."""
    before = next((one for one in reversed(items[:index]) if one.labels != {"plain"}), None)
    after = next((one for one in items[index + 1 :] if one.labels != {"plain"}), None)
    return before, after


def _is_hours(read: Frame, items: list[Item], before: Item | None, after: Item | None, *, marked: bool) -> bool:
    """Say whether a bare number is an amount of hours here: after a day, after "moet" or "ipv", before "minder"."""
    item = items[0]
    numbers = item.numbers
    if item.hours is None or numbers is None or numbers.explicit or len(numbers.numbers) != 1:
        return False
    if marked or (before is not None and before.kind is Kind.DAYS):
        return True
    if after is not None and not after.labels.isdisjoint({"less", "more"}) and "approve" not in after.labels:
        return True
    if after is not None and "instead" in after:
        return any(one.kind in {Kind.HOURS, Kind.NUMBERS} for one in items[items.index(after) + 1 :][:1])
    return bool(read.figures) and before is not None and "was" in before


def _put_hours(read: Frame, item: Item, mode: str) -> bool:
    if not read.figures:
        read.figures.append(Figures())
    figures = read.figures[-1]
    if mode == "was":
        if figures.was is not None:
            return False
        figures.was = item.hours
        return True
    if figures.target is not None or figures.delta is not None:
        return False
    figures.target = item.hours
    return True


def _word(
    read: Frame, item: Item, before: Item | None, after: Item | None, labels: set[str], mode: str, *, marked: bool
) -> tuple[str, bool]:
    """Give one word its place; returns what the next number would be, and whether a word just asked for a number."""
    parts = item.labels
    is_after_hours = before is not None and before.kind in {Kind.HOURS, Kind.NUMBERS} and bool(read.figures)
    has_target = bool(read.figures) and read.figures[-1].target is not None
    if "instead" in parts and has_target and after is not None and after.kind in {Kind.HOURS, Kind.NUMBERS}:
        return "was", True
    if not parts.isdisjoint({"less", "more"}) and is_after_hours:
        figures = read.figures[-1]
        if figures.target is not None and figures.target.minutes is not None:
            figures.delta = -figures.target.minutes if "less" in parts else figures.target.minutes
            figures.target = None
            return mode, False
    if "not" in parts or "instead" in parts:
        read.nots += 1
        labels.update(parts - {"instead"})
        return mode, marked
    if "to" in parts and is_after_hours and read.figures[-1].target is not None and read.figures[-1].was is None:
        figures = read.figures[-1]
        figures.was, figures.target = figures.target, None
        return "target", True
    if parts.isdisjoint(ALWAYS_FIT):
        read.strange.append(item)
    if "emoji" in parts and "courtesy" in parts:
        labels.add("emoji")
    labels.update(parts)
    _scope_word(read.scope, parts)
    if "stands" in parts and is_after_hours and read.figures[-1].was is None and not read.figures[-1].stated:
        figures = read.figures[-1]
        figures.was, figures.target = figures.target, None
        return "target", False
    if "stands" in parts:
        return "was", True
    if "must" in parts:
        if read.figures:
            read.figures[-1].stated = True
        return "target", bool(read.figures) or marked or "plain" not in parts
    if "was" in parts:
        if read.figures:
            read.figures[-1].stated = True
        return mode, marked or (after is not None and after.kind in {Kind.HOURS, Kind.NUMBERS})
    return mode, marked if parts == {"plain"} else (marked and not parts.isdisjoint({"plain", "was", "it"}))


def _scope_word(scope: Scope, parts: frozenset[str]) -> None:
    if "rest" in parts:
        scope.rest = True
    elif "everyone" in parts:
        scope.everyone = True
    elif "all" in parts:
        scope.everything = True
    for label, count in COUNTS.items():
        if label in parts:
            scope.count = count
    for label in PRONOUNS:
        if label in parts and not (label in {"it", "that"} and scope.pronoun):
            scope.pronoun = label


def _asks(piece: Piece) -> bool:
    """Say whether a piece puts its verb before its subject: "is Bilal goed", "klopt dat", "can 2 go through"."""
    content = _content(piece)
    first = next(content, None)
    second = next(content, None)
    if first is None:
        return False
    if "ask" in first and "plain" not in first:
        return True
    if "be" not in first or second is None:
        return False
    if "must" in first and second.kind in {Kind.NUMBERS, Kind.HOURS}:
        return False
    is_subject = second.kind in {Kind.NAME, Kind.WEEKS, Kind.NUMBERS} or not second.labels.isdisjoint(SUBJECTS)
    is_day = second.kind is Kind.DAYS and not piece.any(Kind.HOURS, Kind.NUMBERS)
    return is_subject or is_day


def _content(piece: Piece) -> Iterator[Item]:
    for item in piece.items:
        if item.kind is Kind.WORD and (
            item.labels <= {"courtesy", "emoji", "yes", "sign", "plain"} or "and" in item.labels
        ):
            continue
        yield item
