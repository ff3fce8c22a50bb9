"""The web's door: the page behind a mail's link, and whether the service lives.

A GET or HEAD changes nothing. A POST that carries a total is handed over whole, to be stored and decided by the desk.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from aiohttp import web

from core.logbook.page import Expired, PageFacts
from web.activation import Activations, add_activating
from web.door import LARGEST_ID, LONGEST_TOTAL, VERSION, key_of, read_total, write
from web.download import ROUTE, Downloads, add_downloading
from web.guard import SECONDS, html, plain_errors, strict_headers
from web.pages import LONGEST_SEEN, Notice, PageMaker, read_seen, wished
from web.posts import posted_fields, token_of
from web.tryout import LASTING, TryOut, add_tryout
from web.unsubscribe import Subscriptions, add_unsubscribing

LARGEST_BODY = 16 * 1024
MOST_FIELDS = 12
STATUS = {"no_total": 422, "wrong_total": 422, "changed": 409, "refused": 403, "too_many": 429, "busy": 503}

Outcome = Literal["approved", "wrong_total", "changed", "already", "refused", "too_many", "busy"]


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What came of a post. html: the desk's own words, shown when it refused; safe to show as it is."""

    outcome: Outcome
    html: str = ""


class Pages(Subscriptions, Activations, Downloads, Protocol):
    """What the pages need of the service."""

    async def show(self, token: str) -> PageFacts | Expired | None:
        """Read what a link shows now; changes nothing."""
        ...

    async def answer(self, token: str, raw: bytes, key: str) -> PageAnswer:
        """Store a post under its key and have the desk decide it; a key seen before gives the same answer."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form that was really ours. total: as typed, perhaps not a total at all."""

    week: int
    version: str
    nonce: str
    total: str
    seen: str


def build_app(pages: Pages, *, seconds: float = SECONDS, tryout: TryOut | None = None) -> web.Application:
    """Build the web application. seconds: how long a request may take.

    tryout: what stands behind the try-out page; there is no such page without it.
    """
    maker = PageMaker()
    door = _Routes(pages, maker)
    app = web.Application(
        client_max_size=LARGEST_BODY, middlewares=[plain_errors(maker, seconds, lasting={*LASTING, ROUTE})]
    )
    app.on_response_prepare.append(strict_headers(maker))
    app.router.add_get("/w/{token}", door.show)
    app.router.add_post("/w/{token}", door.answer)
    add_unsubscribing(app, pages, maker)
    add_activating(app, pages, maker)
    add_downloading(app, pages, maker)
    app.router.add_get("/healthz", door.alive)
    app.router.add_get("/robots.txt", door.robots)
    if tryout is not None:
        add_tryout(app, tryout)
    return app


def build_runner(app: web.Application) -> web.AppRunner:
    """Make the runner that serves it: without an access log, since the paths in it are keys to people's pages."""
    return web.AppRunner(app, access_log=None, keepalive_timeout=15)


class _Routes:
    """The handlers, with what they need."""

    def __init__(self, pages: Pages, maker: PageMaker) -> None:
        self._pages = pages
        self._maker = maker

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show the page of a link."""
        page = await self._pages.show(token_of(request))
        if not isinstance(page, PageFacts):
            return self._nothing(request, page)
        return html(self._maker.hours(page, done=_number(request.query.get("done", ""))))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Take a form that was sent; whatever is not wholly right changes nothing and is shown again."""
        token = token_of(request)
        posted = await _posted(request)
        page = await self._pages.show(token)
        if not isinstance(page, PageFacts):
            return self._nothing(request, page)
        if unfit := _unfit(page, posted):
            return self._again(page, posted, unfit)
        fields = {"total": posted.total, "nonce": posted.nonce}
        raw = write(token, posted.week, posted.version, **fields)
        answer = await self._pages.answer(token, raw, key_of(token, posted.week, posted.version, **fields))
        if answer.outcome in {"approved", "already"}:
            return web.Response(status=303, headers={"Location": f"{token}?done={posted.week}"})
        page = await self._pages.show(token)
        if not isinstance(page, PageFacts):
            return self._nothing(request, page)
        return self._again(page, posted, answer.outcome, words=answer.html)

    def _again(self, page: PageFacts, posted: Posted, why: str, *, words: str = "") -> web.Response:
        """Show the page again as it is now, and say on top why nothing was done.

        words: the desk's own; only a refusal's are shown, since its others may print the very total that is asked for.
        """
        notice = Notice(why, words if why == "refused" else "", week_id=posted.week, seen=read_seen(posted.seen))
        later = {"Retry-After": "3600"} if why == "too_many" else None
        return html(self._maker.hours(page, notice=notice), status=STATUS[why], headers=later)

    def _nothing(self, request: web.Request, page: Expired | None) -> web.Response:
        """Say that there is nothing to show, and what to do."""
        if page is None:
            return html(self._maker.plain("unknown", wished(request.headers.get("Accept-Language", ""))), status=404)
        return html(self._maker.plain("gone", page.language), status=410)

    async def alive(self, _request: web.Request) -> web.Response:
        """Say that the process answers."""
        return web.Response(text="ok\n")

    async def robots(self, _request: web.Request) -> web.Response:
        """Ask search engines to stay out."""
        return web.Response(text="User-agent: *\nDisallow: /\n")


def _number(text: str) -> int | None:
    """Read an id; None when it is none."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST_ID)) or not 0 < int(text) <= LARGEST_ID:
        return None
    return int(text)


def _unfit(page: PageFacts, posted: Posted) -> str:
    """Say why a form can't be handed to the desk: it shows other hours, has no total, or was tried too often."""
    week = page.week(posted.week)
    if week is None:
        raise web.HTTPBadRequest
    if week.version != posted.version:
        return "changed"
    if week.asks and not page.tries:
        return "too_many"
    return "no_total" if read_total(posted.total) is None else ""


async def _posted(request: web.Request) -> Posted:
    """Read the form that was sent. Raises: HTTPUnsupportedMediaType, HTTPBadRequest, HTTPRequestTimeout."""
    fields = await posted_fields(request, MOST_FIELDS)
    week = _number(fields.get("week", ""))
    version, nonce, total = fields.get("version", ""), fields.get("nonce", ""), fields.get("total", "").strip()
    if (
        week is None
        or not VERSION.fullmatch(version)
        or len(total) > LONGEST_TOTAL
        or len(fields.get("seen", "")) > LONGEST_SEEN
    ):
        raise web.HTTPBadRequest
    return Posted(week, version, nonce, total, fields.get("seen", ""))


__all__ = ["PageAnswer", "Pages", "build_app", "build_runner"]
