"""The page in a real browser: scanners change nothing, people succeed, with and without scripts, large and small."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page

from core.logbook.page import PageDay, PageDifference
from tests.web.conftest import MONDAY, TOKEN, Service, a_page, a_week

CONTRAST = """() => {
  const read = color => { const m = color.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = c => [0, 1, 2].map(i => c[i] / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = node => { for (let n = node; n; n = n.parentElement) {
    const c = read(getComputedStyle(n).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255]; };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim()) continue;
    const [a, b] = [light(read(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    found.push([(a + .05) / (b + .05), walk.currentNode.textContent.trim()]);
  }
  return found;
}"""


@pytest.fixture
def address(server: TestServer) -> str:
    return str(server.make_url(f"/w/{TOKEN}"))


@pytest_asyncio.fixture
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """Open a tab that remembers what the browser complained about."""
    page = await browser.new_page()
    yield page
    await page.close()


def a_rich_page(service: Service) -> None:
    """Show everything a page can hold at once."""
    days = [PageDay(MONDAY + timedelta(days=n), m, "submitted") for n, m in enumerate((540, 465, 480, 450, 435))]
    days[0] = replace(days[0], note="Broodlijn 2 opgestart, langer gebleven voor de levering")
    flags = (
        {"flag": "over_day", "dates": ["2026-11-16"], "minutes": 540, "limit": 480},
        {"flag": "holiday", "kind": "public", "name": "Dankdag", "names": {"nl": "Dankdag", "en": "Harvest day"},
         "dates": ["2026-11-18"]},
    )  # fmt: skip
    service.page = a_page(
        a_week(41, days=tuple(days), flags=flags, differences=(PageDifference(MONDAY, 480, 540),)),
        a_week(42, (480, 480), number=2, student="Oğuzhan van den Brandhof-Wijngaarden"),
        a_week(43, (360,), number=3, student="Noor Öztürk", asks=False, why="not_submitted"),
    )
    week = service.page.week(42)
    assert week is not None
    service.approve(week)


async def test_a_scanner_that_runs_scripts_and_presses_the_button_changes_nothing(
    tab: Page, address: str, service: Service
) -> None:
    before = service.page
    for _ in range(3):
        await tab.goto(address)
        await tab.get_by_role("button").click()
        await tab.goto(address)
        async with tab.expect_navigation():
            await tab.evaluate("document.forms[0].submit()")
        assert "Er is nog niets gedaan" in await tab.inner_text("main")
        await tab.goto(address)
        async with tab.expect_navigation():
            await tab.evaluate(
                """() => { for (const box of document.querySelectorAll('input')) {
                     box.removeAttribute('required');
                     box.value ||= box.placeholder || box.defaultValue || box.getAttribute('value') || ''; }
                   document.querySelector('button').click(); }"""
            )
    assert (service.posts, service.approved, service.page) == ({}, [], before)

    await tab.goto(address)
    await tab.get_by_label("Hoeveel uur is dat samen?").fill("38,5")
    await tab.get_by_role("button", name="Akkoord met deze uren").click()
    await tab.wait_for_url(re.compile("done=41"))
    assert "vastgelegd" in await tab.inner_text("[role=status]")
    assert service.approved == [41]


async def test_it_works_without_scripts_and_with_the_keyboard_alone(
    browser: Browser, address: str, service: Service
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    tab = await context.new_page()
    await tab.goto(address)
    await tab.keyboard.press("Tab")
    await tab.keyboard.type("40")
    await tab.keyboard.press("Enter")
    await tab.wait_for_selector("[role=alert]")
    assert "Dat totaal klopt niet" in await tab.inner_text("[role=alert]")
    await tab.keyboard.press("Tab")
    await tab.keyboard.type("38:30")
    await tab.keyboard.press("Tab")
    await tab.keyboard.press("Enter")
    await tab.wait_for_url(re.compile("done=41"))
    assert service.approved == [41]
    assert await tab.context.cookies() == []
    await context.close()


async def test_going_back_and_reloading_after_success_acts_no_more(tab: Page, address: str, service: Service) -> None:
    await tab.goto(address)
    await tab.get_by_role("textbox").fill("38,5")
    await tab.get_by_role("button").click()
    await tab.wait_for_url(re.compile("done=41"))
    await tab.reload()
    await tab.go_back()
    assert "Akkoord voor de hele week, gegeven door u" in await tab.inner_text("main")
    assert len(service.posts) == 1


async def test_no_script_runs_even_if_one_were_smuggled_in(tab: Page, address: str, service: Service) -> None:
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    await tab.goto(address)
    assert complaints == []
    await tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
    await tab.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)"
    )
    assert await tab.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in complaints)


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_every_field_has_a_label_and_the_page_a_shape(
    tab: Page, address: str, service: Service, language: str
) -> None:
    a_rich_page(service)
    service.page = replace(service.page, language=language)
    await tab.goto(address)
    look: dict[str, Any] = await tab.evaluate(
        """() => ({
            lang: document.documentElement.lang,
            headings: [...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName),
            unlabelled: [...document.querySelectorAll('input:not([type=hidden])')].filter(i => !i.labels.length).length,
            loose: ['aria-describedby', 'aria-labelledby'].flatMap(name => [...document.querySelectorAll(`[${name}]`)]
                .filter(n => !document.getElementById(n.getAttribute(name)))).length,
            ids: [...document.querySelectorAll('[id]')].map(n => n.id),
            scopes: [...document.querySelectorAll('th')].every(th => th.scope),
            captions: [...document.querySelectorAll('table')].every(t => t.caption),
            title: document.title, mains: document.querySelectorAll('main').length,
            small: [...document.querySelectorAll('button, input:not([type=hidden])')]
                .filter(n => n.getBoundingClientRect().height < 44).length,
        })"""
    )
    assert look["lang"] == language
    assert look["headings"] == ["H1", "H2", "H2", "H2"]
    assert (look["unlabelled"], look["loose"], look["small"], look["mains"]) == (0, 0, 0, 1)
    assert len(set(look["ids"])) == len(look["ids"])
    assert look["scopes"]
    assert look["captions"]
    assert "Zuiderzee College" in look["title"]
    assert "Jip" not in look["title"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1200])
async def test_the_page_is_readable_at_any_width_by_day_and_by_night(
    browser: Browser, address: str, service: Service, scheme: Any, width: int
) -> None:
    a_rich_page(service)
    tab = await browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in (address, f"{address}?done=42", address[:-3], address):
        await tab.goto(path)
        assert await tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        poor = [(ratio, text) for ratio, text in await tab.evaluate(CONTRAST) if ratio < 4.5]
        assert poor == []
    await tab.evaluate("document.forms[0].submit()")
    await tab.wait_for_selector("[role=alert]")
    assert [text for ratio, text in await tab.evaluate(CONTRAST) if ratio < 4.5] == []
    await tab.close()
