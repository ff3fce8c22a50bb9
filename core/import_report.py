"""What an import did and what it did not: counts, problems by row, and hours that differ from what was approved."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

SENTENCES = {
    "address_of_other": "{email} is the address of someone with another name; correct the name or the address",
    "address_twice": "{email} has another name in row {other}",
    "ambiguous_number": "'{text}' can be read in two ways; write 1000 without a dot, or 1,5 with one or two decimals",
    "broken_row": "the row can't be split into cells ({why}); what follows it was not read",
    "column_missing": "the file has no such column; it may be called {names}",
    "column_twice": "two columns have this meaning",
    "dossier_of_other_student": "this dossier belongs to another student",
    "dossier_skipped": "not imported, since another row of dossier {dossier} is wrong",
    "duplicate_day": "rows {rows} give hours for the same day of this dossier",
    "empty": "may not be empty",
    "empty_file": "the file is empty",
    "encoding": "the file is not UTF-8, UTF-16 or Windows-1252 text",
    "ends_before_start": "ends on {ends}, before it starts on {starts}",
    "general_address": "{email} is a general address: mail goes there, but nobody can give an answer from it",
    "left": "{organisation} made {name} inactive, so no {role} again; the company can invite them anew",
    "name_kept": "the person behind {email} is known from another school; the name there was kept",
    "negative": "'{text}' is less than nothing",
    "not_a_date": "'{text}' is no date; write it as 3-3-2026 or 2026-03-03",
    "not_an_address": "'{text}' is no e-mail address",
    "not_your_school": "school '{text}' is not one of yours",
    "not_hours": "'{text}' are no hours; write 7,5 or 7:30",
    "not_text": "the file is neither a workbook nor text; save it as XLSX or CSV",
    "not_yes_or_no": "'{text}' is neither ja nor nee",
    "not_digital": "hours of dossier {dossier} are not registered digitally",
    "not_in_period": "{day} is outside the placement, which runs from {starts} to {ends}",
    "other_school": "the row is of school '{text}', the import is for '{school}'",
    "outside_day": "'{text}' is more than a day has",
    "own_supervisor": "{email} is the student's own address",
    "part_removed": "{name} is no longer {part} of dossier {dossier}",
    "person_known_elsewhere": "the student is known from another school too, so {email} can't be added to them here",
    "renamed": "{was} is now called {name}",
    "rows_disagree": "row {other} says '{text}' for the same {what}",
    "too_long": "longer than {most} characters",
    "too_many_cells": "{cells} cells, but the file has {columns} columns; text with a separator in it needs quotes",
    "unknown_choice": "'{text}' is not one of {choices}",
    "unknown_column": "this column is not known and was skipped",
    "unknown_dossier": "dossier {dossier} is not known; import it first",
    "unknown_school": "school '{text}' is not known",
    "which_sheet": "the sheets {names} could all be it; hide or remove all but one",
    "workbook_broken": "the file is no workbook that can be opened; save it anew as XLSX, or as CSV",
    "workbook_locked": "the workbook has a password or is of before 2007; save it without one as XLSX, or as CSV",
    "workbook_too_big": "the workbook has more than {most} rows or is far too big; split it, or save it as CSV",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one row. row: 0 when it is about the whole file. column: as the documentation calls it."""

    row: int
    column: str
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Give it as JSON has it, with the sentence beside the facts."""
        return {"row": self.row, "column": self.column, "reason": self.reason, "says": str(self)}

    def __str__(self) -> str:
        where = f"row {self.row}" if self.row else "the file"
        column = f", {self.column}" if self.column else ""
        return f"{where}{column}: {SENTENCES[self.reason].format(**self.facts)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A day whose hours in the file are not those that stand; nothing was changed.

    why: "approved" (never overwritten), "file_seen_before" (changed since this very file was imported) or
    "submitted_before" (the file calls it a draft).
    """

    row: int
    dossier: str
    date: date
    minutes: int
    file_minutes: int
    why: str

    def plain(self) -> dict[str, Any]:
        """Give it as JSON has it, with the sentence beside the facts."""
        return {**asdict(self), "date": self.date.isoformat(), "says": str(self)}

    def __str__(self) -> str:
        reasons = {
            "approved": "is approved",
            "file_seen_before": "was changed after this same file was imported",
            "submitted_before": "was submitted before",
        }
        return (
            f"row {self.row}: dossier {self.dossier}, {self.date.isoformat()} {reasons[self.why]} "
            f"with {_hours(self.minutes)} and keeps it; the file says {_hours(self.file_minutes)}"
        )


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


@dataclass(slots=True)
class ImportReport:
    """What became of a file. new, changed, same: dossiers or days. problems: why rows were not imported.

    is_applied: False when there were problems and only a wholly good file was wanted; then nothing changed.
    notices: what was imported and deserves a look. differences: days that keep their own hours.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    is_applied: bool = True

    def lines(self) -> list[str]:
        """Write the report for whoever ran the import."""
        written = [str(one) for one in sorted(self.problems, key=lambda problem: problem.row)]
        written += [str(one) for one in (*self.notices, *self.differences)]
        if not self.is_applied:
            return [*written, "Nothing was imported."]
        return [*written, f"{self.new} new, {self.changed} changed, {self.same} the same."]

    def plain(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        counts = {"applied": self.is_applied, "new": self.new, "changed": self.changed, "same": self.same}
        return {
            **counts,
            "problems": [one.plain() for one in sorted(self.problems, key=lambda problem: problem.row)],
            "notices": [one.plain() for one in self.notices],
            "differences": [one.plain() for one in self.differences],
        }
