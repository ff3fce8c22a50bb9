"""Keep, week by week, what a message said of it, and turn that into meanings once all of it was heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from core.language.clauses.judging import Act
from core.language.meaning import Certainty, DayChange, Doubt, Meaning, OpenWeek, Problem, WeekVerdict

COMMANDS = {
    Act.HOLD: "logbook.hold",
    Act.LATER: "logbook.later",
    Act.REJECT: "logbook.reject",
    Act.BACK: "logbook.send_back",
}
# What becomes of a week that is left out of these: "alles terug behalve Sanne" leaves hers as it is.
LEAVES = {Act.HOLD: COMMANDS[Act.HOLD], Act.LATER: COMMANDS[Act.LATER], Act.BACK: None}


@dataclass(slots=True)
class Page:
    """What was said of one week. broad: it was approved as one of many, so something narrower may overrule it.

    whole: what is to happen to all of it instead. torn: two
    such things were said. changes: days that are wrong. fine: days said to be right.
    """

    week: OpenWeek
    approved: bool = False
    broad: bool = True
    whole: Act | None = None
    whole_broad: bool = False
    excluded: bool = False
    changes: dict[date, int | None] = field(default_factory=dict)
    fine: set[date] = field(default_factory=set)
    rest_fine: bool = False
    torn: bool = False
    sure: bool = True
    clauses: list[int] = field(default_factory=list)
    when: date | None = None

    @property
    def is_left_open(self) -> bool:
        """Say whether nothing was said of it than to leave it: a doubt beside that changes nothing."""
        only = not (self.approved or self.excluded or self.changes or self.fine or self.torn)
        return only and self.whole in {Act.HOLD, Act.LATER}


class Ledger:
    """Every week that was spoken of, in the order it was first named. quote: gives the words of some clauses."""

    def __init__(self, quote: Callable[[Sequence[int]], str]) -> None:
        self.pages: dict[int, Page] = {}
        self.doubts: list[Doubt] = []
        self.quote = quote

    @property
    def is_begun(self) -> bool:
        """Say whether anything was said of any week yet, or doubted."""
        return bool(self.pages or self.doubts)

    def has_approved(self, weeks: Sequence[OpenWeek]) -> bool:
        """Say whether all of these weeks were approved already, with nothing left out."""
        pages = [self.pages.get(week.week_id) for week in weeks]
        return bool(pages) and all(
            page is not None and page.approved and page.sure and not (page.changes or page.whole or page.torn)
            for page in pages
        )

    def page(self, week: OpenWeek, clause: int) -> Page:
        """Open a week's page, and note which clause spoke of it."""
        page = self.pages.get(week.week_id)
        if page is None:
            page = self.pages[week.week_id] = Page(week)
        if clause not in page.clauses:
            page.clauses.append(clause)
        return page

    def doubt(self, doubt: Doubt) -> None:
        """Keep a doubt; the weeks it is about are left alone."""
        self.doubts.append(doubt)

    def outcomes(self, order: Sequence[int]) -> list[tuple[Page, str, tuple[DayChange, ...]]]:
        """Say what happens to each week, in the given order; contradictions become doubts."""
        in_doubt = {week_id for doubt in self.doubts for week_id in doubt.about}
        found: list[tuple[Page, str, tuple[DayChange, ...]]] = []
        for week_id in sorted(self.pages, key=order.index):
            page = self.pages[week_id]
            if week_id in in_doubt and not page.is_left_open:
                continue
            command = self._command(page)
            if command:
                found.append((page, command, tuple(DayChange(day, page.changes[day]) for day in sorted(page.changes))))
        return found

    def _command(self, page: Page) -> str | None:
        is_narrow = page.approved and not page.broad
        if page.torn or (page.excluded and is_narrow):
            return self._contradiction(page)
        if page.whole is not None:
            return self._whole(page, page.whole)
        if page.approved and not page.excluded:
            return "logbook.approve_except" if page.changes else "logbook.approve"
        if (page.fine or page.rest_fine) and not page.excluded:
            return self._day_by_day(page)
        return "logbook.send_back" if page.changes else None

    def _whole(self, page: Page, whole: Act) -> str | None:
        """Decide for a week that as a whole is held, rejected or sent back; a yes to just this week contradicts it."""
        # "Alles akkoord behalve Daan, die mag terug."
        is_given_back = whole is Act.BACK and page.approved and not page.whole_broad
        if page.excluded and not page.changes and whole in LEAVES and not is_given_back:
            return LEAVES[whole]
        if page.approved and (not page.broad or page.whole_broad):
            return self._contradiction(page)
        if page.changes and whole is Act.REJECT:
            return "logbook.approve_except" if page.rest_fine else COMMANDS[Act.BACK]
        if (page.changes and whole is not Act.BACK) or page.fine or page.rest_fine:
            return self._contradiction(page)
        return COMMANDS[whole]

    def _day_by_day(self, page: Page) -> str | None:
        """Approve by days only when every open day was judged."""
        unsaid = set(page.week.open) - page.fine - set(page.changes)
        both = page.fine & set(page.changes)
        if both or (unsaid and not page.rest_fine):
            self.doubts.append(Doubt(Problem.UNFINISHED, self.quote(page.clauses), (page.week.week_id,)))
            return None
        return "logbook.approve_except" if page.changes else "logbook.approve"

    def _contradiction(self, page: Page) -> str | None:
        self.doubts.append(Doubt(Problem.NEGATION, self.quote(page.clauses), (page.week.week_id,)))
        return None


def meanings(
    outcomes: Sequence[tuple[Page, str, tuple[DayChange, ...]]],
    *,
    words: Sequence[str],
    reasons: Sequence[str],
    sure: bool,
) -> list[Meaning]:
    """Group weeks that the same clauses judged alike. words, reasons: of each clause."""
    groups: dict[tuple[str, tuple[int, ...], date | None, bool], list[WeekVerdict]] = {}
    for page, command, changes in outcomes:
        days = changes if command in {"logbook.approve_except", "logbook.send_back"} else ()
        key = (command, tuple(page.clauses), page.when, page.sure)
        groups.setdefault(key, []).append(WeekVerdict(page.week.week_id, days))
    found = []
    for (command, clauses, when, is_sure), verdicts in groups.items():
        reason = "; ".join(dict.fromkeys(reasons[index] for index in clauses if reasons[index]))
        found.append(
            Meaning(
                command=command,
                weeks=tuple(verdicts),
                certainty=Certainty.SURE if is_sure and sure else Certainty.LIKELY,
                words=" … ".join(dict.fromkeys(words[index] for index in clauses if words[index])),
                reason=reason if command in {"logbook.approve_except", "logbook.send_back"} else "",
                when=when if command == "logbook.later" else None,
            )
        )
    return found


def gathered(doubts: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """Join doubts of one sort, so that one question quotes all of them; whom nobody knows is asked first."""
    found: dict[Problem, Doubt] = {}
    others: list[Doubt] = []
    for doubt in doubts:
        before = found.get(doubt.problem)
        if doubt.candidates:
            others.append(doubt)
        elif before is None:
            found[doubt.problem] = doubt
            others.append(doubt)
        else:
            joint = ", " if doubt.problem is Problem.UNKNOWN_NAME else " … "
            words = joint.join(dict.fromkeys(words for words in (before.words, doubt.words) if words))
            joined = replace(before, words=words, about=tuple(sorted({*before.about, *doubt.about})))
            others[others.index(before)] = found[doubt.problem] = joined
    if any(doubt.problem in {Problem.QUESTION, Problem.CONDITION} for doubt in others):
        return tuple(others)
    return tuple(sorted(others, key=lambda doubt: doubt.problem is not Problem.UNKNOWN_NAME))
