"""How long one message may take to read: an everyday answer, and the worst texts and mails that the tests know.

One JSON line a figure, in milliseconds of work on one core; the median of nine.
"""

import json
import statistics
import time
from collections.abc import Callable

from core.language import read, warm
from tests.language.situations import digest
from tests.language.test_any_text import LONG, SHAPES
from tests.mailin.letters import DOOR, letter, quoted
from tests.mailin.test_door import LONG as LONG_BODIES
from tests.mailin.test_door import LONG_HTML

ROUNDS = 9
WORDS = "akkoord behalve dinsdag, dat was 6 uur"


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Give the median of several runs, in milliseconds."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def tell(name: str, milliseconds: float) -> None:
    """Print one figure."""
    print(json.dumps({"name": name, "value": round(milliseconds, 2), "unit": "ms"}))


def whole(raw: bytes) -> None:
    """Read a mail and find what was typed."""
    DOOR.typed(DOOR.read(raw), [])


def main() -> None:
    """Measure language and mail."""
    warm()
    context = digest()
    tell("an everyday answer, language alone", median(lambda: read(WORDS, context), 99))
    texts = [(shape * (LONG // len(shape) + 1))[:LONG] for shape in SHAPES]
    tell("the worst known text of 20,000 characters", max(median(lambda: read(text, context), 3) for text in texts))  # noqa: B023 - called at once
    everyday = letter(f"{WORDS}\n\nOp ma 9 mrt 2026 schreef Akkoord:\n{quoted()}", html="<p>Akkoord</p>")
    tell("an everyday mail", median(lambda: whole(everyday), 99))
    pages = [f"From: a@b.example\r\nContent-Type: text/html\r\n\r\n{html}".encode() for html in LONG_HTML]
    mails = [*(letter(text) for text in LONG_BODIES), *pages]
    tell("the worst known mail of 60 to 400 kB", max(median(lambda: whole(mail), 3) for mail in mails))  # noqa: B023 - called at once


if __name__ == "__main__":
    main()
