"""The command line: run the service, bring files in and out, and try it all without any account or server."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord import logs, service, talk
from akkoord.settings import Settings, SettingsError, load
from core import record
from core.dossiers.importing import import_dossiers
from core.engine import Database
from core.import_report import ImportReport
from core.logbook.export import export_approvals, write_csv
from core.logbook.importing import import_hours
from core.tenants.models import ChatPolicy, Tenant
from core.tenants.service import add_tenant
from core.upgrade import upgrade

PARTS = ("web", "chat", "mail", "work")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
imports = typer.Typer(no_args_is_help=True, help="Bring dossiers and hours in from a CSV file.")
exports = typer.Typer(no_args_is_help=True, help="Give a school what was approved.")
databases = typer.Typer(no_args_is_help=True, help="Look after the database.")
configs = typer.Typer(no_args_is_help=True, help="Look at the settings.")
schools = typer.Typer(no_args_is_help=True, help="Look after the schools.")
app.add_typer(schools, name="school")
app.add_typer(imports, name="import")
app.add_typer(exports, name="export")
app.add_typer(databases, name="db")
app.add_typer(configs, name="config")

errors = Console(stderr=True, highlight=False, soft_wrap=True)

School = Annotated[str | None, typer.Option("--school", help="Code of the school; only needed when there are several.")]


def settings_or_exit() -> Settings:
    """Read the settings; with a wrong one nothing starts, and each is named."""
    try:
        settings = load()
    except SettingsError as error:
        for problem in error.problems:
            errors.print(f"Setting {problem}")
        errors.print("Nothing was started. docs/configuration.md lists every setting.")
        raise typer.Exit(2) from None
    logs.set_up(settings.log)
    return settings


def in_database(work: Callable[[Session], Any]) -> Any:
    """Do something in one transaction on the database of the settings."""
    settings = settings_or_exit()

    async def do() -> Any:
        database = Database(settings.database_url)
        try:
            await database.turn(upgrade)
            return await database.turn(work)
        finally:
            await database.close()

    return asyncio.run(do())


@app.command()
def run(
    only: Annotated[list[str] | None, typer.Option(help="Run only this part: web, chat, mail or work.")] = None,
) -> None:
    """Run the service."""
    parts = set(only) if only else None
    if parts is not None and not parts <= set(PARTS):
        errors.print(f"--only takes {', '.join(PARTS)}; not {', '.join(sorted(parts - set(PARTS)))}.")
        raise typer.Exit(2)
    settings = settings_or_exit()
    asyncio.run(service.run(settings, parts))


@app.command()
def demo(folder: Annotated[Path, typer.Option(help="Where the example database lives.")] = Path("var")) -> None:
    """Start the service with example data, without any account or server, and talk with it in this terminal."""
    asyncio.run(talk.demo(folder))


def _import(load_file: Callable[..., ImportReport], file: Path, school: str | None, good_rows: bool) -> None:  # noqa: FBT001 - passed on from the command line
    try:
        raw = file.read_bytes()
    except OSError as error:
        errors.print(f"{file} can't be read: {error.strerror}")
        raise typer.Exit(2) from None

    def work(session: Session) -> ImportReport:
        if school is not None and session.scalar(select(Tenant.id).where(Tenant.code == school)) is None:
            codes = ", ".join(session.scalars(select(Tenant.code).order_by(Tenant.code))) or "none yet"
            errors.print(f"There is no school {school}. Known: {codes}.")
            raise typer.Exit(2)
        return load_file(session, raw, tenant_code=school, good_rows=good_rows, now=datetime.now(UTC))

    report: ImportReport = in_database(work)
    for line in report.lines():
        typer.echo(line)
    if report.problems:
        raise typer.Exit(1)


GoodRows = Annotated[bool, typer.Option("--good-rows", help="Import what is good and leave the bad rows out.")]


@imports.command("dossiers")
def dossiers(file: Path, *, school: School = None, good_rows: GoodRows = False) -> None:
    """Import placements: students, companies and supervisors (docs/files.md)."""
    _import(import_dossiers, file, school, good_rows)


@imports.command("hours")
def hours(file: Path, *, school: School = None, good_rows: GoodRows = False) -> None:
    """Import logged hours (docs/files.md)."""
    _import(import_hours, file, school, good_rows)


@exports.command("approvals")
def approvals(
    file: Annotated[Path | None, typer.Argument(help="Where to write; nothing: to the screen.")] = None,
    *,
    school: School = None,
) -> None:
    """Write a school's approved days as CSV; they are final from then on."""

    def work(session: Session) -> int:
        tenants = session.scalars(select(Tenant).order_by(Tenant.code)).all()
        chosen = [tenant for tenant in tenants if school in {None, tenant.code}]
        if len(chosen) != 1:
            codes = ", ".join(tenant.code for tenant in tenants) or "none yet"
            errors.print(f"Say whose approvals with --school: {codes}.")
            raise typer.Exit(2)
        rows = export_approvals(session, chosen[0].id, now=datetime.now(UTC))
        if file is None:
            return write_csv(rows, sys.stdout)
        part = file.with_name(f"{file.name}.part")
        with part.open("w", encoding="utf-8", newline="") as out:
            count = write_csv(rows, out, with_bom=True)
        part.replace(file)
        return count

    count = in_database(work)
    errors.print(f"{count} approved days.")


@schools.command("add")
def school_add(
    code: Annotated[str, typer.Argument(help="Short code, as in the school column of the files.")],
    name: Annotated[str, typer.Argument(help="Full name, as it stands in mails.")],
    *,
    region: Annotated[str, typer.Option(help="School holiday region: Noord, Midden or Zuid.")] = "Midden",
    contact: Annotated[str, typer.Option(help="Address for what the school must know.")] = "",
    privacy: Annotated[str, typer.Option(help="Address of the privacy officer.")] = "",
    chat: Annotated[ChatPolicy, typer.Option(help="What may pass through Telegram.")] = ChatPolicy.OFF,
) -> None:
    """Add a school."""

    def work(session: Session) -> None:
        if session.scalar(select(Tenant.id).where(Tenant.code == code)) is not None:
            errors.print(f"There is a school {code} already; nothing was changed.")
            raise typer.Exit(1)
        add_tenant(
            session, code, name=name, region=region, chat_policy=chat, contact_email=contact, privacy_email=privacy
        )

    in_database(work)
    errors.print(f"School {code} was added.")


@databases.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version's shape."""
    in_database(lambda _: None)
    errors.print("The database is up to date.")


@app.command()
def verify() -> None:
    """Check that no decision in the record was changed, added or taken away afterwards."""

    def work(session: Session) -> dict[str, int | None]:
        return {tenant.code: record.broken(session, tenant.id) for tenant in session.scalars(select(Tenant))}

    found = in_database(work)
    for code, decision in found.items():
        typer.echo(f"{code}: {'whole' if decision is None else f'broken at decision {decision}'}")
    if any(decision is not None for decision in found.values()):
        raise typer.Exit(1)


@configs.command("show")
def config_show() -> None:
    """Show every setting as it is, with secrets hidden."""
    typer.echo(json.dumps(settings_or_exit().shown(), indent=2))


@app.command()
def health() -> None:
    """Ask the running service whether it lives; for a container's health check."""
    settings = settings_or_exit()
    if not asyncio.run(talk.is_alive(settings.web.host, settings.web.port)):
        errors.print("The service does not answer.")
        raise typer.Exit(1)
