"""What an admin says of messages that were set aside or could not be sent: see them, try again, or let go."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import outbox
from core.access import Right
from core.command import KNOWN, PROVEN, Confirm, Context, Reply, command
from core.inbox import InboxMessage, InboxState
from core.operations.excerpt import excerpt_of
from core.operations.reach import home, not_sent, set_aside
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Person

MOST_LISTED = 10


@command("operations.quarantine", needs=Right.SERVICE_RUN, proof=KNOWN, confirm=Confirm.NEVER)
def quarantine(ctx: Context) -> Reply:
    """List the messages that were set aside, with why."""
    rows = ctx.session.scalars(
        select(InboxMessage)
        .where(set_aside(ctx.session, ctx.actor))
        .order_by(InboxMessage.id.desc())
        .limit(MOST_LISTED + 1)
    ).all()
    listed = [_aside(ctx, row) for row in rows[:MOST_LISTED]]
    return Reply("operations.quarantine", {"messages": listed, "has_more": len(rows) > MOST_LISTED, **_place(ctx)})


@command("operations.show", needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.NEVER)
def show(ctx: Context) -> Reply:
    """Show how a message that was set aside begins, by its number."""
    row = _one_aside(ctx)
    return row if isinstance(row, Reply) else Reply("operations.message", {"one": _aside(ctx, row, is_whole=True)})


def replay_proposed(ctx: Context) -> Sequence[Reply]:
    """Say which message would be read anew, and ask for a yes."""
    row = _one_aside(ctx)
    if isinstance(row, Reply):
        return [row]
    return [Reply("operations.replay_proposal", {"one": _aside(ctx, row)}, question=_asks(ctx))]


@command("operations.replay", needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.ALWAYS, preview=replay_proposed)
def replay(ctx: Context) -> Reply:
    """Read a message that was set aside anew, as if it came just now; its sender gets the answer."""
    row = _one_aside(ctx, is_locked=True)
    if isinstance(row, Reply):
        return row
    was = {"was": {"outcome": row.outcome, "trouble": row.trouble}}
    row.state, row.attempts, row.retry_at, row.fingerprint = InboxState.RECEIVED, 0, None, None
    row.outcome, row.trouble, row.decided_at = "", "", None
    ctx.decide("operations.replay", home(ctx.actor), {"message": row.id, **was})
    return Reply("operations.replayed", {"one": _aside(ctx, row)}, acted=True)


@command("operations.unsent", needs=Right.SERVICE_RUN, proof=KNOWN, confirm=Confirm.NEVER)
def unsent(ctx: Context) -> Reply:
    """List the messages that could not be sent, with why and when they are tried again."""
    rows = ctx.session.scalars(
        select(OutboxMessage)
        .where(not_sent(ctx.session, ctx.actor))
        .order_by(OutboxMessage.id.desc())
        .limit(MOST_LISTED + 1)
    ).all()
    listed = [_stuck(ctx, row) for row in rows[:MOST_LISTED]]
    return Reply("operations.unsent", {"messages": listed, "has_more": len(rows) > MOST_LISTED, **_place(ctx)})


def retry_proposed(ctx: Context) -> Sequence[Reply]:
    """Say which message would be sent once more, and ask for a yes."""
    row = _one_stuck(ctx)
    if isinstance(row, Reply):
        return [row]
    return [Reply("operations.retry_proposal", {"one": _stuck(ctx, row)}, question=_asks(ctx))]


@command(
    "operations.retry",
    needs=Right.SERVICE_RUN,
    proof=PROVEN,
    confirm=Confirm.NEVER,
    acts=True,
    preview=retry_proposed,
)
def retry(ctx: Context) -> Reply:
    """Send a message that could not be sent once more, now; it is settled anew, so that it says what is true then."""
    row = _one_stuck(ctx)
    if isinstance(row, Reply):
        return row
    was = {"was": {"state": row.state, "trouble": row.trouble}}
    row.state, row.attempts, row.lease_until, row.due_at = OutboxState.PLANNED, 0, None, ctx.now
    ctx.decide("operations.retry", home(ctx.actor), {"message": row.id, **was})
    return Reply("operations.retried", {"one": _stuck(ctx, row)}, acted=True)


def drop_proposed(ctx: Context) -> Sequence[Reply]:
    """Ask why when nothing was said; else say which message would not be sent any more, and ask for a yes."""
    row = _one_stuck(ctx)
    if isinstance(row, Reply):
        return [row]
    if not ctx.meaning.fields.get("text"):
        return [Reply("operations.why", {"one": _stuck(ctx, row)}, question=ctx.ask_for("text", home(ctx.actor)))]
    facts = {"one": _stuck(ctx, row), "reason": ctx.meaning.fields["text"]}
    return [Reply("operations.drop_proposal", facts, question=_asks(ctx))]


@command("operations.drop", needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.ALWAYS, preview=drop_proposed)
def drop(ctx: Context) -> Reply:
    """Leave a message unsent for good, for a reason that is written down."""
    row = _one_stuck(ctx)
    if isinstance(row, Reply):
        return row
    reason = str(ctx.meaning.fields.get("text", ""))
    facts = {"message": row.id, "reason": reason, "was": {"state": row.state, "trouble": row.trouble}}
    outbox.drop(row, f"let go by an admin: {reason}")
    ctx.decide("operations.drop", home(ctx.actor), facts)
    return Reply("operations.dropped", {"one": _stuck(ctx, row)}, acted=True)


def _asks(ctx: Context) -> Any:
    return ctx.propose([replace(ctx.meaning, words=ctx.words)], [], home(ctx.actor))


def _place(ctx: Context) -> dict[str, Any]:
    return {"tenant_id": home(ctx.actor)}


def _number(ctx: Context) -> int | None:
    numbers = ctx.meaning.fields.get("numbers", [])
    return int(numbers[0]) if len(numbers) == 1 else None


def _one_aside(ctx: Context, *, is_locked: bool = False) -> InboxMessage | Reply:
    """Find the message that is meant among those set aside; or say that there is none with that number."""
    wanted = select(InboxMessage).where(InboxMessage.id == _number(ctx), set_aside(ctx.session, ctx.actor))
    row = ctx.session.scalars(wanted.with_for_update() if is_locked else wanted).first()
    return row if row is not None else Reply("operations.unknown", {"number": _number(ctx), "is_out": False})


def _one_stuck(ctx: Context) -> OutboxMessage | Reply:
    """Find the message that is meant among those that could not be sent, and lock it; or say that there is none."""
    wanted = select(OutboxMessage).where(OutboxMessage.id == _number(ctx), not_sent(ctx.session, ctx.actor))
    row = ctx.session.scalars(wanted.with_for_update()).first()
    return row if row is not None else Reply("operations.unknown", {"number": _number(ctx), "is_out": True})


def _aside(ctx: Context, row: InboxMessage, *, is_whole: bool = False) -> dict[str, Any]:
    """Write a message that was set aside. excerpt: how it begins; heading: its subject."""
    shown = excerpt_of(row.channel, row.raw)
    facts = {
        "number": row.id,
        "channel": row.channel,
        "at": _local(ctx, row.received_at),
        "from_whom": _name(ctx, row.person_id) or shown.sender,
        "heading": shown.subject,
        "trouble": row.trouble,
        "outcome": row.outcome,
        "size": len(row.raw),
        **_place(ctx),
    }
    return facts | ({"excerpt": shown.text} if is_whole else {})


def _stuck(ctx: Context, row: OutboxMessage) -> dict[str, Any]:
    """Write a message that could not be sent: what kind, to whom, why, and when it is tried again."""
    return {
        "number": row.id,
        "what": row.name,
        "to_whom": _name(ctx, row.person_id) or row.address,
        "channel": row.channel,
        "trouble": row.trouble,
        "is_final": row.state == OutboxState.FAILED,
        "again": _local(ctx, row.due_at),
        **_place(ctx),
    }


def _name(ctx: Context, person_id: int | None) -> str:
    person = ctx.session.get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else ""


def _local(ctx: Context, moment: datetime) -> str:
    return moment.astimezone(ctx.actor.zone).isoformat(timespec="minutes")
