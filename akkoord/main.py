"""The command line: run the service, bring files in and out, and try it all without any account or server."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord import logs, service, talk
from akkoord.admins import admins
from akkoord.backups.commands import add_to, check_backup
from akkoord.command_line import IN_PART, AsJson, errors, in_database, refuse, say, settings_or_exit, upgraded
from akkoord.commands_mail import mails
from akkoord.doctor.command import doctor
from akkoord.evaluation.command import evaluations
from akkoord.files import exports, imports
from akkoord.health import is_alive
from akkoord.setting_parts import Log
from akkoord.trouble import CannotStart
from core import record
from core.logbook.holidays import REGIONS
from core.tenants.models import ChatPolicy, Tenant
from core.tenants.service import TenantRefusedError, add_tenant

log = structlog.get_logger()

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
databases = typer.Typer(no_args_is_help=True, help="Look after the database.")
configs = typer.Typer(no_args_is_help=True, help="Look at the settings.")
schools = typer.Typer(no_args_is_help=True, help="Look after the schools.")
app.add_typer(schools, name="school")
app.add_typer(admins, name="admin")
app.add_typer(imports, name="import")
app.add_typer(exports, name="export")
app.add_typer(databases, name="db")
app.add_typer(configs, name="config")
add_to(app)
app.add_typer(mails, name="mail")
app.add_typer(evaluations, name="evaluate")

INTERRUPTED = 130
OPTIONS = {"code": "CODE", "name": "NAME", "contact_email": "--contact", "privacy_email": "--privacy"}


class Part(StrEnum):
    """A part of the service that can run by itself."""

    WEB = "web"
    CHAT = "chat"
    MAIL = "mail"
    WORK = "work"


@app.command()
def run(
    only: Annotated[
        list[Part] | None,
        typer.Option(metavar="PART", help="Run only this part: web, chat, mail or work; may be repeated."),
    ] = None,
) -> None:
    """Run the service."""
    settings = settings_or_exit()
    parts = {part.value for part in only} if only else None
    missing = service.not_set(settings)
    for part in sorted((parts or set()) & set(missing)):
        refuse(f"{part} is not set, so there is nothing to run: set {missing[part]} (docs/configuration.md).")
    try:
        asyncio.run(service.run(settings, parts))
    except CannotStart as trouble:
        refuse(str(trouble), IN_PART)
    except Exception:  # the boundary: Python's own last words would quote what people wrote
        log.exception("service_failed")
        raise typer.Exit(IN_PART) from None


@app.command("talk")
def talk_here(
    folder: Annotated[Path, typer.Option(help="Where the example database lives.")] = Path("var"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the pages are, on this machine only.")] = 8080,
) -> None:
    """Try it on example data, without any account: in this terminal, and on a page with a phone and a mailbox."""
    logs.set_up(Log(level="warning"))
    try:
        asyncio.run(talk.demo(folder, port=port))
    except CannotStart as trouble:
        refuse(str(trouble), IN_PART)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


app.command()(doctor)


@schools.command("add")
def school_add(
    code: Annotated[str, typer.Argument(help="Short code, as in the school column of the files.")],
    name: Annotated[str, typer.Argument(help="Full name, as it stands in mails.")],
    *,
    region: Annotated[str, typer.Option(help="School holiday region: Noord, Midden or Zuid.")] = "Midden",
    contact: Annotated[str, typer.Option(help="Address for what the school must know.")] = "",
    privacy: Annotated[str, typer.Option(help="Address of the privacy officer.")] = "",
    chat: Annotated[ChatPolicy, typer.Option(help="What may pass through Telegram.")] = ChatPolicy.OFF,
    as_json: AsJson = False,
) -> None:
    """Add a school."""
    known = REGIONS["NL"].get(region.casefold())
    if known is None:
        refuse(f"--region is '{region}'; allowed: {', '.join(REGIONS['NL'].values())}.")

    def work(session: Session) -> None:
        if session.scalar(select(Tenant.id).where(Tenant.code == code)) is not None:
            refuse(f"There is a school {code} already; nothing was changed.", IN_PART)
        try:
            add_tenant(
                session, code, name=name, region=known, chat_policy=chat, contact_email=contact, privacy_email=privacy
            )
        except TenantRefusedError as refused:
            refuse(f"{OPTIONS[refused.field]} is '{refused.value}'; allowed: {refused.allowed}.")

    in_database(work)
    if as_json:
        say({"school": code, "name": name, "region": known, "contact": contact, "privacy": privacy, "chat": chat.value})
    errors.print(f"School {code} was added.")


@databases.command("upgrade")
def db_upgrade(*, as_json: AsJson = False) -> None:
    """Bring the database to this version's shape; one with rows is backed up first."""
    done = upgraded()
    if as_json:
        say(done.plain())
    errors.print("The database is up to date.")


@app.command()
def verify(
    backup: Annotated[Path | None, typer.Option(metavar="FILE", help="Check this backup instead.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Check that no decision in the record was changed, added or taken away afterwards; or that a backup is whole."""
    if backup is not None:
        check_backup(backup, as_json=as_json)
        return

    def work(session: Session) -> dict[str, int | None]:
        return {tenant.code: record.broken(session, tenant.id) for tenant in session.scalars(select(Tenant))}

    found = in_database(work, doing="Checking")
    if as_json:
        told = {code: {"whole": decision is None, "broken_at": decision} for code, decision in found.items()}
        say(told)
    else:
        for code, decision in found.items():
            typer.echo(f"{code}: {'whole' if decision is None else f'broken at decision {decision}'}")
    if any(decision is not None for decision in found.values()):
        raise typer.Exit(IN_PART)


@configs.command("show")
def config_show(*, as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False) -> None:
    """Show every setting as it is, with secrets hidden."""
    shown = settings_or_exit().shown()
    if as_json:
        say(shown)
    else:
        typer.echo("\n".join(setting_lines(shown)))


def setting_lines(shown: Mapping[str, Any], part: str = "") -> Iterator[str]:
    """Write settings a line each, as the TOML file names them; a part that is off is a remark."""
    for name, value in shown.items():
        if isinstance(value, dict):
            yield from setting_lines(value, f"{part}{name}.")
        elif value is None:
            yield f"# {part}{name} is not set"
        else:
            yield f"{part}{name} = {json.dumps(value, ensure_ascii=False)}"


@app.command()
def health() -> None:
    """Ask the running service whether it lives; for a container's health check."""
    settings = settings_or_exit()
    where = settings.watch or settings.web  # every part of the service shows the first, only one the second
    if not asyncio.run(is_alive(where.host, where.port)):
        refuse("The service does not answer.", IN_PART)
