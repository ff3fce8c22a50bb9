"""A scenario is plain data: what is wrong with it is said by its place, and what it tells of really happened."""

from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from akkoord.evaluation.before import Stories
from akkoord.evaluation.corpus import Line, read_corpus, setting_of
from akkoord.evaluation.scenario import Scenario, ScenarioError, read_scenario
from akkoord.evaluation.stage import Stage
from akkoord.evaluation.world import World, build_world
from core.incoming import Channel
from core.logbook.models import DayEntry
from core.outbox import OutboxMessage
from core.people.models import ChatAccount
from tests.evaluation.conftest import CORPUS, SCENARIO

DEVELOPMENT = Path(__file__).parents[1] / "talk" / "scenario-dev.yaml"


def told(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    """Give what is wrong with the scenario once some words of it are others."""
    text = SCENARIO.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "scenario.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as error:
        read_scenario(file)
    return error.value.problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("college: brood", "college: deeg", "dossiers.0.college: there is no college deeg"),
        ("student: milan\n", "student: mila\n", "dossiers.1: there is no person mila"),
        ("language: en", "language: ru", "people.owen.language: ru is spoken by nobody here"),
        ("weeks: {46:", "weeks: {99:", "dossiers.0.weeks.99: 99 is no week"),
        ("before: [list, one]}", "before: [list, two]}", "lines.0.before: there is no step two"),
        ("en: owen}", "en: owain}", "lines.0.person: there is no person owain"),
        ("needs: [vacancies]", "needs: [cakes]", "lines.8.needs: there is no section cakes"),
        ("reminds: true", "reminds: false", "steps.list: Value error, a step needs exactly one of reminds"),
        ("at: 2026-11-23T08:30:00+01:00", "at: 2026-11-26T08:30:00+01:00", "steps.list.at: lies after the moment"),
        ("at: 2026-11-23T08:30:00+01:00", "at: 2026-11-23T08:30:00", "steps.list.at: Input should have timezone info"),
        ("starts: 2026-08-31", "begins: 2026-08-31", "dossiers.0.begins: Extra inputs are not permitted"),
        ("tenants:", "tenants: [", "scenario.yaml: while parsing"),
    ],
)
def test_what_is_wrong_is_said_by_its_place(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert any(one.startswith(problem) for one in told(tmp_path, (old, new)))


def test_a_section_that_no_feature_reads_yet_and_a_role_that_is_none_are_named() -> None:
    assert read_scenario(SCENARIO).skipped == ["vacancies", "role baker_in_chief"]


def test_a_section_that_is_unknown_is_refused(tmp_path: Path) -> None:
    assert told(tmp_path, ("vacancies:", "cakes:")) == ["cakes: Extra inputs are not permitted"]


def line(number: int, text: str = "akkoord", *, lang: str = "nl", channel: str = "telegram") -> Line:
    values = {"number": number, "text": text, "lang": lang, "channel": channel, "intent": "thanks"}
    return Line.model_validate({**values, "must_not_act": True})


def test_the_last_that_is_said_of_a_line_holds() -> None:
    scenario = read_scenario(SCENARIO)
    assert setting_of(scenario, line(2)).before == ("list", "one")
    assert setting_of(scenario, line(3)).before == ("list",)
    assert setting_of(scenario, line(11)).person == "milan"
    assert [one.student for one in setting_of(scenario, line(11)).weeks] == ["milan"]


def test_who_speaks_may_follow_from_the_language() -> None:
    scenario = read_scenario(SCENARIO)
    assert setting_of(scenario, line(2, lang="nl-BE")).person == "saar"
    assert setting_of(scenario, line(2, lang="en")).person == "owen"
    with pytest.raises(ScenarioError, match="nobody says line 2 \\(fr\\)"):
        setting_of(scenario, line(2, lang="fr"))


def test_a_mail_answers_the_message_that_it_quotes_and_else_the_last() -> None:
    scenario = read_scenario(SCENARIO)
    assert setting_of(scenario, line(2, channel="email")).answers == "one"
    assert setting_of(scenario, line(2, "ja\n> 1. Milan Prins, week 47", channel="email")).answers == "list"
    quoting = setting_of(scenario, line(3, "ja\n> Milan Prins, week 47", channel="email"))
    assert (quoting.answers, quoting.before) == ("one", ("list", "one"))


async def opened(world: World, tmp_path: Path, number: int, channel: Channel) -> Stage:
    saved = await Stories(world, tmp_path).begin(setting_of(world.scenario, line(number)), channel)
    return Stage(tmp_path / "opened.db", saved)


@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.MAIL])
async def test_what_went_before_was_really_sent_with_the_numbers_of_the_scenario(
    world: World, tmp_path: Path, channel: Channel
) -> None:
    stage = await opened(world, tmp_path, 2, channel)
    digest, one = stage.of_step["list"], stage.of_step["one"]
    question = await stage.question_of(digest)
    assert question is not None
    assert [item["number"] for item in question.items] == [1, 2, 3]
    assert question.delivered_at(channel) is not None
    words = digest.outgoing.said.html
    assert words.index("Milan Prins") < words.index("Lotte Veen")
    shown = await stage.question_of(one)
    assert shown is not None
    assert shown.kind == "week"
    assert [item["week"] for item in shown.items] == [question.items[0]["week"]]
    row = await stage.row_of(digest)
    assert (row.name, row.state, row.channel) == ("reminders.digest", "sent", channel)
    linked = await stage.database.look(lambda session: session.scalar(select(func.count(ChatAccount.id))))
    assert linked == (channel is Channel.CHAT)
    await stage.close()


async def test_every_line_begins_from_the_same_state(world: World, tmp_path: Path) -> None:
    stage = await opened(world, tmp_path, 2, Channel.CHAT)
    me = await stage.someone(world.people["saar"])
    await stage.chat(me, "akkoord")
    count = select(func.count(DayEntry.id)).where(DayEntry.state == "approved")
    assert await stage.database.look(lambda session: session.scalar(count)) == 4
    await stage.close()
    again = await opened(world, tmp_path, 2, Channel.CHAT)
    assert await again.database.look(lambda session: session.scalar(count)) == 0
    await again.close()


async def test_a_step_that_does_not_happen_is_told(tmp_path: Path) -> None:
    raw = yaml.safe_load(SCENARIO.read_text("utf-8"))
    later = raw.pop("vacancies")
    raw["people"]["owen"]["roles"] = []
    raw["dossiers"][0]["supervisors"] = raw["dossiers"][1]["supervisors"] = ["saar"]
    world = await build_world(Scenario.model_validate({**raw, "later": {"vacancies": later}}))
    with pytest.raises(ScenarioError, match="nothing reached Owen Pryce"):
        await Stories(world, tmp_path).begin(setting_of(world.scenario, line(2, lang="en")), Channel.CHAT)


async def test_what_another_said_before_reaches_the_speaker(world: World, tmp_path: Path) -> None:
    stage = await opened(world, tmp_path, 100, Channel.MAIL)
    assert set(stage.of_step) == {"back"}
    question = await stage.question_of(stage.of_step["back"])
    assert question is not None
    assert (question.kind, question.person_id) == ("mend", world.people["milan"])
    await stage.close()


async def test_a_number_for_a_week_that_the_digest_does_not_show_is_refused(tmp_path: Path) -> None:
    raw = yaml.safe_load(SCENARIO.read_text("utf-8"))
    later = raw.pop("vacancies")
    raw["steps"]["list"]["numbers"].append({"student": "milan", "week": 48})
    world = await build_world(Scenario.model_validate({**raw, "later": {"vacancies": later}}))
    with pytest.raises(ScenarioError, match="does not show every week that has a number"):
        await Stories(world, tmp_path).begin(setting_of(world.scenario, line(3)), Channel.CHAT)


async def test_the_development_scenario_loads_and_all_that_went_before_happens(tmp_path: Path) -> None:
    scenario = read_scenario(DEVELOPMENT)
    assert scenario.skipped == [
        "candidates", "employees", "payment_codes", "placement_requests", "school_supervisors", "vacancies",
        "role hr_contact", "role organisation_manager",
    ]  # fmt: skip
    world = await build_world(scenario)
    stories = Stories(world, tmp_path)
    for number, lang in ((1, "nl"), (2, "nl-BE"), (2, "en"), (2, "de"), (2, "fr"), (63, "nl"), (135, "en"), (66, "nl")):
        for channel in (Channel.CHAT, Channel.MAIL):
            saved = await stories.begin(setting_of(scenario, line(number, lang=lang)), channel)
            assert {"digest", "request"} <= set(saved.of_step)
    stage = Stage(tmp_path / "dev.db", await stories.begin(setting_of(scenario, line(3)), Channel.CHAT))
    question = await stage.question_of(stage.of_step["digest"])
    assert question is not None
    assert [sum(item["days"].values()) / 60 for item in question.items] == [38, 41, 39.5, 36, 35, 37]
    sent = select(OutboxMessage.name).where(OutboxMessage.person_id == world.people["marieke"])
    assert await stage.database.look(lambda session: session.scalars(sent).all()) == ["reminders.digest"]
    await stage.close()


def test_every_line_of_the_tests_corpus_is_said_by_somebody() -> None:
    scenario = read_scenario(SCENARIO)
    people = {setting_of(scenario, one).person for one in read_corpus(CORPUS)}
    assert people == {"saar", "owen", "milan"}
