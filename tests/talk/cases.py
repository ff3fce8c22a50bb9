"""A talk in which problems are reported, and the mailbox of the school that hears of them."""

import asyncio
from email.message import EmailMessage

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.people.models import ChatAccount
from core.problems.models import ProblemMessage
from core.tenants.models import Tenant
from tests.house import MONDAY_MORNING
from tests.postal import Postman, with_real_mail
from tests.road.town import ADDRESS, STAMP, answer
from tests.site import Site
from tests.talk.living import Talk

SAYS = "meld een probleem over Daan: hij is al drie dagen niet gekomen"


SCHOOL = "stage@roc.example"


OFFICER = "privacy@roc.example"


class Case:
    """A talk with Ria, and the school's own mailbox."""

    def __init__(self, talk: Talk, postman: Postman) -> None:
        self.talk, self.site, self.postman = talk, talk.site, postman

    def mails(self, address: str = SCHOOL) -> list[EmailMessage]:
        return self.postman.to(address)

    async def school_answers(self, text: str, *, sender: str = f"Stagebureau <{SCHOOL}>", **more: str) -> str:
        """Have the school answer the last mail it got."""
        raw = answer(self.mails()[-1], text, sender=sender, at=self.talk.house.now, **more)
        return await self.postman.brings(raw)

    async def messages(self) -> list[tuple[bool, str]]:
        rows = await self.talk.house.all(select(ProblemMessage).order_by(ProblemMessage.id))
        return [(row.from_school, row.text) for row in rows]


async def nothing_leaves(stop: asyncio.Event | None = None) -> int:
    """Send nothing."""
    del stop
    return 0


def returned(token: str, address: str) -> bytes:
    """Write the report of a mail server that could not deliver a mail of ours."""
    return (
        f"From: MAILER-DAEMON@{STAMP}\r\nTo: {ADDRESS}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <{address}@{STAMP}>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; {STAMP}\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\n"
        "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: {ADDRESS}\r\nTo: {address}\r\n"
        f"Reply-To: antwoord+{token}@akkoord.example\r\nSubject: Melding\r\n\r\nhallo [#{token}]\r\n\r\n--b--\r\n"
    ).encode()


@pytest_asyncio.fixture(params=["chat", "mail"])
async def case(site: Site, request: pytest.FixtureRequest) -> Case:
    house = site.house
    await house.change(Tenant, site.tenant.id, privacy_email=OFFICER)
    postman = with_real_mail(house)
    if request.param == "mail":
        await house.forget(ChatAccount)
    talk = Talk(site, postman if request.param == "mail" else None)
    await talk.at(MONDAY_MORNING)
    return Case(talk, postman)
