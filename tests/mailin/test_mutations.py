"""Damaged and forged mails: none raises, none takes long, and none acts on anything but what it still says."""

import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.incoming import Channel, Unreadable
from core.logbook.models import Approval
from core.rehearsal import Rehearsal
from core.settling import OutgoingSettings
from mailin.reader import incoming_of, read
from tests.house import WORDING
from tests.mailin.letters import DOOR, letter
from tests.mailin.mutating import BATCH, batches, came_of
from tests.mailin.mutations import CHANGES, changed, mutated, seeds
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, answer
from tests.site import Site

COUNT = 20_000
SAMPLE = 240
RIA = "Ria Kale <ria@kale.example>"
# Each leaves something out, in words that damage may take away: (words, the most days that they approve).
WORDS = {
    "an exception": ("alles akkoord behalve de dinsdag van Daan", 9),
    "a condition": ("alles akkoord mits Daan zijn dinsdag nog aanpast", 0),
    "a denial": ("week 10 van Daan is beslist nog niet akkoord", 0),
}
LEAVES_OUT = ("behalve", "mits", "niet")


@pytest.mark.parametrize("numbers", list(batches(COUNT)), ids=lambda numbers: str(numbers.start))
def test_a_damaged_mail_is_read_or_refused_in_time(numbers: range) -> None:
    came = came_of(numbers)
    assert came.wrong == []
    assert came.kinds.total() == len(numbers) == BATCH


def test_every_change_changes_something_and_a_number_always_gives_the_same_mail() -> None:
    for change in CHANGES:
        assert any(change(random.Random(number), seed) != seed for number, seed in enumerate(seeds())), change.__name__
    assert [mutated(number) for number in range(50)] == [mutated(number) for number in range(50)]
    assert len({mutated(number) for number in range(500)}) > 490


def test_what_is_read_apart_comes_back_as_it_was_read() -> None:
    for number in range(0, COUNT, 50):
        raw = mutated(number)
        try:
            incoming = DOOR.read(raw)
        except Unreadable:
            continue
        assert incoming_of(read(DOOR, raw)) == incoming


HEAD = letter("x").partition(b"\r\nContent-Type")[0]
MIXED = (
    HEAD + b'\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nakkoord\r\n'
)


@pytest.mark.parametrize(
    "raw",
    [
        MIXED,
        MIXED + b"--b--\r\n\r\nbehalve dinsdag\r\n",
        MIXED + b"--b\r\nContent-Type: text/enriched\r\n\r\nbehalve dinsdag\r\n--b--\r\n",
        MIXED.replace(b'boundary="b"', b'boundary="c"'),
        HEAD + b"\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nYWtrb29yZA=*=\r\n",
        HEAD + b"\r\nbehalve dinsdag\r\n\r\nakkoord\r\n",
    ],
    ids=["no end", "words below the end", "words of another make", "another boundary", "broken base64", "no header"],
)
def test_a_mail_that_is_broken_is_never_surely_all_there(raw: bytes) -> None:
    assert not DOOR.typed(DOOR.read(raw), ()).agreed
    assert DOOR.typed(DOOR.read(MIXED + b"--b--\r\n"), ()).agreed


# At the real desk


@pytest_asyncio.fixture
async def postman(site: Site) -> AsyncIterator[Postman]:
    """Have the digest mailed to a supervisor who is answered by mail."""
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    yield postman


def faces(plain: bytes, words: str) -> list[bytes]:
    """Write an answer in several makes: plain, with HTML, and cut in two around a picture."""
    head, _, _ = plain.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-", b"mime-"))]
    start = b"\r\n".join(kept) + b"\r\nMIME-Version: 1.0\r\n"
    first, _, rest = words.partition(" akkoord")
    part = b"--b\r\nContent-Type: text/%b; charset=utf-8\r\n\r\n%b\r\n"
    both = part % (b"plain", words.encode()) + part % (b"html", f"<div>{words}</div>".encode()) + b"--b--\r\n"
    image = b"--b\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <a>\r\n\r\nx\r\n"
    cut = part % (b"plain", f"{first} akkoord".encode()) + image + part % (b"plain", rest.encode()) + b"--b--\r\n"
    lead = b"Content-Type: multipart/%b; boundary=b\r\n\r\n"
    return [plain, start + lead % b"alternative" + both, start + lead % b"mixed" + cut]


def approved(session: Session) -> int:
    return len(session.scalars(select(Approval)).all())


@pytest.mark.parametrize(("words", "most"), WORDS.values(), ids=WORDS)
async def test_a_damaged_answer_never_does_more_than_it_still_says(
    site: Site, postman: Postman, words: str, most: int
) -> None:
    (digest,) = postman.to("ria@kale.example")
    rehearsal = Rehearsal(site.house.desk, WORDING, OutgoingSettings("http://127.0.0.1:8080"))
    letters = faces(answer(digest, words, sender=RIA, at=site.house.now), words)
    acted = 0
    for number in range(SAMPLE):
        raw = changed(random.Random(number), letters[number % len(letters)])
        try:
            came = await rehearsal.rehearse(Channel.MAIL, raw, approved)
        except Unreadable:
            continue
        if not came.did:
            assert came.saw == 0
            continue
        acted += 1
        assert STAMP.encode() in raw
        assert b"dmarc=pass" in raw
        # All ten days only where what leaves some out is nowhere in it any more; of a condition or denial not one.
        if any(word.encode() in raw.lower() for word in LEAVES_OUT):
            assert came.saw <= most, (number, raw)
    assert acted or not most
    assert await site.house.all(select(Approval)) == []
