"""A bot that is killed at the worst moments loses nothing."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.real.fake_telegram import TOKEN, FakeTelegram, Person

# Stores each update in a file and says so; then goes on, or stands still until it is killed: before the offset moves.
PROGRAM = """
import asyncio, os, sys
from bot.build import build_bot
from bot.polling import Polling

token, base_url, path, stands_still = sys.argv[1:]

async def store(bot_id, update_id, raw):
    if stands_still == "before":
        print("stored", flush=True)
        await asyncio.sleep(60)
    with open(path, "ab") as file:
        file.write(raw + b"\\n")
        os.fsync(file.fileno())
    print("stored", flush=True)
    if stands_still == "after":
        await asyncio.sleep(60)

asyncio.run(Polling(build_bot(token, base_url=base_url), store).run(asyncio.Event()))
"""


async def run_until_stored(telegram: FakeTelegram, path: Path, *, stands_still: str, times: int) -> None:
    """Run a bot until it reports to have stored, then kill it without mercy."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        *(TOKEN, telegram.base_url, str(path), stands_still),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    try:
        async with asyncio.timeout(60):
            for _ in range(times):
                assert await program.stdout.readline() == b"stored\n"
            if not stands_still:
                await telegram.until(lambda: not telegram.pending)
    finally:
        program.kill()
        await program.wait()


@pytest.mark.parametrize(("stands_still", "copies"), [("before", 1), ("after", 2)])
async def test_a_bot_killed_around_storing_gets_the_update_again(
    telegram: FakeTelegram, noor: Person, tmp_path: Path, stands_still: str, copies: int
) -> None:
    path = tmp_path / "stored"
    await noor.says("akkoord")
    await noor.says("dank je")
    await run_until_stored(telegram, path, stands_still=stands_still, times=1)
    assert len(telegram.pending) == 2
    await run_until_stored(telegram, path, stands_still="", times=2)
    stored = [json.loads(line) for line in path.read_text().splitlines()]
    assert [update["message"]["text"] for update in stored] == ["akkoord"] * copies + ["dank je"]
    assert len({update["update_id"] for update in stored}) == 2
