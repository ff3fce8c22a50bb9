"""The migrations make exactly the rows that the models name, and can be taken back one by one."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, select, update
from sqlalchemy.orm import Session

from core import upgrade
from core.engine import Database
from core.logbook.models import Approval
from core.models import Base
from tests.real.postgres import Postgres
from tests.site import Site


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


async def test_of_two_approvals_of_a_day_the_one_a_school_received_stands(site: Site) -> None:
    """Made before a day could have one only; the school's copy is kept, else the latest."""
    database = site.house.database
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    given = await site.house.all(select(Approval).order_by(Approval.id))
    received, plain = given[0], given[1]

    def twice(session: Session) -> None:
        command.downgrade(upgrade._config(session.connection()), "0003")
        session.execute(update(Approval).where(Approval.id == received.id).values(exported_at=site.house.now))
        for first in (received, plain):
            columns = {column.name: getattr(first, column.name) for column in Approval.__table__.columns}
            session.execute(insert(Approval).values({**columns, "id": first.id + 100, "exported_at": None}))

    await database.turn(twice)
    await database.turn(upgrade.upgrade)
    standing = await site.house.all(select(Approval.id).where(Approval.withdrawn_at.is_(None)))
    others = {approval.id for approval in given[2:]}
    assert set(standing) - others == {received.id, plain.id + 100}
