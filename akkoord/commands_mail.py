"""The command line about mail: what the service makes of one."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from akkoord.command_line import patiently, refuse, say, settings_or_exit
from akkoord.service import mail_door
from mailin import limits
from mailin.apart import ReadApart
from mailin.explaining import explain

mails = typer.Typer(no_args_is_help=True, help="Look at mail.")

COLUMN = 12
LISTED = ("kind", "why", "holds", "sender", "sender_name", "proof", "evidence", "sent_at", "subject")
REFERENCES = ("message_id", "in_reply_to", "tokens", "bytes")


@mails.callback()
def about_mail() -> None:
    """Look at mail."""


@mails.command("explain")
def mail_explain(
    file: Annotated[Path, typer.Argument(help="The mail as it came, such as a mail program saves it: an .eml file.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
) -> None:
    """Show what the service makes of a mail: who sent it, which of its lines were typed, and why; nothing is stored."""
    settings = settings_or_exit()
    try:
        with file.open("rb") as opened:
            raw = opened.read(limits.MOST_BYTES + 1)
    except OSError as error:
        refuse(f"{file} can't be read: {error.strerror}.")
    reader = ReadApart(mail_door(settings.mail))
    try:
        told = asyncio.run(patiently(asyncio.to_thread(explain, reader, raw), doing=f"Reading {file.name}")).plain()
    finally:
        reader.close()
    if as_json:
        say(told)
    else:
        typer.echo("\n".join(shown(told)))


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
