"""Documents in a real PostgreSQL, and along in a backup: from either engine to either, byte for byte."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.orm import undefer

from akkoord.backups.taking import take
from akkoord.backups.verifying import verify
from core.files.models import Document, SentFile
from core.people.models import Role
from tests.backups.copying import copied, exported
from tests.house import House
from tests.real.postgres import Postgres
from tests.site import build_site
from tests.talk.sending import WEEK_11, Sending, workbook

ENGINES = ("sqlite", "postgresql")


@pytest_asyncio.fixture(params=ENGINES)
async def sending(tmp_path: Path, postgres: Postgres, request: pytest.FixtureRequest) -> AsyncIterator[Sending]:
    url = postgres.fresh() if request.param == "postgresql" else f"sqlite:///{tmp_path}/house.db"
    house = await House.build(url)
    site = await build_site(house)
    admin = await house.person("Hanneke", "Duin", chat=True)
    await house.role(admin, Role.ADMIN, site.tenant)
    yield Sending(site, admin, "chat")
    await house.close()


def hours_of(sending: Sending) -> bytes:
    return workbook((sending.site.noors.external_id, WEEK_11[0], 7.5))


async def test_a_file_is_kept_once_imported_once_and_thrown_away_on_either_engine(sending: Sending) -> None:
    content = hours_of(sending)
    assert "1 nieuw" in await sending.sends("uren.xlsx", content)
    await sending.sends("nog eens.xlsx", content)
    assert "Geïmporteerd" in await sending.says("ja")
    assert len(await sending.decisions()) == 1
    (document,) = await sending.house.all(select(Document).options(undefer(Document.content)))
    assert (document.content, document.size) == (content, len(content))
    assert len(await sending.house.all(select(SentFile))) == 2


async def test_two_workers_take_one_file_each_on_either_engine(sending: Sending) -> None:
    await sending.brings("a.csv", sending.hours((WEEK_11[0], "7,5")))
    await sending.brings("b.csv", sending.hours((WEEK_11[1], "8")))
    other = Sending(sending.site, sending.admin, "chat", sending.shelf)
    assert [await sending.fetching.fetch_one(), await other.fetching.fetch_one()] == [True, True]
    assert await sending.fetching.fetch_one() is False
    assert sorted(sending.shelf.asked) == ["file-0", "file-1"]


@pytest.mark.parametrize("to", ENGINES)
async def test_documents_come_along_in_a_backup(sending: Sending, tmp_path: Path, postgres: Postgres, to: str) -> None:
    content = hours_of(sending)
    await sending.sends("uren.xlsx", content)
    url = postgres.fresh() if to == "postgresql" else f"sqlite:///{tmp_path}/other.db"
    other = await copied(sending.house, url, tmp_path / "a")
    before, after = (
        await exported(sending.house.database, tmp_path / "b"),
        await exported(other.database, tmp_path / "c"),
    )
    assert before == after
    (document,) = await other.all(select(Document).options(undefer(Document.content)))
    assert sha256(document.content).hexdigest() == document.sha256 == sha256(content).hexdigest()
    backup = await take(other.database, tmp_path / "d", other.now)
    assert (await verify(backup.path)) is not None
    await other.close()
