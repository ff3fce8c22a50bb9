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
        ((f"{NO_RECORD}; spf=pass smtp.helo=aannemer.example",), SenderProof.NONE),
        ((f"{STAMP}; dkim=pass header.d=aannemer.example",), SenderProof.PASS),
        ((f"{STAMP}; {'(' * 900}",), SenderProof.NONE),
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


@pytest.mark.parametrize("above", ['Return-Path: <"a{}b"@elders.example>', "Received: from a{}b by mx.akkoord.example"])
def test_a_stamp_hidden_in_what_a_server_quotes_above_its_own_counts_for_nothing(above: str) -> None:
    hidden = above.format(f"\rAuthentication-Results: {GOOD}\rX-Rest: ")
    assert read(f"{hidden}\r\n".encode() + letter(stamps=(FAIL,))).proof is SenderProof.FAIL


def test_a_lone_return_in_a_header_hides_no_sender_and_changes_no_word_below_the_headers() -> None:
    raw = letter("een\rtwee").replace(b"Subject:", b"X-Note: a\rFrom: koen@elders.example\r\nSubject:", 1)
    incoming = read(raw)
    assert incoming.sender == "fatima@aannemer.example"
    assert "een\ntwee" in incoming.body.text


MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.9) smtp.mailfrom=aannemer.example; dkim=pass (signature was verified)"
    " header.d=aannemer.example;dmarc=pass action=none header.from=aannemer.example;compauth=pass reason=100"
)


def test_microsofts_nameless_stamp_is_only_read_when_asked() -> None:
    raw = letter(stamps=(MICROSOFT,))
    assert read(raw).proof is SenderProof.NONE
    there = MailDoor(frozenset({STAMP}), "akkoord.example", ADDRESS, microsoft_stamp=True)
    assert there.read(raw).proof is SenderProof.PASS
    assert there.read(letter(stamps=(MICROSOFT.replace("dmarc=pass", "dmarc=fail"),))).proof is SenderProof.FAIL


@pytest.mark.parametrize(
    "stamp",
    [
        MICROSOFT.replace("dmarc=pass", "dmarc=pass dmarc=pass"),
        MICROSOFT.replace("; dkim", "; x=y; dkim"),
        MICROSOFT.replace("(signature was verified)", "(signature (was) verified)"),
        f"mx.aanvaller.example; {MICROSOFT}",
        f"{MICROSOFT}; iets",
        MICROSOFT + "; dmarc=pass header.from=aannemer.example",
        MICROSOFT.replace("header.from=aannemer.example", "header.from=elders.example"),
    ],
)
def test_what_only_resembles_microsofts_stamp_proves_nothing(stamp: str) -> None:
    there = MailDoor(frozenset({STAMP}), "akkoord.example", ADDRESS, microsoft_stamp=True)
    assert there.read(letter(stamps=(stamp,))).proof is not SenderProof.PASS


@pytest.mark.parametrize(
    ("by", "proof"),
    [
        ("mx.akkoord.example", SenderProof.PASS),
        ("postvak.akkoord.example", SenderProof.PASS),
        ("localhost", SenderProof.PASS),
        ("[10.0.0.3]", SenderProof.PASS),
        ("relay.aanvaller.example", SenderProof.NONE),
        ("[192.0.43.9]", SenderProof.NONE),
    ],
)
def test_a_stamp_from_before_a_server_of_others_proves_nothing(by: str, proof: SenderProof) -> None:
    raw = f"Received: from x by {by} with ESMTP; Mon, 09 Mar 2026 09:31:00 +0100\r\n".encode() + letter()
    assert read(raw).proof is proof


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("fatima@aannemer.example", "", "fatima@aannemer.example"),
        ("<Fatima@Aannemer.example>", "", "fatima@aannemer.example"),
        ("fatima@aannemer.example (Fatima Aydin)", "Fatima Aydin", "fatima@aannemer.example"),
        ('"Aydin, Fatima" <fatima@aannemer.example>', "Aydin, Fatima", "fatima@aannemer.example"),
        ("=?utf-8?q?Aydin=2C_F=C3=A1tima?= <fatima@aannemer.example>", "Aydin, Fátima", "fatima@aannemer.example"),
        ("fatima@aannemer.example <fatima@aannemer.example>", "fatima@aannemer.example", "fatima@aannemer.example"),
        ("koen@elders.example <fatima@aannemer.example>", "", ""),
        ("Fatima <fatima@aannemer.example> <koen@elders.example>", "", ""),
        ("=?utf-8?q?fatima=40aannemer.example=2C?= x@aanvaller.example", "", ""),
        ("Groep: fatima@aannemer.example, koen@elders.example;", "", ""),
        ('"fatima@aannemer.example"@elders.example', "", ""),
        ("fatima@localhost", "", ""),
    ],
)
def test_the_sender_is_read_before_anything_is_decoded(written: str, name: str, address: str) -> None:
    raw = letter().replace(b"From: Fatima Aydin <fatima@aannemer.example>", f"From: {written}".encode())
    incoming = read(raw)
    assert (incoming.sender_name, incoming.sender) == (name, address)


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
