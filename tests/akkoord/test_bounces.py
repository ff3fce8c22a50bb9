"""Mail that comes back for good stops mail to that address, and nothing else does."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.dossiers.people import People
from core.people.models import Address, Role
from core.tenants.models import ChatPolicy, Tenant
from tests.house import House
from tests.postal import Postman, with_real_mail
from tests.real.postgres import Postgres
from tests.road.town import ADDRESS, answer, plain
from tests.site import Site, build_site

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


@pytest.mark.parametrize(("days", "stops"), [(6, True), (15, False)])
async def test_a_report_on_a_mail_of_weeks_ago_stops_nothing(
    site: Site, postman: Postman, days: int, *, stops: bool
) -> None:
    """Whoever an old mail was passed on to has its token; a mail server gives up within days."""
    (digest,) = postman.to(RIA)
    site.house.now += timedelta(days=days)
    await postman.brings(report(digest))
    assert await works(site) is not stops


async def test_who_answers_from_an_address_that_failed_is_mailed_again(site: Site, postman: Postman) -> None:
    (digest,) = postman.to(RIA)
    await postman.brings(report(digest))
    assert not await works(site)
    raw = answer(digest, "akkoord", sender=f"Ria Kale <{RIA}>", at=site.house.now)
    assert await postman.brings(raw) == "acted"
    assert await works(site)
    assert len(postman.to(RIA)) == 2


EXIM_NOW = {
    "status": "5.0.0",
    "more": "Remote-MTA: dns; mx.kale.example\r\nDiagnostic-Code: smtp; 550 5.1.1 <ria@kale.example>: no such user\r\n",
}
EXCHANGE = {
    "status": "5.1.10",
    "more": "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup\r\n",
}
GMAIL = {
    "more": (
        "Remote-MTA: dns; mx.kale.example. (192.0.2.5, the server for the domain kale.example.)\r\n"
        "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\r\n"
        " 550 5.1.1 https://support.example/mail/?p=NoSuchUser\r\n"
    )
}


@pytest.mark.parametrize("said", [EXIM_NOW, EXCHANGE, GMAIL], ids=["exim", "exchange", "gmail"])
async def test_what_each_provider_says_of_an_address_that_is_not_there_stops_it(
    site: Site, postman: Postman, said: dict[str, str]
) -> None:
    (digest,) = postman.to(RIA)
    await postman.brings(report(digest, **said))
    assert not await works(site)


QMAIL = (
    "Hi. This is the qmail-send program at mx.kale.example.\r\nI'm afraid I wasn't able to deliver your message to the "
    "following addresses.\r\nThis is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
    "<{to}>:\r\n192.0.2.5 does not like recipient.\r\nSorry, no mailbox here by that name. (#{status})\r\n\r\n"
    "--- Below this line is a copy of the message.\r\n\r\nReturn-Path: <antwoord@akkoord.example>\r\n"
)
EXIM_OLD = (
    "This message was created automatically by mail delivery software.\r\n\r\nA message that you sent could not be "
    "delivered to one or more of its\r\nrecipients. The following address(es) failed:\r\n\r\n"
    "  {to}\r\n    SMTP error from remote mail server after RCPT TO:<{to}>:\r\n"
    "    host mx.kale.example [192.0.2.5]: 550 {status} <{to}>: Recipient address rejected\r\n\r\n"
    "------ This is a copy of the message, including all the headers. ------\r\n\r\n"
)


def words(form: str, ours: EmailMessage, *, to: str = RIA, status: str = "5.1.1", headers: str = "") -> bytes:
    """Write a delivery report as those write it who know no reports."""
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.kale.example\r\nTo: {ADDRESS}\r\nSubject: failure notice\r\n"
        f"Message-ID: <w1@mx.kale.example>\r\n{headers}\r\n{form.format(to=to, status=status)}"
    ).encode() + ours.as_string().replace("\r\n", "\n").replace("\n", "\r\n").encode()


@pytest.mark.parametrize("form", [QMAIL, EXIM_OLD], ids=["qmail", "exim"])
async def test_a_report_in_words_stops_it_when_it_leaves_no_doubt(site: Site, postman: Postman, form: str) -> None:
    (digest,) = postman.to(RIA)
    headers = f"X-Failed-Recipients: {RIA}\r\n" if form is EXIM_OLD else ""
    assert await postman.brings(words(form, digest, headers=headers)) == "bounce"
    assert not await works(site)
    assert len(postman.to("stage@roc.example")) == 1


@pytest.mark.parametrize(
    "changed",
    [{"status": "5.2.2"}, {"status": "4.4.1"}, {"status": "Z"}, {"to": "kees@kale.example"}],
    ids=["full", "later", "no status", "another"],
)
@pytest.mark.parametrize("form", [QMAIL, EXIM_OLD], ids=["qmail", "exim"])
async def test_a_report_in_words_that_says_less_stops_nothing(
    site: Site, postman: Postman, form: str, changed: dict[str, str]
) -> None:
    (digest,) = postman.to(RIA)
    await postman.brings(words(form, digest, **changed))
    assert await works(site)


async def test_a_report_in_words_without_our_token_stops_nothing(site: Site, postman: Postman) -> None:
    (digest,) = postman.to(RIA)
    token = str(digest["Reply-To"]).partition("+")[2][:26].encode()
    raw = words(QMAIL, digest)
    assert token in raw
    await postman.brings(raw.replace(token, b"a" * 26))
    assert await works(site)


async def test_the_schools_admins_hear_it_by_the_way_each_chose(site: Site, postman: Postman) -> None:
    house = site.house
    in_chat, by_mail = await house.person("Iris", "Beer", chat=True), await house.person("Jan", "Sol")
    gone = await house.person("Piet", "Weg", chat=True)
    for admin in (in_chat, by_mail):
        await house.role(admin, Role.ADMIN, site.tenant)
    await house.role(gone, Role.ADMIN, site.tenant, until=house.now.date() - timedelta(days=1))
    (digest,) = postman.to(RIA)
    for copy in (b"<b1@", b"<b2@"):
        await postman.brings(report(digest).replace(b"<b1@", copy))
    (said,) = house.heard(in_chat)
    assert said.outgoing.channel == "chat"
    assert "Ria Kale" in said.text
    (mail,) = postman.to("jan@sol.example")
    assert RIA in plain(mail)
    assert len(postman.to("stage@roc.example")) == 1
    assert not house.heard(gone)
    assert not postman.to("piet@weg.example")


async def test_where_chat_may_name_nobody_an_admin_hears_it_by_mail(site: Site, postman: Postman) -> None:
    admin = await site.house.person("Iris", "Beer", chat=True)
    await site.house.role(admin, Role.ADMIN, site.tenant)
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.MINIMAL)
    (digest,) = postman.to(RIA)
    await postman.brings(report(digest))
    assert site.house.heard(admin) == []
    assert len(postman.to("iris@beer.example")) == 1


async def test_an_address_that_a_school_gives_again_is_tried_again_a_week_later(site: Site, postman: Postman) -> None:
    (digest,) = postman.to(RIA)
    await postman.brings(report(digest))

    async def imported() -> bool:
        await site.house.database.turn(lambda session: People(session, [RIA], site.house.now))
        return await works(site)

    for _ in range(6):  # the same file every night
        site.house.now += timedelta(days=1)
        assert not await imported()
    site.house.now += timedelta(days=1, minutes=1)
    assert await imported()


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "4.4.1"},
        {"status": "5.0.0"},
        {"status": "5.0.0", "more": "Diagnostic-Code: smtp; 552 5.2.2 mailbox full\r\n"},
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


async def test_stopping_trying_again_and_falling_silent_work_on_postgresql_too(postgres: Postgres) -> None:
    house = await House.build(postgres.fresh())
    site = await build_site(house)
    await house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(house)
    await house.remind()
    (digest,) = postman.to(RIA)
    for number in range(12):
        raw = answer(digest, "uw bericht is ontvangen", sender=f"Ria Kale <{RIA}>", at=house.now)
        outcome = await postman.brings(raw.replace(b"Message-ID: <", b"Message-ID: <%d." % number))
    assert outcome == "loop"
    await postman.brings(report(digest))
    assert not await works(site)
    for days, tried in ((1, False), (7, True)):
        house.now += timedelta(days=days)
        await house.database.turn(lambda session: People(session, [RIA], house.now))
        assert await works(site) is tried
    await house.close()
