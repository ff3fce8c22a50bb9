"""The ways out: an outgoing message becomes a chat message or a mail, and each failure says what to do about it."""

from collections.abc import Callable
from datetime import datetime

from akkoord.delivery import PostAway, PostBlocked, Posted, PostLater, PostMoved, PostNowhere, PostRefused
from bot.sending import ChatMessage, ChatSender, Photo
from bot.trouble import Away, Blocked, ChatMoved, Refused, TryLater
from core.buttons import BUTTONS
from core.connection import Alarm, Health
from core.menus import MENU
from core.outgoing import Outgoing
from core.paging import PAGE, rows_of
from mailout import sending as smtp
from mailout.compose import BadAddress
from mailout.outgoing import compose_outgoing
from mailout.sending import MailSender


class ChatPost:
    """Posts to Telegram. health: whether it takes messages."""

    def __init__(self, sender: ChatSender, *, clock: Callable[[], datetime], alarm: Alarm | None = None) -> None:
        self.sender = sender
        self.clock = clock
        self.health = Health(alarm=alarm or Alarm("telegram"), source="sending")

    async def post(self, outgoing: Outgoing) -> Posted:
        """Send a message with its buttons, or leave an earlier one only those that still do something."""
        try:
            posted = await self._hand_over(outgoing)
        except Blocked as error:
            raise PostBlocked from error
        except Refused as error:
            raise PostRefused(error.why) from error
        except TryLater as error:
            if error.seconds is None:
                await self._mind_away()
            raise PostLater(error.why, error.seconds) from error
        except ChatMoved as error:
            raise PostMoved(error.new_chat_id) from error
        self.health.went_well(self.clock())
        return posted

    async def _mind_away(self) -> None:
        """Tell a message that Telegram stumbles over from a Telegram that is away. Raises: PostAway."""
        try:
            await self.sender.mind_away()
        except Away as away:
            self.health.failed(self.clock(), away.why)
            raise PostAway(away.why) from away

    async def _hand_over(self, outgoing: Outgoing) -> Posted:
        buttons = rows_of(outgoing.choices)
        if outgoing.name == BUTTONS:
            facts = outgoing.facts or {}
            await self.sender.set_buttons(str(facts["chat_id"]), str(facts["message_id"]), buttons)
            return Posted("", "")
        if outgoing.name == MENU:
            await self.sender.set_menu(outgoing.address, (outgoing.facts or {})["commands"])
            return Posted("", "")
        message = ChatMessage(
            chat_id=outgoing.address, html=outgoing.said.html, buttons=buttons, photo=_photo(outgoing)
        )
        if outgoing.name == PAGE:
            ids = await self.sender.change(message, (outgoing.facts or {})["message_id"])
        else:
            ids = await self.sender.send(message)
        return Posted(f"{outgoing.address}:{ids[-1]}", "")


def _photo(outgoing: Outgoing) -> Photo | None:
    return Photo(outgoing.picture.png, outgoing.picture.caption) if outgoing.picture is not None else None


class MailPost:
    """Posts by SMTP. base_url: where the pages are, for the link that stops reminders."""

    def __init__(self, sender: MailSender, *, address: str, base_url: str, clock: Callable[[], datetime]) -> None:
        self.sender = sender
        self.address = address
        self.base_url = base_url
        self.clock = clock

    async def post(self, outgoing: Outgoing) -> Posted:
        """Compose and hand over a mail."""
        try:
            link = f"{self.base_url}/u/{outgoing.token}"
            mail = compose_outgoing(outgoing, sender=self.address, at=self.clock(), unsubscribe_url=link)
            await self.sender.send(mail)
        except BadAddress as error:
            raise PostRefused(str(error)) from error
        except smtp.Refused as error:
            raise (PostNowhere if error.permanent else PostRefused)(error.why) from error
        except smtp.Away as error:
            raise PostAway(error.why, error.seconds) from error
        except smtp.TryLater as error:
            raise PostLater(error.why, error.seconds) from error
        return Posted(mail.message_id, mail.text)
