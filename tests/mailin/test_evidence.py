"""Only the topmost stamp of our own server counts."""

import pytest

from core.incoming import Evidence, SenderProof
from mailin.door import MailDoor
from mailin.evidence import is_aligned
from tests.mailin.letters import ADDRESS, GOOD, STAMP, letter, read

FAIL = f"{STAMP}; dmarc=fail header.from=aannemer.example"
NO_RECORD = f"{STAMP}; dmarc=none header.from=aannemer.example"


@pytest.mark.parametrize(
    ("stamps", "proof"),
    [
        ((GOOD,), SenderProof.PASS),
        ((FAIL,), SenderProof.FAIL),
        ((FAIL, GOOD), SenderProof.FAIL),
        ((), SenderProof.NONE),
        (("evil.example; dmarc=pass header.from=aannemer.example",), SenderProof.NONE),
        (("evil.example; dmarc=pass header.from=aannemer.example", GOOD), SenderProof.NONE),
        ((f"{STAMP}; dmarc=pass header.from=elders.example",), SenderProof.FAIL),
        ((f"{NO_RECORD}; dkim=pass header.d=aannemer.example",), SenderProof.PASS),
        ((f"{NO_RECORD}; dkim=pass header.d=mail.aannemer.example",), SenderProof.PASS),
        ((f"{NO_RECORD}; dkim=pass header.d=elders.example",), SenderProof.NONE),
        ((f"{NO_RECORD}; spf=pass smtp.mailfrom=fatima@aannemer.example",), SenderProof.PASS),
        ((f"{NO_RECORD}; spf=fail smtp.mailfrom=fatima@aannemer.example",), SenderProof.NONE),
        ((f"{STAMP}; dmarc=temperror header.from=aannemer.example",), SenderProof.NONE),
        ((f"{STAMP}; dmarc=pass header.from=aannemer.example; dmarc=fail header.from=x.example",), SenderProof.FAIL),
        ((f"{STAMP}; none",), SenderProof.NONE),
        (("complete nonsense ;;; =",), SenderProof.NONE),
    ],
)
def test_a_stamp_proves_what_it_says_and_no_more(stamps: tuple[str, ...], proof: SenderProof) -> None:
    incoming = read(letter(stamps=stamps))
    assert incoming.proof is proof
    assert (Evidence.DOMAIN in incoming.evidence) == (proof is SenderProof.PASS)


@pytest.mark.parametrize(
    "sender",
    ["Fatima <fatima@aannemer.example>, Koen <koen@elders.example>", "", "niemand", "x <a@b@c.example>"],
)
def test_anything_but_one_sender_fails(sender: str) -> None:
    raw = letter().replace(b"From: Fatima Aydin <fatima@aannemer.example>", f"From: {sender}".encode())
    assert read(raw).proof is SenderProof.FAIL


def test_two_from_headers_fail() -> None:
    raw = letter().replace(b"Subject:", b"From: Koen <koen@elders.example>\r\nSubject:", 1)
    assert read(raw).proof is SenderProof.FAIL


MICROSOFT = "spf=pass smtp.mailfrom=aannemer.example; dkim=pass header.d=aannemer.example;dmarc=pass action=none header.from=aannemer.example;compauth=pass"


def test_microsofts_nameless_stamp_is_only_read_when_asked() -> None:
    raw = letter(stamps=(MICROSOFT,))
    assert read(raw).proof is SenderProof.NONE
    there = MailDoor(frozenset({STAMP}), "akkoord.example", ADDRESS, microsoft_stamp=True)
    assert there.read(raw).proof is SenderProof.PASS
    assert there.read(letter(stamps=(MICROSOFT.replace("dmarc=pass", "dmarc=fail"),))).proof is SenderProof.FAIL


@pytest.mark.parametrize(
    ("domain", "about", "aligned"),
    [
        ("a.example", "a.example", True),
        ("mail.bedrijf.example", "bedrijf.example", True),
        ("bedrijf.example", "mail.bedrijf.example", True),
        ("bank.co.uk", "co.uk", False),
        ("bedrijf.example", "example", False),
        ("notbedrijf.example", "bedrijf.example", False),
        ("bedrijf.example", "", False),
    ],
)
def test_alignment(domain: str, about: str, *, aligned: bool) -> None:
    assert is_aligned(domain, about) is aligned
