"""How long the worst mails take: short ones, which the service reads itself, and long ones, which are read apart.

One JSON line a figure. A short mail must be read far below the two seconds that any long one may take, whatever
it holds, since nothing can stop the thread that reads it: hence the longest time over a few hundred mails that are each
full of something else, made by tests/mailin/poison.py, beside a few hundred full of what chance puts together.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress

from core.incoming import LONG_BYTES, Unreadable
from mailin.apart import ReadApart
from mailin.reader import WORK_SECONDS, work_seconds
from tests.mailin import poison
from tests.mailin.letters import DIGEST, DOOR

MIXED = 300
ROUNDS = 3
MEGABYTE = 1024 * 1024
APART: dict[str, Callable[[], bytes]] = {
    "a photo of 17 MB": lambda: poison.with_file(17 * MEGABYTE),
    "one token of 20 MB": lambda: poison.written("plain", "a" * (20 * MEGABYTE)),
    "HTML of 20 MB": lambda: poison.written("html", poison.filled("<p>a</p>\r\n", 20 * MEGABYTE)),
    "HTML of 20 MB in one line": lambda: poison.written("html", poison.filled("<p>a</p>", 20 * MEGABYTE)),
    "half a million short lines": lambda: poison.written("plain", "a\n" * 500_000),
    "24 MB of short lines": lambda: poison.written("plain", "a\n" * (12 * MEGABYTE)),
}


def tell(name: str, value: float, unit: str, goal: float) -> None:
    """Print one figure; its goal is what it must stay below."""
    figure = {"name": name, "value": round(value, 2), "unit": unit, "goal": goal, "met": value < goal}
    print(json.dumps(figure), flush=True)


def seconds(raw: bytes) -> float:
    """Read a mail and find what was typed in it, as the desk does. Gives the work it took."""
    started = time.process_time()
    with suppress(Unreadable):
        DOOR.typed(DOOR.read(raw), [DIGEST] * 4)
    return time.process_time() - started


def main() -> None:
    """Measure short mails here, and long ones apart."""
    worst: list[tuple[float, str]] = []
    for name, raw in [*poison.shapes(LONG_BYTES), *poison.mixed(LONG_BYTES, MIXED)]:
        worst.append((seconds(raw), name))
    worst.sort(reverse=True)
    tell(f"the worst of {len(worst)} short mails, {worst[0][1][:40]}", worst[0][0], "s", WORK_SECONDS / 2)
    tell("the median of them", worst[len(worst) // 2][0], "s", WORK_SECONDS / 2)
    reader = ReadApart(DOOR)
    try:
        reader.read(poison.with_file(LONG_BYTES))  # started, so that only reading is measured
        for name, make in APART.items():
            raw = make()
            times = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                with suppress(Unreadable):
                    reader.read(raw)
                times.append(time.perf_counter() - started)
            tell(f"{name}, read or given up", sorted(times)[ROUNDS // 2], "s", work_seconds(len(raw)))
    finally:
        reader.close()


if __name__ == "__main__":
    main()
