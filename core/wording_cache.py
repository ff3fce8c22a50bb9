"""Compiled templates, kept beside them as Python keeps its modules: compiling is a third of a start otherwise."""

from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

CACHE = "__pycache__"
# What was cut off, as by a machine that lost its power, makes Python's readers of code raise, or worse.
SEAL_LENGTH = sha256().digest_size


class BesideTheTemplates(BytecodeCache):
    """Keeps what was compiled in a folder's `__pycache__`; where that can't be written, nothing is kept.

    Jinja compiles anew what doesn't belong to its own version, to Python's, or to the template's present text. sources:
    the files of code that compiling depends on, such as that of the filters; a change of theirs compiles anew too.
    language: where several share a folder's templates, whose filters it is compiled with, since what is constant is
    filtered when it is compiled.
    """

    def __init__(self, folder: Path, sources: Iterable[str], *, language: str = "") -> None:
        self._folder = folder / CACHE
        texts = [language.encode(), *(Path(source).read_bytes() for source in sources)]
        self.made_with = sha256(b"".join(texts)).hexdigest()[:16]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what was kept of a template, if anything."""
        with suppress(OSError):
            content = self._file(bucket).read_bytes()
            seal, code = content[:SEAL_LENGTH], content[SEAL_LENGTH:]
            if seal == sha256(code).digest():
                bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; whole or not at all, also when two processes start at once."""
        with suppress(OSError):
            code = bucket.bytecode_to_string()
            self._folder.mkdir(exist_ok=True)
            with NamedTemporaryFile("wb", dir=self._folder, suffix=".tmp", delete=False) as file:
                part = Path(file.name)
                try:
                    file.write(sha256(code).digest() + code)
                    file.flush()
                    part.chmod(0o644)
                    part.replace(self._file(bucket))
                except OSError:
                    part.unlink(missing_ok=True)
                    raise

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{self.made_with}"
