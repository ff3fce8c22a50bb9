"""A file that is there wholly or not at all: written under another name, put on disk, and named only then."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST, ENOSYS, ENOTDIR, EOPNOTSUPP, EPERM
from pathlib import Path
from typing import IO

BEGIN, END = ".akkoord-", ".part"


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that gets its name when all went well, readable by its owner alone.

    Raises: FileExistsError, before or after: a file is never written over; OSError.
    """
    if path.parent.exists() and not path.parent.is_dir():
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(path.parent))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.path.lexists(path):
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(path))
    _sweep(path.parent)
    file, part = _begun(path.parent)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            _name(part, path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _begun(folder: Path) -> tuple[IO[bytes], Path]:
    """Make the file to write, locked for as long as it is open."""
    while True:
        handle, name = tempfile.mkstemp(prefix=BEGIN, suffix=END, dir=folder)  # made for its owner alone: 0600
        file = os.fdopen(handle, "w+b")
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return file, Path(name)
        file.close()  # swept away by another run in the moment before it was locked


def _name(part: Path, path: Path) -> None:
    """Give a file its name, unless something got that name meanwhile."""
    try:
        path.hardlink_to(part)
    except OSError as error:
        # So says a file system without hard links, such as one shared with Windows.
        if error.errno not in {EPERM, EOPNOTSUPP, ENOSYS} or path.exists():
            raise
        part.replace(path)


def _sweep(folder: Path) -> None:
    """Take away what runs that were killed left behind; who still writes holds a lock."""
    for left in folder.glob(f"{BEGIN}*{END}"):
        try:
            with left.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                left.unlink()
        except OSError:
            continue  # somebody writes it now, or it is not ours


def _sync_folder(folder: Path) -> None:
    """Put a folder's new name on disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
