"""The webhook: Telegram brings every update itself, and hears that it arrived once it is stored.

The library's own server compares secrets with `!=` and keeps updates in memory, so this one is ours.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import structlog
from aiohttp import web

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
# A message of 4,096 characters that answers another takes about 100 kB when all of it is escaped.
LARGEST_UPDATE = 1024 * 1024
READ_SECONDS = 10
MOST_CONNECTIONS = 20

Store = Callable[[int, int, bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates. url: public; its path is where we listen. secret: what Telegram shows there."""

    url: str
    secret: str = field(repr=False)
    connections: int = MOST_CONNECTIONS

    @property
    def path(self) -> str:
        """Where we listen."""
        return urlsplit(self.url).path or "/"


def add_webhook(app: web.Application, webhook: Webhook, *, bot_id: int, store: Store) -> None:
    """Listen for updates; any number of processes may, since the inbox keeps one of every update.

    store(bot_id, update_id, raw) returns after the commit; an update that was stored before may come again.
    """
    app.router.add_route("*", webhook.path, _Endpoint(webhook, bot_id, store).take)


class _Endpoint:
    """What listens.

    Telegram brings the updates of one chat one after the other, also over several connections, and the next only when
    the one before was taken: https://github.com/tdlib/telegram-bot-api (WebhookActor's queues).
    """

    def __init__(self, webhook: Webhook, bot_id: int, store: Store) -> None:
        self._secret = webhook.secret.encode()
        self._bot_id = bot_id
        self._store = store

    async def take(self, request: web.Request) -> web.Response:
        """Store an update, then say so. Whoever does not know the secret is refused before a byte is read."""
        if not self._is_telegram(request):
            log.warning("webhook_refused", method=request.method, peer=request.remote)
            return web.Response(status=403)
        try:
            raw = await _body(request)
        except TimeoutError:
            return web.Response(status=408)
        if raw is None:
            log.warning("webhook_too_large", length=request.content_length)
            return web.Response(status=413)
        update_id = _update_id(raw)
        if update_id is None:
            log.warning("webhook_no_update", length=len(raw))
            return web.Response(status=400)
        try:
            await self._store(self._bot_id, update_id, raw)
        except Exception:  # the boundary: whatever went wrong, it is not stored, and Telegram brings it again
            log.exception("update_not_stored", update_id=update_id)
            return web.Response(status=500)
        return web.Response()

    def _is_telegram(self, request: web.Request) -> bool:
        shown = request.headers.getall(SECRET_HEADER, [])
        given = shown[0].encode("utf-8", "surrogateescape") if len(shown) == 1 else b""
        return hmac.compare_digest(given, self._secret) and request.method == "POST"


async def _body(request: web.Request) -> bytes | None:
    """Read an update; None when it is larger than any may be. Raises: TimeoutError."""
    if (request.content_length or 0) > LARGEST_UPDATE:
        return None
    raw = bytearray()
    async with asyncio.timeout(READ_SECONDS):
        async for part in request.content.iter_any():
            raw += part
            if len(raw) > LARGEST_UPDATE:
                return None
    return bytes(raw)


def _update_id(raw: bytes) -> int | None:
    """Read by which number Telegram knows an update; None when it is none."""
    try:
        update = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**63 else None
