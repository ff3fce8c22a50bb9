"""A clock that was hours ahead and is put right holds nothing up, and silences no alarm."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from akkoord.delivery import PostAway, Posted
from core import connection
from core.connection import Alarm
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from core.outgoing import Outgoing
from tests.akkoord.away import alerts
from tests.house import MONDAY_MORNING
from tests.site import Site

AHEAD = timedelta(hours=3)


def test_an_alarm_rings_by_the_clock_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "GRACE", timedelta(minutes=1))
    alarm = Alarm("imap")
    with capture_logs() as logs:
        for minutes in (0, 2, 3):
            alarm.away(MONDAY_MORNING + AHEAD + timedelta(minutes=minutes), "no answer")
        for minutes in (0, 2, 3, 4):
            alarm.away(MONDAY_MORNING + timedelta(minutes=minutes), "no answer")
        alarm.back(MONDAY_MORNING + timedelta(minutes=5))
    assert alerts(logs, "imap") == ["away", "away", "back"]


async def test_a_way_out_is_left_alone_no_longer_than_was_meant(site: Site) -> None:
    faults = [PostAway("the server does not answer")]

    class Back:
        async def post(self, outgoing: Outgoing) -> Posted:
            if faults:
                raise faults.pop()
            return Posted(f"{outgoing.address}:{outgoing.outbox_id}", "")

    house = site.house
    house.delivery.posts = {**house.delivery.posts, Channel.CHAT: Back()}
    house.now += AHEAD
    for due in (house.now, house.now - AHEAD):
        message = {"person_id": site.ria.id, "name": "desk.nothing_changed", "facts": {}, "channel": Channel.CHAT}
        await house.add(OutboxMessage(**message, token=f"t{due:%H}", due_at=due))
        await house.deliver()
        house.now = MONDAY_MORNING
    states = await house.all(select(OutboxMessage.state).order_by(OutboxMessage.id))
    assert states == [OutboxState.PLANNED, OutboxState.SENT]
