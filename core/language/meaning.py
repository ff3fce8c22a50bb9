"""What a message was understood to say: the only thing the desk gets from the language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Certainty(StrEnum):
    """SURE: every word had a place, it may act. LIKELY: it may only be proposed."""

    SURE = "sure"
    LIKELY = "likely"


class Problem(StrEnum):
    """Why a clause, or a whole message, was not turned into an act; each has its own question."""

    UNKNOWN_WORDS = "unknown_words"
    NEGATION = "negation"
    QUESTION = "question"
    CONDITION = "condition"
    UNFINISHED = "unfinished"
    WHICH_STUDENT = "which_student"
    WHICH_WEEK = "which_week"
    WHICH_DAY = "which_day"
    WHICH_PLACEMENT = "which_placement"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_WEEK = "unknown_week"
    UNKNOWN_NUMBER = "unknown_number"
    BAD_HOURS = "bad_hours"
    NOTHING = "nothing"
    NOT_AS_PROPOSED = "not_as_proposed"


class Known(NamedTuple):
    """A dossier the speaker may see, by the names it goes by. A tuple: hundreds are looked up together at each message.

    dossier_id: what a matched name means. first_name, infix, surname: as stored. student_id: whose it is, so that two
    dossiers of one student are not taken for two students; None when nobody needs to know.
    """

    dossier_id: int
    first_name: str
    infix: str
    surname: str
    student_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenWeek:
    """A week the message may be about.

    monday: its first day. number: its number in the digest answered, or None.
    minutes: worked minutes by date, of the days that were shown. open: those dates still to be decided. drafts: dates
    that the student did not hand in yet; only a student's own context has them.
    """

    week_id: int
    dossier_id: int
    monday: date
    minutes: Mapping[date, int]
    open: frozenset[date]
    number: int | None = None
    drafts: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Placement:
    """A running dossier in which a student logs. name: of the company, to ask which one is meant."""

    dossier_id: int
    starts_on: date
    ends_on: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """All that the words may refer to.

    weeks: every week in reach. focus: ids of the weeks that the message answers (a whole digest or one week);
    bare "akkoord" means these. now: the speaker's local time. language: preferred, others are tried after.
    for_student: the speaker logs hours instead of judging them. choices: how many the question answered offers.
    guesses: these are what may have been meant, so that a yes picks none.
    proposed: that question proposed something, so a bare "akkoord" says yes to it. known: whose hours the speaker may
    change; only these names are heard in a verdict. seen: whose hours they may look at, where these are more.
    placements: where a student logs hours. log_dossier, log_monday: the week whose hours we asked for.
    is_named: the message itself says which question it answers. speaker: the names of who speaks, by which they sign.
    """

    now: datetime
    language: str
    known: Sequence[Known] = ()
    weeks: Sequence[OpenWeek] = ()
    focus: Sequence[int] = ()
    for_student: bool = False
    choices: int = 0
    guesses: bool = False
    proposed: bool = False
    seen: Sequence[Known] = ()
    placements: Sequence[Placement] = ()
    log_dossier: int | None = None
    log_monday: date | None = None
    is_named: bool = False
    speaker: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DayChange:
    """One named day. minutes: the total it should be, already computed from a difference; None when not said.

    note: what a student wrote beside the hours, in their own characters.
    """

    date: date
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class WeekVerdict:
    """What is said of one week: the days that are named, or none for the whole week."""

    week_id: int
    days: tuple[DayChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """One clause that was understood.

    command: the command's name ("logbook.approve", "logbook.approve_except", "logbook.send_back", "logbook.hold",
    "logbook.reject", "logbook.later", "logbook.undo", "logbook.show", "logbook.list_open", "logbook.history",
    "logbook.who", "logbook.receipt", "logbook.historic", "desk.help", "desk.yes", "desk.no", "desk.choose",
    "desk.cancel", "desk.greet", "desk.thanks", "logbook.enter", "logbook.log", "logbook.submit", "logbook.mine").
    weeks: what it is about, in digest order. For approve_except the days are those NOT approved; for send_back the
    days that go back (none: the whole week); for enter the day totals the student says.
    words: the clause as typed, for the record. reason: free text kept after a complete verdict.
    number: for desk.choose; for logbook.undo the decision that was proposed to be undone; for logbook.receipt the
    decision asked for. when: for logbook.later. dossiers, mondays: for what looks back, whose hours and of
    which weeks; dossiers for logbook.undo: whom the answer must have been about.
    dossier, days: for logbook.log, whose weeks may not exist yet. mondays: with dossier, for logbook.submit; for
    logbook.log the week that is handed in with it. fields: what a request says, by kind, as JSON: "dossiers" (ids),
    "days" (ISO dates, not gone by), "times" ("18:00"), "weeks" (numbers, or Mondays as ISO dates), "addresses",
    "names" (of nobody in reach), "numbers", each a list in the order said, and "text".
    """

    command: str
    weeks: tuple[WeekVerdict, ...] = ()
    certainty: Certainty = Certainty.SURE
    words: str = ""
    reason: str = ""
    number: int | None = None
    when: date | None = None
    dossiers: tuple[int, ...] = ()
    dossier: int | None = None
    days: tuple[DayChange, ...] = ()
    mondays: tuple[date, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A clause that was not understood well enough, and what to ask.

    about: weeks it may concern (those are left alone). candidates: dossier or week ids to choose from.
    """

    problem: Problem
    words: str = ""
    about: tuple[int, ...] = ()
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole message, clause by clause, in the order said.

    When `blocks_all` is set nothing of the message may act: a negation, question or condition whose scope is unsure.
    facts: "names_only" when it names a student or week and says nothing of it.
    is_loose: known by its cues only, so that it may answer or be said back, and nothing else.
    """

    meanings: tuple[Meaning, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    blocks_all: bool = False
    language: str = "nl"
    facts: Mapping[str, str] = field(default_factory=dict)
    is_loose: bool = False
