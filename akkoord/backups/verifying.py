"""Verifying a backup: put back aside, in a database that is thrown away, and compared with what the file says."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from akkoord.backups.archive import Manifest, Reader
from akkoord.backups.restoring import broken_records, load, taken_at
from akkoord.backups.tables import tables_of
from akkoord.backups.taking import Tell, nobody
from core.engine import Database
from core.upgrade import upgrade


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. differing: tables that came back otherwise; broken: schools whose record isn't whole."""

    manifest: Manifest
    sha256: str
    differing: list[str]
    broken: list[str]

    @property
    def is_whole(self) -> bool:
        """Say whether all is as it was."""
        return not self.differing and not self.broken


async def verify(path: Path, tell: Tell = nobody) -> Verdict:
    """Restore a backup aside, write its tables once more and compare, and walk the record of every school.

    Raises: CorruptBackup, CannotRestore, UnknownKind, OSError.
    """
    with Reader(path) as reader, tempfile.TemporaryDirectory(prefix="akkoord-verify-") as folder:
        database = Database(f"sqlite:///{folder}/aside.db")
        try:
            differing, broken = await database.turn(lambda session: _compare(session, reader, tell))
        finally:
            await database.close()
        return Verdict(reader.manifest, reader.sha256, differing, broken)


def _compare(session: Session, reader: Reader, tell: Tell) -> tuple[list[str], list[str]]:
    taken_at(reader)
    load(session, reader, tell)
    differing = list(_differing(session, reader))
    upgrade(session)
    return differing, broken_records(session)


def _differing(session: Session, reader: Reader) -> Iterator[str]:
    for table in tables_of(session):
        digest, rows = hashlib.sha256(), 0
        for line in table.lines(session):
            digest.update(line)
            rows += 1
        told = reader.manifest.tables[table.name]
        if (rows, digest.hexdigest()) != (told.rows, told.sha256):
            yield table.name
