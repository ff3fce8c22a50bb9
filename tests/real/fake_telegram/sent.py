"""What the bot sent, as the person's screen shows it now."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.real.fake_telegram.schema import SchemaError

LIMIT = 4096
CAPTION_LIMIT = 1024
PHOTO_BYTES = 10 * 1024 * 1024
ENTITY_LIMIT = 100
CALLBACK_BYTES = 64
ENTITY_TYPES = frozenset(
    {
        *(
            "mention",
            "hashtag",
            "cashtag",
            "bot_command",
            "url",
            "email",
            "phone_number",
            "text_mention",
            "custom_emoji",
        ),
        *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "date_time"),
        *("blockquote", "expandable_blockquote"),
    }
)


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """The Bot API's way of saying no: an HTTP status and a description."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(slots=True)
class Failure:
    """An answer that the next call of a method gets. done: the work is done all the same, only the answer is lost."""

    status: int
    description: str
    parameters: Mapping[str, int]
    done: bool


@dataclass(slots=True)
class Sent:
    """One message of the bot.

    buttons: rows of (label, callback data) that are on it now; first_buttons: those it was sent with.
    edits: how often it was changed. photo: the PNG that was sent along; its text is the caption then.
    """

    chat_id: int
    message_id: int
    date: int
    text: str
    entities: list[dict[str, Any]]
    buttons: list[list[tuple[str, str]]]
    reply_to: int | None = None
    silent: bool = False
    previewed: bool = True
    deleted: bool = False
    edits: int = 0
    first_buttons: list[list[tuple[str, str]]] = field(default_factory=list)
    photo: bytes = b""

    @property
    def photo_size(self) -> tuple[int, int]:
        """Width and height of the photo, in pixels."""
        return png_size(self.photo)

    def shown(self, sender: dict[str, Any], chat: dict[str, Any], now: int) -> dict[str, Any]:
        """Write it the way the Bot API does."""
        message = {"message_id": self.message_id, "from": sender, "chat": chat, "date": self.date}
        if self.photo:
            width, height = self.photo_size
            size = {"file_id": f"photo-{self.message_id}", "file_unique_id": f"p{self.message_id}"}
            message |= {"photo": [{**size, "width": width, "height": height}]}
        words, marks = ("caption", "caption_entities") if self.photo else ("text", "entities")
        message |= {words: self.text} if self.text else {}
        message |= {marks: self.entities} if self.entities else {}
        message |= {"edit_date": now} if self.edits else {}
        if self.buttons:
            rows = [[{"text": label, "callback_data": data} for label, data in row] for row in self.buttons]
            message["reply_markup"] = {"inline_keyboard": rows}
        return message

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons, in reading order."""
        return [label for row in self.buttons for label, _ in row]

    def marked(self, kind: str) -> list[str]:
        """The pieces of text under entities of one type, cut as Telegram does: in UTF-16 units."""
        return [cut(self.text, each) for each in self.entities if each["type"] == kind]

    def find_button(self, wanted: str, *, stale: bool = False) -> tuple[str, str]:
        """Find a button by label or callback data. stale: one that was there before.

        Raises: AssertionError when the person has no such button to press.
        """
        rows = self.first_buttons if stale else self.buttons
        for row in rows:
            for label, data in row:
                if wanted in {label, data}:
                    return label, data
        raise AssertionError(f"no button {wanted!r} on {self.text!r}, only {rows!r}")


def cut(text: str, entity: Mapping[str, Any]) -> str:
    """Take the text under an entity, whose offset and length are in UTF-16 units."""
    units = text.encode("utf-16-le")
    return units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def png_size(photo: bytes) -> tuple[int, int]:
    """Read width and height from a PNG's head. Raises: Refusal for what is no PNG."""
    if photo[:8] != b"\x89PNG\r\n\x1a\n" or photo[12:16] != b"IHDR":
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    width, height = (int.from_bytes(photo[at : at + 4], "big") for at in (16, 20))
    return width, height


def accepted_photo(photo: bytes) -> None:
    """Refuse a photo as Telegram would: no picture, too heavy, too large or too narrow."""
    width, height = png_size(photo)
    if len(photo) > PHOTO_BYTES or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")


def accepted_text(text: str, entities: Sequence[Mapping[str, Any]], *, is_caption: bool = False) -> None:
    """Refuse a text as Telegram would: empty, too long, or with entities that don't fit; a caption may be empty.

    Raises: Refusal for what Telegram refuses; SchemaError for what it would silently drop.
    """
    if not text.strip() and not is_caption:
        raise Refusal(400, "Bad Request: message text is empty")
    units = len(text.encode("utf-16-le")) // 2
    if units > (CAPTION_LIMIT if is_caption else LIMIT):
        raise Refusal(400, f"Bad Request: message {'caption ' if is_caption else ''}is too long")
    if len(entities) > ENTITY_LIMIT:
        raise SchemaError(f"{len(entities)} entities: Telegram shows the first {ENTITY_LIMIT} only")
    for entity in entities:
        if entity["type"] not in ENTITY_TYPES:
            raise Refusal(400, f"Bad Request: unsupported entity type {entity['type']}")
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > units:
            raise Refusal(400, "Bad Request: entity is outside the text")
        try:
            cut(text, entity)
        except UnicodeDecodeError:
            raise Refusal(400, "Bad Request: entity begins or ends in the middle of a character") from None


def accepted_buttons(markup: Mapping[str, Any] | None) -> list[list[tuple[str, str]]]:
    """Read an inline keyboard. Raises: Refusal for what Telegram refuses, SchemaError for other kinds of buttons."""
    rows = []
    for row in (markup or {}).get("inline_keyboard", ()):
        for button in row:
            if set(button) != {"text", "callback_data"}:
                raise SchemaError(f"a button must have a text and callback data: {button!r}")
            if not 1 <= len(button["callback_data"].encode()) <= CALLBACK_BYTES:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
            if not button["text"].strip():
                raise Refusal(400, "Bad Request: inline keyboard button text is empty")
        if row:
            rows.append([(button["text"], button["callback_data"]) for button in row])
    return rows


def accepted_commands(commands: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Read a command menu as (command, description). Raises: Refusal."""
    menu = [(each["command"], each["description"]) for each in commands]
    for command, description in menu:
        if not re.fullmatch("[a-z0-9_]{1,32}", command):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    if len(menu) > 100:
        raise Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    return menu
