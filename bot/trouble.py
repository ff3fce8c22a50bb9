"""What can go wrong when we write to a chat, in the few kinds that make a difference to the sender."""

from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError


class ChatTrouble(Exception):  # noqa: N818 - the family name of the facts below
    """A message did not reach a chat. Facts: why, in the Bot API's words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Blocked(ChatTrouble):
    """This person can't be reached by chat: blocked us, left Telegram, or never began a chat."""


class Refused(ChatTrouble):
    """Telegram, or we ourselves, refuse the message as it is; sending it again will not help."""


class TryLater(ChatTrouble):
    """It may succeed later. Facts: seconds, when a time was named; None leaves it to the sender's own patience."""

    def __init__(self, why: str, *, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class Away(TryLater):
    """Telegram can't be reached, or does not know us: no message can go now, and none is at fault."""


class ChatMoved(ChatTrouble):
    """The chat goes on under another id. Facts: new_chat_id."""

    def __init__(self, new_chat_id: str) -> None:
        super().__init__(f"the chat moved to {new_chat_id}")
        self.new_chat_id = new_chat_id


# The Bot API says these with status 400, though they are about the person and not about the message.
GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "bot was blocked",
    "user_is_blocked",
)


WITHDRAWN = "Telegram does not take the bot's token any more: ask @BotFather for the one of now, set it, start anew"


def told(error: Exception, token: str) -> str:
    """Say what went wrong and, where a person has to do something, what; never with the token."""
    return WITHDRAWN if isinstance(error, InvalidToken) else str(error).replace(token, "(token)")


def wait_asked(error: RetryAfter) -> float:
    """Read how many seconds Telegram asks us to wait."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def trouble_of(error: TelegramError) -> ChatTrouble:
    """Say which trouble an error of the library is."""
    match error:
        case RetryAfter():
            return TryLater(error.message, seconds=wait_asked(error))
        case ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case Forbidden():
            return Blocked(error.message)
        case BadRequest():
            is_gone = any(words in error.message.lower() for words in GONE)
            return Blocked(error.message) if is_gone else Refused(error.message)
        case _:  # the network, a fault at Telegram, or a token that was withdrawn: none of them the message's fault
            return TryLater(type(error).__name__)
