"""Lines that somebody types, read without a thread: a thread that waits for Enter can't be interrupted."""

import asyncio
import os


class Lines:
    """Reads the lines of a terminal, a pipe or a file. is_terminal: who types sees what they typed."""

    def __init__(self, descriptor: int) -> None:
        self.is_terminal = os.isatty(descriptor)
        self._descriptor = descriptor
        self._read = b""
        self._is_ended = False

    async def next(self) -> str | None:
        """Wait for the next line; None when there are no more. May be cancelled at any moment."""
        while b"\n" not in self._read and not self._is_ended:
            await self._wait()
            try:
                some = os.read(self._descriptor, 65536)
            except OSError:
                some = b""  # the terminal is gone
            self._read += some
            self._is_ended = not some
        line, end, self._read = self._read.partition(b"\n")
        if not line and not end:
            return None
        return line.decode("utf-8", "replace").rstrip("\r")

    async def _wait(self) -> None:
        """Wait for something to read. The descriptor stays blocking, since the terminal is not ours alone."""
        loop = asyncio.get_running_loop()
        is_ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, is_ready.set)
        except PermissionError:
            return  # an ordinary file always has something to read, or its end
        try:
            await is_ready.wait()
        finally:
            loop.remove_reader(self._descriptor)
