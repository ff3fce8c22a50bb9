"""The room behind the try-out page and the terminal: mail programs, a clock that moves, and what one can type."""

import asyncio
import json
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from akkoord import service
from akkoord.mail_programs import Program, quoted, write_answer
from akkoord.room import MovedClock, Sent
from akkoord.settings import Settings
from core.inbox import InboxMessage
from core.outbox import OutboxMessage
from mailin.quotes import extract
from tests.mailin.clients import digest
from tests.real.postgres import free_port
from tests.tryout.conftest import MORNING, Tried
from web.pages import LANGUAGES
from web.tryout import words

SAID = ["Akkoord.", "1 akkoord, 2 niet\nwant dinsdag was 6 uur", "👍", "a < b & c"]


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", Program)
def test_what_is_typed_in_each_program_is_all_that_is_read(program: Program, language: str, said: str) -> None:
    ours = digest(language)
    answer = write_answer(program, said, quoted(ours, "Europe/Amsterdam"), name="Fatima Aydin", language=language)
    for text, html in ((answer.text, answer.html), (answer.text, ""), ("", answer.html)):
        found = extract(text, f"<html><body>{html}</body></html>" if html else "", [ours.text], name="Fatima Aydin")
        assert (found.text, found.agreed, found.corrections) == (said, True, ())


def test_a_clock_is_only_ever_moved_ahead() -> None:
    clock = MovedClock(lambda: MORNING)
    assert clock() == MORNING
    clock.move_to(MORNING + timedelta(hours=2))
    clock.move_to(MORNING + timedelta(hours=1))
    assert clock() == MORNING + timedelta(hours=2)


async def test_everything_planned_happens_at_its_own_moment(tried: Tried) -> None:
    await tried.tryout.pass_time("monday")
    got = [f"{one.at:%d %H:%M}" for one in tried.got("Marijke") if one.outgoing.name == "reminders.digest"]
    assert got == ["24 08:00", "25 07:00", "30 07:00"]
    rows = await tried.all(select(OutboxMessage).where(OutboxMessage.sent_at.is_not(None)))
    assert rows
    assert all(row.sent_at - row.due_at < timedelta(hours=1) for row in rows if row.due_at >= MORNING)
    school = [one.outgoing.name for one in tried.got("Annemiek")]
    assert "reminders.school_late" in school


async def test_a_later_visit_goes_on_where_time_had_come(tried: Tried, demo_url: str) -> None:
    await tried.tryout.pass_time("monday")
    await tried.leave()
    again = service.build(Settings(database_url=demo_url), clock=MovedClock(lambda: MORNING))
    try:
        await again.open_tryout()
        assert again.tryout is not None
        assert again.clock() >= MORNING + timedelta(days=5, hours=23)
        assert again.tryout.room.postbox.kept
    finally:
        await again.close()


async def test_a_school_answers_from_the_address_that_was_written_to(tried: Tried) -> None:
    await tried.tryout.pass_time("monday")
    letter = next(one for one in tried.got("Annemiek") if one.outgoing.name == "reminders.school_late")
    annemiek = tried.someone("Annemiek")
    await tried.tryout.mail(annemiek.person.id, "bedankt", answers=letter.number, program="outlook")
    sent = next(one for one in reversed(tried.room.postbox.kept) if isinstance(one, Sent))
    mail = message_from_bytes(sent.raw, policy=policy.default)
    assert "stagebureau@noorderveen.example" in mail["From"]
    assert mail["Subject"].startswith("RE: ")


async def test_a_report_reaches_somebody_of_the_cast_who_can_answer_it_as_the_school(tried: Tried) -> None:
    bram, annemiek = tried.someone("Bram"), tried.someone("Annemiek")
    await tried.tryout.set_chat(bram.person.id, is_open=True)
    await tried.tryout.chat(bram.person.id, "meld een probleem: mijn begeleider is al weken ziek")
    proposal = next(one for one in reversed(tried.got("Bram")) if "Ik stuur dit per mail" in one.outgoing.said.html)
    # A button names its question, also within the second in which that came.
    await tried.tryout.press(bram.person.id, proposal.number, 0)
    await tried.tryout.pass_time("monday")
    (report,) = (one for one in tried.got("Annemiek") if one.outgoing.name == "problems.to_school")
    assert report.place == "bpv.techniek@noorderveen.example"
    await tried.tryout.mail(annemiek.person.id, "we bellen het bedrijf", answers=report.number, program="outlook")
    assert any("we bellen het bedrijf" in one.outgoing.said.html for one in tried.got("Bram"))


# What the page says


def shape(value: Any) -> Any:
    return {name: shape(inner) for name, inner in value.items()} if isinstance(value, dict) else type(value).__name__


def test_both_languages_say_the_same_things() -> None:
    dutch, english = words("nl"), words("en")
    assert shape(dutch) == shape(english)
    assert {role: len(examples) for role, examples in dutch["examples_of"].items()} == {
        role: len(examples) for role, examples in english["examples_of"].items()
    }
    assert set(dutch["intros"]) == set(dutch["examples_of"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_example_to_type_is_understood(tried: Tried, language: str) -> None:
    asked = [(one, example) for one in tried.tryout.characters for example in words(language)["examples_of"][one.role]]
    assert len(asked) > 20
    for character, example in asked:
        me = character.someone
        answers = tried.room.postbox.last_at(*me.addresses)
        before = len(tried.got(me.person.name))
        await tried.room.mail(me, example, answers)
        replies = [one.outgoing.name for one in tried.got(me.person.name)[before:]]
        assert replies, (me.person.name, example)
        assert not {"desk.not_understood", "desk.nothing_changed"} & set(replies), (me.person.name, example, replies)


async def test_everyone_of_the_cast_is_there_with_a_role_that_is_named(tried: Tried) -> None:
    roles = [character.role.value for character in tried.tryout.characters]
    assert roles[:5] == ["work_supervisor", *["student"] * 4]
    assert {"coordinator", "school", "admin"} <= set(roles)
    for language in LANGUAGES:
        assert set(roles) <= set(words(language)["roles"])


# Live


async def test_events_tell_at_once_what_changed_and_end_with_the_service(tried: Tried) -> None:
    person = tried.someone("Bram Çelik").person.id
    timeout = aiohttp.ClientTimeout(total=60)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(f"{tried.address}/events?person={person}") as stream,
    ):
        assert stream.content_type == "text/event-stream"
        snapshots = events(stream)
        assert (await anext(snapshots))["mails"] == []
        marijke = tried.someone("Marijke")
        await tried.room.mail(marijke, "4 akkoord behalve dinsdag, dat was 8 uur", tried.got("Marijke")[0])
        while not (shown := await anext(snapshots))["mails"]:
            pass
        assert shown["mails"][0]["subject"] == "Pas je uren aan: week 47"


async def events(stream: aiohttp.ClientResponse) -> Any:
    """Read the snapshots of a stream."""
    async for line in stream.content:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


async def test_run_serves_it_too_and_stops_while_somebody_looks(demo_url: str) -> None:
    port = free_port()
    settings = Settings.model_validate({"database_url": demo_url, "web": {"port": port}})
    parts = service.build(settings, clock=MovedClock(lambda: MORNING))
    running = asyncio.create_task(parts.run())
    address = f"http://127.0.0.1:{port}/try/events"
    try:
        async with aiohttp.ClientSession() as session:
            async with asyncio.timeout(60):
                while True:
                    try:
                        stream = await session.get(address)
                        break
                    except aiohttp.ClientConnectionError:
                        await asyncio.sleep(0.05)
                shown = await anext(events(stream))
                while not shown["mails"]:
                    shown = await anext(events(stream))
                assert shown["people"][0]["name"] == "Marijke Aalbers"
                parts.stop.set()
                await running
            stream.close()
    finally:
        parts.stop.set()
        await running
        await parts.close()


async def test_only_a_part_of_the_service_has_no_room(demo_url: str) -> None:
    settings = Settings.model_validate({"database_url": demo_url, "web": {"port": free_port()}})
    parts = service.build(settings, clock=MovedClock(lambda: MORNING))
    try:
        parts.stop.set()
        await parts.run({"web", "work"})
        assert parts.tryout is None
        assert await parts.database.look(lambda session: list(session.scalars(select(InboxMessage.id)))) == []
    finally:
        await parts.close()
