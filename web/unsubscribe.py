"""The link that stops reminders: a GET shows a button and changes nothing, one POST is enough (RFC 8058)."""

from typing import Literal, Protocol

from aiohttp import web

from core.reminders.unsubscribing import Subscription
from web.guard import html
from web.pages import PageMaker, wished
from web.posts import token_of

Stopped = Literal["stopped", "refused", "busy"]
STATUS = {"stopped": 200, "refused": 403, "busy": 503}


class Subscriptions(Protocol):
    """What the page needs of the service."""

    async def subscription(self, token: str) -> Subscription | None:
        """Read whose reminders a link stops; changes nothing."""
        ...

    async def unsubscribe(self, token: str, subscription: Subscription) -> Stopped:
        """Have the desk stop them; done twice it is done once."""
        ...


def add_unsubscribing(app: web.Application, subscriptions: Subscriptions, maker: PageMaker) -> None:
    """Add the page to the application."""
    door = _Routes(subscriptions, maker)
    app.router.add_get("/u/{token}", door.show)
    app.router.add_post("/u/{token}", door.stop)


class _Routes:
    def __init__(self, subscriptions: Subscriptions, maker: PageMaker) -> None:
        self._subscriptions = subscriptions
        self._maker = maker

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show the button, or that it was pressed before."""
        found = await self._subscriptions.subscription(token_of(request))
        if found is None:
            return self._unknown(request)
        state = "stopped" if found.is_stopped else "ask"
        return html(self._maker.unsubscribe(state, found.language))

    async def stop(self, request: web.Request) -> web.StreamResponse:
        """Stop the reminders. The body is not looked at: mail programs post theirs, the page's button none."""
        token = token_of(request)
        found = await self._subscriptions.subscription(token)
        if found is None:
            return self._unknown(request)
        state = await self._subscriptions.unsubscribe(token, found)
        return html(self._maker.unsubscribe(state, found.language), status=STATUS[state])

    def _unknown(self, request: web.Request) -> web.Response:
        language = wished(request.headers.get("Accept-Language", ""))
        return html(self._maker.unsubscribe("unknown", language), status=404)


__all__ = ["Stopped", "Subscriptions", "add_unsubscribing"]
