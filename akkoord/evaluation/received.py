"""What was received before a line: files that an admin sent, and messages of others that were set aside."""

import csv
import io
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.evaluation.scenario import (
    DossierPart,
    Scenario,
    ScenarioError,
    StoredPart,
    UploadPart,
    UploadRow,
    monday_in,
)
from akkoord.letters import Someone, chat_update
from core.dossiers.models import Dossier
from core.files.models import Document, SentFile
from core.files.tables import read_table
from core.inbox import InboxMessage, InboxState
from core.incoming import Channel
from core.logbook.models import DayState
from core.people.models import Person, Role

if TYPE_CHECKING:
    from akkoord.evaluation.world import World

EARLIER = timedelta(minutes=5)
FULL_DAY = 8.0
WORKDAYS = 5


def write_received(session: Session, world: "World") -> None:
    """Write all of it as rows. Raises: ScenarioError for a file without anybody who may send one, or any hours."""
    for stored in world.scenario.stored_messages:
        _write_stored(session, world, stored)
    for nth, upload in enumerate(world.scenario.uploads):
        for name in [upload.by] if upload.by else admins(world.scenario):
            _write_upload(session, world, upload, by=name, place=f"uploads.{nth}")


def admins(scenario: Scenario) -> list[str]:
    """Name the people who may send files."""
    return [name for name, person in scenario.people.items() if any(role.role == Role.ADMIN for role in person.roles)]


def _write_stored(session: Session, world: "World", stored: StoredPart) -> None:
    """Let a message have been set aside."""
    name = stored.by or _governed(world.scenario)
    person = session.get_one(Person, world.people[name])
    me = Someone(person, world.scenario.people[name].email)
    at = world.scenario.now - timedelta(days=1)
    session.add(
        InboxMessage(
            id=stored.number,
            channel=Channel.CHAT,
            key=f"stored:{stored.number}",
            raw=chat_update(me, stored.number, {"text": stored.text}, at=at),
            received_at=at,
            state=InboxState.QUARANTINED,
            attempts=3,
            outcome="fault",
            trouble=stored.trouble,
            person_id=person.id,
        )
    )


def _governed(scenario: Scenario) -> str:
    """Name somebody all of whose roles are at the schools of an admin."""
    theirs = {
        role.tenant for name in admins(scenario) for role in scenario.people[name].roles if role.role == Role.ADMIN
    }
    for name, person in scenario.people.items():
        roles = {role.tenant for role in person.roles if role.is_known}
        if roles and roles <= theirs and name not in admins(scenario):
            return name
    raise ScenarioError(["stored_messages: nobody belongs to the schools of an admin; say by whom they are"])


def _write_upload(session: Session, world: "World", upload: UploadPart, *, by: str, place: str) -> None:
    """Let a file have been sent just now, and answered; its content is kept once for all who sent it."""
    rows = upload.rows or _spare_days(world.scenario, by, place)
    content = _table(session, world, rows)
    digest = sha256(content).hexdigest()
    document = session.scalars(select(Document).where(Document.sha256 == digest)).one_or_none()
    at = world.scenario.now - EARLIER
    if document is None:
        document = Document(sha256=digest, size=len(content), kind="text", content=content, stored_at=at)
    message = InboxMessage(
        channel=Channel.CHAT,
        key=f"upload:{upload.name}:{by}",
        raw=b"{}",
        received_at=at,
        state=InboxState.DECIDED,
        decided_at=at,
        outcome="answered",
        person_id=world.people[by],
    )
    session.add_all([document, message])
    session.flush()
    sent = SentFile(inbox_id=message.id, name=upload.name, person_id=message.person_id, document_id=document.id)
    sent.reading, sent.received_at = read_table(content), at
    session.add(sent)


def _spare_days(scenario: Scenario, by: str, place: str) -> tuple[UploadRow, ...]:
    """Give a day of the last weeks for which nobody has logged any hours, at a school of this admin."""
    tenants = {role.tenant for role in scenario.people[by].roles if role.role == Role.ADMIN}
    for dossier in scenario.dossiers:
        day = _spare_day(scenario, dossier) if dossier.tenant in tenants else None
        if day is not None:
            return (UploadRow(student=dossier.student, date=day, hours=FULL_DAY),)
    raise ScenarioError([f"{place}: say which rows it has; no student of {by} has a day without hours"])


def _spare_day(scenario: Scenario, dossier: DossierPart) -> date | None:
    taken = {monday_in(week, scenario.now) for week in dossier.weeks}
    today = scenario.now.date()
    monday = today - timedelta(days=today.weekday() + 7)
    while monday >= dossier.starts:
        if monday not in taken and monday + timedelta(days=WORKDAYS) <= dossier.ends:
            return monday
        monday -= timedelta(days=7)
    return None


def _table(session: Session, world: "World", rows: tuple[UploadRow, ...]) -> bytes:
    """Write a file of hours as a school's program does."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow(("school", "dossiernummer", "datum", "uren", "status"))
    tenants = {dossier.student: dossier.tenant for dossier in world.scenario.dossiers}
    for row in rows:
        dossier = session.get_one(Dossier, world.dossiers[row.student])
        hours = f"{row.hours:g}".replace(".", ",")
        state = "concept" if row.state == DayState.DRAFT else "ingediend"
        table.writerow((tenants[row.student], dossier.external_id, f"{row.date:%d-%m-%Y}", hours, state))
    return written.getvalue().encode()
