"""What every page with a form needs: the token in its address, and the fields that were posted, read strictly."""

import asyncio
from urllib.parse import parse_qsl

from aiohttp import web

from web.door import NONCE, TOKEN

BODY_SECONDS = 10


def token_of(request: web.Request) -> str:
    """Take the token of a link, forgiving what mail programs do to one: capitals and the stop behind it.

    Raises: HTTPNotFound for what is no token.
    """
    token = request.match_info["token"].lower().rstrip(".,;:)>")
    if not TOKEN.fullmatch(token):
        raise web.HTTPNotFound
    return token


async def posted_fields(request: web.Request, most: int) -> dict[str, str]:
    """Read the fields of a form of ours, each once and with a nonce among them. most: how many there may be.

    Raises: HTTPUnsupportedMediaType, HTTPBadRequest, HTTPRequestTimeout.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=most, errors="strict")
    except ValueError as error:
        raise web.HTTPBadRequest from error
    fields = dict(pairs)
    if len(fields) != len(pairs) or not NONCE.fullmatch(fields.get("nonce", "")):
        raise web.HTTPBadRequest
    return fields
