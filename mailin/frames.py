"""What goes between the service and its reader of mail: a length of four bytes, and that many bytes."""

import struct
from typing import IO

LENGTH = struct.Struct(">I")
AT_ONCE = 1 << 20


def write_frame(pipe: IO[bytes], content: bytes) -> None:
    """Write one frame. Raises: OSError when nobody reads it."""
    for part in (LENGTH.pack(len(content)), content):
        left = memoryview(part)
        while left:
            left = left[pipe.write(left[:AT_ONCE]) :]
    pipe.flush()


def read_frame(pipe: IO[bytes], most: int) -> bytes:
    """Read one frame. Raises: EOFError when the other side is gone, ValueError when it is longer than that."""
    (length,) = LENGTH.unpack(_exactly(pipe, LENGTH.size))
    if length > most:
        raise ValueError(f"a frame of {length} bytes")
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    found = bytearray()
    while len(found) < count:
        some = pipe.read(min(AT_ONCE, count - len(found)))
        if not some:
            raise EOFError
        found += some
    return bytes(found)
