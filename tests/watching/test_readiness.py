"""Ready is who can do their work; who is not, says what is missing, and only to those who may know."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import ValidationError
from sqlalchemy import text
from typer.testing import CliRunner

from akkoord import service
from akkoord.main import app
from akkoord.settings import Settings
from akkoord.trouble import CannotStart
from akkoord.watching.readiness import what_is_not_ready
from akkoord.watching.watch import LIMITS, Watch
from core.engine import Database
from tests.house import House
from tests.real.dovecot import Dovecot, running_dovecot
from tests.real.fake_telegram import FakeTelegram
from tests.real.postgres import free_port
from tests.road.town import settings_for, smtp_sink
from tests.watching.scraped import samples

TOKEN = "a-token-of-a-monitor"


@asynccontextmanager
async def running(settings: Settings, parts: set[str] | None = None) -> AsyncIterator[service.Service]:
    built = service.build(settings)
    task = asyncio.create_task(built.run(parts))
    try:
        yield built
    finally:
        built.stop.set()
        await task
        await built.close()


async def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http:
        for _ in range(200):
            try:
                async with http.get(f"http://127.0.0.1:{port}{path}", headers=headers) as answer:
                    return answer.status, await answer.text()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
    raise AssertionError("nothing listens")


def alone(tmp_path: Path, **watch: Any) -> Settings:
    port = free_port()
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path}/alone.db",
            "base_url": f"http://127.0.0.1:{port}",
            "web": {"port": port},
            "watch": {"port": free_port(), **watch},
        }
    )


def watch_port(settings: Settings) -> int:
    assert settings.watch is not None
    return settings.watch.port


async def test_a_service_that_runs_is_ready_on_a_port_of_its_own_and_its_pages_say_nothing(tmp_path: Path) -> None:
    settings = alone(tmp_path)
    async with running(settings):
        port = watch_port(settings)
        assert await get(port, "/healthz") == (200, "ok\n")
        assert await get(port, "/readyz") == (200, '{"ready": true, "not_ready": {}}\n')
        status, metrics = await get(port, "/metrics")
        assert status == 200
        found = samples(metrics)
        assert found["akkoord_ready",] == found["akkoord_database_up",] == 1
        assert found["akkoord_loop_alive", "decide"] == found["akkoord_loop_alive", "deliver"] == 1
        for path in ("/metrics", "/readyz"):
            status, page = await get(settings.web.port, path)
            assert status == 404
            assert "akkoord_" not in page


async def test_a_part_that_shows_no_pages_can_be_watched_too(tmp_path: Path) -> None:
    settings = alone(tmp_path)
    async with running(settings, {"work"}):
        assert (await get(watch_port(settings), "/readyz"))[0] == 200


async def test_with_a_token_nobody_else_reads_anything(tmp_path: Path) -> None:
    settings = alone(tmp_path, token=TOKEN)
    async with running(settings):
        port = watch_port(settings)
        for path in ("/metrics", "/readyz"):
            for wrong in ({}, {"Authorization": "Bearer another"}, {"Authorization": f"bearer {TOKEN}é"}):
                status, said = await get(port, path, **wrong)
                assert status == 401
                assert "akkoord_" not in said
                assert "ready" not in said
            assert (await get(port, path, Authorization=f"Bearer {TOKEN}"))[0] == 200
        assert (await get(port, "/healthz"))[0] == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "akkoord.example", "::"])
def test_who_lets_others_reach_it_must_set_a_token(host: str) -> None:
    with pytest.raises(ValidationError, match="it needs a token"):
        Settings.model_validate({"watch": {"port": 9464, "host": host}})
    Settings.model_validate({"watch": {"port": 9464, "host": host, "token": TOKEN}})


async def test_a_database_that_went_away_is_named_and_the_counts_are_still_read(tmp_path: Path) -> None:
    settings = alone(tmp_path)
    async with running(settings, {"web"}) as built:
        port = watch_port(settings)
        assert (await get(port, "/readyz"))[0] == 200
        await built.database.turn(lambda session: session.execute(text("ALTER TABLE inbox RENAME TO gone")))
        found = samples((await get(port, "/metrics"))[1])
        assert found["akkoord_database_up",] == found["akkoord_ready",] == 0
        assert found["akkoord_loop_alive", "serve"] == 1
        assert ("akkoord_inbox_waiting", "mail") not in found
        await built.database.turn(lambda session: session.execute(text("ALTER TABLE gone RENAME TO inbox")))


async def test_a_server_that_stopped_answering_makes_it_unready(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    away = Database(f"postgresql+asyncpg://akkoord@127.0.0.1:{free_port()}/nowhere")
    said = await what_is_not_ready(away, Watch())
    await away.close()
    assert list(said) == ["database"]
    assert "does not answer" in said["database"]


@pytest.mark.parametrize("version", ["0001", "9999"])
async def test_a_database_of_another_shape_makes_it_unready(house: House, version: str) -> None:
    assert await what_is_not_ready(house.database, Watch()) == {}
    await house.database.turn(
        lambda session: session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    )
    said = await what_is_not_ready(house.database, Watch())
    assert list(said) == ["migrations"]
    assert version in said["migrations"]


async def test_a_loop_that_hangs_is_named_until_it_does_its_rounds_again(house: House) -> None:
    now = [0.0]
    watch, stop = Watch(monotonic=lambda: now[0]), asyncio.Event()

    async def decide(stop: asyncio.Event) -> None:
        await stop.wait()

    async def serve(stop: asyncio.Event) -> None:
        await stop.wait()

    tasks = [asyncio.create_task(watch.mind(loop, stop)) for loop in (decide, serve)]
    await asyncio.sleep(0)
    assert watch.loops() == {"decide": True, "serve": True}
    now[0] += LIMITS["decide"] + 1
    assert list(await what_is_not_ready(house.database, watch)) == ["loop decide"]
    watch.beat("decide")
    assert await what_is_not_ready(house.database, watch) == {}
    watch.lives["mailbox"] = lambda: False
    assert list(await what_is_not_ready(house.database, watch)) == ["loop mailbox"]
    stop.set()
    await asyncio.gather(*tasks)
    assert watch.loops() == {"mailbox": False}


async def test_each_connection_is_told_as_connected_or_away(tmp_path: Path) -> None:
    with running_dovecot() as dovecot:
        async with smtp_sink() as (_, smtp_port), FakeTelegram() as telegram:
            town = settings_for(
                f"sqlite:///{tmp_path}/town.db", dovecot=dovecot, smtp_port=smtp_port, telegram=telegram
            )
            settings = town.model_copy(update={"watch": alone(tmp_path).watch})
            async with running(settings):
                # Telegram answers a long question when there is something to say.
                await telegram.user(5, "Ria").says("hoi")
                await come_to(settings, imap=1, telegram=1)
                before = samples((await get(watch_port(settings), "/metrics"))[1])
                dovecot.kill()
                await telegram.stop()
                await come_to(settings, imap=0, telegram=0)
                after = samples((await get(watch_port(settings), "/metrics"))[1])
                for name in ("imap", "telegram"):
                    key = ("akkoord_connection_since_timestamp_seconds", name)
                    assert after[key] > before[key]
                # What is away out there keeps nobody here from working.
                assert (await get(watch_port(settings), "/readyz"))[0] == 200
                start_again(dovecot)
                await telegram.start()
                await telegram.user(5, "Ria").says("hoi")
                await come_to(settings, imap=1, telegram=1)


def start_again(dovecot: Dovecot) -> None:
    try:
        dovecot.start()
    except (OSError, subprocess.SubprocessError) as error:
        raise AssertionError("it did not start") from error


async def come_to(settings: Settings, **wanted: float) -> None:
    found: dict[str, float] = {}

    async def look() -> None:
        read = samples((await get(watch_port(settings), "/metrics"))[1])
        found.clear()
        found.update({key[1]: value for key, value in read.items() if key[0] == "akkoord_connection_up"})

    for _ in range(600):
        await look()
        if all(found.get(name) == value for name, value in wanted.items()):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"it came to {found}")


async def test_a_part_without_pages_can_be_asked_whether_it_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = alone(tmp_path)
    monkeypatch.setattr("akkoord.main.settings_or_exit", lambda: settings)
    assert (await asyncio.to_thread(CliRunner().invoke, app, ["health"])).exit_code == 1
    async with running(settings, {"work"}):
        await get(watch_port(settings), "/healthz")
        assert (await asyncio.to_thread(CliRunner().invoke, app, ["health"])).exit_code == 0


async def test_a_port_that_is_taken_is_told_with_its_setting(tmp_path: Path) -> None:
    settings = alone(tmp_path)
    async with running(settings):
        await get(watch_port(settings), "/healthz")
        (tmp_path / "second").mkdir()
        second = alone(tmp_path / "second").model_copy(update={"watch": settings.watch})
        built = service.build(second)
        with pytest.raises(ExceptionGroup) as refused:
            await built.run()
        await built.close()
    (told,) = refused.value.exceptions
    assert isinstance(told, CannotStart)
    assert "AKKOORD_WATCH__PORT" in str(told)
