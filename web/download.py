"""The page of a download: a GET shows what it gives, and a POST with one's surname gives it, once.

Scanners of mail open every link and press every button; what they can't do is know a surname that stands neither on
the page nor in the message.
"""

import asyncio
from typing import Protocol
from urllib.parse import parse_qsl

from aiohttp import web

from core.files.downloading import DownloadFacts
from web.door import LONGEST_NAME, NONCE, TOKEN
from web.guard import html
from web.pages import PageMaker, wished

BODY_SECONDS = 10
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
        found = await self._downloads.download(_token(request))
        if found is None:
            return self._unknown(request)
        return html(self._maker.download(found), status=SHOWN[found.state])

    async def give(self, request: web.Request) -> web.StreamResponse:
        """Take a surname and give the file; whatever is not wholly right uses nothing up but a try."""
        token = _token(request)
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


def _token(request: web.Request) -> str:
    """Take the token of a link, forgiving what mail programs do to one: capitals and the stop behind it."""
    token = request.match_info["token"].lower().rstrip(".,;:)>")
    if not TOKEN.fullmatch(token):
        raise web.HTTPNotFound
    return token


async def _posted(request: web.Request) -> str:
    """Read the surname of a form of ours. Raises: HTTPUnsupportedMediaType, HTTPBadRequest, HTTPRequestTimeout."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise web.HTTPBadRequest from error
    fields = dict(pairs)
    is_ours = set(fields) == {"nonce", "surname"} and len(pairs) == len(fields) and NONCE.fullmatch(fields["nonce"])
    if not is_ours or len(fields["surname"]) > LONGEST_NAME:
        raise web.HTTPBadRequest
    return " ".join(fields["surname"].split())


__all__ = ["ROUTE", "Downloads", "add_downloading"]
