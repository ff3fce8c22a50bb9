"""What a chat shows besides messages: that we are writing, and which commands there are."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from akkoord import hearing as signs
from akkoord.posts import ChatPost
from akkoord.service import Service
from akkoord.settings import Settings
from bot.build import build_bot
from bot.door import ChatDoor
from bot.pages import pages_of
from bot.sending import ChatSender
from core.incoming import Channel
from core.logbook.models import DayEntry
from core.menus import MENU, menus, plan_menus
from core.outbox import OutboxMessage
from core.people.models import Membership, Person, Role
from tests.real.fake_telegram import TOKEN, FakeTelegram
from tests.site import Site
from tests.talk.test_pages import crowd


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest_asyncio.fixture
async def chat(telegram: FakeTelegram) -> AsyncIterator[ChatSender]:
    bot = build_bot(TOKEN, base_url=telegram.base_url)
    await bot.initialize()
    yield ChatSender(bot)
    await bot.shutdown()


def update(site: Site, update_id: int, text: str) -> bytes:
    me = {"id": site.ria.id, "is_bot": False, "first_name": "Ria"}
    when = int(site.house.now.timestamp())
    said = {"message_id": update_id, "date": when, "chat": {"id": site.ria.id, "type": "private"}, "from": me}
    return json.dumps({"update_id": update_id, "message": {**said, "text": text}}).encode()


def build(site: Site, chat: ChatSender) -> Service:
    site.house.desk.doors = {**site.house.desk.doors, Channel.CHAT: ChatDoor()}
    house = site.house
    return Service(Settings(), house.database, house.desk, house.delivery, clock=lambda: house.now, chat=chat)


async def test_typing_is_shown_while_a_message_waits_and_not_after(
    site: Site, telegram: FakeTelegram, chat: ChatSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "SLOW_SECONDS", 0.01)
    monkeypatch.setattr(signs, "TYPING_SECONDS", 0.01)
    telegram.user(site.ria.id, "Ria")
    service = build(site, chat)
    await service.hearing.store(77, 1, update(site, 1, "help"))
    await telegram.until(lambda: bool(telegram.called("sendChatAction")))
    assert telegram.called("sendChatAction")[0]["action"] == "typing"
    await site.house.desk.decide_all()
    await asyncio.gather(*service.hearing._tasks)
    shown = len(telegram.called("sendChatAction"))
    inbox_id = await site.house.desk.receive(Channel.CHAT, "77:2", update(site, 2, "help"))
    await site.house.desk.decide_all()
    await service.hearing.type_while_slow(inbox_id, str(site.ria.id), chat)
    assert len(telegram.called("sendChatAction")) == shown


async def test_telegram_away_while_typing_changes_nothing(
    site: Site, telegram: FakeTelegram, chat: ChatSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "SLOW_SECONDS", 0.01)
    service = build(site, chat)  # the chat is not known there, so that typing is refused
    await service.hearing.store(77, 1, update(site, 1, "help"))
    await asyncio.gather(*service.hearing._tasks)
    await site.house.desk.decide_all()
    await site.house.deliver()
    assert len(telegram.called("sendChatAction")) == 1
    assert site.house.heard(site.ria)


async def test_a_linked_chat_gets_the_menu_of_its_role_and_language_again_when_these_change(
    site: Site, telegram: FakeTelegram, chat: ChatSender
) -> None:
    house = site.house
    for person in (site.ria, site.noor, site.daan):
        telegram.user(person.id, person.first_name)
    house.delivery.posts = {**house.delivery.posts, Channel.CHAT: ChatPost(chat, clock=lambda: house.now)}

    async def settle() -> int:
        planned = await house.database.turn(lambda session: plan_menus(session, house.now))
        await house.deliver()
        return planned

    def shown(person: Person) -> list[list[str]]:
        ours = [one for one in telegram.called("setMyCommands") if one["scope"].get("chat_id") == person.id]
        return [[command["command"] for command in one["commands"]] for one in ours]

    assert await settle() > 0
    assert await settle() == 0
    supervisor = [command for command, _ in menus()["nl"]["supervisor"]]
    student = [command for command, _ in menus()["nl"]["student"]]
    assert shown(site.ria) == [supervisor]
    assert shown(site.daan) == [student]
    await house.change(Person, site.ria.id, language="en")
    assert await settle() == 1
    assert shown(site.ria)[-1] == [command for command, _ in menus()["en"]["supervisor"]]
    (membership,) = await house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await house.change(Membership, membership.id, role=Role.TEACHER)
    assert await settle() == 1
    assert shown(site.ria)[-1] == [command for command, _ in menus()["en"]["everyone"]]
    await house.change(Membership, membership.id, role=Role.WORK_SUPERVISOR)
    assert await settle() == 1
    assert shown(site.ria)[-1] == [command for command, _ in menus()["en"]["supervisor"]]
    await house.change(Membership, membership.id, role=Role.SIGNATORY)
    assert await settle() == 1
    assert shown(site.ria)[-1] == [command for command, _ in menus()["en"]["signatory"]]
    await house.change(Membership, membership.id, until=house.now.date() - timedelta(days=1))
    assert await settle() == 1
    assert shown(site.ria)[-1] == [command for command, _ in menus()["en"]["everyone"]]
    assert await settle() == 0
    states = await house.all(select(OutboxMessage.state).where(OutboxMessage.name == MENU))
    assert set(states) == {"sent"}


async def test_a_page_is_turned_in_place_and_its_buttons_stand_beside_each_other(
    site: Site, telegram: FakeTelegram, chat: ChatSender
) -> None:
    house = site.house
    telegram.user(site.ria.id, "Ria")
    house.delivery.posts = {**house.delivery.posts, Channel.CHAT: ChatPost(chat, clock=lambda: house.now)}
    await crowd(site)
    await house.remind()
    (sent,) = telegram.sent
    assert sent.labels == ["1 akkoord", "Volgende ▶"]

    async def press(label: str) -> str:
        data = next(data for row in sent.buttons for text, data in row if text.startswith(label))
        return await house.chat(site.ria, "", kind="button", button=data, facts={"message_id": sent.message_id})

    assert await press("Volgende") == "page"
    assert await press("Volgende") == "page"
    assert telegram.sent == [sent]
    assert "Cas Groot" in sent.text
    assert "blad 3 van 10" in sent.text
    assert [[label for label, _ in row] for row in sent.buttons] == [["3 akkoord"], ["◀ Vorige", "Volgende ▶"]]
    assert await press("3 akkoord") == "acted"
    assert [[label for label, _ in row] for row in sent.buttons] == [["◀ Vorige", "Volgende ▶"]]
    assert "Cas Groot" in telegram.sent[-1].text
    sent.deleted = True
    assert await press("Volgende") == "page"
    assert "blad 4 van 10" in telegram.sent[-1].text


@pytest.mark.parametrize("letters", [0, 28, 31, 32, 33, 34, 35, 36, 44, 60])
async def test_what_is_taken_to_fit_in_one_message_does(site: Site, letters: int) -> None:
    await crowd(site, 6)
    for week in range(1, 4):
        await site.house.week(site.noors, [8, 8, 8, 8, 8], monday=site.noor10.monday - timedelta(weeks=week))
    for day in await site.house.all(select(DayEntry)):
        await site.house.change(DayEntry, day.id, note="é😀" * letters if day.id % 2 else "<&>")
    await site.house.remind()
    shown = [site.house.last(site.ria)]
    while "Volgende ▶" in shown[-1].labels:
        assert await site.house.press(site.ria, shown[-1].button("Volgende")) == "page"
        shown.append(site.house.last(site.ria))
    assert [len(pages_of(one.outgoing.said.html)) for one in shown] == [1] * len(shown)
    if letters <= 31:
        assert len(shown) == 1
    if letters >= 36:
        assert len(shown) == 8
