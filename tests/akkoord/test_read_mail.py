"""The service knows its mail again when a mail server hands out every UID anew."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord import service
from akkoord.mail_reading import MailReading
from akkoord.service import Service
from akkoord.settings import Settings
from core.inbox import InboxMessage, InboxState
from core.people.models import Address, Person
from core.upgrade import upgrade
from tests.mailin import shelf
from tests.mailin.shelf import STORED
from tests.real.dovecot import Dovecot, running_dovecot
from tests.real.gate import Gate, gate
from tests.road.town import ADDRESS, STAMP, until

FOLDER = "Post"


def letter(number: int) -> bytes:
    stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\r\n"
    return stamp.encode() + shelf.letter(number)


@asynccontextmanager
async def reading(url: str, box: Dovecot, port: int) -> AsyncIterator[service.Service]:
    """Run the parts of the service that read and decide."""
    settings = Settings.model_validate(
        {
            "database_url": url,
            "mail": {"address": ADDRESS, "authserv_ids": [STAMP]},
            "imap": {
                "host": "127.0.0.1",
                "port": port,
                "security": "none",
                "user": box.user,
                "password": box.password,
                "folder": FOLDER,
            },
        }
    )
    built = service.build(settings)
    await built.database.turn(upgrade)
    await built.database.turn(someone)
    task = asyncio.create_task(built.run({"mail", "work"}))
    try:
        yield built
    finally:
        built.stop.set()
        await task
        await built.close()


def someone(session: Session) -> None:
    """Have the sender known, since a stranger's mail is set aside."""
    if session.scalar(select(Person)) is None:
        person = Person(first_name="Ria", surname="Kale")
        session.add(person)
        session.flush()
        session.add(Address(person_id=person.id, email="ria@kale.example"))


async def rows(built: service.Service) -> list[InboxMessage]:
    return await built.database.look(lambda session: list(session.scalars(select(InboxMessage).order_by("id"))))


async def come_to(built: service.Service, states: list[str]) -> None:
    """Wait until these are the states of all that is stored."""
    for _ in range(400):
        found = [(row.state, row.outcome, row.trouble) for row in await rows(built)]
        if [state for state, _, _ in found] == states:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"it came to {found}")


async def all_decided(built: service.Service, count: int) -> None:
    await come_to(built, [InboxState.DECIDED] * count)


def make_anew(box: Dovecot, *raws: bytes) -> None:
    with box.client() as client:
        if client.folder_exists(FOLDER):
            client.delete_folder(FOLDER)
        client.create_folder(FOLDER)
        for raw in raws:
            client.append(FOLDER, raw)


def fetched(between: Gate) -> int:
    return sum(b"(BODY.PEEK[])" in line for line in between.said())


async def test_known_mail_is_not_fetched_again_when_its_uid_changed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/mail.db"
    folded = letter(1).replace(b"<ria@kale", b"\r\n <ria@kale").replace(b"Ria Kale", b"=?utf-8?q?Ren=C3=A9e?=")
    without_id = letter(2).replace(b"Message-ID", b"X-Id")
    with running_dovecot() as box, gate(box.port) as between:
        make_anew(box, folded, without_id)
        async with reading(url, box, between.port) as built:
            await all_decided(built, 2)
        assert fetched(between) == 2
        make_anew(box, letter(3), without_id, folded)
        async with reading(url, box, between.port) as built:
            # A mail without an id of its own is not known by its headers, so it is stored once more, and decided once.
            await all_decided(built, 4)
            await until(lambda: all(flags >= STORED for flags in box.flags(FOLDER).values()))
            found = await rows(built)
        assert fetched(between) == 4
        assert [row.raw for row in found] == [folded, without_id, letter(3), without_id]
        assert [row.outcome == "second_copy" for row in found] == [False, False, False, True]


def known(built: Service) -> Callable[[bytes], Coroutine[Any, Any, bool]]:
    """Ask whether a mail with some headers was decided before."""
    return MailReading(built.database, built.desk, built.watch).is_known


async def test_mail_that_was_stored_but_not_decided_is_stored_once_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/mail.db"
    with running_dovecot() as box:
        make_anew(box, letter(1))
        async with reading(url, box, box.port) as built:
            await all_decided(built, 1)

            def set_aside(session: Session) -> None:
                session.scalars(select(InboxMessage)).one().state = InboxState.QUARANTINED

            await built.database.turn(set_aside)
            assert not await known(built)(letter(1))
        make_anew(box, letter(1))
        async with reading(url, box, box.port) as built:
            await come_to(built, [InboxState.QUARANTINED, InboxState.DECIDED])
            assert [row.raw for row in await rows(built)] == [letter(1), letter(1)]


async def test_headers_that_say_nothing_are_of_no_known_mail(tmp_path: Path) -> None:
    with running_dovecot() as box:
        make_anew(box)
        async with reading(f"sqlite:///{tmp_path}/mail.db", box, box.port) as built:
            assert not await known(built)(b"")
            assert not await known(built)(b"\r\n")
            assert not await known(built)(b"From: ria@kale.example\r\n\r\n")
            assert not await known(built)(b"X: 1\r\n" * 2000)
