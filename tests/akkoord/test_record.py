"""Whoever changes, adds or takes away a decision behind the service's back is found out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, delete, insert, update
from sqlalchemy.orm import Session

from core.models import Base, Decision, RecordHead
from core.record import add, broken

NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)


def decision(number: int, tenant_id: int = 1) -> Decision:
    return Decision(
        tenant_id=tenant_id,
        person_id=7,
        command="logbook.approve",
        channel="mail",
        evidence="domain+mailbox",
        words=f"akkoord {number}",
        facts={"weeks": [{"minutes": 480 + number}]},
        decided_at=NOON + timedelta(minutes=number),
    )


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        for number in range(1, 5):
            add(opened, decision(number))
        add(opened, decision(5, tenant_id=2))
        opened.flush()
        opened.expire_all()
        yield opened
    engine.dispose()


def test_a_record_that_nobody_touched_is_whole(session: Session) -> None:
    assert (broken(session, 1), broken(session, 2), broken(session, 3)) == (None, None, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"words": "niet akkoord"},
        {"facts": {"weeks": [{"minutes": 60}]}},
        {"person_id": 8},
        {"evidence": "chat"},
        {"command": "logbook.send_back"},
        {"decided_at": NOON + timedelta(days=1)},
        {"channel": "chat"},
        {"tenant_id": 2},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_decision_is_found(session: Session, changed: dict[str, object]) -> None:
    session.execute(update(Decision).where(Decision.id == 2).values(**changed))
    session.expire_all()
    assert broken(session, 1) == (3 if "tenant_id" in changed else 2)


@pytest.mark.parametrize(("gone", "found"), [(1, 2), (2, 3), (4, 0)])
def test_a_decision_taken_away_is_found_also_when_it_was_the_last(session: Session, gone: int, found: int) -> None:
    session.execute(delete(Decision).where(Decision.id == gone))
    assert broken(session, 1) == found


def test_a_decision_put_in_between_is_found(session: Session) -> None:
    last = session.get_one(Decision, 4)
    columns = [column.key for column in Decision.__table__.columns if column.key != "id"]
    copied = {name: getattr(last, name) for name in columns}
    session.execute(insert(Decision).values(**copied))
    assert broken(session, 1) == 6


def test_changing_the_head_alone_is_found(session: Session) -> None:
    session.execute(update(RecordHead).where(RecordHead.tenant_id == 1).values(digest="0" * 64))
    session.expire_all()
    assert broken(session, 1) == 0


def test_one_schools_damage_leaves_another_whole(session: Session) -> None:
    session.execute(update(Decision).where(Decision.id == 1).values(words="x"))
    session.expire_all()
    assert broken(session, 2) is None


def test_an_undo_leaves_the_record_whole(session: Session) -> None:
    session.execute(update(Decision).where(Decision.id == 1).values(undone_by=3))
    session.expire_all()
    assert broken(session, 1) is None
