"""Take the README's pictures of the try-out page, on a database of its own: `make pictures`."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, async_playwright

from akkoord.example_database import FILE, prepare, url_of
from akkoord.talk import furnish

HERE = Path(__file__).parents[2] / "docs" / "pictures"
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PORT = 8099
CHROMIUM = "/usr/bin/chromium"
Scheme = Literal["dark", "light"]
ANSWER = "2 akkoord behalve dinsdag, dat was 6 uur"


async def take(browser: Browser, name: str, *, width: int, height: int, scheme: Scheme) -> None:
    """Answer the digest by mail, look at the chat, and keep what is seen."""
    page = await browser.new_page(viewport={"width": width, "height": height}, locale="nl-NL", color_scheme=scheme)
    await page.goto(f"http://127.0.0.1:{PORT}/try")
    await page.locator("#people label").first.wait_for()
    await page.wait_for_timeout(1000)
    await page.screenshot(path=HERE / f"{name}.png")
    await page.close()


async def main() -> None:
    """Prepare the examples, answer once, and look at the page large by day and small by night."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        await prepare(file, MORNING)
        parts = furnish(url_of(file), port=PORT, clock=lambda: MORNING)
        try:
            await parts.open_tryout()
            async with parts.pages(""), async_playwright() as playwright:
                assert parts.tryout is not None
                room, marijke = parts.tryout.room, parts.tryout.characters[0].someone
                await room.open_chat(marijke)
                await room.chat(marijke, "geschiedenis van Renée")
                await room.mail(marijke, ANSWER, room.postbox.received_at(*marijke.addresses)[0])
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                await take(browser, "tryout", width=1360, height=860, scheme="light")
                await take(browser, "tryout-phone", width=390, height=844, scheme="dark")
                await browser.close()
        finally:
            await parts.close()


if __name__ == "__main__":
    asyncio.run(main())
