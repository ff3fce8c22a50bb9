"""What it takes to read a message: calls of functions, so that every new rule shows its cost, and nothing left behind.

A clock tells what it takes on one machine at one moment (`benchmarks/bench_reading.py`); calls are the same on each.
Who goes over the budget looks first what the new rule asks of messages that it is not about: a rule that is looked up
by its words (`core/language/clauses/rules.py`), or that asks `said.labels` first, costs those next to nothing.
"""

import gc
import sys
from types import FrameType
from zlib import crc32

from core.language import read, read_loosely, warm
from core.language.clauses.heard import forget
from core.language.meaning import Context
from core.language.requests.gist import gist_of
from core.language.vocabulary.names import names_of
from tests.language.test_understood import SITUATIONS, all_of_them

# Calls a message: a little above what it took when it was last looked at.
BUDGET = 800
# One in so many of the messages that are written down, the same ones whatever is added.
SHARE = 3


def written_down() -> list[tuple[str, Context]]:
    """Give some of the messages that are written down, each in its situation."""
    return [
        (said, context)
        for situation, languages in all_of_them().items()
        for language, lines in languages.items()
        for context in [SITUATIONS[situation](language)]
        for said in lines
        if crc32(said.encode()) % SHARE == 0
    ]


def read_all(messages: list[tuple[str, Context]]) -> None:
    for said, context in messages:
        forget()
        read(said, context)


def calls_of(messages: list[tuple[str, Context]]) -> int:
    """Count the functions that are called to read them, of those that are written in Python."""
    count = 0

    def counted(_frame: FrameType, event: str, _of: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    # What is called when memory is cleared up is no part of it.
    gc.disable()
    sys.setprofile(counted)
    try:
        read_all(messages)
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


def test_a_message_is_read_within_its_budget() -> None:
    messages = written_down()
    warm()
    # What other tests left there may be more, or less, than what these messages leave.
    names_of.cache_clear()
    read_all(messages)
    calls = calls_of(messages) / len(messages)
    assert 0 < calls <= BUDGET, f"{calls:.0f} calls a message: what does the last rule ask of those it is not about?"


def test_nothing_is_left_that_refers_to_itself() -> None:
    """What does is only let go of once memory is cleared up, and that took a tenth of the time of reading."""
    messages = written_down()
    warm()
    gc.collect()
    gc.disable()
    try:
        for said, context in messages:
            forget()
            read(said, context)
            read_loosely(said, context)
            gist_of(said, context)
        forget()
        left = gc.collect()
    finally:
        gc.enable()
    assert left == 0
