"""When reminders go: on whose clock, once for each week and person, and only when there is something to say."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.engine import Database
from core.logbook.models import DayEntry, DayState
from core.outbox import OutboxMessage
from core.people.models import Membership, Person, Role
from core.reminders.service import ReminderSettings, moment, plan
from core.tenants.models import ChatPolicy, Tenant
from tests.house import House
from tests.real.postgres import Postgres
from tests.site import Site

DIGESTS = select(OutboxMessage).where(OutboxMessage.name == "reminders.digest")
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)


async def planned(house: House, at: datetime) -> int:
    """Plan at a moment, without sending. Gives how many digests were new."""
    before = len(await house.all(DIGESTS))
    await house.database.turn(lambda session: plan(session, at, ReminderSettings()))
    return len(await house.all(DIGESTS)) - before


async def digests(site: Site) -> int:
    return sum(sent.outgoing.name == "reminders.digest" for sent in site.house.heard(site.ria))


async def test_monday_at_eight_and_not_a_minute_before(site: Site) -> None:
    assert await planned(site.house, MONDAY - timedelta(minutes=1)) == 0
    assert await planned(site.house, MONDAY) == 1
    assert await planned(site.house, MONDAY + timedelta(minutes=1)) == 0


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("Europe/Amsterdam", date(2026, 3, 9), 7),
        ("Europe/Amsterdam", date(2026, 3, 30), 6),
        ("Europe/Lisbon", date(2026, 3, 9), 8),
        ("America/Curacao", date(2026, 3, 9), 12),
    ],
)
async def test_eight_is_eight_on_the_persons_own_clock(site: Site, zone: str, day: date, hour: int) -> None:
    await site.house.change(Person, site.ria.id, time_zone=zone)
    eight = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert await planned(site.house, eight - timedelta(minutes=1)) == 0
    assert await planned(site.house, eight) == 1


def test_a_time_that_the_clock_skips_still_exists() -> None:
    assert moment(date(2026, 3, 29), time(2, 30), "Europe/Amsterdam") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


async def test_what_was_missed_on_monday_comes_on_tuesday_and_once(site: Site) -> None:
    site.house.now = MONDAY + timedelta(days=1)
    await site.house.remind()
    await site.house.remind()
    assert await digests(site) == 1


async def test_a_second_one_on_wednesday_when_something_is_still_open(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord")
    site.house.now = MONDAY + timedelta(days=2)
    await site.house.remind()
    second = site.house.last(site.ria)
    assert second.outgoing.name == "reminders.digest"
    assert "Daan Bos" in second.text
    assert "Noor Visser" not in second.text
    assert await digests(site) == 2


async def test_nothing_open_and_nothing_missing_is_no_message(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    site.house.now = MONDAY + timedelta(days=2)
    await site.house.remind()
    assert await digests(site) == 1
    (dropped,) = await site.house.all(select(OutboxMessage).where(OutboxMessage.state == "dropped"))
    assert dropped.trouble == "nothing open and nothing missing"


async def test_who_has_not_submitted_is_named_even_when_nothing_is_open(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    site.house.now = MONDAY + timedelta(days=7)
    await site.house.remind()
    digest = site.house.last(site.ria)
    assert digest.outgoing.name == "reminders.digest"
    assert "Noor Visser" in digest.text
    assert "11" in digest.text


async def test_a_saturday_brings_nothing(site: Site) -> None:
    assert await planned(site.house, MONDAY + timedelta(days=5)) == 0


async def test_what_is_answered_before_the_reminder_is_sent_is_not_in_it(site: Site) -> None:
    await planned(site.house, MONDAY)
    await site.house.chat(site.ria, "wat staat er open?")
    await site.house.chat(site.ria, "Noor akkoord")
    await site.house.deliver()
    digest = next(sent for sent in site.house.heard(site.ria) if sent.outgoing.name == "reminders.digest")
    assert "Daan Bos" in digest.text
    assert "Noor Visser" in digest.text or digest is not site.house.last(site.ria)


async def test_nobody_whose_role_ended_is_reminded(site: Site) -> None:
    (membership,) = await site.house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await site.house.change(Membership, membership.id, until=date(2026, 3, 1))
    await site.house.remind()
    assert await digests(site) == 0


async def test_the_school_hears_once_of_hours_that_wait_for_two_weeks(site: Site) -> None:
    site.house.now = MONDAY + timedelta(days=14, minutes=-1)
    await site.house.remind()
    assert not late(site)
    site.house.now = MONDAY + timedelta(days=14)
    await site.house.remind()
    site.house.now += timedelta(days=1)
    await site.house.remind()
    (told,) = late(site)
    assert "Ria Kale" in told
    assert "Noor Visser" in told
    assert "Daan Bos" in told


async def test_the_school_is_told_of_newer_weeks_and_never_again_of_an_old_one(site: Site) -> None:
    for days in (14, 15, 40, 100):
        site.house.now = MONDAY + timedelta(days=days)
        await site.house.remind()
    assert len(late(site)) == 1
    await site.house.week(site.noors, [8], monday=date(2026, 3, 9))
    await site.house.remind()
    first, second = late(site)
    assert "week 10" in first
    assert "week 11" in second
    assert "week 10" not in second


async def test_planning_does_not_read_the_whole_outbox(site: Site) -> None:
    site.house.now = MONDAY + timedelta(days=14)
    await site.house.remind()
    plans: list[str] = []

    def explained(session: Session) -> None:
        connection = session.connection()

        def explain(_: object, cursor: Any, statement: str, parameters: Any, *more: object) -> None:
            if "FROM outbox" in statement and statement.startswith("SELECT"):
                cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.extend(str(line[3]) for line in cursor.fetchall())

        event.listen(connection, "before_cursor_execute", explain)
        plan(session, site.house.now + timedelta(minutes=1), ReminderSettings())
        event.remove(connection, "before_cursor_execute", explain)

    await site.house.database.turn(explained)
    assert len(plans) == 2
    assert all("SEARCH outbox USING INDEX ix_outbox_name_due_at (name=? AND due_at>?)" in line for line in plans)


def late(site: Site) -> list[str]:
    return [sent.text for sent in site.house.sent if sent.outgoing.name == "reminders.school_late"]


async def test_what_the_school_hears_holds_no_hours_and_no_notes(site: Site) -> None:
    def note(session: Session) -> None:
        for day in session.scalars(select(DayEntry)):
            day.note = "ruzie met de voorman"

    await site.house.database.turn(note)
    site.house.now = MONDAY + timedelta(days=15)
    await site.house.remind()
    (told,) = late(site)
    assert "ruzie" not in told
    assert "7,5" not in told


async def test_a_school_whose_chat_is_off_sends_the_digest_by_mail(site: Site) -> None:
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    await site.house.remind()
    digest = site.house.last(site.ria)
    assert digest.outgoing.channel == "mail"
    assert "Noor Visser" in digest.text


async def test_a_signatory_is_not_reminded_of_all_that_others_supervise(site: Site) -> None:
    boss = await site.house.person("Bas", "Baas", chat=True)
    await site.house.role(boss, Role.SIGNATORY, site.tenant, organisation_id=site.noors.organisation_id)
    await site.house.remind()
    assert site.house.heard(boss) == []


async def test_a_day_that_went_back_to_the_student_is_not_reminded_of(house: House) -> None:
    tenant = await house.tenant()
    ria = await house.person("Ria", "Kale", chat=True)
    noor = await house.person("Noor", "Visser")
    await house.role(ria, Role.WORK_SUPERVISOR, tenant)
    await house.role(noor, Role.STUDENT, tenant)
    await house.week(await house.dossier(tenant, noor, ria), [8, 8], state=DayState.CORRECTION)
    await house.remind()
    assert house.heard(ria) == []


async def test_two_workers_plan_each_reminder_once(postgres: Postgres) -> None:
    url = postgres.fresh()
    house = await House.build(url)
    tenant = await house.tenant()
    ria = await house.person("Ria", "Kale", chat=True)
    noor = await house.person("Noor", "Visser")
    await house.role(ria, Role.WORK_SUPERVISOR, tenant)
    await house.week(await house.dossier(tenant, noor, ria), [8, 8])
    workers = [Database(url) for _ in range(6)]
    counts = await asyncio.gather(
        *(worker.turn(lambda session: plan(session, MONDAY, ReminderSettings())) for worker in workers)
    )
    assert sum(counts) == 1
    for worker in workers:
        await worker.close()
    await house.close()
