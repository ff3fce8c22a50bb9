"""Read a table as schools and companies send them: a workbook, or CSV in any usual encoding and separator."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core import workbooks
from core.import_report import Problem

SEPARATORS = ";,\t|"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Controls, soft hyphens and marks without width: some turn round how the rest of a sentence is shown.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
HEADER = 1
HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have: our field, and the header names that mean it."""

    field: str
    names: tuple[str, ...]
    is_required: bool = False

    @property
    def label(self) -> str:
        """The name to call it by towards people: the first one, Dutch."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Row:
    """One row. number: as a spreadsheet counts, the header (and a "sep=" line) included. cells: text by field."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """A file that was read. unknown: headers that mean nothing to us; their columns are skipped."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    """Fold text for comparing: no case, no accents, single spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


def decode(raw: bytes) -> str:
    """Decode a file by its mark, else as UTF-16 when it looks so, else UTF-8, else Windows' Western European.

    Raises: UnicodeError when it is none of these.
    """
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding)
    head = raw[:400]
    if len(head) > 1 and head.count(0) * 3 > len(head):
        return raw.decode("utf-16-le" if head[1] == 0 else "utf-16-be")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def read(raw: bytes, columns: Sequence[Column]) -> Sheet:
    """Read a whole file; what is wrong with it stands in the sheet's problems and nothing is raised."""
    sheet = Sheet()
    records = _of_workbook(raw, columns, sheet) if workbooks.is_workbook(raw) else _of_text(raw, columns, sheet)
    header = next(((number, cells) for number, cells in records if any(cells)), None)
    if header is None:
        if not sheet.problems:
            sheet.problems.append(Problem(0, "", "empty_file"))
        return sheet
    fields = _fields(header[0], header[1], columns, sheet)
    if sheet.problems:
        return sheet
    for number, cells in records:
        if not any(cells):
            continue
        if any(cells[len(fields) :]):
            facts = {"cells": len(cells), "columns": len(fields)}
            sheet.problems.append(Problem(number, "", "too_many_cells", facts))
            continue
        named = {name: cell for name, cell in zip(fields, cells, strict=False) if name}
        sheet.rows.append(Row(number, named))
    return sheet


def _of_workbook(raw: bytes, columns: Sequence[Column], sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Give each row of the sheet that is ours; none, with a problem, when there is no such sheet."""
    known = _by_name(columns)
    try:
        found = workbooks.read_sheets(raw)
        counts = [max(_names(cells, known) for _, cells in rows[:HEADER_WITHIN]) for _, rows in found]
        rows = workbooks.choose(found, counts)
    except workbooks.WorkbookRefused as refused:
        sheet.problems.append(refused.problem)
        return
    # A title above the header is no header: that is the first row that names most of our columns.
    first = next((at for at, (_, cells) in enumerate(rows) if _names(cells, known) == max(counts)), 0)
    for number, cells in rows[first:]:
        yield number, [clean(cell) for cell in cells]


def _names(cells: Sequence[str], known: dict[str, Column]) -> int:
    return sum(_column(cell, known) is not None for cell in cells)


def _of_text(raw: bytes, columns: Sequence[Column], sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Give each record of a CSV file; none, with a problem, when it is no text."""
    try:
        text = decode(raw)
    except UnicodeError:
        sheet.problems.append(Problem(0, "", "encoding"))
        return
    if "\0" in text:
        sheet.problems.append(Problem(0, "", "not_text"))
        return
    yield from _records(text, columns, sheet)


def _records(text: str, columns: Sequence[Column], sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Give each record with its row number; a record that can't be split ends the reading with a problem."""
    skipped = 0
    told = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if told:
        text, skipped = text[told.end() :], 1
    separator = told[1] if told else _separator(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = skipped
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sheet.problems.append(Problem(number, "", "broken_row", {"why": str(error)}))
            return
        yield number, [clean(cell) for cell in record]


def clean(cell: str) -> str:
    """Make a text plain: composed characters, ordinary spaces, nothing around it and nothing in it that isn't seen."""
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFC", cell)).split())


def _separator(text: str, columns: Sequence[Column]) -> str:
    """Choose the separator under which most of the first line's names are known."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    known = _by_name(columns)
    return max(SEPARATORS, key=lambda mark: sum(_column(name, known) is not None for name in first.split(mark)))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(name))


def _turned(name: str) -> str:
    """Write a header's words in one order, since "begeleider e-mail" is "e-mail begeleider"."""
    return " ".join(sorted(_plain(word) for word in re.split(r"[\s_]+", name) if _plain(word)))


def _by_name(columns: Sequence[Column]) -> dict[str, Column]:
    """Give each column by every way to write its names; as they are listed before any other order of their words."""
    names = [(name, column) for column in columns for name in column.names]
    return {_turned(name): column for name, column in names} | {_plain(name): column for name, column in names}


def _column(name: str, known: dict[str, Column]) -> Column | None:
    return known.get(_plain(name)) or known.get(_turned(name))


def _fields(number: int, header: list[str], columns: Sequence[Column], sheet: Sheet) -> list[str]:
    """Say for each position which field it holds, "" for a column that is skipped."""
    by_name = _by_name(columns)
    while header and not header[-1]:
        header = header[:-1]
    fields = []
    for name in header:
        column = _column(name, by_name)
        if column is None:
            sheet.unknown.append(name)
        elif column.field in fields:
            sheet.problems.append(Problem(number, name, "column_twice"))
        fields.append(column.field if column else "")
    sheet.problems += [
        Problem(number, column.label, "column_missing", {"names": ", ".join(column.names)})
        for column in columns
        if column.is_required and column.field not in fields
    ]
    return fields
