"""What people can say of when they are left alone: later, at certain hours, on holidays."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from core import outbox
from core.access import Right
from core.command import PROVEN, Confirm, Context, Reply, command
from core.logbook.holidays import builders_holiday, is_region
from core.outbox import OutboxMessage
from core.people.asking import (
    ask_for,
    done,
    is_reminded,
    not_reminded,
    period_of,
    plainly,
    propose,
    said,
    taken_back,
    wish,
)
from core.people.preferences import Way, preference_of
from core.people.quiet import clock, loud_from, quiet_facts
from core.receiver import chats_of
from core.tenants.models import Tenant

MORNING = time(8)
FARTHEST = timedelta(days=31)
LONGEST_FREE = 62
TWO = 2
DIGEST, STUDENT = "reminders.digest", "reminders.student"


def _moment(ctx: Context) -> datetime | Reply:
    """Read when to remind again; or ask for it, or say why that moment can't be."""
    fields = ctx.meaning.fields
    local = ctx.now.astimezone(ctx.actor.zone)
    if not is_reminded(ctx):
        return not_reminded(ctx)
    if preference_of(ctx.session, ctx.actor.id).stopped_at is not None:
        return said(ctx, "snooze_refused", why="stopped")
    days, times = fields.get("days", ()), fields.get("times", ())
    if not days and not times:
        return ask_for(ctx, "days", "snooze_when")
    at = time.fromisoformat(times[0]) if times else MORNING
    day = date.fromisoformat(days[0]) if days else local.date()
    moment = datetime.combine(day, at, ctx.actor.zone)
    if not days and moment <= local:
        moment = datetime.combine(day + timedelta(days=1), at, ctx.actor.zone)
    if moment <= local:
        return said(ctx, "snooze_refused", why="past")
    if moment - local > FARTHEST:
        return said(ctx, "snooze_refused", why="far")
    return moment.astimezone(UTC)


def _shown(ctx: Context, moment: datetime) -> str:
    """Give when the reminder will really be there: in chat not before the quiet hours are over."""
    asked = preference_of(ctx.session, ctx.actor.id)
    by_chat = asked.channel in {Way.ANY, Way.CHAT} and bool(chats_of(ctx.session, ctx.actor.id))
    there = loud_from(asked, moment, ctx.actor.person.time_zone) if by_chat else moment
    return there.astimezone(ctx.actor.zone).isoformat()


def _preview_snooze(ctx: Context) -> Sequence[Reply]:
    moment = _moment(ctx)
    return [moment] if isinstance(moment, Reply) else propose(ctx, when=_shown(ctx, moment))


@command(
    "people.snooze",
    needs=Right.SELF,
    proof=PROVEN,
    confirm=Confirm.UNDO,
    undo=taken_back,
    preview=_preview_snooze,
)
def snooze(ctx: Context) -> Reply:
    """Remind me later, at a day or time; until then no other reminder comes."""
    moment = _moment(ctx)
    if isinstance(moment, Reply):
        return moment
    wish(ctx, {"snoozed_until": moment})
    for name, facts in _again(ctx):
        message = OutboxMessage(
            key=f"snooze:{ctx.actor.id}:{moment:%Y%m%dT%H%M}:{name}",
            person_id=ctx.actor.id,
            name=name,
            facts={**facts, "snoozed": moment.isoformat()},
            due_at=moment,
            token="",
        )
        outbox.put_once(ctx.session, message)
    return done(said(ctx, "snoozed", when=_shown(ctx, moment)))


def _again(ctx: Context) -> list[tuple[str, dict[str, Any]]]:
    """Say which reminders come again: the list for who judges, the week they were asked for or are in for students."""
    found: list[tuple[str, dict[str, Any]]] = []
    if Right.LOGBOOK_APPROVE in ctx.actor.rights:
        found.append((DIGEST, {"nth": 3}))
    if Right.LOGBOOK_ENTER in ctx.actor.rights:
        question = ctx.answered.question
        asked = question.facts.get("log", {}) if question is not None else {}
        this_week = ctx.actor.today - timedelta(days=ctx.actor.today.weekday())
        found.append((STUDENT, {"nth": 3, "monday": asked.get("monday") or this_week.isoformat()}))
    return found


def _hours(ctx: Context) -> tuple[int, int] | Reply:
    """Read from when until when to be quiet, as minutes of the day; or ask for it."""
    times = ctx.meaning.fields.get("times", ())
    if len(times) != TWO or times[0] == times[1]:
        return ask_for(ctx, "times", "quiet_when")
    begins, ends = (time.fromisoformat(one) for one in times)
    return begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute


def _preview_quiet(ctx: Context) -> Sequence[Reply]:
    hours = _hours(ctx)
    return [hours] if isinstance(hours, Reply) else propose(ctx, begins=clock(hours[0]), ends=clock(hours[1]))


@command("people.quiet", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=_preview_quiet)
def quiet(ctx: Context) -> Reply:
    """Keep the chat quiet between two times of day; what comes then waits."""
    hours = _hours(ctx)
    if isinstance(hours, Reply):
        return hours
    return _quiet(ctx, {"quiet_from": hours[0], "quiet_until": hours[1]})


@command("people.quiet_weekend", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def quiet_weekend(ctx: Context) -> Reply:
    """Keep the chat quiet from Saturday until Monday morning; what comes then waits."""
    return _quiet(ctx, {"quiet_weekend": True})


@command("people.loud", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def loud(ctx: Context) -> Reply:
    """Have no more quiet hours: messages come at any time."""
    return _quiet(ctx, {"quiet_from": None, "quiet_until": None, "quiet_weekend": False})


def _quiet(ctx: Context, values: dict[str, object]) -> Reply:
    wish(ctx, values)
    asked = preference_of(ctx.session, ctx.actor.id)
    has_chat = bool(chats_of(ctx.session, ctx.actor.id))
    return done(said(ctx, "quiet_set", **quiet_facts(asked), has_chat=has_chat))


@command("people.builders", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def builders(ctx: Context) -> Reply:
    """Send no reminders in the builders' holiday of your school's region."""
    tenants = {membership.tenant_id for membership in ctx.actor.memberships}
    schools = ctx.session.scalars(select(Tenant).where(Tenant.id.in_(tenants))).all()
    regions = {one.region for one in schools if one.country == "NL" and is_region("NL", one.region)}
    period = _period(ctx, next(iter(regions))) if len(regions) == 1 else None
    if period is None:
        return said(ctx, "builders_unknown")
    (region,) = regions
    wish(ctx, {"builders_region": region})
    return done(said(ctx, "builders_set", region=region, since=period[0].isoformat(), until=period[1].isoformat()))


def _period(ctx: Context, region: str) -> tuple[date, date] | None:
    """Give the builders' holiday that is now or comes next."""
    today = ctx.actor.today
    periods = (builders_holiday(region, year) for year in (today.year, today.year + 1))
    return next((period for period in periods if period is not None and period[1] >= today), None)


def _free(ctx: Context) -> tuple[date, date] | Reply:
    """Read the first and last day of a period without reminders; or ask for it, or say why it can't be."""
    period = period_of(ctx.meaning.fields.get("days", ()), ctx.actor.today)
    if period is None:
        return ask_for(ctx, "days", "free_when")
    since, until = period
    if not since <= until or (until - since).days > LONGEST_FREE:
        return said(ctx, "period_refused", since=since.isoformat(), until=until.isoformat(), most=LONGEST_FREE)
    return since, until


def _preview_free(ctx: Context) -> Sequence[Reply]:
    period = _free(ctx)
    if isinstance(period, Reply):
        return [period]
    return propose(ctx, since=period[0].isoformat(), until=period[1].isoformat())


@command("people.free", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=_preview_free)
def free(ctx: Context) -> Reply:
    """Send no reminders in a period of your own, such as your holiday."""
    period = _free(ctx)
    if isinstance(period, Reply):
        return period
    wish(ctx, {"free_from": period[0], "free_until": period[1]})
    can_hand_over = Right.LOGBOOK_APPROVE in ctx.actor.rights
    facts: dict[str, Any] = {"since": period[0].isoformat(), "until": period[1].isoformat()}
    return done(said(ctx, "free_set", **facts, can_hand_over=can_hand_over))


@command("people.not_free", needs=Right.SELF, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=plainly)
def not_free(ctx: Context) -> Reply:
    """Send reminders in the builders' holiday and your own holiday after all."""
    wish(ctx, {"builders_region": "", "free_from": None, "free_until": None})
    return done(said(ctx, "not_free"))
