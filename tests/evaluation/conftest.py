"""A small scenario and corpus of the tests' own, and lines to put other labels on."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from akkoord.evaluation.corpus import Line
from akkoord.evaluation.running import Heard, run_corpus
from akkoord.evaluation.scenario import read_scenario
from akkoord.evaluation.world import World, build_world

HERE = Path(__file__).parent
SCENARIO, CORPUS = HERE / "scenario.yaml", HERE / "corpus.jsonl"
Says = Callable[..., Awaitable[Heard]]


@pytest.fixture(scope="session")
def world() -> World:
    return asyncio.run(build_world(read_scenario(SCENARIO)))


@pytest.fixture
def says(world: World) -> Says:
    """Say one line with some label; line 99 has no other settings than everybody's."""

    async def say(text: str, intent: str, *, must_not_act: bool = False, **more: Any) -> Heard:
        values = {"number": 99, "lang": "nl", "channel": "telegram", "slots": {}, **more}
        line = Line.model_validate({"text": text, "intent": intent, "must_not_act": must_not_act, **values})
        (heard,) = [one async for one in run_corpus(world, [line])]
        return heard

    return say
