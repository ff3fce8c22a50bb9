"""The table in a file: which sort it is by its headers, and its rows, as plain JSON that is read back as it was."""

from typing import Any

from core import sheets
from core.files.sorts import SORTS, Sort
from core.import_report import Problem
from core.sheets import Row, Sheet

# So many take the database for some seconds (5,000 took 15 on a busy machine).
MOST_ROWS = 2_000


def read_table(content: bytes) -> dict[str, Any]:
    """Read a file that is a table by its bytes.

    Gives {"sort", "rows", "problems", "unknown"}; or {"trouble", "facts"} when it is of no sort that can be imported,
    or too long for a message. A file that can't be taken apart has the sort "" and its problems.
    """
    found = {name: sheets.read(content, sort.columns) for name, sort in SORTS.items()}
    fitting = [name for name, sheet in found.items() if not _lacking(sheet)]
    first = next(iter(found.values()))
    if len(fitting) == len(found) and first.problems and not first.rows:
        return _plain("", first)  # what is wrong has nothing to do with its columns
    if not fitting:
        return _of_no_sort(found)
    sort = min(fitting, key=lambda name: len(found[name].unknown))
    sheet = found[sort]
    if len(sheet.rows) > MOST_ROWS:
        return {"trouble": "too_many_rows", "facts": {"rows": len(sheet.rows), "most": MOST_ROWS}}
    if not sheet.rows and not sheet.problems:
        return {"trouble": "no_rows", "facts": {"sort": sort}}
    return _plain(sort, sheet)


def _lacking(sheet: Sheet) -> list[str]:
    return [problem.column for problem in sheet.problems if problem.reason == "column_missing"]


def _of_no_sort(found: dict[str, Sheet]) -> dict[str, Any]:
    """Name the sort that comes nearest, by how much of what it needs is there, and what it lacks."""

    def missing_part(name: str) -> float:
        needed = sum(column.is_required for column in SORTS[name].columns)
        return len(_lacking(found[name])) / needed

    nearest = min(found, key=missing_part)
    lacks = _lacking(found[nearest])
    if missing_part(nearest) >= 1:
        return {"trouble": "other_table", "facts": {}}
    return {"trouble": "columns", "facts": {"sort": nearest, "columns": lacks}}


def _plain(sort: str, sheet: Sheet) -> dict[str, Any]:
    return {
        "sort": sort,
        "rows": [[row.number, row.cells] for row in sheet.rows],
        "problems": [_problem_to_json(problem) for problem in sheet.problems],
        "unknown": sheet.unknown,
    }


def sort_of(reading: dict[str, Any]) -> Sort:
    """Give the sort of a table that was read."""
    return SORTS[reading["sort"]]


def sheet_of(reading: dict[str, Any]) -> Sheet:
    """Give the sheet of a table that was read."""
    return Sheet(
        rows=[Row(number, cells) for number, cells in reading["rows"]],
        problems=[Problem(**problem) for problem in reading["problems"]],
        unknown=list(reading["unknown"]),
    )


def _problem_to_json(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "column": problem.column, "reason": problem.reason, "facts": problem.facts}
