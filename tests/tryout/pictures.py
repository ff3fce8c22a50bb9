"""Takes the pictures of the try-out page for the README: `make pictures`. Large and on a phone, by day and by night."""

import asyncio
import tempfile
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, async_playwright

from akkoord.example_database import FILE, prepare, url_of
from akkoord.talk import furnish
from tests.real.browser import ARGUMENTS, CHROMIUM
from tests.real.postgres import free_port
from tests.tryout.conftest import MORNING, Tried, Visitor, ticking

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
NAMES = {
    ("light", "all"): "tryout.png",
    ("dark", "all"): "tryout-dark.png",
    ("light", "mail"): "tryout-phone-mail.png",
    ("dark", "mail"): "tryout-phone-mail-dark.png",
    ("light", "chat"): "tryout-phone-chat.png",
    ("dark", "chat"): "tryout-phone.png",
}
LARGE, PHONE = (1360, 860), (390, 844)


async def take(browser: Browser, tried: Tried, scheme: Literal["light", "dark"]) -> None:
    """Take the large picture and both panes of a phone."""
    page = await browser.new_page(color_scheme=scheme, locale="nl-NL", reduced_motion="reduce")
    visitor = Visitor(page)
    await page.set_viewport_size({"width": LARGE[0], "height": LARGE[1]})
    await page.goto(tried.address)
    await visitor.sees_mail("32,25 uur akkoord")
    await page.screenshot(path=FOLDER / NAMES[scheme, "all"])
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for pane in ("mail", "chat"):
        await page.locator(f"#tab-{pane}").click()
        await page.wait_for_timeout(500)
        await page.screenshot(path=FOLDER / NAMES[scheme, pane])
    await page.close()


async def main() -> None:
    """Play a short exchange, and take every picture of it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        await prepare(file, MORNING)
        port = free_port()
        parts = furnish(url_of(file), port=port, clock=ticking())
        try:
            await parts.open_tryout()
            tried = Tried(parts, f"http://127.0.0.1:{port}/try")
            marijke = tried.someone("Marijke")
            digest = tried.got("Marijke")[0]
            await tried.room.open_chat(marijke)
            await tried.room.chat(marijke, "geschiedenis van Renée")
            await tried.room.close_chat(marijke)
            await tried.room.mail(marijke, "4 akkoord behalve dinsdag, dat was 8 uur", digest)
            await tried.room.open_chat(marijke)
            async with parts.pages(""), async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
                await take(browser, tried, "light")
                await take(browser, tried, "dark")
                await browser.close()
        finally:
            await parts.close()


if __name__ == "__main__":
    asyncio.run(main())
