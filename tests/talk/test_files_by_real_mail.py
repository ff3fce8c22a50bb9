"""A file in a real mail: only a proven admin's is looked at, and the answer to the proposal imports it."""

from email import policy
from email.message import EmailMessage

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.files.models import Document, SentFile
from core.inbox import InboxMessage
from core.people.models import Role
from core.record import Decision
from tests.house import House
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, answer
from tests.site import Site
from tests.talk.sending import WEEK_11, Sending, workbook

SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
ADMIN = "hanneke@duin.example"


@pytest_asyncio.fixture
async def sending(site: Site) -> Sending:
    admin = await site.house.person("Hanneke", "Duin")
    await site.house.role(admin, Role.ADMIN, site.tenant)
    return Sending(site, admin, "mail")


@pytest.fixture
def postman(sending: Sending) -> Postman:
    postman = with_real_mail(sending.house)
    sending.fetching.doors = sending.house.desk.doors
    return postman


def letter(
    house: House, content: bytes, *, sender: str = ADMIN, stamp: str = "pass", at: int = 1, text: str = ""
) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Hanneke Duin <{sender}>", "uren@akkoord.example"
    mail["Subject"], mail["Message-ID"] = "de uren", f"<{at}@duin.example>"
    mail["Date"] = house.now
    mail.set_content(text)
    mail.add_attachment(content, maintype=SHEET[0], subtype=SHEET[1], filename="uren.xlsx")
    head = f"Authentication-Results: {STAMP}; dmarc={stamp} header.from={sender.partition('@')[2]}\r\n"
    return head.encode() + mail.as_bytes(policy=policy.SMTP)


def hours_of(sending: Sending) -> bytes:
    return workbook((sending.site.noors.external_id, WEEK_11[0], 7.5))


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


async def test_a_mailed_workbook_is_proposed_and_imported_by_the_answer(sending: Sending, postman: Postman) -> None:
    house = sending.house
    raw = letter(house, hours_of(sending), text="Hoi, hierbij de uren.")
    assert await postman.brings(raw) == "fetching"
    await sending.fetched()
    (proposal,) = postman.to(ADMIN)
    assert "1 nieuw" in plain(proposal)
    assert "hierbij de uren" in plain(proposal)
    assert await house.all(select(Decision)) == []
    yes = answer(proposal, "ja", sender=f"Hanneke Duin <{ADMIN}>", at=house.now)
    assert await postman.brings(yes) == "acted"
    (decision,) = await house.all(select(Decision))
    assert (decision.command, decision.evidence) == ("import.hours", "domain+mailbox")
    assert "Geïmporteerd" in plain(postman.to(ADMIN)[-1])
    # The same mail, moved back into the mailbox, is a copy of what was decided.
    assert await postman.brings(raw) == "second_copy"
    assert await sending.fetched() == 0
    assert len(await house.all(select(Decision))) == 1


@pytest.mark.parametrize(("sender", "stamp"), [(ADMIN, "fail"), (ADMIN, "none"), ("vreemd@elders.example", "pass")])
async def test_a_file_of_who_is_not_proven_or_not_known_is_not_looked_at(
    sending: Sending, postman: Postman, sender: str, stamp: str
) -> None:
    await postman.brings(letter(sending.house, hours_of(sending), sender=sender, stamp=stamp))
    assert await sending.fetched() == 0
    assert await sending.house.all(select(InboxMessage.state)) == ["quarantined"]
    assert (await sending.house.all(select(SentFile)), await sending.house.all(select(Document))) == ([], [])
    assert postman.to(sender) == []


async def test_two_copies_that_wait_at_once_are_answered_once(sending: Sending, postman: Postman) -> None:
    raw = letter(sending.house, hours_of(sending))
    assert [await postman.brings(raw), await postman.brings(raw)] == ["fetching", "fetching"]
    await sending.fetched()
    assert len(postman.to(ADMIN)) == 1
    assert len(await sending.house.all(select(Document))) == 1


async def test_a_contract_beside_words_leaves_the_words_to_be_heard(sending: Sending, postman: Postman) -> None:
    mail = letter(sending.house, b"%PDF-1.7", text="status").replace(b"uren.xlsx", b"contract.pdf")
    mail = mail.replace("/".join(SHEET).encode(), b"application/pdf")
    assert await postman.brings(mail) == "answered"
    assert "Zo staat het ervoor" in plain(postman.to(ADMIN)[-1])


async def test_a_lone_document_that_is_no_table_is_answered_as_ever(sending: Sending, postman: Postman) -> None:
    mail = letter(sending.house, b"%PDF-1.7").replace(b"uren.xlsx", b"contract.pdf")
    mail = mail.replace("/".join(SHEET).encode(), b"application/pdf")
    assert await postman.brings(mail) == "unreadable"
    assert await sending.fetched() == 0


async def test_several_tables_in_one_mail_are_asked_for_one_by_one(sending: Sending, postman: Postman) -> None:
    mail = letter(sending.house, hours_of(sending))
    head, _, rest = mail.partition(b"\r\n\r\n")
    boundary = head.partition(b'boundary="')[2].partition(b'"')[0]
    part = (
        b'--%b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="b.csv"\r\n\r\na;b\r\n' % boundary
    )
    await postman.brings(head + b"\r\n\r\n" + part + rest)
    assert "Er zitten 2 bestanden bij uw mail" in plain(postman.to(ADMIN)[-1])
    assert await sending.fetched() == 0
