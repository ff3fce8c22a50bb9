"""What is counted while people talk, by names of our own; and how full the queues are."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import Connection, event

from akkoord.watching.families import FAMILIES
from akkoord.watching.scrape import Scrape
from akkoord.watching.watch import Watch
from core.connection import Health
from core.desk import ATTEMPTS
from core.incoming import Channel
from tests.house import House
from tests.real.postgres import Postgres
from tests.site import Site, build_site
from tests.watching.scraped import samples


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    url = f"sqlite:///{tmp_path_factory.mktemp('watched')}/house.db"
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh()
    house = await House.build(url)
    yield await build_site(house)
    await house.close()


def watched(house: House) -> Scrape:
    watch = Watch()
    watch.follow(house.desk, house.delivery)
    return Scrape(house.database, watch, clock=lambda: house.now)


async def test_messages_are_counted_by_channel_command_and_outcome(site: Site) -> None:
    scrape = watched(site.house)
    await site.house.remind()
    digest = site.house.last(site.ria)
    await site.house.chat(site.ria, "Noor akkoord", tokens=[digest.outgoing.token])
    await site.house.mail(site.ria, "wat staat er open?")
    found = samples(await scrape.text())
    assert found["akkoord_messages_total", "chat", "logbook.approve", "acted"] == 1
    assert found["akkoord_messages_total", "mail", "logbook.list_open", "answered"] == 1
    assert found["akkoord_sends_total", "chat", "sent"] >= 2
    assert found["akkoord_sends_total", "mail", "sent"] >= 1


@pytest.mark.parametrize(
    ("said", "came"),
    [
        ("Noor akkoord", "acted"),
        ("gaat wel goed denk ik, die van Noor", "proposed"),
        ("fietsbel sneeuwpop", "asked"),
        ("wat staat er open?", "answered"),
        ("zet chat uit", "refused"),
    ],
)
async def test_what_came_of_words_is_counted(site: Site, said: str, came: str) -> None:
    scrape = watched(site.house)
    await site.house.remind()
    await site.house.chat(site.ria, said, tokens=[site.house.last(site.ria).outgoing.token])
    found = samples(await scrape.text())
    assert {key[2]: value for key, value in found.items() if key[0] == "akkoord_understanding_total"} == {came: 1}


async def test_an_automatic_mail_is_counted_as_ignored(site: Site) -> None:
    scrape = watched(site.house)
    await site.house.mail(site.ria, "Ik ben er niet", kind="automatic")
    found = samples(await scrape.text())
    assert found["akkoord_understanding_total", "mail", "ignored"] == 1
    assert found["akkoord_messages_total", "mail", "none", "automatic"] == 1


async def test_queues_tell_how_much_waits_and_how_long(site: Site) -> None:
    house = site.house
    scrape = watched(house)
    await house.desk.receive(Channel.MAIL, "1", b"{}")
    await house.desk.receive(Channel.CHAT, "2", b"{}")
    await house.desk.receive(Channel.LINK, "3", b"not ours")
    await house.desk.decide(3)
    found = await planned_and(house, scrape, lambda: house.now + timedelta(minutes=2))
    assert found["akkoord_inbox_waiting", "mail"] == found["akkoord_inbox_waiting", "chat"] == 1
    assert found["akkoord_inbox_lag_seconds", "mail"] == 120
    assert found["akkoord_oldest_unread_mail_seconds",] == 120
    assert found["akkoord_quarantine", "link", "unreadable"] == 1
    assert found["akkoord_outbox_waiting", "unchosen"] == found["akkoord_reminders_due",] == 1
    assert found["akkoord_outbox_lag_seconds", "unchosen"] == 120


async def planned_and(house: House, scrape: Scrape, then: Callable[[], datetime]) -> dict[tuple[str, ...], float]:
    """Plan the reminders of this moment, send none of them, and look at another moment."""
    from core.reminders.service import ReminderSettings, plan  # noqa: PLC0415 - only here

    await house.database.turn(lambda session: plan(session, house.now, ReminderSettings()))
    house.now = then()
    return samples(await scrape.text())


async def test_a_mailbox_that_is_away_makes_its_mail_old(site: Site) -> None:
    scrape = watched(site.house)
    health = scrape.watch.connections["imap"] = Health()
    assert ("akkoord_connection_up", "imap") not in samples(await scrape.text())
    health.went_well(site.house.now)
    begin = site.house.now
    assert samples(await scrape.text())["akkoord_connection_up", "imap"] == 1
    site.house.now += timedelta(minutes=5)
    health.failed(site.house.now, "gone")
    site.house.now += timedelta(minutes=5)
    health.failed(site.house.now, "still gone")
    found = samples(await scrape.text())
    assert found["akkoord_connection_up", "imap"] == 0
    lost = found["akkoord_connection_since_timestamp_seconds", "imap"]
    assert lost == (begin + timedelta(minutes=5)).timestamp()
    assert found["akkoord_oldest_unread_mail_seconds",] == 600
    health.went_well(site.house.now)
    found = samples(await scrape.text())
    assert found["akkoord_connection_since_timestamp_seconds", "imap"] == site.house.now.timestamp()
    assert found["akkoord_oldest_unread_mail_seconds",] == 0


async def test_a_scrape_takes_a_handful_of_statements(site: Site) -> None:
    scrape = watched(site.house)
    await scrape.text()
    statements: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    engine = site.house.database._reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await scrape.text()
    event.remove(engine, "before_cursor_execute", note)
    assert 2 <= len([each for each in statements if each.lstrip().upper().startswith("SELECT")]) <= 6


async def test_no_label_holds_anything_of_anybody(site: Site) -> None:
    scrape = watched(site.house)
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord, Daan Bos heeft kanariewoord gemeld")
    await site.house.mail(site.ria, "kanariewoord", sender="kanarie@vogel.example")
    labels = {label for key in samples(await scrape.text()) for label in key[1:]}
    assert "logbook.approve" in labels
    for canary in ("Noor", "Ria", "Daan", "Bos", "Kale", "kanarie", "vogel", "roc", "@"):
        assert not [label for label in labels if canary in label]


async def test_two_services_never_share_a_count(site: Site, house: House) -> None:
    first, second = watched(site.house), watched(house)
    await site.house.chat(site.ria, "help")
    assert any(key[0] == "akkoord_messages_total" for key in samples(await first.text()))
    assert not any(key[0] == "akkoord_messages_total" for key in samples(await second.text()))


async def test_every_metric_has_a_value_or_waits_for_its_first(site: Site) -> None:
    text = (await watched(site.house).text()).decode()
    for family in FAMILIES:
        name = family.name.removesuffix("_total") if family.is_counter else family.name
        assert f"# HELP {family.name} " in text or f"# HELP {name} " in text


async def test_a_message_that_is_given_up_is_counted_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    scrape = watched(site.house)
    inbox_id = await site.house.desk.receive(Channel.MAIL, "mailbox:1:1", b"x")
    monkeypatch.setattr(site.house.desk, "_read", lambda *_: never())  # the process dies in the middle, each time

    for _ in range(ATTEMPTS + 2):
        with suppress(ReaderKilled):
            await site.house.desk.decide(inbox_id)
        site.house.now += timedelta(minutes=5)
    found = samples(await scrape.text())
    assert found["akkoord_messages_total", "mail", "none", "poison"] == 1
    assert sum(value for key, value in found.items() if key[0] == "akkoord_messages_total") == 1


class ReaderKilled(BaseException):
    """The process ends here."""


async def never() -> None:
    raise ReaderKilled
