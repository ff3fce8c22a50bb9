"""Files to import, written row by row, and a plain session on a fresh database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from core.engine import writer_engine
from core.tenants.models import Tenant
from tests.sqlite import empty_file, hasten

FILE = "papers.db"
NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
STUDENT = {
    "dossiernummer": "D1",
    "studentnummer": "10001",
    "voornaam": "Renée",
    "tussenvoegsel": "van den",
    "achternaam": "Heuvel",
    "e-mail student": "renee@leerling.example",
    "bedrijf": "Kale Bouw",
    "plaats": "Oss",
    "voornaam begeleider": "Piet",
    "achternaam begeleider": "Kale",
    "e-mail begeleider": "piet@kale.example",
    "begindatum": "5-1-2026",
    "einddatum": "3-7-2026",
}


def file_of(*rows: dict[str, str]) -> bytes:
    """Write rows as a CSV file with the columns that they have between them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "\r\n".join(";".join(line) for line in lines).encode()


def placement(**changes: str) -> dict[str, str]:
    """A good row of a dossier file, with some cells otherwise: "e_mail__student" is written e-mail student."""
    return {**STUDENT, **{name.replace("__", " ").replace("_", "-"): text for name, text in changes.items()}}


def hours(date: str, worked: str, dossier: str = "D1", **more: str) -> dict[str, str]:
    """A row of an hours file."""
    return {"dossiernummer": dossier, "datum": date, "uren": worked, **more}


def school(code: str = "noord", **more: str) -> Tenant:
    """A school that is not stored yet."""
    return Tenant(**{"code": code, "name": f"School {code}", "region": "Noord", **more}, settings={})


@contextmanager
def fresh(folder: Path) -> Iterator[Session]:
    """Open a session on the database of a folder, or on a new one with every table."""
    file = folder / FILE
    if not file.exists():
        file.write_bytes(empty_file())
    engine = writer_engine(make_url(f"sqlite:///{file}"))
    hasten(engine)
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        engine.dispose()
