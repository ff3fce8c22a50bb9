"""An access token is asked for once, kept while it is valid, and its absence is a reason to try later."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pydantic import SecretStr, ValidationError

from akkoord.oauth import MARGIN_SECONDS, TokenRefused
from akkoord.setting_parts import OAuth
from tests.akkoord.provider import Provider


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[Provider]:
    built = Provider()
    await built.start()
    yield built
    await built.stop()


async def test_a_refresh_token_is_exchanged_for_an_access_token(provider: Provider) -> None:
    source = provider.source(client_secret=SecretStr("c-secret"), scope="mail")
    assert await source.token() == "one"
    assert provider.asked == [
        {
            "grant_type": "refresh_token",
            "client_id": "akkoord",
            "refresh_token": "r-secret",
            "client_secret": "c-secret",
            "scope": "mail",
        }
    ]


async def test_without_a_refresh_token_the_application_signs_in_as_itself(provider: Provider) -> None:
    source = provider.source(refresh_token=SecretStr(""), client_secret=SecretStr("c-secret"), scope="mail/.default")
    assert await source.token() == "one"
    assert provider.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "akkoord",
            "client_secret": "c-secret",
            "scope": "mail/.default",
        }
    ]


def test_an_application_without_any_secret_can_not_sign_in() -> None:
    with pytest.raises(ValidationError, match="give a refresh_token, or the client_secret"):
        OAuth(token_url="https://login.provider.example/token", client_id="akkoord")


async def test_what_is_not_set_is_not_sent(provider: Provider) -> None:
    await provider.source().token()
    assert set(provider.asked[0]) == {"grant_type", "client_id", "refresh_token"}


async def test_a_token_is_kept_until_shortly_before_it_ends_and_then_refreshed(provider: Provider) -> None:
    source = provider.source()
    assert await source.token() == "one"
    provider.answer = {"access_token": "two", "expires_in": 3600}
    provider.now += 3600 - MARGIN_SECONDS - 1
    assert await source.token() == "one"
    provider.now += 1
    assert await source.token() == "two"
    assert len(provider.asked) == 2


async def test_many_who_ask_at_once_share_one_exchange(provider: Provider) -> None:
    source = provider.source()
    assert set(await asyncio.gather(*(source.token() for _ in range(8)))) == {"one"}
    assert len(provider.asked) == 1


async def test_a_thread_may_ask_as_well(provider: Provider) -> None:
    assert await asyncio.to_thread(provider.source().fetch) == "one"


@pytest.mark.parametrize("lasts", [None, "soon", [], 0, 60])
async def test_a_token_of_unknown_or_short_life_is_used_once(provider: Provider, lasts: object) -> None:
    provider.answer = {"access_token": "one", "expires_in": lasts}
    source = provider.source()
    assert await source.token() == "one"
    provider.answer = {"access_token": "two", "expires_in": 3600}
    assert await source.token() == "two"


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, {"error": "invalid_grant", "error_description": "r-secret was withdrawn"}),
        (200, {}),
        (200, {"access_token": ""}),
        (200, ["access_token"]),
        (200, "<p>Back soon</p>"),
        (503, {"access_token": "not really"}),
    ],
)
async def test_a_refusal_is_a_network_error_that_names_no_secret(
    provider: Provider, status: int, answer: object
) -> None:
    provider.status, provider.answer = status, answer
    with pytest.raises(TokenRefused) as caught:
        await provider.source().token()
    assert isinstance(caught.value, OSError)
    assert "r-secret" not in str(caught.value)
    if status == 400:
        assert "invalid_grant" in str(caught.value)


async def test_after_a_refusal_it_is_asked_again(provider: Provider) -> None:
    source = provider.source()
    provider.status, provider.answer = 500, "out of order"
    with pytest.raises(TokenRefused):
        await source.token()
    provider.status, provider.answer = 200, {"access_token": "two", "expires_in": 3600}
    assert await source.token() == "two"


async def test_a_server_that_is_away_is_a_network_error_too(provider: Provider, unused_tcp_port: int) -> None:
    source = provider.source(token_url=f"http://127.0.0.1:{unused_tcp_port}/token")
    with pytest.raises(TokenRefused, match="no answer"):
        await source.token()


async def test_a_token_that_a_server_refused_is_not_used_again(provider: Provider) -> None:
    source = provider.source()
    await source.token()
    provider.answer = {"access_token": "two", "expires_in": 3600}
    source.forget()
    assert await source.token() == "two"


async def test_a_new_refresh_token_takes_the_place_of_the_old(provider: Provider) -> None:
    source = provider.source()
    provider.answer = {"access_token": "one", "expires_in": 0, "refresh_token": "r-new"}
    await source.token()
    provider.answer = {"access_token": "two", "expires_in": 0}
    await source.token()
    await source.token()
    assert [form["refresh_token"] for form in provider.asked] == ["r-secret", "r-new", "r-new"]


@pytest.mark.parametrize(("why", "advice"), [("invalid_grant", "consent anew"), ("invalid_client", "secret ran out")])
async def test_a_refusal_that_needs_a_person_says_what_to_do(provider: Provider, why: str, advice: str) -> None:
    provider.status, provider.answer = 400, {"error": why}
    with pytest.raises(TokenRefused, match=advice):
        await provider.source().token()
