"""Reads as many damaged mails as one asks for, on every core: `python -m tests.mailin.mutating 1000000`.

It prints how long they took as one JSON line a figure, and ends with 1 when one raised or took over a second.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from core.incoming import Evidence, Kind, Unreadable
from tests.mailin.letters import DIGEST, DOOR
from tests.mailin.mutations import mutated

# Of work, not of the clock: other programs cost no mail its time. The slowest take a fifth of it.
MOST_SECONDS = 1.0
BATCH = 500
A_MILLISECOND = 1000


@dataclass
class Came:
    """What came of many mails. slow: how many took each tenth of a millisecond. wrong: what should never be."""

    kinds: Counter[str] = field(default_factory=Counter)
    took: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Came") -> None:
        self.kinds += other.kinds
        self.took += other.took
        self.wrong += other.wrong

    def milliseconds(self, share: float) -> float:
        """Give the time within which this share of the mails was read."""
        left = share * self.took.total()
        for tenth in sorted(self.took):
            left -= self.took[tenth]
            if left <= 0:
                return (tenth + 1) / 10
        return 0.0


def came_of(numbers: range) -> Came:
    """Read the mails of these numbers, and find what was typed in those of people, as the desk does."""
    came = Came()
    for number in numbers:
        raw = mutated(number)
        started = time.process_time()
        try:
            incoming = DOOR.read(raw)
            if incoming.kind is Kind.HUMAN:  # as at the desk
                DOOR.typed(incoming, [DIGEST])
            came.kinds[incoming.kind] += 1
            if incoming.kind is not Kind.HUMAN and incoming.evidence is not Evidence.NOTHING:
                came.wrong.append(f"mail {number} proves something, though no person wrote it")
        except Unreadable:
            came.kinds["refused"] += 1
        except Exception as error:  # noqa: BLE001 - what this looks for
            came.wrong.append(f"mail {number} raised {error!r}")
        seconds = time.process_time() - started
        came.took[int(seconds * 10 * A_MILLISECOND)] += 1
        if seconds > MOST_SECONDS:
            came.wrong.append(f"mail {number} took {seconds:.2f} s")
    return came


def batches(count: int) -> Iterator[range]:
    for begin in range(0, count, BATCH):
        yield range(begin, min(begin + BATCH, count))


def main() -> int:
    """Read them, and print what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    total = Came()
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for came in pool.map(came_of, batches(count)):
            total.add(came)
    slowest = (max(total.took) + 1) / 10
    for name, value in (
        ("read, median", total.milliseconds(0.5)),
        ("read, 99 of 100", total.milliseconds(0.99)),
        ("read, the slowest", slowest),
    ):
        print(json.dumps({"name": f"{count} damaged mails, {name}", "value": value, "unit": "ms"}))
    print(json.dumps({"name": "what they were", "value": dict(total.kinds.most_common()), "unit": "mails"}))
    for wrong in total.wrong:
        print(wrong, file=sys.stderr)
    return 1 if total.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
