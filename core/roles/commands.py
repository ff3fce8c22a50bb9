"""What an admin can say of who has which role: invite, give, take, show; said back first, told, and recorded."""

from dataclasses import asdict, replace
from typing import Any

from core.access import Right, governed
from core.command import KNOWN, PROVEN, Confirm, Context, Reply, UndoRefused, command
from core.contacts.asking import done, is_as_shown, is_shut, withdrawn
from core.contacts.leaving import Ended, activate_again, end_role, is_last_signatory
from core.contacts.reading import Draft
from core.contacts.service import Where, give_roles, invite, learns_at, may_invite, person_at
from core.people.models import Person, Role
from core.picking import about, schools_meant, which
from core.record import Decision
from core.roles.asking import (
    key_of,
    newcomer,
    person_meant,
    places_said,
    refused,
    role_asked,
    said,
    said_roles,
    where_meant,
)
from core.roles.reading import roles_in
from core.roles.service import address_of, held_by, is_last_admin, memberships_by_id
from core.sheets import folded
from core.tenants.models import Organisation, Tenant


@command("roles.show", needs=Right.SERVICE_RUN, proof=KNOWN, confirm=Confirm.NEVER)
def show(ctx: Context) -> Reply:
    """Say which roles somebody has at your schools and their companies."""
    person = person_meant(ctx)
    if isinstance(person, Reply):
        return person
    held = held_by(ctx.session, person.id, schools_meant(ctx), ctx.actor.today)
    roles = [{"role": str(one.role), "where": one.where.name, "tenant_id": one.where.tenant.id} for one in held]
    return said("shown", contact=person.name, email=address_of(ctx.session, person.id), held=roles)


def _facts(roles: tuple[Role, ...], *, name: str, email: str, act: str, is_oneself: bool = False) -> dict[str, Any]:
    return {
        "act": act,
        "contact": name,
        "email": email,
        "roles": [str(role) for role in roles],
        "is_oneself": is_oneself,
    }


def _proposed(ctx: Context, where: Where, facts: dict[str, Any], **fields: Any) -> list[Reply]:
    """Say back what would be done, and keep what was said back with it."""
    meaning = replace(ctx.meaning, words=ctx.words, fields={**fields, "place": key_of(where), "shown": facts})
    return [replace(said("proposal", where, **facts), question=ctx.propose([meaning], [], where.tenant.id))]


def _tell(ctx: Context, person_id: int, where: Where, *, roles: list[str], is_given: bool) -> None:
    """Tell whom it concerns, unless they did it themselves."""
    if person_id == ctx.actor.id:
        return
    facts = {
        "by": ctx.actor.person.name,
        "roles": roles,
        "where": where.name,
        "school_email": where.tenant.contact_email,
        "is_given": is_given,
    }
    ctx.tell(person_id, where.tenant.id, Reply("roles.told", facts))


# Inviting


def _invited(ctx: Context) -> tuple[Draft, Where, Person | None] | Reply:
    """Say who is invited to what, and whom we know at that school already; or what is missing, or why it can't be."""
    found = newcomer(ctx)
    if isinstance(found, Reply):
        return found
    draft, where = found
    person = _known_there(ctx, draft, where)
    if isinstance(person, Reply):
        return person
    if person is None and not may_invite(ctx.session, where, draft.email, ctx.now):
        return refused("too_many", where, contact=draft.name)
    return draft, where, person


def _known_there(ctx: Context, draft: Draft, where: Where) -> Person | Reply | None:
    """Give who is invited when that school knows them; None when it does not, or say why it can't be.

    Whom only another school knows is invited as anybody is: of what it knows nothing is told.
    """
    person = person_at(ctx.session, draft.email)
    if person is None:
        return None
    held = held_by(ctx.session, person.id, [where.tenant], ctx.actor.today)
    why = _why_not(ctx, person, where)
    if not why and held and folded(person.surname) != folded(draft.surname):
        return refused("of_another", where, contact=person.name)
    if not why and {(role, where) for role in draft.roles} <= {(one.role, one.where) for one in held}:
        why = "already"
    return refused(why, where, contact=draft.name) if why else person if held else None


def _why_not(ctx: Context, person: Person, where: Where) -> str:
    """Say why somebody gets no role here: what is one's own is for another to give, and students see no others."""
    if person.id == ctx.actor.id:
        return "oneself"
    return "student" if learns_at(ctx.session, person.id, where.tenant.id, ctx.actor.today) else ""


def _newcomer_facts(draft: Draft, known: Person | None) -> dict[str, Any]:
    name = known.name if known is not None else draft.name
    return _facts(draft.roles, name=name, email=draft.email, act="give" if known is not None else "invite")


def _preview_invite(ctx: Context) -> list[Reply]:
    found = _invited(ctx)
    if isinstance(found, Reply):
        return [found]
    draft, where, known = found
    return _proposed(ctx, where, _newcomer_facts(draft, known), contact=draft.to_json())


def _taken_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Take an invitation back, or roles that were given. Raises: UndoRefused when that can't be."""
    where = _where_of(ctx, decision)
    if where is None:
        return []
    if "person" not in decision.facts:
        invitations = withdrawn(ctx, decision)
        return [{"act": "invite", "contact": invitations[-1].name, "where": where.name}]
    person = ctx.session.get_one(Person, decision.facts["person"])
    roles = decision.facts["roles"]
    if Role.SIGNATORY in roles and is_last_signatory(ctx.session, person.id, where, ctx.actor.today):
        raise UndoRefused("refused", refused("last_signatory", where, contact=person.name).facts)
    for membership in memberships_by_id(ctx.session, decision.facts["memberships"]):
        # Gone, not ended: nothing that brings back what they were may bring back this.
        ctx.session.delete(membership)
    _tell(ctx, person.id, where, roles=roles, is_given=False)
    return [{"act": "give", "contact": person.name, "where": where.name}]


def _where_of(ctx: Context, decision: Decision) -> Where | None:
    """Give where a decision was about, while they are admin there. Raises: UndoRefused where this chat is shut."""
    if decision.tenant_id not in governed(ctx.actor):
        return None
    tenant = ctx.session.get_one(Tenant, decision.tenant_id)
    company_id = decision.facts["organisation"]
    where = Where(tenant, ctx.session.get_one(Organisation, company_id) if company_id is not None else None)
    if is_shut(ctx, tenant):
        raise UndoRefused("refused", refused("by_mail", where).facts)
    return where


def _may_not_invite(ctx: Context) -> list[Reply]:
    """Say that they may not; and to who manages the contacts of a company, how they add one."""
    not_allowed = Reply("desk.not_allowed", {"what": "roles.invite", "who": ctx.actor.person.first_name})
    how = Reply("contacts.refused", {"why": "not_so", "contact": ""})
    return [not_allowed, how] if Right.CONTACTS_MANAGE in ctx.actor.rights else [not_allowed]


@command(
    "roles.invite",
    needs=Right.SERVICE_RUN,
    proof=PROVEN,
    confirm=Confirm.ALWAYS,
    undo=_taken_back,
    preview=_preview_invite,
    refuse=_may_not_invite,
)
def invite_to(ctx: Context) -> Reply | list[Reply]:
    """Invite somebody to a role at your school or one of its companies; they have it once they follow the link."""
    found = _invited(ctx)
    if isinstance(found, Reply):
        return found
    draft, where, known = found
    facts = _newcomer_facts(draft, known)
    if is_shut(ctx, where.tenant):
        return refused("by_mail", where, contact=draft.name)
    if not is_as_shown(ctx, **facts):
        return _preview_invite(ctx)
    if known is not None:
        return _give(ctx, known, where, draft.roles, facts)
    invitation = invite(ctx.session, where, draft, inviter=ctx.actor.person, decision_id=None, now=ctx.now)
    kept = {"organisation": where.company_id, "roles": invitation.roles, "invitation": invitation.id}
    invitation.decision_id = ctx.decide("roles.invite", where.tenant.id, kept).id
    last_day = invitation.expires_at.astimezone(ctx.actor.zone).date().isoformat()
    return done(said("done", where, **facts, last_day=last_day))


# Giving


def _given(ctx: Context) -> tuple[Person, Where, tuple[Role, ...]] | Reply:
    """Say who gets which role where; or what is missing, or why it can't be."""
    text = str(ctx.meaning.fields.get("text", ""))
    roles, named = said_roles(ctx) or roles_in(text, ()), places_said(ctx)
    person = person_meant(ctx)
    if isinstance(person, Reply):
        return person
    if not roles:
        return role_asked(ctx, person, unread=text)
    ctx.meaning = replace(ctx.meaning, fields={**ctx.meaning.fields, "roles": [str(role) for role in roles]})
    likely = [one.where for one in held_by(ctx.session, person.id, schools_meant(ctx), ctx.actor.today)]
    likely += [Where(one.tenant) for one in likely if one.company]
    where = where_meant(ctx, roles, named=named, likely=likely, wants="names")
    if isinstance(where, Reply):
        return where
    if why := _why_not(ctx, person, where):
        return refused(why, where, contact=person.name)
    held = held_by(ctx.session, person.id, [where.tenant], ctx.actor.today)
    if {(role, where) for role in roles} <= {(one.role, one.where) for one in held}:
        return refused("already", where, contact=person.name)
    return person, where, roles


def _preview_give(ctx: Context) -> list[Reply]:
    found = _given(ctx)
    if isinstance(found, Reply):
        return [found]
    person, where, roles = found
    facts = _person_facts(ctx, person, roles, act="give")
    return _proposed(ctx, where, facts, person=person.id, roles=facts["roles"])


def _person_facts(ctx: Context, person: Person, roles: tuple[Role, ...], *, act: str) -> dict[str, Any]:
    email, is_oneself = address_of(ctx.session, person.id), person.id == ctx.actor.id
    return _facts(roles, name=person.name, email=email, act=act, is_oneself=is_oneself)


def _give(ctx: Context, person: Person, where: Where, roles: tuple[Role, ...], facts: dict[str, Any]) -> Reply:
    """Give roles to somebody whom this school knows, at once."""
    names = [str(role) for role in roles]
    memberships = give_roles(ctx.session, person, where, names, ctx.actor.today)
    kept = {"organisation": where.company_id, "roles": names, "person": person.id, "memberships": memberships}
    ctx.decide(ctx.meaning.command, where.tenant.id, kept)
    _tell(ctx, person.id, where, roles=names, is_given=True)
    return done(said("done", where, **facts))


@command(
    "roles.give", needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.ALWAYS, undo=_taken_back, preview=_preview_give
)
def give(ctx: Context) -> Reply | list[Reply]:
    """Give somebody of your school or its companies a role."""
    found = _given(ctx)
    if isinstance(found, Reply):
        return found
    person, where, roles = found
    facts = _person_facts(ctx, person, roles, act="give")
    if is_shut(ctx, where.tenant):
        return refused("by_mail", where, contact=person.name)
    return _give(ctx, person, where, roles, facts) if is_as_shown(ctx, **facts) else _preview_give(ctx)


# Taking


def _taken(ctx: Context) -> tuple[Person, Where, Role] | Reply:
    """Say from whom which role is taken, and where; of several places ask which. Or why it can't be."""
    (role, *others), named = said_roles(ctx) or (None,), places_said(ctx)
    person = person_meant(ctx)
    if isinstance(person, Reply):
        return person
    if role is None or others:
        return refused("one_role", contact=person.name)
    ctx.meaning = replace(ctx.meaning, fields={**ctx.meaning.fields, "roles": [str(role)]})
    held = held_by(ctx.session, person.id, schools_meant(ctx), ctx.actor.today)
    found = [one.where for one in held if one.role == role and _is_there(one.where, named)]
    if "place" in ctx.meaning.fields:
        found = [one for one in found if key_of(one) == ctx.meaning.fields["place"]]
    if not found:
        return refused("has_not", contact=person.name)
    if len(found) > 1:
        pairs = [(one.name, {"place": key_of(one)}) for one in found]
        return which(ctx, said("which", about=about(ctx), is_place=True), pairs)
    (where,) = found
    if why := _against(ctx, person, where, role):
        return refused(why, where, contact=person.name)
    return person, where, role


def _is_there(where: Where, named: list[Where]) -> bool:
    """Say whether a role is at one of the places that were named, or at a school that was; none named is anywhere."""
    schools = {one.tenant.id for one in named if not one.company}
    return not named or where in named or where.tenant.id in schools


def _against(ctx: Context, person: Person, where: Where, role: Role) -> str:
    today = ctx.actor.today
    if role is Role.ADMIN and is_last_admin(ctx.session, person.id, where.tenant.id, today):
        return "last_admin"
    is_last = role is Role.SIGNATORY and is_last_signatory(ctx.session, person.id, where, today)
    return "last_signatory" if is_last else ""


def _preview_take(ctx: Context) -> list[Reply]:
    found = _taken(ctx)
    if isinstance(found, Reply):
        return [found]
    person, where, role = found
    facts = _person_facts(ctx, person, (role,), act="take")
    return _proposed(ctx, where, facts, person=person.id, roles=facts["roles"])


def _put_back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Let somebody have again what was taken."""
    where = _where_of(ctx, decision)
    if where is None:
        return []
    person = ctx.session.get_one(Person, decision.facts["person"])
    activate_again(ctx.session, person.id, decision.tenant_id, Ended(**decision.facts["ended"]))
    _tell(ctx, person.id, where, roles=decision.facts["roles"], is_given=True)
    return [{"act": "take", "contact": person.name, "where": where.name}]


@command(
    "roles.take", needs=Right.SERVICE_RUN, proof=PROVEN, confirm=Confirm.ALWAYS, undo=_put_back, preview=_preview_take
)
def take(ctx: Context) -> Reply | list[Reply]:
    """Take a role at your school or one of its companies from somebody; a school keeps at least one admin."""
    found = _taken(ctx)
    if isinstance(found, Reply):
        return found
    person, where, role = found
    facts = _person_facts(ctx, person, (role,), act="take")
    if is_shut(ctx, where.tenant):
        return refused("by_mail", where, contact=person.name)
    if not is_as_shown(ctx, **facts):
        return _preview_take(ctx)
    ended = end_role(ctx.session, person.id, where, role=role, today=ctx.actor.today, now=ctx.now)
    kept = {"organisation": where.company_id, "roles": [str(role)], "person": person.id, "ended": asdict(ended)}
    ctx.decide("roles.take", where.tenant.id, kept)
    _tell(ctx, person.id, where, roles=[str(role)], is_given=False)
    return done(said("done", where, **facts))


__all__ = ["give", "invite_to", "show", "take"]
