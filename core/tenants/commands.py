"""What an admin can say of the chat of their school: off, minimal or full; always said back first, and recorded."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.access import Right, governed
from core.command import KNOWN, PROVEN, Confirm, Context, Reply, UndoRefused, command
from core.incoming import Evidence
from core.picking import schools_meant, which_school
from core.record import Decision
from core.tenants.models import ChatPolicy, Tenant

POLICIES = {
    "tenants.chat_off": ChatPolicy.OFF,
    "tenants.chat_minimal": ChatPolicy.MINIMAL,
    "tenants.chat_full": ChatPolicy.FULL,
}


def taken_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Set a school's chat back to what it was; not over a later choice, nor by who may not choose it here any more."""
    tenant = ctx.session.get_one(Tenant, decision.tenant_id)
    ctx.session.refresh(tenant, with_for_update=True)
    told = {"school": tenant.name, "policy": str(tenant.chat_policy)}
    if tenant.id not in governed(ctx.actor):
        raise UndoRefused("not_undone", {**told, "refused": "not_theirs"})
    if tenant.chat_policy != decision.facts["now"]["chat_policy"]:
        raise UndoRefused("not_undone", {**told, "refused": "chosen_since"})
    if not _may_choose_here(ctx, tenant):
        raise UndoRefused("not_undone", {**told, "refused": "by_mail"})
    tenant.chat_policy = decision.facts["was"]["chat_policy"]
    return [{**told, "policy": str(tenant.chat_policy)}]


def proposed(ctx: Context) -> Sequence[Reply]:
    """Say what the choice means for one school and ask for a yes; of several schools ask first which one."""
    policy = POLICIES[ctx.meaning.command]
    here, elsewhere = _choosable(ctx)
    if not here:
        return [_by_mail(elsewhere) if elsewhere else Reply("desk.not_allowed", _who(ctx))]
    if len(here) > 1:
        by_mail = [one.name for one in elsewhere]
        return [which_school(ctx, Reply("tenants.which", {"policy": str(policy), "by_mail": by_mail}), here)]
    tenant = here[0]
    if tenant.chat_policy == policy:
        return [Reply("tenants.already", {"school": tenant.name, "policy": str(policy)})]
    meaning = replace(ctx.meaning, words=ctx.words, fields={**ctx.meaning.fields, "tenant": tenant.id})
    facts = {"school": tenant.name, "policy": str(policy), "was": str(tenant.chat_policy)}
    return [Reply("tenants.proposal", facts, question=ctx.propose([meaning], [], tenant.id))]


def _declare(policy: ChatPolicy, summary: str) -> None:
    def run(ctx: Context) -> Reply:
        return _choose(ctx)

    run.__doc__ = summary
    declare = command(
        f"tenants.chat_{policy}",
        needs=Right.TENANT_CHAT,
        proof=PROVEN,
        confirm=Confirm.ALWAYS,
        undo=taken_back,
        preview=proposed,
    )
    declare(run)


_declare(ChatPolicy.OFF, "Keep your school out of the chat: all goes by mail.")
_declare(ChatPolicy.MINIMAL, "Let your school's hours through chat without names of students and without notes.")
_declare(ChatPolicy.FULL, "Let your school's hours through chat with names and notes.")


@command("tenants.chat", needs=Right.SELF, proof=KNOWN, confirm=Confirm.NEVER)
def chat(ctx: Context) -> Reply:
    """Show how much of your schools goes through chat."""
    ids = {membership.tenant_id for membership in ctx.actor.memberships}
    tenants = ctx.session.scalars(select(Tenant).where(Tenant.id.in_(ids)).order_by(Tenant.name, Tenant.id))
    schools = [{"school": tenant.name, "policy": str(tenant.chat_policy)} for tenant in tenants]
    may_choose = Right.TENANT_CHAT in ctx.actor.rights
    return Reply("tenants.chat", {"schools": schools, "may_choose": may_choose})


def _choose(ctx: Context) -> Reply:
    """Set the chat of the school that was confirmed, if it may still be chosen here."""
    policy = POLICIES[ctx.meaning.command]
    here, elsewhere = _choosable(ctx)
    if not here:
        return _by_mail(elsewhere) if elsewhere else Reply("desk.not_allowed", _who(ctx))
    tenant = here[0]
    # It waits for another choice for the same school, and is judged by what that one left.
    ctx.session.refresh(tenant, with_for_update=True)
    if not _may_choose_here(ctx, tenant):
        return _by_mail([tenant])
    if tenant.chat_policy == policy:
        return Reply("tenants.already", {"school": tenant.name, "policy": str(policy)})
    facts = {"was": {"chat_policy": str(tenant.chat_policy)}, "now": {"chat_policy": str(policy)}}
    tenant.chat_policy = policy
    ctx.decide(ctx.meaning.command, tenant.id, facts)
    return Reply("tenants.chosen", {"school": tenant.name, "policy": str(policy)}, acted=True)


def _may_choose_here(ctx: Context, tenant: Tenant) -> bool:
    """Say whether a school's chat may be chosen from where this was said: where it is off, never from a chat."""
    return Evidence.CHAT not in ctx.actor.evidence or tenant.chat_policy != ChatPolicy.OFF


def _choosable(ctx: Context) -> tuple[list[Tenant], list[Tenant]]:
    """Give the schools that are meant and may be chosen for here, and those for which that goes by mail only."""
    meant = schools_meant(ctx)
    here = [one for one in meant if _may_choose_here(ctx, one)]
    return here, [one for one in meant if one not in here]


def _by_mail(tenants: Sequence[Tenant]) -> Reply:
    return Reply("tenants.by_mail_only", {"schools": [tenant.name for tenant in tenants]})


def _who(ctx: Context) -> dict[str, Any]:
    return {"what": ctx.meaning.command, "who": ctx.actor.person.first_name}
