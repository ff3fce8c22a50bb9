"""The files that the command line brings in and out (docs/files.md)."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.orm import Session

from akkoord.command_line import IN_PART, AsJson, School, codes_of, errors, in_database, refuse, say, school_of
from core import sheets
from core.cells import CellError, read_date
from core.files.sorts import DOSSIERS, HOURS, SORTS, Sort
from core.import_report import SENTENCES, ImportReport
from core.logbook.export import ApprovedDay, export_approvals, write_csv, write_json, write_workbook

imports = typer.Typer(no_args_is_help=True, help="Bring dossiers and hours in from a workbook (XLSX) or CSV file.")
exports = typer.Typer(no_args_is_help=True, help="Give a school what was approved.")


File = Annotated[Path, typer.Argument(help="The workbook (XLSX) or CSV file.", show_default=False)]
GoodRows = Annotated[bool, typer.Option("--good-rows", help="Import what is good and leave the bad rows out.")]


@imports.command("dossiers")
def dossiers(file: File, *, school: School = None, good_rows: GoodRows = False, as_json: AsJson = False) -> None:
    """Import placements: students, companies and supervisors (docs/files.md)."""
    _import(DOSSIERS, file, school, good_rows=good_rows, as_json=as_json)


@imports.command("hours")
def hours(file: File, *, school: School = None, good_rows: GoodRows = False, as_json: AsJson = False) -> None:
    """Import logged hours (docs/files.md)."""
    _import(HOURS, file, school, good_rows=good_rows, as_json=as_json)


class Name(StrEnum):
    """The sorts of files, as one names them."""

    DOSSIERS = "dossiers"
    HOURS = "hours"


@imports.command("template")
def template(
    sort: Annotated[Name, typer.Argument(help="What will be filled in: dossiers or hours.")],
    file: Annotated[Path, typer.Argument(help="Where to write the workbook, such as stages.xlsx.", show_default=False)],
) -> None:
    """Write an empty workbook to fill in, with lists to choose from and checks on what is typed."""
    wanted = SORTS[sort.value]
    if file.exists():
        refuse(f"{file} is there already; nothing was written.")
    from core.filling_in import write_template  # noqa: PLC0415 - only this command needs it, and it takes time to load

    raw = write_template(wanted.name, wanted.columns, wanted.readers, choices=wanted.choices)
    try:
        file.write_bytes(raw)
    except OSError as error:
        refuse(f"{file} can't be written: {error.strerror}.")
    errors.print(f"{file} is ready to be filled in; bring it in with: akkoord import {wanted.name} {file}")


def _import(sort: Sort, file: Path, school: str | None, *, good_rows: bool, as_json: bool) -> None:
    try:
        raw = file.read_bytes()
    except OSError as error:
        refuse(f"{file} can't be read: {error.strerror}.")
    _refuse_other_sort(sort, file, raw, as_json=as_json)
    unnamed = ""

    def work(session: Session) -> ImportReport:
        nonlocal unnamed
        tenant = school_of(session, school)
        unnamed = codes_of(session) if tenant is None else ""
        code = tenant.code if tenant is not None else None
        return sort.load(session, raw, tenant_code=code, good_rows=good_rows, now=datetime.now(UTC))

    report: ImportReport = in_database(work, doing=f"Importing {file.name}")
    if not report.problems and not report.new + report.changed + report.same:
        refuse(f"{file} has a header and no rows; nothing was imported.", IN_PART)
    if as_json:
        say({"file": str(file), **report.plain()})
    else:
        typer.echo("\n".join(report.lines()))
    if unnamed and any(problem.column == "school" and problem.reason == "empty" for problem in report.problems):
        typer.echo(f"There are several schools; say whose file it is with --school: {unnamed}.", err=as_json)
    if report.problems:
        raise typer.Exit(IN_PART)


def _refuse_other_sort(sort: Sort, file: Path, raw: bytes, *, as_json: bool) -> None:
    """Say so when a file lacks columns of its own sort and is wholly of another."""
    missing = [problem for problem in sheets.read(raw, sort.columns).problems if problem.reason == "column_missing"]
    if not missing:
        return
    for other in (DOSSIERS, HOURS):
        if other is not sort and not sheets.read(raw, other.columns).problems:
            seen = f"{file} looks like a file of {other.name}; import it with: akkoord import {other.name} {file}"
            typer.echo("\n".join([seen, *map(str, missing)]), err=as_json)
            refuse("Nothing was imported.", IN_PART)


class Mark(StrEnum):
    """What stands between whole hours and the rest."""

    COMMA = "comma"
    POINT = "point"


@exports.command("approvals")
def approvals(
    file: Annotated[Path | None, typer.Argument(help="Where to write; nothing: to the screen.")] = None,
    *,
    school: School = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what was approved from this day on, such as 2026-03-02.")
    ] = None,
    decimal: Annotated[Mark, typer.Option(help="What stands in hours: 7,50 or 7.50.")] = Mark.COMMA,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a mark for programs that misread accents.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With FILE: say what was written as JSON; without: write the days so.")
    ] = False,
) -> None:
    """Write a school's approved days as CSV, or as a workbook (FILE.xlsx); they are final from then on."""
    first = _day(since) if since is not None else None

    def write(rows: Sequence[ApprovedDay]) -> int:
        if file is not None and file.suffix.lower() == ".xlsx":
            return _whole(file, lambda out: write_workbook(rows, out), mode="wb")

        def to(out: IO[str]) -> int:
            if as_json and file is None:
                count = write_json(rows, out)
                out.flush()
                return count
            count = write_csv(rows, out, with_bom=bom, decimal_comma=decimal is Mark.COMMA)
            out.flush()
            return count

        return to(sys.stdout) if file is None else _whole(file, to)

    def work(session: Session) -> int:
        tenant = school_of(session, school)
        if tenant is None:
            refuse(f"Say whose approvals with --school: {codes_of(session)}.")
        begin = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(tenant.time_zone)) if first else None
        rows = export_approvals(session, tenant.id, now=datetime.now(UTC), since=begin)
        try:
            return write(list(rows))
        except OSError as error:
            # Refused within the transaction, so that what nobody received is not final either.
            refuse(f"{file or 'The screen'} can't be written: {error.strerror}. Nothing was made final.")

    count = in_database(work, doing="Exporting")
    if as_json and file is not None:
        say({"file": str(file), "days": count})
    errors.print(f"{count} approved days.")


def _whole(file: Path, write: Callable[[IO[Any]], int], *, mode: Literal["w", "wb"] = "w") -> int:
    """Write a file wholly or not at all; a pipe or device is written to as it is."""
    encoding, newline = ("utf-8", "") if mode == "w" else (None, None)
    if file.exists() and not file.is_file():
        with file.open(mode, encoding=encoding, newline=newline) as out:
            return write(out)
    whole = file.resolve()
    part = whole.with_name(f"{whole.name}.part")
    try:
        with part.open(mode, encoding=encoding, newline=newline) as out:
            count = write(out)
        part.replace(whole)
    finally:
        part.unlink(missing_ok=True)
    return count


def _day(text: str) -> date:
    try:
        return read_date(text)
    except CellError as error:
        refuse(f"--since: {SENTENCES[error.reason].format(**error.facts)}.")
