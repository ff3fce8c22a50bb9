"""Students hear on Friday and on Sunday what they did not hand in, when there is something to hand in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.dossiers.models import Dossier
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.outbox import OutboxMessage
from core.people.models import Membership, Person, Role
from core.reminders.service import ReminderSettings, plan
from core.tenants.models import ChatPolicy, Tenant
from tests.house import Sent
from tests.site import Site

REMINDERS = select(OutboxMessage).where(OutboxMessage.name == "reminders.student")
FRIDAY = datetime(2026, 3, 13, 15, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 15, 18, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 9)


async def planned(site: Site, at: datetime) -> int:
    """Plan at a moment, without sending. Gives how many reminders to students were new."""
    before = len(await site.house.all(REMINDERS))
    await site.house.database.turn(lambda session: plan(session, at, ReminderSettings()))
    return len(await site.house.all(REMINDERS)) - before


async def reminded(site: Site, at: datetime) -> list[Sent]:
    """Let reminders go at a moment. Gives those that Daan got, ever."""
    site.house.now = at
    await site.house.remind()
    return [sent for sent in site.house.heard(site.daan) if sent.outgoing.name == "reminders.student"]


@pytest.mark.parametrize("at", [FRIDAY, SUNDAY])
async def test_friday_at_four_and_sunday_at_seven_and_not_a_minute_before(site: Site, at: datetime) -> None:
    await planned(site, at - timedelta(minutes=1))
    assert await planned(site, at) == 2
    assert await planned(site, at + timedelta(minutes=1)) == 0


async def test_four_is_four_on_the_students_own_clock(site: Site) -> None:
    await site.house.change(Person, site.daan.id, time_zone="America/Curacao")
    assert await planned(site, FRIDAY) == 1
    assert await planned(site, datetime(2026, 3, 13, 20, 0, tzinfo=UTC)) == 1


async def test_a_reminder_names_what_is_empty_and_what_is_not_handed_in(site: Site) -> None:
    await site.house.week(site.daans, [8, 8], monday=MONDAY, state=DayState.DRAFT)
    (told,) = await reminded(site, FRIDAY)
    assert "week 11" in told.text
    assert "nog leeg: wo, do, vr" in told.text
    assert "nog niet ingediend: ma, di" in told.text
    assert "wo 8" in told.text
    assert "klaar" in told.text


async def test_who_handed_everything_in_hears_nothing(site: Site) -> None:
    await site.house.week(site.daans, [8, 8, 0, 8, 8], monday=MONDAY)
    assert await reminded(site, FRIDAY) == []
    assert await reminded(site, SUNDAY) == []


async def test_what_is_handed_in_before_the_reminder_goes_is_not_reminded_of(site: Site) -> None:
    assert await planned(site, FRIDAY) == 2
    await site.house.week(site.daans, [8, 8, 8, 8, 8], monday=MONDAY)
    assert await reminded(site, FRIDAY) == []
    dropped = await site.house.all(REMINDERS.where(OutboxMessage.state == "dropped"))
    assert [row.trouble for row in dropped] == ["handed in meanwhile, or nothing to log"]


async def test_a_second_one_on_sunday_only_when_it_is_still_not_handed_in(site: Site) -> None:
    await reminded(site, FRIDAY)
    assert len(await reminded(site, SUNDAY)) == 2
    assert "nog een herinnering" in site.house.last(site.daan).text


async def test_nothing_is_asked_in_a_week_of_school_holidays(site: Site) -> None:
    assert await planned(site, datetime(2026, 2, 20, 15, 0, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    "values",
    [{"is_digital": False}, {"ends_on": date(2026, 3, 6)}, {"starts_on": date(2026, 3, 16)}],
)
async def test_only_a_running_digital_dossier_is_reminded_of(site: Site, values: dict[str, object]) -> None:
    await site.house.change(Dossier, site.daans.id, **values)
    assert await reminded(site, FRIDAY) == []


async def test_days_outside_the_placement_are_not_missed(site: Site) -> None:
    await site.house.change(Dossier, site.daans.id, starts_on=date(2026, 3, 12))
    (told,) = await reminded(site, FRIDAY)
    assert "nog leeg: do, vr" in told.text


async def test_a_student_whose_role_ended_hears_nothing(site: Site) -> None:
    (membership,) = await site.house.all(select(Membership).where(Membership.person_id == site.daan.id))
    await site.house.change(Membership, membership.id, until=date(2026, 3, 1))
    assert await reminded(site, FRIDAY) == []


async def test_a_school_that_shut_the_chat_has_its_students_reminded_by_mail(site: Site) -> None:
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    (told,) = await reminded(site, FRIDAY)
    assert told.outgoing.channel == "mail"


async def test_sundays_reminder_answered_on_monday_is_about_the_week_it_names(site: Site) -> None:
    await reminded(site, SUNDAY)
    site.house.now = SUNDAY + timedelta(hours=14)
    assert await site.house.chat(site.daan, "ma 8, di 8, wo 8, do 8, vr 6, klaar") == "acted"
    days = await site.house.all(
        select(DayEntry)
        .join(DayEntry.week)
        .where(LogbookWeek.dossier_id == site.daans.id, LogbookWeek.monday == MONDAY)
    )
    assert [(day.minutes, day.state) for day in days][-1] == (360, "submitted")
    assert len(days) == 5


async def test_a_supervisor_hears_nothing_of_a_students_reminder(site: Site) -> None:
    await reminded(site, FRIDAY)
    names = {sent.outgoing.name for sent in site.house.sent if sent not in site.house.heard(site.ria)}
    assert "reminders.student" in names
    assert "reminders.student" not in {sent.outgoing.name for sent in site.house.heard(site.ria)}


@pytest.mark.parametrize("more", [0, 6])
async def test_more_students_cost_no_more_statements_on_hours(site: Site, more: int) -> None:
    for number in range(more):
        student = await site.house.person(f"Student{number}", "Smit")
        await site.house.role(student, Role.STUDENT, site.tenant)
        await site.house.week(
            await site.house.dossier(site.tenant, student, site.ria), [8] * 5, monday=MONDAY, state=DayState.SUBMITTED
        )
    statements: list[str] = []

    def counted(session: Session) -> int:
        engine = session.get_bind()

        def keep(*said: object) -> None:
            statements.append(str(said[2]))

        event.listen(engine, "before_cursor_execute", keep)
        found = plan(session, FRIDAY, ReminderSettings())
        event.remove(engine, "before_cursor_execute", keep)
        return found

    await site.house.database.turn(counted)
    assert len(await site.house.all(REMINDERS)) == 2
    assert len([one for one in statements if "FROM logbook_week" in one and "monday IN" in one]) == 1
