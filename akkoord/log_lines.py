"""What may stand in a log line: our own words, ids and places in the code; no secret, no address, nobody's words."""

import re
import sys
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from logging import LogRecord
from typing import Any

from pydantic import BaseModel, SecretStr
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, WrappedLogger

from akkoord.settings import Settings

# The packages whose words we chose ourselves.
OURS = ("akkoord", "bot", "core", "mailin", "mailout", "web")
MOST_CAUSES = 8
SHORTEST_SECRET = 4
HIDDEN = "(hidden)"
LIKE_PERSONAL = (
    (re.compile(r"[^\s<>()\[\],;:\"'=]+@[^\s<>()\[\],;:\"'/]+\w"), "(address)"),
    (re.compile(r"\b\d{4,}:[\w-]{8,}"), "(bot token)"),
    (re.compile(r"(?i)\bbearer\s+\S+"), "(bearer token)"),
    # The links we give out, and the tokens of answers.
    (re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])"), "(token)"),
    (re.compile(r"(?<=/[wua]/)[\w-]{12,}"), "(token)"),
)


def secrets_of(settings: Settings) -> frozenset[str]:
    """Collect every secret that is set, to be kept out of the log wherever it would turn up."""
    found = set(_secrets(settings))
    password = make_url(settings.database_url).password
    return frozenset(secret for secret in {*found, str(password or "")} if len(secret) >= SHORTEST_SECRET)


def _secrets(part: BaseModel) -> Iterator[str]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from _secrets(value)
        elif isinstance(value, SecretStr):
            yield value.get_secret_value()


def cleaner(secrets: Collection[str]) -> Callable[[WrappedLogger, str, EventDict], EventDict]:
    """Make the step that takes secrets, addresses and tokens out of every value of a line."""
    known = re.compile("|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True)) or r"(?!)")

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            value = known.sub(HIDDEN, value)
            for pattern, instead in LIKE_PERSONAL:
                value = pattern.sub(instead, value)
            return value
        if isinstance(value, dict):
            return {clean(key): clean(inner) for key, inner in value.items()}
        if isinstance(value, bool | int | float) or value is None:
            return value
        if isinstance(value, list | tuple | set | frozenset):
            return [clean(inner) for inner in value]
        return clean(str(value))

    def step(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {name: clean(value) for name, value in event.items()}

    return step


def only_templates(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Let a library say what happened, but not to whom: its sentence as it stands in its code, of one line."""
    record: LogRecord = event["_record"]
    if record.name.partition(".")[0] not in OURS:
        event["event"] = str(record.msg).partition("\n")[0]
    return event


def place_faults(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Write a fault as what it is and where it came about, without its message: that may quote what people wrote."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given if isinstance(given, BaseException) else given[1] if isinstance(given, tuple) else None
    if error is not None:
        event["exception"] = "\n".join(_told(error))
    event.pop("stack_info", None)
    return event


def _told(error: BaseException, depth: int = 0) -> Iterable[str]:
    """Tell a fault, what it came from before it, and all that are in its group."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and depth < MOST_CAUSES:
        yield from _told(before, depth + 1)
        yield "which led to:"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    yield f"{name}: {message}" if (message := _message(error)) else name
    if isinstance(error, BaseExceptionGroup) and depth < MOST_CAUSES:
        for inner in error.exceptions:
            yield "one of them:"
            yield from _told(inner, depth + 1)


def _message(error: BaseException) -> str:
    """Give the message of those faults whose message holds nothing of anybody.

    The database's had its values taken out (core/engine.py); the system's own are its words for a number.
    """
    if isinstance(error, DBAPIError):
        return str(error.orig).partition("\n")[0]
    if type(error).__module__.partition(".")[0] in {"asyncpg", "sqlite3"}:
        return str(error).partition("\n")[0]
    if isinstance(error, OSError) and type(error).__module__ in {"builtins", "socket", "ssl"}:
        return error.strerror or ""
    return ""
