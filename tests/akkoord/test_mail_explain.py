"""`akkoord mail explain` shows what a mail was taken for, without a database and without giving a token away."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from akkoord.main import app
from tests.mailin import poison
from tests.mailin.letters import DIGEST, STAMP, TOKEN, letter, quoted
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
def explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Explain]:
    """Have a mail explained in an empty folder; logging is put back as it was."""
    before = logging.root.handlers[:], logging.root.level, structlog.get_config()
    monkeypatch.chdir(tmp_path)

    def typed(raw: bytes, *options: str, stamp: str = STAMP) -> Result:
        (tmp_path / "mail.eml").write_bytes(raw)
        words = ["mail", "explain", "mail.eml", *options]
        return CliRunner().invoke(app, words, env={"AKKOORD_MAIL__AUTHSERV_IDS": stamp})

    yield typed
    assert [file.name for file in tmp_path.iterdir()] == ["mail.eml"], "it makes no database"
    logging.root.handlers[:], configuration = before[0], before[2]
    logging.root.setLevel(before[1])
    structlog.configure(**configuration)


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
