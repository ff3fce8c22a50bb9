"""What can keep the service from starting, as one sentence each that says what to do; never with a password."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRINUSE

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from akkoord.settings import variable
from core.upgrade import OtherVersion


class CannotStart(Exception):  # noqa: N818 - a fact about what is around us
    """Something around us is not as it must be; nothing was changed. Its text is for who typed the command."""


@contextmanager
def opening(database_url: str) -> Iterator[None]:
    """Raise CannotStart for whatever goes wrong while a database is opened and brought to its shape."""
    try:
        yield
    except OSError as error:
        raise CannotStart(_sentence(database_url, error.strerror or str(error))) from error
    except DBAPIError as error:
        raise CannotStart(_sentence(database_url, str(error.orig).partition("\n")[0])) from error
    except OtherVersion as error:
        why = f"it was made by another version of Akkoord ({error})"
        raise CannotStart(_sentence(database_url, why)) from error


def _sentence(database_url: str, why: str) -> str:
    url = make_url(database_url)
    name = variable(("database_url",))
    if url.get_backend_name() == "sqlite":
        return f"The database {url.database} can't be opened: {why}. {name} says which file it is; can it be written?"
    where = f"{url.host or 'localhost'}:{url.port or 5432}"
    return f"The database {url.database} on PostgreSQL at {where} can't be opened: {why}. Does it run, is {name} right?"


def cannot_listen(host: str, port: int, error: OSError, advice: str, *, what: str = "The pages") -> CannotStart:
    """Say that the pages have no place to be shown. advice: the sentence that says how to choose another."""
    why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)
    if error.errno == EADDRINUSE:
        why = "another program listens there"
    return CannotStart(f"{what} can't be shown at {host}:{port}: {why}. {advice}")
