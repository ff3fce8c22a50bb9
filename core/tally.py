"""What one turn at the desk came to, in names of our own: for counting, never for deciding, and nothing of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.command import REGISTRY, Confirm, Context, Reply

# What became of words: done, one "ja" away, a question back, only told, not allowed or not possible, nobody's words.
UNDERSTOOD = ("acted", "proposed", "asked", "answered", "refused", "ignored")
NONE, SEVERAL = "none", "several"
# Whatever else they say.
REFUSALS = {"desk.stale", "desk.not_allowed", "desk.not_proven"}
# Questions that want words explained; others come with what was asked for, such as a list that can be answered.
ASKING = {"choice", "which", "form"}


@dataclass(slots=True)
class Tally:
    """Filled during a turn. command: the declared name; "none" or "several". understood: one of UNDERSTOOD."""

    command: str = NONE
    understood: str = "ignored"

    def note(self, ctx: Context, replies: Sequence[Reply]) -> None:
        """Note what came of words or a button of a known person."""
        named = {decision.command for decision in ctx.decisions} or {ctx.meaning.command}
        named |= {str(reply.facts["what"]) for reply in replies if reply.name in REFUSALS and "what" in reply.facts}
        known = sorted(named & REGISTRY.keys())
        self.command = known[0] if len(known) == 1 else SEVERAL if known else NONE
        self.understood = _understood(ctx, replies, known)


def _understood(ctx: Context, replies: Sequence[Reply], commands: Sequence[str]) -> str:
    if ctx.decisions:
        return "acted"
    if not replies:
        return "ignored"
    kinds = {reply.question.kind for reply in replies if reply.question is not None}
    if "proposal" in kinds:
        return "proposed"
    if any(reply.name in REFUSALS for reply in replies):
        return "refused"
    if kinds & ASKING:
        return "asked"
    return "refused" if any(_acts(name) for name in commands) else "answered"


def _acts(name: str) -> bool:
    declared = REGISTRY[name]
    return declared.acts or declared.confirm is not Confirm.NEVER
