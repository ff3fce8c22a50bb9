"""An upgrade of a database in use is backed up first, and leaves it as it was when it fails."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from alembic import command
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from akkoord.backups.upgrading import bring_up_to_date, prune
from akkoord.backups.verifying import verify
from akkoord.setting_parts import BackupSettings
from akkoord.trouble import CannotStart
from core import upgrade
from core.engine import Database
from core.models import Person
from tests.backups.copying import copied, names_in
from tests.house import MONDAY_MORNING, House
from tests.real.postgres import Postgres
from tests.site import Site

OLD = "0006"


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def old(request: pytest.FixtureRequest, site: Site, tmp_path: Path) -> AsyncIterator[House]:
    """A house with people in it, as an older version left it."""
    if request.param == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.fresh()
    else:
        url = f"sqlite:///{tmp_path}/old.db"
    house = await copied(site.house, url, tmp_path / "first.zip")
    await house.database.turn(lambda session: command.downgrade(upgrade._config(session.connection()), OLD))
    yield house
    await house.close()


@pytest.fixture
def settings(tmp_path: Path) -> BackupSettings:
    return BackupSettings(folder=str(tmp_path / "kept"), keep=3)


def people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Person)) or 0


async def test_a_database_in_use_is_backed_up_before_it_is_upgraded(old: House, settings: BackupSettings) -> None:
    kept = await bring_up_to_date(old.database, settings, lambda: MONDAY_MORNING)
    assert kept is not None
    assert kept.name == "before-upgrade-20260309T070000Z.akkoord.zip"
    verdict = await verify(kept)
    assert verdict.is_whole
    assert (verdict.manifest.revision, verdict.manifest.tables["person"].rows) == (OLD, 3)
    assert await old.database.look(upgrade.shape) == upgrade.newest()
    assert await bring_up_to_date(old.database, settings, lambda: MONDAY_MORNING) is None, "nothing is left to do"
    assert names_in(Path(settings.folder)) == [kept.name]


def break_last_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a newer version whose last migration fails when it has changed half of what it should."""
    folder = tmp_path / "migrations"
    for part in ("", "versions"):
        (folder / part).mkdir()
        for file in (upgrade.FOLDER / part).glob("*.py"):
            (folder / part / file.name).write_text(file.read_text())
    newest = upgrade.newest()
    (folder / "versions" / "9999_fail_halfway.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision, down_revision, branch_labels, depends_on = '9999', {newest!r}, None, None\n"
        "def upgrade():\n"
        "    op.create_table('half', sa.Column('id', sa.Integer(), primary_key=True))\n"
        "    op.add_column('person', sa.Column('half', sa.Integer()))\n"
        "    op.execute(\"UPDATE person SET surname = 'gone'\")\n"
        "    op.execute('INSERT INTO half (id) VALUES (1), (1)')\n"
    )
    monkeypatch.setattr(upgrade, "FOLDER", folder)


async def test_a_migration_that_fails_halfway_leaves_everything_as_it_was(
    old: House, settings: BackupSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what earlier migrations of the same upgrade did."""

    def shape(session: Session) -> object:
        looked = inspect(session.connection())
        return {name: [column["name"] for column in looked.get_columns(name)] for name in looked.get_table_names()}

    before = await old.database.look(shape)
    break_last_migration(tmp_path, monkeypatch)
    with pytest.raises(CannotStart) as caught:
        await bring_up_to_date(old.database, settings, lambda: MONDAY_MORNING)
    (kept,) = names_in(Path(settings.folder))
    assert str(caught.value).startswith(f"The database could not be upgraded from {OLD} to 9999: ")
    assert "unique" in str(caught.value).casefold()
    assert f"still at {OLD}" in str(caught.value)
    assert str(caught.value).endswith(f"The backup taken before is {settings.folder}/{kept}.")
    assert await old.database.look(upgrade.shape) == OLD
    assert await old.database.look(shape) == before
    assert await old.all(select(Person.surname).order_by(Person.id)) == ["Kale", "Visser", "Bos"]


async def test_without_a_place_for_the_backup_nothing_is_upgraded(
    old: House, tmp_path: Path, settings: BackupSettings
) -> None:
    in_a_file = settings.model_copy(update={"folder": f"{tmp_path}/first.zip"})
    with pytest.raises(CannotStart, match=r"no backup could be put into .*first.zip.* AKKOORD_BACKUP__FOLDER"):
        await bring_up_to_date(old.database, in_a_file, lambda: MONDAY_MORNING)
    assert await old.database.look(upgrade.shape) == OLD


async def test_who_wants_none_gets_no_backup(old: House, tmp_path: Path, settings: BackupSettings) -> None:
    none = settings.model_copy(update={"keep": 0})
    assert await bring_up_to_date(old.database, none, lambda: MONDAY_MORNING) is None
    assert "kept" not in names_in(tmp_path)
    assert await old.database.look(upgrade.shape) == upgrade.newest()


async def test_a_new_or_empty_database_needs_no_backup(tmp_path: Path, settings: BackupSettings) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")
    await database.turn(lambda session: upgrade.upgrade(session, OLD))
    assert await bring_up_to_date(database, settings, lambda: MONDAY_MORNING) is None
    assert await database.look(upgrade.shape) == upgrade.newest()
    assert "kept" not in names_in(tmp_path)
    await database.close()


async def test_two_that_start_at_once_upgrade_once(old: House, settings: BackupSettings) -> None:
    other = Database(old.database.url.render_as_string(hide_password=False))
    both = await asyncio.gather(
        *(bring_up_to_date(one, settings, lambda: MONDAY_MORNING) for one in (old.database, other))
    )
    kept = [path for path in both if path is not None]
    assert kept
    if not old.database.is_sqlite:
        assert len(kept) == 1, "the other waited, and found nothing left to do"
    assert names_in(Path(settings.folder)) == sorted(path.name for path in kept)
    assert await old.database.look(upgrade.shape) == upgrade.newest()
    assert await old.database.look(people) == 3
    await other.close()


def test_only_the_last_are_kept_and_no_other_file_is_touched(tmp_path: Path) -> None:
    names = [f"before-upgrade-2026030{day}T070000Z.akkoord.zip" for day in range(1, 6)]
    for count, name in enumerate(names):
        (tmp_path / name).write_bytes(b"")
        moment = (MONDAY_MORNING + timedelta(days=count)).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    for other in ("backup-20250101T000000Z.akkoord.zip", "before-upgrade.txt", "notes"):
        (tmp_path / other).write_bytes(b"")
    prune(tmp_path, 2)
    assert names_in(tmp_path) == sorted(
        ["backup-20250101T000000Z.akkoord.zip", "before-upgrade.txt", "notes", *names[-2:]]
    )


async def test_a_database_of_a_newer_version_is_left_alone(
    old: House, tmp_path: Path, settings: BackupSettings
) -> None:
    await old.database.turn(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9998'")))
    with pytest.raises(upgrade.OtherVersion, match="9998"):
        await bring_up_to_date(old.database, settings, lambda: MONDAY_MORNING)
    assert "kept" not in names_in(tmp_path)
