"""An address that several people read gets a request for a better one, and no data."""

import re
from datetime import timedelta

from sqlalchemy import select

from core.incoming import Channel, Evidence
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Address, ChatAccount
from tests.house import SayDoor
from tests.postal import with_real_mail
from tests.road.town import answer, plain
from tests.site import Site


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
