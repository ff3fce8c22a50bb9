"""What holds for every answer of the web: strict headers, a kind page instead of an error, no waiting without end."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from web.pages import PageMaker, wished

LOG = structlog.get_logger(__name__)
SECONDS = 20
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "Akkoord",
}
KINDS = {404: "unknown", 410: "gone", 405: "method", 413: "too_large", 400: "bad_form", 415: "bad_form", 408: "slow"}


def html(text: str, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with a page."""
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=headers)


def plain_errors(maker: PageMaker, seconds: float, *, lasting: Collection[str] = ()) -> Middleware:
    """Turn every error into a plain kind page; a fault is logged without the link it happened on.

    lasting: routes that may take longer than these seconds.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        language = wished(request.headers.get("Accept-Language", ""))
        try:
            async with asyncio.timeout(None if _route(request) in lasting else seconds):
                return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:  # noqa: PLR2004 - a redirect is no error
                raise
            kept = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
            return html(maker.plain(KINDS.get(error.status, "fault"), language), status=error.status, headers=kept)
        except TimeoutError:
            LOG.warning("web.slow", route=_route(request), seconds=seconds)
            return html(maker.plain("slow", language), status=503, headers={"Retry-After": "30"})
        except Exception:
            # The boundary: whatever went wrong, a person gets a page and we get a log line.
            LOG.exception("web.fault", route=_route(request))
            return html(maker.plain("fault", language), status=500)

    return guard


def strict_headers(maker: PageMaker) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Put the headers on everything that leaves, redirects and errors included."""
    policy = maker.policy

    async def prepare(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = policy

    return prepare


def _route(request: web.Request) -> str:
    """Name the route without the token in it."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"
