"""One click in a reminder's mail stops them, through the real page, desk and mail."""

from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from akkoord.pages import DeskPages
from core.outbox import OutboxMessage
from core.people.models import ChatAccount
from core.record import Decision
from tests.house import MONDAY_MORNING
from tests.postal import with_real_mail
from tests.road.town import STAMP, plain
from tests.site import Site
from tests.talk.living import Talk
from tests.talk.test_living import NEXT_MONDAY, WEDNESDAY
from web.app import build_app


@pytest_asyncio.fixture
async def talk(site: Site) -> Talk:
    talk = Talk(site, with_real_mail(site.house))
    await site.house.forget(ChatAccount)
    await talk.at(MONDAY_MORNING)
    return talk


def reminder(talk: Talk) -> EmailMessage:
    assert talk.postman is not None
    (mail,) = talk.postman.to("ria@kale.example")
    return mail


def links(mail: EmailMessage) -> tuple[str, str]:
    """Take the link and the address of the header, as a mail program does."""
    link, by_mail = (part.strip(" <>") for part in str(mail["List-Unsubscribe"]).split(","))
    return link, by_mail


async def click(talk: Talk, link: str, *, method: str = "POST") -> int:
    house = talk.house
    app = build_app(DeskPages(house.database, house.desk, clock=lambda: house.now))
    async with TestClient(TestServer(app)) as client:
        answer = await client.request(method, link.removeprefix("http://127.0.0.1:8080"))
    await house.deliver()
    return answer.status


async def test_one_click_stops_reminders_and_a_mail_says_how_to_begin_again(talk: Talk) -> None:
    ria = talk.site.ria
    mail = reminder(talk)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link, _ = links(mail)
    assert await click(talk, link, method="GET") == 200
    assert await talk.decided() == []
    assert await click(talk, link) == 200
    assert await talk.decided() == ["people.stop"]
    assert "begin weer" in talk.last(ria)
    assert "via de pagina" in talk.last(ria)
    await talk.at(WEDNESDAY)
    assert len(await talk.reminded(ria)) == 1
    assert "weer herinneringen" in await talk.say(ria, "begin weer")
    await talk.at(NEXT_MONDAY)
    assert len(await talk.reminded(ria)) == 2


async def test_a_second_click_does_and_says_nothing_more_but_after_beginning_again_it_does(talk: Talk) -> None:
    assert talk.postman is not None
    link, _ = links(reminder(talk))
    await click(talk, link)
    count = len(talk.postman.mails)
    assert await click(talk, link) == 200
    assert len(talk.postman.mails) == count
    await talk.say(talk.site.ria, "begin weer")
    await click(talk, link)
    assert await talk.decided() == ["people.stop", "people.start", "people.stop"]


async def test_only_the_link_of_a_reminder_stops_them(talk: Talk) -> None:
    await talk.say(talk.site.ria, "wat staat er open?")
    assert talk.postman is not None
    answer = talk.postman.mails[-1]
    assert answer["List-Unsubscribe"] is None
    (row,) = await talk.house.all(select(OutboxMessage).where(OutboxMessage.name == "desk.answer"))
    assert await click(talk, f"/u/{row.token}") == 404
    assert await click(talk, f"/u/{'a' * 26}") == 404
    assert await talk.decided() == []


async def test_the_mail_that_a_mail_program_writes_itself_stops_them_too(talk: Talk) -> None:
    _, by_mail = links(reminder(talk))
    address, _, rest = by_mail.removeprefix("mailto:").partition("?")
    assert rest == "subject=unsubscribe&body=unsubscribe"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ria Kale <ria@kale.example>", address, "unsubscribe"
    mail["Date"], mail["Message-ID"] = format_datetime(talk.house.now), "<1@kale.example>"
    mail.set_content("unsubscribe")
    stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\r\n"
    assert talk.postman is not None
    assert await talk.postman.brings(stamp.encode() + mail.as_bytes(policy=policy.SMTP)) == "acted"
    assert await talk.decided() == ["people.stop"]
    assert "geen herinneringen meer" in plain(talk.postman.mails[-1])


async def test_the_record_says_by_which_door(talk: Talk) -> None:
    await click(talk, links(reminder(talk))[0])
    (decision,) = await talk.house.all(select(Decision))
    assert (decision.channel, decision.evidence, decision.words) == ("link", "link", "[unsubscribe]")
