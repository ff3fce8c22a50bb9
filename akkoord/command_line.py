"""What every command of the command line needs: settings that hold, a database that opens, and one sentence if not."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

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

IN_PART, WRONGLY_ASKED = 1, 2
PATIENCE_SECONDS = 1.0

errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

School = Annotated[str | None, typer.Option("--school", help="Code of the school; only needed when there are several.")]


def refuse(sentence: str, code: int = WRONGLY_ASKED) -> NoReturn:
    """Say in one sentence why nothing is done, and end."""
    errors.print(sentence)
    raise typer.Exit(code) from None


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


async def _turn(settings: Settings, work: Callable[[Session], Any], doing: str) -> Any:
    with opening(settings.database_url):
        database = Database(settings.database_url)
    try:
        with opening(settings.database_url):
            await bring_up_to_date(database, settings.backup, now_utc)
        turn = asyncio.ensure_future(database.turn(work))
        await asyncio.wait({turn}, timeout=PATIENCE_SECONDS)
        if not turn.done() and errors.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            with Progress(*columns, console=errors, transient=True) as progress:
                progress.add_task(doing, total=None)  # it is one transaction, so there is nothing to count half-way
                await asyncio.wait({turn})
        return await turn
    finally:
        await database.close()


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
