"""The table of intents: which commands a wish needs, what it means for the records, and which replies fit it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from akkoord.evaluation import hours_meant, others_meant
from akkoord.evaluation.corpus import Line
from akkoord.evaluation.hours_meant import Meant, Slots
from akkoord.evaluation.outcomes import Outcome, joined
from akkoord.evaluation.sight import Sight
from core.command import REGISTRY

Means = Callable[[Slots, Sight], Meant]

# Replies that ask what somebody meant.
ASKS = frozenset({"desk.not_understood", "desk.which_question", "desk.quoted_only", "desk.nothing_to_confirm"})
# Replies that say that something can't be, and why.
REFUSES = frozenset(
    {"desk.not_allowed", "desk.not_proven", "logbook.not_over", "logbook.too_late", "logbook.already"}
    | {"logbook.not_submitted", "logbook.outside_period", "logbook.elsewhere", "logbook.log_refused"}
    | {"people.stand_in_refused", "people.stand_in_unknown", "people.period_refused", "people.snooze_refused"}
    | {"contacts.refused", "problems.no_address", "tenants.by_mail_only", "logbook.not_yours_to_change"}
)
# Replies that show hours, and those that look back on them besides.
SHOWS_HOURS = frozenset({"logbook.week", "logbook.mine", "logbook.history", "logbook.no_such_week"})
LOOKS_BACK = SHOWS_HOURS | {"logbook.who", "logbook.receipt", "logbook.no_receipt", "logbook.historic"}
MOST_WAYS = 16


@dataclass(frozen=True, slots=True)
class Intent:
    """How lines of one intent are judged.

    means: what they are to change; None when nothing. replies: the names that fit, of an answer that changes nothing;
    none at all: no answer fits. needs: commands of which one must be there, else the feature does not exist yet.
    keeps: commands whose own question for what is missing keeps the wish. names: the answer must name the students and
    weeks that the line does. with_slot: replies that fit besides, of a line that says this.
    """

    means: Means | None = None
    replies: frozenset[str] = frozenset()
    needs: Sequence[str] = ()
    keeps: Sequence[str] = ()
    names: bool = False
    with_slot: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_there(self) -> bool:
        """Say whether its feature exists."""
        return not self.needs or any(name in REGISTRY for name in self.needs)


def _later(*needs: str) -> Intent:
    """Give an intent whose feature is known by a command that does not exist yet."""
    return Intent(needs=needs)


def _said(*replies: str) -> Intent:
    return Intent(replies=frozenset(replies))


INTENTS: Mapping[str, Intent] = {
    "approve_hours": Intent(hours_meant.approve_hours, REFUSES),
    "approve_except": Intent(hours_meant.approve_except, REFUSES),
    "request_correction": Intent(hours_meant.request_correction, REFUSES),
    "undo": Intent(hours_meant.undo, frozenset({"logbook.undo_nothing", "logbook.undo_too_late"})),
    "log_hours": Intent(hours_meant.log_hours, REFUSES),
    "submit_week": Intent(hours_meant.submit_week, REFUSES | {"logbook.nothing_to_submit"}),
    "add_contact": Intent(others_meant.add_contact, REFUSES, needs=("contacts.add",), keeps=("contacts.add",)),
    "edit_contact": _later("contacts.edit"),
    "deactivate_contact": Intent(
        others_meant.deactivate_contact, REFUSES, needs=("contacts.deactivate",), keeps=("contacts.deactivate",)
    ),
    "delegate": Intent(others_meant.delegate, REFUSES, keeps=("people.stand_in", "people.stand_in_a_day")),
    "report_problem": Intent(others_meant.report_problem, REFUSES, keeps=("problems.report",)),
    "report_data_breach": Intent(others_meant.report_data_breach, keeps=("problems.leak",)),
    "set_preference": Intent(others_meant.set_preference),
    "hold": Intent(
        replies=frozenset({"logbook.held", "logbook.later", "desk.left"}),
        with_slot={"condition": frozenset({"desk.not_understood:condition"})},
    ),
    "remind_later": _said("logbook.later", "people.snoozed", "people.proposal", "people.snooze_when"),
    "reject_hours": _said("logbook.rejected", "desk.not_understood:negation"),
    "clarify": Intent(replies=ASKS | {"logbook.rejected", "people.snooze_when"}),
    "cancel": _said("desk.cancelled"),
    "explain": Intent(replies=LOOKS_BACK | {"logbook.too_late", "logbook.already", "desk.explained"}, names=True),
    "greet": _said("desk.greet"),
    "thanks": _said("desk.thanks"),
    "help": _said("desk.help"),
    "account_help": _said("desk.account_help", "desk.invite_chat", "people.settings"),
    "stop_messages": _said("people.stop_which", "people.stopped", "people.proposal", "desk.cancelled"),
    "ignore_automatic": Intent(),
    "refuse": Intent(replies=REFUSES | {"desk.out_of_scope", "desk.quoted_only"}),
    "out_of_scope": _said("desk.out_of_scope"),
    "list_open": Intent(replies=frozenset({"logbook.open", "logbook.nothing_open", "logbook.to_mend"}), names=True),
    "show_hours": Intent(replies=SHOWS_HOURS, names=True),
    "show_student": Intent(replies=frozenset({"logbook.history", "logbook.historic", "logbook.student"}), names=True),
    "show_inbox": Intent(replies=frozenset({"operations.quarantine", "operations.unsent"})),
    "system_status": _said("operations.status"),
    "replay_message": Intent(replies=frozenset({"operations.replay_proposal"}), needs=("operations.replay",)),
    "create_vacancy": _later("vacancies.create"),
    "edit_vacancy": _later("vacancies.edit"),
    "vacancy_status": _later("vacancies.show", "vacancies.status"),
    "upcoming_placements": _later("vacancies.upcoming", "placements.upcoming"),
    "edit_profile": _later("profile.edit", "organisations.edit"),
    "add_school_supervisor": _later("placements.add_supervisor"),
    "remove_school_supervisor": _later("placements.remove_supervisor"),
    "add_placement_request": _later("placements.add"),
    "edit_placement_request": _later("placements.edit"),
    "delete_placement_request": _later("placements.delete"),
    "placement_overview": _later("placements.overview"),
    "register_employee": _later("coaching.register"),
    "start_coaching": _later("coaching.start"),
    "complete_task": _later("coaching.complete_task"),
    "statistics": _later("statistics.show"),
    "candidate_progress": _later("progress.show"),
    "unlink_candidate": _later("progress.unlink"),
    "list_payment_codes": _later("paymentcodes.list"),
    "invite_user": Intent(
        others_meant.invite_user, frozenset({"roles.refused"}), needs=("roles.invite",), keeps=("roles.invite",)
    ),
    "set_role": Intent(
        others_meant.set_role,
        frozenset({"roles.refused"}),
        needs=("roles.give",),
        keeps=("roles.give", "roles.take"),
    ),
    "import_hours": Intent(
        others_meant.import_hours,
        frozenset({"files.none", "files.already", "files.bad_rows", "files.refused", "files.nothing_new"}),
        needs=("files.import",),
    ),
    "export_hours": Intent(others_meant.export_hours, needs=("files.export",)),
}
# A wish of one's own about when reminders come has no command yet; about where they come it has.
RHYTHM = frozenset({"frequency", "weekday", "time"})
MULTI = "multi"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is right for one line. missing: why its feature does not exist yet; "" when it does.

    at_once, asked: as `Meant` has them. replies: those that fit when nothing is to change. keeps: commands whose
    question keeps the wish. names: what the answer must name.
    """

    at_once: Sequence[Outcome] = ()
    asked: Sequence[Outcome] = ()
    replies: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()
    names: Sequence[str] = ()
    is_silent: bool = False
    missing: str = ""

    @property
    def acts(self) -> bool:
        """Something is to change."""
        return any(not outcome.is_nothing for outcome in (*self.at_once, *self.asked))


class UnknownIntentError(ValueError):
    """An intent that the table does not have."""

    def __init__(self, intent: str) -> None:
        super().__init__(f"there is no intent {intent}; there are {', '.join(sorted({*INTENTS, MULTI}))}")
        self.intent = intent

    def __reduce__(self) -> tuple[type["UnknownIntentError"], tuple[str]]:
        """Let it come whole out of another process."""
        return (UnknownIntentError, (self.intent,))


def expected(line: Line, sight: Sight) -> Expectation:
    """Say what is right for a line. Raises: UnknownIntentError."""
    if line.intent != MULTI:
        return _expected(line.intent, line.slots, sight)
    parts = [_expected(one["intent"], one.get("slots", {}), sight) for one in line.slots["actions"]]
    if missing := [part.missing for part in parts if part.missing]:
        return Expectation(missing=missing[0])
    acting = [part for part in parts if part.acts]
    is_sure = all(part.at_once for part in acting)
    ways = product(*((part.at_once or part.asked) for part in acting))
    every = [joined(way) for way in islice(ways, MOST_WAYS)] if acting else []
    replies = frozenset().union(*(part.replies for part in parts))
    keeps = frozenset().union(*(part.keeps for part in parts))
    return Expectation(every if is_sure else (), () if is_sure else every, replies, keeps)


def _expected(name: str, slots: Mapping[str, Any], sight: Sight) -> Expectation:
    intent = INTENTS.get(name)
    if intent is None:
        raise UnknownIntentError(name)
    if not intent.is_there:
        return Expectation(missing=f"{name} needs {' or '.join(intent.needs)}")
    if name == "set_preference" and not RHYTHM.isdisjoint(slots):
        return Expectation(missing="the weekday and time of reminders can't be chosen yet")
    meant = intent.means(slots, sight) if intent.means is not None else Meant()
    named = [*slots.get("students", ()), *(str(week) for week in slots.get("weeks", ()))] if intent.names else []
    is_silent = name == "ignore_automatic"
    replies = intent.replies.union(*(more for slot, more in intent.with_slot.items() if slot in slots))
    return Expectation(meant.at_once, meant.asked, replies, frozenset(intent.keeps), named, is_silent=is_silent)
