"""Cells as people fill them in."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cells import CellError, is_general, read_address, read_date, read_day_minutes, read_minutes, read_yes


@pytest.mark.parametrize(
    "text",
    ["3-3-2026", "03-03-2026", "03/03/2026", "3.3.2026", "3 maart 2026", "3 mrt. 2026", "2026-03-03", "di 3-3-2026",
     "dinsdag 3 maart 2026", "3 March 2026", "Tuesday 3 march 2026", "2026-03-03 00:00:00", "2026-03-03T00:00:00",
     "3-mrt-2026", "2026-3-3", "3-3-2026 0:00"],
)  # fmt: skip
def test_a_date_is_read_in_each_usual_way(text: str) -> None:
    assert read_date(text) == date(2026, 3, 3)


@pytest.mark.parametrize(
    "text",
    ["3-3-26", "03/13/2026", "31-2-2026", "morgen", "3 lentemaand 2026", "36525", "73051", "3-3", "3-3/2026", "",
     "1-1-1900", "2026-03-03 14:00", "3 maart 2026 of later"],
)  # fmt: skip
def test_what_may_be_another_date_is_refused(text: str) -> None:
    with pytest.raises(CellError) as refusal:
        read_date(text)
    assert refusal.value.reason == "not_a_date"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("7,5", 450), ("7.5", 450), ("7:30", 450), ("7u30", 450), ("7h30", 450), ("7 u 30", 450), ("8", 480), ("8u", 480),
     ("8 uur", 480), ("0", 0), ("0,25", 15), ("7,33", 440), ("7,50 uur", 450), ("24:00", 1440),
     ("7 uur en 30 minuten", 450), ("07:05", 425), ("1040", 62400)],
)  # fmt: skip
def test_hours_are_read_in_each_usual_way(text: str, minutes: int) -> None:
    assert read_minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "reason"),
    [("-2", "negative"), ("−2,5", "negative"), ("7:75", "not_hours"), ("acht", "not_hours"), ("7,5,1", "not_hours"),
     ("1.000", "ambiguous_number"), ("1,125", "ambiguous_number"), ("", "not_hours"), ("8 a 9", "not_hours"),
     ("1e3", "not_hours"), ("=8", "not_hours")],
)  # fmt: skip
def test_hours_that_are_not_clear_are_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(CellError) as refusal:
        read_minutes(text)
    assert refusal.value.reason == reason


def test_a_day_has_no_more_than_24_hours() -> None:
    assert read_day_minutes("24") == 1440
    with pytest.raises(CellError) as refusal:
        read_day_minutes("24,01")
    assert refusal.value.reason == "outside_day"


@given(st.integers(0, 1440))
def test_minutes_written_as_a_clock_come_back(minutes: int) -> None:
    assert read_minutes(f"{minutes // 60}:{minutes % 60:02}") == minutes


@given(st.text(max_size=40))
def test_no_text_makes_a_reader_fall(text: str) -> None:
    for read in (read_date, read_minutes, read_yes, read_address):
        with suppress(CellError):
            assert read(text) is not None


@pytest.mark.parametrize(
    "text", ["Jan <jan@x.example>", "jan@x", "jan x@y.example", "jan@@y.example", ".a@b.example", "jan"]
)
def test_only_a_bare_address_is_an_address(text: str) -> None:
    with pytest.raises(CellError):
        read_address(text)
    assert read_address("Jan.O'Brien@Bedrijf.EXAMPLE") == "jan.o'brien@bedrijf.example"


def test_desks_are_told_from_people() -> None:
    assert all(is_general(f"{local}@x.example") for local in ("info", "planning", "administratie", "info-breda", "hr"))
    assert not any(is_general(f"{local}@x.example") for local in ("marijke", "j.post", "infante", "stage.bakker"))
