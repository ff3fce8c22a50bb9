"""Pausing and resuming a school's reminders: nobody is reminded of its students meanwhile; answers go on as ever."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Right, governed
from core.command import PROVEN, Confirm, Context, Reply, UndoRefused, command
from core.record import Decision
from core.tenants.models import Tenant

PAUSE = "operations.pause"


def taken_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Set a school's reminders back to what they were. Raises: UndoRefused when that was changed since."""
    tenant = ctx.session.get_one(Tenant, decision.tenant_id, with_for_update=True)
    told = {"school": tenant.name, "is_paused": tenant.reminders_paused_at is not None}
    if tenant.id not in governed(ctx.actor) or told["is_paused"] is not (decision.command == PAUSE):
        raise UndoRefused("not_undone", told)
    was = decision.facts["was"]
    tenant.reminders_paused_at = datetime.fromisoformat(was) if was else None
    return [{**told, "is_paused": bool(was)}]


def proposed(ctx: Context) -> Sequence[Reply]:
    """Say for which schools reminders would be paused or resumed, and ask for a yes."""
    tenants = _changing(ctx)
    if not tenants:
        return [_already(ctx)]
    question = ctx.propose([replace(ctx.meaning, words=ctx.words)], [], tenants[0].id)
    return [Reply("operations.pause_proposal", _facts(ctx, tenants), question=question)]


@command(PAUSE, needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=proposed)
def pause(ctx: Context) -> Reply:
    """Pause the reminders of your schools, until you resume them."""
    return _set(ctx)


@command(
    "operations.resume", needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.UNDO, undo=taken_back, preview=proposed
)
def resume(ctx: Context) -> Reply:
    """Let the reminders of your schools go again."""
    return _set(ctx)


def _set(ctx: Context) -> Reply:
    tenants = _changing(ctx)
    if not tenants:
        return _already(ctx)
    for tenant in tenants:
        was = tenant.reminders_paused_at
        tenant.reminders_paused_at = ctx.now if _is_pause(ctx) else None
        ctx.decide(ctx.meaning.command, tenant.id, {"was": was.isoformat() if was else None})
    return Reply("operations.paused", _facts(ctx, tenants), acted=True)


def _is_pause(ctx: Context) -> bool:
    return ctx.meaning.command == PAUSE


def _changing(ctx: Context) -> list[Tenant]:
    """Give the admin's schools for which this changes something, locked."""
    wanted = select(Tenant).where(Tenant.id.in_(governed(ctx.actor))).order_by(Tenant.id).with_for_update()
    tenants = ctx.session.scalars(wanted.execution_options(populate_existing=True))
    return [tenant for tenant in tenants if (tenant.reminders_paused_at is None) is _is_pause(ctx)]


def _already(ctx: Context) -> Reply:
    return Reply("operations.already", {"is_paused": _is_pause(ctx)})


def _facts(ctx: Context, tenants: Sequence[Tenant]) -> dict[str, Any]:
    return {"schools": [tenant.name for tenant in tenants], "is_paused": _is_pause(ctx)}
