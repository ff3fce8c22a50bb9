"""Builds the bot: python-telegram-bot as it is, with time limits of our own."""

import logging

from telegram import Bot
from telegram.request import HTTPXRequest

BASE_URL = "https://api.telegram.org/bot"
CONNECTIONS = 32


def build_bot(token: str, *, base_url: str | None = None, proxy: str | None = None) -> Bot:
    """Build a bot that is not connected yet.

    base_url: what goes before the token, for a Bot API server of one's own. proxy: such as "http://127.0.0.1:3128".
    Polling has one connection to itself, whose time limit comes on top of the seconds of a long poll.
    """
    # httpx logs every address it calls, and Telegram's addresses hold the token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return Bot(
        token,
        base_url=base_url or BASE_URL,
        base_file_url=f"{(base_url or BASE_URL).removesuffix('/bot')}/file/bot",
        request=HTTPXRequest(
            connection_pool_size=CONNECTIONS,
            connect_timeout=10,
            read_timeout=15,
            write_timeout=15,
            pool_timeout=10,
            proxy=proxy,
        ),
        get_updates_request=HTTPXRequest(
            connection_pool_size=1, connect_timeout=10, read_timeout=10, write_timeout=10, pool_timeout=2, proxy=proxy
        ),
    )
