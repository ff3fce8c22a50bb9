"""The command: it says every line, prints verdicts and totals, and fails when a bar that was set is broken."""

import json
import pickle
from pathlib import Path

import pytest
from rich.progress import Progress
from typer.testing import CliRunner, Result

from akkoord import command_line
from akkoord.evaluation.judging import Judgement, Verdict
from akkoord.evaluation.report import Bars, broken, totals_of
from akkoord.evaluation.running import Heard
from akkoord.evaluation.scenario import ScenarioError
from akkoord.evaluation.sharing import shared_out
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
    bars = (
        "--most-wrong",
        "0",
        "--most-proposed-wrong",
        "0",
        "--least-fitting",
        "0.8",
        "--least-right",
        "0.9",
        "--least-at-hand",
        "0.95",
        "--most-extra",
        "0.2",
    )
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
    assert "5 lines that may not act: acted wrong 0, a fitting answer 100.0%" in result.output


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


EXTRA = {Verdict.ASKED: 1, Verdict.MISSED: 2, Verdict.PROPOSED_WRONG: 2, Verdict.ACTED_WRONG: 2}
ACTING = (Verdict.ACTED_RIGHT, Verdict.ASKED, Verdict.MISSED, Verdict.ACTED_WRONG, Verdict.NO_FEATURE)
STILL = (Verdict.ANSWERED_RIGHT, Verdict.ASKED, Verdict.PROPOSED_WRONG, Verdict.MISSED)


def heard(*verdicts: Verdict, must_not_act: bool) -> list[Heard]:
    said = line(1).model_copy(update={"must_not_act": must_not_act})
    return [Heard(said, "saar", Judgement(one, "", EXTRA.get(one, 0))) for one in verdicts]


def test_bars_are_about_the_lines_whose_feature_exists() -> None:
    acting = heard(*ACTING, must_not_act=False)
    totals = totals_of(acting)
    assert (totals.judged, totals.right, totals.at_hand, totals.extra) == (4, 0.25, 0.5, 1.25)
    assert broken(Bars(), acting) == []
    assert broken(Bars(1, 0, 0.25, 0.5, 1.25, 1), acting) == []
    assert len(broken(Bars(0, 0, 0.26, 0.51, 1.24, 1), acting)) == 4


def test_lines_that_may_not_act_have_a_bar_of_their_own_and_count_in_no_other() -> None:
    both = [*heard(*ACTING, must_not_act=False), *heard(*STILL, must_not_act=True)]
    assert broken(Bars(1, 0.125, 0.25, 0.5, 1.25, 0.25), both) == []
    assert broken(Bars(least_fitting=0.26), both) == [
        "a fitting answer 0.250 of the lines that may not act, at least 0.26"
    ]
    assert broken(Bars(most_proposed_wrong=0.12), both) == ["proposed wrong 0.125, at most 0.12"]


def test_lines_are_shared_out_over_processes_and_come_back_in_their_order() -> None:
    result = typed(CORPUS, SCENARIO, "--only", "9,14,18-19", "--jobs", "2")
    assert result.exit_code == 0, result.output
    places = [result.output.index(f"{number:>4}  answered ") for number in (9, 14, 18, 19)]
    assert places == sorted(places)


def test_what_goes_wrong_in_another_process_is_told_as_ever(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text('{"text": "a", "channel": "email", "intent": "sing", "must_not_act": true}\n', "utf-8")
    result = typed(corpus, SCENARIO, "--jobs", "2")
    assert result.exit_code == 2
    assert "there is no intent sing" in result.output
    error = pickle.loads(pickle.dumps(ScenarioError(["lines: nobody"])))
    assert (error.problems, str(error)) == (["lines: nobody"], "lines: nobody")


@pytest.mark.parametrize(("count", "lengths"), [(8, [2] * 5), (4, [3, 3, 3, 1]), (1, [10]), (20, [1] * 10)])
def test_parts_hold_every_line_once(count: int, lengths: list[int]) -> None:
    lines = [line(number) for number in range(1, 11)]
    parts = shared_out(lines, count)
    assert [one for part in parts for one in part] == lines
    assert len(parts) <= count
    assert [len(part) for part in parts] == lengths
