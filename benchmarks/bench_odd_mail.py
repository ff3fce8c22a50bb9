"""How long damaged mails take to be read: 99 of 100, and the slowest of all.

One JSON line a figure. The mails are those of tests/mailin/mutations.py; beside them stand the same mails undamaged, as
the floor: what it takes to read a mail that somebody sent.
"""

import json
import time
from contextlib import suppress

from core.incoming import Unreadable
from tests.mailin.letters import DIGEST, DOOR
from tests.mailin.mutations import mutated, seeds

MAILS = 3000
GOAL_99, GOAL_SLOWEST = 50.0, 1000.0


def milliseconds(raw: bytes) -> float:
    """Read a mail and find what was typed in it. Gives the work it took."""
    started = time.process_time()
    with suppress(Unreadable):
        DOOR.typed(DOOR.read(raw), [DIGEST])
    return (time.process_time() - started) * 1000


def tell(name: str, value: float, floor: float, goal: float) -> None:
    """Print one figure; its goal is what it must stay below."""
    figure = {"name": name, "value": round(value, 2), "unit": "ms", "floor": round(floor, 2)}
    figure |= {"ratio": round(value / floor, 1), "goal": goal, "met": value < goal, "floor is": "a whole mail, median"}
    print(json.dumps(figure), flush=True)


def main() -> None:
    """Measure damaged mails, with a whole one after each."""
    whole = seeds()
    for raw in whole:
        milliseconds(raw)  # everything is loaded, so that only reading is measured
    took, floors = [], []
    for number in range(MAILS):
        took.append(milliseconds(mutated(number)))
        floors.append(milliseconds(whole[number % len(whole)]))
    took.sort()
    floor = sorted(floors)[MAILS // 2]
    tell(f"the median of {MAILS} damaged mails", took[MAILS // 2], floor, GOAL_99)
    tell("99 of 100 of them", took[MAILS * 99 // 100], floor, GOAL_99)
    tell("the slowest of them", took[-1], floor, GOAL_SLOWEST)


if __name__ == "__main__":
    main()
