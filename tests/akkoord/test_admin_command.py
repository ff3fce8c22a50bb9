"""The first admin of a school: a link that the command line prints, and the page behind it."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.pages import DeskPages
from core import record
from core.contacts.models import Invitation
from core.desk import Desk, now_utc
from core.engine import Database
from core.incoming import Channel
from core.people.models import Address, Membership, Person, Role
from core.record import Decision
from core.tenants.models import Tenant
from tests.akkoord.typed import Akkoord, akkoord, folder, one_sentence, stored
from web.app import build_app
from web.door import LinkDoor

HANNEKE = ("Hanneke", "Wilg", "Hanneke@Brug.example", "--infix", "van der")


async def opened(url: str, link: str, surname: str = "") -> tuple[int, str]:
    """Open a link of an installation that has neither mail nor chat, or with a surname send its form."""
    database = Database(url)
    desk = Desk(database, {Channel.LINK: LinkDoor()}, clock=now_utc)
    path = link.removeprefix("http://127.0.0.1:8080")
    async with TestClient(TestServer(build_app(DeskPages(database, desk, clock=now_utc)))) as client:
        fields = {"surname": surname, "nonce": secrets.token_urlsafe(16)}
        answer = await client.post(path, data=fields) if surname else await client.get(path)
        text = await answer.text()
    await database.close()
    return answer.status, text


def test_the_first_admin_is_one_once_they_typed_their_surname_behind_a_link_for_one_use(
    akkoord: Akkoord, folder: Path, stored: Callable[[], Session]
) -> None:
    """Nothing is set but the database: no mail server, no chat."""
    akkoord("school", "add", "brug", "ROC de Brug")
    made = akkoord("admin", "create", "brug", *HANNEKE)
    assert made.exit_code == 0
    (link,) = made.stdout.split()
    assert re.fullmatch(r"http://127\.0\.0\.1:8080/a/[a-z2-7]{26}", link)
    with stored() as kept:
        assert kept.scalars(select(Person)).all() == []
    url = f"sqlite:///{folder}/var/akkoord.db"
    status, page = asyncio.run(opened(url, link))
    assert (status, "Wilg" in page) == (200, False)
    assert "beheerder" in page
    assert "ROC de Brug" in page
    assert asyncio.run(opened(url, link, "Mol"))[0] == 422
    with stored() as kept:
        assert kept.scalars(select(Membership)).all() == []
    assert asyncio.run(opened(url, link, "van der Wilg"))[0] == 200
    assert asyncio.run(opened(url, link, "van der Wilg"))[0] == 410
    with stored() as kept:
        assert kept.scalars(select(Person)).one().name == "Hanneke van der Wilg"
        assert [(one.role, one.organisation_id) for one in kept.scalars(select(Membership))] == [("admin", None)]
        assert kept.scalars(select(Address)).one().verified_at is None  # no mail went there
        decided = kept.scalars(select(Decision).order_by(Decision.id)).all()
        assert [(one.command, one.evidence) for one in decided] == [
            ("admin.create", "operator"),
            ("contacts.activate", "link"),
        ]
        assert [record.broken(kept, one.tenant_id) for one in decided] == [None, None]
    assert "not an admin of this school already" in one_sentence(akkoord("admin", "create", "brug", *HANNEKE), 2)


def test_of_a_link_for_an_admin_only_the_last_works_and_only_for_a_day(
    akkoord: Akkoord, folder: Path, stored: Callable[[], Session]
) -> None:
    akkoord("school", "add", "brug", "ROC de Brug")
    told = [json.loads(akkoord("admin", "create", "brug", *HANNEKE, "--json").stdout) for _ in range(2)]
    assert {name: told[0][name] for name in ("school", "name", "email")} == {
        "school": "brug",
        "name": "Hanneke van der Wilg",
        "email": "hanneke@brug.example",
    }
    left = datetime.fromisoformat(told[0]["until"]) - datetime.now(UTC)
    assert timedelta(hours=23, minutes=50) < left <= timedelta(hours=24)
    url = f"sqlite:///{folder}/var/akkoord.db"
    status, page = asyncio.run(opened(url, told[0]["link"], "Wilg"))
    assert (status, "Vraag wie u de link gaf om een nieuwe" in page) == (410, True)
    assert 'name="renew"' not in page
    with stored() as kept:
        assert kept.scalars(select(Membership)).all() == []
        for one in kept.scalars(select(Invitation)):
            one.expires_at = datetime.now(UTC) - timedelta(minutes=1)
        kept.commit()
    assert asyncio.run(opened(url, told[1]["link"], "Wilg"))[0] == 410
    with stored() as kept:
        assert kept.scalars(select(Person)).all() == []
        text = [str(row) for row in kept.connection().exec_driver_sql("SELECT * FROM invitation")]
    assert len(text) == 2
    assert not any(one["link"].rpartition("/")[2] in row for one in told for row in text)


def test_a_student_is_made_no_admin_of_their_own_school(akkoord: Akkoord, stored: Callable[[], Session]) -> None:
    akkoord("school", "add", "brug", "ROC de Brug")
    akkoord("school", "add", "wad", "Mbo Het Wad")
    with stored() as kept:
        noor = Person(first_name="Noor", surname="Mol", addresses=[Address(email="noor@mol.example")])
        tenant_id = kept.scalars(select(Tenant.id).where(Tenant.code == "brug")).one()
        noor.memberships = [Membership(tenant_id=tenant_id, role=Role.STUDENT)]
        kept.add(noor)
        kept.commit()
    words = ("Noor", "Mol", "noor@mol.example")
    assert "not a student's of this school" in one_sentence(akkoord("admin", "create", "brug", *words), 2)
    assert akkoord("admin", "create", "wad", *words).exit_code == 0


@pytest.mark.parametrize(
    ("code", "words", "allowed"),
    [
        ("zee", ("Hanneke", "Wilg", "hanneke@brug.example"), "a school that was added"),
        ("brug", ("Hanneke", "Wilg", "nobody"), "an address such as hanneke@school.example"),
        ("brug", ("Hanneke", "Wilg", "info@brug.example"), "address of one person"),
        ("brug", ("Hanneke", " ", "hanneke@brug.example"), "a name of at most 100 letters"),
        ("brug", ("H" * 101, "Wilg", "hanneke@brug.example"), "a name of at most 100 letters"),
        ("brug", ("Hanneke", "Wilg", "jan@mol.example"), "this one is of Jan Mol"),
    ],
)
def test_an_admin_that_can_not_be_is_refused_with_what_is_allowed(
    akkoord: Akkoord, stored: Callable[[], Session], code: str, words: Sequence[str], allowed: str
) -> None:
    akkoord("school", "add", "brug", "ROC de Brug")
    with stored() as kept:
        kept.add(Person(first_name="Jan", surname="Mol", addresses=[Address(email="jan@mol.example")]))
        kept.commit()
    assert allowed in one_sentence(akkoord("admin", "create", code, *words), 2)
    assert stored().scalars(select(Invitation)).all() == []


__all__ = ["akkoord", "folder", "stored"]
