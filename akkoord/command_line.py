"""What every command of the command line needs: settings that hold, a database that opens, and one sentence if not."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord import logs
from akkoord.backups.upgrading import bring_up_to_date
from akkoord.log_lines import secrets_of
from akkoord.settings import Settings, SettingsError, load
from akkoord.trouble import CannotStart, opening
from core.desk import now_utc
from core.engine import Database
from core.tenants.models import Tenant
from core.upgrade import newest, shape

IN_PART, WRONGLY_ASKED = 1, 2
PATIENCE_SECONDS = 1.0

errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Say what came of it as JSON.")]
School = Annotated[str | None, typer.Option("--school", help="Code of the school; only needed when there are several.")]


def refuse(sentence: str, code: int = WRONGLY_ASKED) -> NoReturn:
    """Say in one sentence why nothing is done, and end."""
    errors.print(sentence)
    raise typer.Exit(code) from None


def say(told: Any) -> None:
    """Write what a script reads, on the standard output. told: of what JSON has; anything else is written as text."""
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False, default=str))


def settings_or_exit() -> Settings:
    """Read the settings; with a wrong one nothing starts, and each is named."""
    try:
        settings = load()
    except SettingsError as error:
        for problem in error.problems:
            errors.print(f"Setting {problem}")
        refuse("Nothing was started. docs/configuration.md lists every setting.")
    logs.set_up(settings.log, secrets_of(settings))
    return settings


def in_database(work: Callable[[Session], Any], *, doing: str = "Working") -> Any:
    """Do something in one transaction on the database of the settings. doing: what the progress bar says."""
    settings = settings_or_exit()
    try:
        return asyncio.run(_turn(settings, work, doing))
    except CannotStart as trouble:
        refuse(str(trouble), IN_PART)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A database that has this version's shape. was: None when it was empty. backup: taken before, if one was."""

    was: str | None
    now: str | None
    backup: str | None

    def plain(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self)


def upgraded() -> Upgraded:
    """Bring the database of the settings to this version's shape."""
    settings = settings_or_exit()
    try:
        return asyncio.run(_upgrade(settings))
    except CannotStart as trouble:
        refuse(str(trouble), IN_PART)


async def _turn(settings: Settings, work: Callable[[Session], Any], doing: str) -> Any:
    with opening(settings.database_url):
        database = Database(settings.database_url)
    try:
        with opening(settings.database_url):
            await patiently(bring_up_to_date(database, settings.backup, now_utc), doing="Upgrading")
        return await patiently(database.turn(work), doing=doing)
    finally:
        await database.close()


async def _upgrade(settings: Settings) -> Upgraded:
    with opening(settings.database_url):
        database = Database(settings.database_url)
        try:
            was = await database.turn(shape)
            kept = await patiently(bring_up_to_date(database, settings.backup, now_utc), doing="Upgrading")
        finally:
            await database.close()
    return Upgraded(was, newest(), str(kept) if kept is not None else None)


async def patiently(work: Awaitable[T], *, doing: str) -> T:
    """Wait for work; on a terminal a bar moves once it takes over a second."""
    task = asyncio.ensure_future(work)
    await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
    if not task.done() and errors.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=errors, transient=True) as progress:
            progress.add_task(doing, total=None)  # it is one transaction, so there is nothing to count half-way
            await asyncio.wait({task})
    return await task


def school_of(session: Session, code: str | None) -> Tenant | None:
    """Give the school with this code, or the only one there is; None when there are several and none was named."""
    tenants = session.scalars(select(Tenant).order_by(Tenant.code)).all()
    if not tenants:
        refuse('There is no school yet. Add it first, such as: akkoord school add brug "ROC de Brug"')
    if code is None:
        return tenants[0] if len(tenants) == 1 else None
    found = next((tenant for tenant in tenants if tenant.code == code), None)
    if found is None:
        refuse(f"There is no school {code}. Known: {codes_of(session)}.")
    return found


def codes_of(session: Session) -> str:
    """List the codes of the schools."""
    return ", ".join(session.scalars(select(Tenant.code).order_by(Tenant.code)))
