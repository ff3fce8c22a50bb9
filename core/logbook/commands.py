"""What can be said about hours: approve, send back, wait, undo, look."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from core.access import Right, in_whose_place, may_enter, may_judge
from core.command import KNOWN, PROVEN, Confirm, Context, Reply, command
from core.language.meaning import Meaning, WeekVerdict
from core.logbook import digests, own_weeks, reach, service, undoing
from core.logbook.facts import day_facts, day_of, days_in, differences, item_facts, pairs, week_facts
from core.logbook.models import DayState, LogbookWeek
from core.logbook.rules import monday_of, version
from core.logbook.service import WeekRefused
from core.people.models import Person, Role
from core.people.preferences import preference_of
from core.questions import Question
from core.receiver import kept_out
from core.record import Decision

REMIND_AT = time(8)
# So long after an answer who says "niet goedkeuren" may mean that answer.
JUST = timedelta(hours=1)


def _checked(
    ctx: Context, verdicts: Sequence[WeekVerdict]
) -> tuple[list[tuple[LogbookWeek, WeekVerdict]], list[Reply]]:
    """Split what was said into weeks that may be judged as shown, and replies for those that may not."""
    by_id = {verdict.week_id: verdict for verdict in verdicts}
    fine: list[tuple[LogbookWeek, WeekVerdict]] = []
    refused: dict[str, list[LogbookWeek]] = defaultdict(list)
    for week in service.load_weeks(ctx.session, may_judge(ctx.actor), by_id):
        try:
            service.check_open(week, ctx.actor.today)
            service.check_period(week, [change.date for change in by_id[week.id].days])
            _check_shown(week, ctx.shown.get(week.id))
        except WeekRefused as refusal:
            refused[refusal.why].append(week)
        else:
            fine.append((week, by_id[week.id]))
    replies = [_refusal(ctx, why, weeks, by_id) for why, weeks in refused.items()]
    within = {week.id for week, _ in fine} | {week.id for weeks in refused.values() for week in weeks}
    if beyond := set(by_id) - within:
        facts = reach.elsewhere_facts(ctx.session, ctx.actor, Right.LOGBOOK_APPROVE, beyond, some=bool(within))
        replies.append(Reply("logbook.elsewhere", facts))
    return fine, replies


def _check_shown(week: LogbookWeek, shown: dict[str, Any] | None) -> None:
    """Make sure that the hours are those this person was shown. Raises: WeekRefused."""
    if shown is None:
        raise WeekRefused(week, "show_first")
    if shown["version"] != version(week.id, week.days):
        raise WeekRefused(week, "changed")


def _refusal(ctx: Context, why: str, weeks: list[LogbookWeek], by_id: dict[int, WeekVerdict]) -> Reply:
    """Say why weeks were left alone; hours that were not shown are shown now and wait for a yes."""
    if why not in {"show_first", "changed"}:
        return Reply(f"logbook.{why}", {"weeks": reach.refusal_facts(ctx.session, weeks)})
    meaning = Meaning(
        ctx.meaning.command, tuple(by_id[week.id] for week in weeks), words=ctx.words, reason=ctx.meaning.reason
    )
    question = ctx.propose([meaning], [item_facts(week) for week in weeks], weeks[0].tenant_id)
    facts = [
        week_facts(week, differences=differences(week, ctx.shown[week.id]) if why == "changed" else [])
        for week in weeks
    ]
    return Reply(f"logbook.{why}", {"weeks": facts}, question=question)


def preview(ctx: Context) -> list[Reply]:
    """Say back what an answer would do, and ask for a yes; what can't be done is said at once."""
    fine, replies = _checked(ctx, ctx.meaning.weeks)
    if not fine:
        return replies
    planned = []
    for week, verdict in fine:
        plan = _plan(week, verdict, ctx.meaning.command, ctx.shown[week.id])
        back = [{"date": day.isoformat(), "proposed": minutes} for day, minutes in plan["back"].items()]
        minutes = sum(day.minutes for day in plan["approved"])
        planned.append(
            week_facts(
                week,
                approved=pairs(plan["approved"]),
                approved_minutes=minutes,
                returned=back,
                left=pairs(plan["left"]),
                kept=plan["kept"],
                whole=plan["whole"],
            )
        )
    meaning = replace(ctx.meaning, weeks=tuple(verdict for _, verdict in fine), words=ctx.words)
    question = ctx.propose([meaning], [item_facts(week) for week, _ in fine], fine[0][0].tenant_id)
    facts = {"weeks": planned, "command": ctx.meaning.command, "reason": ctx.meaning.reason}
    return [Reply("logbook.proposal", facts, question=question), *replies]


@command(
    "logbook.approve",
    needs=Right.LOGBOOK_APPROVE,
    proof=PROVEN,
    confirm=Confirm.UNDO,
    undo=undoing.taken_back,
    preview=preview,
)
def approve(ctx: Context) -> list[Reply]:
    """Approve the hours that were shown of one or more weeks."""
    return _judge(ctx, "logbook.approve")


@command(
    "logbook.approve_except",
    needs=Right.LOGBOOK_APPROVE,
    proof=PROVEN,
    confirm=Confirm.UNDO,
    undo=undoing.taken_back,
    preview=preview,
)
def approve_except(ctx: Context) -> list[Reply]:
    """Approve a week but for some days, which go back to the student with the right hours when you name them."""
    return _judge(ctx, "logbook.approve_except")


@command(
    "logbook.send_back",
    needs=Right.LOGBOOK_APPROVE,
    proof=PROVEN,
    confirm=Confirm.UNDO,
    undo=undoing.taken_back,
    preview=preview,
)
def send_back(ctx: Context) -> list[Reply]:
    """Send a day or a whole week back to the student, with a reason."""
    return _judge(ctx, "logbook.send_back")


def _judge(ctx: Context, name: str) -> list[Reply]:
    """Carry one verdict out on every week it names: a decision for each school, a message for each student."""
    fine, replies = _checked(ctx, ctx.meaning.weeks)
    mends = reach.open_mends(ctx.session, [week for week, _ in fine])
    places = in_whose_place(ctx.session, ctx.actor, [week.dossier_id for week, _ in fine])
    ctx.in_place_of |= {places[week.dossier_id].name if week.dossier_id in places else "" for week, _ in fine}
    by_tenant: dict[int, list[tuple[LogbookWeek, WeekVerdict]]] = defaultdict(list)
    for week, verdict in fine:
        by_tenant[week.tenant_id].append((week, verdict))
    done = []
    for tenant_id, judged in by_tenant.items():
        plans = [_plan(week, verdict, name, ctx.shown[week.id]) for week, verdict in judged]
        decision = ctx.decide(name, tenant_id, _record_facts(judged, plans, places))
        done += [
            _carry_out(ctx, week, plan, decision, earlier=mends[week.id], place=places.get(week.dossier_id))
            for (week, _), plan in zip(judged, plans, strict=True)
        ]
    if not done:
        return replies
    shape = "logbook.sent_back" if name == "logbook.send_back" else "logbook.approved"
    facts: dict[str, Any] = {"weeks": done, "reason": ctx.meaning.reason}
    if name != "logbook.send_back":
        facts["undo_until"] = (ctx.now + ctx.undo_window).astimezone(ctx.actor.zone).isoformat()
    return [Reply(shape, facts, acted=True), *replies]


def _plan(week: LogbookWeek, verdict: WeekVerdict, name: str, shown: dict[str, Any]) -> dict[str, Any]:
    """Say which days will be approved, returned and left: only days that were shown as open, and still are."""
    submitted = {day.date: day for day in days_in(week, DayState.SUBMITTED) if day.date.isoformat() in shown["open"]}
    named = {change.date: change.minutes for change in verdict.days}
    back: dict[Any, int | None] = {}
    for day, minutes in named.items():
        entry = day_of(week, day)
        is_other = entry is None or minutes is None or minutes != entry.minutes
        if is_other and (entry is None or day in submitted):
            back[day] = minutes
    if name == "logbook.send_back":
        if not verdict.days:
            back = dict.fromkeys(submitted)
        approved = []
    else:
        approved = [day for day in submitted.values() if day.date not in named]
    waiting = days_in(week, DayState.SUBMITTED)
    left = [day for day in waiting if day not in approved and day.date not in back]
    made = [day for day in back if day_of(week, day) is None]
    kept = [
        {**day_facts(day), "note": ""}
        for day in days_in(week, DayState.APPROVED, DayState.CORRECTION)
        if day.date in named and named[day.date] != day.minutes
    ]
    whole = not verdict.days
    return {"approved": approved, "back": back, "left": left, "made": made, "kept": kept, "whole": whole}


def _record_facts(
    judged: list[tuple[LogbookWeek, WeekVerdict]], plans: list[dict[str, Any]], places: Mapping[int, Person]
) -> dict[str, Any]:
    """Write what a decision changes, hours included, as it will stand in the record, and in whose place."""
    return {
        "weeks": [
            {
                "week": week.id,
                "dossier": week.dossier_id,
                "monday": week.monday.isoformat(),
                "version": version(week.id, week.days),
                "approved": pairs(plan["approved"]),
                "returned": [{"date": day.isoformat(), "proposed": minutes} for day, minutes in plan["back"].items()],
                **({"in_place_of": places[week.dossier_id].id} if week.dossier_id in places else {}),
            }
            for (week, _), plan in zip(judged, plans, strict=True)
        ],
        "made": [
            [week.id, day.isoformat()] for (week, _), plan in zip(judged, plans, strict=True) for day in plan["made"]
        ],
    }


def _carry_out(
    ctx: Context,
    week: LogbookWeek,
    plan: dict[str, Any],
    decision: Decision,
    *,
    earlier: Sequence[Question],
    place: Person | None = None,
) -> dict[str, Any]:
    """Change one week as planned, tell its student, and give what to read back."""
    reason = ctx.meaning.reason
    approved = pairs(plan["approved"])
    service.approve(
        ctx.session,
        week,
        plan["approved"],
        decision=decision,
        by=ctx.actor.id,
        final_at=ctx.now + ctx.undo_window,
    )
    returned = service.send_back(ctx.session, week, plan["back"], reason=reason, decision=decision, by=ctx.actor.id)
    back = [
        {**pair, "proposed": day.proposed_minutes, "reason": reason}
        for pair, day in zip(pairs(returned), returned, strict=True)
    ]
    if returned:
        _tell_to_mend(ctx, week, back, whole=plan["whole"], earlier=earlier, place=place)
    elif approved:
        facts = {"week": week_facts(week), "minutes": sum(day["minutes"] for day in approved)}
        facts |= {"supervisor": ctx.actor.person.name, "in_place_of": place.name if place else ""}
        ctx.tell(week.dossier.student_id, week.tenant_id, Reply("logbook.student_approved", facts))
    return week_facts(
        week,
        approved=approved,
        approved_minutes=sum(day["minutes"] for day in approved),
        returned=back,
        left=pairs(plan["left"]),
        kept=plan["kept"],
        whole=plan["whole"],
    )


def _tell_to_mend(
    ctx: Context,
    week: LogbookWeek,
    back: list[dict[str, Any]],
    *,
    whole: bool,
    earlier: Sequence[Question],
    place: Person | None,
) -> None:
    """Tell a student what to mend, with a button when every day has named hours; earlier questions make way."""
    student_id = week.dossier.student_id
    for question in earlier:
        question.close(ctx.now, by=ctx.inbox_id, why="superseded")
    named = [day for day in back if day["proposed"] is not None]
    choices = []
    if named and len(named) == len(back):
        enter = {
            "command": "logbook.enter",
            "weeks": [{"week": week.id, "days": [[day["date"], day["proposed"]] for day in named]}],
            "words": "",
            "reason": "",
        }
        choices = [{"label": "take_over", "meaning": enter}]
    question = ctx.ask("mend", student_id, week.tenant_id, {"items": [item_facts(week)], "choices": choices})
    facts = {
        "week": week_facts(week),
        "days": back,
        "whole": whole,
        "reason": ctx.meaning.reason,
        "supervisor": ctx.actor.person.name,
        "in_place_of": place.name if place else "",
    }
    ctx.tell(student_id, week.tenant_id, Reply("logbook.mend", facts, question=question))


@command("logbook.hold", needs=Right.LOGBOOK_APPROVE, proof=KNOWN, confirm=Confirm.NEVER)
def hold(ctx: Context) -> Reply:
    """Leave hours open: not yet."""
    _note_left(ctx)
    return Reply("logbook.held", {"weeks": _named(ctx), "undoable": _just_acted(ctx)})


def _note_left(ctx: Context) -> None:
    for question in (ctx.answered.question, *ctx.answered.several):
        if question is not None:
            question.note_left_open()


def _just_acted(ctx: Context) -> bool:
    """Say whether their last answer on hours did something that they can still take back."""
    last = reach.last_decisions(ctx.session, ctx.actor.id)
    return undoing.is_about_hours(last) and ctx.now - last[-1].decided_at <= JUST


@command("logbook.reject", needs=Right.LOGBOOK_APPROVE, proof=KNOWN, confirm=Confirm.NEVER)
def reject(ctx: Context) -> Reply:
    """Disagree without saying what is wrong: nothing changes, and we ask which day."""
    _note_left(ctx)
    return Reply("logbook.rejected", {"weeks": _named(ctx)})


@command("logbook.later", needs=Right.LOGBOOK_APPROVE, proof=KNOWN, confirm=Confirm.NEVER)
def later(ctx: Context) -> Reply:
    """Do it later: nothing changes."""
    _note_left(ctx)
    when = ctx.meaning.when
    facts = {"weeks": _named(ctx), "when": when.isoformat() if when else None, "remind": ""}
    if when is None or when <= ctx.actor.today or preference_of(ctx.session, ctx.actor.id).stopped_at is not None:
        return Reply("logbook.later", facts)
    # On a day that they named themselves they may be reminded; that is only offered.
    times = ctx.meaning.fields.get("times", ())
    at = time.fromisoformat(times[0]) if times else REMIND_AT
    fields = {"days": [when.isoformat()], "times": [f"{at:%H:%M}"]}
    question = ctx.propose(
        [Meaning("people.snooze", words=ctx.words, fields=fields)], [], ctx.actor.memberships[0].tenant_id
    )
    facts["remind"] = datetime.combine(when, at, ctx.actor.zone).isoformat()
    return Reply("logbook.later", facts, question=question)


def _named(ctx: Context) -> list[dict[str, Any]]:
    weeks = service.read_weeks(ctx.session, may_judge(ctx.actor), [verdict.week_id for verdict in ctx.meaning.weeks])
    numbers = ctx.numbers
    # Behind an "oeps" they stand in another order than in the list.
    weeks = sorted(weeks, key=lambda week: numbers.get(week.id, len(numbers) + 1))
    return [week_facts(week, number=numbers.get(week.id)) for week in weeks]


@command("logbook.show", needs=Right.LOGBOOK_READ, proof=KNOWN, confirm=Confirm.NEVER)
def show(ctx: Context) -> Reply:
    """Show the hours of a week."""
    weeks = reach.visible_weeks(ctx.session, ctx.actor, [verdict.week_id for verdict in ctx.meaning.weeks])
    if not weeks:
        return _open_weeks(ctx)
    if _is_student(ctx):
        own = [own_weeks.own_week(week.dossier, week.monday, week, ctx.actor.today) for week in weeks]
        return Reply("logbook.mine", {"weeks": own})
    judged = reach.judged_ids(ctx.session, ctx.actor, weeks)
    items = [item_facts(week) for week in weeks if week.id in judged and days_in(week, DayState.SUBMITTED)]
    question = reach.week_question(ctx, items, weeks[0].tenant_id) if items else None
    return Reply("logbook.week", {"weeks": [week_facts(week) for week in weeks]}, question=question)


@command("logbook.list_open", needs=Right.LOGBOOK_READ, proof=KNOWN, confirm=Confirm.NEVER)
def list_open(ctx: Context) -> Reply:
    """List what is still open."""
    return _open_weeks(ctx)


def _is_student(ctx: Context) -> bool:
    """Say whether they only log hours of their own; then all weeks that they may see are theirs, drafts included."""
    return {membership.role for membership in ctx.actor.memberships} == {Role.STUDENT}


def _open_weeks(ctx: Context) -> Reply:
    if _is_student(ctx):
        weeks = reach.weeks_to_mend(ctx.session, ctx.actor)
        last = monday_of(ctx.actor.today) - timedelta(days=7)
        own = own_weeks.not_handed_in(ctx.session, may_enter(ctx.actor), last, ctx.actor.today)
        shown = {"weeks": [week_facts(week) for week in weeks], "own": own}
        return Reply("logbook.to_mend", {**shown, "kept_out": kept_out(ctx.session, ctx.actor)})
    digest = digests.digest_for(ctx.session, ctx.actor)
    facts = {"missing": digest.missing, "kept_out": kept_out(ctx.session, ctx.actor)}
    if not digest.weeks:
        return Reply("logbook.nothing_open", facts)
    question = digests.ask(ctx.session, digest, ctx.actor, ctx.now)
    return Reply("logbook.open", {**facts, "weeks": digest.weeks}, question=question)
