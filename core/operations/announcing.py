"""Announcing: what a school's admin tells everybody of one role, said back first, each by the way they chose."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, or_, select

from core.access import Right
from core.command import PROVEN, Confirm, Context, Reply, command
from core.outbox import OutboxMessage, OutboxState, new_token
from core.people.models import Membership, Role
from core.picking import schools_meant, which_school
from core.tenants.models import Tenant

ROLES = {
    "operations.announce_supervisors": (Role.WORK_SUPERVISOR, Role.SIGNATORY),
    "operations.announce_students": (Role.STUDENT,),
    "operations.announce_coordinators": (Role.COORDINATOR,),
    "operations.announce_teachers": (Role.TEACHER,),
    "operations.announce_all": tuple(Role),
}
LONGEST = 2_000


def proposed(ctx: Context) -> Sequence[Reply]:
    """Ask for the text when it is missing, and for which school of several; else say it back with how many get it."""
    text = str(ctx.meaning.fields.get("text", "")).strip()
    mine = schools_meant(ctx)
    if len(mine) > 1:
        return [which_school(ctx, Reply("operations.which"), mine)]
    if not text:
        return [Reply("operations.announce_ask", {"whom": _whom(ctx)}, question=ctx.ask_for("text", mine[0].id))]
    if len(text) > LONGEST:
        return [Reply("operations.announce_too_long", {"most": LONGEST, "length": len(text)})]
    facts = {**_facts(ctx, mine[0], text), "count": len(_receivers(ctx, mine[0]))}
    if not facts["count"]:
        return [Reply("operations.announce_nobody", facts)]
    meaning = replace(ctx.meaning, words=ctx.words, fields={**ctx.meaning.fields, "tenant": mine[0].id})
    return [Reply("operations.announce_proposal", facts, question=ctx.propose([meaning], [], mine[0].id))]


def _announce(ctx: Context) -> Reply:
    """Tell everybody who has the role today; who got it may be more than a moment ago, never at another school."""
    mine = schools_meant(ctx)
    if len(mine) != 1:
        return Reply("desk.not_allowed", {"what": ctx.meaning.command, "who": ctx.actor.person.first_name})
    tenant, text = mine[0], str(ctx.meaning.fields["text"]).strip()
    facts, people = _facts(ctx, tenant, text), _receivers(ctx, tenant)
    decision = ctx.decide(ctx.meaning.command, tenant.id, {"text": text, "count": len(people)})
    said = {part: facts[part] for part in ("school", "text", "sender", "tenant_id")}
    rows = [
        {
            "key": f"announced:{decision.id}:{person_id}",
            "person_id": person_id,
            "tenant_id": tenant.id,
            "name": "operations.announcement",
            "facts": said,
            "token": new_token(),
            "due_at": ctx.now,
            "state": OutboxState.PLANNED,
        }
        for person_id in people
    ]
    if rows:
        ctx.session.execute(insert(OutboxMessage), rows)
    return Reply("operations.announced", {**facts, "count": len(people)}, acted=True)


def _receivers(ctx: Context, tenant: Tenant) -> list[int]:
    """Give who has such a role at a school today, but for the admin who speaks."""
    today = ctx.actor.today
    return list(
        ctx.session.scalars(
            select(Membership.person_id)
            .where(
                Membership.tenant_id == tenant.id,
                Membership.role.in_(ROLES[ctx.meaning.command]),
                or_(Membership.since.is_(None), Membership.since <= today),
                or_(Membership.until.is_(None), Membership.until >= today),
                Membership.person_id != ctx.actor.id,
            )
            .distinct()
            .order_by(Membership.person_id)
        )
    )


def _whom(ctx: Context) -> str:
    return ctx.meaning.command.rpartition("_")[2]


def _facts(ctx: Context, tenant: Tenant, text: str) -> dict[str, Any]:
    return {
        "school": tenant.name,
        "tenant_id": tenant.id,
        "text": text,
        "whom": _whom(ctx),
        "sender": ctx.actor.person.name,
    }


def _declare(whom: str, summary: str) -> None:
    def run(ctx: Context) -> Reply:
        return _announce(ctx)

    run.__doc__ = summary
    command(
        f"operations.announce_{whom}", needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.ALWAYS, preview=proposed
    )(run)


_declare("supervisors", "Tell something to everybody who judges hours for your school.")
_declare("students", "Tell something to every student of your school.")
_declare("coordinators", "Tell something to the coordinators of your school's companies.")
_declare("teachers", "Tell something to the teachers of your school.")
_declare("all", "Tell something to everybody at your school and its companies.")
