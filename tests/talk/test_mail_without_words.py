"""Mail that holds no words we can read is answered by what it is, and with how to send it so that we can."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from core.inbox import InboxMessage, InboxState
from core.logbook.models import Approval
from core.people.models import Person
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, plain
from tests.site import Site

RIA = "Ria Kale <ria@kale.example>"
SEALED = "MIAGCSqGSIb3DQEHA6CAMIACAQAxggHN"
ARMOR = "-----BEGIN PGP MESSAGE-----\n\nhQEMA5x0\n=abcd\n-----END PGP MESSAGE-----\n"
CLEAR = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{}\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n=abcd\n"
    "-----END PGP SIGNATURE-----\n"
)


@pytest_asyncio.fixture
async def postman(site: Site) -> Postman:
    """Have the digest mailed to a supervisor who has no chat."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    return postman


def body(content: str, text: str = "", *, kind: str = "multipart/mixed") -> str:
    """Write a body of parts. content: parts by their headers; text: a first part with words, if any."""
    first = f"Content-Type: text/plain; charset=utf-8\n\n{text}\n" if text else ""
    parts = [part for part in (first, *content.split("\n==\n")) if part]
    return f"Content-Type: {kind}; boundary=grens\n\n" + "".join(f"--grens\n{part}\n" for part in parts) + "--grens--\n"


def file(kind: str, name: str = "", *, shown: bool = False, params: str = "") -> str:
    """Write a part that is a file."""
    how = "Content-ID: <een@kale.example>" if shown else f"Content-Disposition: attachment; filename={name or 'a'}"
    return f"Content-Type: {kind}{params}\n{how}\nContent-Transfer-Encoding: base64\n\n{SEALED}"


def said(digest: EmailMessage, content: str, *, sender: str = RIA, stamp: str = "dmarc=pass") -> bytes:
    """Write an answer to the digest whose Content-Type and body are these."""
    head = (
        f"Authentication-Results: {STAMP}; {stamp} header.from={sender.rpartition('@')[2].rstrip('>')}\n"
        f"From: {sender}\nTo: {digest['Reply-To']}\nSubject: Re: {digest['Subject']}\n"
        f"Date: Mon, 09 Mar 2026 07:00:00 +0000\nMessage-ID: <{abs(hash(content))}@kale.example>\n"
        f"In-Reply-To: {digest['Message-ID']}\nMIME-Version: 1.0\n"
    )
    return (head + content).replace("\n", "\r\n").encode()


def quoting(digest: EmailMessage) -> str:
    """Quote the digest whole, with nothing typed above it."""
    return "\n\nOp ma 9 mrt 2026 om 08:00 schreef Akkoord:\n" + "\n".join(
        f"> {li}" for li in plain(digest).splitlines()
    )


async def approvals(site: Site) -> int:
    return int((await site.house.all(select(func.count()).select_from(Approval)))[0])


def digest_of(postman: Postman) -> EmailMessage:
    return postman.to("ria@kale.example")[0]


def answers_to(postman: Postman) -> list[str]:
    return [plain(mail) for mail in postman.to("ria@kale.example")[1:]]


SMIME = "Content-Type: application/{}pkcs7-mime; smime-type={}; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
CLOSED = [
    (SMIME.format("", "enveloped-data") + SEALED, "versleutelde mail", "encrypted mail"),
    (SMIME.format("x-", "authEnveloped-data") + SEALED, "versleutelde mail", "encrypted mail"),
    (SMIME.format("", "signed-data") + SEALED, "zo ondertekend", "signed in such a way"),
    (
        body(
            "Content-Type: application/pgp-encrypted\n\nVersion: 1\n==\nContent-Type: application/octet-stream\n\n"
            + ARMOR,
            kind="multipart/encrypted",
        ),
        "versleutelde mail",
        "encrypted mail",
    ),
    (f"Content-Type: text/plain\n\n{ARMOR}", "versleutelde mail", "encrypted mail"),
    (f"Content-Type: text/plain\n\nalles akkoord\n\n{ARMOR}", "versleutelde mail", "encrypted mail"),
    (body(file("application/pkcs7-mime", "smime.p7m"), "alles akkoord"), "versleutelde mail", "encrypted mail"),
    (body(file("application/ms-tnef", "winmail.dat")), "winmail.dat", "winmail.dat"),
    (body(file("application/octet-stream", "winmail.dat"), " "), "winmail.dat", "winmail.dat"),
]
WORDLESS = [
    (body(file("image/jpeg", "foto.jpg")), "Een foto kan ik niet lezen", "I can't read a photo"),
    (file("image/heic", "foto.heic"), "Een foto kan ik niet lezen", "I can't read a photo"),
    (body(file("image/png", shown=True), "  "), "Een foto kan ik niet lezen", "I can't read a photo"),
    (body(file("audio/amr", "memo.amr")), "Geluid kan ik niet beluisteren", "I can't listen to sound"),
    (body(file("application/octet-stream", "uren.mp4")), "Een video kan ik niet bekijken", "I can't watch a video"),
    (body(file("application/pdf", "urenstaat.pdf")), "Een bestand kan ik niet lezen", "I can't read a file"),
    (body(file("text/plain", "urenstaat.txt")), "Een bestand kan ik niet lezen", "I can't read a file"),
    (body(file("text/vcard", "ria.vcf")), "Een contact kan ik niet lezen", "I can't read a contact"),
]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("content", "dutch", "english"), [*CLOSED, *WORDLESS])
async def test_a_mail_without_words_we_can_read_is_answered_by_what_it_is(
    site: Site, postman: Postman, content: str, dutch: str, english: str, language: str
) -> None:
    await site.house.change(Person, site.ria.id, language=language)
    assert await postman.brings(said(digest_of(postman), content)) == "unreadable"
    (told,) = answers_to(postman)
    assert (dutch if language == "nl" else english) in told
    assert ("Er is niets gewijzigd" if language == "nl" else "Nothing was changed") in told
    assert await approvals(site) == 0


async def test_a_photo_above_the_whole_quote_is_answered_as_a_photo(site: Site, postman: Postman) -> None:
    digest = digest_of(postman)
    await postman.brings(said(digest, body(file("image/jpeg", "urenbriefje.jpg"), quoting(digest))))
    assert "Een foto kan ik niet lezen" in answers_to(postman)[0]


async def test_a_picture_that_the_quote_shows_is_not_taken_for_a_photo(site: Site, postman: Postman) -> None:
    digest = digest_of(postman)
    content = body(file("image/png", shown=True), quoting(digest), kind="multipart/related")
    assert await postman.brings(said(digest, content)) == "empty"
    assert "alleen de tekst van ons eigen bericht" in answers_to(postman)[0]


SIGNED = [
    body(
        file("application/pkcs7-signature", "smime.p7s"),
        "alles akkoord",
        kind='multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256',
    ),
    body(
        file("application/pgp-signature", "signature.asc"),
        "alles akkoord",
        kind='multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha512',
    ),
    f"Content-Type: text/plain; charset=utf-8\n\n{CLEAR.format('alles akkoord')}",
    body(file("application/ms-tnef", "winmail.dat"), "alles akkoord"),
    body(file("application/pgp-keys", "sleutel.asc"), "alles akkoord"),
    body(file("image/jpeg", "foto.jpg"), "alles akkoord"),
]


@pytest.mark.parametrize("content", SIGNED, ids=range(len(SIGNED)))
async def test_words_beside_a_signature_or_a_file_are_read(site: Site, postman: Postman, content: str) -> None:
    assert await postman.brings(said(digest_of(postman), content)) == "acted"
    assert await approvals(site) == 10


@pytest.mark.parametrize("content", SIGNED[:3], ids=range(3))
async def test_a_signature_in_a_mail_proves_nothing_to_us(site: Site, postman: Postman, content: str) -> None:
    assert await postman.brings(said(digest_of(postman), content, stamp="dmarc=fail")) == "failing_sender"
    assert await approvals(site) == 0
    assert answers_to(postman) == []


async def test_what_was_signed_in_the_open_is_read_with_its_dashes_as_they_were(site: Site, postman: Postman) -> None:
    words = "akkoord behalve dinsdag van Noor, want:\n- - te laat\n- ----"
    await postman.brings(said(digest_of(postman), f"Content-Type: text/plain\n\n{CLEAR.format(words)}"))
    assert "PGP" not in answers_to(postman)[0]
    assert await approvals(site) < 10


@pytest.mark.parametrize("content", [CLOSED[0][0], WORDLESS[0][0]], ids=["closed", "wordless"])
@pytest.mark.parametrize(
    ("sender", "stamp"),
    [(RIA, "dmarc=fail"), ("Eva <eva@elders.example>", "dmarc=pass"), ("Ria <info@kale.example>", "dmarc=pass")],
)
async def test_nobody_is_answered_of_whom_we_are_not_sure(
    site: Site, postman: Postman, content: str, sender: str, stamp: str
) -> None:
    before = len(postman.mails)
    await postman.brings(said(digest_of(postman), content, sender=sender, stamp=stamp))
    assert len(postman.mails) == before
    (row,) = await site.house.all(select(InboxMessage).where(InboxMessage.channel == "mail"))
    assert row.state == InboxState.QUARANTINED


async def test_an_automatic_mail_that_can_not_be_read_is_not_answered(site: Site, postman: Postman) -> None:
    raw = said(digest_of(postman), CLOSED[0][0]).replace(
        b"MIME-Version", b"Auto-Submitted: auto-replied\r\nMIME-Version"
    )
    assert await postman.brings(raw) == "automatic"
    assert answers_to(postman) == []


async def test_two_machines_that_send_each_other_closed_mail_get_one_answer_a_day(site: Site, postman: Postman) -> None:
    outcomes = set()
    for number in range(28):
        raw = said(digest_of(postman), CLOSED[0][0]).replace(b"Message-ID: <", b"Message-ID: <%d-" % number)
        outcomes.add(await postman.brings(raw))
        site.house.now += timedelta(days=1) if number == 13 else timedelta(minutes=1)
    assert outcomes == {"unreadable"}
    assert len(answers_to(postman)) == 2
