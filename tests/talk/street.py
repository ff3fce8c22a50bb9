"""A street of two schools in one database, where somebody is about to speak: by chat at one, by mail at the other.

The same people work at both, by name, on the same weeks: whatever is said at one, the other is to stay as it is.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from akkoord.evaluation.stage import Saved, Stage
from akkoord.letters import chat_update, reply_mail
from akkoord.mail_programs import Program
from core.incoming import Channel
from core.reminders.service import ReminderSettings, plan
from tests.sqlite import empty_file, hasten_database
from tests.talk.changes import Change, Changes, Rows, changes, columns, photograph
from tests.talk.sayings import Example
from tests.talk.scenes import LINES, Scene
from tests.talk.schools import DAWN, School, write

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ADDRESS = re.compile(r"@[a-z]+\.example")


class TakenBack(Exception):  # noqa: N818 - what happens, always
    """Ends a transaction with nothing kept of it but what was seen in it."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self.rows = rows


@dataclass(slots=True)
class Street:
    """A scene at each of its schools, as it was before anything is said. done: what examples did, by channel."""

    stage: Stage
    schools: dict[Channel, School]
    before: Rows
    done: dict[tuple[Channel, str], Changes] = field(default_factory=dict)

    def named(self, example: Example, channel: Channel) -> Example:
        """Let an example name the addresses and the message that are there."""
        school = self.schools[channel]
        clauses = [ADDRESS.sub(f"@{school.domain}", text) for text in example.clauses]
        if school.stuck:
            clauses = [re.sub(r"\b12\b", str(school.stuck), text) for text in clauses]
        return replace(example, clauses=tuple(clauses))

    async def does(self, text: str, channel: Channel, program: Program = Program.GMAIL) -> Changes:
        """Say something, by mail in an answer that quotes ours; see what changed, and take it back."""
        stage, me, answered = self.stage, self.schools[channel].me, self.schools[channel].answered
        if channel is Channel.CHAT:
            raw = chat_update(me, 1, {"text": text}, at=stage.now)
        else:
            assert answered.mail is not None
            raw = reply_mail(me, 1, text, (answered.outgoing, answered.mail), at=stage.now, program=program)
        incoming = await stage.desk.read(channel, raw)

        def work(session: Session) -> None:
            stage.desk.try_out(session, incoming, raw)
            raise TakenBack(photograph(session))

        try:
            await stage.database.turn(work)
        except TakenBack as seen:
            return changes(self.before, seen.rows, frozenset({me.person.id, me.chat_id, *me.addresses}))
        except Exception as error:
            error.add_note(f"{channel}: {text!r}")
            raise
        raise AssertionError("it was kept")

    async def means(self, text: str, channel: Channel) -> Changes:
        """Give what an example does; it is said once."""
        if (channel, text) not in self.done:
            self.done[channel, text] = await self.does(text, channel)
        return self.done[channel, text]

    def week_of(self, change: Change) -> tuple[int, int] | None:
        """Give the week whose hours a change is of, and its number in the year; a new one has no id before it."""
        day = self._day(change)
        return (day[0], day[1].isocalendar().week) if day is not None else None

    def is_named(self, change: Change, channel: Channel, numbers: frozenset[int]) -> bool:
        """Say whether a change is of hours that these numbers name: by week, by date, or by our list and what it has
        between two of them.
        """
        day = self._day(change)
        if day is None:
            return False
        listed = self.schools[channel].numbers
        ends = [one for one in numbers if one in listed.values()]
        is_listed = bool(ends) and min(ends) <= listed.get(day[0], 0) <= max(ends)
        return is_listed or bool(numbers & {day[1].isocalendar().week, day[1].day})

    def _day(self, change: Change) -> tuple[int, date] | None:
        values = dict(change.what)
        if change.table == "logbook_week" and change.which == "new":
            return 0, date.fromisoformat(values["monday"])
        if change.table not in {"approval", "day_entry"}:
            return None
        if change.which != "new":
            values = self._row(change.table, int(change.which))
        if change.table == "approval":
            values = self._row("day_entry", values["entry_id"])
        return values["week_id"], date.fromisoformat(values["date"])

    def _row(self, table: str, key: int) -> dict[str, Any]:
        return dict(zip(columns(table), self.before[table, key], strict=True))


@asynccontextmanager
async def street(file: Path, scene: Scene, language: str) -> AsyncIterator[Street]:
    """Build a street where all happened that goes before."""
    saved, schools = await build(file, scene, language)
    stage = Stage(file, saved)
    hasten_database(stage.database)
    try:
        yield Street(stage, schools, await stage.database.turn(photograph))
    finally:
        await stage.close()


async def build(file: Path, scene: Scene, language: str) -> tuple[Saved, dict[Channel, School]]:
    """Let all happen that goes before, at a school whose people chat and at one where they write mails."""
    stage = Stage(file, Saved(empty_file(), DAWN))
    hasten_database(stage.database)
    try:
        schools = {channel: School(scene, f"{channel}.example") for channel in (Channel.CHAT, Channel.MAIL)}
        await stage.database.turn(lambda session: write(session, schools.values(), language))
        stage.now = MORNING
        await stage.database.turn(lambda session: plan(session, stage.now, ReminderSettings()))
        for channel, school in schools.items():
            await _tell(stage, school, channel, language)
    except BaseException:
        await stage.close()
        raise
    return await stage.save(), schools


async def _tell(stage: Stage, school: School, channel: Channel, language: str) -> None:
    if channel is Channel.CHAT:
        for name in {school.scene.speaker, *(name for name, _ in school.scene.before)}:
            await stage.link_chat(await stage.someone(school.people[name]))
    await stage.settle()
    for name, line in school.scene.before:
        stage.now += timedelta(minutes=2)
        who = await stage.someone(school.people[name])
        await stage.say(who, channel, LINES[language][line], stage.last_to(who))
    stage.now += timedelta(minutes=2)
    school.me = await stage.someone(school.people[school.scene.speaker])
    answered = stage.last_to(school.me)
    assert answered is not None, f"nothing reached {school.scene.speaker}: {school.scene.name}, {language}"
    school.answered = answered
    question = await stage.question_of(answered)
    items = question.items if question is not None else []
    school.numbers = {item["week"]: item["number"] for item in items if "number" in item}
