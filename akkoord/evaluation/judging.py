"""The verdict on a line: by what changed in the records, and by what each way on from its answer really leads to."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from akkoord.evaluation.corpus import Line
from akkoord.evaluation.expecting import Expectation
from akkoord.evaluation.looking import Difference, words_of
from akkoord.evaluation.outcomes import Fit, Outcome

# Showing hours that this person was not shown before, and waiting, is what the rules demand.
DEMANDED = frozenset({"logbook.show_first", "logbook.changed"})
RETYPE = 2


class Verdict(StrEnum):
    """What a line came to. MISSED: nothing wrong was done, and what was asked for can't be reached by a tap."""

    ACTED_RIGHT = "acted right"
    ANSWERED_RIGHT = "answered right"
    PROPOSED_RIGHT = "proposed right"
    ASKED = "asked"
    MISSED = "missed"
    PROPOSED_WRONG = "proposed wrong"
    ACTED_WRONG = "acted wrong"
    NO_FEATURE = "no feature"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back to the speaker. names: of its parts. text: its words, folded. kind: of its question, "" for none.

    A question about what was not understood is named with its problem besides, as "desk.not_understood:condition".
    form: the command that asks for what is missing. is_always_confirmed: what a yes carries out always waits for one.
    """

    names: tuple[str, ...] = ()
    text: str = ""
    kind: str = ""
    form: str = ""
    is_always_confirmed: bool = False

    @property
    def is_proposal(self) -> bool:
        """It waits for a yes."""
        return self.kind == "proposal"


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: the buttons that were pressed, with all that changed since before the line, and what was answered."""

    taps: tuple[str, ...]
    difference: Difference
    answer: Answer


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with a sentence why. extra: messages that the person still needs."""

    verdict: Verdict
    why: str
    extra: int = 0


Ways = Callable[[], Awaitable[Sequence[Way]]]


async def judge(line: Line, wanted: Expectation, seen: Difference, answer: Answer, ways: Ways) -> Judgement:
    """Judge one line. ways: tries every way on from the answer, on copies; the shortest come first."""
    acts = wanted.acts and not line.must_not_act and not wanted.missing
    harm = None if acts else await _harm(seen, answer, ways, may_propose=not line.must_not_act)
    if harm is not None:
        return harm
    if wanted.missing:
        return Judgement(Verdict.NO_FEATURE, wanted.missing)
    if wanted.is_silent:
        return _silent(answer)
    return await (_judge_act(wanted, seen, answer, ways) if acts else _judge_look(wanted, answer, ways))


async def _harm(seen: Difference, answer: Answer, ways: Ways, *, may_propose: bool) -> Judgement | None:
    """Say what was done, told or nearly done by a line after which no record may differ; None when nothing was."""
    if not seen.is_empty:
        return Judgement(Verdict.ACTED_WRONG, f"{words_of(seen)}, where nothing was to change", RETYPE)
    if may_propose and seen.wishes:
        return Judgement(Verdict.ACTED_WRONG, f"{words_of(seen)}, which nobody wished", RETYPE)
    if seen.told:
        told = ", ".join(sorted({one.name for one in seen.told}))
        return Judgement(Verdict.ACTED_WRONG, f"{told} was sent to somebody else", RETYPE)
    if answer.is_proposal and not may_propose:
        yes = _yes(await ways())
        if yes is not None and not yes.difference.is_empty:
            return Judgement(Verdict.PROPOSED_WRONG, f"a yes would do: {words_of(yes.difference)}", RETYPE)
    return None


def _yes(tried: Sequence[Way]) -> Way | None:
    """Give the way that a yes leads."""
    return next((way for way in tried if way.taps == ("yes",)), None)


def _silent(answer: Answer) -> Judgement:
    if answer.names:
        return Judgement(Verdict.MISSED, f"automatic mail was answered: {', '.join(answer.names)}", RETYPE)
    return Judgement(Verdict.ANSWERED_RIGHT, "automatic mail got no answer")


def fits(wanted: Expectation, answer: Answer) -> bool:
    """Say whether an answer is one of those that fit, and names what it must."""
    is_named = all(re.search(rf"\b{re.escape(name.casefold())}\b", answer.text) for name in wanted.names)
    return bool(wanted.replies & set(answer.names)) and is_named


async def _judge_look(wanted: Expectation, answer: Answer, ways: Ways) -> Judgement:
    """Judge a line that only looks, or of which nothing may be done now."""
    if fits(wanted, answer):
        return Judgement(Verdict.ANSWERED_RIGHT, ", ".join(answer.names))
    for way in await ways():
        is_still = way.difference.is_empty and not way.difference.told
        if is_still and fits(wanted, way.answer):
            return Judgement(Verdict.ASKED, f"{' then '.join(way.taps)} gives it", len(way.taps))
    return Judgement(Verdict.MISSED, f"{', '.join(answer.names) or 'no answer'} does not fit", RETYPE)


def best(outcomes: Sequence[Outcome], difference: Difference) -> Fit:
    """Compare a difference with each of several outcomes, and give the best of it."""
    found = {outcome.fit(difference) for outcome in outcomes}
    return next((fit for fit in (Fit.RIGHT, Fit.PART) if fit in found), Fit.WRONG)


async def _judge_act(wanted: Expectation, seen: Difference, answer: Answer, ways: Ways) -> Judgement:
    """Judge a line that is to change something."""
    fit = best(wanted.at_once, seen)
    if fit is Fit.RIGHT:
        return Judgement(Verdict.ACTED_RIGHT, words_of(seen))
    if (not seen.is_empty or seen.wishes) and fit is Fit.WRONG:
        return Judgement(Verdict.ACTED_WRONG, f"{words_of(seen)}, which was not asked for", RETYPE)
    tried = await ways()
    every = [*wanted.at_once, *wanted.asked]
    there = next((way for way in tried if best(every, way.difference) is Fit.RIGHT), None)
    if there is not None:
        return _reached(there, answer)
    yes = _yes(tried) if answer.is_proposal else None
    if yes is not None and best(every, yes.difference) is Fit.WRONG:
        return Judgement(Verdict.PROPOSED_WRONG, f"a yes would do: {words_of(yes.difference)}", RETYPE)
    return _not_reached(wanted, seen, answer)


def _not_reached(wanted: Expectation, seen: Difference, answer: Answer) -> Judgement:
    """Judge an answer from which no tap leads to what was asked for."""
    if answer.form in wanted.keeps:
        return Judgement(Verdict.ANSWERED_RIGHT, f"the wish is kept and asked further: {', '.join(answer.names)}", 1)
    if not seen.is_empty:
        return Judgement(Verdict.MISSED, f"only a part was done: {words_of(seen)}", RETYPE)
    return Judgement(Verdict.MISSED, f"{', '.join(answer.names) or 'no answer'}: no choice leads there", RETYPE)


def _reached(way: Way, answer: Answer) -> Judgement:
    """Judge a way that leads to what was asked for."""
    if answer.is_proposal and way.taps == ("yes",):
        if answer.is_always_confirmed or DEMANDED & set(answer.names):
            return Judgement(Verdict.ACTED_RIGHT, f"waits for the yes that is always asked: {words_of(way.difference)}")
        return Judgement(Verdict.PROPOSED_RIGHT, f"a yes does it: {words_of(way.difference)}", 1)
    return Judgement(Verdict.ASKED, f"{' then '.join(way.taps)} does it: {words_of(way.difference)}", len(way.taps))
