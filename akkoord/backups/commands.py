"""The commands about backups: take one, put one back, look whether one is whole (docs/operations.md)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.exc import DBAPIError

from akkoord.backups.archive import CorruptBackup, Reader
from akkoord.backups.bar import Bar
from akkoord.backups.restoring import CannotRestore, check_revision, restore
from akkoord.backups.tables import UnknownKind
from akkoord.backups.taking import Backup, NothingToBackUp, take, take_into
from akkoord.backups.verifying import Verdict, verify
from akkoord.command_line import IN_PART, AsJson, errors, in_database, refuse, say, settings_or_exit
from akkoord.service import reminders_of
from akkoord.settings import Settings
from akkoord.trouble import CannotStart, opening
from core import restoration
from core.engine import Database
from core.restoration import Forgotten
from core.upgrade import shape

T = TypeVar("T")


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    app.command("backup")(back_up)
    app.command("restore")(put_back)


def back_up(
    file: Annotated[
        Path | None, typer.Argument(help="A new file, or a folder to put it in; nothing: the folder of the settings.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write all there is into one file, also while the service runs."""
    settings = settings_or_exit()
    now = datetime.now(UTC)
    path = file or Path(settings.backup.folder)

    def work(database: Database) -> Awaitable[Backup]:
        if file is None or path.is_dir():
            return take_into(database, path, now, tell=bar.tell)
        return take(database, path, now, bar.tell)

    try:
        with Bar("Backing up") as bar:
            backup = _with_database(settings, work)
    except NothingToBackUp:
        refuse("There is no database yet, so there is nothing to back up.", IN_PART)
    except FileExistsError:
        refuse(f"{path} exists already; a backup is never written over anything.")
    except OSError as error:
        refuse(f"{path} can't be written: {error.strerror}. No backup was made.", IN_PART)
    except UnknownKind as error:
        refuse(f"The database holds what a backup can't: {error}. No backup was made.", IN_PART)
    told = backup.manifest
    if as_json:
        tables = {name: table.rows for name, table in told.tables.items()}
        say({"file": str(backup.path), "sha256": backup.sha256, "rows": told.rows, "tables": tables, **_origin(told)})
    else:
        typer.echo(backup.path)
        errors.print(f"{told.rows} rows of {len(told.tables)} tables, sha256 {backup.sha256}")


def put_back(
    file: Annotated[Path | None, typer.Argument(help="The backup.")] = None,
    *,
    moved: Annotated[
        bool, typer.Option("--moved", help="Nothing ran since this backup was taken, so nothing needs to be held.")
    ] = False,
    release: Annotated[bool, typer.Option("--release", help="Send what an earlier restore holds.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Leave unsent what an earlier restore holds.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup back into an empty database; what may have been sent since is held."""
    if (file is not None) + release + drop != 1 or (moved and file is None):
        refuse("Give a backup to restore, or one of --release and --drop. Nothing was done.")
    if file is None:
        _settle_held(release=release, as_json=as_json)
        return
    settings = settings_or_exit()
    forgotten, told = _restored(settings, file, moved=moved)
    if as_json:
        held = {"held": forgotten.held, "dropped": forgotten.dropped, "closed": forgotten.closed} if forgotten else {}
        say({"file": str(file), "rows": told["rows"], **told["origin"], **held})
        return
    errors.print(f"{told['rows']} rows were restored, as they were at {told['origin']['taken_at']}.")
    if forgotten is not None:
        for name, count in forgotten.held.items():
            typer.echo(f"held: {count} {name}")
        if forgotten.held:
            errors.print(
                f"{sum(forgotten.held.values())} messages may have been sent already and are held."
                " akkoord restore --release sends them, akkoord restore --drop leaves them unsent."
            )
        errors.print(f"{forgotten.closed} open questions were closed; people are shown their hours anew.")


def check_backup(file: Path, *, as_json: bool) -> None:
    """Restore a backup aside and say whether it is whole."""
    try:
        with Bar("Restoring aside") as bar:
            verdict = asyncio.run(verify(file, bar.tell))
    except (CorruptBackup, CannotRestore, UnknownKind, OSError) as error:
        if as_json:
            say({"file": str(file), "whole": False, "why": _why(error)})
        refuse(f"{file} is no backup that can be restored: {_why(error)}.", IN_PART)
    _say_verdict(file, verdict, as_json=as_json)
    if not verdict.is_whole:
        raise typer.Exit(IN_PART)


def _say_verdict(file: Path, verdict: Verdict, *, as_json: bool) -> None:
    told = verdict.manifest
    if as_json:
        found = {"whole": verdict.is_whole, "differing": verdict.differing, "broken": verdict.broken}
        say({"file": str(file), **found, "sha256": verdict.sha256, "rows": told.rows, **_origin(told)})
        return
    typer.echo(f"{file}: {'whole' if verdict.is_whole else 'not whole'}")
    typer.echo(f"taken at {told.taken_at} from {told.database} by Akkoord {told.app}, at {told.revision}")
    typer.echo(f"{told.rows} rows of {len(told.tables)} tables, sha256 {verdict.sha256}")
    for name in verdict.differing:
        typer.echo(f"{name}: comes back otherwise than it was")
    for code in verdict.broken:
        typer.echo(f"{code}: its record is broken")


def _restored(settings: Settings, file: Path, *, moved: bool) -> tuple[Forgotten | None, dict[str, Any]]:
    reminders = None if moved else reminders_of(settings)
    try:
        with Reader(file) as reader, Bar("Restoring") as bar:
            check_revision(reader)
            now = datetime.now(UTC)
            told = {"rows": reader.manifest.rows, "origin": _origin(reader.manifest)}
            forgotten = _with_database(
                settings,
                lambda database: database.turn(
                    lambda session: restore(session, reader, now, reminders=reminders, tell=bar.tell)
                ),
            )
            return forgotten, told
    except CannotRestore as error:
        refuse(str(error), IN_PART)
    except (CorruptBackup, UnknownKind, OSError) as error:
        refuse(f"{file} can't be restored: {_why(error)}. Nothing was changed.", IN_PART)


def _settle_held(*, release: bool, as_json: bool) -> None:
    count = in_database(restoration.let_go if release else restoration.drop_held)
    if as_json:
        say({"released" if release else "dropped": count})
    else:
        errors.print(f"{count} messages {'will be sent' if release else 'stay unsent'}.")


def _with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Do something with the database of the settings as it is, without bringing it up to date."""

    async def run() -> T:
        with opening(settings.database_url):
            database = Database(settings.database_url)
        try:
            with opening(settings.database_url):
                await database.turn(shape)
            return await work(database)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except CannotStart as trouble:
        refuse(str(trouble), IN_PART)
    except DBAPIError as error:
        why = str(error.orig).partition("\n")[0]
        refuse(f"The database failed: {why}. Nothing was done.", IN_PART)


def _origin(manifest: Any) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in ("taken_at", "app", "revision", "database")}


def _why(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
