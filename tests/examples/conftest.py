"""A session on a fresh database, and one on a database that the examples were loaded into."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from akkoord.examples import load_examples
from tests.papers import FILE, fresh

TODAY = date(2026, 3, 11)
NOW = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with fresh(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def loaded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    with fresh(folder) as session:
        assert load_examples(session, TODAY, NOW)
        session.commit()
    return folder


@pytest.fixture
def loaded(loaded_folder: Path, tmp_path: Path) -> Iterator[Session]:
    shutil.copy(loaded_folder / FILE, tmp_path / FILE)
    with fresh(tmp_path) as opened:
        yield opened
