"""A message for a chat becomes sendMessage or sendPhoto: entities, pages, buttons, no faster than Telegram allows."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from telegram import (
    Bot,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError

from bot.pages import Page, pages_of
from bot.throttle import Throttle
from bot.trouble import Away, Refused, TryLater, told, trouble_of, wait_asked

log = structlog.get_logger()

CALLBACK_BYTES = 64
CAPTION_UNITS = 1024
TOAST_CHARACTERS = 200
PATIENCE_SECONDS = 20.0
NO_PREVIEW = LinkPreviewOptions(
    is_disabled=True
)  # a preview would let Telegram fetch links that are meant for one person
# An edit that comes too late, or again, has nothing left to do.
NOT_CHANGED = ("message is not modified",)
NOTHING_TO_EDIT = (
    *NOT_CHANGED,
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
)
QUERY_IS_OVER = ("query is too old", "query id is invalid", "query_id_invalid")

Buttons = Sequence[Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture for a chat. caption: plain text, for when the message itself is too long to stand under it."""

    png: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """What to tell one chat.

    html: semantic HTML, users' words already escaped. buttons: rows of (label, callback data of 1 to 64 bytes).
    reply_to: the id of the message it answers, in the same chat. silent: without a sound. photo: goes along with it.
    """

    chat_id: str
    html: str
    buttons: Buttons = ()
    reply_to: str | None = None
    silent: bool = False
    photo: Photo | None = None


class ChatSender:
    """Writes to chats. Every method raises ChatTrouble (Blocked, Refused, TryLater, ChatMoved) and no other."""

    def __init__(self, bot: Bot, *, throttle: Throttle | None = None) -> None:
        self._bot = bot
        self._throttle = throttle or Throttle()

    async def send(self, message: ChatMessage) -> list[str]:
        """Send a message, on as many pages as it takes; the buttons are on the last, which is the one to remember.

        A photo carries the words as its caption when they fit, else it goes in front of them.

        Returns the ids of the pages in order. A fault between two pages loses the rest: sent again, the first repeats,
        so a short wait that Telegram asks for there is waited out here.
        """
        keyboard = keyboard_of(message.buttons)
        pages = pages_of(message.html)
        ids: list[str] = []
        if message.photo is not None:
            under = pages_of(message.html, most_units=CAPTION_UNITS)
            if len(under) == 1 and (ids := await self._send_photo(message, message.photo, under[0], keyboard=keyboard)):
                return ids
            if len(under) > 1:
                ids = await self._send_photo(message, message.photo, Page(message.photo.caption, ()))
        for page in pages:
            buttons = keyboard if page is pages[-1] else None
            try:
                sent = await self._send_page(
                    message, page, keyboard=buttons, reply_to=None if ids else message.reply_to
                )
            except TryLater as later:
                if not ids or later.seconds is None or later.seconds > PATIENCE_SECONDS:
                    raise
                await self._throttle.wait_out_pause()
                sent = await self._send_page(message, page, keyboard=buttons)
            ids.append(sent)
        return ids

    async def change(self, message: ChatMessage, message_id: str) -> list[str]:
        """Let an earlier message say this instead; as a new one when it can't be changed, or this is too long for one.

        Returns the ids of the pages in order, as `send` does.
        """
        pages = pages_of(message.html)
        if len(pages) > 1 or not message_id:
            return await self.send(message)
        (page,) = pages
        try:
            async with self._telegram(message.chat_id):
                await self._bot.edit_message_text(
                    page.text,
                    number(message.chat_id),
                    number(message_id),
                    entities=entities_of(page),
                    reply_markup=keyboard_of(message.buttons),
                    link_preview_options=NO_PREVIEW,
                )
        except Refused as refused:
            if says(refused, NOT_CHANGED):
                return [message_id]
            if not says(refused, NOTHING_TO_EDIT):
                raise
            return await self.send(message)
        return [message_id]

    async def set_buttons(self, chat_id: str, message_id: str, buttons: Buttons = ()) -> None:
        """Leave a message that was answered only these buttons; what is already so, or too old to edit, is left."""
        keyboard = keyboard_of(buttons)
        try:
            async with self._telegram(chat_id):
                await self._bot.edit_message_reply_markup(number(chat_id), number(message_id), reply_markup=keyboard)
        except Refused as refused:
            if not says(refused, NOTHING_TO_EDIT):
                raise

    async def answer_button(self, callback_query_id: str, text: str | None = None) -> None:
        """Stop the waiting sign on a pressed button, perhaps with a short note; too late is no trouble."""
        note = text if text is None or len(text) <= TOAST_CHARACTERS else f"{text[: TOAST_CHARACTERS - 1]}…"
        try:
            async with self._telegram():
                await self._bot.answer_callback_query(callback_query_id, text=note)
        except Refused as refused:
            if not says(refused, QUERY_IS_OVER):
                raise

    async def set_menu(self, chat_id: str, commands: Sequence[tuple[str, str]]) -> None:
        """Set the command menu of one private chat: (command, description) in order."""
        chat = number(chat_id)
        async with self._telegram():
            await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(chat))

    async def typing(self, chat_id: str) -> None:
        """Show for a few seconds that we are writing."""
        async with self._telegram():
            await self._bot.send_chat_action(number(chat_id), ChatAction.TYPING)

    async def mind_away(self) -> None:
        """Ask Telegram whether it is there, after it gave no answer to a message. Raises: Away."""
        try:
            await self._bot.get_me()
        except TelegramError as error:
            raise Away(told(error, self._bot.token)) from error

    async def _send_page(
        self, message: ChatMessage, page: Page, *, keyboard: InlineKeyboardMarkup | None, reply_to: str | None = None
    ) -> str:
        chat = number(message.chat_id)
        async with self._telegram(message.chat_id):
            sent = await self._bot.send_message(
                chat,
                page.text,
                entities=entities_of(page),
                reply_markup=keyboard,
                reply_parameters=answering(reply_to),
                disable_notification=message.silent,
                link_preview_options=NO_PREVIEW,
            )
        return str(sent.message_id)

    async def _send_photo(
        self, message: ChatMessage, photo: Photo, caption: Page, *, keyboard: InlineKeyboardMarkup | None = None
    ) -> list[str]:
        """Send a photo. Gives its id, or nothing when Telegram won't have it: the words are worth more than it."""
        chat = number(message.chat_id)
        try:
            async with self._telegram(message.chat_id):
                sent = await self._bot.send_photo(
                    chat,
                    photo.png,
                    caption=caption.text,
                    caption_entities=entities_of(caption),
                    reply_markup=keyboard,
                    reply_parameters=answering(message.reply_to),
                    disable_notification=message.silent,
                    filename="picture.png",
                )
        except Refused as refused:
            log.warning("photo_refused", why=refused.why)
            return []
        return [str(sent.message_id)]

    @asynccontextmanager
    async def _telegram(self, chat_id: str | None = None) -> AsyncIterator[None]:
        """Wait for this chat's turn, if it is a message, and turn Telegram's errors into our own."""
        self._mind_pause()
        if chat_id is not None:
            await self._throttle.turn(chat_id)
            self._mind_pause()  # asked of another message meanwhile
        try:
            yield
        except TelegramError as error:
            if isinstance(error, RetryAfter):
                self._throttle.pause(wait_asked(error))
            raise trouble_of(error) from error

    def _mind_pause(self) -> None:
        """Say nothing while Telegram asked us to be silent. Raises: TryLater."""
        if self._throttle.pause_left > 0:
            raise TryLater("Telegram asked us to wait", seconds=self._throttle.pause_left)


def number(text: str) -> int:
    """Read a chat's or a message's id. Raises: Refused; a name such as "@channel" would be a public place."""
    try:
        return int(text)
    except ValueError:
        raise Refused(f"not an id: {text!r}") from None


def answering(reply_to: str | None) -> ReplyParameters | None:
    """Say which message is answered; one that is gone meanwhile is no trouble. Raises: Refused for what is no id."""
    return None if reply_to is None else ReplyParameters(number(reply_to), allow_sending_without_reply=True)


def entities_of(page: Page) -> list[MessageEntity]:
    """Give a page's marks to the library."""
    return [
        MessageEntity(mark["type"], mark["offset"], mark["length"], url=mark.get("url"), language=mark.get("language"))
        for mark in page.marks
    ]


def keyboard_of(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """Build the inline keyboard. Raises: Refused for an empty label or data that Telegram would refuse."""
    rows = [row for row in buttons if row]
    for label, data in (button for row in rows for button in row):
        if not 1 <= len(data.encode()) <= CALLBACK_BYTES:
            raise Refused(f"callback data must be 1 to {CALLBACK_BYTES} bytes: {data!r}")
        if not label.strip():
            raise Refused("a button needs a label")
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
    )


def says(refused: Refused, words: Sequence[str]) -> bool:
    """Say whether a refusal is one of these."""
    return any(each in refused.why.lower() for each in words)
