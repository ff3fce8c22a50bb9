"""What can be said of a suspected data leak: it goes to the privacy officers at once, and is asked about afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.access import Right
from core.command import KNOWN, Confirm, Context, Reply, command
from core.people.asking import role_of
from core.problems import service, writing
from core.problems.models import Problem, ProblemKind
from core.problems.writing import Written
from core.questions import Question


def _said(ctx: Context, reply: str, **facts: Any) -> Reply:
    at = ctx.now.astimezone(ctx.actor.zone).isoformat(timespec="minutes")
    return Reply(f"problems.{reply}", {"role": role_of(ctx), "at": at, **facts}, acted=True)


def _where_to_turn(ctx: Context) -> list[Reply]:
    """Tell who belongs to no school any more whom to tell themselves; their word is not passed on."""
    return [Reply("problems.leak_stranger", {"officers": service.officers(ctx.session), "is_known": True})]


@command("problems.leak", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER, refuse=_where_to_turn)
def report_leak(ctx: Context) -> Reply:
    """Report a suspected data leak: it goes to the privacy officer of each of your schools at once."""
    told: list[dict[str, Any]] = []
    untold: list[str] = []
    number = 0
    # All of it as it was typed: what they thought to be the heart of it is not for us to pick.
    written = Written(ctx.said or ctx.words, ctx.inbox_id, ctx.now)
    for tenant in service.concerned(ctx.session, ctx.actor):
        address = service.officer_for(tenant)
        decision = ctx.decide("problems.leak", tenant.id, {"address": address})
        number = number or decision.id
        if not address:
            untold.append(tenant.name)
            continue
        problem = Problem(
            tenant_id=tenant.id,
            kind=ProblemKind.LEAK,
            reporter_id=ctx.actor.id,
            decision_id=decision.id,
            number=number,
            address=address,
            reported_at=ctx.now,
        )
        ctx.session.add(problem)
        ctx.session.flush()
        writing.keep(ctx.session, problem, written, name=writing.LEAK)
        told.append({"school": tenant.name, "address": address})
    is_bare = not str(ctx.meaning.fields.get("text", "")).strip()
    reply = _said(ctx, "leak_reported", number=number, told=told, untold=untold, asks=is_bare and bool(told))
    return replace(reply, question=_ask_more(ctx, number)) if is_bare and told else reply


def _told_back(ctx: Context) -> list[Reply]:
    """Say back what would go to whom, and ask for a yes: by its words it is likely a leak, and not surely."""
    tenants = service.concerned(ctx.session, ctx.actor)
    if not tenants:
        return _where_to_turn(ctx)
    text = str(ctx.meaning.fields.get("text", "")) or ctx.words
    facts = {"text": text, "schools": [tenant.name for tenant in tenants]}
    waiting = ctx.waiting()
    question = ctx.propose([replace(ctx.meaning, words=text, fields={"text": text})], [], tenants[0].id)
    question.facts = {**question.facts, "follows": waiting}
    return [replace(_said(ctx, "leak_proposal", **facts), acted=False, question=question)]


@command(
    "problems.leak_told",
    needs=Right.SELF,
    proof=KNOWN,
    confirm=Confirm.ALWAYS,
    acts=True,
    preview=_told_back,
    refuse=_where_to_turn,
)
def report_likely_leak(ctx: Context) -> Reply | Sequence[Reply]:
    """Report what sounds like a data leak, once you said that it is one."""
    ctx.said = str(ctx.meaning.fields.get("text", "")) or ctx.said
    return report_leak(ctx)


def _ask_more(ctx: Context, number: int) -> Question:
    """Ask what happened, after it was reported; what is typed next is sent after it."""
    ctx.meaning = replace(ctx.meaning, command="problems.leak_details", fields={"number": number})
    return ctx.ask_for("text", None)


@command("problems.leak_details", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def add_details(ctx: Context) -> Reply:
    """Tell more about the data leak that you reported a moment ago; it is sent after it at once."""
    fields = ctx.meaning.fields
    text = str(fields.get("text", "")).strip()
    found = service.leaks_of(ctx.session, ctx.actor, fields.get("number"))
    if not found or not text:
        return replace(_said(ctx, "nothing_to_answer"), acted=False)
    for problem in found:
        ctx.decide("problems.leak_details", problem.tenant_id, {"problem": problem.id})
        writing.keep(ctx.session, problem, Written(text, ctx.inbox_id, ctx.now), name=writing.MORE)
    return _said(ctx, "details_sent", number=found[0].number)
