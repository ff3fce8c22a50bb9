"""The page of an invitation: a GET shows it, and only a POST with the surname activates.

Scanners of mail open every link, run what is on a page and press its buttons; what they can't do is know a surname
that stands neither on the page nor in the mail.
"""

from typing import Literal, Protocol

from aiohttp import web

from core.contacts.activation import ActivationFacts
from web.door import LONGEST_NAME
from web.guard import html
from web.pages import PageMaker, wished
from web.posts import posted_fields, token_of

MOST_FIELDS = 8
SHOWN = {"open": 200, "used": 200, "expired": 410, "withdrawn": 410, "ended": 410}
STATUS = {
    "no_name": 422,
    "wrong_name": 422,
    "too_many": 429,
    "busy": 503,
    "renewed": 200,
    "used": 410,
    "expired": 410,
    "withdrawn": 410,
    "ended": 410,
    "unknown": 404,
}

Came = Literal[
    "activated",
    "renewed",
    "no_name",
    "wrong_name",
    "too_many",
    "busy",
    "used",
    "ended",
    "expired",
    "withdrawn",
    "unknown",
]


class Activations(Protocol):
    """What the page needs of the service."""

    async def activation(self, token: str) -> ActivationFacts | None:
        """Read what the link of an invitation shows; changes nothing."""
        ...

    async def activate(self, token: str, surname: str, nonce: str) -> Came:
        """Have the desk decide on a surname that was typed; the same post again gives the same answer."""
        ...

    async def renew(self, token: str, nonce: str) -> Came:
        """Have the desk send a new link, to the address that was invited."""
        ...


def add_activating(app: web.Application, activations: Activations, maker: PageMaker) -> None:
    """Add the page to the application."""
    door = _Routes(activations, maker)
    app.router.add_get("/a/{token}", door.show)
    app.router.add_post("/a/{token}", door.answer)


class _Routes:
    def __init__(self, activations: Activations, maker: PageMaker) -> None:
        self._activations = activations
        self._maker = maker

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show how the invitation stands, and while it is open the form."""
        found = await self._activations.activation(token_of(request))
        if found is None:
            return self._unknown(request)
        return html(self._maker.activation(found), status=SHOWN[found.state])

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Take a surname, or the wish for a new link; whatever is not wholly right changes nothing."""
        token = token_of(request)
        fields = await _posted(request)
        found = await self._activations.activation(token)
        if found is None:
            return self._unknown(request)
        came = await self._came(token, found, fields)
        if came == "activated":
            return web.Response(status=303, headers={"Location": token})
        if came == "unknown":
            return self._unknown(request)
        found = await self._activations.activation(token) or found
        later = {"Retry-After": "3600"} if came == "too_many" else None
        return html(self._maker.activation(found, came=came), status=STATUS[came], headers=later)

    async def _came(self, token: str, found: ActivationFacts, fields: dict[str, str]) -> Came:
        if "renew" in fields:
            return await self._activations.renew(token, fields["nonce"])
        surname = " ".join(fields.get("surname", "").split())
        if found.state == "open" and not surname:
            return "no_name"
        if found.state == "open" and not found.tries:
            return "too_many"
        return await self._activations.activate(token, surname, fields["nonce"])

    def _unknown(self, request: web.Request) -> web.Response:
        language = wished(request.headers.get("Accept-Language", ""))
        return html(self._maker.activation(None, language=language), status=404)


async def _posted(request: web.Request) -> dict[str, str]:
    """Read a form of ours. Raises: HTTPUnsupportedMediaType, HTTPBadRequest, HTTPRequestTimeout."""
    fields = await posted_fields(request, MOST_FIELDS)
    if len(fields.get("surname", "")) > LONGEST_NAME:
        raise web.HTTPBadRequest
    return fields


__all__ = ["Activations", "Came", "add_activating"]
