"""Reading a table in a process of its own: a file that swells or never ends is killed, and all else goes on."""

import asyncio
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from core.files.tables import read_table
from core.incoming import ReaderAway

WORK_SECONDS = 60
WALL_SECONDS = 180.0
MOST_MEMORY = 1024 * 1024 * 1024
TOO_HEAVY: dict[str, Any] = {"trouble": "too_heavy", "facts": {}}


async def read_apart(content: bytes) -> dict[str, Any]:
    """Read a file that is a table by its bytes, as `core.files.tables` gives it. Raises: ReaderAway."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("AKKOORD_")}
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "akkoord.table_reader",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[1],
            env=around,
        )
    except OSError as error:
        raise ReaderAway(f"it can't be started: {type(error).__name__}") from error
    try:
        async with asyncio.timeout(WALL_SECONDS):
            answer, _ = await process.communicate(content)
    except TimeoutError:
        return TOO_HEAVY
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        told = json.loads(answer)
    except ValueError:
        return TOO_HEAVY
    return told if isinstance(told, dict) else TOO_HEAVY


def main() -> None:
    """Read a file from the standard input, and write what it holds as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (WORK_SECONDS, WORK_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing that a library prints may get into the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        told = read_table(sys.stdin.buffer.read())
    except MemoryError:
        told = TOO_HEAVY
    answers.write(json.dumps(told).encode())
    answers.close()


if __name__ == "__main__":
    main()
