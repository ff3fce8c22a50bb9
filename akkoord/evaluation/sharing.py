"""Sharing a corpus out over processes: each says some lines in a row, and they come back in the order of the corpus."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from akkoord.evaluation.corpus import Line
from akkoord.evaluation.running import Heard, run_corpus
from akkoord.evaluation.world import World

# So many parts for each process, so that none waits long for another; lines in a row share what went before them.
PARTS = 4


async def run_shared(world: World, lines: Sequence[Line], jobs: int) -> AsyncIterator[Heard]:
    """Say and judge every line. jobs: the number of processes. Raises: ScenarioError, UnknownIntentError."""
    if jobs == 1:
        async for one in run_corpus(world, lines):
            yield one
        return
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        parts = [loop.run_in_executor(pool, _heard, world, part) for part in shared_out(lines, jobs * PARTS)]
        for part in parts:
            for one in await part:
                yield one


def shared_out(lines: Sequence[Line], count: int) -> list[Sequence[Line]]:
    """Cut lines into at most so many parts of about the same length, in their order."""
    length = max(1, -(-len(lines) // count))
    return [lines[at : at + length] for at in range(0, len(lines), length)]


def _heard(world: World, lines: Sequence[Line]) -> list[Heard]:
    return asyncio.run(_all(world, lines))


async def _all(world: World, lines: Sequence[Line]) -> list[Heard]:
    return [one async for one in run_corpus(world, lines)]
