"""The page of an invitation: looked at nothing changes, a lone press changes nothing, a typed surname does."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser

from core.contacts.activation import ActivationFacts
from tests.web.conftest import TOKEN, Service

Client = TestClient[web.Request, web.Application]
PATH = f"/a/{TOKEN}"
NONCE = "n" * 22
OPEN = ActivationFacts(
    state="open",
    language="nl",
    name="Sanne",
    inviter="Marijke Aalbers",
    organisation="Bakkerij Het Korenaar",
    school="Zuiderzee College",
    roles=("work_supervisor", "signatory"),
    last_day=date(2026, 12, 1),
    tries=5,
)


@pytest.fixture(autouse=True)
def _invited(service: Service) -> None:
    service.invited = OPEN


async def test_a_get_shows_who_asks_for_what_and_what_is_kept_and_changes_nothing(
    client: Client, service: Service
) -> None:
    answer = await client.get(PATH)
    text = await answer.text()
    assert answer.status == 200
    for shown in ("Marijke Aalbers", "Bakkerij Het Korenaar", "Zuiderzee College", "werkbegeleider, tekenbevoegde"):
        assert shown in text
    assert "1 december 2026" in text
    assert "Wat we bewaren" in text
    assert (await client.head(PATH)).status == 200
    assert service.typed == []


async def test_the_form_has_a_field_to_fill_and_nothing_in_it(client: Client) -> None:
    text = await (await client.get(PATH)).text()
    box = re.search(r'<input type="text"[^>]*>', text)
    assert box is not None
    assert "value" not in box[0]
    assert "required" in box[0]
    assert "<script" not in text


@pytest.mark.parametrize("surname", [None, "", "   "])
async def test_a_lone_press_of_the_button_activates_nothing(
    client: Client, service: Service, surname: str | None
) -> None:
    fields = {"nonce": NONCE} | ({"surname": surname} if surname is not None else {})
    answer = await client.post(PATH, data=fields)
    assert answer.status == 422
    assert "Typ eerst uw achternaam" in await answer.text()
    assert service.typed == []


async def test_a_wrong_surname_is_told_and_a_right_one_leads_to_what_happens_next(
    client: Client, service: Service
) -> None:
    answer = await client.post(PATH, data={"nonce": NONCE, "surname": "Mol"})
    assert answer.status == 422
    assert "hoort niet bij deze uitnodiging" in await answer.text()
    answer = await client.post(PATH, data={"nonce": NONCE, "surname": "  Kwast "}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, TOKEN)
    text = await (await client.get(PATH)).text()
    assert "Uw account is actief" in text
    assert "welkomstmail" in text
    assert service.typed == ["Mol", "Kwast"]


async def test_without_tries_left_there_is_no_form_and_nothing_is_handed_over(client: Client, service: Service) -> None:
    service.invited = replace(OPEN, tries=0)
    assert 'name="surname"' not in await (await client.get(PATH)).text()
    answer = await client.post(PATH, data={"nonce": NONCE, "surname": "Kwast"})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3600")
    assert service.typed == []


@pytest.mark.parametrize(
    ("state", "status", "said", "offers"),
    [
        ("expired", 410, "Stuur een nieuwe link", True),
        ("used", 200, "Stuur de welkomstmail opnieuw", True),
        ("withdrawn", 410, "ingetrokken", False),
        ("ended", 410, "op inactief gezet", False),
    ],
)
async def test_a_link_that_does_nothing_more_says_why_and_what_one_can_do(
    client: Client, service: Service, state: str, status: int, said: str, offers: bool
) -> None:
    service.invited = replace(OPEN, state=state)
    answer = await client.get(PATH)
    text = await answer.text()
    assert answer.status == status
    assert said in text
    assert ('name="renew"' in text) == offers
    assert 'name="surname"' not in text
    assert "alleen naar het adres waarop u bent uitgenodigd" in text or not offers
    if offers:
        text = await (await client.post(PATH, data={"nonce": NONCE, "renew": "1"})).text()
        assert "naar het adres waarop u bent uitgenodigd" in text


@pytest.mark.parametrize("path", [f"/a/{'b' * 26}", "/a/short", f"/a/{TOKEN}x"])
async def test_another_link_shows_nothing(client: Client, service: Service, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 404
    assert "Korenaar" not in await answer.text()
    assert (await client.post(path, data={"nonce": NONCE, "surname": "Kwast"})).status == 404
    assert service.typed == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("surname=Kwast", 400),
        (f"surname=Kwast&nonce={NONCE}&nonce={NONCE}", 400),
        (f"surname={'K' * 161}&nonce={NONCE}", 400),
        ("surname=Kwast&nonce=short", 400),
        ("surname=%FF&nonce=" + NONCE, 400),
    ],
)
async def test_a_form_that_is_not_ours_is_refused(client: Client, service: Service, body: str, status: int) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post(PATH, data=body, headers=headers)).status == status
    assert (await client.post(PATH, json={"surname": "Kwast"})).status == 415
    assert service.typed == []


async def test_it_is_the_same_in_english(client: Client, service: Service) -> None:
    service.invited = replace(OPEN, language="en")
    text = await (await client.get(PATH)).text()
    assert "What is your surname?" in text
    assert "work supervisor, signatory" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_person_activates_on_a_phone(
    browser: Browser, server: TestServer, service: Service, tmp_path: Path, scheme: str
) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]  # one of its schemes
    await page.goto(f"http://127.0.0.1:{server.port}{PATH}")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    await page.screenshot(path=tmp_path / f"activation-{scheme}.png", full_page=True)
    await page.get_by_role("button", name="Activeer mijn account").click()
    assert service.typed == []
    await page.get_by_label("Wat is uw achternaam?").fill("Kwast")
    await page.get_by_role("button", name="Activeer mijn account").click()
    await page.get_by_role("heading", name="Uw account is actief").wait_for()
    assert service.typed == ["Kwast"]
    await page.screenshot(path=tmp_path / f"activated-{scheme}.png", full_page=True)
    await page.close()


AT_SCHOOL = replace(
    OPEN,
    organisation="",
    inviter="",
    roles=("admin", "teacher"),
    until=datetime.fromisoformat("2026-03-16T10:05:00+01:00"),
)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("nl", ("Uw rol bij Zuiderzee College", "Wie de dienst beheert", "beheerder, docent", "tot</th>", "10:05")),
        ("en", ("Your role at Zuiderzee College", "Whoever runs the service", "admin, teacher", "until</th>", "10:05")),
    ],
)
async def test_a_link_of_the_command_line_names_the_school_and_no_company(
    client: Client, service: Service, language: str, shown: tuple[str, ...]
) -> None:
    service.invited = replace(AT_SCHOOL, language=language)
    text = await (await client.get(PATH)).text()
    for words in shown:
        assert words in text
    for words in ("Bedrijf", "Company", "None", "  bij ", "coördinator", "coordinator"):
        assert words not in text


@pytest.mark.parametrize(("inviter", "offers"), [("", False), ("Marijke Aalbers", True)])
async def test_an_expired_link_of_the_command_line_offers_no_new_one(
    client: Client, service: Service, inviter: str, offers: bool
) -> None:
    service.invited = replace(AT_SCHOOL, state="expired", inviter=inviter)
    answer = await client.get(PATH)
    assert answer.status == 410
    assert ('name="renew"' in await answer.text()) is offers


@pytest.mark.parametrize("state", ["used", "ended", "expired", "withdrawn"])
@pytest.mark.parametrize("language", ["nl", "en"])
async def test_every_state_of_a_role_at_a_school_is_told_without_a_company(
    client: Client, service: Service, state: str, language: str
) -> None:
    service.invited = replace(AT_SCHOOL, state=state, language=language)
    text = re.sub(r"\s+", " ", await (await client.get(PATH)).text())
    told = {
        "nl": {
            "used": "beheerder</strong> en <strong>docent",
            "ended": "geen van deze rollen",
            "expired": "een dag",
            "withdrawn": "geldt niet meer",
        },
        "en": {
            "used": "admin</strong> and <strong>teacher",
            "ended": "none of these roles",
            "expired": "for a day",
            "withdrawn": "no longer good",
        },
    }
    assert told[language][state] in text
    assert "contact" not in text
