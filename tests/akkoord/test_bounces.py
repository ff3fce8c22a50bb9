"""Mail that comes back for good stops mail to that address, and nothing else does."""

from email.message import EmailMessage

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.people.models import Address
from tests.postal import Postman, with_real_mail
from tests.road.town import ADDRESS, answer, plain
from tests.site import Site

RIA = "ria@kale.example"


@pytest_asyncio.fixture
async def postman(site: Site) -> Postman:
    """Have the digest mailed to a supervisor who has no chat."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    return postman


def report(
    ours: EmailMessage,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    recipient: str = RIA,
    more: str = "",
    returned: str = "",
) -> bytes:
    """Write a delivery report as Postfix does. returned: its last part, else our whole mail."""
    whole = "Content-Type: message/rfc822\r\n\r\n" + ours.as_string().replace("\r\n", "\n").replace("\n", "\r\n")
    return (
        f"From: MAILER-DAEMON@mx.kale.example (Mail Delivery System)\r\nTo: {ADDRESS}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b1@mx.kale.example>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.kale.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n{more}\r\n"
        f"--b\r\n{returned or whole}\r\n--b--\r\n"
    ).encode()


async def works(site: Site) -> bool:
    (address,) = await site.house.all(select(Address).where(Address.email == RIA))
    return bool(address.works)


async def test_mail_to_an_address_that_is_not_there_stops_and_the_school_hears_once(
    site: Site, postman: Postman
) -> None:
    (digest,) = postman.to(RIA)
    for copy in (b"<b1@", b"<b2@"):
        assert await postman.brings(report(digest).replace(b"<b1@", copy)) == "bounce"
    assert not await works(site)
    (told,) = postman.to("stage@roc.example")
    assert "Ria Kale" in plain(told)
    assert RIA in plain(told)
    assert "Noor" not in plain(told)


async def test_headers_alone_name_our_mail_as_well(site: Site, postman: Postman) -> None:
    (digest,) = postman.to(RIA)
    headers = f"Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nReply-To: {digest['Reply-To']}\r\n"
    await postman.brings(report(digest, returned=headers))
    assert not await works(site)


async def test_an_address_that_was_rewritten_is_known_by_what_we_wrote(site: Site, postman: Postman) -> None:
    (digest,) = postman.to(RIA)
    more = f"Original-Recipient: rfc822;{RIA}\r\n"
    await postman.brings(report(digest, recipient="r.kale@intern.example", more=more))
    assert not await works(site)


async def test_a_message_id_that_others_have_seen_stops_nothing(site: Site, postman: Postman) -> None:
    (digest,) = postman.to(RIA)
    headers = f"Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: {digest['Message-ID']}\r\n"
    await postman.brings(report(digest, returned=headers))
    assert await works(site)


async def test_who_answers_from_an_address_that_failed_is_mailed_again(site: Site, postman: Postman) -> None:
    (digest,) = postman.to(RIA)
    await postman.brings(report(digest))
    assert not await works(site)
    raw = answer(digest, "akkoord", sender=f"Ria Kale <{RIA}>", at=site.house.now)
    assert await postman.brings(raw) == "acted"
    assert await works(site)
    assert len(postman.to(RIA)) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "4.4.1"},
        {"status": "5.2.2"},
        {"status": "5.7.1"},
        {"status": ""},
        {"action": "delayed"},
        {"action": "relayed"},
        {"recipient": "kees@kale.example"},
        {"more": "\r\nFinal-Recipient: rfc822; kees@kale.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"},
        {"returned": "Content-Type: text/plain\r\n\r\nnothing"},
        {"returned": "Content-Type: message/rfc822\r\n\r\nMessage-ID: <o1.aaaaaaaa@akkoord.example>\r\n\r\nx"},
        {"returned": "Content-Type: message/rfc822\r\n\r\nSubject: no id\r\n\r\nx"},
    ],
)
async def test_nothing_less_stops_it(site: Site, postman: Postman, changed: dict[str, str]) -> None:
    (digest,) = postman.to(RIA)
    await postman.brings(report(digest, **changed))
    assert await works(site)
    assert postman.to("stage@roc.example") == []


async def test_a_report_about_a_mail_to_somebody_else_stops_nothing(site: Site, postman: Postman) -> None:
    await site.house.chat(site.ria, "Noor akkoord")
    (to_noor,) = postman.to("noor@visser.example")
    await postman.brings(report(to_noor))
    assert await works(site)


async def test_a_person_who_forwards_a_report_stops_nothing(site: Site, postman: Postman) -> None:
    (digest,) = postman.to(RIA)
    raw = report(digest).replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed")
    raw = raw.replace(b"MAILER-DAEMON@mx.kale.example (Mail Delivery System)", b"Kees <kees@kale.example>")
    raw = raw.replace(b"message/delivery-status", b"text/plain")
    raw = raw.replace(b"Undelivered Mail Returned to Sender", b"Fwd: dit kreeg ik").replace(
        b"Auto-Submitted: auto-replied\r\n", b""
    )
    await postman.brings(raw)
    assert await works(site)
