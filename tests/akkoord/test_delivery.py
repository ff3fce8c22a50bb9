"""What becomes of a message when its way out is slow, closed, moved or broken."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord import delivery
from akkoord.delivery import Delivery, PostBlocked, Posted, PostLater, PostMoved, PostRefused
from core import outbox
from core.buttons import BUTTONS
from core.dossiers.models import DossierPart
from core.engine import Database
from core.incoming import Channel, Evidence
from core.logbook.models import DayEntry
from core.outbox import LEASE, RETRIES, OutboxMessage, OutboxState
from core.outgoing import Outgoing
from core.people.models import Address, ChatAccount, Membership, Role
from core.questions import Question, button
from core.tenants.models import ChatPolicy, Tenant
from tests.house import House, SayDoor
from tests.postal import Postman, with_real_mail
from tests.real.postgres import Postgres
from tests.road.town import ADDRESS, STAMP, answer, plain
from tests.site import Site, build_site


@dataclass
class Counter:
    """A way out that does as it is told: raises what stands first in line, else takes the message."""

    faults: list[Exception] = field(default_factory=list)
    taken: list[Outgoing] = field(default_factory=list)

    async def post(self, outgoing: Outgoing) -> Posted:
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append(outgoing)
        return Posted(f"{outgoing.address}:{outgoing.outbox_id}", "")


def chat(site: Site, *faults: Exception) -> Counter:
    counter = Counter(list(faults))
    site.house.delivery.posts = {**site.house.delivery.posts, Channel.CHAT: counter}
    return counter


async def row(site: Site) -> Any:
    (found,) = await site.house.all(select(OutboxMessage).where(OutboxMessage.name == "reminders.digest"))
    return found


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


@dataclass
class Gate(Counter):
    """A slow way out: it takes nothing before it is opened."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, outgoing: Outgoing) -> Posted:
        self.asked.set()
        await self.opened.wait()
        return await super().post(outgoing)


def other_worker(site: Site, database: Database, post: Counter) -> Delivery:
    """A second process on the same database."""
    ours = site.house.delivery
    posts = {Channel.CHAT: post, Channel.MAIL: post}
    return Delivery(database, ours.wording, posts, settings=ours.settings, clock=lambda: site.house.now)


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def two(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Site, Database]]:
    """A house, and its database as a second process sees it."""
    url = f"sqlite:///{tmp_path}/two.db"
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh()
    house = await House.build(url)
    database = Database(url)
    yield await build_site(house), database
    await database.close()
    await house.close()


@pytest.mark.parametrize("fault", [PostLater("timed out"), PostRefused("no"), PostBlocked(), KeyError("a fault")])
async def test_a_worker_that_lost_its_claim_leaves_what_the_other_wrote(
    two: tuple[Site, Database], fault: Exception
) -> None:
    site, database = two
    slow, quick = Gate([fault]), Counter()
    site.house.delivery.posts = {Channel.CHAT: slow, Channel.MAIL: slow}
    first = asyncio.create_task(site.house.remind())
    await slow.asked.wait()
    site.house.now += LEASE + timedelta(seconds=1)
    await other_worker(site, database, quick).deliver_due()
    slow.opened.set()
    await first
    found = await row(site)
    assert (found.state, found.attempts, found.trouble) == (OutboxState.SENT, 2, "")
    site.house.now += timedelta(days=1)
    await other_worker(site, database, quick).deliver_due()
    assert len(quick.taken) == 1


async def test_a_long_batch_is_not_sent_by_two(two: tuple[Site, Database]) -> None:
    site, database = two
    sent: list[int] = []
    for number in range(4):
        await site.house.add(
            OutboxMessage(
                name="desk.unknown_chat",
                facts={},
                channel=Channel.CHAT,
                address=f"{number}",
                token=f"{number}",
                due_at=site.house.now,
            )
        )

    class Slow(Counter):
        async def post(self, outgoing: Outgoing) -> Posted:
            sent.append(outgoing.outbox_id)
            site.house.now += LEASE * 0.9
            await other_worker(site, database, Quick()).deliver_due()
            return await super().post(outgoing)

    class Quick(Counter):
        async def post(self, outgoing: Outgoing) -> Posted:
            sent.append(outgoing.outbox_id)
            return await super().post(outgoing)

    site.house.delivery.posts = {Channel.CHAT: Slow()}
    await site.house.deliver()
    assert sorted(sent) == sorted(set(sent))
    assert len(sent) == 4


async def test_a_post_that_outlasts_its_lease_is_left_and_tried_later(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=delivery.POST_SECONDS) < LEASE
    monkeypatch.setattr(delivery, "POST_SECONDS", 0.01)
    site.house.delivery.posts = {Channel.CHAT: Gate(), Channel.MAIL: Gate()}
    await site.house.remind()
    found = await row(site)
    assert (found.state, found.trouble) == (OutboxState.PLANNED, "it took too long")


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


@dataclass
class Away(Counter):
    """A way out that is closed."""

    async def post(self, outgoing: Outgoing) -> Posted:
        raise PostLater("away")


class Crash(BaseException):
    """The process ends here."""


async def sent_and_lost(site: Site) -> tuple[Postman, EmailMessage]:
    """Send the digest by mail, and have the process die before it is marked. Gives the mail that went."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    post = postman.post

    async def dies(outgoing: Outgoing) -> Posted:
        await post(outgoing)
        raise Crash

    postman.post = dies  # type: ignore[method-assign]  # between sending and marking
    with pytest.raises(Crash):
        await site.house.remind()
    postman.post = post  # type: ignore[method-assign]  # and starts anew
    site.house.now += LEASE + timedelta(seconds=1)
    (first,) = postman.to("ria@kale.example")
    return postman, first


async def wait_a_day(site: Site) -> None:
    """Let a reminder wait for a way out, and a day pass."""
    posts = site.house.delivery.posts
    site.house.delivery.posts = {Channel.CHAT: Away(), Channel.MAIL: Away()}
    await site.house.remind()
    site.house.delivery.posts = posts
    site.house.now += timedelta(days=1)


async def leave(site: Site, dossier_id: int) -> None:
    """Let another supervisor take a student over."""
    (part,) = await site.house.all(select(DossierPart).where(DossierPart.dossier_id == dossier_id))
    other = await site.house.person("Kees", "Winter")
    await site.house.change(DossierPart, part.id, person_id=other.id)


async def test_a_digest_that_waited_is_not_sent_to_who_judges_no_hours_any_more(site: Site) -> None:
    await wait_a_day(site)
    (membership,) = await site.house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await site.house.change(Membership, membership.id, until=date(2026, 3, 9))
    await site.house.deliver()
    assert site.house.heard(site.ria) == []
    found = await row(site)
    assert (found.state, found.trouble) == (OutboxState.DROPPED, "its receiver judges no hours any more")


async def test_a_digest_that_waited_names_no_student_that_somebody_else_has_now(site: Site) -> None:
    await wait_a_day(site)
    await leave(site, site.daans.id)
    await site.house.deliver()
    (digest,) = site.house.heard(site.ria)
    assert "Noor Visser" in digest.text
    assert "Daan" not in digest.text
    await site.house.remind()
    assert len(site.house.heard(site.ria)) == 1


async def test_a_digest_that_waited_shows_the_hours_of_now(site: Site) -> None:
    await wait_a_day(site)
    (day, *_) = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.noor10.id))
    await site.house.change(DayEntry, day.id, minutes=60)
    await site.house.deliver()
    site.house.now += timedelta(minutes=1)
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"


async def test_numbers_of_a_digest_that_may_have_come_keep_their_meaning(site: Site) -> None:
    postman, first = await sent_and_lost(site)
    await leave(site, site.daans.id)
    await site.house.deliver()
    _, second = postman.to("ria@kale.example")
    assert first["Message-ID"] != second["Message-ID"]
    assert "1. Week 10" in plain(second)
    for mail, states in ((first, "sssss"), (second, "aaaaa")):
        site.house.now += timedelta(minutes=1)
        raw = answer(mail, "1 akkoord", sender="Ria Kale <ria@kale.example>", at=site.house.now)
        await postman.brings(raw)
        assert await site.house.states(site.noor10) == states
    assert await site.house.states(site.daan10) == "sssss"


async def test_a_digest_that_came_and_was_answered_does_not_come_again(site: Site) -> None:
    postman, first = await sent_and_lost(site)
    raw = answer(first, "alles akkoord", sender="Ria Kale <ria@kale.example>", at=site.house.now)
    assert await postman.brings(raw) == "acted"
    assert [str(mail["Subject"])[:3] for mail in postman.to("ria@kale.example")][1:] == ["RE:"]
    assert (await row(site)).state == OutboxState.DROPPED


async def test_a_school_that_turned_chat_off_meanwhile_is_heeded(site: Site) -> None:
    await wait_a_day(site)
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    await site.house.deliver()
    (digest,) = site.house.heard(site.ria)
    assert digest.outgoing.channel is Channel.MAIL


async def test_an_answer_with_names_heeds_it_too_and_one_without_does_not(site: Site) -> None:
    await site.house.remind()
    posts = site.house.delivery.posts
    site.house.delivery.posts = {Channel.CHAT: Away(), Channel.MAIL: Away()}
    await site.house.chat(site.ria, "wat staat er open?")
    await site.house.chat(site.ria, "bedankt")
    site.house.delivery.posts = posts
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    site.house.now += timedelta(hours=1)
    await site.house.deliver()
    heard = site.house.heard(site.ria)[-3:]
    (named,) = [sent for sent in heard if sent.outgoing.channel is Channel.MAIL]
    assert "Noor Visser" in named.text
    assert named.outgoing.address == "ria@kale.example"
    in_chat = " ".join(sent.text for sent in heard if sent.outgoing.channel is Channel.CHAT)
    assert "Graag gedaan" in in_chat
    assert "in een mail" in in_chat
    assert "Noor" not in in_chat


async def test_a_chat_that_is_somebody_elses_now_gets_nothing_of_before(site: Site) -> None:
    await wait_a_day(site)
    (account,) = await site.house.all(select(ChatAccount).where(ChatAccount.person_id == site.ria.id))
    await site.house.change(ChatAccount, account.id, person_id=site.noor.id)
    await site.house.deliver()
    (digest,) = site.house.heard(site.ria)
    assert digest.outgoing.channel is Channel.MAIL


async def test_a_student_who_left_the_school_hears_no_more_of_it(site: Site) -> None:
    await site.house.remind()
    posts = site.house.delivery.posts
    site.house.delivery.posts = {Channel.CHAT: Away(), Channel.MAIL: Away()}
    await site.house.chat(site.ria, "Daan dinsdag moet 6 zijn, Noor akkoord")
    site.house.delivery.posts = posts
    for student in (site.daan, site.noor):
        (membership,) = await site.house.all(select(Membership).where(Membership.person_id == student.id))
        await site.house.change(Membership, membership.id, until=date(2026, 3, 8))
    site.house.now += timedelta(hours=1)
    await site.house.deliver()
    assert site.house.heard(site.daan) == site.house.heard(site.noor) == []
    dropped = await site.house.all(select(OutboxMessage).where(OutboxMessage.state == OutboxState.DROPPED))
    assert {message.person_id for message in dropped} == {site.daan.id, site.noor.id}
    assert {message.trouble for message in dropped} == {"its receiver may not see this any more"}


async def test_mail_goes_to_an_address_that_works_and_is_still_theirs(site: Site) -> None:
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    await wait_a_day(site)
    (address,) = await site.house.all(select(Address).where(Address.person_id == site.ria.id))
    await site.house.change(Address, address.id, works=False)
    await site.house.add(Address(person_id=site.ria.id, email="ria@nieuw.example"))
    await site.house.deliver()
    assert site.house.sent[-1].outgoing.address == "ria@nieuw.example"


async def test_chat_is_offered_only_where_every_school_allows_it(site: Site) -> None:
    (account,) = await site.house.all(select(ChatAccount).where(ChatAccount.person_id == site.ria.id))
    await site.house.change(ChatAccount, account.id, person_id=site.noor.id)
    other = await site.house.tenant("vmbo", chat_policy=ChatPolicy.OFF)
    await site.house.role(site.ria, Role.WORK_SUPERVISOR, other)
    await site.house.remind()
    (digest,) = site.house.heard(site.ria)
    assert "start=" not in digest.outgoing.said.html


async def test_what_a_school_hears_late_is_so_then(site: Site) -> None:
    site.house.now += timedelta(days=14)
    posts = site.house.delivery.posts
    site.house.delivery.posts = {Channel.CHAT: posts[Channel.CHAT], Channel.MAIL: Away()}
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord")
    await site.house.change(Tenant, site.tenant.id, contact_email="nieuw@roc.example")
    site.house.delivery.posts = posts
    site.house.now += timedelta(hours=1)
    await site.house.deliver()
    told = next(sent for sent in site.house.sent if sent.outgoing.name == "reminders.school_late")
    assert told.outgoing.address == "nieuw@roc.example"
    assert "Noor Visser" in told.text
    assert "Daan" not in told.text


async def only_general(site: Site) -> None:
    """Let only a general address of the supervisor be known."""
    (account,) = await site.house.all(select(ChatAccount).where(ChatAccount.person_id == site.ria.id))
    await site.house.change(ChatAccount, account.id, person_id=site.noor.id)
    (address,) = await site.house.all(select(Address).where(Address.person_id == site.ria.id))
    await site.house.change(Address, address.id, email="info@kale.example", is_general=True)


async def test_a_general_address_gets_a_request_once_a_week_and_no_data(site: Site) -> None:
    await only_general(site)
    postman = with_real_mail(site.house)
    await site.house.remind()
    site.house.now += timedelta(days=2)
    await site.house.remind()
    (mail,) = postman.to("info@kale.example")
    whole = mail.as_string() + plain(mail)
    assert "Ria Kale" in plain(mail)
    assert "stage@roc.example" in plain(mail)
    for data in ("Noor", "Daan", "Visser", "http", "start=", "7,5", "40"):
        assert data not in plain(mail)
    for link in ("href", "/w/", "t.me"):
        assert link not in whole
    site.house.now += timedelta(days=5)
    await site.house.remind()
    assert len(postman.to("info@kale.example")) == 2


async def test_the_school_hears_once_of_a_general_address(site: Site) -> None:
    await only_general(site)
    postman = with_real_mail(site.house)
    for _ in range(2):
        await site.house.remind()
        site.house.now += timedelta(days=7)
    (mail,) = postman.to("stage@roc.example")
    assert "info@kale.example" in plain(mail)
    assert "Ria Kale" in plain(mail)
    assert "Noor" not in plain(mail)


async def test_an_answer_to_that_request_can_do_nothing(site: Site) -> None:
    await only_general(site)
    postman = with_real_mail(site.house)
    await site.house.remind()
    (mail,) = postman.to("info@kale.example")
    for sender in ("Ria Kale <info@kale.example>", "Kees <kees@kale.example>"):
        raw = answer(mail, "alles akkoord", sender=sender, at=site.house.now)
        assert await postman.brings(raw) in {"general_address", "unknown_sender"}
    token = re.search(r"\+([a-z2-7]{26})@", str(mail["Reply-To"]))
    assert token is not None
    said = {"sender": "", "tokens": [token[1]], "evidence": Evidence.LINK.value, "text": "alles akkoord"}
    site.house.desk.doors = {**site.house.desk.doors, Channel.LINK: SayDoor(Channel.LINK)}
    assert await site.house.say(Channel.LINK, **said) == "unknown_sender"
    assert await site.house.states(site.noor10) == "sssss"


async def test_a_general_address_gets_nothing_else(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan dinsdag moet 6 zijn")
    await only_general(site)
    site.house.now += timedelta(minutes=1)
    await site.house.chat(site.daan, "di 7")
    asked = await site.house.all(select(OutboxMessage).where(OutboxMessage.name == "logbook.mended"))
    assert [message.state for message in asked] == [OutboxState.FAILED]
    assert not [sent for sent in site.house.sent if sent.outgoing.address == "info@kale.example"]


async def test_an_own_address_goes_before_a_general_one_however_old(site: Site) -> None:
    await only_general(site)
    await site.house.add(Address(person_id=site.ria.id, email="ria@kale.example"))
    await site.house.remind()
    assert site.house.last(site.ria).outgoing.name == "reminders.digest"
    assert not [sent for sent in site.house.sent if sent.outgoing.address == "info@kale.example"]


async def test_a_general_address_is_not_asked_while_nothing_waits(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    await only_general(site)
    site.house.now += timedelta(days=7)
    await site.house.remind()
    assert not [sent for sent in site.house.sent if sent.outgoing.name.startswith("people.")]


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


async def test_who_lost_the_role_meanwhile_still_gets_a_receipt_but_no_names(site: Site) -> None:
    await site.house.remind()
    counter = chat(site, PostLater("away"), PostLater("away"))
    await site.house.chat(site.ria, "Noor akkoord")
    (role,) = await site.house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await site.house.change(Membership, role.id, until=site.house.now.date() - timedelta(days=1))
    site.house.now += timedelta(minutes=5)
    await site.house.deliver()
    receipts = [sent for sent in counter.taken if sent.name == "desk.receipt_only"]
    receipts += [sent.outgoing for sent in site.house.heard(site.ria) if sent.outgoing.name == "desk.receipt_only"]
    (receipt,) = receipts
    assert "Bewijs nr. 1" in receipt.said.html
    assert "Noor" not in receipt.said.html
