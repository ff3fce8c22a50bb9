"""A chat account is linked to a person by whoever holds both the account and that person's mailbox."""

from datetime import timedelta

import pytest_asyncio
from sqlalchemy import select

from core.incoming import Channel
from core.people.models import Address, ChatAccount
from core.people.service import chat_link_token
from tests.house import House
from tests.postal import Postman, with_real_mail
from tests.site import Site


@pytest_asyncio.fixture
async def postman(site: Site) -> Postman:
    return with_real_mail(site.house)


async def link(site: Site, person_id: int) -> str:
    return await site.house.database.turn(lambda session: chat_link_token(session, person_id, site.house.now))


async def start(house: House, account: str, token: str) -> str:
    """Press a start link in a Telegram account."""
    tokens = [token] if token else []
    return await house.say(
        Channel.CHAT, sender=account, chat_id=account, kind="start", tokens=tokens, evidence=8, sender_name="Koen"
    )


def confirmation(postman: Postman, address: str) -> str:
    """Find the token in the mailed link."""
    part = postman.to(address)[-1].get_body(("plain",))
    assert part is not None
    return str(part.get_content()).partition("start=")[2].split()[0].strip("<>().")


async def accounts(site: Site, person_id: int) -> list[str]:
    return sorted(await site.house.all(select(ChatAccount.user_id).where(ChatAccount.person_id == person_id)))


async def test_the_first_link_alone_lets_nobody_in(site: Site, postman: Postman) -> None:
    token = await link(site, site.noor.id)
    assert await start(site.house, "99", token) == "confirm"
    assert await accounts(site, site.noor.id) == []
    assert len(postman.to("noor@visser.example")) == 1
    (told,) = [sent for sent in site.house.sent if sent.outgoing.address == "99"]
    assert "Noor" not in told.text


async def test_the_mail_with_the_link_addresses_a_student_as_one(site: Site, postman: Postman) -> None:
    await start(site.house, "99", await link(site, site.noor.id))
    await start(site.house, "98", await link(site, site.ria.id))
    told = {name: str(postman.to(name)[-1]["subject"]) for name in ("noor@visser.example", "ria@kale.example")}
    assert told == {"noor@visser.example": "Is dit je Telegram?", "ria@kale.example": "Is dit uw Telegram?"}
    part = postman.to("noor@visser.example")[-1].get_body(("plain",))
    assert part is not None
    assert "Ben jij dat?" in part.get_content()
    assert " u " not in part.get_content().partition("--")[0]


async def test_the_mailed_link_lets_in_the_account_that_asked_and_no_other(site: Site, postman: Postman) -> None:
    await start(site.house, "99", await link(site, site.noor.id))
    confirm = confirmation(postman, "noor@visser.example")
    assert await start(site.house, "98", confirm) == "not_linked"
    assert await start(site.house, "99", confirm) == "linked"
    assert await accounts(site, site.noor.id) == ["99"]
    assert await start(site.house, "99", confirm) == "linked"


async def test_someone_with_a_forwarded_mail_stays_outside(site: Site, postman: Postman) -> None:
    token = await link(site, site.ria.id)
    await start(site.house, "99", token)
    await site.house.remind()
    assert (
        await site.house.say(Channel.CHAT, sender="99", chat_id="99", text="alles akkoord", evidence=8)
        == "unknown_sender"
    )
    assert await site.house.states(site.noor10) == "sssss"


async def test_after_a_day_the_mailed_link_is_too_old(site: Site, postman: Postman) -> None:
    await start(site.house, "99", await link(site, site.noor.id))
    confirm = confirmation(postman, "noor@visser.example")
    site.house.now += timedelta(days=1, minutes=1)
    assert await start(site.house, "99", confirm) == "not_linked"


async def test_linking_uses_up_every_other_link_of_that_person(site: Site, postman: Postman) -> None:
    older = await link(site, site.noor.id)
    await start(site.house, "99", await link(site, site.noor.id))
    await start(site.house, "99", confirmation(postman, "noor@visser.example"))
    assert await start(site.house, "97", older) == "not_linked"
    assert len(postman.to("noor@visser.example")) == 1


async def test_pressing_again_and_again_mails_once_a_day(site: Site, postman: Postman) -> None:
    token = await link(site, site.noor.id)
    for _ in range(5):
        await start(site.house, "99", token)
    assert len(postman.to("noor@visser.example")) == 1


async def test_a_general_address_links_no_account(site: Site, postman: Postman) -> None:
    (address,) = await site.house.all(select(Address).where(Address.person_id == site.noor.id))
    await site.house.change(Address, address.id, is_general=True)
    assert await start(site.house, "99", await link(site, site.noor.id)) == "not_linked"
    assert postman.mails == []


async def test_an_account_moves_to_who_holds_its_mailbox(site: Site, postman: Postman) -> None:
    mine = await accounts(site, site.daan.id)
    await start(site.house, mine[0], await link(site, site.noor.id))
    assert await accounts(site, site.daan.id) == mine
    await start(site.house, mine[0], confirmation(postman, "noor@visser.example"))
    assert await accounts(site, site.daan.id) == []
    assert await accounts(site, site.noor.id) == mine


async def test_a_start_without_a_link_tells_how_to_begin(site: Site, postman: Postman) -> None:
    assert await start(site.house, "99", "") == "not_linked"
    assert await start(site.house, "99", "geraden") == "not_linked"
