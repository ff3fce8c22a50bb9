"""Where a monitoring system looks: /healthz, /readyz and /metrics, on a port of their own that no visitor reaches."""

import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from akkoord.setting_parts import Watching
from akkoord.settings import variable
from akkoord.trouble import cannot_listen
from akkoord.watching.scrape import Scrape

OPEN = "/healthz"

NotReady = Callable[[], Awaitable[dict[str, str]]]


def build_watch_app(scrape: Scrape, not_ready: NotReady, *, token: str = "") -> web.Application:
    """Build the application. token: what a caller must bring, as "Authorization: Bearer ..."; "" asks for nothing."""

    async def alive(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def ready(_request: web.Request) -> web.Response:
        missing = await not_ready()
        said = {"ready": not missing, "not_ready": missing}
        return web.json_response(said, status=503 if missing else 200, dumps=lambda value: json.dumps(value) + "\n")

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=await scrape.text(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    app = web.Application(middlewares=[_only_with(token)] if token else [])
    app.router.add_get(OPEN, alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)
    return app


def _only_with(token: str) -> Middleware:
    wanted = f"Bearer {token}".encode()

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        brought = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if request.path != OPEN and not hmac.compare_digest(brought, wanted):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        return await handler(request)

    return guard


@asynccontextmanager
async def watch_page(settings: Watching, scrape: Scrape, not_ready: NotReady) -> AsyncIterator[None]:
    """Serve it for as long as this is entered. Raises: CannotStart when its place is taken."""
    app = build_watch_app(scrape, not_ready, token=settings.token.get_secret_value())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except OSError as error:
            advice = f"{variable(('watch', 'host'))} and {variable(('watch', 'port'))} say where."
            raise cannot_listen(settings.host, settings.port, error, advice, what="The metrics") from error
        yield
    finally:
        await runner.cleanup()
