"""Compiled templates, kept beside them as Python keeps its modules: compiling is a third of a start otherwise."""

from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

CACHE = "__pycache__"


class BesideTheTemplates(BytecodeCache):
    """Keeps what was compiled in a folder's `__pycache__`; where that can't be written, nothing is kept.

    Jinja compiles anew what doesn't belong to its own version, to Python's, or to the template's present text. sources:
    the files of code that compiling depends on, such as that of the filters; a change of theirs compiles anew too.
    """

    def __init__(self, folder: Path, sources: Iterable[str]) -> None:
        self._folder = folder / CACHE
        self.made_with = sha256(b"".join(Path(source).read_bytes() for source in sources)).hexdigest()[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what was kept of a template, if anything."""
        with suppress(OSError), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; whole or not at all, also when two processes start at once."""
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            with NamedTemporaryFile("wb", dir=self._folder, suffix=".tmp", delete=False) as file:
                try:
                    bucket.write_bytecode(file)
                except OSError:
                    Path(file.name).unlink(missing_ok=True)
                    raise
            Path(file.name).chmod(0o644)
            Path(file.name).replace(self._file(bucket))

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{self.made_with}"
