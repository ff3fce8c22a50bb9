"""What a file is by its bytes, and whether that is what its name says; nothing in it is opened further than that."""

import io
import re
import struct
import zipfile
import zlib
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import Any

from core import sheets
from core.workbooks import COMPOUND, MOST_BYTES

MOST_SENT = {"chat": 20 * 1024 * 1024, "mail": 25 * 1024 * 1024}
MEGABYTE = 1024 * 1024
# What taking a damaged or malicious package apart may raise; zipfile lets those of its parts through.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
)
TABLES = frozenset({"xlsx", "text"})
MOST_PARTS = 5_000
HEAD = 4_096
# How a file begins that is no table, and what we call it.
BEGINS = (
    (b"%PDF-", "pdf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"#!", "program"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"RIFF", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "text_document"),
    (COMPOUND, "old_office"),
)
MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|table|script|\?xml|svg|meta)\b", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Which kinds a name or a declared type stands for; what is not here says nothing.
BY_SUFFIX = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "xlsx",
    ".xlsm": "macros",
    ".xltm": "macros",
    ".xls": "old_office",
    ".pdf": "pdf",
    ".zip": "archive",
    ".ods": "office",
    ".docx": "office",
}
BY_TYPE = {
    "text/csv": "text",
    "text/tab-separated-values": "text",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/pdf": "pdf",
}


def claimed(name: str, declared: str) -> str:
    """Give what a file's name says it is, else what its declared type does; "" when neither says anything."""
    by_name = BY_SUFFIX.get(PurePosixPath(name.lower().strip()).suffix, "")
    return by_name or BY_TYPE.get(declared.lower(), "")


def says_table(name: str, declared: str) -> bool:
    """Say whether a file's name or type calls it a table, of whichever program; a mere text does not."""
    suffix = PurePosixPath(name.lower().strip()).suffix
    is_table = claimed(name, declared) in {"text", "xlsx", "macros", "old_office"} and suffix != ".txt"
    return is_table or suffix == ".ods"


def seems(content: bytes) -> str:
    """Give what the bytes are: "xlsx", "text", or what else, of which "unknown" is the last.

    "macros" is a workbook with programs in it, "bomb" a packed file that would unpack to far more than any table.
    """
    if not content.strip(b"\x00 \t\r\n"):
        return "empty"
    if content.startswith(b"PK"):
        return _packed(content)
    known = next((kind for begin, kind in BEGINS if content.startswith(begin)), "")
    return _text(content) if not known or (known in {"program", "picture"} and _is_plain(content)) else known


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            kinds = _content_types(packed) if "[Content_Types].xml" in names else b""
    except DAMAGE:
        return "broken"
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        return "bomb"
    if not kinds:
        return "office" if "mimetype" in names else "archive"
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroenabled" in kinds.lower():
        return "macros"
    return "xlsx" if "xl/workbook.xml" in names else "office"


def _content_types(packed: zipfile.ZipFile) -> bytes:
    """Read the list of a package's parts, which is never long."""
    with packed.open("[Content_Types].xml") as listed:
        return listed.read(MEGABYTE)


def _is_plain(content: bytes) -> bool:
    """Say whether two letters that also begin a program or a picture begin a text: "MZ;", "BM", "RIFF"."""
    head = content[:HEAD]
    return not head.startswith(b"#!") and head.isascii() and not CONTROLS.search(head.decode("ascii"))


def _text(content: bytes) -> str:
    try:
        text = sheets.decode(content)
    except UnicodeError:
        return "unknown"
    if CONTROLS.search(text):
        return "unknown"
    return "markup" if MARKUP.match(text[:HEAD]) else "text"


def trouble_of(name: str, declared: str, content: bytes) -> tuple[str, dict[str, Any]]:
    """Say why a file is not read as a table, with what it seems to be; ("", {}) when it is what it says.

    "lies": its name says something else than its bytes. "no_table": it is what it says, and that is no table.
    """
    kind, said = seems(content), claimed(name, declared)
    if kind in {"empty", "macros", "bomb", "broken"}:
        return kind, {"seems": kind}
    if kind not in TABLES:
        return ("lies" if said in TABLES else "no_table"), {"seems": kind}
    return ("lies", {"seems": kind}) if said and said != kind else ("", {"seems": kind})
