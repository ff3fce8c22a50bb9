"""What we tell a chat arrives whole, no faster than Telegram allows, and its failures are told in our own words."""

import asyncio
from html import escape

import pytest
from telegram import Bot

from bot.menu import show_menu
from bot.sending import ChatMessage, ChatSender
from bot.throttle import Throttle
from bot.trouble import Blocked, ChatMoved, ChatTrouble, Refused, TryLater
from tests.bot.conftest import Clock
from tests.real.fake_telegram import FakeTelegram, Person

YES_NO = (("Akkoord", "v1:1a:0"), ("Nog niet", "v1:1a:1"))


def message(html: str = "<p>Dag</p>", **more: object) -> ChatMessage:
    return ChatMessage("7001", html, **more)  # type: ignore[arg-type]  # the test's own keywords


async def test_a_message_arrives_with_its_marks_and_buttons(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    ids = await sender.send(message("<p>😀 Sanne: <b>32 uur</b></p>", buttons=[YES_NO]))
    sent = await telegram.next_message(noor.id)
    assert ids == [str(sent.message_id)]
    assert (sent.text, sent.marked("bold")) == ("😀 Sanne: 32 uur", ["32 uur"])
    assert sent.buttons == [list(YES_NO)]
    assert not sent.silent


async def test_users_words_stay_words(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    words = "<b>vet</b> & <script>alert(1)</script> *ster* _streep_"
    await sender.send(message(f"<p>{escape(words)}</p>"))
    sent = await telegram.next_message(noor.id)
    assert (sent.text, sent.entities) == (words, [])


async def test_a_message_answers_another_without_a_sound(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    await sender.send(message(reply_to="12", silent=True))
    sent = await telegram.next_message(noor.id)
    assert (sent.reply_to, sent.silent) == (12, True)
    (asked,) = telegram.called("sendMessage")
    assert asked["reply_parameters"]["allow_sending_without_reply"] is True


async def test_links_are_never_previewed(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    await sender.send(message('<p><a href="https://akkoord.example/l/geheim">Bekijk</a></p>'))
    assert not (await telegram.next_message(noor.id)).previewed


async def test_a_long_message_takes_pages_with_the_buttons_on_the_last(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    points = "".join(f"<li><b>Student {n}</b>: 😀 {'uur ' * 20}</li>" for n in range(150))
    ids = await sender.send(message(f"<ul>{points}</ul>", buttons=[YES_NO], reply_to="12"))
    pages = telegram.sent
    assert [str(page.message_id) for page in pages] == ids
    assert len(pages) > 2
    assert [page.labels for page in pages] == [[]] * (len(pages) - 1) + [["Akkoord", "Nog niet"]]
    assert [page.reply_to for page in pages] == [12] + [None] * (len(pages) - 1)
    assert [bold for page in pages for bold in page.marked("bold")] == [f"Student {n}" for n in range(150)]


@pytest.mark.parametrize("button", [("Ja", ""), ("Ja", "v1:" + "x" * 62), ("Ja", "é" * 33), (" ", "v1:1:0")])
async def test_a_button_that_telegram_would_refuse_is_refused_before_anything_is_sent(
    telegram: FakeTelegram, sender: ChatSender, noor: Person, button: tuple[str, str]
) -> None:
    with pytest.raises(Refused):
        await sender.send(message(buttons=[[button]]))
    assert telegram.sent == []


async def test_callback_data_of_64_bytes_is_sent(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    await sender.send(message(buttons=[[("Ja", "v" * 64)], []]))
    assert (await telegram.next_message(noor.id)).buttons == [[("Ja", "v" * 64)]]


async def test_a_channels_name_is_no_chat(telegram: FakeTelegram, sender: ChatSender) -> None:
    with pytest.raises(Refused):
        await sender.send(ChatMessage("@nieuws", "<p>Dag</p>"))
    assert telegram.called("sendMessage") == []


async def test_buttons_are_edited_away_after_use(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    (message_id,) = await sender.send(message(buttons=[YES_NO]))
    await sender.set_buttons("7001", message_id)
    (sent,) = telegram.sent
    assert (sent.buttons, sent.text, sent.edits) == ([], "Dag", 1)


async def test_the_buttons_that_still_do_something_stay(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    (message_id,) = await sender.send(message(buttons=[YES_NO]))
    await sender.set_buttons("7001", message_id, [YES_NO[:1]])
    assert telegram.sent[0].buttons == [list(YES_NO[:1])]


async def test_closing_twice_or_too_late_is_no_trouble(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    (message_id,) = await sender.send(message(buttons=[YES_NO]))
    await sender.set_buttons("7001", message_id)
    await sender.set_buttons("7001", message_id)
    await sender.set_buttons("7001", "99999")
    telegram.fail_next("editMessageReplyMarkup", 400, "Bad Request: message can't be edited")
    await sender.set_buttons("7001", message_id)
    assert telegram.sent[0].edits == 1


async def test_a_message_is_changed_in_place_and_a_second_time_is_no_trouble(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    (message_id,) = await sender.send(message("<p>Een</p>", buttons=[YES_NO]))
    other = message("<p><b>Twee</b></p>", buttons=[YES_NO[:1]])
    assert await sender.change(other, message_id) == [message_id]
    assert await sender.change(other, message_id) == [message_id]
    (sent,) = telegram.sent
    assert (sent.text, sent.marked("bold"), sent.labels, sent.edits) == ("Twee", ["Twee"], ["Akkoord"], 1)


@pytest.mark.parametrize("message_id", ["99999", ""])
async def test_what_can_not_be_changed_any_more_comes_as_a_new_message(
    telegram: FakeTelegram, sender: ChatSender, noor: Person, message_id: str
) -> None:
    (new_id,) = await sender.change(message("<p>Twee</p>"), message_id)
    (sent,) = telegram.sent
    assert (str(sent.message_id), sent.text) == (new_id, "Twee")


async def test_what_is_too_long_to_be_one_message_is_not_squeezed_into_the_old_one(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    (message_id,) = await sender.send(message("<p>Een</p>"))
    ids = await sender.change(message(f"<p>{'uur ' * 1500}</p>"), message_id)
    assert len(ids) == 2
    assert telegram.sent[0].text == "Een"


async def test_another_refusal_to_edit_is_told(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    telegram.fail_next("editMessageReplyMarkup", 400, "Bad Request: something new")
    with pytest.raises(Refused, match="Something new"):
        await sender.set_buttons("7001", "12")


async def test_a_pressed_button_is_answered_once_and_late_answers_are_no_trouble(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    await sender.send(message(buttons=[YES_NO]))
    query_id = await noor.presses(telegram.sent[0], "Akkoord")
    await sender.answer_button(query_id, "Genoteerd " * 30)
    await sender.answer_button(query_id)
    shown = telegram.answers[query_id]
    assert shown is not None
    assert (len(shown), shown[-1]) == (200, "…")


async def test_typing_is_shown(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    await sender.typing("7001")
    assert telegram.called("sendChatAction") == [{"chat_id": 7001, "action": "typing"}]


async def test_who_blocked_us_is_blocked(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    await noor.blocks()
    with pytest.raises(Blocked, match="blocked by the user"):
        await sender.send(message())


@pytest.mark.parametrize(
    ("status", "description", "trouble"),
    [
        (403, "Forbidden: user is deactivated", Blocked),
        (403, "Forbidden: bot can't initiate conversation with a user", Blocked),
        (400, "Bad Request: chat not found", Blocked),
        (400, "Bad Request: PEER_ID_INVALID", Blocked),
        (400, "Bad Request: can't parse entities", Refused),
        (401, "Unauthorized", TryLater),
        (404, "Not Found", TryLater),
        (500, "Internal Server Error", TryLater),
        (502, "Bad Gateway", TryLater),
    ],
)
async def test_every_failure_is_one_of_our_own(
    telegram: FakeTelegram,
    sender: ChatSender,
    noor: Person,
    status: int,
    description: str,
    trouble: type[ChatTrouble],
) -> None:
    telegram.fail_next("sendMessage", status, description)
    with pytest.raises(ChatTrouble) as told:
        await sender.send(message())
    assert type(told.value) is trouble
    assert telegram.sent == []


async def test_a_chat_that_moved_names_its_new_id(telegram: FakeTelegram, sender: ChatSender, noor: Person) -> None:
    telegram.fail_next("sendMessage", 400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1007)
    with pytest.raises(ChatMoved) as told:
        await sender.send(message())
    assert told.value.new_chat_id == "-1007"


async def test_telegram_being_away_is_for_later_at_a_time_of_ones_own(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    await telegram.stop()
    with pytest.raises(TryLater) as told:
        await sender.send(message())
    assert told.value.seconds is None


async def test_being_asked_to_wait_holds_for_everyone_until_the_time_is_over(
    telegram: FakeTelegram, sender: ChatSender, clock: Clock, noor: Person
) -> None:
    other = telegram.user(7002)
    telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(TryLater) as told:
        await sender.send(message())
    assert told.value.seconds == 7
    clock.at += 3
    with pytest.raises(TryLater) as told:
        await sender.send(ChatMessage(str(other.id), "<p>Dag</p>"))
    assert told.value.seconds == pytest.approx(4)
    assert len(telegram.called("sendMessage")) == 1
    clock.at += 4
    await sender.send(message())
    assert len(telegram.sent) == 1


async def test_a_short_wait_between_two_pages_is_waited_out(
    telegram: FakeTelegram, sender: ChatSender, clock: Clock, noor: Person
) -> None:
    paused = asyncio.create_task(sender.send(message(f"<p>{'een ' * 1000}</p><p>{'twee ' * 500}</p>")))
    await telegram.next_message(noor.id)
    telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    assert len(await paused) == 2
    assert [sent.text[:3] for sent in telegram.sent] == ["een", "twe"]
    assert 3 in clock.slept


async def test_a_long_wait_between_two_pages_is_left_to_the_caller(
    telegram: FakeTelegram, sender: ChatSender, noor: Person
) -> None:
    sending = asyncio.create_task(sender.send(message(f"<p>{'een ' * 1000}</p><p>{'twee ' * 500}</p>")))
    await telegram.next_message(noor.id)
    telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 60", retry_after=60)
    with pytest.raises(TryLater) as told:
        await sending
    assert told.value.seconds == 60


async def test_chats_at_rest_are_forgotten(clock: Clock) -> None:
    throttle = Throttle(clock=clock, sleep=clock.sleep)
    for chat in range(5000):
        await throttle.turn(str(chat))
    assert len(throttle._chats) < 2000


async def test_the_menu_is_set_for_each_language_and_for_all_others(telegram: FakeTelegram, bot: Bot) -> None:
    dutch, english = [("hulp", "Wat kan ik zeggen?")], [("help", "What can I say?")]
    await show_menu(bot, {"nl": dutch, "en": english})
    assert telegram.commands == {"nl": dutch, "en": english, "": dutch}
    assert all(call["scope"] == {"type": "all_private_chats"} for call in telegram.called("setMyCommands"))


async def test_a_menu_that_telegram_refuses_is_told(telegram: FakeTelegram, bot: Bot) -> None:
    with pytest.raises(Refused):
        await show_menu(bot, {"nl": [("Hulp!", "Wat kan ik zeggen?")]})
