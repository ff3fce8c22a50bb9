"""Examples changed by chance at the real desk: each does what its example does, part of it, or nothing at all.

2,000 messages by chat and by mail, and ten times as many in `make nightly`, judged by every row of the database. Each
is decided by the desk in a transaction that is taken back, so that all of a scene is said at the same moment.
"""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from akkoord.mail_programs import Program
from core.incoming import Channel
from tests.language.mutations import KEEPING, negation, number
from tests.talk.changes import Change, Changes
from tests.talk.sayings import Example, Said, said_in
from tests.talk.scenes import SCENES, Scene
from tests.talk.street import Street, street

MESSAGES = 2_000 * int(os.environ.get("NIGHTLY", "1"))
SHARDS = [(language, scene) for scene in SCENES for language in scene.languages]
SHARES = sum(scene.share for _, scene in SHARDS)
KINDS = [*KEEPING, "negation", "negation", "number"]
NAMES = [f"{scene.name} ({language})" for language, scene in SHARDS]


@pytest.mark.parametrize(("language", "scene"), SHARDS, ids=NAMES)
async def test_a_changed_message_does_no_other_than_its_example(tmp_path: Path, language: str, scene: Scene) -> None:
    rng = random.Random(f"{language} {scene.name}")
    examples = said_in(scene, language)
    wrong: list[str] = []
    async with street(tmp_path / "street.db", scene, language) as here:
        for _ in range(round(MESSAGES * scene.share / SHARES)):
            channel, program = rng.choice(list(here.schools)), rng.choice(list(Program))
            said = changed(rng, rng.choice(KINDS), here.named(rng.choice(examples), channel), language)
            did = await here.does(said.text, channel, program)
            if did:
                wrong += [f"{channel}, {said}: {change}" for change in await beyond(here, said, channel, did)]
    assert not wrong, "\n".join(wrong)


def changed(rng: random.Random, kind: str, example: Example, language: str) -> Said:
    """Change an example in one way."""
    if kind != "negation":
        change = KEEPING.get(kind, number)
        return Said(kind, example, change(rng, example.text, language))
    clauses = list(example.clauses)
    at = rng.randrange(len(clauses))
    denied, clauses[at] = clauses[at], negation(rng, clauses[at], language)
    return Said(kind, example, example.joint.join(clauses), denied)


async def beyond(here: Street, said: Said, channel: Channel, did: Changes) -> list[str]:
    """Give what a message did that it may not."""
    may = await here.means(said.example.text, channel)
    found = (did - may) + await denied_too(here, said, channel, did)
    if said.kind == "number":
        found = Counter(change for change in found if not names_it(here, said, channel, may, change))
    elif said.denies:
        found = Counter(change for change in found if not gives_back(here, may, change))
    return sorted(str(change) for change in found)


def names_it(here: Street, said: Said, channel: Channel, may: Changes, change: Change) -> bool:
    """Say whether another number led here: to another week of the list or of the calendar, or to other hours."""
    if change.sort not in {one.sort for one in may}:
        return False
    week = here.week_of(change)
    is_theirs = week in {here.week_of(one) for one in may}
    return is_theirs or here.is_named(change, channel, said.numbers)


def gives_back(here: Street, may: Changes, change: Change) -> bool:
    """Say whether hours that the example approves go back: "niet goed" says that too."""
    approves = {here.week_of(one) for one in may if one.table == "approval"}
    if change.table == "outbox":
        return bool(approves) and ("name", "logbook.mend") in change.what
    return here.week_of(change) in approves and ("state", "correction") in change.what


async def denied_too(here: Street, said: Said, channel: Channel, did: Changes) -> Changes:
    """Give what a message did though it says that just this is not so."""
    if not said.denied or said.example.is_mixed:
        return Counter()
    is_all = len(said.example.clauses) == 1
    found = did & await here.means(said.denied, channel)
    # What another clause does may be told to the same student.
    return Counter({change: count for change, count in found.items() if is_all or change.table != "outbox"})


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
async def test_most_verdicts_still_act_when_they_are_shouted(tmp_path: Path, language: str) -> None:
    """What only ever asks would pass the test above."""
    scene = next(scene for scene in SCENES if scene.name == "one week")
    verdicts = [one.text for one in random.Random(language).sample(said_in(scene, language), 6)]
    async with street(tmp_path / "street.db", scene, language) as here:
        for channel in here.schools:
            shouted = [await here.does(text.upper(), channel) for text in verdicts]
            assert sum(bool(did) for did in shouted) > len(verdicts) / 2
