"""What the desk would do with a mail, for `akkoord mail explain`: decided on the real database, and taken back."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from inscriptis import get_text
from sqlalchemy.exc import SQLAlchemyError

from akkoord.doctor.storage import sqlite_file
from akkoord.settings import Settings
from akkoord.trouble import CannotStart, opening
from core import language
from core.desk import Desk, DeskSettings, now_utc
from core.engine import Database
from core.incoming import Channel, Door, Kind, ReaderAway, Unreadable
from core.language.meaning import Context
from core.outgoing import UNSAID, Outgoing
from core.rehearsal import Rehearsal, Rehearsed
from core.settling import OutgoingSettings
from core.upgrade import newest, shape
from core.wording import Wording
from mailin.explaining import Explained, shortened

Asked = Callable[[bytes, Explained], Awaitable[dict[str, Any]]]


@asynccontextmanager
async def would_be(settings: Settings, door: Door) -> AsyncIterator[Asked]:
    """Give what says what the desk would do with a mail; where there is no database, what its words alone say."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        yield _words_alone(f"there is no database yet at {file}, so nobody is known")
        return
    database = Database(settings.database_url)
    try:
        with opening(settings.database_url):
            has = await database.look(shape)
        if has != newest():
            yield _words_alone("the database has another shape than this version; see akkoord db upgrade")
            return
        yield _at_the_desk(settings, database, door)
    except CannotStart as trouble:
        yield _words_alone(str(trouble))
    finally:
        await database.close()


def _words_alone(why: str) -> Asked:
    async def asked(_raw: bytes, explained: Explained) -> dict[str, Any]:
        incoming, typed = explained.incoming, explained.typed
        if incoming is None or typed is None or incoming.kind is not Kind.HUMAN:
            return {"not_asked": why}
        reading = language.read(typed.text, Context(now=now_utc(), language="nl"))
        commands = ", ".join(dict.fromkeys(meaning.command for meaning in reading.meanings))
        return {"not_asked": why, "command": commands}

    return asked


def _at_the_desk(settings: Settings, database: Database, door: Door) -> Asked:
    base_url = settings.base_url or ""
    desk = Desk(
        database,
        {Channel.MAIL: door},
        settings=DeskSettings(undo_window=timedelta(hours=settings.undo_hours), base_url=base_url),
        clock=now_utc,
        decides=False,
    )
    outgoing = OutgoingSettings(base_url, has_chat=settings.telegram is not None)
    rehearsal = Rehearsal(desk, Wording(), outgoing)

    async def asked(raw: bytes, _explained: Explained) -> dict[str, Any]:
        try:
            return _plain(await rehearsal.rehearse(Channel.MAIL, raw))
        except (Unreadable, ReaderAway) as refused:
            return {"not_asked": f"it would be set aside: {refused}"}
        except SQLAlchemyError as error:
            return {"not_asked": f"the database did not answer: {type(error).__name__}"}

    return asked


def _plain(came: Rehearsed[None]) -> dict[str, Any]:
    """Write it as plain JSON, with tokens shortened."""
    return {
        "outcome": came.outcome,
        "trouble": came.trouble,
        "earlier": came.earlier and f"it came before, and was then: {came.earlier}",
        "understood": came.understood,
        "command": came.command if came.command != "none" else "",
        "speaker": came.speaker,
        "did": [{"command": command, "words": shortened(words)} for command, words in came.did],
        "answers": [_answer(one) for one in came.answers if one.name not in UNSAID],
    }


def _answer(one: Outgoing) -> dict[str, Any]:
    text = get_text(one.said.html).strip()
    return {"name": one.name, "channel": one.channel.value, "to": one.address, "text": shortened(text)}
