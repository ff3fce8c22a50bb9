"""The doctor looks at the database, its shape, the disk and the calendars, and changes none of them."""

import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from akkoord.doctor.calendars import check_builders_holidays, check_school_holidays
from akkoord.doctor.findings import State
from akkoord.doctor.storage import MEGABYTE, check_database, check_disk, check_migrations
from akkoord.settings import Settings
from core.engine import Database
from core.logbook.holidays import known_until
from core.upgrade import newest, upgrade
from tests.real.postgres import Postgres, free_port


@pytest.fixture(params=["sqlite", "postgresql"])
async def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A database of this version."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh()
    else:
        url = f"sqlite:///{tmp_path}/ours.db"
    database = Database(url)
    await database.turn(upgrade)
    await database.close()
    return Settings(database_url=url)


async def test_a_database_of_this_version_is_well(settings: Settings) -> None:
    assert (await check_database(settings)).state is State.OK
    found = await check_migrations(settings)
    assert found.state is State.OK
    assert str(newest()) in found.says


async def set_version(settings: Settings, version: str) -> None:
    database = Database(settings.database_url)
    await database.turn(
        lambda session: session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    )
    await database.close()


async def test_an_older_shape_asks_for_an_upgrade_and_a_newer_one_is_trouble(settings: Settings) -> None:
    await set_version(settings, "0001")
    older = await check_migrations(settings)
    assert older.state is State.WARNING
    assert "akkoord db upgrade" in older.advice
    await set_version(settings, "9999")
    newer = await check_migrations(settings)
    assert newer.state is State.TROUBLE
    assert "9999" in newer.says


async def test_a_server_that_is_away_is_trouble_for_both(tmp_path: Path) -> None:
    away = Settings(database_url=f"postgresql://akkoord:kanarie@127.0.0.1:{free_port()}/nowhere")
    for found in (await check_database(away), await check_migrations(away)):
        assert found.state is State.TROUBLE
        assert "kanarie" not in f"{found}"


async def test_a_file_that_is_no_database_is_trouble(tmp_path: Path) -> None:
    file = tmp_path / "broken.db"
    file.write_bytes(b"this was never a database" * 100)
    settings = Settings(database_url=f"sqlite:///{file}")
    assert (await check_database(settings)).state is State.TROUBLE
    assert (await check_migrations(settings)).state is State.TROUBLE


async def test_nothing_is_made_where_there_is_no_database_yet(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/new/ours.db")
    assert (await check_database(settings)).state is State.WARNING
    assert (await check_migrations(settings)).state is State.WARNING
    assert check_disk(settings).state in {State.OK, State.WARNING}
    assert not any(os.scandir(tmp_path))


@pytest.mark.parametrize(
    ("left", "state"),
    [(5000, State.OK), (2048, State.OK), (2047, State.WARNING), (256, State.WARNING), (255, State.TROUBLE)],
)
def test_room_on_the_disk_is_judged(tmp_path: Path, left: int, state: State) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/ours.db")
    found = check_disk(settings, free=lambda _: left * MEGABYTE)
    assert found.state is state
    assert f"{left} MB" in found.says
    assert bool(found.advice) == (state is not State.OK)


@pytest.mark.parametrize("check", [check_school_holidays, check_builders_holidays])
def test_calendars_that_run_out_are_told_in_time(check: object) -> None:
    assert callable(check)
    last = known_until()
    assert last is not None
    assert check(date(last.year - 1, 1, 1)).state is State.OK
    near = check(date(last.year, 9, 1))
    assert near.state is State.WARNING
    assert str(last.year) in near.says
    assert check(date(last.year + 1, 1, 1)).state is State.TROUBLE
