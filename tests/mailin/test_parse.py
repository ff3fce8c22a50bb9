"""Parts, charsets and flowed text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.incoming import Unreadable
from mailin.parse import decoded, parse, plain_header, unflowed
from tests.mailin.letters import DIGEST, DOOR, quoted


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("week 10 \nakkoord", "week 10 akkoord"),
        ("week 10\nakkoord", "week 10\nakkoord"),
        (">> oud \n>> en ouder\n> nieuw \nakkoord", ">> oud en ouder\n> nieuw \nakkoord"),
        (" >geen citaat\n From us", ">geen citaat\nFrom us"),
        ("akkoord\n-- \nFatima", "akkoord\n-- \nFatima"),
        ("akkoord \n-- \nFatima", "akkoord \n-- \nFatima"),
    ],
)
def test_soft_breaks_are_joined_within_one_depth(flowed: str, text: str) -> None:
    assert unflowed(flowed) == text


def test_a_space_that_only_breaks_a_line_is_taken_out_when_the_mail_says_so() -> None:
    assert unflowed("ak \nkoord", delsp=True) == "akkoord"


def test_a_flowed_answer_is_read() -> None:
    body = f"Week 10 is wat mij \nbetreft akkoord.\n\nOp 09-03-2026 om 08:00 schreef Akkoord:\n{quoted()}"
    raw = f"From: a@b.example\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n{body}".encode()
    found = DOOR.typed(DOOR.read(raw), [DIGEST])
    assert (found.text, found.agreed) == ("Week 10 is wat mij betreft akkoord.", True)


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("één".encode(), "", "één"),
        ("één".encode(), "us-ascii", "één"),
        ("één €".encode("cp1252"), "x-unknown", "één €"),
        ("één".encode("iso-8859-15"), "iso-8859-15", "één"),
        ("akkoord, één week".encode("utf-16-le"), "punycode", "akkoord, één week"),
        ("akkoord, één".encode("utf-16"), "utf-16", "akkoord, één"),
        (b"akkoord, mits hij komt", "utf-16", "akkoord, mits hij komt"),
        (b"akkoord, mits hij komt..", "utf-32-le", "akkoord, mits hij komt.."),
        (b"akkoord", "undefined", "akkoord"),
        (b"akkoord", "hex", "akkoord"),
        (b"akkoord", "x\x00", "akkoord"),
        (b"akkoord +2AA- +AG4AaQBlAHQ-", "utf-7", "akkoord +2AA- +AG4AaQBlAHQ-"),
        (b"hallo +2AA-", "U7", "hallo +2AA-"),
        (b"hallo +2AA-", "unicode-1-1-utf-7", "hallo +2AA-"),
    ],
)
def test_text_is_decoded_as_declared_or_as_it_looks(raw: bytes, charset: str, text: str) -> None:
    assert decoded(raw, charset) == text


def test_a_header_is_one_line_whatever_is_hidden_in_it() -> None:
    assert plain_header("=?utf-8?q?Akkoord=0AFrom:_x?=\r\n en meer") == "Akkoord From: x en meer"
    assert plain_header("=?x-unknown?b?4OA=?=") == "àà"


@given(
    body=st.binary(max_size=60),
    subject=st.binary(max_size=30),
    charset=st.sampled_from(["utf-7", "utf-16", "utf-16-le", "utf-8", "cesu-8", "", "iso-2022-kr", "big5"]),
    kind=st.sampled_from(["plain", "html"]),
)
@example(body=b"vraag +2AA-", subject=b"=?utf-7?q?+2AA-?=", charset="utf-7", kind="plain")
@example(body=b"&#xD800; &#0; \x00", subject=b"=?utf-8?q?=00=ED=A0=80?=", charset="utf-8", kind="html")
@example(body=b"\x00\xd8", subject=b"\xed\xa0\x80\x00", charset="utf-16-le", kind="plain")
def test_nothing_is_read_that_no_mail_and_no_database_can_carry(
    body: bytes, subject: bytes, charset: str, kind: str
) -> None:
    name = b"=?utf-7?q?" + subject.replace(b"\n", b"") + b"?="
    raw = (
        b"From: " + name + b" <a@b.example>\nSubject: " + subject + b"\nMessage-ID: <" + subject + b"@b.example>\n"
        b"In-Reply-To: <" + subject + b"@b.example>\nContent-Transfer-Encoding: 8bit\n"
        b"Content-Type: text/" + kind.encode() + b"; charset=" + charset.encode() + b"\n\n" + body
    )
    try:
        incoming = DOOR.read(raw)
    except Unreadable:
        return
    parsed = parse(raw)
    read = [incoming.subject, incoming.sender, incoming.sender_name, incoming.message_id, *incoming.in_reply_to]
    for text in (*read, *incoming.tokens, incoming.why, parsed.text, parsed.html, DOOR.typed(incoming, [DIGEST]).text):
        text.encode()
        assert "\x00" not in text


def test_an_attached_text_is_not_typed() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nzie bijlage\n"
        b"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nakkoord\n"
        b"--b\nContent-Type: message/rfc822\n\nSubject: x\n\nakkoord\n--b--\n"
    )
    assert parse(raw).text.strip() == "zie bijlage"


def test_words_that_stand_only_in_html_are_not_passed_over() -> None:
    raw = (
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nweek 10 akkoord\n"
        b"--b\nContent-Type: text/html\n\n<p>maar week 11 niet</p>\n--b--\n"
    )
    found = DOOR.typed(DOOR.read(raw), []).text.splitlines()
    assert (found[0], found[-1]) == ("week 10 akkoord", "maar week 11 niet")
