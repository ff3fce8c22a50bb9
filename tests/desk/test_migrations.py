"""The migrations make exactly the rows that the models name, and can be taken back one by one."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, select, update
from sqlalchemy.orm import Session

from core import upgrade
from core.contacts.first_admin import make_admin_link
from core.contacts.models import Invitation
from core.contacts.reading import read_contact
from core.contacts.service import Where, invite
from core.engine import Database
from core.logbook.models import Approval
from core.models import Base
from core.people.models import Person
from core.tenants.models import Organisation, Tenant
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


async def test_an_invitation_of_before_stays_as_it_was_and_one_to_a_school_has_no_place_in_the_old_shape(
    site: Site,
) -> None:
    database = site.house.database

    def work(session: Session) -> None:
        tenant = session.get_one(Tenant, site.tenant.id)
        where = Where(tenant, session.scalars(select(Organisation)).first())
        draft = read_contact("Jan de Boer, jan@boer.example, werkbegeleider")
        invite(
            session, where, draft, inviter=session.get_one(Person, site.ria.id), decision_id=None, now=site.house.now
        )
        named = {"first_name": "Hanneke", "infix": "", "surname": "Wilg"}
        make_admin_link(session, "roc", **named, email="hanneke@wilg.example", now=site.house.now)

    await database.turn(work)
    (before, _) = await site.house.all(select(Invitation).order_by(Invitation.id))
    await database.turn(lambda session: command.downgrade(upgrade._config(session.connection()), "0009"))
    await database.turn(upgrade.upgrade)
    (after,) = await site.house.all(select(Invitation))
    columns = [column.name for column in Invitation.__table__.columns]
    assert [getattr(after, name) for name in columns] == [getattr(before, name) for name in columns]
