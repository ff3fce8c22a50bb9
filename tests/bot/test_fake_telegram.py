"""The fake Bot API accepts what the documentation allows and hands out updates as the real one does."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from tests.real.fake_telegram import TOKEN, FakeTelegram, Person, SchemaError
from tests.real.fake_telegram.schema import check

USER = {"id": 1, "is_bot": False, "first_name": "Noor"}


async def call(telegram: FakeTelegram, method: str, token: str = TOKEN, **form: str) -> dict[str, Any]:
    async with httpx.AsyncClient() as client:
        answer: dict[str, Any] = (await client.post(f"{telegram.base_url}{token}/{method}", data=form)).json()
    return answer


@pytest.mark.parametrize(
    ("method", "form", "trouble"),
    [
        ("sendMessage", {"chat_id": "7001"}, "lacks what sendMessage requires: text"),
        ("sendMessage", {"chat_id": "7001", "text": "x", "colour": "red"}, "doesn't know the parameter colour"),
        ("sendMessage", {"chat_id": "7001", "text": "x", "disable_notification": "1"}, "must be Boolean"),
        ("sendMessage", {"chat_id": "7001", "text": "x", "entities": "bold"}, "must be Array of MessageEntity"),
        ("sendMessage", {"chat_id": "7001", "text": "x", "entities": '[{"type":"bold"}]'}, "lacks what MessageEntity"),
        ("sendMessage", {"chat_id": "7001", "text": "x", "reply_markup": '{"inline_keyboard":[[{}]]}'}, "is none of"),
        ("editMessageText", {"chat_id": "7001", "message_id": "twelve", "text": "x"}, "must be Integer"),
        ("getUpdates", {"allowed_updates": '["messages"]'}, "unknown kinds"),
        ("sendChatAction", {"chat_id": "7001", "action": "dancing"}, "unknown chat action"),
        ("setMyCommands", {"commands": '[{"command":"hulp"}]'}, "lacks what BotCommand requires: description"),
        ("sendPigeon", {}, "unknown method sendPigeon"),
    ],
)
async def test_a_request_that_breaks_the_schema_is_refused_and_remembered(
    telegram: FakeTelegram, noor: Person, method: str, form: dict[str, str], trouble: str
) -> None:
    answer = await call(telegram, method, **form)
    assert answer["ok"] is False
    (violation,) = telegram.violations
    assert trouble in violation
    telegram.violations.clear()


async def test_a_remembered_violation_fails_the_test_at_its_end() -> None:
    with pytest.raises(SchemaError, match="colour"):
        async with FakeTelegram() as telegram:
            await call(telegram, "getMe", colour="red")


@pytest.mark.parametrize(
    ("form", "description"),
    [
        ({"text": " "}, "message text is empty"),
        ({"text": "é" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "entities": '[{"type":"bold","offset":0,"length":2}]'}, "outside the text"),
        ({"text": "x😀", "entities": '[{"type":"bold","offset":0,"length":2}]'}, "middle of a character"),
        ({"text": "x", "entities": '[{"type":"loud","offset":0,"length":1}]'}, "unsupported entity type"),
        ({"text": "x", "chat_id": "1"}, "chat not found"),
    ],
)
async def test_what_telegram_would_refuse_is_refused(
    telegram: FakeTelegram, noor: Person, form: dict[str, str], description: str
) -> None:
    answer = await call(telegram, "sendMessage", **({"chat_id": str(noor.id)} | form))
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert description in answer["description"]
    assert telegram.violations == []
    assert telegram.sent == []


async def test_another_bots_token_is_unauthorized(telegram: FakeTelegram) -> None:
    assert (await call(telegram, "getMe", "1:other"))["error_code"] == 401


async def test_method_names_may_be_written_in_any_case(telegram: FakeTelegram) -> None:
    assert (await call(telegram, "GETME"))["result"]["id"] == 4242


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"message_id": 1, "date": 1}},
        {"message": {"message_id": 1, "date": "1", "chat": {"id": 1, "type": "private"}}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "mood": "good"}},
        {"telepathy": {}},
    ],
)
async def test_an_update_that_breaks_the_schema_cannot_be_pushed(
    telegram: FakeTelegram, update: dict[str, Any]
) -> None:
    with pytest.raises(SchemaError):
        await telegram.push(**update)
    assert telegram.pending == []


def test_one_of_several_types_must_fit() -> None:
    check({"type": "emoji", "emoji": "👍"}, "ReactionType", "reaction")
    check({"type": "default"}, "BotCommandScope", "scope")
    check("@name", "Integer or String", "chat")
    check({"status": "kicked", "user": USER, "until_date": 0}, "ChatMember", "member")
    with pytest.raises(SchemaError, match="lacks what ReactionTypeEmoji requires"):
        check({"type": "emoji"}, "ReactionType", "reaction")
    with pytest.raises(SchemaError, match="none that ReactionType knows"):
        check({"type": "wink"}, "ReactionType", "reaction")
    with pytest.raises(SchemaError, match="none of"):
        check(1.5, "Integer or String", "chat")
    with pytest.raises(SchemaError, match="must be True"):
        check(USER | {"is_premium": False}, "User", "user")
    with pytest.raises(SchemaError, match="doesn't know"):
        check(1, "Pigeon", "bird")


async def test_updates_stay_until_a_higher_offset_is_asked_for(telegram: FakeTelegram, noor: Person) -> None:
    for text in ("een", "twee", "drie"):
        await noor.says(text)
    first, second, third = [update["update_id"] for update in telegram.pending]

    async def ids(**form: str) -> list[int]:
        return [update["update_id"] for update in (await call(telegram, "getUpdates", **form))["result"]]

    assert await ids() == [first, second, third]
    assert await ids(limit="2") == [first, second]
    assert await ids(offset=str(first + 1)) == [second, third]
    assert await ids() == [second, third]
    assert await ids(offset="-1") == [third]
    assert await ids() == [third]
    assert await ids(offset=str(third + 1)) == []


async def test_a_long_poll_is_answered_as_soon_as_there_is_something(telegram: FakeTelegram, noor: Person) -> None:
    waiting = asyncio.create_task(call(telegram, "getUpdates", timeout="30"))
    await telegram.until(lambda: telegram._poller == 1 or bool(telegram.called("getUpdates")))
    began = time.monotonic()
    await noor.says("akkoord")
    assert (await waiting)["result"][0]["message"]["text"] == "akkoord"
    assert time.monotonic() - began < 20


async def test_a_second_poll_ends_the_first_with_a_conflict(telegram: FakeTelegram, noor: Person) -> None:
    first = asyncio.create_task(call(telegram, "getUpdates", timeout="30"))
    await telegram.until(lambda: len(telegram.called("getUpdates")) == 1)
    second = asyncio.create_task(call(telegram, "getUpdates", timeout="30"))
    assert (await first)["error_code"] == 409
    await noor.says("akkoord")
    assert len((await second)["result"]) == 1


async def test_what_was_not_asked_for_is_not_delivered(telegram: FakeTelegram, noor: Person) -> None:
    await call(telegram, "getUpdates", allowed_updates='["callback_query"]')
    await noor.says("akkoord")
    assert telegram.pending == []
    await call(telegram, "getUpdates", allowed_updates='["message"]')
    await noor.says("akkoord")
    assert len(telegram.pending) == 1


async def test_it_starts_again_on_the_same_port_with_all_it_had(telegram: FakeTelegram, noor: Person) -> None:
    await noor.says("akkoord")
    before = telegram.base_url
    await telegram.stop()
    with pytest.raises(httpx.ConnectError):
        await call(telegram, "getMe")
    await telegram.start()
    assert telegram.base_url == before
    assert len((await call(telegram, "getUpdates"))["result"]) == 1


async def test_an_answer_may_get_lost_after_the_work_is_done(telegram: FakeTelegram, noor: Person) -> None:
    telegram.fail_next("sendMessage", 502, "Bad Gateway", done=True)
    answer = await call(telegram, "sendMessage", chat_id=str(noor.id), text="Dag")
    assert answer["ok"] is False
    assert (await telegram.next_message(noor.id)).text == "Dag"


async def test_waiting_for_a_message_that_does_not_come_ends(telegram: FakeTelegram, noor: Person) -> None:
    with pytest.raises(TimeoutError):
        await telegram.next_message(noor.id, timeout=0.01)


async def test_a_button_that_is_not_there_cannot_be_pressed(telegram: FakeTelegram, noor: Person) -> None:
    markup = '{"inline_keyboard":[[{"text":"Ja","callback_data":"v1:1:0"}]]}'
    await call(telegram, "sendMessage", chat_id=str(noor.id), text="Akkoord?", reply_markup=markup)
    sent = await telegram.next_message(noor.id)
    await call(telegram, "editMessageReplyMarkup", chat_id=str(noor.id), message_id=str(sent.message_id))
    with pytest.raises(AssertionError, match="no button 'Ja'"):
        await noor.presses(sent, "Ja")
    assert await noor.presses(sent, "Ja", stale=True)
    assert telegram.pending[0]["callback_query"]["data"] == "v1:1:0"
