"""One row of an imported file: its cells read into values, and all that is wrong with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core.cells import CellError
from core.import_report import Problem
from core.sheets import Column, Row

Reader = Callable[[str], Any]


def text_of(most: int) -> Reader:
    """Make the reader of a text with a greatest length."""

    def read(text: str) -> str:
        if len(text) > most:
            raise CellError("too_long", most=most)
        return text

    return read


@dataclass(slots=True)
class ImportRow:
    """A row. values: by field, absent when the cell is empty."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    columns: ClassVar[Sequence[Column]] = ()
    readers: ClassVar[Mapping[str, Reader]] = {}

    def read(self, row: Row) -> None:
        """Read every cell of the columns we know; a cell that can't be read is a problem and has no value."""
        for column in self.columns:
            text = row.cells.get(column.field, "")
            if not text:
                if column.is_required:
                    self.add_problem(column.field, "empty")
                continue
            try:
                self.values[column.field] = self.readers[column.field](text)
            except CellError as error:
                self.add_problem(column.field, error.reason, **error.facts)

    def add_problem(self, column: str, reason: str, **facts: Any) -> None:
        """Note something wrong with this row."""
        label = next((known.label for known in self.columns if known.field == column), column)
        self.problems.append(Problem(self.number, label, reason, facts))
