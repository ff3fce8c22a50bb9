"""Bring a database to the newest shape: every migration that it has not seen yet, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.orm import Session

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(session: Session, revision: str = "head") -> None:
    """Run the missing migrations within the caller's transaction; a failure leaves the old shape."""
    command.upgrade(_config(session.connection()), revision)


def knows(revision: str) -> bool:
    """Say whether a migration is one of this version's."""
    return revision in {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}


def newest() -> str | None:
    """Name the newest migration this version of the service knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def shape(session: Session) -> str | None:
    """Name the last migration that a database has seen; None for an empty one. It only reads."""
    return MigrationContext.configure(session.connection()).get_current_revision()
