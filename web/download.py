"""The page of a download: a GET shows what it gives, and a POST with one's surname gives it, once.

Scanners of mail open every link and press every button; what they can't do is know a surname that stands neither on
the page nor in the message.
"""

from typing import Protocol

from aiohttp import web

from core.files.downloading import DownloadFacts
from web.door import LONGEST_NAME
from web.guard import html
from web.pages import PageMaker, wished
from web.posts import posted_fields, token_of

MOST_FIELDS = 4
SHOWN = {"open": 200, "used": 410, "expired": 410, "refused": 403}
STATUS = {"no_name": 422, "wrong_name": 422, "too_many": 429, "used": 410, "expired": 410, "refused": 403}
ROUTE = "/d/{token}"


class Downloads(Protocol):
    """What the page needs of the service."""

    async def download(self, token: str) -> DownloadFacts | None:
        """Read what a link shows; changes nothing."""
        ...

    async def take(self, token: str, surname: str) -> tuple[str, str, bytes] | str:
        """Hand the file over once, as (name, content type, content); or say in one word why not."""
        ...


def add_downloading(app: web.Application, downloads: Downloads, maker: PageMaker) -> None:
    """Add the page to the application."""
    door = _Routes(downloads, maker)
    app.router.add_get(ROUTE, door.show)
    app.router.add_post(ROUTE, door.give)


class _Routes:
    def __init__(self, downloads: Downloads, maker: PageMaker) -> None:
        self._downloads = downloads
        self._maker = maker

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show what the link gives, and while it is open the form."""
        found = await self._downloads.download(token_of(request))
        if found is None:
            return self._unknown(request)
        return html(self._maker.download(found), status=SHOWN[found.state])

    async def give(self, request: web.Request) -> web.StreamResponse:
        """Take a surname and give the file; whatever is not wholly right uses nothing up but a try."""
        token = token_of(request)
        surname = await _posted(request)
        given = await self._downloads.take(token, surname)
        found = await self._downloads.download(token)
        if found is None or given == "unknown":
            return self._unknown(request)
        if isinstance(given, str):
            return html(self._maker.download(found, came=given), status=STATUS[given])
        name, kind, content = given
        headers = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=content, headers=headers)

    def _unknown(self, request: web.Request) -> web.Response:
        language = wished(request.headers.get("Accept-Language", ""))
        return html(self._maker.download(None, language=language), status=404)


async def _posted(request: web.Request) -> str:
    """Read the surname of a form of ours. Raises: HTTPUnsupportedMediaType, HTTPBadRequest, HTTPRequestTimeout."""
    fields = await posted_fields(request, MOST_FIELDS)
    if set(fields) != {"nonce", "surname"} or len(fields["surname"]) > LONGEST_NAME:
        raise web.HTTPBadRequest
    return " ".join(fields["surname"].split())


__all__ = ["ROUTE", "Downloads", "add_downloading"]
