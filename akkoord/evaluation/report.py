"""The report of a run: a line for each message, a table by intent, the totals, and all of it as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from akkoord.evaluation.judging import Verdict
from akkoord.evaluation.running import Heard

RIGHT = frozenset({Verdict.ACTED_RIGHT, Verdict.ANSWERED_RIGHT})
SHORT = {
    Verdict.ACTED_RIGHT: "acted",
    Verdict.ANSWERED_RIGHT: "answered",
    Verdict.PROPOSED_RIGHT: "proposed",
    Verdict.ASKED: "asked",
    Verdict.MISSED: "missed",
    Verdict.PROPOSED_WRONG: "prop.wrong",
    Verdict.ACTED_WRONG: "ACTED WRONG",
    Verdict.NO_FEATURE: "no feature",
}
WORDS = 70


@dataclass(frozen=True, slots=True)
class Bars:
    """What a run must reach; None for a bar that is not set. Shares go from 0 to 1.

    Of all lines: most_wrong, in lines, and most_proposed_wrong, a share. Of those that may act or look up:
    least_right, least_at_hand and most_extra, in messages a line. Of those that may not act: least_fitting.
    """

    most_wrong: int | None = None
    most_proposed_wrong: float | None = None
    least_right: float | None = None
    least_at_hand: float | None = None
    most_extra: float | None = None
    least_fitting: float | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run came to. judged: the lines whose feature exists. counts: by verdict. extra: mean messages needed."""

    judged: int
    counts: dict[Verdict, int]
    extra: float

    @property
    def right(self) -> float:
        """The share that was acted on or answered right."""
        return self._share(*RIGHT)

    @property
    def at_hand(self) -> float:
        """The share that was right at once, by one yes, or after one fitting question."""
        return self._share(*RIGHT, Verdict.PROPOSED_RIGHT, Verdict.ASKED)

    @property
    def wrong(self) -> int:
        """How many lines changed what they should not have."""
        return self.counts.get(Verdict.ACTED_WRONG, 0)

    @property
    def fitting(self) -> float:
        """The share that got an answer that fits, and changed nothing."""
        return self._share(Verdict.ANSWERED_RIGHT)

    @property
    def proposed_wrong(self) -> float:
        """For how many of the lines that were judged, as a share, a yes would have done what was not asked for."""
        return self._share(Verdict.PROPOSED_WRONG)

    def _share(self, *verdicts: Verdict) -> float:
        return sum(self.counts.get(one, 0) for one in verdicts) / self.judged if self.judged else 0.0


def totals_of(heard: Sequence[Heard]) -> Totals:
    """Sum a run, or a part of it."""
    counts = Counter(one.judgement.verdict for one in heard)
    judged = [one for one in heard if one.judgement.verdict is not Verdict.NO_FEATURE]
    extra = sum(one.judgement.extra for one in judged) / len(judged) if judged else 0.0
    return Totals(len(judged), dict(counts), extra)


def may_act(heard: Sequence[Heard]) -> Totals:
    """Sum the lines that may act or look something up."""
    return totals_of([one for one in heard if not one.line.must_not_act])


def may_not_act(heard: Sequence[Heard]) -> Totals:
    """Sum the lines after which nothing may have changed."""
    return totals_of([one for one in heard if one.line.must_not_act])


def broken(bars: Bars, heard: Sequence[Heard]) -> list[str]:
    """Name each bar that a run does not reach."""
    every, acting, still = totals_of(heard), may_act(heard), may_not_act(heard)
    found = []
    if bars.most_wrong is not None and every.wrong > bars.most_wrong:
        found.append(f"acted wrong on {every.wrong} lines, at most {bars.most_wrong}")
    if bars.most_proposed_wrong is not None and every.proposed_wrong > bars.most_proposed_wrong:
        found.append(f"proposed wrong {every.proposed_wrong:.3f}, at most {bars.most_proposed_wrong}")
    if bars.least_right is not None and acting.judged and acting.right < bars.least_right:
        found.append(f"right {acting.right:.3f} of the lines that may act, at least {bars.least_right}")
    if bars.least_at_hand is not None and acting.judged and acting.at_hand < bars.least_at_hand:
        found.append(f"right, proposed or asked {acting.at_hand:.3f} of these, at least {bars.least_at_hand}")
    if bars.most_extra is not None and acting.extra > bars.most_extra:
        found.append(f"{acting.extra:.2f} more messages for each of these, at most {bars.most_extra}")
    if bars.least_fitting is not None and still.judged and still.fitting < bars.least_fitting:
        found.append(
            f"a fitting answer {still.fitting:.3f} of the lines that may not act, at least {bars.least_fitting}"
        )
    return found


def line_of(one: Heard) -> str:
    """Write one line's verdict for a person to read."""
    words = " ".join(one.line.text.split())
    cut = words if len(words) <= WORDS else f"{words[:WORDS]}…"
    verdict = f"{one.line.number:>4}  {SHORT[one.judgement.verdict]:<11}  "
    return f"{verdict}{one.line.intent}: {cut}\n{'':{len(verdict)}}{one.judgement.why}"


def table_of(heard: Sequence[Heard], skipped: Sequence[str]) -> Iterator[str]:
    """Write the table by intent, and the totals."""
    intents = sorted({one.line.intent for one in heard})
    heads = [SHORT[verdict] for verdict in Verdict]
    yield f"{'intent':<24}{'lines':>6}" + "".join(f"{head:>12}" for head in heads)
    for intent in intents:
        yield _row(intent, [one for one in heard if one.line.intent == intent])
    yield _row("all", heard)
    yield ""
    every, acting, still = totals_of(heard), may_act(heard), may_not_act(heard)
    yield f"judged {every.judged} of {len(heard)} lines; of the others the feature does not exist yet"
    yield f"acted wrong {every.wrong}, proposed wrong {every.counts.get(Verdict.PROPOSED_WRONG, 0)} of all lines"
    yield (
        f"{acting.judged} lines that may act or look up: right at once {acting.right:.1%}; right, or by one yes, or"
        f" after a fitting question {acting.at_hand:.1%}; {acting.extra:.2f} more messages a line"
    )
    yield f"{still.judged} lines that may not act: acted wrong {still.wrong}, a fitting answer {still.fitting:.1%}"
    if skipped:
        yield f"skipped of the scenario, as no feature reads it yet: {', '.join(skipped)}"


def _row(name: str, heard: Sequence[Heard]) -> str:
    counts = totals_of(heard).counts
    return f"{name:<24}{len(heard):>6}" + "".join(f"{counts.get(verdict, 0) or '':>12}" for verdict in Verdict)


def json_of(heard: Sequence[Heard], skipped: Sequence[str]) -> dict[str, Any]:
    """Give all of it as JSON has it."""
    return {
        "totals": _totals(heard),
        "may_act": _totals([one for one in heard if not one.line.must_not_act]),
        "must_not_act": _totals([one for one in heard if one.line.must_not_act]),
        "skipped": list(skipped),
        "intents": {
            intent: _totals([one for one in heard if one.line.intent == intent])
            for intent in sorted({one.line.intent for one in heard})
        },
        "lines": [
            {
                "line": one.line.number,
                "intent": one.line.intent,
                "person": one.person,
                "channel": one.line.channel,
                "verdict": one.judgement.verdict.value,
                "why": one.judgement.why,
                "extra": one.judgement.extra,
                "replies": list(one.replies),
                "text": one.line.text,
                "answer": one.text,
            }
            for one in heard
        ],
    }


def _totals(heard: Sequence[Heard]) -> dict[str, Any]:
    totals = totals_of(heard)
    return {
        "lines": len(heard),
        "judged": totals.judged,
        **{verdict.value: totals.counts.get(verdict, 0) for verdict in Verdict},
        "right": round(totals.right, 4),
        "at_hand": round(totals.at_hand, 4),
        "fitting": round(totals.fitting, 4),
        "extra": round(totals.extra, 3),
    }
