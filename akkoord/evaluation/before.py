"""What went before a line: each step really happens, once for all lines that share it, and is kept as a file."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from akkoord.evaluation.corpus import Setting
from akkoord.evaluation.looking import records
from akkoord.evaluation.scenario import ScenarioError, StepPart, WeekName
from akkoord.evaluation.stage import Saved, Stage
from akkoord.evaluation.world import World, change_weeks, week_id
from akkoord.letters import Someone
from akkoord.room import Received
from core.incoming import Channel
from core.reminders.service import ReminderSettings, plan

# How the steps "shows" and "approves" are said, in the languages that the service speaks best.
SHOWS = {"nl": "toon week {week} van {name}", "en": "show week {week} of {name}"}
APPROVES = {"nl": "akkoord", "en": "approved"}
FRIDAY = 4


@dataclass(slots=True)
class Stories:
    """Makes the beginnings of lines. folder: for their files. made: by who speaks, how, and what went before."""

    world: World
    folder: Path
    made: dict[object, Saved] = field(default_factory=dict)

    async def begin(self, setting: Setting, channel: Channel) -> Saved:
        """Give the state in which a line is said. Raises: ScenarioError when a step did not happen as it says."""
        key = (setting.person, channel, setting.before, setting.weeks)
        if key not in self.made:
            self.made[key] = await self._tell(setting, channel)
        return self.made[key]

    async def _tell(self, setting: Setting, channel: Channel) -> Saved:
        scenario = self.world.scenario
        steps = [(name, scenario.steps[name]) for name in setting.before]
        begins = min([scenario.now, *(step.at for _, step in steps)])
        stage = Stage(self.folder / "before.db", Saved(self.world.file, begins))
        try:
            me = await stage.someone(self.world.people[setting.person])
            if channel is Channel.CHAT:
                await stage.link_chat(me)
            if setting.weeks:
                await stage.database.turn(lambda session: change_weeks(session, self.world, setting.weeks))
            for name, step in steps:
                stage.now = max(stage.now, step.at)
                stage.earlier = await stage.database.turn(records)
                message = await self._take(stage, me, name, step, channel)
                if message is not None:
                    stage.of_step[name] = message
            stage.now = scenario.now
        except BaseException:
            await stage.close()
            raise
        return await stage.save()

    async def _take(self, stage: Stage, me: Someone, name: str, step: StepPart, channel: Channel) -> Received | None:
        count = len(stage.postbox.kept)
        who = me
        if step.by:
            who, channel = await stage.someone(self.world.people[step.by]), Channel.CHAT
            await stage.link_chat(who)
        if step.reminds:
            await self._remind(stage, me, step)
        elif step.says:
            await stage.say(who, channel, step.says, stage.last_to(who))
        else:
            await self._look(stage, who, step, channel)
        last = stage.last_to(me)
        if last is not None and last in stage.postbox.kept[count:]:
            return last
        if step.by:
            return None
        raise ScenarioError([f"steps.{name}: nothing reached {me.person.name}"])

    async def _remind(self, stage: Stage, me: Someone, step: StepPart) -> None:
        """Plan and send every reminder of this moment; a digest with the numbers that the scenario gives its weeks."""
        order = [await self._week(stage, one) for one in step.numbers]
        stage.wording.order = order
        local = step.at.astimezone(ZoneInfo(self.world.scenario.zone))
        settings = reminders_at(local)
        await stage.database.turn(lambda session: plan(session, stage.now, settings))
        try:
            await stage.settle()
        finally:
            stage.wording.order = []
        last = stage.last_to(me)
        if order and last is not None and last.outgoing.name == "reminders.digest":
            question = await stage.question_of(last)
            shown = {item["week"] for item in question.items} if question is not None else set()
            if not shown >= set(order):
                raise ScenarioError(["steps: the digest does not show every week that has a number"])
            await stage.renumber(last, order)

    async def _look(self, stage: Stage, me: Someone, step: StepPart, channel: Channel) -> None:
        """Ask for one week, and approve it if so; what is shown must be that week."""
        wanted = step.shows or step.approves
        if wanted is None:
            return
        language = me.person.language if me.person.language in SHOWS else "en"
        week = str(wanted.week).rpartition("-W")[2]
        name = self.world.scenario.people[wanted.student].name
        await stage.say(me, channel, SHOWS[language].format(week=week, name=name), stage.last_to(me))
        question = await stage.question_of(stage.last_to(me))
        shown = [item["week"] for item in question.items] if question is not None else []
        if question is None or question.kind != "week" or shown != [await self._week(stage, wanted)]:
            raise ScenarioError([f"steps: week {wanted.week} of {name} was not shown to {me.person.name}"])
        if step.approves is not None:
            await stage.say(me, channel, APPROVES[language], stage.last_to(me))

    async def _week(self, stage: Stage, wanted: WeekName) -> int:
        now = self.world.scenario.now
        found = await stage.database.turn(
            lambda session: week_id(session, self.world, wanted.student, wanted.week, now)
        )
        if found is None:
            raise ScenarioError([f"steps: {wanted.student} has no week {wanted.week}"])
        return found


def reminders_at(local: datetime) -> ReminderSettings:
    """Let the reminders to who judges, and those to students, go at this very moment of the week."""
    at, day = local.time(), local.weekday()
    settings = ReminderSettings(at=at, first=day, student_first=day, student_first_at=at)
    # From Friday on what is left of the week holds no second one.
    return replace(settings, second=day + 1) if day < FRIDAY else settings
