"""Bringing updates to a webhook, one after the other, each again until it is taken."""

import asyncio
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.real.fake_telegram.schema import SchemaError
from tests.real.fake_telegram.sent import Refusal

if TYPE_CHECKING:
    from tests.real.fake_telegram.server import FakeTelegram

OURS = "127.0.0.1"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
AGAIN_SECONDS = 0.02


class Bringer:
    """Brings what waits to a webhook on loopback; to none elsewhere.

    tries: each try, as (update_id, status); 0 for no answer. last_error: what getWebhookInfo says of the last failure.
    """

    def __init__(self, telegram: "FakeTelegram") -> None:
        self.tries: list[tuple[int, int]] = []
        self.last_error: dict[str, Any] = {}
        self._telegram = telegram
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin, unless that was done before or there is nothing to bring."""
        is_idle = self._task is None or self._task.done()
        if is_idle and self._telegram.pending and urlsplit(self._telegram.webhook).hostname == OURS:
            self._task = asyncio.create_task(self._bring_all())

    async def stop(self) -> None:
        """Leave what waits where it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _bring_all(self) -> None:
        telegram = self._telegram
        async with ClientSession(timeout=ClientTimeout(20)) as session:
            while telegram.pending and telegram.webhook:
                status = await self._bring_one(session, telegram.pending[0])
                is_taken = 200 <= status < 300
                async with telegram.changed:
                    self.tries.append((telegram.pending[0]["update_id"], status))
                    if is_taken:
                        del telegram.pending[0]
                    else:
                        why = f"Wrong response from the webhook: {status}" if status else "Connection refused"
                        self.last_error = {"last_error_date": telegram.now(), "last_error_message": why}
                    telegram.changed.notify_all()
                if not is_taken:
                    await asyncio.sleep(AGAIN_SECONDS)

    async def _bring_one(self, session: ClientSession, update: dict[str, Any]) -> int:
        headers = {SECRET_HEADER: self._telegram.secret} if self._telegram.secret else {}
        try:
            async with session.post(self._telegram.webhook, json=update, headers=headers) as answer:
                return answer.status
        except (ClientError, TimeoutError):
            return 0


def accepted_webhook(parameters: dict[str, Any]) -> None:
    """Refuse what Telegram refuses. One on loopback is for a Bot API server of one's own, which goes anywhere."""
    address = urlsplit(parameters["url"])
    if address.hostname != OURS and address.scheme != "https":
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if address.hostname != OURS and address.port not in {None, 443, 80, 88, 8443}:
        raise Refusal(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not re.fullmatch("[A-Za-z0-9_-]{0,256}", parameters.get("secret_token", "")):
        raise Refusal(400, "Bad Request: secret token contains unallowed characters")
    if not 1 <= parameters.get("max_connections", 40) <= 100:
        raise SchemaError("setWebhook allows 1 to 100 connections")
