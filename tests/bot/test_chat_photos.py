"""A message with a picture is a photo with its words under it; too many words stand behind it, and none get lost."""

import pytest

from akkoord.pictures.making import picture_of
from bot.sending import ChatMessage, ChatSender, Photo
from bot.trouble import Blocked, TryLater
from tests.charts import chart
from tests.real.fake_telegram import FakeTelegram, Person

YES_NO = (("Akkoord", "v1:1a:0"), ("Nog niet", "v1:1a:1"))
PICTURE = picture_of(chart([40], [16, 24], [44.5]))
PHOTO = Photo(PICTURE.png, PICTURE.caption)


def message(html: str, photo: Photo = PHOTO) -> ChatMessage:
    return ChatMessage("7001", html, buttons=[YES_NO], reply_to="12", silent=True, photo=photo)


async def test_the_words_stand_under_the_photo_with_their_marks_and_buttons(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    ids = await sender.send(message("<p>😀 Noor: <b>124 uur</b></p><ul><li>week 36: 40 uur</li></ul>"))
    (sent,) = telegram.sent
    assert ids == [str(sent.message_id)]
    assert sent.photo == PICTURE.png
    assert sent.marked("bold") == ["124 uur"]
    assert "week 36: 40 uur" in sent.text
    assert sent.buttons == [list(YES_NO)]
    assert (sent.reply_to, sent.silent) == (12, True)


@pytest.mark.parametrize("units", [1024, 1025])
async def test_words_that_are_too_many_for_a_caption_stand_behind_the_photo(
    telegram: FakeTelegram, sender: ChatSender, noor: Person, units: int
) -> None:
    long = "😀 " + "uur " * ((units - 3) // 4) + "x" * ((units - 3) % 4)
    ids = await sender.send(message(f"<p><b>{long}</b></p>"))
    assert ids == [str(sent.message_id) for sent in telegram.sent]
    if units == 1024:
        (sent,) = telegram.sent
        assert (sent.text, sent.photo) == (long, PICTURE.png)
        return
    photo, words = telegram.sent
    assert (photo.text, photo.photo, photo.buttons, photo.reply_to) == (PHOTO.caption, PICTURE.png, [], 12)
    assert (words.text, words.photo, words.buttons, words.reply_to) == (long, b"", [list(YES_NO)], None)


async def test_a_photo_that_telegram_refuses_leaves_the_words(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    await sender.send(message("<p>124 uur</p>", Photo(b"no picture", "Uren per week")))
    await sender.send(message(f"<p>{'uur ' * 400}</p>", Photo(b"no picture", "Uren per week")))
    short, long = telegram.sent
    assert (short.text, short.photo, short.buttons, short.reply_to) == ("124 uur", b"", [list(YES_NO)], 12)
    assert (long.photo, long.buttons, long.reply_to) == (b"", [list(YES_NO)], 12)


async def test_buttons_under_a_photo_are_edited_away(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    (message_id,) = await sender.send(message("<p>124 uur</p>"))
    await sender.set_buttons("7001", message_id)
    assert (telegram.sent[0].buttons, telegram.sent[0].photo) == ([], PICTURE.png)


async def test_a_photo_that_comes_too_fast_is_sent_later(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    telegram.fail_next("sendPhoto", 429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(TryLater):
        await sender.send(message("<p>124 uur</p>"))
    assert telegram.sent == []


async def test_the_words_behind_a_photo_wait_out_a_short_pause(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    await sender.send(message(f"<p>{'uur ' * 400}</p>"))
    assert [bool(sent.photo) for sent in telegram.sent] == [True, False]


@pytest.mark.parametrize("is_blocked", [True, False])
async def test_a_photo_for_who_blocked_the_bot_or_never_began_is_told_as_any_message(
    telegram: FakeTelegram, sender: ChatSender, is_blocked: bool
) -> None:
    if is_blocked:
        await telegram.user(7001).blocks()
    with pytest.raises(Blocked):
        await sender.send(message("<p>124 uur</p>"))
    assert telegram.sent == []
    assert telegram.called("sendMessage") == []
