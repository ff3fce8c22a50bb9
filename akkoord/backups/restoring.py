"""Putting a backup back: into an empty database only, wholly or not at all."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import MetaData, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from akkoord.backups.archive import CorruptBackup, Reader
from akkoord.backups.tables import Portable, fullest, tables_of
from akkoord.backups.taking import Tell, nobody
from core import record
from core.reminders.service import ReminderSettings
from core.restoration import Forgotten, forget
from core.tenants.models import Tenant
from core.upgrade import knows, shape, upgrade

BATCH = 500


class CannotRestore(Exception):  # noqa: N818 - a fact about the database or the file
    """A backup can't be put into this database; nothing was changed. Its text is a sentence that says why."""


def check_revision(reader: Reader) -> None:
    """Refuse a backup of a newer shape than this version knows. Raises: CannotRestore."""
    if not knows(reader.manifest.revision):
        raise CannotRestore(
            f"The backup was made by a newer version of Akkoord ({reader.manifest.app}, at {reader.manifest.revision})."
            " Install that version, or a later one, and restore with it."
        )


def restore(
    session: Session, reader: Reader, now: datetime, *, reminders: ReminderSettings | None, tell: Tell = nobody
) -> Forgotten | None:
    """Load a backup in the caller's transaction, bring it to the newest shape, and say what it let go of.

    reminders: when they go; None when nothing ran since the backup, such as on a move, so that nothing is let go of.
    Raises: CannotRestore, CorruptBackup, UnknownKind; then the transaction must be rolled back.
    """
    taken = taken_at(reader)
    load(session, reader, tell)
    upgrade(session)
    broken = broken_records(session)
    if broken:
        raise CorruptBackup(f"the record of {', '.join(broken)} is not whole")
    if reminders is None:
        return None
    return forget(session, now, taken_at=taken, sha256=reader.sha256, reminders=reminders)


def broken_records(session: Session) -> list[str]:
    """Name the schools whose record of decisions is not whole."""
    tenants = session.scalars(select(Tenant).order_by(Tenant.code)).all()
    return [tenant.code for tenant in tenants if record.broken(session, tenant.id) is not None]


def load(session: Session, reader: Reader, tell: Tell = nobody) -> None:
    """Make a backup's tables as they were and fill them, in the caller's transaction. Raises: as restore."""
    check_revision(reader)
    _empty(session)
    upgrade(session, reader.manifest.revision)
    tables = tables_of(session)
    _check_columns(tables, reader)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    done, total = 0, reader.manifest.rows
    for table in tables:
        session.execute(table.table.delete())  # what a migration put there stands in the backup as well
    for table in tables:
        for batch in _batches(table, reader):
            try:
                session.execute(insert(table.table), batch)
            except DBAPIError as error:
                why = str(error.orig).partition("\n")[0]
                raise CannotRestore(f"A row of {table.name} can't be stored: {why}. Nothing was restored.") from error
            done += len(batch)
            tell(done, total)
        _number_on(session, table)


def _batches(table: Portable, reader: Reader) -> Iterator[list[dict[str, object]]]:
    rows = _rows(table, reader)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _rows(table: Portable, reader: Reader) -> Iterator[dict[str, object]]:
    for number, line in enumerate(reader.lines(table.name), 1):
        try:
            yield table.row(line)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise CorruptBackup(f"line {number} of table {table.name} can't be read") from error


def _empty(session: Session) -> None:
    """Take away the tables of a database that was made and never used. Raises: CannotRestore when it was used."""
    revision = shape(session)
    tables = tables_of(session)
    full = fullest(session, tables)
    if full is not None:
        raise CannotRestore(
            f"The database is not empty: {full} has rows. A backup is put into an empty one only; nothing was changed."
        )
    if tables and revision is None:
        names = ", ".join(table.name for table in tables[:3])
        raise CannotRestore(f"The database holds tables that are not Akkoord's ({names}); nothing was changed.")
    if revision is None:
        return
    made = MetaData()
    made.reflect(session.connection())
    made.drop_all(session.connection())


def _check_columns(tables: Iterable[Portable], reader: Reader) -> None:
    """See that the backup has the tables and columns that its revision makes. Raises: CorruptBackup."""
    made = {table.name: dict(table.columns) for table in tables}
    told = {name: dict(table.columns) for name, table in reader.manifest.tables.items()}
    if made != told:
        raise CorruptBackup("its tables are not those of its revision")


def _number_on(session: Session, table: Portable) -> None:
    """Let PostgreSQL number the next row after the last one; SQLite does by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name in table.key:
        sequence = session.scalar(select(func.pg_get_serial_sequence(table.name, name)))
        if sequence is not None:
            newest = session.scalar(select(func.max(table.table.c[name])))
            session.execute(select(func.setval(sequence, newest or 1, newest is not None)))


def taken_at(reader: Reader) -> datetime:
    """Say when a backup was taken. Raises: CorruptBackup."""
    try:
        moment = datetime.fromisoformat(reader.manifest.taken_at)
    except ValueError as error:
        raise CorruptBackup("its manifest has no moment") from error
    if moment.tzinfo is None:
        raise CorruptBackup("its manifest's moment has no time zone")
    return moment
