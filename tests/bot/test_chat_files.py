"""Files in the chat: what an update tells of one, and fetching its content with the real library."""

import json

import pytest
from telegram import Bot

from bot.door import ChatDoor
from bot.files import FileAway, FileGone, FileTooBig, fetch
from core.incoming import Attached, Kind, Unreadable
from tests.real.fake_telegram import FakeTelegram, Person

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(update: dict[str, object]) -> object:
    return ChatDoor().read(json.dumps(update).encode())


async def test_an_update_names_the_file_and_the_words_under_it(telegram: FakeTelegram, noor: Person) -> None:
    message = await noor.sends_file("stages.xlsx", b"abc", kind=SHEET, caption="voor de school")
    incoming = ChatDoor().read(json.dumps({"update_id": 1, "message": message}).encode())
    assert incoming.kind is Kind.UNREADABLE
    assert incoming.facts["what"] == "document"
    assert incoming.text == "voor de school"
    assert incoming.files == (Attached("stages.xlsx", SHEET, 3, None, "file-1"),)


async def test_a_forwarded_file_is_not_its_senders_own(telegram: FakeTelegram, noor: Person) -> None:
    origin = {"type": "hidden_user", "date": telegram.now(), "sender_user_name": "Iemand"}
    message = await noor.sends_file("stages.xlsx", b"abc", forward_origin=origin)
    incoming = ChatDoor().read(json.dumps({"update_id": 1, "message": message}).encode())
    assert (incoming.facts["what"], incoming.files) == ("forwarded", ())


@pytest.mark.parametrize("told", [7, {"file_id": 7}, {"file_id": "a", "file_size": "large"}, {"file_name": ["a"]}])
def test_a_strange_file_is_unreadable_and_never_a_fault(noor: Person, told: object) -> None:
    with pytest.raises(Unreadable):
        read({"update_id": 1, "message": noor.message(document=told)})


async def test_a_file_is_fetched_as_it_was_sent(telegram: FakeTelegram, noor: Person, bot: Bot) -> None:
    content = bytes(range(256)) * 1000
    message = await noor.sends_file("stages.xlsx", content)
    assert await fetch(bot, message["document"]["file_id"]) == content
    assert telegram.files.given == ["file-1"]


async def test_a_file_over_twenty_megabytes_is_not_given(telegram: FakeTelegram, noor: Person, bot: Bot) -> None:
    message = await noor.sends_file("stages.xlsx", bytes(20 * 1024 * 1024 + 1), size=12)
    with pytest.raises(FileTooBig):
        await fetch(bot, message["document"]["file_id"])
    assert telegram.files.given == []


async def test_a_file_that_telegram_does_not_know_is_gone(bot: Bot) -> None:
    with pytest.raises(FileGone):
        await fetch(bot, "of-another-bot")


@pytest.mark.parametrize("step", ["getFile", "file"])
@pytest.mark.parametrize("status", [500, 502, 404])
async def test_telegram_in_trouble_is_away_and_the_file_comes_later(
    telegram: FakeTelegram, noor: Person, bot: Bot, step: str, status: int
) -> None:
    """A path that expired between the two steps is asked for anew."""
    message = await noor.sends_file("stages.xlsx", b"abc")
    telegram.fail_next(step, status, "Not Found" if status == 404 else "Internal Server Error")
    with pytest.raises(FileAway):
        await fetch(bot, message["document"]["file_id"])
    assert await fetch(bot, message["document"]["file_id"]) == b"abc"


async def test_the_time_that_telegram_asks_for_is_told(telegram: FakeTelegram, noor: Person, bot: Bot) -> None:
    message = await noor.sends_file("stages.xlsx", b"abc")
    telegram.fail_next("getFile", 429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(FileAway) as away:
        await fetch(bot, message["document"]["file_id"])
    assert away.value.seconds == 7
