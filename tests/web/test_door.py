"""The link's door reads what its form posted, and totals as people write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.incoming import Channel, Evidence, Kind, Unreadable
from web.door import LinkDoor, key_of, read_total, write

TOKEN = "abcdefghijklmnopqrstuvwxyz"
NONCE = "Q2hhcmxpZSBpcyBlZW4"
FINE = {"token": TOKEN, "week": 7, "version": "a1b2", "total": "38", "nonce": NONCE}


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("38", 2280), ("38,5", 2310), ("38.5", 2310), ("38,25", 2295), ("38,33", 2300), ("38:30", 2310),
        ("38u30", 2310), ("38 u 30", 2310), ("38 uur", 2280), ("38u", 2280),
        ("38 uur en 15 minuten", 2295), ("38h15", 2295), ("0", 0),
        ("38 hours and 15 min", 2295), ("  38,5 uur ", 2310), ("38½", 2310), ("7 ½ uur", 450), ("38\u00a0uur", 2280),
        ("168", 10080), ("8 UUR", 480), ("38:30 uur", 2310),
    ],
)  # fmt: skip
def test_a_total_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert read_total(typed) == minutes


@pytest.mark.parametrize(
    "typed",
    ["", " ", "akkoord", "-38", "+38", "1.000", "38:3", "38:60", "38u75", "169", "9999", "38 39", "38?", "38²",
     "٣٨", "acht", "38,5,5", "3 8", "38 of 39", "38 niet", "38,555", "e38", "0x26", "38" * 40, "½"],
)  # fmt: skip
def test_anything_else_is_no_total(typed: str) -> None:
    assert read_total(typed) is None


@given(st.integers(0, 168 * 60))
def test_every_clock_total_reads_back(minutes: int) -> None:
    assert read_total(f"{minutes // 60}:{minutes % 60:02}") == minutes
    assert read_total(f"{minutes // 60}u{minutes % 60:02}") == minutes


@given(st.text())
def test_no_text_ever_breaks_the_reader(typed: str) -> None:
    minutes = read_total(typed)
    assert minutes is None or 0 <= minutes <= 168 * 60


def test_a_post_becomes_a_button_without_evidence_of_its_own() -> None:
    incoming = LinkDoor().read(write(TOKEN, 7, "a1b2", total="38u30", nonce=NONCE))
    assert (incoming.channel, incoming.kind, incoming.sender) == (Channel.LINK, Kind.BUTTON, TOKEN)
    assert incoming.tokens == (TOKEN,)
    assert incoming.text == ""
    assert incoming.evidence is Evidence.NOTHING
    assert incoming.facts == {"week": 7, "version": "a1b2", "total": "38u30", "minutes": 2310}


def test_an_unreadable_total_is_kept_as_typed_and_has_no_minutes() -> None:
    facts = LinkDoor().read(write(TOKEN, 7, "a1b2", total="akkoord", nonce=NONCE)).facts
    assert facts["total"] == "akkoord"
    assert facts["minutes"] is None


def test_nothing_of_a_post_is_read_as_a_sentence() -> None:
    incoming = LinkDoor().read(write(TOKEN, 7, "a1b2", total="38", nonce=NONCE))
    assert LinkDoor().typed(incoming, ["Akkoord?"]).text == ""


@pytest.mark.parametrize(
    "change",
    [
        {"week": "7"}, {"week": True}, {"week": 0}, {"week": -3}, {"week": 2**70}, {"week": 7.0}, {"week": None},
        {"token": "kort"}, {"token": TOKEN.upper()}, {"token": 5}, {"version": ""}, {"version": "a b"},
        {"version": "a" * 65}, {"nonce": "x"}, {"nonce": None}, {"total": 38}, {"total": "3" * 41}, {"more": 1},
    ],
)  # fmt: skip
def test_what_our_form_cannot_have_sent_is_unreadable(change: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        LinkDoor().read(json.dumps(FINE | change).encode())


@given(st.binary(max_size=200))
def test_bytes_that_are_no_post_are_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        LinkDoor().read(raw)


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"null", b"[]", b"\xff\xfe", b'{"token": "', json.dumps({}).encode()])
def test_broken_json_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        LinkDoor().read(raw)


def test_a_double_click_has_one_key_and_a_corrected_total_another() -> None:
    key = key_of(TOKEN, 7, "a1b2", total="38", nonce=NONCE)
    assert key == key_of(TOKEN, 7, "a1b2", total="38,0", nonce=NONCE)
    assert key != key_of(TOKEN, 7, "a1b2", total="37", nonce=NONCE)
    assert key.startswith(f"{TOKEN}:7:a1b2:{NONCE}")
    assert len(key_of(TOKEN, 2**63 - 1, "f" * 64, total="168", nonce="n" * 64)) <= 200
