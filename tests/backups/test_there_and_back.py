"""What is backed up comes back: on either engine, from one to the other, and from an older version."""

import asyncio
import hashlib
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.orm import Session

from akkoord.backups.archive import CorruptBackup, Manifest, Reader, TableManifest, Writer
from akkoord.backups.restoring import CannotRestore
from akkoord.backups.tables import UnknownKind
from akkoord.backups.taking import NothingToBackUp, take
from akkoord.backups.verifying import verify
from core import record
from core.engine import Database
from core.models import Decision, InboxMessage, LogbookWeek, OutboxMessage, Person, Tenant
from core.upgrade import _config, newest, shape
from tests.backups.copying import copied, exported, lines_of, names_in, put_back
from tests.house import MONDAY_MORNING, House
from tests.real.postgres import Postgres
from tests.site import Site

ROOT = Path(__file__).parents[2]


async def lived_in(site: Site) -> None:
    """Have something in every kind of column: an answer, words with accents, raw bytes that are no text, a setting."""
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    await site.house.mail(site.ria, "groeten van Zoë, ça va? “né”\u2028 €")
    await site.house.change(Tenant, site.tenant.id, settings={"a": [1, 1.5, None, "é"]})
    raw = bytes(range(256)) * 40
    await site.house.add(
        InboxMessage(channel="mail", key="odd", raw=raw, received_at=site.house.now, state="quarantined")
    )


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
async def test_everything_comes_back_as_it_was(site: Site, tmp_path: Path, postgres: Postgres, to: str) -> None:
    await lived_in(site)
    other = await copied(
        site.house, postgres.fresh() if to == "postgresql" else f"sqlite:///{tmp_path}/b.db", tmp_path / "a"
    )
    before, after = await exported(site.house.database, tmp_path / "b"), await exported(other.database, tmp_path / "c")
    assert before == after
    assert len(before["outbox"].splitlines()) > 2
    assert await other.database.look(lambda session: record.broken(session, site.tenant.id)) is None
    assert len(await other.all(select(Decision))) >= 1
    await other.close()


async def test_from_sqlite_to_postgresql_and_back_nothing_is_different(
    site: Site, tmp_path: Path, postgres: Postgres
) -> None:
    await lived_in(site)
    away = await copied(site.house, postgres.fresh(), tmp_path / "a")
    back = await copied(away, f"sqlite:///{tmp_path}/back.db", tmp_path / "b")
    assert await exported(site.house.database, tmp_path / "c") == await exported(back.database, tmp_path / "d")
    await away.close()
    await back.close()


async def test_life_goes_on_in_postgresql_after_a_move(site: Site, tmp_path: Path, postgres: Postgres) -> None:
    """Rows get numbers that nothing has yet, and the record goes on from where it was."""
    await site.house.remind()
    other = await copied(site.house, postgres.fresh(), tmp_path / "a")
    newest_row = await other.database.look(lambda session: session.scalar(select(func.max(OutboxMessage.id))))
    assert newest_row
    await other.chat(site.ria, "alles akkoord")
    assert await other.states(site.noor10) == "aaaaa"
    assert other.last(site.ria).outgoing.outbox_id > newest_row
    assert await other.database.look(lambda session: record.broken(session, site.tenant.id)) is None
    await other.close()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_a_backup_under_writing_is_of_one_moment(tmp_path: Path, postgres: Postgres, engine: str) -> None:
    """A person and a school are always written together here; a backup has both or neither."""
    house = await House.build(postgres.fresh() if engine == "postgresql" else f"sqlite:///{tmp_path}/busy.db")
    stop, went_on = asyncio.Event(), asyncio.Event()
    written = 0

    def both(session: Session) -> None:
        session.add(Person(first_name=f"P{written}", surname="x"))
        session.add(Tenant(code=f"c{written}", name="x", settings={}))

    async def write() -> None:
        nonlocal written
        while not stop.is_set():
            written += 1
            await house.database.turn(both)
            went_on.set()

    writer = asyncio.create_task(write())
    counts: list[int] = []
    for number in range(6):
        went_on.clear()
        await went_on.wait()
        lines = lines_of(await take(house.database, tmp_path / f"{number}.zip", MONDAY_MORNING))
        people, tenants = lines["person"].splitlines(), lines["tenant"].splitlines()
        assert len(people) == len(tenants)
        counts.append(len(people))
    stop.set()
    await writer
    assert counts == sorted(set(counts)), "the writer went on between the backups"
    await house.close()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_what_is_written_during_a_backup_is_not_waited_for_and_not_in_it(
    site: Site, tmp_path: Path, postgres: Postgres, engine: str
) -> None:
    """The backup's own progress is used to write in the middle of it."""
    if engine == "postgresql":
        house = await copied(site.house, postgres.fresh(), tmp_path / "moved")
    else:
        house = site.house
    url = house.database.url.render_as_string(hide_password=False)
    raw = [
        {
            "channel": "mail",
            "key": f"k{n}",
            "raw": b"x",
            "received_at": MONDAY_MORNING,
            "state": "decided",
            "attempts": 1,
            "outcome": "",
            "trouble": "",
        }
        for n in range(3000)
    ]
    await house.database.turn(lambda session: session.execute(insert(InboxMessage), raw))
    people = await house.all(select(Person.id))
    told: list[int] = []

    def one_more(done: int, total: int) -> None:
        told.append(done)
        if len(told) == 1:
            program = (
                "import asyncio, sys\nfrom core.engine import Database\nfrom core.models import Person\n"
                "async def main():\n    database = Database(sys.argv[1])\n"
                "    await database.turn(lambda session: session.add(Person(first_name='Late', surname='Late')))\n"
                "    await database.close()\nasyncio.run(main())"
            )
            subprocess.run([sys.executable, "-c", program, url], check=True, cwd=ROOT)

    backup = await take(house.database, tmp_path / "during", MONDAY_MORNING, one_more)
    assert told[0] < 3000
    assert backup.manifest.tables["person"].rows == len(people)
    assert len(await house.all(select(Person.id))) == len(people) + 1
    if engine == "postgresql":
        await house.close()


async def test_the_file_is_its_owners_alone_and_nothing_is_written_over(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.zip"
    backup = await take(site.house.database, path, MONDAY_MORNING)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert hashlib.sha256(path.read_bytes()).hexdigest() == backup.sha256
    with pytest.raises(FileExistsError):
        await take(site.house.database, path, MONDAY_MORNING)
    assert sorted(path.parent.iterdir()) == [path]


async def test_a_file_that_got_the_name_meanwhile_is_left_as_it_is(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"

    def in_between(_done: int, _total: int) -> None:
        path.write_text("somebody's")

    with pytest.raises(FileExistsError):
        await take(site.house.database, path, MONDAY_MORNING, in_between)
    assert path.read_text() == "somebody's"
    assert names_in(tmp_path) == ["a.zip", "house.db", "house.db-shm", "house.db-wal"]


async def test_a_database_that_never_was_is_not_backed_up(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(NothingToBackUp):
        await take(database, tmp_path / "a.zip", MONDAY_MORNING)
    assert "a.zip" not in names_in(tmp_path)
    await database.close()


async def test_a_column_of_an_unknown_kind_stops_the_backup_instead_of_losing_it(
    tmp_path: Path, postgres: Postgres
) -> None:
    house = await House.build(postgres.fresh())
    await house.database.turn(lambda session: session.execute(text("CREATE TABLE odd (id SERIAL, x UUID)")))
    with pytest.raises(UnknownKind, match=r"odd\.x"):
        await take(house.database, tmp_path / "a.zip", MONDAY_MORNING)
    await house.close()


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
async def test_a_backup_of_an_older_version_is_brought_up_to_date(
    site: Site, tmp_path: Path, postgres: Postgres, to: str
) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    await site.house.database.turn(lambda session: command.downgrade(_config(session.connection()), "0004"))
    backup = await take(site.house.database, tmp_path / "old.zip", MONDAY_MORNING)
    assert backup.manifest.revision == "0004"
    assert (await verify(backup.path)).is_whole
    house = House(Database(postgres.fresh() if to == "postgresql" else f"sqlite:///{tmp_path}/new.db"))
    await put_back(backup.path, house.database)
    assert await house.database.look(shape) == newest()
    assert await house.states(site.noor10) == "aaaaa"
    assert await house.all(select(LogbookWeek.id)) == await site.house.all(select(LogbookWeek.id))
    await house.close()


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
async def test_a_database_with_rows_is_left_as_it_is(site: Site, tmp_path: Path, postgres: Postgres, to: str) -> None:
    backup = await take(site.house.database, tmp_path / "a.zip", MONDAY_MORNING)
    house = await House.build(postgres.fresh() if to == "postgresql" else f"sqlite:///{tmp_path}/used.db")
    await house.add(Person(first_name="Own", surname="Own"))
    with pytest.raises(CannotRestore, match="not empty: person has rows"):
        await put_back(backup.path, house.database)
    assert await house.all(select(Person.surname)) == ["Own"]
    await house.close()


async def test_a_database_that_was_made_and_never_used_can_be_filled(site: Site, tmp_path: Path) -> None:
    backup = await take(site.house.database, tmp_path / "a.zip", MONDAY_MORNING)
    house = await House.build(f"sqlite:///{tmp_path}/made.db")
    await put_back(backup.path, house.database)
    assert len(await house.all(select(Person.id))) == 3
    await house.close()


async def test_somebody_elses_database_is_left_as_it_is(site: Site, tmp_path: Path, postgres: Postgres) -> None:
    backup = await take(site.house.database, tmp_path / "a.zip", MONDAY_MORNING)
    database = Database(postgres.fresh())
    await database.turn(lambda session: session.execute(text("CREATE TABLE theirs (id INTEGER)")))
    with pytest.raises(CannotRestore, match="not Akkoord's"):
        await put_back(backup.path, database)
    await database.close()


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
async def test_a_restore_that_fails_near_its_end_leaves_nothing(
    site: Site, tmp_path: Path, postgres: Postgres, to: str
) -> None:
    """The record does not fit, which is seen when all rows are in."""
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    await site.house.change(Decision, 1, words="something else")
    backup = await take(site.house.database, tmp_path / "a.zip", MONDAY_MORNING)
    verdict = await verify(backup.path)
    assert (verdict.broken, verdict.differing, verdict.is_whole) == ([site.tenant.code], [], False)
    database = Database(postgres.fresh() if to == "postgresql" else f"sqlite:///{tmp_path}/b.db")
    with pytest.raises(CorruptBackup, match="record of roc"):
        await put_back(backup.path, database)
    assert await database.look(shape) is None
    assert await database.look(lambda session: inspect(session.connection()).get_table_names()) == []
    await database.close()


def rewritten(path: Path, to: Path, **changes: object) -> Path:
    """Write a backup again with another manifest, and sealed, as somebody does who knows how."""
    with Reader(path) as reader, to.open("w+b") as file:
        writer = Writer(file)
        told = {}
        for name, table in reader.manifest.tables.items():
            rows, digest = writer.table(name, reader.lines(name))
            told[name] = TableManifest(rows=rows, sha256=digest, columns=table.columns)
        writer.finish(Manifest.model_construct(**{**dict(reader.manifest), "tables": told, **changes}))
    return to


@pytest.mark.parametrize(
    ("changes", "refused", "why"),
    [
        ({"revision": "9999"}, CannotRestore, "newer version of Akkoord"),
        ({"format": 2}, CorruptBackup, "its format is 2, and this version reads 1"),
        ({"revision": "0004"}, CorruptBackup, "not those of its revision"),
        ({"taken_at": "yesterday"}, CorruptBackup, "no moment"),
        ({"taken_at": "2026-03-09T07:00:00"}, CorruptBackup, "no time zone"),
        ({"documents": {"a.pdf": "0" * 64}}, CorruptBackup, "holds documents"),
        ({"tables": {}}, CorruptBackup, "its members are not those"),
        ({"surplus": 1, "app": None}, CorruptBackup, "manifest can't be read"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
async def test_what_this_version_cannot_read_is_refused_with_the_reason(
    site: Site, tmp_path: Path, changes: dict[str, object], refused: type[Exception], why: str
) -> None:
    backup = await take(site.house.database, tmp_path / "a.zip", MONDAY_MORNING)
    other = rewritten(backup.path, tmp_path / "b.zip", **changes)
    database = Database(f"sqlite:///{tmp_path}/b.db")
    with pytest.raises(refused, match=why):
        await put_back(other, database)
    assert await database.look(shape) is None
    await database.close()
