"""A service that kills itself at one boundary, in a process of its own."""

import asyncio
import functools
import os
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from akkoord import delivery, fetching, posts, service
from akkoord.settings import Settings
from core import desk, outbox
from tests.road.town import MovingClock

BOUNDARIES: dict[str, tuple[Any, str, str]] = {
    "before_receive": (desk.Desk, "receive_all", "before"),
    "inside_receive": (desk, "_store", "after"),
    "after_receive": (desk.Desk, "receive_all", "after"),
    "inside_decide": (desk.Desk, "_turn", "after"),
    "after_decide": (desk.Desk, "decide", "after"),
    "inside_claim": (outbox, "claim", "after"),
    "inside_prepare": (delivery, "prepare", "after"),
    "before_send": (delivery.Delivery, "_prepare", "after"),
    "after_send": (posts.ChatPost, "post", "after"),
    "after_mail_send": (posts.MailPost, "post", "after"),
    "inside_keep": (fetching, "keep", "after"),
    "after_keep": (fetching.Fetching, "fetch_one", "after"),
    "inside_mark": (delivery.Delivery, "_sent", "after"),
}


def die(flag: Path) -> None:
    """Kill this process as the kernel would, the first time only."""
    if not flag.exists():
        flag.write_text("killed", encoding="ascii")
        os.kill(os.getpid(), signal.SIGKILL)


def deadly(function: Callable[..., Any], when: str, flag: Path) -> Callable[..., Any]:
    """Make a function that kills the process before or after it does its work."""
    if asyncio.iscoroutinefunction(function):

        @functools.wraps(function)
        async def slow(*args: Any, **kwargs: Any) -> Any:
            if when == "before":
                die(flag)
            result = await function(*args, **kwargs)
            if result not in (None, [], 0):
                die(flag)
            return result

        return slow

    @functools.wraps(function)
    def quick(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if result not in (None, []) or when == "after":
            die(flag)
        return result

    return quick


def main(settings_file: str, moment: str, boundary: str, flag: str) -> None:
    """Run the service of the settings from a moment on."""
    if boundary != "none":
        where, name, when = BOUNDARIES[boundary]
        setattr(where, name, deadly(getattr(where, name), when, Path(flag)))
    settings = Settings.model_validate_json(Path(settings_file).read_text("utf-8"))
    clock = MovingClock(datetime.fromisoformat(moment))

    async def run() -> None:
        parts = service.build(settings, clock=clock)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, parts.stop.set)
        await parts.run()
        await parts.close()

    asyncio.run(run())
