"""People who answer about the same hours at the same moment, on a real PostgreSQL."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session

from core.desk import Desk
from core.engine import Database
from core.import_report import ImportReport
from core.incoming import Channel
from core.logbook.importing import import_hours
from core.logbook.models import Approval, DayEntry, DayState, LogbookWeek
from core.logbook.page import TRIES, PageFacts, page_for
from core.people.models import Person, Role
from core.record import FIRST, Decision, RecordHead, broken
from tests.house import House, Sent
from tests.papers import file_of, hours
from tests.real.postgres import Postgres
from tests.site import Site, build_site
from web.door import key_of, write

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
PATIENCE_SECONDS = 60


@pytest_asyncio.fixture
async def site(postgres: Postgres) -> AsyncIterator[Site]:
    house = await House.build(postgres.fresh())
    yield await build_site(house)
    await house.close()


def chatted(site: Site, person: Person, words: str) -> tuple[Channel, bytes]:
    """Write a chat message as its door reads it."""
    said = {"sender": f"{person.id}", "chat_id": f"{person.id}", "text": words, "evidence": 8}
    return Channel.CHAT, json.dumps({**said, "sent_at": site.house.now.isoformat()}).encode()


async def waiters(engine: AsyncEngine, number: int) -> None:
    """Return when this many wait for a lock."""
    async with engine.connect() as watching, asyncio.timeout(PATIENCE_SECONDS):
        while (await watching.execute(WAITING)).scalar_one() < number:
            await watching.rollback()
            await asyncio.sleep(0.02)


async def in_turn(site: Site, week: LogbookWeek, *said: tuple[Channel, bytes]) -> list[str]:
    """Have several desks decide at once: all wait for the same week, which is let go when the last one has come."""
    url = site.house.database.url.render_as_string(hide_password=False)
    engine = create_async_engine(url)
    databases = [Database(url) for _ in said]
    tasks = []
    async with engine.connect() as held:
        await held.execute(select(LogbookWeek.id).where(LogbookWeek.id == week.id).with_for_update())
        for number, ((channel, raw), database) in enumerate(zip(said, databases, strict=True), 1):
            desk = Desk(database, site.house.desk.doors, clock=lambda: site.house.now)
            inbox_id = await desk.receive(channel, f"at-once-{number}", raw)
            tasks.append(asyncio.create_task(desk.decide(inbox_id)))
            await waiters(engine, number)
        await held.rollback()
        outcomes = await asyncio.gather(*tasks)
    await engine.dispose()
    for database in databases:
        await database.close()
    await site.house.deliver()
    return outcomes


async def approved_though_open(site: Site) -> list[DayEntry]:
    """Give the days that wait for an answer and yet have an approval that counts."""
    return await site.house.all(
        select(DayEntry)
        .join(Approval, Approval.entry_id == DayEntry.id)
        .where(Approval.withdrawn_at.is_(None), DayEntry.state != DayState.APPROVED)
    )


@pytest.mark.parametrize("first", ["undo", "student"])
async def test_an_undo_and_the_students_exact_answer_at_once_leave_no_day_approved_and_open(
    site: Site, first: str
) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    site.house.now += timedelta(minutes=1)
    said = [chatted(site, site.ria, "oeps"), chatted(site, site.daan, "di 6")]
    outcomes = await in_turn(site, site.daan10, *(said if first == "undo" else said[::-1]))
    assert outcomes == (["acted", "answered"] if first == "undo" else ["acted", "acted"])
    assert await approved_though_open(site) == []
    assert await site.house.states(site.daan10) == "sssss"
    assert await site.house.database.look(lambda session: broken(session, site.tenant.id)) is None


async def test_two_who_may_judge_and_approve_at_once_are_one_approval(site: Site) -> None:
    piet = await site.house.person("Piet", "Hein", chat=True)
    await site.house.role(piet, Role.SIGNATORY, site.tenant, organisation_id=site.daans.organisation_id)
    await site.house.remind()
    site.house.now += timedelta(minutes=1)
    both = [chatted(site, person, "Daan akkoord") for person in (site.ria, piet)]
    outcomes = await in_turn(site, site.daan10, *both)
    assert outcomes == ["acted", "answered"]
    assert "was al akkoord" in site.house.last(piet).text
    live = await site.house.all(select(Approval.entry_id).where(Approval.withdrawn_at.is_(None)))
    assert len(live) == len(set(live)) == 5


async def test_the_same_undo_twice_at_once_is_one_undo(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord")
    site.house.now += timedelta(minutes=1)
    twice = [chatted(site, site.ria, "oeps")] * 2
    assert await in_turn(site, site.daan10, *twice) == ["acted", "answered"]
    undone = await site.house.all(select(Decision).where(Decision.command == "logbook.undo"))
    assert len(undone) == 1
    assert "niets om terug te draaien" in site.house.last(site.ria).text


async def digest_by_mail(site: Site) -> Sent:
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    await site.house.remind()
    return site.house.last(site.ria)


async def test_a_total_typed_on_a_page_approves_nothing_that_the_student_changed_in_that_moment(site: Site) -> None:
    digest = await digest_by_mail(site)
    await site.house.mail(site.ria, "Daan dinsdag terug, dat was 6 uur", answers=digest)
    site.house.now += timedelta(minutes=1)
    token = digest.outgoing.token
    page = await site.house.database.look(lambda session: page_for(session, token, site.house.now))
    assert isinstance(page, PageFacts)
    shown = page.week(site.daan10.id)
    assert shown is not None
    total = write(token, shown.week_id, shown.version, total=f"{shown.minutes // 60},5", nonce="n" * 20)
    typed = (Channel.LINK, total)
    outcomes = await in_turn(site, site.daan10, chatted(site, site.daan, "di 7"), typed)
    assert outcomes == ["acted", "changed"]
    assert await site.house.states(site.daan10) == "sssss"
    assert await site.house.all(select(Approval)) == []


async def test_of_many_totals_typed_at_once_no_more_are_looked_at_than_of_one_by_one(site: Site) -> None:
    token = (await digest_by_mail(site)).outgoing.token
    page = await site.house.database.look(lambda session: page_for(session, token, site.house.now))
    assert isinstance(page, PageFacts)
    week = page.weeks[0]
    site.house.now += timedelta(minutes=1)
    url = site.house.database.url.render_as_string(hide_password=False)
    databases = [Database(url) for _ in range(12)]

    async def guess(database: Database, hours: int) -> str:
        typed = {"total": f"{hours}", "nonce": f"{hours:020d}"}
        raw, key = write(token, week.week_id, week.version, **typed), key_of(token, week.week_id, week.version, **typed)
        desk = Desk(database, site.house.desk.doors, clock=lambda: site.house.now)
        return await desk.decide(await desk.receive(Channel.LINK, key, raw))

    outcomes = await asyncio.gather(*(guess(database, number + 1) for number, database in enumerate(databases)))
    assert Counter(outcomes) == {"wrong_total": TRIES, "too_many": 12 - TRIES}
    for database in databases:
        await database.close()


async def test_the_first_two_decisions_of_a_school_at_once_make_one_chain(site: Site) -> None:
    await site.house.remind()
    site.house.now += timedelta(minutes=1)
    url = site.house.database.url.render_as_string(hide_password=False)
    engine = create_async_engine(url)
    databases = [Database(url) for _ in range(2)]
    async with engine.connect() as held:
        # Who begins the chain is held back until the other has come as far.
        await held.execute(insert(RecordHead).values(tenant_id=site.tenant.id, digest=FIRST))
        tasks = []
        for number, (words, database) in enumerate(zip(("Noor akkoord", "Daan akkoord"), databases, strict=True)):
            desk = Desk(database, site.house.desk.doors, clock=lambda: site.house.now)
            inbox_id = await desk.receive(Channel.CHAT, f"first-{number}", chatted(site, site.ria, words)[1])
            tasks.append(asyncio.create_task(desk.decide(inbox_id)))
        await waiters(engine, 2)
        await held.rollback()
        assert await asyncio.gather(*tasks) == ["acted", "acted"]
    await engine.dispose()
    for database in databases:
        await database.close()
    assert await site.house.database.look(lambda session: broken(session, site.tenant.id)) is None


@pytest.mark.parametrize("known", [False, True], ids=["new weeks", "known weeks"])
async def test_one_file_imported_three_times_at_once_is_one_import(site: Site, *, known: bool) -> None:
    if known:
        await site.house.week(site.noors, [8, 8], monday=date(2026, 2, 2))
    rows = [hours(f"{day}-2-2026", "8", f"D{site.noor.id}") for day in (*range(2, 7), *range(9, 14))]
    file = file_of(*rows)
    url = site.house.database.url.render_as_string(hide_password=False)
    databases = [Database(url) for _ in range(3)]

    def take(session: Session) -> ImportReport:
        return import_hours(session, file, now=site.house.now, tenant_code="roc")

    reports = await asyncio.gather(*(database.turn(take) for database in databases))
    made = 8 if known else 10
    assert sorted(report.new for report in reports) == [0, 0, made]
    assert all(not report.problems and report.changed == 0 for report in reports)
    weeks = await site.house.all(select(LogbookWeek).where(LogbookWeek.dossier_id == site.noors.id))
    assert len(weeks) == 3
    for database in databases:
        await database.close()
