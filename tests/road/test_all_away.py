"""The whole service while all around it is away at once, and then comes back: it starts, it stays, it catches up."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from akkoord import delivery, service
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Address, Membership, Person, Role
from core.tenants.models import ChatPolicy, Tenant
from core.upgrade import upgrade
from tests.akkoord.test_smtp_away import Server
from tests.mailin.shelf import letter
from tests.real.dovecot import running_dovecot
from tests.real.fake_telegram import FakeTelegram
from tests.real.postgres import free_port
from tests.road.town import STAMP, MovingClock, settings_for, until

MONDAY = datetime(2026, 3, 9, 7, 0, 30, tzinfo=UTC)
PROVEN = f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\r\n".encode()


async def test_a_service_that_starts_while_everything_is_away_catches_up_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "AWAY_SECONDS", (0.2,))
    monkeypatch.setattr(service, "NAME_SECONDS", 0.2)
    clock, server = MovingClock(MONDAY), Server(port=free_port())
    with running_dovecot() as dovecot, capture_logs() as logs:
        async with FakeTelegram(now=lambda: clock().timestamp()) as telegram:
            settings = settings_for(
                f"sqlite:///{tmp_path}/away.db", dovecot=dovecot, smtp_port=server.port, telegram=telegram
            )
            built = service.build(settings, clock=clock)
            await built.database.turn(upgrade)
            await built.database.turn(settle)
            noor = telegram.user(7, "Noor")
            dovecot.append(PROVEN + letter(1, "wat staat er open?"))
            await telegram.stop()
            await asyncio.to_thread(dovecot.kill)
            task = asyncio.create_task(built.run())
            await noor.says("hallo")
            await until(lambda: {"imap", "telegram"} <= away(built))
            await built.database.turn(lambda session: session.add(put()))
            await until(lambda: "smtp" in away(built))

            await telegram.start()
            await asyncio.to_thread(dovecot.start)
            await server.start()
            assert (await telegram.next_message(7, 20)).text
            await until(lambda: server.got().count("ria@kale.example") == 2)
            await until(lambda: not away(built))
            assert not task.done()
            sent = select(OutboxMessage.state).where(OutboxMessage.channel == "mail")
            assert set(await built.database.look(lambda session: list(session.scalars(sent)))) == {OutboxState.SENT}
            built.stop.set()
            await task
            await built.close()
            await server.stop()
    assert len(set(server.ids())) == 2
    assert not [line for line in logs if line.get("exc_info")]


def away(built: service.Service) -> set[str]:
    return {name for name, health in built.watch.connections.items() if health.failures}


def settle(session: Session) -> None:
    """Put a supervisor of one school into the database."""
    school = Tenant(code="roc", name="ROC", region="Zuid", settings={}, chat_policy=ChatPolicy.FULL)
    ria = Person(first_name="Ria", surname="Kale", addresses=[Address(email="ria@kale.example")])
    session.add_all([school, ria])
    session.flush()
    session.add(Membership(person_id=ria.id, tenant_id=school.id, role=Role.WORK_SUPERVISOR))


def put() -> OutboxMessage:
    return OutboxMessage(
        person_id=1,
        name="desk.edited",
        facts={"what": ""},
        channel="mail",
        address="ria@kale.example",
        token="t" * 26,
        due_at=MONDAY,
    )
