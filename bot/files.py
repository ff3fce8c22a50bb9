"""Fetching a file from Telegram: who keeps it until it is asked for, for an hour at a time and never over 20 MB."""

from telegram import Bot
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.trouble import wait_asked

TOO_BIG = "file is too big"


class FileTooBig(Exception):  # noqa: N818 - a fact about the file
    """Telegram gives bots no file of this size."""


class FileGone(Exception):  # noqa: N818 - a fact about the file
    """Telegram does not know the file, or not any more. Facts: why, in its own words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class FileAway(Exception):  # noqa: N818 - a fact about Telegram
    """Telegram is away, or busy; the file can be fetched later. Facts: seconds, when it named a time."""

    def __init__(self, why: str, *, seconds: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.seconds = seconds


async def fetch(bot: Bot, reference: str) -> bytes:
    """Fetch a file's content. Raises: FileTooBig, FileGone, FileAway."""
    try:
        told = await bot.get_file(reference)
    except BadRequest as refused:
        if TOO_BIG in refused.message.lower():
            raise FileTooBig from refused
        raise FileGone(refused.message) from refused
    except RetryAfter as busy:
        raise FileAway("busy", seconds=wait_asked(busy)) from busy
    except TelegramError as error:
        raise FileAway(type(error).__name__) from error
    try:
        return bytes(await told.download_as_bytearray())
    except RetryAfter as busy:
        raise FileAway("busy", seconds=wait_asked(busy)) from busy
    except TelegramError as error:
        # Its address may have expired between the two; asking again gives a fresh one.
        raise FileAway(type(error).__name__) from error
