"""Keeping the webhook: it is set at Telegram, and set again when something took it away."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from telegram import Bot, WebhookInfo
from telegram.error import RetryAfter, TelegramError

from bot.polling import ALLOWED_UPDATES, Patience
from bot.trouble import told, wait_asked
from bot.webhook import Webhook
from core.connection import Alarm, Health

log = structlog.get_logger()

LOOK_SECONDS = 60.0
AWAY = "another program polls for this bot, or set a webhook of its own; only one may"


class WebhookKeeper:
    """Sets the webhook and looks once a minute whether it is there; it never gives up.

    trouble: what is wrong now, in words without secrets; "" when all is well. health: the same, and since when.
    """

    def __init__(
        self,
        bot: Bot,
        webhook: Webhook,
        *,
        patience: Patience | None = None,
        look: float = LOOK_SECONDS,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        alarm: Alarm | None = None,
    ) -> None:
        self.trouble = ""
        self.health = Health(alarm=alarm or Alarm("telegram"), source="webhook")
        self._clock = clock
        self._bot = bot
        self._webhook = webhook
        self._patience = patience or Patience()
        self._look = look
        self._chance = chance
        self._is_set = False
        self._failures = 0
        self._told: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Keep it until `stop` is set. Then it stays: what comes meanwhile waits at Telegram for the next start."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                trying = asyncio.create_task(self._try_once())
                await asyncio.wait({trying, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not trying.done():
                    trying.cancel()
                    await asyncio.gather(trying, return_exceptions=True)
                    return
                await asyncio.wait({stopped}, timeout=trying.result())
        finally:
            stopped.cancel()

    async def _try_once(self) -> float:
        """Set it when that is needed, and look at it. Returns how many seconds to wait before the next look."""
        try:
            await self._bot.initialize()
            if not self._is_set:
                await self._set()
            info = await self._bot.get_webhook_info()
        except TelegramError as error:
            return self._failed(error)
        self._failures = 0
        if info.url != self._webhook.url:
            self._is_set = False
            self.trouble = AWAY
            self.health.failed(self._clock(), AWAY)
            log.warning("webhook_taken_away", why=AWAY)
            return self._patience.conflict
        self._mind(info)
        self.health.went_well(self._clock(), trouble=self.trouble)
        return self._look

    async def _set(self) -> None:
        """Have Telegram bring updates from now on; what waits there comes too. The secret may be a new one."""
        await self._bot.set_webhook(
            self._webhook.url,
            max_connections=self._webhook.connections,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
            secret_token=self._webhook.secret,
        )
        self._is_set = True
        log.info("webhook_set", url=self._webhook.url)

    def _mind(self, info: WebhookInfo) -> None:
        """Say once what Telegram says of each failure to bring an update."""
        self.trouble = info.last_error_message or "" if info.pending_update_count else ""
        if info.last_error_date is not None and info.last_error_date != self._told:
            self._told = info.last_error_date
            log.warning(
                "webhook_not_reached",
                why=info.last_error_message,
                at=info.last_error_date.isoformat(),
                waiting=info.pending_update_count,
            )

    def _failed(self, error: TelegramError) -> float:
        """Note a failure, and say how many seconds to wait."""
        self._failures += 1
        self.trouble = told(error, self._bot.token).replace(self._webhook.secret, "(secret)")
        self.health.failed(self._clock(), self.trouble)
        wait = self._patience.after(self._failures, chance=self._chance())
        if isinstance(error, RetryAfter):
            wait = wait_asked(error)
        log.info("webhook_not_set", why=self.trouble, failures=self._failures, again_in=round(wait, 1))
        return wait
