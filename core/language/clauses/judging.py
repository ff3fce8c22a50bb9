"""Judge each piece: does it approve, send back, hold, except, correct; or why can't that be told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar

from core.language.clauses.frames import Frame
from core.language.clauses.item import Item, Kind
from core.language.clauses.parting import HESITATES, is_crosswise, is_parted
from core.language.clauses.piece import CONDITIONS, SCOPES
from core.language.clauses.places import are_placed
from core.language.clauses.withheld import denied, takes_back, waiting
from core.language.meaning import Problem
from core.language.values.figures import Figures
from core.language.vocabulary.named import Named


class Act(Named):
    """What one piece says."""

    __slots__ = ()
    APPROVE: ClassVar["Act"]
    DAYS_FINE: ClassVar["Act"]
    EXCEPT: ClassVar["Act"]
    CORRECT: ClassVar["Act"]
    BACK: ClassVar["Act"]
    HOLD: ClassVar["Act"]
    LATER: ClassVar["Act"]
    REJECT: ClassVar["Act"]
    SCOPE: ClassVar["Act"]
    ALSO: ClassVar["Act"]
    REASON: ClassVar["Act"]
    NOTHING: ClassVar["Act"]
    PRAISE: ClassVar["Act"]
    DOUBT: ClassVar["Act"]


@dataclass(slots=True)
class Clause:
    """One piece, judged. sure: every word of it had a place. whole: a whole week goes back, in so many words.

    waits: something must happen first, so that it may be a condition of a yes elsewhere in the message.
    """

    act: Act
    frame: Frame
    problem: Problem | None = None
    sure: bool = True
    whole: bool = False
    waits: bool = False
    figures: list[Figures] = field(default_factory=list)

    @property
    def items(self) -> Sequence[Item]:
        return self.frame.piece.items

    @property
    def is_absence(self) -> bool:
        """Say whether it tells of days on which someone was not there, or for how long, and of no hours."""
        is_late = bool(self.figures) and all(figures.is_late_only for figures in self.figures)
        is_away = self.frame.has("absent") and not self.frame.has_hours
        return self.act in {Act.CORRECT, Act.EXCEPT} and self.frame.piece.lead != "except" and (is_late or is_away)

    @property
    def has_unknown(self) -> bool:
        """Say whether something in it was not understood, a word of ours that stands alone left aside."""
        return any(item.kind is not Kind.WORD for item in self.frame.strange)

    def when(self, today: date) -> date | None:
        """Give the day that "morgen" or "donderdag" means, for what is put off."""
        for item in self.items:
            if item.later is not None:
                return today + timedelta(days=item.later)
            if item.kind is Kind.DAYS:
                day = item.days[-1]
                return day.on or today + timedelta(days=((day.weekday or 0) - today.weekday() - 1) % 7 + 1)
        return None


TAKING_AWAY = frozenset({Act.BACK, Act.HOLD, Act.REJECT, Act.CORRECT})
PUTS_OFF = frozenset({Act.HOLD, Act.LATER})
YESES = frozenset({Act.APPROVE, Act.DAYS_FINE})
TRIVIAL = frozenset({"courtesy", "plain", "checked", "emoji", "sign"})
SMALL = TRIVIAL | {"it", "that", "they", "be", "was", "why", "and", "i_you", "mine", "softens", "consult"}
ASSERTING = (SMALL | {"asserts", "must", "shifts", "also", "all", "rest", "everyone", "both", "count"}) - {"consult"}
# Beside these it may not be told what is said, or of which weeks.
CLOUDS = frozenset({"odd_week", "part", "some_days", "irony", "takes_back", "unsigned"})
# A yes with one of these is only said back.
DOUBTS = frozenset({"maybe", "unsure_approve", "missing", "praise"})
PROMISES = frozenset({"does_later", "reminder"})
OF_TIME = PROMISES | {"busy"}
QUALIFIES = frozenset({"hearsay", "stands", "for_now", "consult"})
FAULTS = frozenset({"back", "back_whole", "wrong"})
WITHHOLDS = CONDITIONS | {"until", "or", "ask"}
MOVES = (
    *("if", "not_until", "irony", "or", "ask", "maybe", "not", "wrong", "back", "back_whole", "hold", "later"),
    *("approve", "approve_act", "unsure_approve", "except"),
)


def judge(frame: Frame) -> Clause:
    """Say what one piece says."""
    clause, labels = _judge(frame), frame.labels
    if "lauds" in labels and _adds_nothing(clause):
        clause = Clause(Act.PRAISE, frame)
    if clause.act in TAKING_AWAY and is_parted(frame):
        clause = _doubt(frame, Problem.UNFINISHED)
    if is_crosswise(frame):
        clause = _doubt(frame, Problem.NEGATION)
    clause.sure = clause.sure and not is_parted(frame, HESITATES)
    is_inside_verb = frame.piece.lead == "except" and "tail" in labels
    is_promise = not labels.isdisjoint(PROMISES) and clause.act not in PUTS_OFF
    if frame.strange or not labels.isdisjoint(DOUBTS) or is_inside_verb or is_promise:
        clause.sure = False
    if clause.sure and not are_placed(clause.act, frame.words):
        clause.sure = False
    if _is_about_a_message(frame):
        clause = Clause(clause.act, frame, sure=False) if frame.scope.is_explicit else _doubt(frame, Problem.UNFINISHED)
    if frame.approves and (_is_qualified(frame) or ("because" in labels and frame.scope.is_explicit)):
        clause.sure = False
    if clause.sure and (_has_near_name(frame) or _has_unsure_day(frame)):
        clause.sure = False
    return clause


def _has_near_name(frame: Frame) -> bool:
    return any(item.name is not None and item.name.near for item in frame.scope.names)


def _has_unsure_day(frame: Frame) -> bool:
    """Say whether a day may be another one, or more: "vanaf dinsdag 7" may be that day, or each from then on."""
    return any(day.near or (day.onward and one.has_hours) for one in frame.figures for day in one.days)


def _adds_nothing(clause: Clause) -> bool:
    """Say whether a clause does no more than praise somebody: a "ja" in front of it is no yes to hours."""
    is_open = clause.act is Act.DOUBT and clause.problem is Problem.UNFINISHED
    is_nodded = clause.act is Act.APPROVE and not clause.frame.approves
    is_of_days = clause.frame.has_days or clause.frame.has_hours
    return not is_of_days and (is_open or is_nodded or clause.act in {Act.SCOPE, Act.REASON, Act.NOTHING})


def _is_about_a_message(frame: Frame) -> bool:
    """Say whether what changed, or was wrong, may be no hours: "my phone has changed", "mijn mail was fout"."""
    if frame.labels.isdisjoint(FAULTS) or frame.has_days:
        return False
    return frame.has("earlier") or (frame.has("consult") and frame.has("be", "was"))


def _is_qualified(frame: Frame) -> bool:
    """Say whether a yes may be less than that: "for now", "Daan says it's fine", "ok call me"."""
    if frame.labels.isdisjoint(QUALIFIES):
        return False
    is_said = frame.has("hearsay") or (frame.has("stands") and not frame.has_hours)
    return is_said or frame.has("for_now") or (frame.has("consult") and not frame.has("checked"))


def _judge(frame: Frame) -> Clause:
    if takes_back(frame):
        return Clause(Act.HOLD, frame, waits=True)
    if frame.asks or not frame.labels.isdisjoint(WITHHOLDS):
        return _withheld(frame)
    problem = _unclear(frame)
    if problem is not None:
        return _doubt(frame, problem)
    if frame.nots:
        return _withheld(frame)
    if (
        frame.strange
        and not frame.scope.is_explicit
        and frame.labels.isdisjoint(MOVES)
        and not frame.has_days
        and not _is_away_all_week(frame)
    ):
        return Clause(Act.REASON, frame)
    return _affirmed(frame)


def _is_away_all_week(frame: Frame) -> bool:
    """Say whether it tells that somebody was away for a whole week: "Sanne was heel de week ziek"."""
    if "absent" not in frame.labels or frame.has_days or frame.has_hours:
        return False
    if not (frame.has("weeklong") or frame.scope.weeks):
        return False
    return not frame.approves and not frame.has(
        "i_you", "mine", "hearsay", "does_later", "hold", "later", "also", "busy"
    )


def _unclear(frame: Frame) -> Problem | None:
    """Say why a piece means nothing that can be told: it mocks, or does not say which weeks."""
    if frame.labels.isdisjoint(CLOUDS):
        return None if frame.piece.items else Problem.UNFINISHED
    if frame.has("odd_week") or (frame.has("part") and not frame.scope.is_explicit):
        return Problem.WHICH_WEEK
    if frame.has("some_days") and (frame.approves or frame.takes_away):
        return Problem.WHICH_DAY
    if frame.has("irony") or (frame.approves and frame.has("takes_back")):
        return Problem.UNKNOWN_WORDS
    return Problem.BAD_HOURS if frame.has("unsigned") else None


def _doubt(frame: Frame, problem: Problem) -> Clause:
    return Clause(Act.DOUBT, frame, problem, sure=False)


def _withheld(frame: Frame) -> Clause:
    """Judge a piece that sets a condition, comes first, or says "niet"."""
    if frame.has(*CONDITIONS, "until"):
        act = waiting(frame)
        return Clause(Act.of(act), frame, waits=act != Act.NOTHING) if act else _doubt(frame, Problem.CONDITION)
    if frame.asks or frame.has("or", "ask"):
        return _doubt(frame, Problem.QUESTION)
    act = denied(frame)
    figures = frame.figures if act in {Act.CORRECT, Act.BACK} else []
    return Clause(Act.of(act), frame, figures=figures) if act else _doubt(frame, Problem.NEGATION)


def _affirmed(frame: Frame) -> Clause:
    """Judge a piece without a "niet", what takes away before what approves."""
    act = _of_time(frame)
    if act is not None:
        return Clause(act, frame)
    labels = frame.labels
    if "wrong" in labels:
        return _faulted(frame)
    if ("hold" in labels or "later" in labels) and not ("amiss" in labels and not frame.holds):
        return _put_off(frame)
    if "back" in labels or "back_whole" in labels or _is_away_all_week(frame):
        return _returned(frame)
    return _figured(frame) if frame.has_hours or frame.has_days else _unfigured(frame)


def _put_off(frame: Frame) -> Clause:
    """Judge a piece that leaves hours as they are, or puts them off."""
    if frame.has("back", "back_whole") or frame.has_hours:
        return _doubt(frame, Problem.CONDITION)
    is_only_yet = not (frame.holds or frame.has("later")) and frame.scope.is_empty and not frame.has_days
    if is_only_yet and frame.strange:
        return _doubt(frame, Problem.UNKNOWN_WORDS)  # the "nog" of "zal ik nog melk meenemen" leaves nothing
    return Clause(Act.LATER if frame.has("later") else Act.HOLD, frame)


def _of_time(frame: Frame) -> Act | None:
    """Say what a piece is that only speaks of when the hours are looked at, or why not now."""
    if frame.labels.isdisjoint(OF_TIME):
        return None
    is_plain = not frame.approves and not frame.has("back", "wrong")
    if frame.has("does_later", "reminder") and is_plain and frame.has_days:
        is_amount = any(figures.has_hours and not figures.is_timed_only for figures in frame.figures)
        is_clock = frame.has("clock") or not is_amount
        return Act.LATER if is_clock and not frame.has("clocking", "presence") else None
    if frame.has("absent") and frame.has_days and not frame.has("i_you", "mine"):
        return None
    is_plain = is_plain and not frame.has("back_whole", "hold", "later", "also")
    if not frame.has("busy") or not is_plain:
        return None
    if not frame.scope.is_explicit:
        return Act.NOTHING
    # "Daan op vakantie, de rest is goed": he is no part of that rest.
    return None if frame.has_days or frame.has_hours or frame.strange else Act.HOLD


def _faulted(frame: Frame) -> Clause:
    """Judge a piece that calls hours wrong."""
    if frame.has("back", "back_whole") and not frame.has("hold", "later"):
        return _returned(frame)
    if frame.approves or frame.has("hold", "later"):
        return _doubt(frame, Problem.NEGATION)
    return Clause(Act.CORRECT, frame, figures=frame.figures) if frame.has_days else Clause(Act.REJECT, frame)


def _returned(frame: Frame) -> Clause:
    """Judge a piece that gives hours back."""
    is_torn = frame.piece.lead == "except" and frame.has_days and frame.scope.is_explicit
    if frame.approves or is_torn:
        return _doubt(frame, Problem.UNKNOWN_WORDS)
    is_away = _is_away_all_week(frame)
    is_whole = not frame.has_days and (is_away or frame.has("back_whole") or frame.scope.everything)
    return Clause(Act.BACK, frame, whole=is_whole, sure=not is_away, figures=frame.figures)


def _figured(frame: Frame) -> Clause:
    """Judge a piece with days or hours in it, without a "niet", "terug" or "later"."""
    is_start = frame.has("clocking") and not frame.has_times
    # Whoever came an hour later may have written it so.
    is_late = frame.has_hours and all(figures.is_late_only for figures in frame.figures if figures.has_hours)
    if frame.has_hours and frame.approves and _repeats(frame):
        return Clause(Act.DAYS_FINE, frame, sure=False, figures=frame.figures)
    if is_late or (frame.has_hours and (frame.has("clock") or is_start or frame.approves)):
        return _doubt(frame, Problem.UNFINISHED if is_late else Problem.BAD_HOURS)
    if frame.piece.lead == "except":
        is_torn = _names_behind_days(frame)
        return _doubt(frame, Problem.NEGATION) if is_torn else Clause(Act.EXCEPT, frame, figures=frame.figures)
    if frame.approves or (frame.has("yes") and not frame.has_hours):
        return Clause(Act.DAYS_FINE, frame, figures=frame.figures)
    return _figured_alone(frame)


def _is_away_before(frame: Frame) -> bool:
    """Say whether somebody was away on a day, and another day stands behind that of which it is not said."""
    marks = ["day" if item.kind is Kind.DAYS else "away" for item in frame.piece.items if _is_day_or_away(item)]
    is_between = "day" in marks and "away" in marks[marks.index("day") :]
    return is_between and marks[-1] == "day" and not frame.has("also")


def _is_day_or_away(item: Item) -> bool:
    return item.kind is Kind.DAYS or "absent" in item


def _repeats(frame: Frame) -> bool:
    """Say whether days stand with their hours in front of a yes, "ma 8 di 8 klopt": those that stand there already."""
    is_bare = all(one.days and one.target and not (one.was or one.times or one.stated) for one in frame.figures)
    last = [item for item in frame.piece.items if item.labels.isdisjoint({"courtesy", "sign", "also"})][-1]
    return is_bare and frame.piece.lead != "except" and "approve" in last and not frame.has("clock", "must")


def _figured_alone(frame: Frame) -> Clause:
    """Judge days or hours beside which no word says yes or leaves them out."""
    if not frame.has_hours and frame.piece.lead != "but" and _only_asserts(frame):
        return Clause(Act.DAYS_FINE, frame, sure=False, figures=frame.figures)
    is_away = frame.has("absent") and not frame.has("mine", "also", "hearsay", "does_later", "stands")
    is_away = is_away and (frame.has("us") or not frame.has("i_you"))
    if is_away and (_is_away_before(frame) or (frame.has("asserts") and len(frame.figures) > 1)):
        return _doubt(frame, Problem.NEGATION)  # "do niet gewerkt wel vr", "di ziek wo weer gewerkt"
    if frame.has("amiss") and not frame.has_hours:
        # "Maandag af" may say that it is done.
        is_sure = frame.has("must") or any("amiss" in item for item in frame.piece.items)
        return Clause(Act.CORRECT, frame, sure=is_sure and not frame.has("presence"), figures=frame.figures)
    if frame.has_hours or (is_away and frame.piece.lead != "but"):
        # Behind "di 6 wo" something may have been lost.
        is_whole = not frame.has_hours or all(figures.has_hours for figures in frame.figures)
        is_whole = is_whole and not (is_away and frame.has("us"))
        return Clause(Act.CORRECT, frame, sure=is_whole, figures=frame.figures)
    if (frame.piece.lead == "but") is not frame.has("also"):
        act = Act.EXCEPT if frame.piece.lead == "but" else Act.ALSO
        return Clause(act, frame, figures=frame.figures)
    return _doubt(frame, Problem.UNFINISHED)


def _names_behind_days(frame: Frame) -> bool:
    """Say whether it is "behalve di en week 47": the day may be of the week before, or of the one behind it."""
    behind = [item for item in frame.piece.items if item.labels != {"plain"}]
    behind = behind[next((at for at, item in enumerate(behind) if item.kind is Kind.DAYS), len(behind)) :]
    return any("and" in item and following.kind in SCOPES for item, following in pairwise(behind))


def _unfigured(frame: Frame) -> Clause:
    """Judge a piece that names no day and no hours."""
    if frame.piece.lead == "except":
        return _doubt(frame, Problem.NEGATION) if frame.scope.is_empty else Clause(Act.EXCEPT, frame)
    if frame.approves:
        return Clause(Act.APPROVE, frame)
    return _without_verdict(frame)


def _without_verdict(frame: Frame) -> Clause:
    scope = frame.scope
    if frame.has("also", "contrast") and not scope.is_empty:
        return Clause(Act.ALSO, frame)
    if frame.has("yes") or (not scope.is_empty and _only_asserts(frame)):
        is_sure = frame.has("yes") and not (scope.is_explicit and frame.has("of_course"))
        return Clause(Act.APPROVE, frame, sure=is_sure)
    if not scope.is_explicit and not scope.rest and _says_nothing(frame):
        # "Ok maar even bellen": who wants to talk first may not agree yet.
        is_wish = frame.has("consult") and not frame.has("checked") and frame.piece.lead in {"but", "comma"}
        is_wish = is_wish and all(item.kind is Kind.WORD for item in frame.piece.items)
        return Clause(Act.NOTHING, frame, sure=not is_wish)
    if frame.has("does_later") and (scope.is_explicit or scope.rest) and not frame.strange:
        return Clause(Act.HOLD, frame)
    if scope.is_explicit or scope.everything or scope.everyone or scope.rest or scope.count:
        return Clause(Act.SCOPE, frame)
    return Clause(Act.REASON, frame) if frame.strange else _doubt(frame, Problem.UNFINISHED)


def _only_asserts(frame: Frame) -> bool:
    """Say whether it is "Noor wel" or "Daan mag", and no more than that: most often a yes."""
    return frame.has("asserts") and not frame.strange and frame.labels <= ASSERTING


def _says_nothing(frame: Frame) -> bool:
    """Say whether a piece without a verdict adds nothing: it was checked, there is no time, it is done later."""
    if frame.has("busy", "does_later"):
        return True
    if frame.has("maybe") and frame.scope.is_empty and not frame.strange:
        return True
    # Who signs may tell what they are, on a line of its own.
    known = SMALL | {"third_party"} if frame.piece.lead == "start" else SMALL
    return frame.labels <= known and not frame.strange
