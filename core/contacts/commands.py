"""What a signatory or coordinator can say of the contacts of their company: who they are, who joins, who leaves."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select

from core.access import Right, companies_of, visible
from core.command import KNOWN, PROVEN, Confirm, Context, Reply, UndoRefused, command
from core.contacts.asking import (
    companies,
    company_of,
    done,
    is_as_shown,
    is_shut,
    listed,
    meant,
    new_contact,
    said,
    withdrawn,
)
from core.contacts.leaving import Ended, activate_again, deactivate, is_last_signatory, roles_at, supervised
from core.contacts.models import Invitation
from core.contacts.reading import Draft
from core.contacts.service import (
    Contact,
    State,
    Where,
    contacts_of,
    draft_of,
    end,
    give_roles,
    invite,
    is_followed,
    load_where,
    may_invite,
    person_at,
    standing,
)
from core.dossiers.models import Dossier
from core.people.models import Membership, Person, Role
from core.record import Decision
from core.sheets import folded
from core.tenants.models import Tenant


@command("contacts.list", needs=Right.CONTACTS_MANAGE, proof=KNOWN, confirm=Confirm.NEVER)
def list_contacts(ctx: Context) -> Reply:
    """List the contacts of your company: active, invited with their link's last day, or no longer active."""
    shown = [
        {
            "where": where.name,
            "tenant_id": where.tenant.id,
            "contacts": listed(contacts_of(ctx.session, where, ctx.actor.today, ctx.now)),
        }
        for where in companies(ctx)
    ]
    return said("list", companies=shown)


# Adding


def _settled(ctx: Context) -> tuple[Draft, Where, Person | None] | Reply:
    """Say who is to be added where, and whom we know there already; or what is missing, or why it can't be."""
    draft = new_contact(ctx)
    if isinstance(draft, Reply):
        return draft
    where = company_of(ctx)
    if isinstance(where, Reply):
        return where
    contacts = contacts_of(ctx.session, where, ctx.actor.today, ctx.now)
    person = person_at(ctx.session, draft.email)
    active = [
        one for one in contacts if one.state is State.ACTIVE and person is not None and one.person_id == person.id
    ]
    if active and set(draft.roles) <= set(active[0].roles):
        return said("refused", where, why="already", contact=active[0].name)
    if why := _why_not(ctx, draft, where, active[0] if active else None, person):
        return said("refused", where, why=why, contact=active[0].name if active else draft.name, email=draft.email)
    if not active and not may_invite(ctx.session, where, draft.email, ctx.now):
        return said("refused", where, why="too_many", contact=draft.name)
    # Whom only another school knows is invited as anybody is: of what it knows nothing is told.
    return draft, where, person if active else None


def _why_not(ctx: Context, draft: Draft, where: Where, known: Contact | None, person: Person | None) -> str:
    """Say why somebody can't get these roles here; of whom only another school knows there is nothing to say."""
    if known is not None and folded(known.names[2]) != folded(draft.surname):
        return "of_another"
    if known is not None and known.person_id == ctx.actor.id and Role.SIGNATORY in draft.roles:
        return "own_signature"
    if person is None:
        return ""
    learns = select(Dossier.id).where(
        Dossier.student_id == person.id,
        Dossier.tenant_id == where.tenant.id,
        Dossier.organisation_id == where.company_id,
        Dossier.ends_on >= ctx.actor.today,
    )
    return "student" if ctx.session.scalar(learns.limit(1)) is not None else ""


def _facts(draft: Draft, known: Person | None) -> dict[str, Any]:
    return {
        "contact": known.name if known is not None else draft.name,
        "initials": draft.initials,
        "email": draft.email,
        "roles": [str(role) for role in draft.roles],
        "is_known": known is not None,
    }


def _preview_add(ctx: Context) -> list[Reply]:
    settled = _settled(ctx)
    if isinstance(settled, Reply):
        return [settled]
    draft, where, known = settled
    facts = _facts(draft, known)
    fields = {"contact": draft.to_json(), "company": where.company_id, "shown": facts}
    question = ctx.propose([replace(ctx.meaning, words=ctx.words, fields=fields)], [], where.tenant.id)
    return [replace(said("add_proposal", where, **facts), question=question)]


def _withdraw(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Take an invitation back, or the roles that were given at once. Raises: UndoRefused when it was followed."""
    if not _is_still_theirs(ctx, decision):
        return []
    memberships = decision.facts.get("memberships", ())
    if _is_only_signature(ctx, decision):
        raise UndoRefused("undo_last", {"contact": ctx.session.get_one(Person, decision.facts["person"]).name})
    for membership in ctx.session.scalars(select(Membership).where(Membership.id.in_(memberships)).with_for_update()):
        # Gone, not ended: nothing that brings back what they were may bring back this.
        ctx.session.delete(membership)
    return [_change(ctx, decision, withdrawn(ctx, decision))]


def _change(ctx: Context, decision: Decision, invitations: Sequence[Invitation]) -> dict[str, Any]:
    """Say of whom something was taken back. is_invited: it was an invitation, and no role."""
    person = ctx.session.get(Person, decision.facts["person"]) if "person" in decision.facts else None
    name = person.name if person is not None else next((one.name for one in invitations), "")
    return {"command": decision.command, "contact": name, "is_invited": person is None}


def _is_only_signature(ctx: Context, decision: Decision) -> bool:
    """Say whether taking these roles back leaves the company without anybody who may sign, which it has now."""
    if not decision.facts.get("memberships") or Role.SIGNATORY not in decision.facts["roles"]:
        return False
    (where,) = load_where(ctx.session, [(decision.tenant_id, decision.facts["organisation"])])
    return is_last_signatory(ctx.session, decision.facts["person"], where, ctx.actor.today)


def _is_still_theirs(ctx: Context, decision: Decision) -> bool:
    """Say whether they still manage the company. Raises: UndoRefused where its school has switched this chat off."""
    tenant = ctx.session.get_one(Tenant, decision.tenant_id)
    if is_shut(ctx, tenant):
        raise UndoRefused("refused", {"tenant_id": tenant.id, "where": tenant.name, "why": "by_mail", "contact": ""})
    return (decision.tenant_id, decision.facts.get("organisation")) in companies_of(ctx.actor)


def _may_not_add(ctx: Context) -> list[Reply]:
    """Say that they may not; and to an admin, who invites to a role, how that is said."""
    not_allowed = Reply("desk.not_allowed", {"what": "contacts.add", "who": ctx.actor.person.first_name})
    how = Reply("roles.refused", {"why": "as_what", "contact": "", "unread": ""})
    return [not_allowed, how] if Right.SERVICE_RUN in ctx.actor.rights else [not_allowed]


@command(
    "contacts.add",
    needs=Right.CONTACTS_MANAGE,
    proof=PROVEN,
    confirm=Confirm.ALWAYS,
    undo=_withdraw,
    preview=_preview_add,
    refuse=_may_not_add,
)
def add(ctx: Context) -> Reply | list[Reply]:
    """Add a contact: who they are is said back first, then they are invited and active once they follow the link."""
    settled = _settled(ctx)
    if isinstance(settled, Reply):
        return settled
    draft, where, known = settled
    if is_shut(ctx, where.tenant):
        return said("refused", where, why="by_mail", contact=draft.name)
    if not is_as_shown(ctx, **_facts(draft, known)):
        return _preview_add(ctx)
    facts: dict[str, Any] = {"organisation": where.company_id, "roles": [str(role) for role in draft.roles]}
    if known is not None:
        facts |= {
            "person": known.id,
            "memberships": give_roles(ctx.session, known, where, draft.roles, ctx.actor.today),
        }
        ctx.decide("contacts.add", where.tenant.id, facts)
        return done(said("role_given", where, **_facts(draft, known)))
    return _invited(ctx, draft, where, "contacts.add", is_again=False)


def _invited(ctx: Context, draft: Draft, where: Where, name: str, *, is_again: bool) -> Reply:
    invitation = invite(ctx.session, where, draft, inviter=ctx.actor.person, decision_id=None, now=ctx.now)
    facts = {"organisation": where.company_id, "roles": invitation.roles, "invitation": invitation.id}
    invitation.decision_id = ctx.decide(name, where.tenant.id, facts).id
    last_day = invitation.expires_at.astimezone(ctx.actor.zone).date().isoformat()
    return done(said("added", where, **_facts(draft, None), last_day=last_day, is_again=is_again))


# Inviting again


def _again(ctx: Context) -> tuple[Draft, Where] | Reply:
    contact = meant(ctx)
    if isinstance(contact, Reply):
        return contact
    where = contact.where
    if contact.state is State.ACTIVE:
        return said("refused", where, why="active", contact=contact.name)
    draft = draft_of(contact.invitation) if contact.invitation is not None else _draft_of(contact)
    if not draft.email:
        return said("refused", where, why="no_address", contact=contact.name)
    if not may_invite(ctx.session, where, draft.email, ctx.now):
        return said("refused", where, why="too_many", contact=contact.name)
    return draft, where


def _draft_of(contact: Contact) -> Draft:
    first, infix, surname = contact.names
    roles = tuple(Role(role) for role in contact.roles)
    return Draft(first_name=first, infix=infix, surname=surname, email=contact.email, roles=roles)


def _preview_invite(ctx: Context) -> list[Reply]:
    settled = _again(ctx)
    if isinstance(settled, Reply):
        return [settled]
    draft, where = settled
    question = ctx.propose([ctx.meaning], [], where.tenant.id)
    return [replace(said("invite_proposal", where, **_facts(draft, None)), question=question)]


@command(
    "contacts.invite",
    needs=Right.CONTACTS_MANAGE,
    proof=PROVEN,
    confirm=Confirm.UNDO,
    undo=_withdraw,
    preview=_preview_invite,
)
def invite_again(ctx: Context) -> Reply:
    """Send a contact who is not active a new link; the one before is dead."""
    settled = _again(ctx)
    if isinstance(settled, Reply):
        return settled
    draft, where = settled
    if is_shut(ctx, where.tenant):
        return said("refused", where, why="by_mail", contact=draft.name)
    return _invited(ctx, draft, where, "contacts.invite", is_again=True)


# Leaving


def _leaving(ctx: Context) -> Contact | Reply:
    """Say who is to become inactive; or why that can't be."""
    contact = meant(ctx)
    if isinstance(contact, Reply) or contact.invitation is not None:
        return contact
    why = _against(ctx, contact)
    return said("refused", contact.where, why=why, contact=contact.name) if why else contact


def _against(ctx: Context, contact: Contact) -> str:
    today = ctx.actor.today
    if contact.person_id is None or contact.state is State.INACTIVE:
        return "inactive"
    if contact.person_id == ctx.actor.id:
        return "oneself"
    if is_last_signatory(ctx.session, contact.person_id, contact.where, today):
        return "last_signatory"
    return "" if roles_at(ctx.session, contact.person_id, contact.where, today) else "of_the_school"


def _leaving_facts(ctx: Context, contact: Contact) -> dict[str, Any]:
    """Say which students are left without a supervisor; by name only those whom this person may see, here."""
    left: list[Dossier] = []
    if contact.person_id is not None:
        left = supervised(ctx.session, contact.person_id, contact.where, ctx.actor.today)
    seen = visible(ctx.actor, Dossier).where(Dossier.id.in_([one.id for one in left])).with_only_columns(Dossier.id)
    known = set(ctx.session.scalars(seen))
    return {
        "contact": contact.name,
        "is_invited": contact.invitation is not None,
        "students": [one.student.name for one in left if one.id in known],
        "unseen": len([one for one in left if one.id not in known]),
    }


def _preview_leave(ctx: Context) -> list[Reply]:
    contact = _leaving(ctx)
    if isinstance(contact, Reply):
        return [contact]
    facts = _leaving_facts(ctx, contact)
    fields = {**ctx.meaning.fields, "shown": facts}
    question = ctx.propose([replace(ctx.meaning, fields=fields)], [], contact.where.tenant.id)
    return [replace(said("leave_proposal", contact.where, **facts), question=question)]


def _back(ctx: Context, decision: Decision) -> list[dict[str, Any]]:
    """Let a contact be active again, or invited, as they were."""
    if not _is_still_theirs(ctx, decision):
        return []
    ids = decision.facts["invitations"]
    (where,) = load_where(ctx.session, [(decision.tenant_id, decision.facts["organisation"])])
    invitations = ctx.session.scalars(select(Invitation).where(Invitation.id.in_(ids)).with_for_update()).all()
    for one in invitations:
        if not is_followed(ctx.session, one):
            one.ended_at, one.why = None, ""
    if "person" in decision.facts:
        activate_again(ctx.session, decision.facts["person"], decision.tenant_id, Ended(**decision.facts["ended"]))
        _tell_them(ctx, decision.facts["person"], where, is_back=True)
    return [_change(ctx, decision, invitations)]


def _tell_them(ctx: Context, person_id: int, where: Where, *, is_back: bool) -> None:
    """Tell who became inactive, or active again; no student is named, and who they are to the school is no matter."""
    facts = {
        "by": ctx.actor.person.name,
        "organisation": where.company,
        "school": where.tenant.name,
        "school_email": where.tenant.contact_email,
        "is_back": is_back,
    }
    ctx.tell(person_id, where.tenant.id, Reply("contacts.told", facts))


@command(
    "contacts.deactivate",
    needs=Right.CONTACTS_MANAGE,
    proof=PROVEN,
    confirm=Confirm.ALWAYS,
    undo=_back,
    preview=_preview_leave,
)
def leave(ctx: Context) -> Reply | list[Reply]:
    """Make a contact inactive: their roles at your company end at once, and an invitation opens nothing any more."""
    contact = _leaving(ctx)
    if isinstance(contact, Reply):
        return contact
    where = contact.where
    if is_shut(ctx, where.tenant):
        return said("refused", where, why="by_mail", contact=contact.name)
    shown = _leaving_facts(ctx, contact)
    if not is_as_shown(ctx, **shown):
        return _preview_leave(ctx)
    withdrawn = [one for one in standing(ctx.session, where, contact.email) if contact.email]
    for one in withdrawn:
        end(one, ctx.now, why="withdrawn")
    facts: dict[str, Any] = {"organisation": where.company_id, "invitations": [one.id for one in withdrawn]}
    if contact.person_id is not None:
        ended = deactivate(ctx.session, contact.person_id, where, ctx.actor.today, ctx.now)
        facts |= {"person": contact.person_id, "ended": asdict(ended)}
        _tell_them(ctx, contact.person_id, where, is_back=False)
    ctx.decide("contacts.deactivate", where.tenant.id, facts)
    return done(said("left", where, **shown))


__all__ = ["add", "invite_again", "leave", "list_contacts"]
