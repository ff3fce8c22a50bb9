"""A session on a fresh database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.papers import fresh


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with fresh(tmp_path) as opened:
        yield opened
