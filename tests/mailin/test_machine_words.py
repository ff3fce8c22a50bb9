"""Where no header tells, the words do: machines get no answer, people who write about them do, and doubt never acts."""

from html import escape
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from core.incoming import Evidence, Kind
from core.logbook.models import Approval
from tests.mailin.letters import letter, quoted, read
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP, plain
from tests.site import Site

BODIES: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "bodies.yaml").read_text("utf-8"))


@pytest.mark.parametrize("body", BODIES["machines"])
def test_a_machine_is_known_by_its_words_alone(body: str) -> None:
    incoming = read(letter(body))
    assert incoming.kind not in {Kind.HUMAN, Kind.OWN}
    assert incoming.evidence is Evidence.NOTHING
    assert incoming.why.startswith("words of a")


@pytest.mark.parametrize("body", BODIES["machines"])
def test_a_machine_is_known_by_its_html_alone(body: str) -> None:
    html = (
        "<html><body>" + "".join(f"<div>{escape(line) or '<br>'}</div>" for line in body.split("\n")) + "</body></html>"
    )
    raw = letter("x", html=html).replace(b"\r\nx\r\n", b"\r\n\r\n")
    assert read(raw).kind not in {Kind.HUMAN, Kind.OWN}


@pytest.mark.parametrize("body", BODIES["people"])
@pytest.mark.parametrize(
    "more", ["", f"\n\nOp ma 9 mrt 2026 om 08:00 schreef Akkoord:\n{quoted()}"], ids=["bare", "quoting"]
)
def test_who_writes_about_such_mail_is_a_person(body: str, more: str) -> None:
    incoming = read(letter(body + more))
    assert (incoming.kind, incoming.facts.get("doubt")) == (Kind.HUMAN, None)


@pytest.mark.parametrize("body", BODIES["machines"])
def test_who_quotes_such_mail_is_a_person(body: str) -> None:
    below = "\n".join(f"> {line}" for line in body.splitlines())
    incoming = read(letter(f"Wat moet ik hiermee?\n\nOp ma 9 mrt 2026 om 08:00 schreef Postmaster:\n{below}"))
    assert incoming.kind is Kind.HUMAN


@pytest.mark.parametrize("body", BODIES["unsure"])
def test_what_may_be_either_is_a_persons_in_doubt(body: str) -> None:
    incoming = read(letter(body))
    assert (incoming.kind, incoming.facts.get("doubt")) == (Kind.HUMAN, True)


# On the real desk


async def written(site: Site, postman: Postman, bodies: list[str], *, quoting: bool = False) -> list[str]:
    """Have Ria's program answer the digest with each of these, as a person would send it. Gives what came of them."""
    (digest,) = postman.to("ria@kale.example")
    outcomes = []
    for number, body in enumerate(bodies):
        raw = letter(
            f"{body}\n\nOp ma 9 mrt 2026 om 08:00 schreef Akkoord:\n{quoted(plain(digest))}" if quoting else body,
            sender="Ria Kale <ria@kale.example>",
            stamps=(f"{STAMP}; dmarc=pass header.from=kale.example",),
            to=str(digest["Reply-To"]),
            In_Reply_To=str(digest["Message-ID"]),
        ).replace(b"<abc@", b"<%d@" % number)
        outcomes.append(await postman.brings(raw))
    return outcomes


@pytest.fixture
async def postman(site: Site) -> Postman:
    await site.house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(site.house)
    await site.house.remind()
    return postman


async def test_no_machine_is_answered_or_acts(site: Site, postman: Postman) -> None:
    before = len(postman.mails)
    outcomes = await written(site, postman, BODIES["machines"])
    assert not set(outcomes) & {"acted", "answered"}
    assert len(postman.mails) == before
    assert await site.house.all(select(Approval)) == []


async def test_one_that_quotes_all_of_ours_gets_one_answer_a_day_at_most(site: Site, postman: Postman) -> None:
    before = len(postman.mails)
    outcomes = await written(site, postman, BODIES["machines"], quoting=True)
    assert "acted" not in outcomes
    assert len(postman.mails) <= before + 1
    assert await site.house.all(select(Approval)) == []


async def test_in_doubt_nothing_is_done_and_one_answer_a_day_given(site: Site, postman: Postman) -> None:
    before = len(postman.mails)
    outcomes = await written(site, postman, BODIES["unsure"])
    assert "acted" not in outcomes
    assert len(postman.mails) == before + 1
    assert await site.house.all(select(Approval)) == []
