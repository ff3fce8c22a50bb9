"""Hearing from Telegram: an update is stored first; then its sender sees that it was heard, and that we are writing."""

import asyncio
from dataclasses import dataclass, field

import structlog

from bot.sending import ChatSender
from bot.trouble import ChatTrouble
from core.desk import Desk
from core.incoming import Channel, Kind, Unreadable

log = structlog.get_logger()

SLOW_SECONDS = 1.0
TYPING_SECONDS = 4.5
TYPING_TIMES = 13


async def until(stop: asyncio.Event, seconds: float) -> None:
    """Wait for some seconds, or until the service stops."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


@dataclass(slots=True)
class Hearing:
    """Stores updates for the desk. chat: shows signs in the chat, when there is one. stop: ends them all."""

    desk: Desk
    chat: ChatSender | None
    stop: asyncio.Event
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def store(self, bot_id: int, update_id: int, raw: bytes) -> None:
        """Store an update, and only then stop the waiting sign on a pressed button."""
        inbox_id = await self.desk.receive(Channel.CHAT, f"{bot_id}:{update_id}", raw)
        await self._try_to_show_heard(inbox_id, update_id, raw)

    async def store_brought(self, bot_id: int, update_id: int, raw: bytes) -> None:
        """Store an update that Telegram brought; it hears so at once, and a pressed button is answered beside that."""
        inbox_id = await self.desk.receive(Channel.CHAT, f"{bot_id}:{update_id}", raw)
        task = asyncio.create_task(self._try_to_show_heard(inbox_id, update_id, raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try_to_show_heard(self, inbox_id: int, update_id: int, raw: bytes) -> None:
        try:
            await self._show_heard(inbox_id, raw)
        except ChatTrouble as trouble:
            log.info("button_not_answered", why=trouble.why)
        except Exception:  # the boundary: the update is stored, and to say it is not would hold up all that follow
            log.exception("button_not_answered", update_id=update_id)

    async def _show_heard(self, inbox_id: int, raw: bytes) -> None:
        """Show that a pressed button was heard, and that we are writing while an answer takes long."""
        try:
            incoming = self.desk.doors[Channel.CHAT].read(raw)
        except Unreadable:
            return  # the desk's business, not ours
        if self.chat is None:
            return
        if incoming.kind is Kind.BUTTON:
            await self.chat.answer_button(str(incoming.facts["callback_query_id"]))
        if incoming.kind in {Kind.BUTTON, Kind.HUMAN} and incoming.chat_id:
            task = asyncio.create_task(self.type_while_slow(inbox_id, incoming.chat_id, self.chat))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def type_while_slow(self, inbox_id: int, chat_id: str, chat: ChatSender) -> None:
        """Show that we are writing for as long as a message waits for its answer; a minute at most."""
        await until(self.stop, SLOW_SECONDS)
        for _ in range(TYPING_TIMES):
            if self.stop.is_set() or not await self.desk.is_waiting(inbox_id):
                return
            try:
                await chat.typing(chat_id)
            except ChatTrouble as trouble:
                log.info("typing_not_shown", why=trouble.why)
                return
            await until(self.stop, TYPING_SECONDS)
