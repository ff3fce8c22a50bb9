"""What arrives late, out of order, twice or half understood: nothing acts that was not meant, nothing is lost."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import conduct, desk, turn
from core.inbox import InboxMessage
from core.incoming import Channel, Incoming, Typed
from core.logbook.models import Approval, DayEntry
from tests.house import SayDoor
from tests.postal import with_real_mail
from tests.road.town import answer
from tests.site import Site

RIA = "Ria Kale <ria@kale.example>"


async def approvals(site: Site) -> int:
    return len(await site.house.all(select(Approval).where(Approval.withdrawn_at.is_(None))))


class Doubtful(SayDoor):
    """A door that is never sure that it has all that was typed."""

    def typed(self, incoming: Incoming, sent: Any) -> Typed:
        return Typed(incoming.text, agreed=False)


def doubt(site: Site) -> None:
    site.house.desk.doors = {**site.house.desk.doors, Channel.CHAT: Doubtful(Channel.CHAT)}


async def test_a_yes_that_may_not_be_all_that_was_typed_does_nothing(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "ik denk dat alles akkoord is")
    doubt(site)
    await site.house.chat(site.ria, "ja")
    assert await approvals(site) == 0


async def test_an_undo_that_may_not_be_all_that_was_typed_is_proposed(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    doubt(site)
    await site.house.chat(site.ria, "oeps")
    assert await approvals(site) == 10
    assert "alles akkoord" in site.house.last(site.ria).text


@pytest.mark.parametrize("words", ["akkoord, bedankt", "akkoord", "ok"])
async def test_an_answer_to_a_receipt_approves_nothing_else(site: Site, words: str) -> None:
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    (digest,) = postman.to("ria@kale.example")
    await postman.brings(answer(digest, "1 akkoord", sender=RIA, at=site.house.now))
    receipt = postman.to("ria@kale.example")[-1]
    site.house.now += timedelta(minutes=5)
    await postman.brings(answer(receipt, words, sender=RIA, at=site.house.now))
    assert await approvals(site) == 5
    assert await site.house.states(site.noor10) == "sssss"


async def test_hours_that_reached_someone_after_they_wrote_are_not_approved(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord. Daan akkoord behalve dinsdag, dat was 6 uur")
    written = site.house.now + timedelta(seconds=10)
    site.house.now += timedelta(seconds=20)
    await site.house.chat(site.daan, "di 9")
    assert "9" in site.house.last(site.ria).text
    site.house.now += timedelta(seconds=10)
    await site.house.chat(site.ria, "Daan akkoord", sent_at=written.isoformat())
    assert await site.house.states(site.daan10) == "asaaa"
    await site.house.chat(site.ria, "Daan akkoord")
    assert await site.house.states(site.daan10) == "aaaaa"


async def test_a_yes_sent_while_our_question_is_on_its_way_answers_nothing_older(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    for number, text in enumerate(("nee het was 8", "ja")):
        said = {"sender": f"{site.daan.id}", "chat_id": f"{site.daan.id}", "text": text, "evidence": 8}
        raw = json.dumps({**said, "sent_at": site.house.now.isoformat()}).encode()
        await site.house.desk.decide(await site.house.desk.receive(Channel.CHAT, f"quick{number}", raw))
    assert await site.house.states(site.daan10) == "acaaa"


async def test_a_clock_that_runs_ahead_makes_nothing_seen_that_was_not(site: Site) -> None:
    tomorrow = (site.house.now + timedelta(days=1)).isoformat()
    raw = json.dumps({"sender": f"{site.ria.id}", "text": "alles akkoord", "evidence": 8, "sent_at": tomorrow}).encode()
    inbox_id = await site.house.desk.receive(Channel.CHAT, "early", raw)
    site.house.now += timedelta(minutes=1)
    await site.house.remind()
    await site.house.desk.decide(inbox_id)
    assert await approvals(site) == 0


async def two_questions(site: Site) -> None:
    """Leave a digest and a mended week open beside each other."""
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    await site.house.chat(site.daan, "di 7")


async def test_kept_words_are_kept_whole(site: Site) -> None:
    await two_questions(site)
    await site.house.chat(site.ria, "akkoord" + " " * 600 + "maar niet die van dinsdag")
    which = site.house.last(site.ria)
    for number in range(1, len(which.labels) + 1):
        await site.house.chat(site.ria, f"{number}")
    assert (await site.house.states(site.daan10))[1] != "a"


async def test_a_retried_message_comes_before_what_was_said_after_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.house.remind()
    once = iter([True])
    carry_all = conduct.carry_all

    def stumble(*words: Any) -> Any:
        if next(once, False):
            raise RuntimeError("a fault, once")
        return carry_all(*words)

    monkeypatch.setattr(conduct, "carry_all", stumble)
    assert await site.house.chat(site.ria, "alles akkoord") == "retry"
    assert await site.house.chat(site.ria, "oeps") == "retry"
    assert await approvals(site) == 0
    for _ in range(4):
        site.house.now += timedelta(minutes=1)
        await site.house.desk.decide_all()
    await site.house.deliver()
    outcomes = await site.house.all(select(InboxMessage.outcome).order_by(InboxMessage.id))
    assert outcomes == ["acted", "acted"]
    assert await approvals(site) == 0
    assert await site.house.states(site.noor10) == "sssss"


async def test_a_fault_three_times_is_set_aside_and_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.house.remind()

    def fall(*_: Any) -> Any:
        raise RuntimeError("always")

    with monkeypatch.context() as patch:
        patch.setattr(conduct, "carry_all", fall)
        await site.house.chat(site.ria, "alles akkoord")
        for _ in range(3):
            site.house.now += timedelta(minutes=2)
            await site.house.desk.decide_all()
    await site.house.deliver()
    (row,) = await site.house.all(select(InboxMessage))
    assert (row.state, row.outcome, row.attempts) == ("quarantined", "fault", 3)
    assert "niets" in site.house.last(site.ria).text
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"


async def test_a_message_that_cannot_even_be_read_stops_nobody(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.house.remind()
    door = site.house.desk.doors[Channel.CHAT]
    read = SayDoor.read

    def fall(self: SayDoor, raw: bytes) -> Incoming:
        if b"poison" in raw:
            raise RecursionError
        return read(self, raw)

    monkeypatch.setattr(SayDoor, "read", fall)
    assert door is site.house.desk.doors[Channel.CHAT]
    assert await site.house.chat(site.ria, "poison") == "unreadable"
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"


async def test_a_yes_to_what_was_proposed_long_ago_is_said_back_first(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "ik denk dat Daan akkoord is")
    proposal = site.house.last(site.ria)
    site.house.now += timedelta(days=8)
    await site.house.press(site.ria, proposal.button("Ja"))
    assert await approvals(site) == 0
    assert await site.house.press(site.ria, site.house.last(site.ria).button("Ja")) == "acted"
    assert await approvals(site) == 5


async def test_what_a_process_only_receives_another_decides_at_once(site: Site) -> None:
    await site.house.remind()
    door = desk.Desk(site.house.database, site.house.desk.doors, clock=lambda: site.house.now, decides=False)
    said = {"sender": f"{site.ria.id}", "chat_id": f"{site.ria.id}", "text": "alles akkoord", "evidence": 8}
    raw = json.dumps({**said, "sent_at": site.house.now.isoformat()}).encode()
    await door.receive(Channel.CHAT, "elsewhere", raw)
    assert await site.house.desk.decide_all() == 1
    assert await approvals(site) == 10


async def test_two_machines_that_answer_each_other_fall_silent(site: Site) -> None:
    await site.house.remind()
    for _ in range(30):
        await site.house.mail(site.ria, "uw bericht is ontvangen en wordt in behandeling genomen")
    mails = [sent for sent in site.house.heard(site.ria) if sent.outgoing.channel == "mail"]
    assert len(mails) == turn.ANSWERS_AN_HOUR
    told = ["antwoord ik nu een uur niet meer op uw vragen per mail" in mail.text for mail in mails]
    assert told == [False] * (turn.ANSWERS_AN_HOUR - 1) + [True]
    site.house.now += timedelta(minutes=50)
    assert await site.house.mail(site.ria, "wat staat er open?") == "loop"
    site.house.now += timedelta(minutes=20)
    assert await site.house.mail(site.ria, "wat staat er open?") == "answered"


async def test_who_asks_for_nothing_all_day_is_answered_again_the_next(site: Site) -> None:
    await site.house.remind()
    outcomes = []
    for _ in range(turn.ANSWERS_A_DAY + 1):
        site.house.now += timedelta(minutes=20)
        outcomes.append(await site.house.mail(site.ria, "wat staat er open?"))
    assert outcomes == ["answered"] * turn.ANSWERS_A_DAY + ["loop"]
    assert "antwoord ik nu een dag niet meer op uw vragen per mail" in site.house.last(site.ria).text
    site.house.now += timedelta(hours=24)
    assert await site.house.mail(site.ria, "wat staat er open?") == "answered"


async def test_who_asks_a_lot_by_mail_is_answered_again_once_something_was_done(site: Site) -> None:
    await site.house.remind()
    for _ in range(turn.ANSWERS_AN_HOUR + 1):
        outcome = await site.house.mail(site.ria, "wat staat er open?")
    assert outcome == "loop"
    assert await site.house.mail(site.ria, "Daan week 10 akkoord", evidence=3) == "acted"
    assert await site.house.mail(site.ria, "wat staat er open?") == "answered"
    assert "Noor Visser" in site.house.last(site.ria).text


async def test_hours_changed_and_changed_back_are_as_they_were_shown(site: Site) -> None:
    await site.house.remind()
    (day, *_) = await site.house.all(select(DayEntry).where(DayEntry.week_id == site.daan10.id))
    for minutes in (600, day.minutes):
        await site.house.change(DayEntry, day.id, minutes=minutes)
    assert await site.house.chat(site.ria, "Daan akkoord") == "acted"
