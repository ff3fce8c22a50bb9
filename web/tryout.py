"""The try-out page: a phone, a mailbox and a clock, for who tries Akkoord out on their own machine and nowhere else."""

import asyncio
import json
import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.guard import html
from web.pages import LANGUAGES, spoken, wished

FOLDER = Path(__file__).parent.parent / "templates" / "web" / "tryout"
EVENTS, ACTS = "/try/events", "/try/{act}"
LASTING = frozenset({EVENTS, ACTS})  # somebody keeps looking; a week passes in some seconds
LONGEST = 4096
HEARTBEAT_SECONDS = 10
TOGETHER_SECONDS = 0.1  # what changes within this time is told as one
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
OUR_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# A mail has its own styles, no scripts, and opens its links elsewhere; its frame can reach nothing of the page.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
MAIL_POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}"
)
FILES = {"style.css": "text/css", "script.js": "text/javascript", "icon.svg": "image/svg+xml"}


class NotThereError(LookupError):
    """The page asked for somebody or something that is not in the room."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to look at. html: its body, "" for one that somebody sent from here. source: all of it, as sent."""

    html: str
    source: bytes = field(repr=False)


class TryOut(Protocol):
    """What the page needs of the service; whoever or whatever is not there raises NotThereError."""

    def watch(self) -> asyncio.Event: ...

    def unwatch(self, watcher: asyncio.Event) -> None: ...

    async def snapshot(self, person: int) -> dict[str, Any]: ...

    def letter(self, number: int) -> Letter: ...

    def picture(self, number: int) -> bytes: ...

    async def chat(self, person: int, text: str) -> None: ...

    async def press(self, person: int, number: int, choice: int) -> None: ...

    async def mail(self, person: int, text: str, *, answers: int, program: str) -> None: ...

    async def set_chat(self, person: int, *, is_open: bool) -> None: ...

    async def pass_time(self, until: str) -> None: ...


@cache
def words(language: str) -> dict[str, Any]:
    """Give all that the page says in a language."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def add_tryout(app: web.Application, tryout: TryOut) -> None:
    """Add the page to an application. Every route of it refuses what does not come from this machine and this page."""
    door = _Routes(tryout)
    app.router.add_get("/try", _guarded(door.page, is_page=True))
    app.router.add_get(EVENTS, _guarded(door.events))
    app.router.add_get("/try/mail/{number}", _guarded(door.mail))
    app.router.add_get("/try/mail/{number}/source", _guarded(door.source))
    app.router.add_get("/try/picture/{number}", _guarded(door.picture))
    app.router.add_get("/try/{name}", _guarded(door.file))
    app.router.add_post(ACTS, _guarded(door.act))
    app.on_response_prepare.append(_own_headers)
    app.on_shutdown.append(door.close)


async def _own_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Give the page scripts of its own, and a mail the place in a frame that nothing else has."""
    if request.path.startswith("/try") and response.status == web.HTTPOk.status_code:
        is_mail = request.path.startswith("/try/mail/")
        response.headers["Content-Security-Policy"] = MAIL_POLICY if is_mail else POLICY
        if is_mail:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"


def _guarded(handler: Handler, *, is_page: bool = False) -> Handler:
    """Refuse a request from elsewhere; a link on another page may lead to the page itself, which does nothing yet."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if not is_from_here(request, may_link=is_page):
            return web.Response(status=403, text="This page is only for the machine that it runs on.\n")
        return await handler(request)

    return guarded


def is_from_here(request: web.Request, *, may_link: bool = False) -> bool:
    """Say whether a request comes from this machine, by a name of this machine, and from our own page."""
    if any(name in request.headers for name in FORWARDED) or not _is_loopback(request.transport):
        return False
    host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
    if _name_of(host) not in OUR_NAMES or origin not in {None, f"http://{host}"}:
        return False
    if request.method == "POST" and origin is None:
        return False
    return may_link or request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}


def _is_loopback(transport: asyncio.Transport | None) -> bool:
    """Say whether both ends of a connection are this machine's own."""
    ends = [transport.get_extra_info(name) if transport is not None else None for name in ("peername", "sockname")]
    return all(end and ip_address(str(end[0])).is_loopback for end in ends)


def _name_of(host: str) -> str:
    """Take the name out of a Host header; "" when it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


class _Routes:
    """The handlers, with what they need."""

    def __init__(self, tryout: TryOut) -> None:
        self._tryout = tryout
        environment = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, auto_reload=False
        )
        self._template = environment.get_template("page.html")
        self._files = {name: (FOLDER / name).read_text("utf-8") for name in FILES}
        self._streams: set[asyncio.Task[Any]] = set()

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Show the page; what is on it comes by the events."""
        asked = request.query.get("lang", "")
        language = spoken(asked) if asked else wished(request.headers.get("Accept-Language", ""))
        page = self._template.render(
            language=language, languages=LANGUAGES, words=words(language), sandbox=SANDBOX, longest=LONGEST
        )
        return html(page)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Give the style or the script."""
        name = request.match_info["name"]
        if name not in FILES:
            raise web.HTTPNotFound
        return web.Response(text=self._files[name], content_type=FILES[name], charset="utf-8")

    async def mail(self, request: web.Request) -> web.StreamResponse:
        """Show a mail's body, for the frame."""
        return html(self._letter(request).html)

    async def source(self, request: web.Request) -> web.StreamResponse:
        """Show all of a mail as it was sent."""
        text = self._letter(request).source.decode("utf-8", "replace")
        return web.Response(text=text, content_type="text/plain", charset="utf-8")

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """Show the picture of a chat message."""
        try:
            png = self._tryout.picture(_whole(request.match_info["number"]))
        except NotThereError:
            raise web.HTTPNotFound from None
        return web.Response(body=png, content_type="image/png")

    def _letter(self, request: web.Request) -> Letter:
        try:
            return self._tryout.letter(_whole(request.match_info["number"]))
        except NotThereError:
            raise web.HTTPNotFound from None

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send what one person sees, now and whenever it changes, for as long as they look."""
        person = _whole(request.query.get("person", "0"))
        try:
            shown = await self._tryout.snapshot(person)
        except NotThereError:
            raise web.HTTPNotFound from None
        response = web.StreamResponse()
        response.content_type = "text/event-stream"
        watcher = self._tryout.watch()
        task = asyncio.current_task()
        if task is not None:
            self._streams.add(task)
        try:
            await response.prepare(request)
            await response.write(b"retry: 500\n\n")
            while True:
                await response.write(f"data: {json.dumps(shown, ensure_ascii=False)}\n\n".encode())
                while not await _is_set(watcher, HEARTBEAT_SECONDS):
                    await response.write(b": still here\n\n")
                await asyncio.sleep(TOGETHER_SECONDS)
                watcher.clear()
                shown = await self._tryout.snapshot(person)
        except ConnectionError:
            return response  # they left
        finally:
            self._tryout.unwatch(watcher)
            if task is not None:
                self._streams.discard(task)

    async def close(self, _app: web.Application) -> None:
        """End every stream, so that the service need not wait for who still looks."""
        for task in self._streams:
            task.cancel()

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Do as somebody what the page was told to; answered when all that follows from it is there."""
        acts: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "chat": lambda asked: self._tryout.chat(_number(asked, "person"), _text(asked)),
            "press": lambda asked: self._tryout.press(
                _number(asked, "person"), _number(asked, "number"), _number(asked, "choice")
            ),
            "mail": lambda asked: self._tryout.mail(
                _number(asked, "person"),
                _text(asked),
                answers=_number(asked, "answers"),
                program=str(asked.get("program")),
            ),
            "link": lambda asked: self._tryout.set_chat(_number(asked, "person"), is_open=asked.get("open") is True),
            "time": lambda asked: self._tryout.pass_time(str(asked.get("until"))),
        }
        act = acts.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            asked = json.loads(await request.read())
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        if not isinstance(asked, dict):
            raise web.HTTPBadRequest
        try:
            await act(asked)
        except NotThereError:
            raise web.HTTPNotFound from None
        return web.Response(status=204)


async def _is_set(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event for so long. Returns whether it was set."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


def _whole(text: str) -> int:
    """Read a number of an address. Raises: HTTPNotFound."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LONGEST)) * 2:
        raise web.HTTPNotFound
    return int(text)


def _number(asked: dict[str, Any], name: str) -> int:
    """Take a number that must be there. Raises: HTTPBadRequest."""
    value = asked.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise web.HTTPBadRequest
    return value


def _text(asked: dict[str, Any]) -> str:
    """Take the words that somebody typed. Raises: HTTPBadRequest for none, or for too many."""
    text = asked.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise web.HTTPBadRequest
    return text.strip()
