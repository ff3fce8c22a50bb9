"""The bot: whether Telegram knows its token, and where Telegram sends what people say."""

import asyncio

from telegram import WebhookInfo
from telegram.error import InvalidToken, TelegramError

from akkoord.doctor.findings import Finding, off, ok, trouble, warning
from akkoord.setting_parts import Telegram
from akkoord.settings import variable
from bot.build import build_bot

PATIENCE_SECONDS = 30.0
MANY_WAITING = 100
NAME = variable(("telegram", "token"))


async def check_bot(telegram: Telegram | None) -> list[Finding]:
    """Ask who the bot is and whether a webhook is set; nothing is changed."""
    if telegram is None:
        return [off("bot")]
    bot = build_bot(telegram.token.get_secret_value(), base_url=telegram.base_url or None)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await bot.initialize()  # which asks who the bot is
            hook = await bot.get_webhook_info()
    except InvalidToken:
        said = "Telegram does not know this token, so nobody is heard or answered in chat."
        return [trouble("bot", said, f"Ask @BotFather for the bot's token and set {NAME}.")]
    except (TelegramError, TimeoutError) as error:
        said = f"Telegram can't be reached ({type(error).__name__}); what people say waits there for a day."
        return [trouble("bot", said, "See whether this machine reaches it: a firewall or a proxy may be in between.")]
    finally:
        await bot.shutdown()
    wanted = telegram.webhook.url if telegram.webhook is not None else ""
    return [ok("bot", f"Telegram knows the bot as @{bot.username}."), _hook(hook, wanted)]


def _hook(hook: WebhookInfo, wanted: str) -> Finding:
    """Judge where Telegram sends what people say, against where it should."""
    if wanted:
        return _ours(hook, wanted)
    if hook.url:
        said = f"Telegram sends what people say to {hook.url.partition('?')[0].split('/')[2]}."
        if hook.last_error_date is not None:
            said += " The last time that failed."
        advice = "If that is not this service, another program uses this bot; give each a bot of its own."
        return warning("webhook", said, advice)
    if hook.pending_update_count > MANY_WAITING:
        said = f"{hook.pending_update_count} messages wait at Telegram, where they are kept for a day."
        return warning("webhook", said, "Start the service, or see in its log why it does not fetch them.")
    return ok("webhook", "None is set: the service fetches what people say.")


def _ours(hook: WebhookInfo, wanted: str) -> Finding:
    if hook.url != wanted:
        said = "Telegram does not bring what people say to the address that is set here."
        return warning("webhook", said, "The service sets it when it runs; if it runs, another program uses this bot.")
    if hook.last_error_date is not None and hook.pending_update_count:
        said = (
            f"Telegram can't bring what people say ({hook.last_error_message}); {hook.pending_update_count} wait there."
        )
        return trouble("webhook", said, "See whether the address can be reached from the internet, with a certificate.")
    return ok("webhook", "Telegram brings what people say to the address that is set.")
