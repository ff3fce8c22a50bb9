"""The migrations make exactly the rows that the models name, and can be taken back one by one."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from core import upgrade
from core.engine import Database
from core.models import Base
from tests.real.postgres import Postgres


def differences(session: Session) -> list[object]:
    """Say where the database and the models disagree."""
    context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def walk(database: Database) -> None:
    """Go up, compare, go all the way down and up again."""
    await database.turn(upgrade.upgrade)
    assert await database.look(differences) == []
    await database.turn(lambda session: command.downgrade(upgrade._config(session.connection()), "base"))
    left = await database.look(lambda session: set(inspect(session.connection()).get_table_names()))
    assert left <= {"alembic_version", "sqlite_sequence"}
    await database.turn(upgrade.upgrade)
    assert await database.look(differences) == []
    await database.close()


async def test_the_migrations_and_the_models_agree_on_sqlite(tmp_path: object) -> None:
    await walk(Database(f"sqlite:///{tmp_path}/migrated.db"))


async def test_the_migrations_and_the_models_agree_on_postgresql(postgres: Postgres) -> None:
    await walk(Database(postgres.fresh()))
