"""`akkoord mail explain` shows what a mail was taken for and would lead to, and changes nothing; tokens stay secret."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner, Result

from akkoord.main import app
from tests.house import MONDAY_MORNING, House
from tests.mailin import poison
from tests.mailin.letters import DIGEST, STAMP, TOKEN, letter, quoted
from tests.postal import with_real_mail
from tests.road.town import ADDRESS, answer
from tests.site import build_site
from tests.talk.test_mail_without_words import ARMOR

Explain = Callable[..., Result]
ANSWER = f"""Akkoord behalve dinsdag.

Met vriendelijke groet,
Fatima Aydin

PS: week 12 komt later

Op ma 9 mrt 2026 om 08:00 schreef Akkoord:
{quoted(f"{DIGEST}{chr(10)}https://uren.example/w/{TOKEN}")}

en week 11 niet
"""


@pytest.fixture
def quiet_logs() -> Iterator[None]:
    """Put logging back as it was, after a command has set it up."""
    handlers, level, configuration = logging.root.handlers[:], logging.root.level, structlog.get_config()
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.configure(**configuration)


@pytest.fixture
def explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet_logs: None) -> Iterator[Explain]:
    """Have a mail explained in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def typed(raw: bytes, *options: str, stamp: str = STAMP) -> Result:
        (tmp_path / "mail.eml").write_bytes(raw)
        words = ["mail", "explain", "mail.eml", *options]
        return CliRunner().invoke(app, words, env={"AKKOORD_MAIL__AUTHSERV_IDS": stamp})

    yield typed
    assert [file.name for file in tmp_path.iterdir()] == ["mail.eml"], "it makes no database"


def facts(result: Result) -> dict[str, str]:
    """Read what stands before each value."""
    rows = [line for line in result.stdout.splitlines() if "|" not in line and line.strip()]
    return {row[:12].strip(): row[13:] for row in rows}


def parts(result: Result) -> list[tuple[str, str]]:
    rows = [line.partition(" | ") for line in result.stdout.splitlines() if " | " in line]
    return [(part.strip(), text.strip()) for part, _, text in rows if text.strip()]


def test_every_line_is_shown_with_what_it_was_taken_for_and_why(explain: Explain) -> None:
    result = explain(letter(ANSWER))
    assert result.exit_code == 0
    found = parts(result)
    assert found[0] == ("typed", "Akkoord behalve dinsdag.")
    assert ("signature", "Met vriendelijke groet,   <- a closing") in found
    assert ("signature", "Fatima Aydin   <- a closing") in found
    assert ("typed", "PS: week 12 komt later   <- a postscript") in found
    assert ("quoted", "Op ma 9 mrt 2026 om 08:00 schreef Akkoord:   <- an attribution") in found
    assert found[-1] == ("quoted", "en week 11 niet   <- below the quote, so that nothing is sure")
    assert facts(result)["typed"].startswith("not surely")


def test_who_sent_it_is_told_with_its_proof(explain: Explain) -> None:
    told = facts(explain(letter("akkoord")))
    assert told["sender"] == "fatima@aannemer.example"
    assert (told["kind"], told["proof"], told["evidence"]) == ("human", "pass", "DOMAIN")
    assert told["typed"].startswith("surely")
    other = facts(explain(letter("akkoord"), stamp="mx.elders.example"))
    assert other["proof"] == "none"
    assert "evidence" not in other


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_no_token_is_shown_whole(explain: Explain, options: tuple[str, ...]) -> None:
    said = explain(letter(ANSWER, subject=f"Re: uren [#{TOKEN.upper()}]"), *options).stdout
    assert TOKEN not in said.lower()
    assert f"{TOKEN[:4]}…" in said


def test_as_json_it_holds_the_same(explain: Explain) -> None:
    told = json.loads(explain(letter(ANSWER), "--json").stdout)
    assert told["sender"] == "fatima@aannemer.example"
    assert told["evidence"] == ["DOMAIN"]
    assert [line["text"] for line in told["lines"] if line["part"] == "typed" and line["text"]] == [
        "Akkoord behalve dinsdag.",
        "PS: week 12 komt later",
    ]
    assert told["typed"]["sure"] is False
    assert told["attachments"] == []


def test_a_correction_inside_the_quote_is_shown_as_typed(explain: Explain) -> None:
    found = parts(explain(letter("Zie onder.\n\n> ma 8\n> di 8\ndi was 6\n> wo 8")))
    assert ("typed", "di was 6   <- between the lines of the quote") in found


def test_html_is_shown_as_the_lines_it_was_read_as(explain: Explain) -> None:
    html = "<p>Akkoord</p><blockquote type=cite>ma 8<br>di 8</blockquote>"
    raw = letter("x", html=html).replace(b"\r\nx\r\n", b"\r\n\r\n")
    found = parts(explain(raw))
    assert found[0] == ("typed", "Akkoord")
    assert ("quoted", "> di 8   <- quote marks") in found


def test_what_it_holds_besides_words_and_why_it_is_not_read_are_told(explain: Explain) -> None:
    told = facts(explain(poison.with_file(3000)))
    assert told["attachment"].startswith("image/jpeg foto.jpg (photo, ")
    told = facts(explain(letter(ARMOR)))
    assert (told["kind"], told["holds"]) == ("unreadable", "encrypted")
    told = facts(explain(letter("Tot maandag.", subject="Automatisch antwoord: uren")))
    assert (told["kind"], told["why"]) == ("automatic", "subject of an automatic reply")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (poison.levels(1000), "1000 parts that hold others, where a mail has 300 at most"),
        (poison.many_headers(2000), "more headers than a mail has"),
        (poison.written("plain", "a\n" * 700_000)[:-2], "700004 lines, where a mail has 600000 at most"),
        (poison.levels(250, "a\n" * 590_000), "could not be read in time"),
        (b"x" * (37 * 1024 * 1024), "larger than 36 MB"),
    ],
    ids=["levels", "headers", "large", "lines", "slow"],
)
def test_the_limit_that_a_mail_hit_is_told(explain: Explain, raw: bytes, why: str) -> None:
    assert facts(explain(raw))["refused"] == why


def test_a_file_that_is_not_there_is_said_so(explain: Explain) -> None:
    explain(letter())
    result = CliRunner().invoke(app, ["mail", "explain", "weg.eml"])
    assert result.exit_code == 2
    assert "weg.eml can't be read: No such file or directory." in result.stderr


# Several files, and files that are none


def explained(*words: str) -> Result:
    return CliRunner().invoke(app, ["mail", "explain", *words], env={"AKKOORD_MAIL__AUTHSERV_IDS": STAMP})


def test_several_files_are_told_one_after_the_other_and_a_bad_one_stops_none(explain: Explain, tmp_path: Path) -> None:
    explain(letter("akkoord"))
    folder = tmp_path.parent / f"{tmp_path.name}-bad"
    folder.mkdir()
    (folder / "map").mkdir(exist_ok=True)
    (folder / "brief.txt").write_text("Beste Ria, akkoord.\nGroet", "utf-8")
    bad = [str(folder / "weg.eml"), str(folder / "map"), str(folder / "brief.txt")]
    result = explained("mail.eml", *bad, "mail.eml")
    assert result.exit_code == 1
    assert result.stdout.count("fatima@aannemer.example") == 2
    assert "weg.eml can't be read: No such file or directory." in result.stderr
    assert "map can't be read: Is a directory." in result.stderr
    assert "brief.txt is no mail: it does not begin with the headers of one" in result.stderr
    told = json.loads(explained("mail.eml", *bad, "--json").stdout)
    assert [one.get("sender", "") for one in told] == ["fatima@aannemer.example", "", "", ""]
    assert ["error" in one for one in told] == [False, True, True, True]
    assert explained(*bad).exit_code == 2


def test_without_a_database_it_says_so_and_what_the_words_alone_mean(explain: Explain) -> None:
    told = json.loads(explain(letter("wat staat er nog open?"), "--json").stdout)["desk"]
    assert "there is no database yet" in told["not_asked"]
    assert told["command"] == "logbook.list_open"


# With a database


async def answered(file: Path, words: str, *, brings: bool = False) -> bytes:
    """Build a house in which a digest was mailed. Gives an answer to it, not decided unless it brings it."""
    house = await House.build(f"sqlite:///{file}")
    site = await build_site(house)
    await house.chat(site.ria, "", kind="blocked", facts={"blocked": True})
    postman = with_real_mail(house)
    await house.remind()
    raw = answer(postman.mails[-1], words, sender="Ria Kale <ria@kale.example>", at=house.now)
    if brings:
        await postman.brings(raw)
    await house.close()
    return raw


def rows_of(file: Path) -> dict[str, int]:
    with sqlite3.connect(file) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


@pytest.fixture
def asks(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, quiet_logs: None
) -> Callable[..., dict[str, Any]]:
    """Have an answer to a digest explained where there is a database; nothing in it may change."""
    folder = tmp_path_factory.mktemp("asks")
    monkeypatch.setattr("akkoord.would_be.now_utc", lambda: MONDAY_MORNING)

    def ask(words: str, **more: bool) -> dict[str, Any]:
        raw = asyncio.run(answered(folder / "a.db", words, **more))
        (folder / "a.eml").write_bytes(raw)
        before = rows_of(folder / "a.db")
        environment = {
            "AKKOORD_MAIL__AUTHSERV_IDS": STAMP,
            "AKKOORD_MAIL__ADDRESS": ADDRESS,
            "AKKOORD_DATABASE_URL": f"sqlite:///{folder}/a.db",
        }
        result = CliRunner().invoke(app, ["mail", "explain", str(folder / "a.eml"), "--json"], env=environment)
        assert result.exit_code == 0, result.output
        assert rows_of(folder / "a.db") == before
        told: dict[str, Any] = json.loads(result.stdout)["desk"]
        return told

    return ask


def test_with_a_database_it_says_what_would_be_done_and_answered(asks: Callable[..., dict[str, Any]]) -> None:
    told = asks("alles akkoord")
    assert (told["outcome"], told["understood"], told["command"]) == ("acted", "acted", "logbook.approve")
    assert told["speaker"] == "Ria Kale"
    assert {did["words"] for did in told["did"]} == {"alles akkoord"}
    (hers,) = [one for one in told["answers"] if one["to"] == "ria@kale.example"]
    assert "Noor" in hers["text"]
    assert told["earlier"] == ""


def test_with_a_database_it_says_what_would_be_asked(asks: Callable[..., dict[str, Any]]) -> None:
    told = asks("de zwarte kat zit op het dak")
    assert (told["outcome"], told["did"]) == ("answered", [])
    assert told["answers"]


def test_a_mail_that_came_before_is_told_as_if_it_came_now(asks: Callable[..., dict[str, Any]]) -> None:
    told = asks("alles akkoord", brings=True)
    assert told["earlier"] == "it came before, and was then: acted"
    assert told["outcome"] == "answered"
