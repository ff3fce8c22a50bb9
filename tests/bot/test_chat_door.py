"""What each kind of update is to the desk, and who is proven to speak."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.door import ChatDoor
from core.incoming import Channel, Evidence, Incoming, Kind, SenderProof, Unreadable
from tests.real.fake_telegram import FakeTelegram, Person, Sent

DOOR = ChatDoor()
MOMENT = 1_795_500_000


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram(now=lambda: MOMENT)


@pytest.fixture
def digest(telegram: FakeTelegram, noor: Person) -> Sent:
    buttons = [[("Akkoord", "v1:1a:0"), ("Nog niet", "v1:1a:1")]]
    return Sent(noor.id, telegram.next_message_id(), MOMENT, "1. Sanne: 32 uur", [], buttons, first_buttons=buttons)


def read(telegram: FakeTelegram) -> Incoming:
    """Read the last update, both as Telegram wrote it and as the library passes it on: they must mean the same."""
    update = telegram.pending[-1]
    library = Update.de_json(update, None)
    plain = DOOR.read(json.dumps(update).encode())
    assert DOOR.read(library.to_json().encode()) == plain
    return plain


async def test_a_text_in_a_private_chat_is_a_proven_persons_message(telegram: FakeTelegram, noor: Person) -> None:
    message = await noor.says("wk 12 akkoord, behalve dinsdag")
    incoming = read(telegram)
    assert incoming == Incoming(
        channel=Channel.CHAT,
        kind=Kind.HUMAN,
        sender="7001",
        text="wk 12 akkoord, behalve dinsdag",
        sent_at=datetime.fromtimestamp(MOMENT, UTC),
        proof=SenderProof.PASS,
        evidence=Evidence.CHAT,
        message_id=f"7001:{message['message_id']}",
        chat_id="7001",
        message_ref=str(message["message_id"]),
        sender_name="Noor Aziz",
        facts={"language": "nl"},
    )
    typed = DOOR.typed(incoming, ())
    assert (typed.text, typed.agreed) == ("wk 12 akkoord, behalve dinsdag", True)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("nl", {"language": "nl"}),
        ("nl-BE", {"language": "nl"}),
        ("EN-gb", {"language": "en"}),
        ("be-tarask", {}),
        ("fr", {"language": "fr"}),
        ("pt", {}),
        ("", {}),
    ],
)
async def test_the_language_of_an_app_is_cut_to_one_that_we_speak(
    telegram: FakeTelegram, code: str, facts: dict[str, str]
) -> None:
    await telegram.user(7002, "Bo", code).says("hallo")
    assert read(telegram).facts == facts


async def test_a_reply_names_the_message_it_answers(telegram: FakeTelegram, noor: Person, digest: Sent) -> None:
    await noor.says("akkoord", reply_to=digest)
    incoming = read(telegram)
    assert incoming.in_reply_to == (f"7001:{digest.message_id}",)
    assert DOOR.typed(incoming, ()).agreed


async def test_a_part_quoted_by_hand_makes_the_words_uncertain(
    telegram: FakeTelegram, noor: Person, digest: Sent
) -> None:
    await noor.says("akkoord", reply_to=digest, quote="1. Sanne")
    typed = DOOR.typed(read(telegram), ())
    assert (typed.text, typed.agreed, typed.cut) == ("akkoord", False, "quote")


@pytest.mark.parametrize("mark", ["strikethrough", "blockquote", "expandable_blockquote"])
async def test_words_struck_out_or_quoted_make_a_text_uncertain(
    telegram: FakeTelegram, noor: Person, mark: str
) -> None:
    await noor.says("akkoord nee", entities=[{"type": mark, "offset": 0, "length": 7}])
    typed = DOOR.typed(read(telegram), ())
    assert (typed.agreed, typed.cut) == (False, mark)


async def test_bold_words_are_as_certain_as_others(telegram: FakeTelegram, noor: Person) -> None:
    await noor.says("akkoord", entities=[{"type": "bold", "offset": 0, "length": 7}])
    assert DOOR.typed(read(telegram), ()).agreed


async def test_a_pressed_button_tells_its_data_and_how_to_answer_it(
    telegram: FakeTelegram, noor: Person, digest: Sent
) -> None:
    query_id = await noor.presses(digest, "Akkoord")
    incoming = read(telegram)
    assert (incoming.kind, incoming.button, incoming.evidence) == (Kind.BUTTON, "v1:1a:0", Evidence.CHAT)
    assert (incoming.sender, incoming.chat_id, incoming.sent_at) == ("7001", "7001", None)
    assert incoming.facts["callback_query_id"] == query_id
    assert incoming.facts["message_id"] == incoming.message_ref == str(digest.message_id)
    assert incoming.in_reply_to == (f"7001:{digest.message_id}",)


async def test_a_button_on_a_message_too_old_to_show_still_counts(telegram: FakeTelegram, noor: Person) -> None:
    old = {"chat": noor.chat, "message_id": 5, "date": 0}
    query = {"id": "q", "from": noor.user, "message": old, "chat_instance": "1", "data": "v1:1:0"}
    await telegram.push(callback_query=query)
    incoming = read(telegram)
    assert (incoming.kind, incoming.evidence, incoming.message_ref) == (Kind.BUTTON, Evidence.CHAT, "5")


async def test_a_button_without_a_message_proves_nobody(telegram: FakeTelegram, noor: Person) -> None:
    query = {"id": "q", "from": noor.user, "inline_message_id": "x", "chat_instance": "1", "data": "v1:1:0"}
    await telegram.push(callback_query=query)
    incoming = read(telegram)
    assert (incoming.kind, incoming.evidence) == (Kind.AUTOMATIC, Evidence.NOTHING)


async def test_a_changed_message_is_an_edit_with_its_new_words(telegram: FakeTelegram, noor: Person) -> None:
    message = await noor.says("akkoord")
    await noor.edits(message, "niet akkoord")
    incoming = read(telegram)
    assert (incoming.kind, incoming.text, incoming.message_ref) == (
        Kind.EDIT,
        "niet akkoord",
        str(message["message_id"]),
    )


@pytest.mark.parametrize(("emoji", "told"), [("👍", ["👍"]), ("", [])])
async def test_a_thumb_is_a_reaction_to_the_message_under_which_it_is(
    telegram: FakeTelegram, noor: Person, digest: Sent, emoji: str, told: list[str]
) -> None:
    telegram._allowed = frozenset({"message_reaction"})
    await noor.reacts(digest, emoji)
    incoming = read(telegram)
    assert (incoming.kind, incoming.text, incoming.facts["emoji"]) == (Kind.REACTION, "", told)
    assert incoming.in_reply_to == (f"7001:{digest.message_id}",)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}}, "voice"),
        ({"document": {"file_id": "a", "file_unique_id": "b", "file_name": "uren.xlsx"}}, "document"),
        ({"video_note": {"file_id": "a", "file_unique_id": "b", "length": 240, "duration": 3}}, "video_note"),
        (
            {
                "sticker": {
                    "file_id": "a",
                    "file_unique_id": "b",
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                    "emoji": "👍",
                }
            },
            "sticker",
        ),
        ({"location": {"latitude": 52.1, "longitude": 5.1}}, "location"),
        ({"contact": {"phone_number": "+31600000000", "first_name": "Sanne"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        ({}, "unknown"),
    ],
)
async def test_what_has_no_words_is_unreadable_and_named(
    telegram: FakeTelegram, noor: Person, content: dict[str, Any], what: str
) -> None:
    await noor.sends(**content)
    incoming = read(telegram)
    assert (incoming.kind, incoming.text, incoming.facts["what"]) == (Kind.UNREADABLE, "", what)


async def test_a_photo_with_akkoord_under_it_is_not_read_as_akkoord(telegram: FakeTelegram, noor: Person) -> None:
    await noor.sends_photo("akkoord")
    incoming = read(telegram)
    assert (incoming.kind, incoming.text, incoming.facts["what"]) == (Kind.UNREADABLE, "", "photo")


async def test_a_forwarded_text_is_not_its_senders(telegram: FakeTelegram, noor: Person) -> None:
    await noor.forwards("akkoord", written_by="Iemand")
    incoming = read(telegram)
    assert (incoming.kind, incoming.text, incoming.facts["what"]) == (Kind.UNREADABLE, "", "forwarded")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"via_bot": {"id": 9, "is_bot": True, "first_name": "Spreuken"}}, "by_a_bot"),
        ({"is_from_offline": True}, "scheduled"),
    ],
)
async def test_words_of_a_bot_or_written_ahead_are_not_read(
    telegram: FakeTelegram, noor: Person, content: dict[str, Any], what: str
) -> None:
    await noor.says("akkoord", **content)
    incoming = read(telegram)
    assert (incoming.kind, incoming.text, incoming.facts["what"]) == (Kind.UNREADABLE, "", what)


async def test_a_note_of_telegram_itself_is_automatic(telegram: FakeTelegram, noor: Person, digest: Sent) -> None:
    await noor.sends(pinned_message=telegram.as_message(digest))
    assert read(telegram).kind is Kind.AUTOMATIC


async def test_a_group_proves_nobody(telegram: FakeTelegram, noor: Person) -> None:
    await noor.says_in_group("akkoord")
    incoming = read(telegram)
    assert (incoming.kind, incoming.evidence, incoming.proof) == (Kind.GROUP, Evidence.NOTHING, SenderProof.NONE)


async def test_only_a_private_chat_is_proof_whatever_its_number(telegram: FakeTelegram, noor: Person) -> None:
    await noor.says("akkoord", chat={"id": noor.id, "type": "group", "title": "Stagegroep"})
    incoming = read(telegram)
    assert (incoming.kind, incoming.evidence) == (Kind.GROUP, Evidence.NOTHING)


async def test_a_start_in_a_group_is_no_start(telegram: FakeTelegram, noor: Person) -> None:
    await noor.says_in_group("/start geheim")
    assert read(telegram).kind is Kind.GROUP


async def test_a_bot_proves_nobody(telegram: FakeTelegram, noor: Person) -> None:
    await noor.says("akkoord", sender={**noor.user, "is_bot": True})
    incoming = read(telegram)
    assert (incoming.kind, incoming.evidence, incoming.proof) == (Kind.AUTOMATIC, Evidence.NOTHING, SenderProof.NONE)


async def test_a_private_chat_of_somebody_else_proves_nobody(telegram: FakeTelegram, noor: Person) -> None:
    await noor.says("akkoord", sender={**noor.user, "id": 7002})
    incoming = read(telegram)
    assert (incoming.kind, incoming.evidence) == (Kind.AUTOMATIC, Evidence.NOTHING)


async def test_a_channel_post_proves_nobody(telegram: FakeTelegram) -> None:
    channel = {"id": -100, "type": "channel", "title": "Nieuws"}
    await telegram.push(channel_post={"message_id": 1, "date": MOMENT, "chat": channel, "text": "akkoord"})
    incoming = read(telegram)
    assert (incoming.kind, incoming.evidence, incoming.sender) == (Kind.GROUP, Evidence.NOTHING, "")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("/start Ab3_-x", ("Ab3_-x",)),
        ("/start@akkoord_test_bot Ab3_-x", ("Ab3_-x",)),
        ("/start " + "a" * 64, ("a" * 64,)),
        ("/start " + "a" * 65, ()),
        ("/start twee woorden", ()),
        ("/start é", ()),
        ("/start", ()),
        ("/start ", ()),
    ],
)
async def test_a_start_brings_its_token_when_it_can_be_one(
    telegram: FakeTelegram, noor: Person, text: str, tokens: tuple[str, ...]
) -> None:
    await noor.says(text)
    incoming = read(telegram)
    assert (incoming.kind, incoming.tokens) == (Kind.START, tokens)
    assert incoming.evidence is Evidence.CHAT


@pytest.mark.parametrize("text", ["/annuleren", "/open wk 12", "/startnu", "ik start /start abc"])
async def test_other_commands_are_plain_text(telegram: FakeTelegram, noor: Person, text: str) -> None:
    await noor.says(text)
    incoming = read(telegram)
    assert (incoming.kind, incoming.text, incoming.tokens) == (Kind.HUMAN, text, ())


async def test_blocking_us_and_taking_it_back_are_told(telegram: FakeTelegram, noor: Person) -> None:
    await noor.blocks()
    blocked = read(telegram)
    await noor.unblocks()
    welcome = read(telegram)
    assert (blocked.kind, blocked.sender, blocked.facts["blocked"]) == (Kind.BLOCKED, "7001", True)
    assert (welcome.kind, welcome.facts["blocked"]) == (Kind.BLOCKED, False)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"update_id": 1}',
        b'{"update_id": 1, "poll": {}}',
        b'{"message": "akkoord"}',
        b'{"message": {"text": ["akkoord"], "chat": {"id": 1, "type": "private"}, "date": 1}}',
        b'{"message": {"text": "akkoord", "chat": {"id": true, "type": "private"}, "date": 1}}',
        b'{"message": {"text": "akkoord", "chat": {"id": 1, "type": "private"}, "date": "gisteren"}}',
        b'{"message": {"text": "\\ud800", "chat": {"id": 1, "type": "private"}, "date": 1}}',
        b'{"message": {"text": "a\\u0000b", "chat": {"id": 1, "type": "private"}, "date": 1}}',
        b'{"callback_query": {"id": "q", "from": {"id": 1}, "chat_instance": "1"}}',
        b'{"message": {"text": "ja", "entities": true, "chat": {"id": 1, "type": "private"}, "date": 1}}',
        b'{"message_reaction": {"message_id": 1, "new_reaction": true}}',
        b'{"message_reaction": {"message_id": 1, "new_reaction": [{"emoji": "\\udc00"}]}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_proper_update_is_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        DOOR.read(raw)
    assert refused.value.why


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=8,
)
NAMES = ["message_id", "from", "user", "chat", "date", "text", "voice", "entities", "reply_to_message", "id", "data"]
PERSON = st.fixed_dictionaries(
    {"id": st.just(1) | JSON}, optional={"is_bot": st.just(False) | JSON, "type": st.just("private") | JSON}
)
BODY = st.dictionaries(
    st.sampled_from([*NAMES, "message", "new_chat_member", "new_reaction"]), PERSON | JSON, max_size=8
)
KINDS = ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member", "channel_post"]


@given(update=st.dictionaries(st.sampled_from(KINDS), BODY | JSON, min_size=1, max_size=2))
def test_no_update_whatsoever_makes_the_door_stumble(update: dict[str, Any]) -> None:
    try:
        incoming = DOOR.read(json.dumps(update).encode())
    except Unreadable:
        return
    incoming.text.encode()
    if incoming.evidence:
        assert incoming.sender == incoming.chat_id == str(int(incoming.sender))
