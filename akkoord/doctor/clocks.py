"""The clock: whether it agrees with those of the servers around us."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from akkoord.doctor.findings import Finding, ok, trouble, warning
from akkoord.doctor.storage import sqlite_file
from akkoord.settings import Settings
from bot.build import BASE_URL
from core.engine import Database

PATIENCE_SECONDS = 10.0
SLIGHTLY, WRONG = 30.0, 120.0
ADVICE = "Let the machine keep its clock by NTP: timedatectl set-ntp true"


async def check_clock(settings: Settings, *, clock: Callable[[], datetime]) -> Finding:
    """Compare our clock with that of the database's server and of the web servers that we use."""
    places = {"Telegram": settings.telegram and (settings.telegram.base_url or BASE_URL)}
    for name, server in (("the imap token's provider", settings.imap), ("the smtp token's provider", settings.smtp)):
        places[name] = server.oauth.token_url if server is not None and server.oauth is not None else None
    ahead = await _of_database(settings, clock)
    for name, address in places.items():
        if address and (seconds := await _of_web(address, clock)) is not None:
            ahead[name] = seconds
    return told(ahead)


def told(ahead: Mapping[str, float]) -> Finding:
    """Judge by how many seconds our clock is ahead of others, by their names."""
    if not ahead:
        return ok("clock", "There is no other clock at hand to compare with.")
    name, seconds = max(ahead.items(), key=lambda pair: abs(pair[1]))
    said = f"Our clock is {abs(seconds):.0f} seconds {'ahead of' if seconds > 0 else 'behind'} that of {name}."
    if abs(seconds) > WRONG:
        return trouble("clock", f"{said} Reminders go at the wrong time, and links and tokens fail.", ADVICE)
    if abs(seconds) > SLIGHTLY:
        return warning("clock", said, ADVICE)
    return ok("clock", f"It agrees with that of {', '.join(ahead)}.")


async def _of_database(settings: Settings, clock: Callable[[], datetime]) -> dict[str, float]:
    if sqlite_file(settings) is not None:
        return {}
    database = Database(settings.database_url)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            theirs = await database.look(lambda session: session.scalars(select(func.clock_timestamp())).one())
    except (SQLAlchemyError, OSError, TimeoutError):
        return {}
    finally:
        await database.close()
    return {"the database's server": (clock() - theirs).total_seconds()}


async def _of_web(address: str, clock: Callable[[], datetime]) -> float | None:
    """Read the Date of whatever a web server answers to a look at its front door; None when it answers nothing."""
    parts = urlsplit(address)
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.head(f"{parts.scheme}://{parts.netloc}/", allow_redirects=False) as answer,
        ):
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return None
    return (clock() - theirs.astimezone(UTC)).total_seconds()
