"""The page of a download: what its link shows, and the file, once, for the admin who asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import record
from core.access import load_actor
from core.command import evidence_text
from core.contacts.activation import is_named
from core.files.models import Download
from core.identify import local_date
from core.incoming import Channel, Evidence
from core.logbook.export import ApprovedDay, export_approvals, write_csv, write_workbook
from core.operations.reach import governed
from core.people.models import Person
from core.people.service import token_hash
from core.record import Decision
from core.tenants.models import Tenant

EXPORTED = "files.exported"
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class DownloadFacts:
    """What the page of a download shows. state: "open", "used", "expired" or "refused". name: whom it is for."""

    state: str
    language: str
    name: str
    school: str
    kind: str
    since: date | None
    monday: date | None
    expires_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Given:
    """What is handed over. write: makes the file, which may take a while and needs no database."""

    file_name: str
    content_type: str
    rows: Sequence[ApprovedDay]
    write: Callable[[Sequence[ApprovedDay]], bytes]


def download_for(session: Session, token: str, now: datetime) -> DownloadFacts | None:
    """Read what a link shows now; changes nothing. None for an unknown one."""
    found = _find(session, token)
    if found is None:
        return None
    person = session.get_one(Person, found.person_id)
    tenant = session.get_one(Tenant, found.tenant_id)
    zone = ZoneInfo(person.time_zone)
    return DownloadFacts(
        state=_state(session, found, person, now),
        language=person.language,
        name=person.first_name,
        school=tenant.name,
        kind=found.kind,
        since=found.since,
        monday=found.monday,
        expires_at=found.expires_at.astimezone(zone),
        tries=found.tries,
    )


def take(session: Session, token: str, surname: str, now: datetime) -> Given | str:
    """Hand over what a link gives, once, and write that into the record; or say in one word why not.

    The days are final from then on, as with every export. Words: "no_name", "wrong_name", "too_many", "used",
    "expired", "refused", "unknown".
    """
    found = _find(session, token, is_locked=True)
    if found is None:
        return "unknown"
    person = session.get_one(Person, found.person_id)
    state = _state(session, found, person, now)
    if state != "open":
        return state
    if not found.tries:
        return "too_many"
    if not surname.strip():
        return "no_name"
    if not is_named(surname, person):
        found.tries -= 1
        return "wrong_name"
    tenant = session.get_one(Tenant, found.tenant_id)
    found.used_at = now
    zone = ZoneInfo(tenant.time_zone)
    since = datetime.combine(found.since, time(), zone) if found.since is not None else None
    rows = list(export_approvals(session, tenant.id, now=now, since=since, monday=found.monday))
    facts = {
        "kind": found.kind,
        "since": found.since.isoformat() if found.since else None,
        "monday": found.monday.isoformat() if found.monday else None,
        "days": len(rows),
    }
    decision = Decision(
        tenant_id=tenant.id,
        person_id=person.id,
        command=EXPORTED,
        channel=Channel.LINK,
        evidence=evidence_text(Evidence.LINK),
        words="",
        facts=facts,
        decided_at=now,
    )
    record.add(session, decision)
    return Given(_name(tenant, found, now), TYPES[found.kind], rows, WRITERS[found.kind])


def _find(session: Session, token: str, *, is_locked: bool = False) -> Download | None:
    wanted = select(Download).where(Download.token_hash == token_hash(token))
    return session.scalars(wanted.with_for_update() if is_locked else wanted).one_or_none()


def _state(session: Session, found: Download, person: Person, now: datetime) -> str:
    if found.used_at is not None:
        return "used"
    if found.expires_at <= now:
        return "expired"
    actor = load_actor(session, person.id, evidence=Evidence.LINK, today=local_date(person, now))
    return "open" if found.tenant_id in governed(actor) else "refused"


def _name(tenant: Tenant, found: Download, now: datetime) -> str:
    week = f"-{found.monday:%G-W%V}" if found.monday else ""
    code = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in tenant.code)
    return f"approvals-{code}{week}-{now:%Y%m%d}.{found.kind}"


def _workbook(rows: Sequence[ApprovedDay]) -> bytes:
    out = BytesIO()
    write_workbook(rows, out)
    return out.getvalue()


def _csv(rows: Sequence[ApprovedDay]) -> bytes:
    out = StringIO(newline="")
    write_csv(rows, out, with_bom=True)
    return out.getvalue().encode()


WRITERS: dict[str, Callable[[Sequence[ApprovedDay]], bytes]] = {"xlsx": _workbook, "csv": _csv}
