"""What was received before a line stands in the database as the service itself would have put it there."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from akkoord.evaluation.corpus import Line, setting_of
from akkoord.evaluation.judging import Verdict
from akkoord.evaluation.running import Heard, run_corpus
from akkoord.evaluation.scenario import Scenario, ScenarioError, read_scenario
from akkoord.evaluation.world import World, build_world
from tests.evaluation.conftest import SCENARIO

ADMIN = {"first": "Ria", "last": "Kant", "email": "ria@bak.example", "roles": [{"role": "admin", "tenant": "bak"}]}
ROWS = [
    {"student": "milan", "date": "2026-11-03", "hours": 6.5},
    {"student": "lotte", "date": "2026-11-04", "hours": 7},
]


def written(tmp_path: Path, **more: Any) -> Path:
    raw = yaml.safe_load(SCENARIO.read_text("utf-8"))
    raw["people"]["ria"] = ADMIN
    raw["lines"].append({"lines": "200-299", "person": "ria", "before": [], "needs": ["uploads", "stored_messages"]})
    file = tmp_path / "scenario.yaml"
    file.write_text(yaml.safe_dump({**raw, **more}), "utf-8")
    return file


async def heard(world: World, text: str, intent: str, **slots: Any) -> Heard:
    values = {"number": 200, "lang": "nl", "channel": "telegram", "must_not_act": False}
    line = Line.model_validate({**values, "text": text, "intent": intent, "slots": slots})
    (one,) = [one async for one in run_corpus(world, [line])]
    return one


async def test_a_file_that_was_sent_waits_to_be_imported_with_its_rows(tmp_path: Path) -> None:
    world = await build_world(read_scenario(written(tmp_path, uploads=[{"name": "november.csv", "rows": ROWS}])))
    one = await heard(world, "importeer het bestand", "import_hours")
    assert one.replies == ("files.proposal",)
    assert one.judgement.verdict is Verdict.ACTED_RIGHT
    assert "2 days submitted" in one.judgement.why


async def test_a_file_of_which_only_the_name_is_known_holds_a_day_that_nobody_logged(tmp_path: Path) -> None:
    world = await build_world(read_scenario(written(tmp_path, uploads=["a.csv", "b.csv"])))
    one = await heard(world, "importeer dit bestand", "import_hours", file="b.csv")
    assert one.judgement.verdict is Verdict.ACTED_RIGHT
    assert "1 day submitted" in one.judgement.why


async def test_a_message_that_was_set_aside_can_be_read_anew_by_its_number(tmp_path: Path) -> None:
    stored = ["M-7001", {"number": 7002, "by": "saar", "text": "akkoord"}]
    world = await build_world(read_scenario(written(tmp_path, stored_messages=stored)))
    shown = await heard(world, "quarantaine", "show_inbox")
    assert shown.replies == ("operations.quarantine",)
    assert "7001" in shown.text
    assert "7002" in shown.text
    one = await heard(world, "verwerk bericht 7002 opnieuw", "replay_message", message="M-7002")
    assert one.judgement.verdict is Verdict.ANSWERED_RIGHT
    assert (await heard(world, "verwerk bericht 7003 opnieuw", "replay_message")).judgement.verdict is Verdict.MISSED


async def test_an_invitation_a_role_and_an_export_are_judged_by_what_they_did(tmp_path: Path) -> None:
    world = await build_world(read_scenario(written(tmp_path)))
    person: dict[str, Any] = {"name": "Bo Kip", "email": "bo@korenaar.example", "role": "werkbegeleider"}
    invites = "nodig uit: Bo Kip, bo@korenaar.example, werkbegeleider bij {}"
    place = next(one.name for tenant in world.scenario.tenants for one in tenant.organisations)
    one = await heard(world, invites.format(place), "invite_user", **person)
    assert one.judgement.verdict is Verdict.ACTED_RIGHT, one.judgement.why
    one = await heard(world, "maak Teun Molenaar coördinator", "set_role", name="Teun Molenaar", role="coördinator")
    assert one.judgement.verdict is Verdict.ACTED_RIGHT, one.judgement.why
    one = await heard(world, "maak Teun Molenaar coördinator", "set_role", name="Teun Molenaar", role="docent")
    assert one.judgement.verdict is not Verdict.ACTED_RIGHT
    one = await heard(world, "exporteer alle akkoorden als csv", "export_hours", format="csv")
    assert one.judgement.verdict is Verdict.ACTED_RIGHT
    one = await heard(world, "exporteer alle akkoorden als csv", "export_hours", format="xlsx")
    assert one.judgement.verdict is Verdict.ACTED_WRONG


def test_lines_that_need_what_is_loaded_miss_nothing(tmp_path: Path) -> None:
    scenario = read_scenario(written(tmp_path, uploads=["a.csv"], stored_messages=["M-1"]))
    values = {"number": 200, "lang": "nl", "channel": "telegram", "must_not_act": False, "text": "", "intent": "help"}
    assert setting_of(scenario, Line.model_validate(values)).missing == ()
    assert scenario.skipped == ["vacancies", "role baker_in_chief"]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"uploads": [{"name": "a.csv", "by": "rie"}]}, "uploads.0.by: there is no person rie"),
        ({"uploads": [{"name": "a.csv", "rows": [{**ROWS[0], "student": "mil"}]}]}, "uploads.0: there is no dossier"),
        ({"stored_messages": [{"number": 3, "by": "rie"}]}, "stored_messages.0.by: there is no person rie"),
        ({"stored_messages": ["M-x"]}, "stored_messages.0.number: Input should be a valid integer"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_place(tmp_path: Path, more: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as error:
        read_scenario(written(tmp_path, **more))
    assert any(one.startswith(problem) for one in error.value.problems), error.value.problems


async def test_a_message_of_nobody_in_an_admins_reach_is_refused() -> None:
    raw = yaml.safe_load(SCENARIO.read_text("utf-8"))
    raw.pop("vacancies")
    for name, what in (("stored_messages", ["M-3"]), ("uploads", [{"name": "a.csv", "by": "saar"}])):
        with pytest.raises(ScenarioError, match=name):
            await build_world(Scenario.model_validate({**raw, name: what}))
