"""Which company, which contact and what role is meant; what is missing is asked for, and all that was said is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.access import companies_of
from core.cells import is_general
from core.command import Context, Reply, UndoRefused
from core.contacts.models import Invitation
from core.contacts.reading import Draft, read_contact
from core.contacts.service import Contact, Where, contacts_of, end, load_where
from core.dossiers.models import Dossier
from core.incoming import Evidence
from core.people.models import Person
from core.picking import Pair, which
from core.record import Decision
from core.sheets import folded
from core.tenants.models import ChatPolicy, Tenant


def companies(ctx: Context) -> list[Where]:
    """Give the companies whose contacts this person manages."""
    return load_where(ctx.session, companies_of(ctx.actor))


def everyone(ctx: Context) -> list[Contact]:
    """Give all contacts of these companies."""
    return [one for where in companies(ctx) for one in contacts_of(ctx.session, where, ctx.actor.today, ctx.now)]


def said(reply: str, where: Where | None = None, **facts: Any) -> Reply:
    """Make a reply; what is about a company goes only where its school lets it go."""
    about = {"where": where.name, "tenant_id": where.tenant.id} if where is not None else {}
    return Reply(f"contacts.{reply}", {**about, **facts})


def is_shut(ctx: Context, tenant: Tenant) -> bool:
    """Say whether nothing of a school is changed from here: this is a chat, and the school has switched chat off."""
    return Evidence.CHAT in ctx.actor.evidence and tenant.chat_policy == ChatPolicy.OFF


def done(reply: Reply) -> Reply:
    """Mark a reply as one of something that was done, so that a receipt belongs to it."""
    return replace(reply, acted=True)


def is_as_shown(ctx: Context, **shown: Any) -> bool:
    """Say whether what someone said yes to is still so; what was never said back is."""
    return bool(ctx.meaning.fields.get("shown", shown) == shown)


def with_fields(ctx: Context, **fields: Any) -> None:
    """Settle what was read, so that what is asked next keeps it."""
    ctx.meaning = replace(ctx.meaning, words=ctx.words, fields=fields)


def company_of(ctx: Context) -> Where | Reply:
    """Say of which company a new contact is: the only one, the one that was picked, or ask."""
    found = companies(ctx)
    picked = ctx.meaning.fields.get("company")
    named = [one for one in found if picked is None or one.company_id == picked]
    if len(named) == 1:
        return named[0]
    if not named:
        return said("refused", why="no_company", contact="")
    return _which(ctx, "which_company", named, [(one.name, {"company": one.company_id}) for one in named])


def new_contact(ctx: Context) -> Draft | Reply:
    """Read who is to be added; ask for the first thing that is missing or was not understood."""
    fields = ctx.meaning.fields
    known = Draft.from_json(fields["contact"]) if "contact" in fields else Draft()
    typed = fields.get("text") or "\n".join([*fields.get("names", ()), *fields.get("addresses", ())])
    draft = read_contact(typed, known) if typed else known
    general = draft.email if draft.email and is_general(draft.email) else ""
    kept = replace(draft, email="" if general else draft.email, unread=())
    stays = {name: fields[name] for name in ("company", "shown") if name in fields}
    with_fields(ctx, contact=kept.to_json(), **stays)
    if general or draft.unread or kept.lacks:
        facts: dict[str, Any] = {
            "lacks": kept.lacks,
            "general": general,
            "unread": list(draft.unread),
            "contact": kept.name,
            "is_again": known.lacks == kept.lacks and known != Draft(),
        }
        return replace(said("ask", **facts), question=ctx.ask_for("text", None))
    return kept


def meant(ctx: Context) -> Contact | Reply:
    """Find the one contact who is meant, by what was picked, an address or a name; ask when there are several."""
    fields = ctx.meaning.fields
    found = everyone(ctx)
    if "key" in fields:
        key = _followed(ctx, fields["key"])
        named = [one for one in found if key_of(one) == key]
    elif fields.get("addresses"):
        wanted = {one.lower() for one in fields["addresses"]}
        named = [one for one in found if one.email.lower() in wanted]
    else:
        named = [one for one in found if any(goes_by(one.names, name) for name in names_said(ctx))]
    if not named:
        return said("refused", why="unknown", contact=", ".join([*names_said(ctx), *fields.get("addresses", ())])[:100])
    if len(named) > 1:
        # A name that is also someone's who left means the one who is there.
        named = [one for one in named if one.state != "inactive"] or named
    if len(named) == 1:
        with_fields(ctx, key=key_of(named[0]), **({"shown": fields["shown"]} if "shown" in fields else {}))
        return named[0]
    pairs = [(f"{one.name}, {one.email or one.where.name}", {"key": key_of(one)}) for one in named]
    return _which(ctx, "which", [one.where for one in named], pairs)


def names_said(ctx: Context) -> list[str]:
    """Give the names that were said; who is meant may share the first name of a student."""
    students = (
        select(Person)
        .join(Dossier, Dossier.student_id == Person.id)
        .where(Dossier.id.in_(ctx.meaning.fields.get("dossiers", ())))
        .distinct()
    )
    shared = [name for one in ctx.session.scalars(students) for name in (one.first_name, one.name)]
    return [*ctx.meaning.fields.get("names", ()), *dict.fromkeys(shared)]


def goes_by(names: tuple[str, str, str], said: str) -> bool:
    """Say whether somebody is called what was said. names: the first name, the infix and the surname."""
    first, infix, last = (folded(part) for part in names)
    ways = {first, f"{first} {last}", last, " ".join(f"{first} {infix} {last}".split()), f"{infix} {last}".strip()}
    return folded(said) in ways - {""}


def withdrawn(ctx: Context, decision: Decision) -> Sequence[Invitation]:
    """Withdraw what a decision invited, and give it. Raises: UndoRefused when somebody followed it."""
    invitations = ctx.session.scalars(
        select(Invitation).where(Invitation.decision_id == decision.id).order_by(Invitation.id).with_for_update()
    ).all()
    if any(one.used_at is not None for one in invitations):
        raise UndoRefused("undo_too_late", {"contact": invitations[-1].name})
    for one in invitations:
        if one.ended_at is None:
            end(one, ctx.now, why="withdrawn")
    return invitations


def key_of(contact: Contact) -> list[Any]:
    """Name a contact of a company as a choice keeps them: by person, or by invitation while there is none."""
    if contact.invitation is not None:
        return [contact.where.company_id, "invitation", contact.invitation.id]
    return [contact.where.company_id, "person", contact.person_id]


def _followed(ctx: Context, key: Sequence[Any]) -> list[Any]:
    """Give the key of who activated an invitation that was meant, since: the contact is the same."""
    company, kind, row_id = key
    invitation = ctx.session.get(Invitation, row_id) if kind == "invitation" else None
    if invitation is None or invitation.person_id is None:
        return list(key)
    return [company, "person", invitation.person_id]


def _which(ctx: Context, reply: str, companies: Iterable[Where], pairs: Sequence[Pair]) -> Reply:
    """Ask which of several is meant; they are named only where each of their schools lets that go."""
    about = [{"tenant_id": tenant_id} for tenant_id in sorted({one.tenant.id for one in companies})]
    return which(ctx, said(reply, about=about), pairs)


def listed(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """Write contacts for the wording."""
    return [
        {
            "name": one.name,
            "email": one.email,
            "roles": list(one.roles),
            "state": str(one.state),
            "last_day": one.last_day.isoformat() if one.last_day is not None else None,
        }
        for one in contacts
    ]
