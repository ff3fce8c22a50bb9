"""Machines that answer each other fall silent, and all that we send says that a machine wrote it (RFC 3834)."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
import pytest_asyncio
from sqlalchemy import select

from core import turn
from core.outbox import OutboxMessage
from core.people.models import Address
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, answer
from tests.site import Site

RIA = "ria@kale.example"
THANKS = "uw bericht ligt bij de juiste persoon op tafel"


@pytest_asyncio.fixture
async def postman(site: Site) -> Postman:
    """Have the digest mailed to a supervisor who has no chat."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    return postman


async def respond(site: Site, postman: Postman, hours: int, sender: str, words: str = THANKS, every: int = 1) -> int:
    """Let a machine answer each mail to Ria that it has not answered yet, minute by minute. Gives how many came to her.

    sender: may hold {number}, for who sends under an address of its own each time.
    """
    done, at_first = 0, len(postman.to(RIA))
    for _ in range(hours * 60 // every):
        new = postman.to(RIA)[done:]
        done += len(new)
        for number, ours in enumerate(new, done):
            raw = answer(ours, words, sender=sender.format(number=number), at=site.house.now)
            await postman.brings(raw.replace(b"Message-ID: <", b"Message-ID: <%d." % number))
        site.house.now += timedelta(minutes=every)
        await site.house.deliver()
    return len(postman.to(RIA)) - at_first


async def test_everything_we_send_says_that_a_machine_wrote_it(site: Site, postman: Postman) -> None:
    await postman.brings(answer(postman.to(RIA)[0], "alles akkoord", sender=f"Ria Kale <{RIA}>", at=site.house.now))
    assert len(postman.mails) > 1
    for mail in postman.mails:
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Auto-Response-Suppress"] == "All"


async def test_two_of_our_own_machines_fall_silent_at_once(site: Site, postman: Postman) -> None:
    (ours,) = postman.to(RIA)
    theirs = EmailMessage()
    for name in ("Auto-Submitted", "X-Akkoord", "Message-ID", "Subject"):
        theirs[name] = str(ours[name])
    theirs["From"], theirs["To"] = f"Akkoord <{RIA}>", str(ours["Reply-To"])
    theirs.set_content("Dag Ria, er staan uren open.")
    stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\r\n".encode()
    before = len(postman.mails)
    assert await postman.brings(stamp + theirs.as_bytes()) == "own"
    for name in ("X-Akkoord", "Message-ID"):  # also when the other does not say that it is one of ours
        del theirs[name]
    theirs["Message-ID"] = "<1@kale.example>"
    assert await postman.brings(stamp + theirs.as_bytes()) == "automatic"
    assert len(postman.mails) == before


async def test_a_responder_that_hides_it_gets_one_round(site: Site, postman: Postman) -> None:
    assert 0 < await respond(site, postman, 40, f"Ria Kale <{RIA}>") <= turn.ANSWERS_AN_HOUR


async def test_one_that_never_stops_by_itself_is_told_of_a_days_silence_that_is_one(
    site: Site, postman: Postman
) -> None:
    (ours,) = postman.to(RIA)
    for minute in range(0, 3 * 24 * 60, 20):
        raw = answer(ours, THANKS, sender=f"Ria Kale <{RIA}>", at=site.house.now)
        await postman.brings(raw.replace(b"Message-ID: <", b"Message-ID: <%d." % minute))
        site.house.now += timedelta(minutes=20)
    reminders = 3
    since = 3 * 24 - 2 * (turn.ANSWERS_A_DAY / 3 + 24)
    assert len(postman.to(RIA)) <= reminders + 2 * turn.ANSWERS_A_DAY + 3 * since + 1


async def test_without_any_words_it_gets_one_answer_a_day(site: Site, postman: Postman) -> None:
    said = await respond(site, postman, 23, f"Ria Kale <{RIA}>", words="")
    assert said == 1


@pytest.mark.parametrize("sender", ["Robot <robot@elders.example>", "Robot <robot+{number}@elders.example>"])
async def test_a_strangers_responder_is_never_answered(site: Site, postman: Postman, sender: str) -> None:
    assert await respond(site, postman, 2, sender) == 0


async def test_one_whose_address_changes_each_time_is_a_stranger_each_time(site: Site, postman: Postman) -> None:
    before = len(postman.mails)
    assert await respond(site, postman, 2, "Ria Kale <bounces+{number}@kale.example>") == 0
    assert len(postman.mails) == before
    assert await site.house.all(select(OutboxMessage).where(OutboxMessage.name == "desk.prove")) == []


async def test_who_has_two_addresses_gets_one_answer_a_day_at_both_together(site: Site, postman: Postman) -> None:
    await site.house.add(Address(person_id=site.ria.id, email="ria@nieuw.example"))
    (ours,) = postman.to(RIA)
    before = len(postman.mails)
    for sender in (RIA, "ria@nieuw.example"):
        raw = answer(ours, "", sender=f"Ria Kale <{sender}>", at=site.house.now)
        assert await postman.brings(raw) == "empty"
    assert len(postman.mails) == before + 1
