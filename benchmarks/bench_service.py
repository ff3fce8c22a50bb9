"""How long the service takes to start, on an empty database and on one in use, and its memory when nothing happens.

One JSON line a figure: the median of five starts, each a process of its own with a SQLite database, from the call until
its pages answer, beside an empty aiohttp application that is started and asked in the same way. The memory is what the
process holds to itself (USS) ten seconds later; of code that other programs use too it is a little less.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import psutil

ROUNDS = 5
GOAL_SECONDS = 2.0
GOAL_MEGABYTES = 150
PATIENCE_SECONDS = 60
IDLE_SECONDS = 10
EMPTY = """
import sys
from aiohttp import web
async def alive(request): return web.Response(text="ok")
app = web.Application()
app.router.add_get("/healthz", alive)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(command: Sequence[str], folder: Path, port: int) -> tuple[float, float]:
    """Start a program and wait until it answers. Returns seconds, and megabytes when it has been idle a while."""
    environment = {**os.environ, "AKKOORD_WEB__PORT": str(port), "AKKOORD_LOG__LEVEL": "warning"}
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as program:
        try:
            while True:
                if program.poll() is not None or time.perf_counter() - begun > PATIENCE_SECONDS:
                    raise SystemExit(f"it did not start: {' '.join(command)}")
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                        break
                except (urllib.error.URLError, ConnectionError, TimeoutError):
                    time.sleep(0.01)
            seconds = time.perf_counter() - begun
            time.sleep(IDLE_SECONDS)
            family = [psutil.Process(program.pid), *psutil.Process(program.pid).children(recursive=True)]
            megabytes = sum(one.memory_full_info().uss for one in family) / 1_000_000
        finally:
            program.terminate()
    return seconds, megabytes


def main() -> None:
    """Measure both in turns."""
    root = Path(__file__).parents[1]
    os.environ["PYTHONPATH"] = str(root)
    service = [sys.executable, "-m", "akkoord", "run"]
    first, later, floors = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS):
            fresh = Path(folder) / str(turn)
            fresh.mkdir()
            first.append(started(service, fresh, free_port()))
            later.append(started(service, fresh, free_port()))
            port = free_port()
            floors.append(started([sys.executable, "-c", EMPTY, str(port)], fresh, port))
    for name, unit, goal, runs, at in (
        ("from the call until the pages answer, on a database in use", "s", GOAL_SECONDS, later, 0),
        ("the same on an empty one, which is brought to its shape first", "s", GOAL_SECONDS, first, 0),
        ("memory when idle", "MB", GOAL_MEGABYTES, later, 1),
        ("the same after bringing a database to its shape", "MB", GOAL_MEGABYTES, first, 1),
    ):
        value, least = (statistics.median(run[at] for run in some) for some in (runs, floors))
        figure = {
            "name": name,
            "value": round(value, 2),
            "unit": unit,
            "floor": round(least, 2),
            "ratio": round(least / value, 3),
            "goal": goal,
            "met": value < goal,
            "floor_is": "an aiohttp application with one page and nothing else",
        }
        print(json.dumps(figure))


if __name__ == "__main__":
    main()
