"""The try-out page in a real browser: who one is, mail and chat as real ones, time that passes, and the student."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import func, select

from core.inbox import InboxMessage
from core.logbook.models import Approval
from core.record import Decision
from tests.tryout.conftest import Tried, Visitor
from tests.web.test_browser import CONTRAST

ANSWER = "4 akkoord behalve dinsdag, dat was 8 uur"


async def last_decision(tried: Tried) -> Decision:
    decisions = await tried.all(select(Decision).order_by(Decision.id.desc()).limit(1))
    assert isinstance(decisions[0], Decision)
    return decisions[0]


@pytest.mark.parametrize("program", ["Outlook", "Gmail", "Apple Mail"])
async def test_a_mail_is_answered_and_its_student_closes_the_day_that_came_back(
    visitor: Visitor, tried: Tried, program: str
) -> None:
    await visitor.sees_mail("7 weken wachten op uw akkoord", "Bram Çelik")
    await visitor.mails(ANSWER, program)
    await visitor.sees_mail("Bram Çelik, week 47", "32,25 uur akkoord", "Terug naar Bram: di 9,5 → 8", f"“{ANSWER}”")
    decision = await last_decision(tried)
    assert (decision.channel, decision.evidence) == ("mail", "domain+mailbox")
    assert decision.words.startswith("4 akkoord")

    student = visitor.page.locator("#people label", has_text="Bram Çelik")
    await expect(student.locator(".badge")).to_have_text(re.compile("^1"))
    await student.click()
    await visitor.sees_mail("nu 9,5 uur, moet 8 uur zijn")
    await expect(student.locator(".badge")).to_be_hidden()
    await visitor.mails("di 8", program)
    await visitor.sees_mail("Ingevuld en meteen akkoord")
    await visitor.becomes("Marijke")
    await visitor.sees_mail("Bram heeft precies de uren ingevuld")
    assert visitor.complaints == []


async def test_the_mail_that_was_sent_can_be_read_as_it_went(visitor: Visitor, tried: Tried) -> None:
    await visitor.sees_mail("7 weken")
    await visitor.mails("alles akkoord", "Outlook")
    await visitor.page.locator("#list button", has_text="alles akkoord").click()
    await expect(visitor.page.locator("#letter")).to_contain_text("alles akkoord")
    async with visitor.page.context.expect_page() as opening:
        await visitor.page.get_by_role("link", name="De hele mail, zoals verstuurd").click()
    source = await (await opening.value).locator("body").inner_text()
    (raw,) = await tried.all(select(InboxMessage.raw))
    assert source.split() == raw.decode().split()
    assert source.startswith("Authentication-Results: mx.akkoord.example; dmarc=pass")


async def test_an_answer_does_not_take_the_place_of_a_mail_that_was_opened_by_hand(
    visitor: Visitor, tried: Tried
) -> None:
    await visitor.sees_mail("7 weken")
    async with tried.room._lock:  # nothing is decided meanwhile, so that the answer comes later
        await visitor.mails("alles akkoord", "Outlook")
        await visitor.page.locator("#list button", has_text="alles akkoord").click()
        await expect(visitor.page.locator("#letter")).to_contain_text("alles akkoord")
    await expect(visitor.page.locator("#list li")).to_have_count(3)
    await expect(visitor.page.locator("#list [aria-current=true]")).to_contain_text("alles akkoord")


async def test_the_chat_is_opened_answered_and_its_buttons_work(visitor: Visitor, tried: Tried) -> None:
    page = visitor.page
    await page.get_by_role("button", name="Chat openen").click()
    await visitor.sees_in_chat("deze chat is gekoppeld")
    await visitor.says("wat staat er open?")
    await expect(page.locator("#talk .bubble.mine").last).to_contain_text("wat staat er open?")
    await visitor.sees_in_chat("Bram Çelik")
    assert await page.locator("#talk .bubble strong").count() > 0
    before = (await tried.all(select(func.count(Approval.id))))[0]
    await page.locator("#talk").get_by_role("button", name="1 akkoord", exact=True).last.click()
    await expect(page.locator("#talk .bubble.mine").last).to_contain_text("1 akkoord")
    await visitor.sees_in_chat("Bewijs nr.")
    decision = await last_decision(tried)
    assert (decision.channel, decision.evidence) == ("chat", "chat")
    assert (await tried.all(select(func.count(Approval.id))))[0] > before
    await expect(page.locator("#talk").get_by_role("button", name="1 akkoord", exact=True)).to_have_count(0)

    await page.get_by_role("button", name="Chat blokkeren").click()
    await expect(page.get_by_role("button", name="Chat openen")).to_be_visible()
    await page.get_by_role("button", name="Chat openen").click()
    await visitor.says("oeps")
    await visitor.sees_in_chat("eruggedraaid")
    assert visitor.complaints == []


async def test_the_links_of_two_mails_open_the_chat(visitor: Visitor, tried: Tried) -> None:
    await visitor.mail.locator('a[href*="start="]').click()
    await visitor.sees_in_chat("Bijna klaar")
    await expect(visitor.page.locator("#subject")).to_have_text("Is dit uw Telegram?")
    assert "start" not in visitor.page.url
    await visitor.mail.locator('a[href*="start="]').click()
    await visitor.sees_in_chat("deze chat is gekoppeld")
    assert await tried.room.has_chat(tried.someone("Marijke"))


async def test_the_page_behind_a_mail_opens_in_a_tab_of_its_own(visitor: Visitor) -> None:
    async with visitor.page.context.expect_page() as opening:
        await visitor.mail.locator('a[href*="/w/"]').first.click()
    opened = await opening.value
    await expect(opened.locator("h1")).to_have_text("Uren om te bekijken")
    assert await opened.evaluate("window.opener") is None


async def test_the_link_that_stops_reminders_opens_too(visitor: Visitor) -> None:
    async with visitor.page.context.expect_page() as opening:
        await visitor.mail.locator('a[href*="/u/"]').click()
    await expect((await opening.value).get_by_role("button")).to_have_count(1)


async def test_time_passes_and_brings_what_is_due(visitor: Visitor, tried: Tried) -> None:
    page = visitor.page
    await visitor.sees_mail("7 weken")
    await page.get_by_role("button", name="woensdag 08:00").click()
    await expect(page.locator("#clock")).to_have_text(re.compile("wo 25 nov.*08:00"))
    await expect(page.locator("#list li")).to_have_count(2)
    await page.get_by_role("button", name="vrijdag 16:00").click()
    await expect(page.locator("#clock")).to_have_text(re.compile("vr 27 nov.*16:00"))
    assert any(one.outgoing.name == "reminders.student" for one in tried.got("Bram van den Berg"))
    await page.get_by_role("button", name="maandag 08:00").click()
    await expect(page.locator("#clock")).to_have_text(re.compile("ma 30 nov.*08:00"))
    await expect(page.locator("#list li")).to_have_count(3)
    digests = [one for one in tried.got("Marijke") if one.outgoing.name == "reminders.digest"]
    assert [f"{one.at:%a %H:%M}" for one in digests] == ["Tue 08:00", "Wed 07:00", "Mon 07:00"]
    await page.get_by_role("button", name="+1 dag").click()
    await expect(page.locator("#clock")).to_have_text(re.compile("di 1 dec.*08:00"))
    assert visitor.complaints == []


async def test_the_school_sees_what_was_approved(visitor: Visitor) -> None:
    await visitor.sees_mail("7 weken")
    await visitor.mails(ANSWER)
    await visitor.sees_mail("32,25 uur akkoord")
    await visitor.becomes("Annemiek")
    rows = visitor.page.locator("#approved tbody tr", has_text="Bram Çelik")
    await expect(rows).to_have_count(4)
    await expect(rows.first).to_contain_text("6,25")
    await expect(rows.first).to_contain_text("kan terug tot wo 25 nov")


async def test_everything_goes_without_a_mouse(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.sees_mail("7 weken")
    await page.locator("#typed").focus()
    await page.keyboard.type("1 akkoord")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("2 akkoord")
    assert await page.locator("#typed").input_value() == "1 akkoord\n2 akkoord"
    await page.keyboard.press("Enter")
    await expect(page.locator("#list li")).to_have_count(3)
    await page.locator("#people input:checked").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#address")).to_have_text("bram.vandenberg@leerling.noorderveen.example")
    await visitor.sees_mail("Hoi Bram")  # a frame that is still coming would let the focus go
    reached = set()
    for _ in range(40):
        await page.keyboard.press("Tab")
        look: dict[str, Any] = await page.evaluate(
            """() => { const node = document.activeElement, at = node.matches('input') ? node.nextElementSibling : node;
              return { name: (node.id || node.textContent || node.name).trim(), tag: node.tagName,
                       rings: [node, at, node.parentElement]
                         .some(n => getComputedStyle(n).outlineStyle === 'solid') }; }"""
        )
        if look["tag"] == "BODY":
            break
        if look["tag"] != "IFRAME":
            assert look["rings"], look
        reached.add(look["name"])
    assert {"talk", "open-chat", "typed", "Verstuur"} <= reached
    assert "wat staat er open?" in reached


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 900, 1360])
async def test_it_is_readable_at_any_width_by_day_and_by_night(
    browser: Browser, tried: Tried, scheme: Any, width: int
) -> None:
    page = await browser.new_page(
        color_scheme=scheme, viewport={"width": width, "height": 800}, locale="nl-NL", reduced_motion="reduce"
    )
    marijke = tried.someone("Marijke")
    await tried.room.open_chat(marijke)
    await tried.room.chat(marijke, "wat staat er open?")
    await page.goto(tried.address)
    await expect(page.locator("#people .badge").first).to_be_attached()
    await expect(page.locator("#talk .bubble")).not_to_have_count(0)
    for tab in ("mail", "chat"):
        if await page.locator("#panes").is_visible():
            await page.locator(f"#tab-{tab}").click()
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shown = [row for row in await page.evaluate(CONTRAST) if not row[1].startswith("Deze pagina werkt met")]
        assert len(shown) > 20
        assert [(ratio, text) for ratio, text in shown if ratio < 4.5] == []
    await page.close()


async def test_on_a_phone_there_is_one_pane_at_a_time(browser: Browser, tried: Tried) -> None:
    page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="nl-NL")
    looking = Visitor(page)
    await page.goto(tried.address)
    await looking.sees_mail("7 weken")
    await expect(page.locator("#phone")).to_be_hidden()
    await page.get_by_role("button", name="Alle mails").click()
    await expect(page.locator("#list button")).to_be_focused()
    await page.keyboard.press("Enter")
    await looking.sees_mail("7 weken")
    await page.get_by_role("tab", name="Mail").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#mailbox")).to_be_hidden()
    await expect(page.get_by_role("tab", name="Chat")).to_have_attribute("aria-selected", "true")
    await page.get_by_role("button", name="Chat openen").click()
    await looking.sees_in_chat("deze chat is gekoppeld")
    await expect(page.get_by_role("tab", name="Mail").locator(".badge")).to_have_text(re.compile("^1"))
    assert looking.complaints == []
    await page.close()


async def test_the_page_speaks_dutch_or_english_and_has_a_shape(browser: Browser, tried: Tried) -> None:
    page = await browser.new_page(locale="en-GB")
    await page.goto(tried.address)
    await expect(page.get_by_role("button", name="Monday 08:00")).to_be_visible()
    await page.get_by_role("link", name="NL").click()
    await expect(page.get_by_role("button", name="maandag 08:00")).to_be_visible()
    look = await page.evaluate(
        """() => ({ lang: document.documentElement.lang, mains: document.querySelectorAll('main').length,
          headings: [...document.querySelectorAll('h1,h2,h3')].map(n => n.tagName),
          unlabelled: [...document.querySelectorAll('input,textarea')].filter(n => !n.labels.length).length,
          nameless: [...document.querySelectorAll('button')].filter(n => !n.textContent.trim()).length,
          untitled: [...document.querySelectorAll('iframe')].filter(n => !n.title).length,
          small: [...document.querySelectorAll('button:not(.quiet)')].filter(n => n.offsetParent)
            .filter(n => n.getBoundingClientRect().height < 36).length })"""
    )
    assert look["lang"] == "nl"
    assert look["headings"][0] == "H1"
    assert [look[name] for name in ("mains", "unlabelled", "nameless", "untitled", "small")] == [1, 0, 0, 0, 0]
    await page.close()


async def test_nothing_of_a_mail_runs_or_reaches_the_page(visitor: Visitor, tried: Tried) -> None:
    await visitor.sees_mail("7 weken")
    digest = tried.got("Marijke")[0]
    assert digest.mail is not None
    part = digest.mail.message.get_body(("html",))
    assert part is not None
    evil = (
        "<html><head></head><body><p>boos</p><script>parent.ran = 1</script><img src=x onerror='parent.ran = 1'></body>"
    )
    part.set_content(evil, subtype="html")
    await visitor.page.reload()
    await visitor.sees_mail("boos")
    assert await visitor.page.evaluate("window.ran") is None
    frame = visitor.page.frames[1]
    assert await frame.evaluate("self.origin") == "null"


async def test_a_picture_is_seen_in_chat_and_in_the_mail(visitor: Visitor) -> None:
    await visitor.mails("geschiedenis van Renée")
    await visitor.sees_mail("Renée")
    in_mail = visitor.mail.locator("img")
    await expect(in_mail).to_have_attribute("alt", re.compile("Renée"))
    assert await in_mail.evaluate("image => image.naturalWidth") > 0
    await visitor.page.get_by_role("button", name="Chat openen").click()
    await visitor.sees_in_chat("deze chat is gekoppeld")
    await visitor.says("geschiedenis van Renée")
    in_chat = visitor.page.locator("#talk img")
    await expect(in_chat).to_have_attribute("alt", re.compile("Renée"))
    assert await in_chat.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert visitor.complaints == []
