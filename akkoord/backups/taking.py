"""Taking a backup: all tables as they are at one moment, while the service goes on reading and writing."""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.orm import Session

from akkoord.backups.archive import FORMAT, Manifest, TableManifest, Writer
from akkoord.backups.tables import tables_of
from akkoord.backups.whole_file import whole_file
from core.engine import Database
from core.upgrade import shape

STEP = 1000
ATTEMPTS = 5
SUFFIX = ".akkoord.zip"

# done, total: rows; called now and then.
Tell = Callable[[int, int], None]


class NothingToBackUp(Exception):  # noqa: N818 - a fact about the database
    """There is no database yet."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was taken. sha256: of the whole file, to keep elsewhere."""

    path: Path
    manifest: Manifest
    sha256: str


def nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def app_version() -> str:
    """Name this version of Akkoord: as its source says, which a checkout and a container have, else as installed."""
    source = Path(__file__).parents[2] / "pyproject.toml"
    if source.exists():
        return str(tomllib.loads(source.read_text("utf-8"))["project"]["version"])
    return version("akkoord")


def name_for(moment: datetime, why: str = "backup") -> str:
    """Name the file of a backup: such as backup-20260309T070000Z.akkoord.zip."""
    return f"{why}-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"


def free_path(folder: Path, name: str) -> Path:
    """Give a name in a folder that nothing has yet: the name itself, else with -2, -3 and so on."""
    path, count = folder / name, 1
    while path.exists():
        count += 1
        path = folder / f"{name.removesuffix(SUFFIX)}-{count}{SUFFIX}"
    return path


async def take_into(
    database: Database, folder: Path, now: datetime, why: str = "backup", tell: Tell = nobody
) -> Backup:
    """Write a backup of a database into a folder, under a name of its moment. Raises: as take."""
    for _ in range(ATTEMPTS):
        with suppress(FileExistsError):  # another process got the same name in the same second
            return await take(database, free_path(folder, name_for(now, why)), now, tell)
    return await take(database, free_path(folder, name_for(now, why)), now, tell)


async def take(database: Database, path: Path, now: datetime, tell: Tell = nobody) -> Backup:
    """Write a backup of a database to a file that does not exist yet.

    Raises: NothingToBackUp, UnknownKind, OSError (FileExistsError among them), DBAPIError.
    """
    return await database.look(lambda session: write(session, path, now, tell))


def write(session: Session, path: Path, now: datetime, tell: Tell = nobody) -> Backup:
    """Write what one transaction sees; on SQLite each has a snapshot, on PostgreSQL it is asked for here.

    Raises: as take.
    """
    as_one = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    dialect = session.get_bind().dialect.name
    session.connection(execution_options=as_one if dialect == "postgresql" else {})
    revision = shape(session)
    if revision is None:
        raise NothingToBackUp
    tables = tables_of(session)
    total = sum(table.count(session) for table in tables)
    done = 0
    tell(done, total)

    def counted(lines: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal done
        for line in lines:
            done += 1
            if done % STEP == 0:
                tell(done, total)
            yield line

    found: dict[str, TableManifest] = {}
    with whole_file(path) as file:
        writer = Writer(file)
        for table in tables:
            rows, digest = writer.table(table.name, counted(table.lines(session)))
            found[table.name] = TableManifest(rows=rows, sha256=digest, columns=list(table.columns))
        manifest = Manifest(
            format=FORMAT,
            app=app_version(),
            revision=revision,
            database=dialect,
            taken_at=now.astimezone(UTC).isoformat(),
            tables=found,
        )
        sha256 = writer.finish(manifest)
    tell(total, total)
    return Backup(path, manifest, sha256)
