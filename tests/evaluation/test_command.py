"""The command: it says every line, prints verdicts and totals, and fails when a bar that was set is broken."""

import json
from pathlib import Path

import pytest
from rich.progress import Progress
from typer.testing import CliRunner, Result

from akkoord import command_line
from akkoord.evaluation.judging import Judgement, Verdict
from akkoord.evaluation.report import Bars, broken, totals_of
from akkoord.evaluation.running import Heard
from akkoord.main import app
from tests.evaluation.conftest import CORPUS, SCENARIO
from tests.evaluation.test_scenarios import line


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", "understanding", *(str(word) for word in words)], prog_name="akkoord")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("akkoord.logs.set_up", lambda log, secrets=(): None)


def test_the_tests_corpus_reaches_its_bars(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    bars = ("--most-wrong", "0", "--least-right", "0.9", "--least-at-hand", "0.95", "--most-extra", "0.2")
    result = typed(CORPUS, SCENARIO, "--json", out, *bars)
    assert result.exit_code == 0, result.output
    told = json.loads(out.read_text("utf-8"))
    assert told["totals"]["lines"] == 21
    assert told["totals"]["judged"] == 20
    assert told["totals"]["acted wrong"] == told["must_not_act"]["acted wrong"] == 0
    assert told["skipped"] == ["vacancies", "role baker_in_chief"]
    verdicts = {one["line"]: one["verdict"] for one in told["lines"]}
    assert verdicts[12] == "no feature"
    assert {verdicts[number] for number in (1, 2, 3, 4, 5, 6, 8, 10, 11, 13, 16, 17, 20, 21)} == {"acted right"}
    assert {verdicts[number] for number in (9, 14, 15, 18, 19)} == {"answered right"}
    assert "acted wrong 0, of which 0 on the 5 lines that may not act" in result.output


def test_a_broken_bar_fails_the_run(tmp_path: Path) -> None:
    corpus = tmp_path / "wrong.jsonl"
    wrong = {
        "text": "akkoord",
        "lang": "nl",
        "channel": "telegram",
        "intent": "hold",
        "slots": {},
        "must_not_act": True,
    }
    corpus.write_text(json.dumps(wrong) + "\n", "utf-8")
    result = typed(corpus, SCENARIO, "--most-wrong", "0")
    assert result.exit_code == 1
    assert "Not good enough: acted wrong on 1 lines, at most 0." in result.output
    assert typed(corpus, SCENARIO, "--most-wrong", "1").exit_code == 0


def test_only_some_lines_are_said_and_only_some_verdicts_printed() -> None:
    result = typed(CORPUS, SCENARIO, "--only", "9,18", "--verdicts", "acted wrong")
    assert result.exit_code == 0
    assert "judged 2 of 2 lines" in result.output
    assert "dank je" not in result.output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "line 1"),
        ('{"text": "a", "channel": "fax", "intent": "thanks", "must_not_act": true}', "the channel is fax"),
        ('{"text": "a", "channel": "email", "must_not_act": true}', "intent"),
        ('{"text": "a", "channel": "email", "intent": "sing", "must_not_act": true}', "there is no intent sing"),
    ],
)
def test_a_corpus_that_can_not_be_used_is_refused_by_its_line(tmp_path: Path, content: str, told: str) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(content + "\n", "utf-8")
    result = typed(corpus, SCENARIO)
    assert result.exit_code == 2
    assert told in result.output


def test_a_scenario_that_can_not_be_used_is_refused(tmp_path: Path) -> None:
    assert typed(CORPUS, tmp_path / "none.yaml").exit_code == 2
    bad = tmp_path / "bad.yaml"
    bad.write_text("now: soon\n", "utf-8")
    result = typed(CORPUS, bad)
    assert result.exit_code == 2
    assert "bad.yaml: now: " in result.output
    assert "Nothing was evaluated." in result.output


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_bar_moves_with_each_line_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, is_terminal: bool) -> None:
    monkeypatch.setattr(command_line.errors, "_force_terminal", is_terminal)
    moved: list[object] = []
    monkeypatch.setattr(Progress, "start", lambda _self: None)
    monkeypatch.setattr(Progress, "stop", lambda _self: None)
    monkeypatch.setattr(Progress, "advance", lambda _self, task: moved.append(task))
    assert typed(CORPUS, SCENARIO, "--only", "9,18").exit_code == 0
    assert len(moved) == (2 if is_terminal else 0)


def test_lines_that_are_named_wrongly_are_refused() -> None:
    assert typed(CORPUS, SCENARIO, "--only", "some").exit_code == 2


def test_bars_are_about_the_lines_whose_feature_exists() -> None:
    verdicts = [Verdict.ACTED_RIGHT, Verdict.ASKED, Verdict.MISSED, Verdict.ACTED_WRONG, Verdict.NO_FEATURE]
    extra = {Verdict.ASKED: 1, Verdict.MISSED: 2, Verdict.ACTED_WRONG: 2}
    totals = totals_of([Heard(line(1), "saar", Judgement(one, "", extra.get(one, 0))) for one in verdicts])
    assert (totals.judged, totals.right, totals.at_hand, totals.extra) == (4, 0.25, 0.5, 1.25)
    assert broken(Bars(), totals) == []
    assert broken(Bars(1, 0.25, 0.5, 1.25), totals) == []
    assert len(broken(Bars(0, 0.26, 0.51, 1.24), totals)) == 4
