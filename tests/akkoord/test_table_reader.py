"""Reading a table in a process of its own: it gives what is there, and what swells or never ends is let go."""

import pytest

from akkoord import table_reader
from core.files.tables import MOST_ROWS, read_table
from tests.talk.sending import csv, workbook


@pytest.mark.parametrize(
    "content",
    [
        csv("D1;2026-03-09;7,5", "D2;ooit;é"),
        workbook(("D1", "2026-03-09", 7.5)),
        csv("a;b", header="kleur;vorm"),
        b"PK\x03\x04" + bytes(50),
        b"",
    ],
)
async def test_it_gives_what_is_read_here(content: bytes) -> None:
    assert await table_reader.read_apart(content) == read_table(content)


async def test_too_many_rows_for_a_message_are_counted() -> None:
    told = await table_reader.read_apart(csv(*(f"D{at};2026-03-09;8" for at in range(MOST_ROWS + 1))))
    assert told == {"trouble": "too_many_rows", "facts": {"rows": MOST_ROWS + 1, "most": MOST_ROWS}}


async def test_one_that_takes_too_long_is_ended_and_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reader, "WALL_SECONDS", 0.0)
    assert await table_reader.read_apart(csv("D1;2026-03-09;8")) == table_reader.TOO_HEAVY
