"""What becomes of a message when its way out is slow, closed, moved or broken."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.delivery import PostBlocked, Posted, PostLater, PostMoved, PostRefused
from core import outbox
from core.buttons import BUTTONS
from core.incoming import Channel
from core.outbox import RETRIES, OutboxMessage, OutboxState
from core.outgoing import Outgoing
from core.people.models import Address, ChatAccount
from core.questions import Question, button
from tests.akkoord.test_waited import sent_and_lost
from tests.akkoord.ways import Counter, chat, row
from tests.postal import with_real_mail
from tests.road.town import ADDRESS, STAMP, answer
from tests.site import Site


async def test_a_server_that_is_away_is_tried_later_and_later(site: Site) -> None:
    counter = chat(site, PostLater("away"), PostLater("away"))
    await site.house.remind()
    first = (await row(site)).due_at - site.house.now
    site.house.now += first
    await site.house.deliver()
    second = (await row(site)).due_at - site.house.now
    assert timedelta() < first < second
    site.house.now += second
    await site.house.deliver()
    assert (await row(site)).state == OutboxState.SENT
    assert len(counter.taken) == 1


async def test_a_server_that_names_a_time_is_asked_then(site: Site) -> None:
    chat(site, PostLater("slow down", 17))
    await site.house.remind()
    assert (await row(site)).due_at == site.house.now + timedelta(seconds=17)


async def test_being_asked_to_wait_is_no_failure_and_loses_nothing(site: Site) -> None:
    counter = chat(site, *[PostLater("Flood control exceeded", 17)] * 12, PostLater("away"))
    await site.house.remind()
    for _ in range(12):
        found = await row(site)
        assert (found.state, found.attempts) == (OutboxState.PLANNED, 0)
        site.house.now = found.due_at - timedelta(seconds=1)
        await site.house.deliver()
        assert (await row(site)).due_at == found.due_at, "not a second before"
        site.house.now += timedelta(seconds=1)
        await site.house.deliver()
    found = await row(site)
    assert (found.attempts, found.due_at) == (1, site.house.now + timedelta(minutes=RETRIES[0]))
    site.house.now = found.due_at
    await site.house.deliver()
    assert [one.name for one in counter.taken] == ["reminders.digest"]


async def test_who_must_wait_for_a_turn_holds_up_nobody_else_and_keeps_the_order(site: Site) -> None:
    went: list[str] = []
    slow, ended = asyncio.Event(), asyncio.Event()

    class Slow(Counter):
        async def post(self, outgoing: Outgoing) -> Posted:
            if outgoing.address == "11":
                await slow.wait()
            went.append(f"{outgoing.address}:{outgoing.name}")
            if outgoing.address == "12":
                ended.set()
            return Posted(outgoing.address, "")

    site.house.delivery.posts = {**site.house.delivery.posts, Channel.CHAT: Slow()}
    site.house.delivery.receivers_at_once = 2
    names = ["desk.group", "desk.edited", "desk.reacted"]

    def plan(session: Session) -> None:
        for address in ("11", "12"):
            for name in names:
                message = OutboxMessage(name=name, facts={"what": ""}, channel=Channel.CHAT, address=address)
                message.due_at = site.house.now
                outbox.put(session, message)

    await site.house.database.turn(plan)
    delivering = asyncio.create_task(site.house.delivery.deliver_due())
    async with asyncio.timeout(60):
        await ended.wait()
        slow.set()
        await delivering
    assert went[0].startswith("12:")
    for address in ("11", "12"):
        assert [one for one in went if one.startswith(address)] == [f"{address}:{name}" for name in names]


async def test_a_refused_message_is_set_aside_with_the_reason(site: Site) -> None:
    chat(site, PostRefused("no such chat"))
    await site.house.remind()
    found = await row(site)
    assert (found.state, found.trouble) == (OutboxState.FAILED, "no such chat")


async def test_who_blocked_the_bot_gets_mail_instead_and_from_then_on(site: Site) -> None:
    chat(site, PostBlocked())
    postman = with_real_mail(site.house)
    await site.house.remind()
    subjects = [str(mail["Subject"]) for mail in postman.to("ria@kale.example")]
    assert len(subjects) == 2
    assert "Uw berichten komen voortaan per mail" in subjects
    (account,) = await site.house.all(select(ChatAccount).where(ChatAccount.person_id == site.ria.id))
    assert account.blocked_at is not None
    site.house.now += timedelta(days=2)
    await site.house.remind()
    assert len(postman.to("ria@kale.example")) == 3


async def test_who_blocked_the_bot_and_has_no_address_is_an_admins_business(site: Site) -> None:
    chat(site, PostBlocked())
    (address,) = await site.house.all(select(Address).where(Address.person_id == site.ria.id))
    await site.house.change(Address, address.id, works=False)
    await site.house.remind()
    assert (await row(site)).state == OutboxState.FAILED


async def test_a_chat_that_moved_is_followed(site: Site) -> None:
    counter = chat(site, PostMoved("-100999"))
    await site.house.remind()
    await site.house.deliver()
    assert counter.taken[0].address == "-100999"
    (account,) = await site.house.all(select(ChatAccount).where(ChatAccount.person_id == site.ria.id))
    assert account.chat_id == "-100999"


async def test_a_message_waits_for_a_channel_that_is_switched_off(site: Site) -> None:
    posts = site.house.delivery.posts
    site.house.delivery.posts = {Channel.MAIL: posts[Channel.MAIL]}
    await site.house.remind()
    assert (await row(site)).state == OutboxState.PLANNED
    site.house.delivery.posts = posts
    site.house.now += timedelta(minutes=1)
    await site.house.deliver()
    assert (await row(site)).state == OutboxState.SENT


async def test_a_message_that_cannot_be_worded_does_not_stop_the_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    wording = site.house.delivery.wording
    say = wording.say

    def stumble(name: str, *words: Any, **more: Any) -> Any:
        if name == "logbook.student_approved":
            raise KeyError("a fact that is missing")
        return say(name, *words, **more)

    await site.house.remind()
    monkeypatch.setattr(wording, "say", stumble)
    await site.house.chat(site.ria, "alles akkoord")
    assert "alles akkoord" in site.house.last(site.ria).text
    waiting = await site.house.all(select(OutboxMessage).where(OutboxMessage.name == "logbook.student_approved"))
    assert {message.state for message in waiting} == {OutboxState.PLANNED}
    monkeypatch.undo()
    site.house.now += timedelta(minutes=2)
    await site.house.deliver()
    assert "akkoord" in site.house.last(site.noor).text


async def test_a_crash_after_sending_repeats_the_message_under_the_same_id(site: Site) -> None:
    postman, first = await sent_and_lost(site)
    await site.house.deliver()
    _, second = postman.to("ria@kale.example")
    assert first["Message-ID"] == second["Message-ID"]
    raw = answer(second, "akkoord", sender="Ria Kale <ria@kale.example>", at=site.house.now)
    assert await postman.brings(raw) == "acted"


async def test_a_message_that_makes_its_post_stumble_stops_no_other_and_is_set_aside(site: Site) -> None:
    class Choosy(Counter):
        async def post(self, outgoing: Outgoing) -> Posted:
            if outgoing.name == "reminders.digest":
                raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
            return await super().post(outgoing)

    counter = Choosy()
    site.house.delivery.posts = {Channel.CHAT: counter, Channel.MAIL: counter}
    await site.house.remind()
    await site.house.chat(site.daan, "hallo")
    assert [outgoing.name for outgoing in counter.taken] == ["desk.answer"]
    assert (await row(site)).state == OutboxState.PLANNED
    for _ in range(5):
        site.house.now = max(site.house.now, (await row(site)).due_at)
        await site.house.deliver()
    found = await row(site)
    assert (found.state, found.attempts) == (OutboxState.FAILED, 5)
    assert "UnicodeEncodeError" in found.trouble


async def test_a_fault_after_a_long_absence_of_the_server_is_tried_again_first(site: Site) -> None:
    counter = chat(site, *[PostLater("away")] * 6, KeyError("a fault"))
    await site.house.remind()
    for _ in range(7):
        site.house.now = max(site.house.now, (await row(site)).due_at)
        await site.house.deliver()
    assert (await row(site)).state == OutboxState.SENT
    assert len(counter.taken) == 1


async def test_what_was_sent_and_cannot_be_marked_does_not_stop_the_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = chat(site)
    marked = outbox.sent

    def stumble(message: OutboxMessage, *more: Any) -> None:
        if message.name == "reminders.digest":
            raise ValueError("a NUL")
        marked(message, *more)

    monkeypatch.setattr(outbox, "sent", stumble)
    await site.house.remind()
    await site.house.chat(site.daan, "hallo")
    assert [outgoing.name for outgoing in counter.taken] == ["reminders.digest", "desk.answer"]
    assert (await row(site)).state == OutboxState.PLANNED


async def test_a_mail_in_utf_7_is_answered_and_stops_nobody(site: Site) -> None:
    postman = with_real_mail(site.house)
    post = postman.post

    async def send(outgoing: Outgoing) -> Posted:
        posted = await post(outgoing)
        postman.mails[-1].as_bytes()
        return posted

    postman.post = send  # type: ignore[method-assign]  # and writes it as SMTP does
    raw = (
        f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\r\nFrom: Ria <ria@kale.example>\r\n"
        f"To: {ADDRESS}\r\nSubject: =?utf-7?q?vraag_+2AA-?=\r\nMessage-ID: <a@kale.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-7\r\n\r\nhallo wereldje +2AA- vraag\r\n"
    )
    assert await postman.brings(raw.encode()) == "answered"
    assert len(postman.to("ria@kale.example")) == 1


@pytest.mark.parametrize("trouble", [PostBlocked, lambda: PostRefused("no"), lambda: PostMoved("-100999")])
async def test_buttons_that_cannot_be_tidied_up_are_left(site: Site, trouble: Callable[[], Exception]) -> None:
    class Stubborn(Counter):
        async def post(self, outgoing: Outgoing) -> Posted:
            if outgoing.name == BUTTONS:
                assert len(self.taken) < 20, "it goes on and on"
                self.taken.append(outgoing)
                raise trouble()
            return Posted(f"{outgoing.address}:{outgoing.outbox_id}", "")

    counter = Stubborn()
    site.house.delivery.posts = {Channel.CHAT: counter, Channel.MAIL: Counter()}
    await site.house.remind()
    (question,) = await site.house.all(select(Question))
    await site.house.press(site.ria, button(question.id, 0))
    assert len(counter.taken) == 1
    (tidied,) = await site.house.all(select(OutboxMessage).where(OutboxMessage.name == BUTTONS))
    assert tidied.state == OutboxState.DROPPED


@pytest.mark.parametrize("trouble", [lambda: PostMoved("1"), PostBlocked, lambda: PostLater("now", 0)])
async def test_every_round_of_delivering_ends(site: Site, trouble: Callable[[], Exception]) -> None:
    tries = 0

    class Stubborn(Counter):
        async def post(self, outgoing: Outgoing) -> Posted:
            nonlocal tries
            tries += 1
            assert tries < 20, "it goes on and on"
            raise trouble()

    site.house.delivery.posts = {Channel.CHAT: Stubborn(), Channel.MAIL: Stubborn()}
    await site.house.remind()
    found = await row(site)
    assert found.state == OutboxState.PLANNED
    assert found.due_at > site.house.now


async def test_a_link_waits_without_trouble_until_the_bots_name_is_known(site: Site) -> None:
    postman = with_real_mail(site.house)
    known = site.house.delivery.settings
    site.house.delivery.settings = replace(known, bot_name="")
    asked = OutboxMessage(
        person_id=site.ria.id,
        name="desk.link_asked",
        facts={"name": "Ria", "account": "Ria K", "user_id": "5"},
        channel=Channel.MAIL,
        address="ria@kale.example",
        token="a" * 26,
        due_at=site.house.now,
    )
    await site.house.add(asked)
    for _ in range(8):
        await site.house.deliver()
        site.house.now += timedelta(minutes=1)
    assert postman.mails == []
    site.house.delivery.settings = known
    await site.house.deliver()
    assert len(postman.to("ria@kale.example")) == 1
