"""How the service stands, for an admin: what waits for people, what could not be read or sent, and what is paused."""

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, func, select

from core.access import Right
from core.command import KNOWN, Confirm, Context, Reply, command
from core.dossiers.models import Dossier
from core.inbox import InboxMessage, InboxState
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.operations.reach import governed, governs_all, home, not_sent, set_aside
from core.outbox import OutboxMessage, OutboxState
from core.tenants.models import Tenant


@command("operations.status", needs=Right.SERVICE_RUN, proof=KNOWN, confirm=Confirm.NEVER)
def status(ctx: Context) -> Reply:
    """Say how the service stands: weeks that wait, messages set aside or not sent, and whether reminders are paused."""
    session, actor = ctx.session, ctx.actor
    facts: dict[str, Any] = {
        "schools": _schools(ctx),
        "set_aside": _count(ctx, select(func.count()).select_from(InboxMessage).where(set_aside(session, actor))),
        "unsent": _count(ctx, select(func.count()).select_from(OutboxMessage).where(not_sent(session, actor))),
        "is_all": governs_all(session, actor),
        "waiting": 0,
        "due": 0,
        "tenant_id": home(actor),
    }
    if facts["is_all"]:
        # The message that asks is among those that are being decided.
        waiting = select(func.count()).where(InboxMessage.state == InboxState.RECEIVED, InboxMessage.id != ctx.inbox_id)
        due = select(func.count()).where(
            OutboxMessage.state.in_((OutboxState.PLANNED, OutboxState.CLAIMED)), OutboxMessage.due_at <= ctx.now
        )
        facts |= {"waiting": _count(ctx, waiting), "due": _count(ctx, due)}
    return Reply("operations.status", facts)


def _count(ctx: Context, statement: Any) -> int:
    return int(ctx.session.scalar(statement) or 0)


def _schools(ctx: Context) -> list[dict[str, Any]]:
    """Count, for each of an admin's schools, the running placements and the weeks that wait for an answer."""
    mine = governed(ctx.actor)
    tenants = ctx.session.scalars(select(Tenant).where(Tenant.id.in_(mine)).order_by(Tenant.name, Tenant.id)).all()
    running = _by_school(
        ctx,
        select(Dossier.tenant_id, func.count()).where(
            Dossier.tenant_id.in_(mine), Dossier.starts_on <= ctx.actor.today, Dossier.ends_on >= ctx.actor.today
        ),
        Dossier.tenant_id,
    )
    has_open = exists().where(DayEntry.week_id == LogbookWeek.id, DayEntry.state == DayState.SUBMITTED)
    this_monday = ctx.actor.today - timedelta(days=ctx.actor.today.weekday())
    is_over = (LogbookWeek.monday < this_monday) | (Dossier.ends_on < ctx.actor.today)  # as in a list of open weeks
    weeks = _by_school(
        ctx,
        select(LogbookWeek.tenant_id, func.count())
        .join(LogbookWeek.dossier)
        .where(LogbookWeek.tenant_id.in_(mine), has_open, is_over),
        LogbookWeek.tenant_id,
    )
    return [
        {
            "school": tenant.name,
            "placements": running.get(tenant.id, 0),
            "weeks": weeks.get(tenant.id, 0),
            "policy": str(tenant.chat_policy),
            "paused_at": tenant.reminders_paused_at.date().isoformat() if tenant.reminders_paused_at else None,
        }
        for tenant in tenants
    ]


def _by_school(ctx: Context, statement: Any, column: Any) -> dict[int, int]:
    rows: list[tuple[int, int]] = [(row[0], row[1]) for row in ctx.session.execute(statement.group_by(column))]
    return dict(rows)
