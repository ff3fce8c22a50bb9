"""Workbooks as people fill them in: read as they look, and refused with what to do when they can't be."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from core import workbooks
from core.cells import read_date
from core.dossiers import columns as dossier_columns
from core.filling_in import ROWS, write_template
from core.logbook import importing
from core.sheets import Sheet, read

HEADER = ["dossiernummer", "datum", "uren", "notitie"]


def workbook(*rows: Sequence[Any], book: Workbook | None = None, title: str = "uren") -> bytes:
    """Write rows into a new workbook, or into another sheet of one."""
    if book is None:
        book = Workbook()
        sheet = book.active
    else:
        sheet = book.create_sheet()
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hours(raw: bytes) -> Sheet:
    return read(raw, importing.COLUMNS)


def reasons(raw: bytes) -> list[str]:
    return [problem.reason for problem in hours(raw).problems]


def test_dates_times_and_numbers_are_read_as_they_look() -> None:
    sheet = hours(
        workbook(
            HEADER,
            ["B-1", datetime(2026, 3, 2), 7.5, "muur"],  # noqa: DTZ001 - a spreadsheet knows no zones
            ["B-1", date(2026, 3, 3), time(7, 30), None],
            ["B-1", "4-3-2026", timedelta(hours=8), "  veel   spaties "],
            [1001, 46086, 7.1 + 0.2, True],
        )
    )
    assert sheet.problems == []
    assert [tuple(row.cells.values()) for row in sheet.rows] == [
        ("B-1", "2026-03-02", "7.5", "muur"),
        ("B-1", "2026-03-03", "7:30", ""),
        ("B-1", "4-3-2026", "8:00", "veel spaties"),
        ("1001", "46086", "7.3", "true"),
    ]
    assert importing.READERS["date"]("46086") == date(2026, 3, 5)


def test_the_header_may_stand_under_a_title_and_rows_keep_the_numbers_they_are_seen_by() -> None:
    sheet = hours(workbook(["Uren van maart"], [], HEADER, ["B-1", "2-3-2026", 8], [], ["B-2", "2-3-2026", 6]))
    assert [(row.number, row.cells["dossier"]) for row in sheet.rows] == [(4, "B-1"), (6, "B-2")]


def test_cells_that_were_merged_downwards_say_the_same_in_every_row() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Uren", None, None], HEADER, ["B-1", "2-3-2026", 8], [None, "3-3-2026", 7]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    assert [row.cells["dossier"] for row in hours(saved(book)).rows] == ["B-1", "B-1"]


def test_the_sheet_with_our_columns_is_read_and_hidden_ones_are_not() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.append(["toelichting"])
    workbook(HEADER, ["B-1", "2-3-2026", 8], book=book, title="maart")
    raw = workbook(HEADER, ["B-9", "2-3-2026", 8], book=book, title="oud")
    assert reasons(raw) == ["which_sheet"]
    assert "maart, oud" in str(hours(raw).problems[0])
    book["oud"].sheet_state = "hidden"
    assert [row.cells["dossier"] for row in hours(saved(book)).rows] == ["B-1"]


def test_a_formula_gives_what_it_came_to() -> None:
    """A program writes the outcome beside the formula; where none was ever calculated the cell is empty."""
    raw = workbook(HEADER, ["B-1", "2-3-2026", "=4+4"])
    assert hours(raw).rows[0].cells["minutes"] == ""


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (workbooks.COMPOUND + b"\0" * 600, "workbook_locked"),
        (workbooks.ZIP + b"no zip at all", "workbook_broken"),
        (workbook(HEADER)[:700], "workbook_broken"),
        (workbook(), "empty_file"),
    ],
)
def test_what_can_not_be_read_says_what_to_do(raw: bytes, reason: str) -> None:
    assert reasons(raw) == [reason]


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("foto.jpg", b"x")
    assert reasons(out.getvalue()) == ["workbook_broken"]


def test_a_workbook_that_unpacks_to_far_too_much_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b" ")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (workbooks.MOST_BYTES + 1))
    raw = out.getvalue()
    assert len(raw) < 1_000_000
    assert reasons(raw) == ["workbook_too_big"]


@settings(max_examples=60)
@given(st.binary(max_size=60), st.integers(min_value=0, max_value=4000))
def test_no_damage_makes_the_reader_fall(noise: bytes, at: int) -> None:
    whole = workbook(HEADER, ["B-1", "2-3-2026", 8])
    hours(whole[:at] + noise + whole[at + len(noise) :])


@pytest.mark.parametrize(
    ("columns", "readers", "choices"),
    [
        (dossier_columns.COLUMNS, dossier_columns.READERS, dossier_columns.CHOICES),
        (importing.COLUMNS, importing.READERS, importing.CHOICES),
    ],
)
def test_a_template_has_every_column_with_its_checks_and_is_read_back(columns: Any, readers: Any, choices: Any) -> None:
    raw = write_template("invullen", columns, readers, choices=choices)
    book = load_workbook(io.BytesIO(raw))
    sheet = book["invullen"]
    assert [cell.value for cell in sheet[1]] == [column.label for column in columns]
    checks = {str(check.sqref): check for check in sheet.data_validations.dataValidation}
    for at, column in enumerate(columns, 1):
        letter = get_column_letter(at)
        area = f"{letter}2:{letter}{ROWS + 1}"
        if column.field in choices:
            listed = [row[0].value for row in book["keuzes"][f"{letter}1:{letter}20"]]
            assert [one for one in listed if one] == list(choices[column.field])
            assert checks[area].type == "list"
            for choice in choices[column.field]:
                readers[column.field](choice)
        if readers[column.field] is read_date:
            assert checks[area].type == "date"
    assert book["keuzes"].sheet_state == "hidden"
    read_back = read(raw, columns)
    assert read_back.problems == []
    assert read_back.unknown == []
    assert read_back.rows == []
