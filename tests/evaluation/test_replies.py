"""The command goes through a corpus of mail bodies and says of each corpus how much of what was typed is found."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from akkoord.evaluation.replies import Body, measure
from akkoord.main import app
from core.incoming import Typed
from tests.evaluation.conftest import HERE

CORPUS = HERE / "replies.jsonl"


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", "replies", *(str(word) for word in words)], prog_name="akkoord")


def test_the_tests_corpus_reaches_its_bars(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = typed(CORPUS, "--json", out, "--least-exact", "0.6", "--least-safe", "0.6")
    assert result.exit_code == 0, result.output
    told = json.loads(out.read_text("utf-8"))
    programs, signatures = told["corpora"]
    assert (programs["bodies"], programs["exact"], programs["cut"], programs["safe"]) == (6, 1.0, 1.0, 1.0)
    assert (signatures["bodies"], signatures["cut"], signatures["lost"]) == (3, 1.0, 1)
    assert [one["id"] for one in told["bodies"] if not one["exact"]] == ["kept"]
    assert "signatures kept  [a footer]  lost: verstuurd vanaf mijn iphone" in result.output


def test_a_bar_that_one_corpus_misses_fails_the_run() -> None:
    result = typed(CORPUS, "--least-exact", "0.9", "--least-safe", "0.5")
    assert result.exit_code == 1
    assert "Not good enough: signatures 66.7% exact, at least 90.0%." in result.output


@pytest.mark.parametrize(
    ("found", "signature", "expected", "allowed", "figures"),
    [
        ("ja", "", "ja", "", (True, True, True)),
        (" ja \n hoor", "", "ja hoor", "", (True, True, True)),
        ("ja Henk", "", "ja", "Henk", (True, True, True)),
        ("ja", "Henk", "ja Henk", "", (False, True, False)),
        ("ja Henk", "", "ja", "Prins Henk", (False, False, True)),
        ("ja a b c d e f g h i j", "", "ja", "", (False, False, True)),
        ("ja a b c d e f g h i j k", "", "ja", "", (False, False, False)),
        ("niet", "", "niet niet", "", (False, False, False)),
    ],
)
def test_what_is_exact_and_what_is_safe(
    found: str, signature: str, expected: str, allowed: str, figures: tuple[bool, bool, bool]
) -> None:
    body = Body(text="x", expected=expected, allowed=allowed)
    one = measure(body, lambda _text, _html, _sent: Typed(found, signature=signature))
    assert (one.is_exact, one.is_cut, one.is_safe) == figures


@pytest.mark.parametrize("content", ["{", '{"text": "a"}', '{"text": "a", "expected": "a", "kind": "fax"}'])
def test_a_corpus_that_can_not_be_used_is_refused_by_its_line(tmp_path: Path, content: str) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(content + "\n", "utf-8")
    result = typed(corpus)
    assert result.exit_code == 2
    assert "corpus.jsonl, line 1" in result.output


def test_a_corpus_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert typed(tmp_path / "none.jsonl").exit_code == 2
