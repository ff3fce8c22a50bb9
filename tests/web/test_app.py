"""The page over HTTP: what it says, what it never says, and what changes nothing."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from core.logbook.page import PageDay, PageDifference
from tests.web.conftest import MONDAY, OLD, TOKEN, TOTAL, Service, a_page, a_week
from web.app import PageAnswer, build_app
from web.pages import PageMaker

Client = TestClient[web.Request, web.Application]
PATH = f"/w/{TOKEN}"


def fields_of(text: str, number: int = 0) -> dict[str, str]:
    """Take the hidden fields of a form as a browser would."""
    form = re.findall(r"<form.*?</form>", text, re.DOTALL)[number]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


async def opened(client: Client) -> dict[str, str]:
    return fields_of(await (await client.get(PATH)).text())


async def test_the_page_names_whom_it_is_for_before_anything_else(client: Client) -> None:
    text = await (await client.get(PATH)).text()
    assert "Voor <strong>Marijke Aalbers</strong>. Bent u dat niet? Sluit dan deze pagina." in text
    assert text.index("Marijke Aalbers") < text.index("Jip de Wolf")


async def test_the_page_shows_each_day_and_never_the_total(client: Client) -> None:
    text = await (await client.get(PATH)).text()
    for hours in ("8", "7,75", "7,5", "7,25"):
        assert f'<td class="number">{hours}</td>' in text
    for total in ("38,5", "38.5", "38:30", "2310"):
        assert total not in text
    box = re.search(r'<input type="text"[^>]*>', text)
    assert box is not None
    assert "value" not in box[0]
    assert "placeholder" not in box[0]


@pytest.mark.parametrize("minutes", [(480, 465, 480, 450, 435), (600, 600, 600, 600, 600), (437, 481, 222)])
@pytest.mark.parametrize("language", ["nl", "en"])
async def test_flags_do_not_give_the_total_away(
    client: Client, service: Service, minutes: tuple[int, ...], language: str
) -> None:
    total = sum(minutes)
    flags = (
        {"flag": "over_week", "minutes": total, "limit": 2160},
        {"flag": "over_agreement", "minutes": total, "limit": 1200},
        {"flag": "over_day", "dates": ["2026-11-17"], "minutes": minutes[1], "limit": 420},
        {
            "flag": "holiday",
            "kind": "school",
            "holiday": "Herfst",
            "names": {"nl": "Herfst", "en": "Autumn"},
            "dates": ["2026-11-18"],
        },
        {"flag": "ends_soon", "last_day": "2026-12-01", "ended": "2026-11-01", "days_left": 7},
    )
    service.page = a_page(a_week(minutes=minutes, flags=flags), language=language)
    text = await (await client.get(PATH)).text()
    box = re.search(r'<div class="box heed">.*?</div>', text, re.DOTALL)
    assert box is not None
    assert box[0].count("<li>") == len(flags)
    assert "<li></li>" not in box[0]
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)))
    hours = total // 60
    assert not re.search(rf"(?<![\d,.:]){hours}([,.:]\d+)? (uur|hours)", seen)
    assert str(total) not in text


async def test_the_headers_are_strict_on_every_answer(client: Client) -> None:
    answers = [
        await client.get(PATH),
        await client.get(f"/w/{OLD}"),
        await client.get("/w/x"),
        await client.put(PATH),
        await client.get("/nothing/here"),
        await client.post(PATH, data={}),
        await client.get("/healthz"),
        await client.post(PATH, data=await opened(client) | {"total": TOTAL}, allow_redirects=False),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Server"] == "Akkoord"
        assert "Set-Cookie" not in answer.headers


async def test_no_page_holds_a_script_or_an_outside_address(client: Client) -> None:
    for path in (PATH, f"/w/{OLD}", "/w/x"):
        text = await (await client.get(path)).text()
        assert "<script" not in text
        assert "javascript:" not in text
        assert not re.search(r"\son\w+=", text)
        assert "http" not in text.replace("http-equiv", "")


async def test_twenty_gets_and_heads_change_nothing(client: Client, service: Service) -> None:
    before = service.page
    for _ in range(20):
        assert (await client.get(PATH)).status == 200
        assert (await client.head(PATH)).status == 200
    assert (service.posts, service.approved, service.page) == ({}, [], before)


async def test_a_get_that_looks_like_an_answer_changes_nothing(client: Client, service: Service) -> None:
    fields = await opened(client)
    await client.get(PATH, params=fields | {"total": TOTAL, "done": "41"})
    assert service.posts == {}


async def test_a_typed_total_approves_and_the_next_page_comes_from_the_record(client: Client, service: Service) -> None:
    answer = await client.post(PATH, data=await opened(client) | {"total": "38,5"}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, f"{TOKEN}?done=41")
    text = await (await client.get(f"{PATH}?done=41")).text()
    assert "Uw akkoord voor week 47 van Jip de Wolf is vastgelegd" in text
    assert "gegeven door u, di 24 november 2026, 09:30, via deze pagina" in text
    assert "<form" not in text
    assert service.approved == [41]


async def test_done_in_the_address_alone_is_not_believed(client: Client) -> None:
    for done in ("41", "999", "x", "-1", "²", "9" * 30):
        text = await (await client.get(PATH, params={"done": done})).text()
        assert "Gelukt" not in text
        assert "<form" in text


@pytest.mark.parametrize("total", ["", " ", "akkoord", "38,5 maar dinsdag niet", "-38,5"])
async def test_a_post_without_a_total_changes_nothing_and_says_what_to_do(
    client: Client, service: Service, total: str
) -> None:
    answer = await client.post(PATH, data=await opened(client) | {"total": total})
    text = await answer.text()
    assert answer.status == 422
    assert "Er is nog niets gedaan" in text
    assert "Typ hoeveel uur" in text
    assert 'aria-invalid="true">' in text
    assert (service.posts, service.approved) == ({}, [])


async def test_a_form_without_the_total_field_is_the_same_as_an_empty_one(client: Client, service: Service) -> None:
    answer = await client.post(PATH, data=await opened(client))
    assert answer.status == 422
    assert service.posts == {}


async def test_a_wrong_total_approves_nothing_and_a_right_one_then_does(client: Client, service: Service) -> None:
    answer = await client.post(PATH, data=await opened(client) | {"total": "40"})
    text = await answer.text()
    assert answer.status == 422
    assert "Dat totaal klopt niet" in text
    assert "38,5" not in text
    assert service.approved == []
    await client.post(PATH, data=fields_of(text) | {"total": "38:30"})
    assert service.approved == [41]


async def test_a_corrected_total_counts_even_when_the_old_page_was_still_open(client: Client, service: Service) -> None:
    fields = await opened(client)
    await client.post(PATH, data=fields | {"total": "40"})
    await client.post(PATH, data=fields | {"total": "38,5"})
    assert service.approved == [41]


async def test_a_double_click_is_one_act(client: Client, service: Service) -> None:
    fields = await opened(client) | {"total": TOTAL}
    answers = await asyncio.gather(*(client.post(PATH, data=fields, allow_redirects=False) for _ in range(10)))
    assert {answer.status for answer in answers} == {303}
    assert len(service.posts) == 1
    assert service.approved == [41]


async def test_hours_that_change_behind_an_open_page_are_shown_first(client: Client, service: Service) -> None:
    fields = await opened(client)
    service.page = a_page(a_week(minutes=(480, 465, 480, 450, 375)))
    answer = await client.post(PATH, data=fields | {"total": TOTAL})
    text = await answer.text()
    assert answer.status == 409
    assert "De uren zijn veranderd sinds u deze pagina opende" in text
    assert "vr 20 november: was 7,25 uur, nu 6,25 uur" in text
    assert (service.posts, service.approved) == ({}, [])
    await client.post(PATH, data=fields_of(text) | {"total": "37,5"})
    assert service.approved == [41]


async def test_hours_that_change_at_the_very_last_moment_are_shown_too(client: Client, service: Service) -> None:
    fields = await opened(client)
    service.next_answer = PageAnswer("changed", "<p>De hele week is nu 37,5 uur</p>")
    text = await (await client.post(PATH, data=fields | {"total": TOTAL})).text()
    assert "De uren zijn intussen veranderd" in text
    assert "37,5" not in text


async def test_a_forged_trail_of_seen_hours_never_breaks_the_page(client: Client, service: Service) -> None:
    fields = await opened(client)
    service.page = a_page(a_week(minutes=(60,)))
    for seen in ("x", "20261116-zz.", "99999999-1", "20261116-" + "z" * 300, "<b>"):
        answer = await client.post(PATH, data=fields | {"total": TOTAL, "seen": seen})
        assert answer.status == 409
        assert "sinds u deze pagina opende" not in await answer.text() or seen.startswith("20261116-zz")


async def test_a_change_since_the_mail_is_pointed_out(client: Client, service: Service) -> None:
    tuesday = MONDAY + timedelta(days=1)
    found = (PageDifference(tuesday, 480, 465), PageDifference(MONDAY, None, 480), PageDifference(MONDAY, 240, None))
    service.page = a_page(a_week(differences=found))
    text = await (await client.get(PATH)).text()
    assert "Er is iets veranderd sinds onze mail van ma 23 november" in text
    assert "di 17 november: was 8 uur, nu 7,75 uur" in text
    assert "stond er niet, nu 8 uur" in text
    assert "was 4 uur, staat er niet meer" in text


async def test_another_note_since_the_mail_is_pointed_out(client: Client, service: Service) -> None:
    found = (
        PageDifference(MONDAY, 480, 480, "uren <kloppen> niet"),
        PageDifference(MONDAY + timedelta(days=1), 480, 465, ""),
    )
    service.page = a_page(a_week(differences=found))
    text = await (await client.get(PATH)).text()
    assert "ma 16 november: de opmerking is nu: “uren &lt;kloppen&gt; niet”" in text
    assert "di 17 november: was 8 uur, nu 7,75 uur, de opmerking is weggehaald" in text


async def test_too_many_wrong_totals_close_the_form_for_an_hour(client: Client, service: Service) -> None:
    fields = await opened(client)
    service.page = replace(service.page, tries=0)
    text = await (await client.get(PATH)).text()
    assert "Wacht een uur" in text
    assert "<form" not in text
    answer = await client.post(PATH, data=fields | {"total": TOTAL})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3600")
    assert (service.posts, service.approved) == ({}, [])


async def test_the_desk_may_say_too_many_as_well(client: Client, service: Service) -> None:
    service.next_answer = PageAnswer("too_many")
    answer = await client.post(PATH, data=await opened(client) | {"total": TOTAL})
    assert answer.status == 429
    assert "Wacht een uur" in await answer.text()


async def test_a_refusal_is_told_in_the_desks_words(client: Client, service: Service) -> None:
    service.next_answer = PageAnswer("refused", "<p>De stage is te lang geleden.</p>")
    answer = await client.post(PATH, data=await opened(client) | {"total": TOTAL})
    assert answer.status == 403
    assert "<p>De stage is te lang geleden.</p>" in await answer.text()


async def test_weeks_have_forms_of_their_own(client: Client, service: Service) -> None:
    service.page = a_page(a_week(41), a_week(42, (240, 240), student="Noor Öztürk", number=2))
    text = await (await client.get(PATH)).text()
    await client.post(PATH, data=fields_of(text, 1) | {"total": "8"})
    assert service.approved == [42]
    text = await (await client.get(PATH)).text()
    assert text.count("<form") == 1


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("too_late", "te lang geleden"),
        ("not_over", "nog bezig"),
        ("not_submitted", "nog met deze uren bezig"),
        ("read_only", "doet de begeleider"),
    ],
)
async def test_a_week_that_cannot_be_approved_says_why(client: Client, service: Service, why: str, words: str) -> None:
    service.page = a_page(a_week(asks=False, why=why))
    text = await (await client.get(PATH)).text()
    assert words in text
    assert "<form" not in text


async def test_a_partly_judged_week_says_of_each_day_how_it_stands(client: Client, service: Service) -> None:
    days = a_week().days
    mixed = (replace(days[0], state="approved"), replace(days[1], state="correction", proposed=360), *days[2:])
    service.page = a_page(a_week(days=mixed))
    text = await (await client.get(PATH)).text()
    assert "Uw akkoord geldt voor de dagen die nog wachten" in text
    rows = re.findall(r"<tr><th scope=\"row\".*?</tr>", text)
    assert [re.sub(r"<[^>]+>", " ", row).split() for row in rows[:3]] == [
        ["ma", "16", "8", "akkoord"],
        ["di", "17", "7,75", "terug", "naar", "de", "student,", "gevraagd:", "6"],
        ["wo", "18", "8", "wacht", "op", "akkoord"],
    ]


async def test_a_remark_stands_with_the_week_it_is_about(client: Client, service: Service) -> None:
    service.page = a_page(a_week(41), a_week(42, (240, 240), number=2))
    text = await (await client.get(PATH)).text()
    text = await (await client.post(PATH, data=fields_of(text, 1) | {"total": ""})).text()
    assert text.index('id="w41"') < text.index('id="w42"') < text.index('role="alert"')
    assert text.count('aria-invalid="true">') == 1


async def test_a_week_that_vanishes_while_it_is_decided_still_gets_an_answer(client: Client, service: Service) -> None:
    class Vanishing(Service):
        async def answer(self, token: str, raw: bytes, key: str) -> PageAnswer:
            self.page = a_page(a_week(42, (240, 240)))
            return PageAnswer("refused")

    async with TestClient(TestServer(build_app(Vanishing()))) as other:
        text = await (await other.post(PATH, data=await opened(other) | {"total": TOTAL})).text()
    assert "kan uw akkoord nu niet vastgelegd worden" in text
    assert "Noor" not in text


async def test_what_people_wrote_stays_text(client: Client, service: Service) -> None:
    day = PageDay(MONDAY, 480, "submitted", note='<script>alert(1)</script>"')
    service.page = replace(a_page(a_week(days=(day,), student="<b>Jip</b>")), person="<i>Marijke</i>")
    text = await (await client.get(PATH)).text()
    for tag in ("<script", "<b>Jip", "<i>Marijke"):
        assert tag not in text
    assert "&lt;script&gt;" in text


async def test_an_unknown_link_is_a_friendly_page_in_the_browsers_language(client: Client) -> None:
    dutch = await client.get(f"/w/{'z' * 26}", headers={"Accept-Language": "fr, nl-BE;q=0.8, en;q=0.5"})
    english = await client.get("/w/..%2f", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert (dutch.status, english.status) == (404, 404)
    assert '<html lang="nl">' in await dutch.text()
    assert "antwoord op die mail" in await dutch.text()
    assert '<html lang="en">' in await english.text()
    assert "answer that mail" in await english.text()


async def test_a_browser_that_wants_no_language_of_our_pages_gets_what_its_first_falls_back_to(client: Client) -> None:
    for wishes, language in (("fr, de;q=0.8", "en"), ("fr-BE, nl;q=0.3", "nl"), ("es, it", "nl"), ("", "nl")):
        page = await client.get(f"/w/{'z' * 26}", headers={"Accept-Language": wishes})
        assert f'<html lang="{language}">' in await page.text()


async def test_an_old_link_says_that_it_expired_and_shows_no_one(client: Client) -> None:
    for answer in (await client.get(f"/w/{OLD}"), await client.post(f"/w/{OLD}", data=await opened(client))):
        text = await answer.text()
        assert answer.status == 410
        assert "verlopen" in text
        assert "Marijke" not in text


async def test_a_link_survives_what_mail_programs_do_to_it(client: Client) -> None:
    for path in (f"/w/{TOKEN.upper()}", f"/w/{TOKEN}.", f"/w/{TOKEN})."):
        answer = await client.get(path)
        assert answer.status == 200
        assert f'action="{TOKEN}#w41"' in await answer.text()


async def test_other_methods_are_refused_with_what_is_allowed(client: Client, service: Service) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"):
        answer = await client.request(method, PATH)
        assert answer.status == 405
        assert set(answer.headers["Allow"].split(",")) >= {"GET", "POST"}
        assert "Er is niets gedaan" in await answer.text()
    assert service.posts == {}


async def test_a_large_body_is_refused(client: Client, service: Service) -> None:
    answer = await client.post(PATH, data=await opened(client) | {"total": "3" * 20_000})
    assert answer.status == 413
    assert "niet lezen" in await answer.text()
    assert service.posts == {}


@pytest.mark.parametrize(
    "change",
    [
        {"week": "x"},
        {"week": "999"},
        {"week": "²"},
        {"version": ""},
        {"version": "a b"},
        {"nonce": ""},
        {"nonce": "short"},
        {"total": "3" * 50},
    ],
)
async def test_a_form_that_is_not_ours_changes_nothing(
    client: Client, service: Service, change: dict[str, str]
) -> None:
    answer = await client.post(PATH, data=await opened(client) | {"total": TOTAL} | change)
    assert answer.status == 400
    assert "Er is niets gedaan" in await answer.text()
    assert (service.posts, service.approved) == ({}, [])


async def test_doubled_fields_files_and_json_change_nothing(client: Client, service: Service) -> None:
    fields = await opened(client) | {"total": TOTAL}
    twice = FormData([*fields.items(), ("total", "1")])
    file = FormData(fields)
    file.add_field("total", b"38,5", filename="total.txt")
    assert (await client.post(PATH, data=twice)).status == 400
    assert (await client.post(PATH, data=file)).status == 415
    assert (await client.post(PATH, json=fields)).status == 415
    assert (
        await client.post(PATH, data=b"total=%ff", headers={"Content-Type": "application/x-www-form-urlencoded"})
    ).status == 400
    assert service.posts == {}


async def test_a_fault_gives_a_kind_page_and_no_details(client: Client, service: Service) -> None:
    service.trouble = RuntimeError("secret detail")
    answer = await client.get(PATH)
    text = await answer.text()
    assert answer.status == 500
    assert "Dat ligt aan ons" in text
    assert "secret" not in text
    assert "Traceback" not in text


async def test_a_service_that_hangs_is_not_waited_for(service: Service) -> None:
    class Hanging(Service):
        async def answer(self, token: str, raw: bytes, key: str) -> PageAnswer:
            await asyncio.Event().wait()
            raise AssertionError

    async with TestClient(TestServer(build_app(Hanging(), seconds=0.2))) as client:
        answer = await client.post(PATH, data=await opened(client) | {"total": TOTAL})
        assert answer.status == 503
        assert "daar staat wat er is vastgelegd" in await answer.text()


async def test_the_pages_say_that_they_live_and_nothing_else_of_the_service(client: Client) -> None:
    assert (await client.get("/healthz")).status == 200
    for path in ("/readyz", "/metrics"):
        assert (await client.get(path)).status == 404


async def test_an_english_reader_gets_an_english_page(client: Client, service: Service) -> None:
    service.page = a_page(language="en")
    text = await (await client.get(PATH)).text()
    assert '<html lang="en">' in text
    assert "For <strong>Marijke Aalbers</strong>. Is that not you?" in text
    assert "Approve these hours" in text
    assert "Mon 16<" in text


async def test_every_sentence_exists_in_both_languages() -> None:
    maker = PageMaker()
    modules = {language: environment.globals["say"] for language, environment in maker._environments.items()}
    names = {
        language: {
            name: vars(module)[name].arguments for name in vars(module) if hasattr(vars(module)[name], "arguments")
        }
        for language, module in modules.items()
    }
    assert names["nl"] == names["en"]
    assert len(names["nl"]) > 20
