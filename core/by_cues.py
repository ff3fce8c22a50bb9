"""What a request that was known by its cues asks, in the fields that its command reads; always said back first."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.access import Right, may_judge
from core.command import Context
from core.contacts.reading import Draft, company_roles, read_contact
from core.contacts.service import Where, contacts_of, load_where
from core.dossiers.models import Dossier
from core.language.meaning import Meaning
from core.roles.reading import roles_in
from core.roles.service import people_of, places_of
from core.sheets import folded
from core.tenants.models import Tenant

Fields = dict[str, Any]
# Behind these stands what somebody becomes: "van begeleider naar tekenbevoegde", "as a teacher".
BECOMES = re.compile(r"\b(?:naar|tot|als|wordt|to|into|as|becomes?)\b", re.IGNORECASE)
MOST_TEXT = 4_000


def settled(ctx: Context, meaning: Meaning) -> Meaning | None:
    """Give what was known by its cues as its command reads it; None when that can't be told."""
    meaning = replace(meaning, command=_theirs(ctx, meaning.command))
    settle = SETTLES.get(meaning.command)
    said = str(meaning.fields.get("said", ""))
    if settle is None:
        return meaning
    fields = settle(ctx, said, meaning.fields)
    return None if fields is None else replace(meaning, fields=fields, words=said or meaning.words)


def _theirs(ctx: Context, command: str) -> str:
    """Give the command by which this person asks for somebody new: an admin invites, who manages contacts adds."""
    other = {"roles.invite": "contacts.add", "contacts.add": "roles.invite"}.get(command)
    may = {"roles.invite": Right.SERVICE_RUN, "contacts.add": Right.CONTACTS_MANAGE}
    return other if other and may[command] not in ctx.actor.rights and may[other] in ctx.actor.rights else command


def _schools(ctx: Context) -> list[int]:
    return sorted({one.tenant_id for one in ctx.actor.memberships})


def known_people(ctx: Context, said: str) -> list[str]:
    """Give the names of whom one knows that are named, by a whole name or a first name alone.

    An admin knows who works at their schools; anybody else only the contacts of the companies they work or judge
    at, so that a first name never tells who goes by it elsewhere.
    """
    words = f" {_words(said)} "
    known = _known(ctx)
    whole = [name for name, _ in known if f" {_words(name)} " in words]
    first = [name for name, first_name in known if first_name and f" {_words(first_name)} " in words]
    return list(dict.fromkeys(whole or first))


def _known(ctx: Context) -> list[tuple[str, str]]:
    """Give the name and first name of all whom one may name."""
    if Right.SERVICE_RUN in ctx.actor.rights:
        people = people_of(ctx.session, _schools(ctx), ctx.actor.today)
        return [(one.name, one.first_name) for one in people if one.id != ctx.actor.id]
    judged = select(Dossier.tenant_id, Dossier.organisation_id).where(may_judge(ctx.actor)).distinct()
    companies = {(tenant_id, organisation_id) for tenant_id, organisation_id in ctx.session.execute(judged)}
    companies |= {(one.tenant_id, one.organisation_id) for one in ctx.actor.memberships if one.organisation_id}
    places = load_where(ctx.session, companies)
    contacts = (one for where in places for one in contacts_of(ctx.session, where, ctx.actor.today, ctx.now))
    return [(one.name, one.names[0]) for one in contacts if one.person_id != ctx.actor.id]


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", folded(text)))


def _places(ctx: Context, said: str) -> list[Where]:
    """Give the companies and schools that are named wholly."""
    schools = ctx.session.scalars(select(Tenant).where(Tenant.id.in_(_schools(ctx))).order_by(Tenant.id)).all()
    words = f" {_words(said)} "
    named = (one for one in places_of(ctx.session, schools) if f" {_words(one.company or one.tenant.name)} " in words)
    return list(named)


def _newcomer(ctx: Context, said: str, fields: Mapping[str, Any]) -> tuple[str, str, list[str]]:
    """Give the name, the address and the places of somebody new."""
    places = list(dict.fromkeys(one.company or one.tenant.name for one in _places(ctx, said)))
    taken = {_words(one) for one in (*places, ctx.actor.person.name)}
    names = [one for one in fields.get("names", ()) if " " in one.strip() and _words(one) not in taken]
    addresses = fields.get("addresses", ())
    return (names or [""])[0], (addresses or [""])[0], places


def _invited(ctx: Context, said: str, fields: Mapping[str, Any]) -> Fields:
    name, address, places = _newcomer(ctx, said, fields)
    return {"names": [one for one in (name, *places) if one], "addresses": [address] if address else []}


def _contact(ctx: Context, said: str, fields: Mapping[str, Any]) -> Fields:
    name, address, _ = _newcomer(ctx, said, fields)
    draft = read_contact("\n".join(one for one in (name, address) if one))
    draft = Draft() if draft.unread else draft
    roles = [
        role
        for role in roles_in(said, [one for one in (name, address) if one])
        if role in set(company_roles().values())
    ]
    return {"contact": replace(draft, roles=tuple(roles)).to_json()}


def _somebody(ctx: Context, said: str, fields: Mapping[str, Any]) -> Fields | None:
    """Give who is named of those we know; without one what was typed as a name."""
    names = known_people(ctx, said) or list(fields.get("names", ()))[:1]
    return {"names": names} if names else None


def _stand_in(ctx: Context, said: str, fields: Mapping[str, Any]) -> Fields | None:
    found = _somebody(ctx, said, fields)
    days = {"days": fields["days"]} if fields.get("days") else {}
    return {**(found or {}), **days}


def _role(ctx: Context, said: str, fields: Mapping[str, Any]) -> Fields | None:
    """Give who gets or loses which role: of several that were said what stands behind "naar"."""
    found = _somebody(ctx, said, fields)
    if found is None:
        return None
    parts = BECOMES.split(said)
    roles = next((roles for part in reversed(parts) if (roles := roles_in(part, found["names"]))), ())
    return {**found, "roles": [str(role) for role in roles[:1]]}


def _report(ctx: Context, said: str, fields: Mapping[str, Any]) -> Fields:
    del ctx
    return {**_only(fields, "dossiers"), "text": said[:MOST_TEXT]}


def _leak(ctx: Context, said: str, fields: Mapping[str, Any]) -> Fields:
    del ctx, fields
    return {"text": said[:MOST_TEXT]}


def _kept(*kinds: str) -> Callable[[Context, str, Mapping[str, Any]], Fields]:
    def keep(ctx: Context, said: str, fields: Mapping[str, Any]) -> Fields:
        del ctx, said
        return _only(fields, *kinds)

    return keep


def _only(fields: Mapping[str, Any], *kinds: str) -> Fields:
    return {kind: fields[kind] for kind in kinds if fields.get(kind)}


def _settles() -> Iterator[tuple[Sequence[str], Callable[[Context, str, Mapping[str, Any]], Fields | None]]]:
    yield ("roles.invite",), _invited
    yield ("contacts.add",), _contact
    yield ("contacts.deactivate",), _somebody
    yield ("people.stand_in",), _stand_in
    yield ("roles.give", "roles.take"), _role
    yield ("problems.report",), _report
    yield ("problems.leak_told",), _leak
    yield ("files.import",), _kept("files")
    yield ("files.export", "files.export_csv"), _kept("weeks", "past")
    yield ("operations.replay",), _kept("numbers")
    yield ("people.by_mail", "people.by_chat", "people.stop"), _kept()
    yield ("operations.status", "operations.quarantine", "operations.unsent"), _kept()


SETTLES = {command: settle for commands, settle in _settles() for command in commands}

__all__ = ["SETTLES", "known_people", "settled"]
