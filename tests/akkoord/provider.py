"""A real token server on loopback, as a test tells it to behave; it can be stopped and started."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from akkoord.oauth import TokenSource
from akkoord.setting_parts import OAuth
from tests.real.postgres import free_port


@dataclass
class Provider:
    """A token server. answer: what it says, and with what status. asked: the forms it was sent."""

    url: str = ""
    answer: Any = field(default_factory=lambda: {"access_token": "one", "expires_in": 3600})
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    now: float = 1000.0
    port: int = 0
    runner: web.AppRunner | None = None

    async def give(self, request: web.Request) -> web.Response:
        self.asked.append({name: str(value) for name, value in (await request.post()).items()})
        if isinstance(self.answer, str):
            return web.Response(text=self.answer, status=self.status)
        return web.json_response(self.answer, status=self.status)

    def source(self, **more: Any) -> TokenSource:
        values = {"token_url": self.url, "client_id": "akkoord", "refresh_token": SecretStr("r-secret"), **more}
        return TokenSource(OAuth(**values), monotonic=lambda: self.now)

    async def start(self) -> None:
        """Listen, a second time on the same port."""
        self.port = self.port or free_port()
        app = web.Application()
        app.router.add_post("/token", self.give)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.url = f"http://127.0.0.1:{self.port}/token"

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()
            self.runner = None
