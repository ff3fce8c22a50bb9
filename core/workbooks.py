"""Read a workbook (XLSX) as people fill it in: the sheet that has our columns, with dates and times as they look."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from core.import_report import Problem

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ZIP = b"PK\x03\x04"
# How a workbook begins that has a password, or is one of before 2007.
COMPOUND = b"\xd0\xcf\x11\xe0"
MOST_BYTES = 100_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MIDNIGHT = time(0)
HOUR_MINUTES = 60
SECONDS = 60

Records = list[tuple[int, list[str]]]


class WorkbookRefused(Exception):  # noqa: N818 - a fact about the file, told in a sentence
    """A workbook that is not read. problem: what is wrong with it."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.problem = Problem(0, "", reason, facts)


def is_workbook(raw: bytes) -> bool:
    """Say whether a file is a workbook, whatever its name says."""
    return raw.startswith((ZIP, COMPOUND))


def read_sheets(raw: bytes) -> list[tuple[str, Records]]:
    """Read every visible sheet that holds anything, as (name, rows with their number as the program shows it).

    A merged cell says the same in all of its rows. Hidden sheets, such as lists to choose from, are left out.
    Raises: WorkbookRefused.
    """
    import openpyxl  # noqa: PLC0415 - only who has a workbook needs it, and it takes time and memory to load

    if raw.startswith(COMPOUND):
        raise WorkbookRefused("workbook_locked")
    _check_size(raw)
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    except Exception as error:  # the boundary: the library raises whatever a damaged part leads it to
        raise WorkbookRefused("workbook_broken") from error
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    found = [(sheet.title, list(_rows(sheet))) for sheet in visible]
    return [(name, rows) for name, rows in found if any(any(cells) for _, cells in rows)]


def _check_size(raw: bytes) -> None:
    """Refuse what would unpack to far more than any school's file. Raises: WorkbookRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if "[Content_Types].xml" not in packed.namelist():
                raise WorkbookRefused("workbook_broken")
            unpacked = sum(one.file_size for one in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise WorkbookRefused("workbook_broken") from error
    if unpacked > MOST_BYTES:
        raise WorkbookRefused("workbook_too_big", most=MOST_ROWS)


def _rows(sheet: "Worksheet") -> Iterator[tuple[int, list[str]]]:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise WorkbookRefused("workbook_too_big", most=MOST_ROWS)
    # Only downwards: across columns it is a heading, and repeated it would be the value of each of them.
    merged: dict[tuple[int, int], Any] = {
        (row, area.min_col): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
    }
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, [as_text(merged.get((number, at), value)) for at, value in enumerate(row, 1)]


def as_text(value: Any) -> str:
    """Write a cell's value as it would be typed: a date as 2026-03-02, half past seven as 7:30, 7.5 as 7.5."""
    if isinstance(value, date | time | timedelta):
        return _moment(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # A sum such as 7.1 + 0.2 is kept as 7.299999999999999, and shown as 7.3.
        return f"{round(value, 6):.6f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == MIDNIGHT else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}"
    minutes = round(value.total_seconds() / SECONDS)
    return f"{minutes // HOUR_MINUTES}:{minutes % HOUR_MINUTES:02}"


def choose(sheets: Sequence[tuple[str, Records]], known: Sequence[int]) -> Records:
    """Choose the sheet with most of our columns. known: how many each has. Raises: WorkbookRefused for two alike."""
    if not sheets:
        raise WorkbookRefused("empty_file")
    best = max(known)
    alike = [name for (name, _), count in zip(sheets, known, strict=True) if count == best]
    if best and len(alike) > 1:
        raise WorkbookRefused("which_sheet", names=", ".join(alike))
    return sheets[known.index(best)][1]
