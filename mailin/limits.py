"""What no person's mail has, counted on its raw bytes: each count is one pass, before anything is taken apart."""

import re

from core.incoming import Unreadable

# A file of 25 MB takes a third more in a mail.
MOST_BYTES = 36 * 1024 * 1024
MOST_HEADERS = 1000
MOST_HEADER_BYTES = 256 * 1024
# A file of 25 MB takes 400,000 lines; taking a mail apart goes line by line.
MOST_LINES = 600_000
MOST_NESTED = 300
MOST_BOUNDARIES = 5000
LEFT_OUT = b"X-Akkoord-Left-Out: "
TOO_LARGE = "too_large"
TOO_STRANGE = "too_strange"
HEADERS_END = re.compile(rb"\r?\n\r?\n")
BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)


def check(raw: bytes) -> None:
    """Refuse what is larger or stranger than any person's mail. Raises: Unreadable, with what it is."""
    if len(raw) > MOST_BYTES or raw.startswith(LEFT_OUT):
        raise Unreadable(f"larger than {MOST_BYTES // 1024 // 1024} MB", what=TOO_LARGE)
    head = head_of(raw)
    if len(head) > MOST_HEADER_BYTES or head.count(b"\n") > MOST_HEADERS:
        raise Unreadable("more headers than a mail has", what=TOO_STRANGE)
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if lines > MOST_LINES:
        raise Unreadable(f"{lines} lines, where a mail has {MOST_LINES} at most", what=TOO_STRANGE)
    nested = len(BOUNDARY.findall(raw))
    if nested > MOST_NESTED:
        raise Unreadable(f"{nested} parts that hold others, where a mail has {MOST_NESTED} at most", what=TOO_STRANGE)
    boundaries = raw.count(b"\n--") if nested else 0
    if boundaries > MOST_BOUNDARIES:
        raise Unreadable(f"{boundaries} ends of parts, where a mail has {MOST_BOUNDARIES} at most", what=TOO_STRANGE)


def head_of(raw: bytes) -> bytes:
    """Give the headers of a mail, and no more of them than shows that they are too many."""
    end = HEADERS_END.search(raw, 0, MOST_HEADER_BYTES * 2)
    return raw[: end.start() if end else MOST_HEADER_BYTES * 2]


def left_out(headers: bytes, size: int) -> bytes:
    """Write what stands for a mail that is too large to be fetched: its headers, below one that says so."""
    return b"%b%d bytes\r\n%b" % (LEFT_OUT, size, headers)
