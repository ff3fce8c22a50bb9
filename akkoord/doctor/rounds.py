"""The doctor's rounds: all checks in order, and the cheap ones that the service does by itself when it starts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import structlog

from akkoord.doctor.calendars import check_builders_holidays, check_school_holidays
from akkoord.doctor.chat import check_bot
from akkoord.doctor.clocks import check_clock, told
from akkoord.doctor.findings import Finding, State
from akkoord.doctor.mailbox import check_imap
from akkoord.doctor.smtp import check_smtp
from akkoord.doctor.stamp import Progress, check_stamp
from akkoord.doctor.storage import check_database, check_disk, check_migrations
from akkoord.doctor.tokens import check_token
from akkoord.settings import Settings

log = structlog.get_logger()


async def all_rounds(
    settings: Settings, *, clock: Callable[[], datetime], wait: float, progress: Progress
) -> AsyncIterator[Finding]:
    """Look at everything, one after the other. wait: seconds for the mail to ourselves; 0 sends none."""
    for finding in await cheap_rounds(settings, clock=clock):
        yield finding
    yield await check_smtp(settings.smtp)
    yield await check_token("smtp token", settings.smtp)
    yield await asyncio.to_thread(check_imap, settings.imap)
    yield await check_token("imap token", settings.imap)
    ahead: dict[str, float] = {}
    if wait:
        stamp, ahead = await check_stamp(settings, wait=wait, progress=progress, clock=clock)
        yield stamp
    for finding in await check_bot(settings.telegram):
        yield finding
    at_hand = await check_clock(settings, clock=clock)
    yield max((at_hand, told(ahead)), key=lambda one: list(State).index(one.state)) if ahead else at_hand


async def cheap_rounds(settings: Settings, *, clock: Callable[[], datetime]) -> list[Finding]:
    """Look at what takes no network but the database's."""
    today = clock().date()
    return [
        await check_database(settings),
        await check_migrations(settings),
        check_disk(settings),
        await asyncio.to_thread(check_school_holidays, today),
        await asyncio.to_thread(check_builders_holidays, today),
    ]


async def log_cheap_rounds(settings: Settings, *, clock: Callable[[], datetime]) -> None:
    """Log what is not as it should be; whatever goes wrong here stops nothing."""
    try:
        findings = await cheap_rounds(settings, clock=clock)
    except Exception:  # the boundary: a doctor that stumbles must not take the service with it
        log.exception("doctor_failed")
        return
    for finding in findings:
        if finding.state is not State.OK:
            log.warning(
                "doctor", check=finding.check, state=finding.state.value, says=finding.says, advice=finding.advice
            )
