"""Who is meant, and where; what is missing is asked for, and all that was said is kept."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from core.access import COLLEAGUES
from core.cells import is_general
from core.command import Context, Reply
from core.contacts.asking import goes_by, names_said, with_fields
from core.contacts.reading import Draft, read_contact
from core.contacts.service import Where
from core.people.models import Address, Person, Role
from core.picking import MOST_CHOICES, about, schools_meant, which
from core.roles.reading import cut_places, is_called, roles_in, vocabulary
from core.roles.service import address_of, people_of, places_of


def said(reply: str, where: Where | None = None, **facts: Any) -> Reply:
    """Make a reply; what is about a school goes only where it lets it go."""
    about = {"where": where.name, "tenant_id": where.tenant.id} if where is not None else {}
    return Reply(f"roles.{reply}", {**about, **facts})


def refused(why: str, where: Where | None = None, *, contact: str = "", unread: str = "") -> Reply:
    """Say why nothing is done. contact: somebody we know; unread: what was typed, which we don't."""
    return said("refused", where, why=why, contact=contact, unread=unread[:100])


def places(ctx: Context) -> list[Where]:
    """Give the schools that are meant and their companies."""
    return places_of(ctx.session, schools_meant(ctx))


def said_roles(ctx: Context, text: str = "") -> tuple[Role, ...]:
    """Give the roles in the request, besides the names in it. text: what is not looked at, at its end."""
    fields = ctx.meaning.fields
    if "roles" in fields:
        return tuple(Role(role) for role in fields["roles"])
    words = ctx.meaning.words or ctx.words
    head = words[: words.rfind(text)] if text and text in words else words
    return roles_in(head, [*fields.get("names", ()), *fields.get("addresses", ())])


def person_meant(ctx: Context) -> Person | Reply:
    """Find the one person of these schools who is meant; ask when there are several.

    A name that is nobody's and no place's is never passed over.
    """
    fields = ctx.meaning.fields
    people = people_of(ctx.session, [one.id for one in schools_meant(ctx)], ctx.actor.today)
    if "person" in fields:
        found = [one for one in people if one.id == fields["person"]]
        if not found:
            return refused("unknown")
        stray = [name for name in fields.get("names", ()) if not _is_known(ctx, name, found)]
        return refused("unknown_place", unread=", ".join(stray)) if stray else found[0]
    named, strange = _named(ctx, people)
    if not named or strange:
        typed = ", ".join(strange or [*names_said(ctx), *fields.get("addresses", ())])
        return refused("unknown_place" if named else "unknown", unread=typed)
    if len(named) > 1:
        pairs = [(_shown(ctx, one), {"person": one.id}) for one in named]
        return which(ctx, said("which", about=about(ctx), is_place=False), pairs)
    with_fields(ctx, **{**fields, "person": named[0].id})
    return named[0]


def _named(ctx: Context, people: Sequence[Person]) -> tuple[list[Person], list[str]]:
    """Give who goes by a name or address that was said, and the names that are nobody's and no place's."""
    fields = ctx.meaning.fields
    wanted = [one.lower() for one in fields.get("addresses", ())]
    owners = set(ctx.session.scalars(select(Address.person_id).where(func.lower(Address.email).in_(wanted))))
    called = {one.id for one in people if any(goes_by(_names(one), name) for name in names_said(ctx))}
    found = [one for one in people if one.id in owners or (one.id in called and not wanted)]
    return found, [name for name in fields.get("names", ()) if not _is_known(ctx, name, people)]


def _is_known(ctx: Context, name: str, people: Sequence[Person]) -> bool:
    """Say whether one of these people goes by a name, or a place is called so."""
    return any(goes_by(_names(one), name) for one in people) or any(is_called(place, name) for place in places(ctx))


def _names(person: Person) -> tuple[str, str, str]:
    return person.first_name or person.initials, person.infix, person.surname


def _shown(ctx: Context, person: Person) -> str:
    """Show somebody so that they are told from who is called the same."""
    return ", ".join(part for part in (person.name, address_of(ctx.session, person.id)) if part)


def places_said(ctx: Context) -> list[Where]:
    """Give the places among the names that were said."""
    names = ctx.meaning.fields.get("names", ())
    return [one for one in places(ctx) if any(is_called(one, name) for name in names)]


def where_meant(
    ctx: Context, roles: Sequence[Role], *, named: Sequence[Where], likely: Sequence[Where], wants: str
) -> Where | Reply:
    """Say where a role is meant: the place that was named or picked, else the only likely one; or ask.

    wants: the field that an answer is kept in, as `Context.ask_for` takes it.
    """
    at_company = roles[0] in COLLEAGUES
    fit = [one for one in places(ctx) if bool(one.company) is at_company]
    if "place" in ctx.meaning.fields:
        return _picked(ctx, fit)
    companies = [one for one in named if one.company]
    schools = {one.tenant.id for one in named if not one.company}
    if companies and not at_company:
        return refused("not_at_company", companies[0])
    found = companies or [one for one in fit if one in likely] or fit
    found = [one for one in found if not schools or one.tenant.id in schools]
    if len(found) == 1:
        return found[0]
    if not found:
        return refused("no_place")
    if len(found) > MOST_CHOICES:
        return replace(said("ask", lacks="company", **_ASKED), question=ctx.ask_for(wants, None))
    pairs = [(one.name, {"place": key_of(one)}) for one in found]
    return which(ctx, said("which", about=about(ctx), is_place=True), pairs)


def _picked(ctx: Context, fit: Sequence[Where]) -> Where | Reply:
    """Give the place that was picked or named before, when it is one where such a role is."""
    found = next((one for one in places(ctx) if key_of(one) == ctx.meaning.fields["place"]), None)
    if found is None:
        return refused("no_place")
    return found if found in fit else refused("not_at_company", found)


_ASKED: dict[str, Any] = {"general": "", "unread": [], "contact": "", "is_again": False}


def role_asked(ctx: Context, person: Person, *, unread: str) -> Reply:
    """Ask which role somebody gets. unread: an answer in which none was read."""
    facts = {**_ASKED, "lacks": "role", "contact": person.name, "unread": [unread[:100]] if unread else []}
    return replace(said("ask", **facts), question=ctx.ask_for("text", None))


def key_of(place: Where) -> list[int | None]:
    """Name a place as a choice keeps it."""
    return [place.tenant.id, place.company_id]


def newcomer(ctx: Context) -> tuple[Draft, Where] | Reply:
    """Read who is to be invited to what, and where; ask for the first thing that is missing or was not understood."""
    fields = ctx.meaning.fields
    text = fields.get("text", "")
    known = Draft.from_json(fields["contact"]) if "contact" in fields else Draft(roles=said_roles(ctx, text))
    typed = text or "\n".join([*fields.get("names", ()), *fields.get("addresses", ())])
    rest, named = cut_places(typed, places(ctx))
    draft = read_contact(rest, known, roles=vocabulary().roles) if rest else replace(known, unread=())
    if "contact" not in fields and known.roles and draft.roles != known.roles:
        # Two roles were said, before and behind the colon.
        draft = replace(known, unread=(typed,))
    general = draft.email if draft.email and is_general(draft.email) else ""
    kept = replace(draft, email="" if general else draft.email, unread=())
    stays: dict[str, Any] = {name: fields[name] for name in ("tenant", "place", "shown") if name in fields}
    if len(named) == 1:
        stays |= {"tenant": named[0].tenant.id} if not named[0].company else {"place": key_of(named[0])}
    with_fields(ctx, contact=kept.to_json(), **stays)
    if general or draft.unread or kept.lacks:
        facts = {**_ASKED, "general": general, "unread": list(draft.unread), "contact": kept.name}
        is_again = "contact" in fields and known.lacks == kept.lacks
        facts |= {"lacks": kept.lacks, "is_again": is_again}
        return replace(said("ask", **facts), question=ctx.ask_for("text", None))
    if len({role in COLLEAGUES for role in kept.roles}) > 1:
        return refused("mixed", contact=kept.name)
    where = where_meant(ctx, kept.roles, named=named, likely=(), wants="text")
    return where if isinstance(where, Reply) else (kept, where)
