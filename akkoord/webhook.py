"""What the settings say of the webhook."""

from akkoord.settings import Settings
from bot.webhook import Webhook


def webhook_of(settings: Settings) -> Webhook | None:
    """Say where Telegram brings updates; None when we ask for them."""
    wanted = settings.telegram.webhook if settings.telegram is not None else None
    if wanted is None:
        return None
    return Webhook(wanted.url, wanted.secret.get_secret_value(), wanted.connections)


def bot_id_of(settings: Settings) -> int:
    """Read the bot's number from its token, so that updates can be stored while Telegram can't be asked for it."""
    if settings.telegram is None:
        raise ValueError("there is no bot")
    return int(settings.telegram.token.get_secret_value().partition(":")[0])
