"""Running a corpus: each line is said to a fresh copy of its beginning, and its verdict comes of what that did."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from inscriptis import get_text

from akkoord.evaluation.before import Stories
from akkoord.evaluation.corpus import Line, Setting, setting_of
from akkoord.evaluation.expecting import Expectation, expected
from akkoord.evaluation.judging import Answer, Judgement, Way, judge
from akkoord.evaluation.looking import Difference, Records, difference, records
from akkoord.evaluation.sight import sight_of
from akkoord.evaluation.stage import MOMENT, Saved, Stage, is_said
from akkoord.evaluation.world import World
from akkoord.letters import Someone
from akkoord.room import Received
from core.command import REGISTRY, Confirm
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.questions import Question, button

DEEPEST = 2
MOST_CHOICES = 9
YES = {"nl": "ja", "en": "yes"}
# The choices of a proposal that carry it out.
YESES = frozenset({"yes", "import_yes"})
# What leads nowhere but to a list or a manual.
WAYS_OUT = frozenset({"help", "list_open", "cancel", "no", "import_no"})


@dataclass(frozen=True, slots=True)
class Heard:
    """One line with what came of it. outcome: the desk's own word for it. replies: the names of what was answered."""

    line: Line
    person: str
    judgement: Judgement
    outcome: str = ""
    replies: tuple[str, ...] = ()
    text: str = field(default="", repr=False)


@dataclass(slots=True)
class Run:
    """One run over a corpus. folder: where the copies of the database stand."""

    world: World
    stories: Stories
    folder: Path

    async def hear(self, line: Line) -> Heard:
        """Say a line, look, and judge. Raises: ScenarioError, UnknownIntentError."""
        setting = setting_of(self.world.scenario, line)
        begin = await self.stories.begin(setting, line.door)
        stage = Stage(self.folder / "line.db", begin)
        try:
            return await self._hear(stage, line, setting, begin)
        finally:
            await stage.close()

    async def _hear(self, stage: Stage, line: Line, setting: Setting, begin: Saved) -> Heard:
        person_id = self.world.people[setting.person]
        answered = begin.of_step.get(setting.answers)
        me = await stage.someone(person_id)
        wanted = expected(line, await sight_of(stage, person_id, answered))
        if setting.missing:
            wanted = Expectation(missing=f"the scenario's {', '.join(setting.missing)} can't be loaded yet")
        before = await stage.database.turn(records)
        inbox_id = await self._say(stage, me, line, setting, answered)
        outcome = await stage.desk.outcome(inbox_id)
        answer, asked = await _answer(stage, me, begin)
        seen = await self.differs(stage, before, person_id)
        trial = Trial(self, await stage.save(), me, line.door, before)
        judgement = await judge(line, wanted, seen, answer, lambda: trial.ways(asked))
        return Heard(line, setting.person, judgement, outcome, answer.names, answer.text)

    async def _say(self, stage: Stage, me: Someone, line: Line, setting: Setting, answered: Received | None) -> int:
        if line.door is Channel.CHAT:
            return await stage.chat(me, line.text)
        return await stage.mail(me, line.text, answered, headers=setting.headers)

    async def differs(self, stage: Stage, before: Records, person_id: int) -> Difference:
        """Say what changed since a moment, by whatever this person said."""
        return await stage.database.turn(lambda session: difference(before, records(session), session, person_id))


@dataclass(slots=True)
class Trial:
    """Tries the ways on from an answer. after: everything as it was right after the line."""

    run: Run
    after: Saved
    me: Someone
    channel: Channel
    before: Records

    async def ways(self, asked: Received | None) -> list[Way]:
        """Press every button, and every button after that; the shortest ways first."""
        found: list[Way] = []
        level: list[tuple[tuple[str, ...], Saved, Received]] = [((), self.after, asked)] if asked is not None else []
        for depth in range(1, DEEPEST + 1):
            following: list[tuple[tuple[str, ...], Saved, Received]] = []
            for taps, saved, message in level:
                for label, choice in await self._choices(saved, message):
                    way, reached, next_asked = await self._take((*taps, label), saved, message, choice)
                    found.append(way)
                    if next_asked is not None and depth < DEEPEST:
                        following.append((way.taps, reached, next_asked))
            level = following
        return found

    async def _choices(self, saved: Saved, message: Received) -> list[tuple[str, tuple[str, str]]]:
        """Give what can be chosen under a message: a word for it, and how it is said in chat and by mail."""
        stage = Stage(self.run.folder / "way.db", saved)
        try:
            question = await stage.question_of(message)
        finally:
            await stage.close()
        if question is None or question.closed_at is not None:
            return []
        return list(_said_as(question, message, self.me.person.language))

    async def _take(
        self, taps: tuple[str, ...], saved: Saved, message: Received, choice: tuple[str, str]
    ) -> tuple[Way, Saved, Received | None]:
        stage = Stage(self.run.folder / "way.db", saved)
        stage.now += MOMENT
        data, words = choice
        if self.channel is Channel.CHAT:
            await stage.press(self.me, message, data)
        else:
            await stage.mail(self.me, words, message)
        answer, asked = await _answer(stage, self.me, saved)
        seen = await self.run.differs(stage, self.before, self.me.person.id)
        return Way(taps, seen, answer), await stage.save(), asked


def _said_as(question: Question, message: Received, language: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give the choices that lead on, each with its button's data and with what one writes in answer to the mail."""
    shown = {data for _, data in message.choices}
    numbers = {data: str(number) for number, (_, data) in enumerate(message.choices, 1)}
    for index, choice in enumerate(question.choices[:MOST_CHOICES]):
        label, data = str(choice["label"]), button(question.id, index)
        is_yes = label in YESES
        if label in WAYS_OUT or (data not in shown and not (is_yes and message.mail is not None)):
            continue
        yield (
            "yes" if is_yes else str(choice.get("text") or label),
            (data, YES.get(language, "yes") if is_yes else numbers[data]),
        )


async def _answer(stage: Stage, me: Someone, before: Saved) -> tuple[Answer, Received | None]:
    """Give what reached the speaker since, and the message of it that asks something."""
    kept = [one for one in stage.postbox.kept if isinstance(one, Received)][len(before.kept) :]
    mine = [one for one in kept if one.place in (me.chat_id, *me.addresses) and is_said(one)]
    names: list[str] = []
    texts: list[str] = []
    asked: Received | None = None
    question: Question | None = None
    for message in mine:
        row = await stage.row_of(message)
        names += _parts(row)
        texts.append(" ".join(get_text(message.outgoing.said.html).split()).casefold())
        found = await stage.question_of(message)
        if found is not None:
            asked, question = message, found
    if question is None:
        return Answer(tuple(names), " ".join(texts)), None
    form = str(question.facts.get("form", {}).get("command", ""))
    meanings: Sequence[Mapping[str, Any]] = question.facts.get("meanings", ())
    always = bool(meanings) and all(REGISTRY[str(one["command"])].confirm is Confirm.ALWAYS for one in meanings)
    return Answer(tuple(names), " ".join(texts), question.kind, form, is_always_confirmed=always), asked


def _parts(row: OutboxMessage) -> Iterator[str]:
    """Name what a message says; of a question about what was not understood also its problem."""
    if row.name != "desk.answer":
        yield row.name
    for part in row.facts.get("parts", ()):
        yield str(part["name"])
        if "problem" in part["facts"]:
            yield f"{part['name']}:{part['facts']['problem']}"


async def run_corpus(world: World, lines: Sequence[Line]) -> AsyncIterator[Heard]:
    """Say and judge every line, each from the beginning. Raises: ScenarioError, UnknownIntentError."""
    with TemporaryDirectory(prefix="akkoord-evaluation-") as folder:
        run = Run(world, Stories(world, Path(folder)), Path(folder))
        for line in lines:
            yield await run.hear(line)
