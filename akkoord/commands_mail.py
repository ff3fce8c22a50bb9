"""The command line about mail: what the service makes of it, and what it would do with it."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from akkoord.command_line import IN_PART, WRONGLY_ASKED, errors, patiently, say, settings_or_exit
from akkoord.service import mail_door
from akkoord.settings import Settings
from akkoord.would_be import would_be
from mailin import limits
from mailin.apart import ReadApart
from mailin.explaining import explain, is_mail

mails = typer.Typer(no_args_is_help=True, help="Look at mail.")

COLUMN = 12
LISTED = ("kind", "why", "holds", "sender", "sender_name", "proof", "evidence", "sent_at", "subject")
REFERENCES = ("message_id", "in_reply_to", "tokens", "bytes")


@mails.callback()
def about_mail() -> None:
    """Look at mail."""


@mails.command("explain")
def mail_explain(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Mails as they came, such as a mail program saves them: .eml files."),
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write it as JSON: an object, or a list of them for several files.")
    ] = False,
) -> None:
    """Show what the service makes of mails: who sent it, what was typed, and what it would do; nothing is changed."""
    settings = settings_or_exit()
    doing = f"Reading {files[0].name}" if len(files) == 1 else f"Reading {len(files)} mails"
    told = asyncio.run(patiently(_explained(files, settings), doing=doing))
    for one in told:
        if "error" in one:
            errors.print(one["error"])
    if as_json:
        say(told if len(files) > 1 else told[0])
    else:
        told = [one for one in told if "error" not in one]
        for one in told:
            name = [f"{'file':{COLUMN}} {one['file']}"] if len(files) > 1 else []
            typer.echo("\n".join([*name, *shown(one), *([""] if one is not told[-1] else [])]))
    wrong = sum("error" in one for one in told) if as_json else len(files) - len(told)
    if wrong:
        raise typer.Exit(WRONGLY_ASKED if wrong == len(files) else IN_PART)


async def _explained(files: Sequence[Path], settings: Settings) -> list[dict[str, Any]]:
    """Explain each file; one that can't be explained says why, and stops no other."""
    reader = ReadApart(mail_door(settings.mail))
    told: list[dict[str, Any]] = []
    try:
        async with would_be(settings, reader) as asked:
            for file in files:
                raw = _raw_of(file)
                if isinstance(raw, str):
                    told.append({"file": str(file), "error": raw})
                    continue
                explained = await asyncio.to_thread(explain, reader, raw)
                told.append({"file": str(file), **explained.plain(), "desk": await asked(raw, explained)})
    finally:
        reader.close()
    return told


def _raw_of(file: Path) -> bytes | str:
    """Read a file; gives a sentence when that can't be done, or it is no mail."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(limits.MOST_BYTES + 1)
    except OSError as error:
        return f"{file} can't be read: {error.strerror}."
    if len(raw) > limits.MOST_BYTES or is_mail(raw):
        return raw  # of one that is too large that is what is told
    return f"{file} is no mail: it does not begin with the headers of one, such as From:."


def shown(told: dict[str, Any]) -> Iterator[str]:
    """Write it for a person: facts first, then each line with what it was taken for."""
    if told["refused"]:
        yield f"{'refused':{COLUMN}} {told['refused']}"
    for name in (*LISTED, *REFERENCES):
        value = told.get(name)
        if isinstance(value, list):
            value = ", ".join(value)
        if value not in {None, ""}:
            yield f"{name.replace('_', ' '):{COLUMN}} {value}"
    for one in told.get("attachments", ()):
        yield f"{'attachment':{COLUMN}} {one['type']} {one['name']} ({one['what']}, {one['characters']} characters)"
    if "typed" in told:
        typed = told["typed"]
        yield f"{'typed':{COLUMN}} {'surely' if typed['sure'] else 'not surely'} all of the lines marked so"
        if typed["cut"]:
            yield f"{'cut by':{COLUMN}} {typed['cut']}"
        yield ""
    for line in told.get("lines", ()):
        why = f"   <- {line['why']}" if line["why"] and line["text"].strip() else ""
        yield f"{line['part']:{COLUMN}} | {line['text']}{why}"
    yield from _would_be_lines(told["desk"])


def _would_be_lines(desk: dict[str, Any]) -> Iterator[str]:
    """Write what the desk would do."""
    yield ""
    yield f"{'desk':{COLUMN}} {desk.get('not_asked') or desk['outcome']}"
    for name in ("trouble", "earlier", "understood", "command", "speaker"):
        if desk.get(name):
            yield f"{name:{COLUMN}} {desk[name]}"
    for did in desk.get("did", ()):
        yield f"{'would do':{COLUMN}} {did['command']}: {did['words']}"
    for answer in desk.get("answers", ()):
        yield f"{'would send':{COLUMN}} {answer['name']} by {answer['channel']} to {answer['to']}"
        yield from (f"{'':{COLUMN}} > {line}".rstrip() for line in answer["text"].splitlines())
