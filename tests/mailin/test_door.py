"""The door reads whatever comes, or says why it can't."""

import random
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.incoming import Channel, Incoming, Unreadable
from tests.mailin.letters import DOOR, TOKEN, letter, quoted, read


def test_what_the_desk_needs_is_there() -> None:
    incoming = read(letter(In_Reply_To="<o1.abc@akkoord.example>", References="<o0@akkoord.example>"))
    assert incoming.channel is Channel.MAIL
    assert incoming.sender == "fatima@aannemer.example"
    assert incoming.sender_name == "Fatima Aydin"
    assert incoming.sent_at == datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    assert incoming.tokens == (TOKEN,)
    assert incoming.in_reply_to == ("o1.abc@akkoord.example", "o0@akkoord.example")
    assert incoming.message_id == "abc@aannemer.example"


@pytest.mark.parametrize(
    "raw",
    [
        letter(to=f"Antwoord+{TOKEN.upper()}@Akkoord.Example"),
        letter(f"Akkoord\n\n> tekst\n> [#{TOKEN}]", to="antwoord@akkoord.example"),
        letter(subject=f"Re: uren [#{TOKEN}]", to="antwoord@akkoord.example"),
        letter(to="antwoord@akkoord.example", Delivered_To=f"antwoord+{TOKEN}@akkoord.example"),
    ],
)
def test_a_token_is_found_wherever_servers_leave_it(raw: bytes) -> None:
    assert read(raw).tokens == (TOKEN,)


def test_a_plus_address_of_another_is_no_token_of_ours() -> None:
    assert read(letter(to=f"iemand+{TOKEN}@elders.example")).tokens == ()


def test_two_copies_have_one_fingerprint_and_other_mails_another() -> None:
    first, again = read(letter()), read(b"Received: by elsewhere\r\n" + letter())
    assert first.facts["fingerprint"] == again.facts["fingerprint"]
    assert read(letter(sender="Koen <koen@aannemer.example>")).facts != first.facts


def test_a_mail_without_an_id_is_a_copy_only_where_every_byte_is_the_same() -> None:
    without = letter().replace(b"Message-ID: <abc@aannemer.example>\r\n", b"")
    first, again = read(without), read(without)
    assert first.facts["fingerprint"] == again.facts["fingerprint"]
    assert read(b"Received: by elsewhere\r\n" + without).facts["fingerprint"] != first.facts["fingerprint"]
    assert first.facts["fingerprint"] != read(letter()).facts["fingerprint"]


@pytest.mark.parametrize("header", [b"Auto-Submitted: auto-replied", b"List-Id: <bouw.example>", b"X-Akkoord: 1"])
def test_what_a_machine_sent_is_no_copy_of_what_a_person_sent(header: bytes) -> None:
    machine, again = read(header + b"\r\n" + letter()), read(header + b"\r\nX-Other: 1\r\n" + letter())
    assert machine.facts["fingerprint"] == again.facts["fingerprint"]
    assert machine.facts["fingerprint"] != read(letter()).facts["fingerprint"]


@pytest.mark.parametrize("charset", ["x-unknown", "utf-8", "iso-8859-1", "cp1252", "us-ascii", "utf-7\x00", "'"])
def test_unknown_charsets_never_raise(charset: str) -> None:
    raw = (
        "From: Fatima <fatima@aannemer.example>\r\nSubject: =?x-unknown?q?=E9=E9n?=\r\n"
        f"Content-Type: text/plain; charset={charset}\r\n\r\n"
    ).encode() + "één week akkoord".encode("cp1252")
    assert "week akkoord" in DOOR.typed(read(raw), []).text


def test_what_is_larger_or_stranger_than_mail_is_refused_with_a_reason() -> None:
    deep = "From: a@b.example\r\n" + "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(100)
    )
    for raw in (deep.encode(), b"X: y\r\n" * 5000 + b"\r\nhoi", b"x" * (26 * 1024 * 1024)):
        with pytest.raises(Unreadable) as refused:
            read(raw)
        assert refused.value.why


def swallow(raw: bytes) -> Incoming | None:
    try:
        incoming = read(raw)
    except Unreadable:
        return None
    DOOR.typed(incoming, ["Op uw akkoord wachten we"])
    return incoming


@given(st.binary(max_size=2000))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    swallow(raw)


def test_mutated_mails_are_read_or_refused() -> None:
    chance = random.Random(7)
    base = letter(f"Akkoord\n\nOp ma 9 mrt 2026 schreef Akkoord:\n{quoted()}", html="<p>Akkoord</p>")
    for _ in range(400):
        raw = bytearray(base)
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(raw))
            raw[place : place + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 9))
        swallow(bytes(raw))


# Seconds of work after which a reader hangs, on any machine; benchmarks/bench_reading.py has the figures.
HANGS = 30
LONG = [
    "Op " * 20_000,
    "\n" * 60_000,
    ">" * 60_000,
    "Van: " * 10_000,
    "On 1 " * 12_000 + "wrote",
    "Op 1 12:00 schreef a@b.example:\n" * 12_000,
    "a\n> b\n" * 30_000,
    "Fatima\n" * 30_000,
    "tel: 06-12345678\n" * 12_000,
    "(" * 60_000,
    "[cid:" * 20_000,
]
LONG_HTML = ["<div>" * 30_000, "<blockquote>x" * 20_000, "<ol>" + "<li>1" * 40_000, "<br>" * 60_000, "<" * 100_000]
LONG_HEADERS = [
    "From: " + "aaaa@b.example " * 1000,
    "From: " + "(" * 20_000,
    'From: "' + '"' * 20_001,
    "Subject: " + "=?a?q?" * 10_000,
    "Subject: " + "(" * 20_000,
    "Content-Type: text/plain" + ';"' * 7000,
    "Content-Type: text/plain" + ';"' * 20_000,
    "Authentication-Results: mx.akkoord.example; " + "(" * 3000,
    "References: " + "<" * 100_000,
    "Date: " + "1 " * 50_000,
]


@pytest.mark.parametrize(
    "raw",
    [
        *(letter(text) for text in LONG),
        *(f"From: a@b.example\r\nContent-Type: text/html\r\n\r\n{html}".encode() for html in LONG_HTML),
        *(f"{header}\r\n\r\nakkoord".encode() for header in LONG_HEADERS),
    ],
    ids=range(len(LONG) + len(LONG_HTML) + len(LONG_HEADERS)),
)
def test_no_mail_makes_the_door_hang(raw: bytes) -> None:
    started = time.process_time()
    swallow(raw)
    assert time.process_time() - started < HANGS
