"""What a test of the command line types it with, and what it finds afterwards."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import make_url
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from akkoord.main import app
from core.engine import writer_engine
from tests.papers import file_of

Akkoord = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with the settings of nobody else."""
    for name in [name for name in os.environ if name.startswith("AKKOORD_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def akkoord(folder: Path) -> Iterator[Akkoord]:
    """Type a command; logging is put back as it was, since a command sets it up for its whole process."""
    before = logging.root.handlers[:], logging.root.level, structlog.get_config()

    def typed(*words: str | Path, **environment: str) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], prog_name="akkoord", env=environment)

    yield typed
    logging.root.handlers[:], configuration = before[0], before[2]
    logging.root.setLevel(before[1])
    structlog.configure(**configuration)


@pytest.fixture(autouse=True)
def unlogged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands set no logging up, in a module that takes this over."""
    monkeypatch.setattr("akkoord.logs.set_up", lambda log, secrets=(): None)


def in_file(database: Path) -> Iterator[Session]:
    engine = writer_engine(make_url(f"sqlite:///{database}"))
    try:
        with Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()


@pytest.fixture
def stored(folder: Path) -> Iterator[Callable[[], Session]]:
    """Open what the commands wrote."""
    opened: list[Iterator[Session]] = []

    def look() -> Session:
        opened.append(in_file(folder / "var" / "akkoord.db"))
        return next(opened[-1])

    yield look
    for each in opened:
        assert next(each, None) is None


def written(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    path = folder / name
    path.write_bytes(file_of(*rows))
    return path


def one_sentence(result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    lines = result.output.splitlines()
    assert len(lines) == 1, result.output
    return str(lines[0])


__all__ = ["Akkoord", "akkoord", "folder", "one_sentence", "stored", "unlogged", "written"]
