"""What one turn at the desk came to, in names of our own: for counting, never for deciding, and nothing of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.command import REGISTRY, Confirm, Context, Reply

# What became of words: done, one "ja" away, a question back, only told, not allowed or not possible, nobody's words.
UNDERSTOOD = ("acted", "proposed", "asked", "answered", "refused", "ignored")
NONE, SEVERAL = "none", "several"


@dataclass(slots=True)
class Tally:
    """Filled during a turn. command: the declared name; "none" or "several". understood: one of UNDERSTOOD."""

    command: str = NONE
    understood: str = "ignored"

    def note(self, ctx: Context, replies: Sequence[Reply]) -> None:
        """Note what came of words or a button of a known person."""
        named = {decision.command for decision in ctx.decisions} or {ctx.meaning.command}
        known = sorted(named & REGISTRY.keys())
        self.command = known[0] if len(known) == 1 else SEVERAL if known else NONE
        self.understood = _understood(ctx, replies, known)


def _understood(ctx: Context, replies: Sequence[Reply], commands: Sequence[str]) -> str:
    if ctx.decisions:
        return "acted"
    questions = [reply.question for reply in replies if reply.question is not None]
    if any(question.kind == "proposal" for question in questions):
        return "proposed"
    if questions:
        return "asked"
    if not replies:
        return "ignored"
    return "refused" if any(_acts(name) for name in commands) else "answered"


def _acts(name: str) -> bool:
    declared = REGISTRY[name]
    return declared.acts or declared.confirm is not Confirm.NEVER
