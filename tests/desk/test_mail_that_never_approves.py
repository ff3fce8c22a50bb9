"""Mails that look like a yes and are none: whatever they hold, nothing is approved and no machine is answered."""

from collections.abc import Callable
from datetime import timedelta
from email import policy
from email.message import EmailMessage

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from core.inbox import InboxMessage, InboxState
from core.logbook.models import Approval
from core.people.models import Address
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, answer
from tests.site import Site

RIA = "Ria Kale <ria@kale.example>"
Letter = Callable[[EmailMessage, Site], bytes]


@pytest_asyncio.fixture
async def postman(site: Site) -> Postman:
    """Have the digest mailed to a supervisor who has no chat."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    return postman


def says(text: str, *, sender: str = RIA, stamp: str = "dmarc=pass") -> Letter:
    """Write an answer as a person does."""
    return lambda digest, site: answer(digest, text, sender=sender, at=site.house.now, stamp=stamp)


def machine(text: str, subject: str = "", **headers: str) -> Letter:
    """Write what a mail program answers by itself, in the digest's thread and from the right address."""

    def write(digest: EmailMessage, site: Site) -> bytes:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Message-ID"] = RIA, str(digest["Reply-To"]), "<auto@kale.example>"
        mail["Subject"] = subject or f"Automatisch antwoord: {digest['Subject']}"
        mail["In-Reply-To"] = str(digest["Message-ID"])
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from=kale.example\r\n"
        return stamp.encode() + mail.as_bytes(policy=policy.SMTP)

    return write


def forged(digest: EmailMessage, site: Site) -> bytes:
    """Put a good stamp of our own server below the one that it really set."""
    stamp = f"Authentication-Results: {STAMP}; dmarc=fail header.from=kale.example\r\n"
    return stamp.encode() + answer(digest, "akkoord", sender=RIA, at=site.house.now)


def delivery_report(digest: EmailMessage, site: Site) -> bytes:
    report = (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.kale.example\nTo: {digest['Reply-To']}\n"
        "Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
        f"In-Reply-To: {digest['Message-ID']}\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\n\n'
        "--r\nContent-Type: text/plain\n\nakkoord\n\n--r\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.kale.example\n\nFinal-Recipient: rfc822; ria@kale.example\nAction: failed\n"
        "Status: 5.1.1\n\n--r--\n"
    )
    return report.replace("\n", "\r\n").encode()


AUTOMATIC: dict[str, Letter] = {
    "an out-of-office with its header": machine("Akkoord. Ik ben met vakantie.", Auto_Submitted="auto-replied"),
    "an out-of-office without a header": machine("Ik ben afwezig tot maandag. Akkoord, groet Ria"),
    "a delivery report": delivery_report,
    "a mailing list": machine("akkoord", subject="Re: uren", List_Id="<bouw.kale.example>", Precedence="list"),
}
UNPROVEN: dict[str, Letter] = {
    "another address with the same name": says("akkoord", sender="Ria Kale <ria@thuis.example>"),
    "a failing DMARC": says("akkoord", stamp="dmarc=fail"),
    "no DMARC at all": says("akkoord", stamp="dmarc=none"),
    "a forged header": forged,
    "a forwarded digest, answered by a colleague": says("akkoord", sender="Koen Kale <koen@kale.example>"),
    "a stamp for another domain": says("akkoord", stamp="dmarc=pass header.from=evil.example;"),
}
NOT_A_YES: dict[str, Letter] = {
    words: says(words)
    for words in (
        "niet akkoord",
        "akkoord?",
        "akkoord als maandag klopt",
        "akkoord, mits Daan zijn dinsdag nog aanpast",
        "nog niet akkoord",
        "ik zou bijna akkoord zeggen",
        "not approved",
        "approved if Monday is right",
        "wie zegt dat ik akkoord ben?",
        "akkoord\n\nMvg,\nRia misschien",
        "akkoord\n\nGroetjes,\nRia?",
        "approved\n\nKind regards,\nRia, unless",
        "",
    )
}


async def approvals(site: Site) -> int:
    (found,) = await site.house.all(select(func.count()).select_from(Approval))
    return int(found)


async def untouched(site: Site) -> bool:
    states = await site.house.states(site.noor10), await site.house.states(site.daan10)
    return states == ("sssss", "sssss") and await approvals(site) == 0


async def test_the_same_answer_from_the_right_person_does_approve(site: Site, postman: Postman) -> None:
    (digest,) = postman.to("ria@kale.example")
    assert await postman.brings(says("akkoord")(digest, site)) == "acted"
    assert await approvals(site) == 10


@pytest.mark.parametrize("name", AUTOMATIC)
async def test_a_machines_mail_approves_nothing_and_is_not_answered(site: Site, postman: Postman, name: str) -> None:
    (digest,) = postman.to("ria@kale.example")
    await postman.brings(AUTOMATIC[name](digest, site))
    assert await untouched(site)
    assert {str(mail["To"]) for mail in postman.mails[1:]} <= {"stage@roc.example"}


@pytest.mark.parametrize("name", UNPROVEN)
async def test_an_unproven_sender_approves_nothing_and_is_kept(site: Site, postman: Postman, name: str) -> None:
    (digest,) = postman.to("ria@kale.example")
    await postman.brings(UNPROVEN[name](digest, site))
    assert await untouched(site)
    # Never an answer to an address that may be anyone's; at most the page's link, to whom the digest went.
    assert {str(mail["To"]) for mail in postman.mails} == {str(digest["To"])}
    (row,) = await site.house.all(select(InboxMessage).where(InboxMessage.channel == "mail"))
    assert row.state == InboxState.QUARANTINED


@pytest.mark.parametrize("name", NOT_A_YES)
async def test_words_that_are_no_yes_approve_nothing_and_are_asked_about(
    site: Site, postman: Postman, name: str
) -> None:
    (digest,) = postman.to("ria@kale.example")
    await postman.brings(NOT_A_YES[name](digest, site))
    assert await untouched(site)
    assert len(postman.to("ria@kale.example")) == 2


async def test_a_domain_without_a_stamp_is_sent_the_page_once(site: Site, postman: Postman) -> None:
    (digest,) = postman.to("ria@kale.example")
    for words in ("akkoord", "hallo, akkoord!"):
        await postman.brings(says(words, stamp="dmarc=none")(digest, site))
    (page,) = postman.to("ria@kale.example")[1:]
    body = page.get_body(("plain",))
    assert body is not None
    assert "/w/" in body.get_content()
    assert await untouched(site)


async def test_a_general_address_approves_nothing(site: Site, postman: Postman) -> None:
    (digest,) = postman.to("ria@kale.example")
    (address,) = await site.house.all(select(Address).where(Address.email == "ria@kale.example"))
    await site.house.change(Address, address.id, is_general=True)
    await postman.brings(says("akkoord")(digest, site))
    assert await untouched(site)
    assert len(postman.mails) == 1


async def test_a_second_copy_of_a_mail_is_one_act(site: Site, postman: Postman) -> None:
    (digest,) = postman.to("ria@kale.example")
    raw = says("akkoord")(digest, site)
    assert await postman.brings(raw) == "acted"
    assert await postman.brings(raw) == "second_copy"
    assert len(postman.to("ria@kale.example")) == 2
    assert await approvals(site) == 10


async def test_an_answer_to_last_weeks_digest_means_the_weeks_it_showed(site: Site, postman: Postman) -> None:
    (digest,) = postman.to("ria@kale.example")
    site.house.now += timedelta(days=7)
    newer = await site.house.week(site.noors, [8, 8], monday=site.noor10.monday + timedelta(days=7))
    await site.house.remind()
    assert len(postman.to("ria@kale.example")) == 2
    await postman.brings(says("akkoord")(digest, site))
    assert await site.house.states(newer) == "ss"
    assert await approvals(site) == 10


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied", "List-Id: <bouw.kale.example>", "X-Akkoord: 1"])
async def test_a_forged_copy_that_came_first_is_no_reason_to_leave_the_real_mail(
    site: Site, postman: Postman, header: str
) -> None:
    real = answer(postman.mails[-1], "alles akkoord", sender=RIA, at=site.house.now)
    unproven = real.replace(b"dmarc=pass", b"dmarc=fail")
    await postman.brings(f"{header}\r\n".encode() + unproven)
    await postman.brings(unproven)
    assert await postman.brings(real) == "acted"
    assert await postman.brings(real) == "second_copy"


async def test_a_mail_without_an_id_acts_once_also_when_it_lies_in_the_mailbox_under_another_number(
    site: Site, postman: Postman
) -> None:
    real = answer(postman.mails[-1], "alles akkoord", sender=RIA, at=site.house.now)
    without = b"\r\n".join(line for line in real.split(b"\r\n") if not line.startswith(b"Message-ID:"))
    assert await postman.brings(without, "mailbox:1:71") == "acted"
    assert await postman.brings(without, "mailbox:2:1") == "second_copy"
