"""The file of a backup: a zip with a member of JSON lines for each table, a manifest, and a digest of all of it.

    manifest.json           what it is, of what, and the sha256 and the number of rows of each member
    tables/NAME.jsonl       the rows of one table, a list of values a line, in the order of the manifest's columns
    documents/...           kept free: this version stores no documents, and refuses a file that has some

The zip's comment is the sha256 of every byte before it, so that no byte can change unseen, a header's neither. Who
changes a file on purpose can write that anew; the record's chain and a digest kept elsewhere are for that.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = "tables/"
DOCUMENTS = "documents/"
DIGEST_LENGTH = 64
LEVEL = 6
CHUNK = 1 << 20


class CorruptBackup(Exception):  # noqa: N818 - a fact about the file
    """The file is not a whole backup. Its text says in one clause what is wrong."""


class TableManifest(BaseModel):
    """One table in a backup. columns: name and kind of each, in the order of a line's values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int = Field(ge=0)
    sha256: str
    columns: list[tuple[str, str]]


class Manifest(BaseModel):
    """What a backup is. app: the version that made it; database: sqlite or postgresql; taken_at: in UTC."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    app: str
    revision: str
    database: str
    taken_at: str
    tables: dict[str, TableManifest]
    documents: dict[str, str] = Field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Count the rows of all tables."""
        return sum(table.rows for table in self.tables.values())


class Writer:
    """Writes a backup to an open file, member by member."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    def table(self, name: str, lines: Iterable[bytes]) -> tuple[int, str]:
        """Write a table. Returns its number of rows and the sha256 of what was written."""
        digest, rows = hashlib.sha256(), 0
        with self._zip.open(f"{TABLES}{name}.jsonl", "w", force_zip64=True) as member:
            for line in lines:
                member.write(line)
                digest.update(line)
                rows += 1
        return rows, digest.hexdigest()

    def finish(self, manifest: Manifest) -> str:
        """Write the manifest and seal the file. Returns the sha256 of the whole file."""
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        self._zip.comment = b"0" * DIGEST_LENGTH
        self._zip.close()
        self._file.seek(-DIGEST_LENGTH, os.SEEK_END)
        end = self._file.tell()
        self._file.write(_sha256(self._file, end).encode())
        self._file.flush()
        self._file.seek(0, os.SEEK_END)
        return _sha256(self._file, self._file.tell())


def _sha256(file: IO[bytes], length: int) -> str:
    """Hash the first bytes of a file, and leave it where it was."""
    here, digest, left = file.tell(), hashlib.sha256(), length
    file.seek(0)
    while left and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    file.seek(here)
    return digest.hexdigest()


class Reader:
    """Reads a backup whose every byte was checked first.

    Raises: CorruptBackup, on opening, for any file that is not exactly what was once written; OSError.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        try:
            self._check_seal()
            self._zip = zipfile.ZipFile(self._file)
            self.manifest = self._manifest()
            self._check_members()
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
            self._file.close()
            raise CorruptBackup(f"it is not a whole zip file ({error})") from error
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def sha256(self) -> str:
        """The sha256 of the whole file."""
        return _sha256(self._file, self._file.seek(0, os.SEEK_END))

    def lines(self, name: str) -> Iterator[bytes]:
        """Give the lines of a table, and check them once more while they are read."""
        told, digest, rows = self.manifest.tables[name], hashlib.sha256(), 0
        with self._zip.open(f"{TABLES}{name}.jsonl") as member:
            for line in member:
                digest.update(line)
                rows += 1
                yield line
        if (rows, digest.hexdigest()) != (told.rows, told.sha256):
            raise CorruptBackup(f"table {name} is not what the manifest says of it")

    def _check_seal(self) -> None:
        length = self._file.seek(0, os.SEEK_END)
        if length <= DIGEST_LENGTH:
            raise CorruptBackup("it is too short")
        self._file.seek(-DIGEST_LENGTH, os.SEEK_END)
        seal = self._file.read(DIGEST_LENGTH)
        if seal != _sha256(self._file, length - DIGEST_LENGTH).encode():
            raise CorruptBackup("it was cut off or changed after it was made")

    def _manifest(self) -> Manifest:
        try:
            told = json.loads(self._zip.read(MANIFEST))
            version = told.get("format") if isinstance(told, dict) else None
            if version != FORMAT:
                raise CorruptBackup(f"its format is {version}, and this version reads {FORMAT}")
            return Manifest.model_validate(told)
        except (KeyError, ValueError, ValidationError) as error:
            raise CorruptBackup(f"its manifest can't be read ({type(error).__name__})") from error

    def _check_members(self) -> None:
        """Read every member once: it must be named by the manifest and be what that says."""
        found = sorted(self._zip.namelist())
        told: dict[str, Any] = {f"{TABLES}{name}.jsonl": name for name in self.manifest.tables}
        if self.manifest.documents or any(name.startswith(DOCUMENTS) for name in found):
            raise CorruptBackup("it holds documents, for which this version has no place")
        if found != sorted([MANIFEST, *told]):
            raise CorruptBackup("its members are not those of its manifest")
        for name in told.values():
            for _ in self.lines(name):
                pass
