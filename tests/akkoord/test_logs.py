"""What a fault writes into the log: enough to find it, and nothing of anybody."""

import io
import logging
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from akkoord import logs
from akkoord.setting_parts import Log
from core.outbox import OutboxMessage
from core.people.models import Address, Person
from tests.house import House
from tests.real.postgres import Postgres
from tests.site import build_site

FULL = {
    "sqlite": ["CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END"],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$ LANGUAGE plpgsql",
        'CREATE TRIGGER "full" BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION refuse()',
    ],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/logged.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as the service writes it."""
    written = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", written)
        logs.set_up(Log())
    yield written
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_a_fault_of_the_database_is_logged_without_names_tokens_and_hours(url: str, log: io.StringIO) -> None:
    site = await build_site(await House.build(url))
    house = site.house
    await house.remind()
    token = house.last(site.ria).outgoing.token
    await house.database.turn(
        lambda session: [session.execute(text(part)) for part in FULL[session.get_bind().dialect.name]]
    )
    house.now += timedelta(minutes=1)
    assert await house.chat(site.ria, "Noor akkoord, Daan nog niet", tokens=[token]) == "retry"
    await house.close()
    written = log.getvalue()
    assert "decide_failed" in written
    assert "disk full" in written
    for canary in ("Visser", "Kale", "Noor akkoord", token):
        assert canary not in written
    assert re.search(r"minutes\W{1,4}\d", written) is None


@pytest.mark.parametrize(
    "row",
    [
        insert(Address).values(person_id=1, email="canary@vogel.example", is_general=False, works=True),
        insert(Address).values(person_id=1, email="canary2@vogel.example", is_general=False, works=None),
        insert(Person).values(first_name="canary\ud800"),
        insert(OutboxMessage).values(name="canary" * 20, facts={"minutes": "canary"}, token="canary"),
    ],
)
async def test_no_row_that_is_refused_stands_in_the_fault(url: str, row: object) -> None:
    house = await House.build(url)
    await house.person("Canary", "Vogel")
    with pytest.raises((DBAPIError, UnicodeEncodeError)) as refused:
        await house.database.turn(lambda session: session.execute(row))  # type: ignore[call-overload]  # an insert
    await house.close()
    error: BaseException | None = refused.value
    while error is not None:
        assert "canary" not in str(error)
        error = error.__cause__ or error.__context__
