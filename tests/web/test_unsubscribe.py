"""The link that stops reminders: looked at nothing changes, posted to once it does, whatever the post holds."""

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient

from core.incoming import Unreadable
from core.reminders.unsubscribing import Subscription
from tests.web.conftest import TOKEN, Service
from web.door import LinkDoor, unsubscribe_key, write_unsubscribe

Client = TestClient[web.Request, web.Application]
PATH = f"/u/{TOKEN}"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def test_a_get_shows_a_button_and_changes_nothing(client: Client, service: Service) -> None:
    answer = await client.get(PATH)
    text = await answer.text()
    assert answer.status == 200
    assert '<form method="post">' in text
    assert "Er is nog niets veranderd" in text
    assert (await client.head(PATH)).status == 200
    assert service.stops == []


async def test_one_post_stops_them_as_mail_programs_send_it(client: Client, service: Service) -> None:
    answer = await client.post(PATH, data=ONE_CLICK, allow_redirects=False)
    assert answer.status == 200
    assert "De herinneringen staan uit" in await answer.text()
    assert service.stops == [TOKEN]


@pytest.mark.parametrize("body", [None, b"", b"anything at all"])
async def test_no_form_is_needed(client: Client, service: Service, body: bytes | None) -> None:
    assert (await client.post(PATH, data=body)).status == 200
    assert service.stops == [TOKEN]


async def test_a_multipart_post_is_taken_too(client: Client, service: Service) -> None:
    form = FormData(ONE_CLICK, default_to_multipart=True)
    assert (await client.post(PATH, data=form)).status == 200
    assert service.stops == [TOKEN]


async def test_afterwards_the_page_says_so_and_has_no_button(client: Client, service: Service) -> None:
    service.subscribed = Subscription("en", is_stopped=True, since=0)
    text = await (await client.get(PATH)).text()
    assert "The reminders are off" in text
    assert "<form" not in text


@pytest.mark.parametrize("path", [f"/u/{'b' * 26}", "/u/short", f"/u/{TOKEN}x", "/u/.."])
async def test_another_link_stops_nothing(client: Client, service: Service, path: str) -> None:
    assert (await client.get(path)).status == 404
    assert (await client.post(path, data=ONE_CLICK)).status == 404
    assert service.stops == []


async def test_the_page_is_kept_out_of_caches_and_frames(client: Client) -> None:
    headers = (await client.get(PATH)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert "form-action 'self'" in headers["Content-Security-Policy"]


def test_a_click_reads_back_without_evidence_or_words() -> None:
    incoming = LinkDoor().read(write_unsubscribe(TOKEN))
    assert incoming.tokens == (TOKEN,)
    assert incoming.facts == {"unsubscribe": True}
    assert not incoming.evidence


@pytest.mark.parametrize("raw", [b'{"token": "x", "unsubscribe": true}', b'{"token": 1, "unsubscribe": true}'])
def test_a_click_with_another_token_is_not_read(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        LinkDoor().read(raw)


def test_a_click_after_beginning_again_is_another_one() -> None:
    assert unsubscribe_key(TOKEN, 0) == unsubscribe_key(TOKEN, 0)
    assert unsubscribe_key(TOKEN, 0) != unsubscribe_key(TOKEN, 7)
