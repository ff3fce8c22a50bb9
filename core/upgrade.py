"""Bring a database to the newest shape: every migration that it has not seen yet, in one transaction.

Alembic is loaded only when there is something to migrate: most starts find nothing, and it takes time and memory.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, select
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
SEEN = Table("alembic_version", MetaData(), Column("version_num", String()))


class OtherVersion(Exception):  # noqa: N818 - a fact about the database
    """A database was brought to a shape that this version of the service doesn't know. Fact: revision."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"migration {revision} is not known here")
        self.revision = revision


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(session: Session, revision: str = "head") -> None:
    """Run the missing migrations within the caller's transaction; a failure leaves the old shape.

    Raises: OtherVersion.
    """
    was = shape(session)
    if was is not None and not knows(was):
        raise OtherVersion(was)
    if revision == "head" and was == newest():
        return
    from alembic import command  # noqa: PLC0415 - see above

    command.upgrade(_config(session.connection()), revision)


def knows(revision: str) -> bool:
    """Say whether a migration is one of this version's."""
    return revision in _revisions()


def newest() -> str | None:
    """Name the newest migration this version of the service knows."""
    return max(_revisions(), default=None)


def shape(session: Session) -> str | None:
    """Name the last migration that a database has seen; None for an empty one. It only reads."""
    connection = session.connection()
    if not connection.dialect.has_table(connection, SEEN.name):
        return None
    return session.scalars(select(SEEN.c.version_num)).first()


def _revisions() -> set[str]:
    """Name all migrations, by the beginning of their files' names; they stand in one row."""
    return {path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py")}
