"""Where a monitoring system looks: /healthz, /readyz and /metrics, on a port of their own that no visitor reaches."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from akkoord.setting_parts import Watching
from akkoord.settings import variable
from akkoord.trouble import cannot_listen
from akkoord.watching.readiness import what_is_not_ready
from akkoord.watching.scrape import Scrape
from akkoord.watching.watch import Watch
from core.engine import Database

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


async def show_watch(
    settings: Watching | None, database: Database, watch: Watch, clock: Callable[[], datetime], stop: asyncio.Event
) -> None:
    """Serve it until told to stop, where that is asked for. Raises: CannotStart when its place is taken."""
    if settings is None:
        return
    scrape = Scrape(database, watch, clock=clock)
    token = settings.token.get_secret_value()
    app = build_watch_app(scrape, lambda: what_is_not_ready(database, watch), token=token)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except OSError as error:
            advice = f"{variable(('watch', 'host'))} and {variable(('watch', 'port'))} say where."
            raise cannot_listen(settings.host, settings.port, error, advice, what="The metrics") from error
        await stop.wait()
    finally:
        await runner.cleanup()
