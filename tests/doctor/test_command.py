"""`akkoord doctor` says it line by line, for people and for scripts; and no start waits for it."""

import asyncio
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs
from typer.testing import CliRunner, Result

from akkoord import service
from akkoord.doctor import rounds
from akkoord.doctor.findings import Finding, trouble
from akkoord.main import app
from akkoord.settings import Settings
from tests.real.postgres import free_port


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder, with the settings of nobody else; logging is put back afterwards."""
    for name in [name for name in os.environ if name.startswith("AKKOORD_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    handlers, level = logging.root.handlers[:], logging.root.level
    yield tmp_path
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def typed(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *words], env=environment)


def test_where_all_is_well_it_ends_well_and_makes_nothing(alone: Path) -> None:
    result = typed()
    assert result.exit_code == 0
    assert "smtp: Not set" in result.output
    assert "the first start makes it" in result.output
    assert not any(alone.iterdir())


def test_trouble_is_told_with_what_to_do_and_ends_with_one(alone: Path) -> None:
    port = str(free_port())
    result = typed(AKKOORD_SMTP__HOST="127.0.0.1", AKKOORD_SMTP__PORT=port, AKKOORD_SMTP__SECURITY="none")
    assert result.exit_code == 1
    assert f"trouble  smtp: 127.0.0.1:{port} can't be spoken with" in result.output
    assert "-> Check AKKOORD_SMTP__HOST" in result.output


def test_scripts_get_one_object_a_line(alone: Path) -> None:
    result = typed("--json", "--wait", "0")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert {"database", "migrations", "disk", "school holidays", "builders' holidays", "smtp", "imap", "clock"} <= {
        one["check"] for one in found
    }
    assert all(set(one) == {"check", "state", "says", "advice"} for one in found)
    assert "stamp" not in {one["check"] for one in found}


async def started(tmp_path: Path) -> list[Any]:
    port = free_port()
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path}/ours.db",
            "base_url": f"http://127.0.0.1:{port}",
            "web": {"port": port},
        }
    )
    built = service.build(settings)
    with capture_logs() as lines:
        task = asyncio.create_task(built.run())
        for _ in range(400):
            if any(line["event"] in {"doctor", "doctor_failed"} for line in lines):
                break
            await asyncio.sleep(0.05)
        assert not task.done()
        built.stop.set()
        await task
        await built.close()
    return list(lines)


async def test_a_start_logs_what_the_doctor_sees(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "check_disk", lambda _: trouble("disk", "1 MB is free.", "Make room now."))
    (line,) = [line for line in await started(alone) if line["event"] == "doctor"]
    assert (line["check"], line["state"], line["advice"]) == ("disk", "trouble", "Make room now.")


async def test_a_doctor_that_stumbles_stops_no_start(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(_settings: Settings) -> Finding:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(rounds, "check_disk", stumbles)
    assert [line["event"] for line in await started(alone)].count("doctor_failed") == 1
