"""Tenants: adding one, and the people who speak for it."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.cells import CellError, read_address
from core.languages import CODES
from core.people.models import Address, Membership, Person, Role
from core.tenants.models import ChatPolicy, College, Tenant, TenantKind

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class TenantRefusedError(ValueError):
    """A tenant that can't be added. field, value: what is wrong. allowed: what may stand there."""

    def __init__(self, field: str, value: str, allowed: str) -> None:
        super().__init__(f"{field} is {value!r}; allowed is {allowed}")
        self.field = field
        self.value = value
        self.allowed = allowed


def add_tenant(
    session: Session,
    code: str,
    *,
    name: str,
    kind: TenantKind = TenantKind.SCHOOL,
    language: str = "nl",
    time_zone: str = "Europe/Amsterdam",
    country: str = "NL",
    region: str = "",
    chat_policy: ChatPolicy = ChatPolicy.OFF,
    contact_email: str = "",
    privacy_email: str = "",
) -> Tenant:
    """Add a tenant. contact_email, privacy_email: may be empty.

    Raises: TenantRefusedError for a code that is taken, a zone or language that we don't know, or what is no address.
    """
    if not CODE.fullmatch(code):
        raise TenantRefusedError("code", code, "lower-case letters, digits and dashes, at most 40")
    if session.scalar(select(Tenant.id).where(Tenant.code == code)) is not None:
        raise TenantRefusedError("code", code, "a code that no other tenant has")
    if not name.strip():
        raise TenantRefusedError("name", name, "the name as it stands in mails")
    if language not in CODES:
        raise TenantRefusedError("language", language, " or ".join(CODES))
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise TenantRefusedError("time_zone", time_zone, "a name such as Europe/Amsterdam") from None
    tenant = Tenant(
        code=code,
        name=name,
        kind=kind,
        language=language,
        time_zone=time_zone,
        country=country,
        region=region,
        chat_policy=chat_policy,
        contact_email=_address("contact_email", contact_email),
        privacy_email=_address("privacy_email", privacy_email),
        settings={},
    )
    session.add(tenant)
    session.flush()
    return tenant


def _address(field: str, text: str) -> str:
    try:
        return read_address(text) if text else ""
    except CellError:
        raise TenantRefusedError(field, text, "an address such as stage@school.example") from None


def add_college(
    session: Session, tenant: Tenant, code: str, *, name: str, region: str = "", contact_email: str = ""
) -> College:
    """Add a part of a school; a region and an address of its own go before the school's.

    Raises: TenantRefusedError for what is no address.
    """
    address = _address("contact_email", contact_email)
    college = College(tenant_id=tenant.id, code=code, name=name, region=region, contact_email=address)
    session.add(college)
    session.flush()
    return college


def add_contact(
    session: Session,
    tenant: Tenant,
    *,
    first_name: str,
    infix: str,
    surname: str,
    email: str,
    role: Role = Role.SCHOOL,
) -> Person:
    """Add someone who speaks for a school and sees all of its dossiers, or who looks after the service for it."""
    person = Person(
        first_name=first_name, infix=infix, surname=surname, language=tenant.language, time_zone=tenant.time_zone
    )
    person.addresses = [Address(email=email.lower())]
    person.memberships = [Membership(tenant_id=tenant.id, role=role)]
    session.add(person)
    session.flush()
    return person
