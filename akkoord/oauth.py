"""Access tokens for mailboxes whose provider takes no passwords: asked for when needed, kept while valid.

With a refresh token its owner's consent is exchanged for one (RFC 6749, section 6); without, the application signs in
as itself (section 4.4), as Microsoft 365 wants it of a service.
"""

import asyncio
import threading
import time
from collections.abc import Callable

import aiohttp

from akkoord.setting_parts import OAuth

MARGIN_SECONDS = 120
TIMEOUT_SECONDS = 20
REMEDIES = {
    "invalid_grant": "; have the mailbox's owner consent anew, set the new refresh token, and start anew",
    "invalid_client": "; the application's secret ran out: set a new one, and start anew",
}


class TokenRefused(OSError):  # noqa: N818 - what the provider said
    """The provider gives no token; its text says what to do.

    It is an OSError, so that the connection is tried again later.
    """


class TokenSource:
    """Gives a token that is valid for two minutes at least; usable from a thread and from a coroutine."""

    def __init__(self, settings: OAuth, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self.monotonic = monotonic
        self._token = ""
        self._refresh_token = settings.refresh_token.get_secret_value()
        self._until = 0.0
        self._lock = threading.Lock()

    def fetch(self) -> str:
        """Give a token, from a thread of its own loop."""
        with self._lock:
            if self.monotonic() >= self._until:
                asyncio.run(self._refresh())
            return self._token

    def forget(self) -> None:
        """Ask for another token next time, since the mail server refused this one before its time was over."""
        self._until = 0.0

    async def token(self) -> str:
        """Give a token, from a coroutine."""
        return await asyncio.to_thread(self.fetch)

    async def _refresh(self) -> None:
        has_consent = bool(self.settings.refresh_token.get_secret_value())
        form = {
            "grant_type": "refresh_token" if has_consent else "client_credentials",
            "client_id": self.settings.client_id,
        }
        if has_consent:
            form["refresh_token"] = self._refresh_token
        if self.settings.client_secret.get_secret_value():
            form["client_secret"] = self.settings.client_secret.get_secret_value()
        if self.settings.scope:
            form["scope"] = self.settings.scope
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as http,
                http.post(self.settings.token_url, data=form) as answer,
            ):
                body, is_fine = await answer.json(content_type=None), answer.ok
        except (aiohttp.ClientError, ValueError, TimeoutError) as error:
            raise TokenRefused(
                f"the token server gave no answer ({type(error).__name__}); it is asked again"
            ) from error
        if not is_fine or not isinstance(body, dict) or not body.get("access_token"):
            why = body.get("error", "no reason") if isinstance(body, dict) else "no reason"
            raise TokenRefused(f"the token server refused: {why}{REMEDIES.get(str(why), '')}")
        try:
            lasts = float(body.get("expires_in") or 0)
        except (TypeError, ValueError):
            lasts = 0  # used once, and asked for again next time
        # Some providers give a new one each time, and the old one ends some day.
        self._refresh_token = str(body.get("refresh_token") or self._refresh_token)
        self._token = str(body["access_token"])
        self._until = self.monotonic() + lasts - MARGIN_SECONDS
