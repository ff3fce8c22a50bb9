"""What every wish of a person has in common: how it is recorded, said back when we are not sure, and taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.access import Right
from core.command import Context, Reply
from core.menus import plan_menu
from core.people.preferences import change, restore
from core.record import Decision

LANGUAGE = "language"
LONGEST_PERIOD = 2
WEEK = timedelta(days=7)


def role_of(ctx: Context) -> str:
    """Say whom a reply addresses, for the wording."""
    is_student = Right.LOGBOOK_ENTER in ctx.actor.rights and Right.LOGBOOK_APPROVE not in ctx.actor.rights
    return "student" if is_student else "supervisor"


def is_reminded(ctx: Context) -> bool:
    """Say whether this person gets reminders at all: who judges hours or logs them."""
    return not {Right.LOGBOOK_APPROVE, Right.LOGBOOK_ENTER}.isdisjoint(ctx.actor.rights)


def tenant_of(ctx: Context) -> int:
    """Give the tenant in whose record a wish of this person's own stands: the one they belong to longest.

    Everyone who may say anything belongs to one.
    """
    return ctx.actor.memberships[0].tenant_id


def said(ctx: Context, reply: str, **facts: Any) -> Reply:
    """Make a reply of this domain that knows whom it addresses."""
    return Reply(f"people.{reply}", {"role": role_of(ctx), **facts})


def not_reminded(ctx: Context) -> Reply:
    """Say that this person gets no reminders; an admin may have meant those of the school."""
    return said(ctx, "no_reminders", is_admin=Right.SERVICE_RUN in ctx.actor.rights)


def ask_for(ctx: Context, wants: str, reply: str) -> Reply:
    """Ask for the one thing that a request lacks; what they said is kept."""
    return replace(said(ctx, reply), question=ctx.ask_for(wants, tenant_of(ctx)))


def wish(ctx: Context, values: dict[str, object], *, command: str = "") -> None:
    """Set what someone asked for and record it, even when it already was so: they said it.

    command: whose record it is, when that is another than was said.
    """
    facts = change(ctx.session, ctx.actor.id, values)
    ctx.decide(command or ctx.meaning.command, tenant_of(ctx), facts)


def speak(ctx: Context, language: str) -> None:
    """Speak another language to this person from now on; the command menus of their chats follow."""
    ctx.actor.person.language = language
    plan_menu(ctx.session, ctx.actor.id, ctx.now)


def done(reply: Reply) -> Reply:
    """Mark a reply as one of something that was done, so that a receipt belongs to it."""
    return replace(reply, acted=True)


def propose(ctx: Context, **facts: Any) -> list[Reply]:
    """Say back what was understood and ask for a yes. facts: the values, as they will be set."""
    question = ctx.propose([replace(ctx.meaning, words=ctx.words)], [], tenant_of(ctx))
    return [replace(said(ctx, "proposal", what=ctx.meaning.command, **facts), question=question)]


def plainly(ctx: Context) -> Sequence[Reply]:
    """Say back a wish that has no values of its own."""
    return propose(ctx)


def period_of(days: Sequence[str], today: date, *, one_day: bool = False) -> tuple[date, date] | None:
    """Read the first and last day of a period that lies ahead; None when no one or two days were said.

    days: ISO dates, each the next such day. "Van maandag tot vrijdag", said on a Wednesday, ends after it begins. With
    one day it begins today and ends then; one_day: it is that day alone.
    """
    named = [date.fromisoformat(day) for day in days]
    if not 0 < len(named) <= LONGEST_PERIOD:
        return None
    since, until = named[0] if one_day or len(named) > 1 else today, named[-1]
    if timedelta() < since - until < WEEK:
        until += WEEK
    return since, until


def taken_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Set what someone asked for back to what it was."""
    was = dict(decision.facts["was"])
    if LANGUAGE in was:
        speak(ctx, was.pop(LANGUAGE))
    restore(ctx.session, ctx.actor.id, was)
    return [{"command": decision.command}]
